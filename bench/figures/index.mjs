import { append } from './append.mjs';
import { ask } from './ask.mjs';
import { compact } from './compact.mjs';
import { emit } from './emit.mjs';
import { ingest } from './ingest.mjs';
import { known } from './known.mjs';
import { query } from './query.mjs';
import { rebuild } from './rebuild.mjs';
import { search } from './search.mjs';
import { spawn } from './spawn.mjs';

/** What can be measured, in the order it is. */
export const FIGURES = { emit, append, query, rebuild, spawn, search, ingest, known, compact, ask };

/** Takes many minutes and has a table of its own: measured when it is named, or quickly. */
export const ALONE = new Set(['ask']);
