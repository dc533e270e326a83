export * from './query.ts';
export * from './store.ts';
