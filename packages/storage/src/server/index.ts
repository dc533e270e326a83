export { SERVER_ERRORS } from './errors.ts';
export { SERVER_LIMITS, type ServerLimits } from './limits.ts';
export { type ServeOptions, type StorageServer, serveStorage } from './serve.ts';
