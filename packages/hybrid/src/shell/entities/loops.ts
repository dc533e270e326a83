import { isoFromUs } from '@sutra/kit';
import type { Where } from '../../core/plan.ts';
import { type Entity, entityRow, fieldOf } from './entity.ts';

/** Whether nodes are asked for by their being in a crash loop: then they have been so since its first crash, whatever they are at this moment. */
const asksForLoops = (where: Where | undefined): boolean => where?.['pattern'] !== undefined || (where?.any ?? []).some(asksForLoops);

/** Since when an entity is in the crash loop that is asked for; undefined where none is, or it is in none. */
function loopSinceUs(where: Where | undefined, entity: Entity): number | undefined {
  return entity.kind === 'node' && entity.node.crashLooping && asksForLoops(where) ? entity.node.loopingSinceUs : undefined;
}

/** A field of an entity; since when it is what was asked for, where that is a loop. */
export function askedField(where: Where | undefined, ...of: Parameters<typeof fieldOf>): ReturnType<typeof fieldOf> {
  const [entity, field] = of;
  return (field === 'since_us' ? loopSinceUs(where, entity) : undefined) ?? fieldOf(...of);
}

/** A row of an entity, with since when it is what was asked for. */
export function askedRow(where: Where | undefined, entity: Entity): Record<string, unknown> {
  const sinceUs = loopSinceUs(where, entity);
  return { ...entityRow(entity), ...(sinceUs === undefined ? {} : { since: isoFromUs(sinceUs) }) };
}
