import { fromStored, type GridEvent } from '@sutra/model';
import type { Work } from '../answer.ts';

/** Events that are said because of another one: that one is judged. Types are tried in this order. */
const STANDS_FOR: Readonly<Record<string, readonly string[]>> = {
  node_gave_up: ['node_crashed', 'node_lost'],
  node_crash_looping: ['node_crashed'],
  node_restarted: ['node_crashed', 'node_lost'],
  cluster_degraded: ['agent_offline', 'node_crashed', 'node_lost', 'spawn_failed', 'node_gave_up', 'agent_degraded', 'stop_succeeded'],
  cluster_critical: ['agent_offline', 'agent_degraded', 'node_crashed', 'node_lost'],
  spawn_unknown: ['agent_offline', 'agent_degraded'],
};
/** Steps from what is asked about to what is judged. */
const STEPS_MAX = 4;

/** The event whose cause explains the one that is asked about, by recorded causes alone. */
export async function focusOf(effect: GridEvent, work: Work): Promise<GridEvent> {
  let focus = effect;
  for (let steps = 0; steps < STEPS_MAX; steps++) {
    const types = STANDS_FOR[focus.type];
    if (types === undefined) break;
    const causes = (await Promise.all(focus.causedBy.map((id) => work.reader.event(id, undefined, work.options)))).flatMap((stored) =>
      stored === undefined ? [] : [fromStored(stored)],
    );
    const next = types.map((type) => causes.find((event) => event.type === type)).find((event) => event !== undefined);
    if (next === undefined) break;
    focus = next;
  }
  return focus;
}
