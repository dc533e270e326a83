export { SERVER_ERRORS } from './errors.ts';
export { SERVER_LIMITS, type ServerLimits } from './limits.ts';
export { SERVER_VERSION, type ServeOptions, type StorageServer, serveStorage } from './serve.ts';
