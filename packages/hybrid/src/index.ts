export * from './core/plan.ts';
export { parsePlan, planWrong } from './core/plan-check.ts';
export * from './errors.ts';
export { eventsBetween, GRID_SNAPSHOT, type Instant, newestSnapshot, stateAt } from './shell/state-at.ts';
