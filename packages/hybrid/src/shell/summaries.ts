import type { EventFilter } from '@sutra/storage';
import { nounOf } from '../core/nouns.ts';
import type { Plan } from '../core/plan.ts';
import type { Work } from './answer.ts';
import { clock } from './clock.ts';
import { typesOf, typesWith } from './conditions.ts';
import { QUIET_TYPES } from './events/quiet.ts';
import { bounds, compileWhere, endOf, type Window, windowOf } from './filter.ts';

const MINUTE_US = 60_000_000;
/** Of each type, so many events are looked at to tell whether they are summaries: one that was alone in its minute stands for itself. */
const LOOKED_AT = 20;
/** Halvings of a period until the last summary in it is found. */
const HALVINGS_MAX = 24;

/** Says of an answer about heartbeats or figures where it rests on rows that each stand for many. */
export async function summaryNotes(plan: Plan, work: Work): Promise<string[]> {
  const asked = askedOf(plan, work);
  if (asked === undefined) return [];
  const notes = await Promise.all(asked.types.map((type) => noteOf(type, asked.filter, asked.window, work)));
  return notes.flat();
}

interface Asked {
  readonly types: readonly string[];
  readonly filter: Pick<EventFilter, 'entities'>;
  readonly window: Window;
}

/** The types a plan counts or lists of which old rows may stand for many; undefined where it is about none of them. */
function askedOf(plan: Plan, work: Work): Asked | undefined {
  if (plan.op !== 'count' && plan.op !== 'list' && plan.op !== 'rate' && plan.op !== 'aggregate') return undefined;
  if (plan.op !== 'aggregate' && plan.op !== 'rate' && plan.target !== 'event') return undefined;
  const named = plan.where?.['event'];
  const types = plan.op === 'aggregate' ? typesWith(plan.metric) : Array.isArray(named) ? (typesOf(named) ?? QUIET_TYPES) : [];
  const quiet = types.filter((type) => QUIET_TYPES.includes(type));
  if (quiet.length === 0 || quiet.length > 3) return undefined;
  const { entities } = compileWhere(plan.where, work).filter;
  return { types: quiet, filter: entities === undefined ? {} : { entities }, window: windowOf(plan.time, work, 'day') };
}

async function noteOf(type: string, filter: Pick<EventFilter, 'entities'>, window: Window, work: Work): Promise<string[]> {
  /** When the latest summary among the first events from an instant on happened. */
  const summaryFrom = async (fromUs: number | undefined): Promise<number | undefined> => {
    const from = fromUs === undefined ? {} : { fromUs };
    const page = await work.reader.query(
      { ...filter, types: [type], ...bounds(window), ...from, order: 'asc', limit: LOOKED_AT },
      work.options,
    );
    const summaries = page.events.filter(({ meta }) => Number(meta?.['rolled_up'] ?? 1) > 1);
    return summaries.at(-1)?.timeUs;
  };
  let last = await summaryFrom(window.fromUs);
  if (last === undefined) return [];
  let end = endOf(window, work);
  for (let i = 0; i < HALVINGS_MAX && end - last > MINUTE_US; i++) {
    const middle = Math.floor((last + end) / 2);
    const found = await summaryFrom(middle);
    if (found === undefined) end = middle;
    else last = Math.max(last + 1, found);
  }
  const { many } = nounOf(type);
  const until = (Math.floor(last / MINUTE_US) + 1) * MINUTE_US;
  return [
    `before ${clock(until, work)} ${many} are kept as summaries of a minute or an hour: counts, sums, least and greatest are exact, single ${many} are not listed`,
  ];
}
