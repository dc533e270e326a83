export * from './catalogue/index.ts';
export * from './event.ts';
export * from './state.ts';
