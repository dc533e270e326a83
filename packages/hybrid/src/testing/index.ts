export * from './history.ts';
export * from './memory-reader.ts';
