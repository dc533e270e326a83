export type { ControlConfig } from './config.ts';
export { type Control, type ControlParts, startControl } from './control.ts';
export { CONTROL_ERRORS } from './errors.ts';
export { LIMITS as CONTROL_LIMITS } from './limits.ts';
export type { Emits, KeepsWhatItTakes, MasterPort } from './ports.ts';
