export { SERVER_ERRORS } from './errors.ts';
export { SERVER_LIMITS, type ServerLimits } from './limits.ts';
export { OwnEvents, type OwnEventsListener, type ToldEvent } from './own-events.ts';
export { type ServeOptions, type StorageServer, serveStorage } from './serve.ts';
