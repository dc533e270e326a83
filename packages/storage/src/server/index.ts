export { EMBEDDER_ERRORS } from '../embedder/errors.ts';
export { HTTP_EMBEDDER_LIMITS, HttpEmbedder, type HttpEmbedderLimits, type HttpEmbedderOptions } from '../embedder/http-embedder.ts';
export { SERVER_ERRORS } from './errors.ts';
export { SERVER_LIMITS, type ServerLimits } from './limits.ts';
export { OwnEvents, type OwnEventsListener, type ToldEvent } from './own-events.ts';
export { type ServeOptions, type StorageServer, serveStorage } from './serve.ts';
