export * from './ask.ts';
export * from './live.ts';
export * from './model.ts';
export * from './round-gaps.ts';
export * from './schemas.ts';
export * from './standing.ts';
