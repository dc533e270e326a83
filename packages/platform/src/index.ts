export * from './contract/index.ts';
export * from './errors.ts';
export { folderFailure } from './folder-failure.ts';
