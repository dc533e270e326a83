export * from './graph.ts';
export * from './own-event.ts';
export * from './query.ts';
export * from './request-limits.ts';
export * from './retention.ts';
export * from './store.ts';
export * from './text-embedder.ts';
