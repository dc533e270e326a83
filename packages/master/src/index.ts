export * from './errors.ts';
export { MASTER_LIMITS, type MasterLimits } from './limits.ts';
export { type Master, startMaster } from './master.ts';
export type { MasterOptions } from './options.ts';
export type { StoreState } from './shell/past.ts';
