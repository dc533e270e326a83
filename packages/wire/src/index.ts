export * from './record.ts';
export * from './frame/index.ts';
export * from './block/index.ts';
