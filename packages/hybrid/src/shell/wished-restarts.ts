import type { Plan } from '../core/plan.ts';
import type { Work } from './answer.ts';
import { ROWS_READ_MAX, readEvents } from './filter.ts';
import { unsupported } from './unsupported.ts';

/** The operations by which somebody had a node restarted. */
export type WishedRestarts = ReadonlySet<string>;

/** Plans about what happened, in which a restart is one whoever wished it. Others look at how an agent keeps its nodes up. */
const ABOUT_DEEDS: ReadonlySet<Plan['op']> = new Set(['list', 'count', 'timeline', 'rate', 'compare', 'why']);

/**
 * Which starts were restarts that somebody wished, for plans that ask for restarts; the work as it is for any other. An agent says `node_restarted`
 * of what it did by its policy; a wished restart is an operation, and is over when the new generation runs: both are restarts to who asks.
 * @throws SutraError SUTRA_ASK_NOT_COMPUTED where more were wished than are looked through: a restart of the rest would be denied
 */
export async function withWishedRestarts(plan: Plan, work: Work, wishesMax: number = ROWS_READ_MAX): Promise<Work> {
  if (!ABOUT_DEEDS.has(plan.op) || !JSON.stringify(plan).includes('"node_restarted"')) return work;
  const window = work.past ? { toUs: work.nowUs + 1 } : {};
  const filter = { types: ['spawn_requested'], where: [{ field: 'replaces', exists: true }] };
  const { events, more, partial } = await readEvents(work, { filter }, window, 'desc', wishesMax);
  if (more || partial)
    throw unsupported(
      `which starts were restarts: more restarts were asked for than the ${wishesMax.toLocaleString('en-US')} looked through`,
    );
  return { ...work, wishedRestarts: new Set(events.flatMap(({ operationId }) => operationId ?? [])) };
}
