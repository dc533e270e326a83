export { type Case, casesOf, heldOutSeedCases, heldOutTemplateCases, OPEN_TEMPLATES, openCases, type PlayedCase, play } from './corpus.ts';
export { type Ending, SIM_PLATFORMS, type SimPlatform } from './endings.ts';
export { SimGrid, type Wanted } from './grid.ts';
export type { Behaviour, Program } from './host.ts';
export { type Mark, naiveCause, type Report, report, type Scored, score, type Tally } from './score.ts';
export type { InjectedCause, Truth } from './truth.ts';
