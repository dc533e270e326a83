export { type ErrorKind, SutraError } from '@sutra/kit';
export type * from '@sutra/storage';
export type { Json, StoredEvent } from '@sutra/wire';
export { type ConnectOptions, connect, type SutraClient } from './connect.ts';
export type { Appended, OwnEvent } from './emitter.ts';
export { CLIENT_PACKAGE_ERRORS, isFailure, isFailureOf } from './errors.ts';
