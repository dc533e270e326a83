export * from './graph.ts';
export * from './query.ts';
export * from './store.ts';
