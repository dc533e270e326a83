import { isoFromUs } from '@sutra/kit';
import type { Where } from '../../core/plan.ts';
import type { Work } from '../answer.ts';
import { readEvents } from '../filter.ts';
import { type Entity, entityRow, fieldOf, idOf } from './entity.ts';

/** A crash loop as it was told: when its first crash was, and the event that tells of it. */
interface Loop {
  readonly sinceUs: number;
  readonly eventId: string;
}

/** The loops that nodes are in, by node. A loop is told once, at the crash that makes it one, with how long before it the first crash was. */
export type Loops = ReadonlyMap<string, Loop>;

const NONE: Loops = new Map();

/** Whether nodes are asked for by their being in a crash loop: then they have been so since its first crash, whatever they are at this moment. */
const asksForLoops = (where: Where | undefined): boolean => where?.['pattern'] !== undefined || (where?.any ?? []).some(asksForLoops);

/** The loops of these entities at an instant, where the plan asks for loops. */
export async function loopsOf(where: Where | undefined, entities: readonly Entity[], atUs: number, work: Work): Promise<Loops> {
  const looping = entities.flatMap((entity) => (entity.kind === 'node' && entity.node.crashLooping ? [entity.node.id] : []));
  if (!asksForLoops(where) || looping.length === 0) return NONE;
  const told = await readEvents(work, { filter: { types: ['node_crash_looping'], entities: [looping] } }, { toUs: atUs + 1 }, 'desc');
  const loops = new Map<string, Loop>();
  for (const event of told.events)
    if (event.type === 'node_crash_looping' && !loops.has(event.body.node_id))
      loops.set(event.body.node_id, { sinceUs: event.timeUs - event.body.window_ms * 1_000, eventId: event.id });
  return loops;
}

/** A field of an entity; since when it is what was asked for, where that is a loop. */
export const loopField = (loops: Loops, ...[entity, field, ...at]: Parameters<typeof fieldOf>): ReturnType<typeof fieldOf> =>
  field === 'since_us' ? (loops.get(idOf(entity))?.sinceUs ?? fieldOf(entity, field, ...at)) : fieldOf(entity, field, ...at);

/** A row of an entity, which stands for the loop it is in where that was asked for. */
export function loopRow(loops: Loops, entity: Entity): Record<string, unknown> {
  const loop = loops.get(idOf(entity));
  const row = entityRow(entity);
  return loop === undefined ? row : { ...row, since: isoFromUs(loop.sinceUs), event_id: loop.eventId };
}
