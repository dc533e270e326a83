export * from './history.ts';
export * from './memory-reader.ts';
export * from './model-service.ts';
export * from './scene.ts';
