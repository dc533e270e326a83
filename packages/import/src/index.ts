export type { SourceName } from './core/fact.ts';
export { SOURCES, type SourceCounts, type SourceOptions, SourceReader } from './source-reader.ts';
