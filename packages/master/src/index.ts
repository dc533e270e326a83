export * from './errors.ts';
export { MASTER_LIMITS, type MasterLimits } from './limits.ts';
export { type Master, type MasterOptions, startMaster } from './master.ts';
