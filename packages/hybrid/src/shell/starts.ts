import type { GridEvent } from '@sutra/model';
import type { Plan } from '../core/plan.ts';
import type { Work } from './answer.ts';
import { ROWS_READ_MAX, readEvents, unsupported } from './filter.ts';

/** How many starts of the same part of the grid are recorded before each, by the id of the event: the first start of all is no restart. */
export type StartNumbers = ReadonlyMap<string, number>;

/**
 * Numbers the starts of the grid's own parts, for plans that ask which of them were restarts; the work as it is for any other.
 * @throws SutraError SUTRA_ASK_NOT_COMPUTED where there are more starts than are looked through: the rest would have no number
 */
export async function withStartNumbers(plan: Plan, work: Work, startsMax: number = ROWS_READ_MAX): Promise<Work> {
  const asked = JSON.stringify(plan);
  if (!asked.includes('"component_started"') || !asked.includes('"restart_count"')) return work;
  const window = work.past ? { toUs: work.nowUs + 1 } : {};
  const { events, more, partial } = await readEvents(work, { filter: { types: ['component_started'] } }, window, 'asc', startsMax);
  if (more || partial)
    throw unsupported(
      `which starts of the parts of a grid are restarts: more starts are on record than the ${startsMax.toLocaleString('en-US')} looked through`,
    );
  const starts = new Map<string, number>();
  const numbers = new Map<string, number>();
  for (const event of events) {
    const whose = partOf(event);
    const before = starts.get(whose) ?? 0;
    // The start after a run that did not end as it should is a restart, where the start before it is no longer kept, too.
    numbers.set(event.id, before === 0 && recovered(event) ? 1 : before);
    starts.set(whose, before + 1);
  }
  return { ...work, startNumbers: numbers };
}

/** A process of each kind and, where there are several of a kind, whose: agents. */
const partOf = (event: GridEvent): string => `${event.type === 'component_started' ? event.body.component : ''} ${event.emitter}`;
const recovered = (event: GridEvent): boolean => event.type === 'component_started' && event.body.recovered === true;
