export * from './causes.ts';
export * from './fields.ts';
export * from './row.ts';
export * from './table.ts';
