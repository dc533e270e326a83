export { AGENTS_MAX } from './agents.ts';
export { apply, EMPTY_GRID, type Explanation, explainApply, foldAll, IMPORTED, isImported, STATE_TYPES } from './apply.ts';
export { NODES_MAX, statusOf } from './generation.ts';
export { OPERATIONS_MAX } from './operations.ts';
export { STABLE_AFTER_US } from './reports.ts';
export type { Refusal } from './step.ts';
