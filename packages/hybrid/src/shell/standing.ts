import { type GridEvent, type GridState, STATE_TYPES } from '@sutra/model';
import type { FeedQuery } from '@sutra/storage';

/** What is heard of things all the time: most of what is recorded, and nothing of how things stand. */
const FIGURE_TYPES = ['agent_heartbeat', 'agent_metrics', 'node_metrics'] as const;
export const STANDING_TYPES: readonly string[] = STATE_TYPES.filter((type) => !FIGURE_TYPES.some((figure) => figure === type));
/** After these a node may be restless: then its next figures can calm it. */
const UNREST: ReadonlySet<string> = new Set(['node_restarted', 'node_gave_up', 'node_crash_looping']);
const LOOPS: ReadonlySet<string> = new Set(['node_crash_looping']);
/** Nodes named in one question to the store. */
const NODES_MAX = 10_000;

/** Figures by which a plan may ask: then they must be folded in. */
const ASKS_FIGURES = /"(cpu_pct|memory_mb|memory_pct|disk_pct|heartbeat_age_s)"/;

/**
 * What of a past state has to be folded. `standing`: how things stand, with figures and heartbeats as old as they may be and without most operations: what
 * is recorded is mostly not read then. `verdicts`: nor how often nodes were restarted, which most of the figures that are left would tell.
 */
export type Parts = 'all' | 'standing' | 'verdicts';

/** What a plan asks for, or shows. */
export function partsFor(plan: object): Parts {
  const text = JSON.stringify(plan);
  if (ASKS_FIGURES.test(text)) return 'all';
  const { op, target } = plan as { readonly op?: string; readonly target?: string };
  const showsRestarts = op !== 'changed' && target !== 'agent' && target !== 'cluster';
  return showsRestarts || text.includes('"restart_count"') ? 'standing' : 'verdicts';
}

type Read = (query: Pick<FeedQuery, 'types' | 'entities'>) => AsyncIterable<readonly GridEvent[]>;

/**
 * The events up to an instant that say how things stand after a state, in order of position: all but heartbeats and figures, and of figures those of nodes that were
 * restless, since a node that runs on for a while has its restarts forgotten. A tenth of what is recorded; of verdicts alone, where only crash loops are
 * forgotten so, much less. Undefined where too many nodes were restless.
 */
export async function standingEvents(
  state: GridState,
  atUs: number,
  parts: Exclude<Parts, 'all'>,
  read: Read,
): Promise<GridEvent[] | undefined> {
  const events: GridEvent[] = [];
  const restless = new Set<string>();
  const unrest = parts === 'standing' ? UNREST : LOOPS;
  for (const node of state.nodes.values()) if (node.crashLooping || (parts === 'standing' && node.restartCount > 0)) restless.add(node.id);
  for await (const batch of read({ types: STANDING_TYPES }))
    for (const event of batch) {
      if (event.timeUs > atUs) continue;
      events.push(event);
      const { node_id: node } = event.body as { readonly node_id?: unknown };
      if (unrest.has(event.type) && typeof node === 'string') restless.add(node);
    }
  if (restless.size > NODES_MAX) return undefined;
  if (restless.size === 0) return events;
  for await (const batch of read({ types: ['node_metrics'], entities: [[...restless]] }))
    for (const event of batch) if (event.timeUs <= atUs) events.push(event);
  return deciding(events.sort((a, b) => a.seq - b.seq));
}

/**
 * Of the figures of a node between two other events of it, the latest alone: if any of them says that it has run on for long enough, that one does. Most
 * of them need not be folded then.
 */
function deciding(events: readonly GridEvent[]): GridEvent[] {
  const latest = new Map<string, GridEvent>();
  const kept: GridEvent[] = [];
  const settle = (node: string): void => {
    const event = latest.get(node);
    if (event !== undefined) kept.push(event);
    latest.delete(node);
  };
  for (const event of events) {
    const { node_id: node } = event.body as { readonly node_id?: unknown };
    if (event.type === 'node_metrics') {
      if ((latest.get(event.body.node_id)?.timeUs ?? Number.NEGATIVE_INFINITY) <= event.timeUs) latest.set(event.body.node_id, event);
      continue;
    }
    // What is said of an agent may be said of all nodes on it.
    for (const about of typeof node === 'string' ? [node] : [...latest.keys()]) settle(about);
    kept.push(event);
  }
  for (const node of [...latest.keys()]) settle(node);
  return kept.sort((a, b) => a.seq - b.seq);
}
