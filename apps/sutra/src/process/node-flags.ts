import { availableParallelism } from 'node:os';
import type { ComponentName } from './facts.ts';

/**
 * Who folds the state of a grid makes many objects at once, and nearly all of them stay: a state of 1,000 agents and 10,000 nodes does not fit
 * into the young generation that Node has by default (16 MiB a half), so that each collection of it copies what lives on, and what was copied
 * twice brings on a collection of everything. A larger one is only taken when so much lives on. Storage folds nothing, and keeps within 400 MB.
 */
const FOLDING_SEMI_SPACE_MIB = 32;
const FOLDING: ReadonlySet<ComponentName> = new Set<ComponentName>(['master', 'control']);

/** As many threads as Node itself takes, whatever machine it is on, to collect garbage and compile beside the program. */
const HELPERS_MAX = 4;

/**
 * Flags of the Node process that a component runs in. Helpers of the engine of the language get the cores that the program itself leaves: where there
 * are more of them than cores, they take turns with the thread that answers, which then waits for a core up to 14 ms (`npm run bench -- compact`).
 */
export function nodeFlagsOf(component: ComponentName, cores = availableParallelism()): readonly string[] {
  const helpers = `--v8-pool-size=${Math.max(1, Math.min(HELPERS_MAX, cores - 1))}`;
  return FOLDING.has(component) ? [helpers, `--max-semi-space-size=${FOLDING_SEMI_SPACE_MIB}`] : [helpers];
}
