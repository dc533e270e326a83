export * from './ask.ts';
export * from './live.ts';
export * from './model.ts';
export * from './schemas.ts';
export * from './standing.ts';
