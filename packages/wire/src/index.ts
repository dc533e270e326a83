export * from './block/index.ts';
export * from './frame/index.ts';
export * from './record.ts';
