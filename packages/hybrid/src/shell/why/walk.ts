import { fromStored, type GridEvent } from '@sutra/model';
import type { CallOptions, StoreReader } from '@sutra/storage';
import type { PathStep } from '../answer.ts';

/** Farthest a walk goes along recorded causes, and how many events it collects. */
export const WALK = { depthMax: 32, eventsMax: 256, forwardDepthMax: 4, forwardEventsMax: 64 } as const;

export interface Walked {
  /** Every event met, by id, the start included. */
  readonly events: ReadonlyMap<string, GridEvent>;
  readonly path: readonly PathStep[];
  /** Causes that are named but not in the record. */
  readonly missing: readonly string[];
  /** True when a limit ended the walk. */
  readonly cut: boolean;
}

const step = (cause: GridEvent, effect: GridEvent): PathStep => ({
  from: cause.id,
  to: effect.id,
  kind: 'recorded',
  dt_ms: Math.round((effect.timeUs - cause.timeUs) / 100) / 10,
});

/** Recorded causes of an event, breadth first, nearest first. Every event is visited once, so a cycle ends. */
export async function walkBack(start: GridEvent, reader: StoreReader, options: CallOptions): Promise<Walked> {
  const events = new Map([[start.id, start]]);
  const path: PathStep[] = [];
  const missing: string[] = [];
  let edge = [start];
  let cut = false;
  for (let depth = 0; edge.length > 0; depth++) {
    if (depth === WALK.depthMax) {
      cut = true;
      break;
    }
    const next: GridEvent[] = [];
    for (const effect of edge) {
      for (const id of effect.causedBy) {
        const known = events.get(id);
        if (known !== undefined) {
          if (known.id !== effect.id && !path.some((one) => one.from === known.id && one.to === effect.id)) path.push(step(known, effect));
          continue;
        }
        if (events.size >= WALK.eventsMax) {
          cut = true;
          continue;
        }
        const stored = await reader.event(id, undefined, options);
        if (stored === undefined) {
          missing.push(id);
          continue;
        }
        const cause = fromStored(stored);
        events.set(id, cause);
        path.push(step(cause, effect));
        next.push(cause);
      }
    }
    edge = next;
  }
  return { events, path, missing, cut };
}

/** What was told about the grid changes nothing in it: it is an effect only of what was told, or where it is asked for. */
const NOTICES: ReadonlySet<string> = new Set(['watch_fired', 'watch_recovered']);

/** Recorded effects of an event, breadth first: what it led to. */
export async function walkForward(
  start: GridEvent,
  reader: StoreReader,
  options: CallOptions,
  untilUs = Number.POSITIVE_INFINITY,
  notices = false,
): Promise<Walked> {
  const events = new Map([[start.id, start]]);
  const path: PathStep[] = [];
  let edge = [start];
  let cut = false;
  for (let depth = 0; depth < WALK.forwardDepthMax && edge.length > 0; depth++) {
    const next: GridEvent[] = [];
    for (const cause of edge) {
      for (const stored of await reader.effects({ id: cause.id, limit: WALK.forwardEventsMax }, options)) {
        if (stored.timeUs > untilUs || events.has(stored.id) || (!notices && NOTICES.has(stored.type))) continue;
        if (events.size >= WALK.forwardEventsMax) {
          cut = true;
          continue;
        }
        const effect = fromStored(stored);
        events.set(effect.id, effect);
        path.push(step(cause, effect));
        next.push(effect);
      }
    }
    edge = next;
  }
  return { events, path, missing: [], cut };
}
