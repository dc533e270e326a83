export { EVENTS_ERRORS } from './errors.ts';
export { DEFAULT_LIMITS, type EmitterLimits } from './limits.ts';
export { raiseCounter } from './shell/counter-file.ts';
export type { EventStore } from './shell/delivery.ts';
export { type EmitterOptions, openEmitter } from './shell/emitter.ts';
export { type FaultSource, SPOOL_FAULT_POINTS, type SpoolFaultPoint } from './shell/faults.ts';
export { silentSink } from './silent.ts';
export type { EmitterStats, EventEmitter, EventSink } from './sink.ts';
