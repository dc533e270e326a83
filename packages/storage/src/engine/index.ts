export type { EmitterGap, Engine, EngineOptions, RawSession } from './engine.ts';
export { type CorruptRange, ENGINE_ERRORS } from './errors.ts';
export { FAULT_POINTS, type FaultPoint, type FaultPoints } from './faults.ts';
export * from './life/index.ts';
export { ENGINE_LIMITS, type EngineLimits } from './limits.ts';
export { freeBytesOf } from './log/space.ts';
export { type LogFinding, type LogVerdict, verifyLog } from './log/verify.ts';
export { openEngine } from './open-engine.ts';
export type { Stoppable } from './read/slices.ts';
