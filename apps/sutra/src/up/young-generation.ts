import type { ComponentName } from '../process/facts.ts';

/**
 * Who folds the state of a grid makes many objects at once, and nearly all of them stay: a state of 1,000 agents and 10,000 nodes does not fit
 * into the young generation that Node has by default (16 MiB a half), so that each collection of it copies what lives on, and what was copied
 * twice brings on a collection of everything. A larger one is only taken when so much lives on. Storage folds nothing, and keeps within 400 MB.
 */
const FOLDING_SEMI_SPACE_MIB = 32;
const FOLDING: ReadonlySet<ComponentName> = new Set<ComponentName>(['master', 'control']);

/** Flags of the Node process that a component runs in. */
export function nodeFlagsOf(component: ComponentName): readonly string[] {
  return FOLDING.has(component) ? [`--max-semi-space-size=${FOLDING_SEMI_SPACE_MIB}`] : [];
}
