import { Worker } from 'node:worker_threads';
import { threadFile } from '../../thread-file.ts';
import type { VectorColumn } from '../vector-column.ts';
import type { HnswParts } from './hnsw-graph.ts';
import type { HnswOrder } from './hnsw-thread.ts';

/** Rows copied for the thread between two turns of the event loop. */
const PORTION_ROWS = 8_192;

/**
 * Builds a graph over the first `count` rows of a column, or goes on with one of fewer, in a thread of its own: it takes seconds of one
 * core. Rejects when the signal fires or the thread fails.
 */
export async function buildInThread(
  column: VectorColumn,
  count: number,
  parts: HnswParts | undefined,
  signal: AbortSignal,
): Promise<HnswParts> {
  signal.throwIfAborted();
  // Flags of this process are not for the thread: it runs compiled files, also where this one runs from source.
  const workerData = { dimension: column.dimension };
  const worker = new Worker(threadFile(import.meta.url, 'hnsw-thread'), { workerData, execArgv: [] });
  try {
    const built = new Promise<HnswParts>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`the building thread ended with ${code}`)));
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    built.catch(() => undefined); // heard below, or not needed when sending already failed
    for (let from = 0; from < count; from += PORTION_ROWS) {
      const rows = column.copy(from, Math.min(count, from + PORTION_ROWS));
      worker.postMessage({ kind: 'rows', ...rows } satisfies HnswOrder, [rows.values.buffer, rows.steps.buffer]);
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
    }
    worker.postMessage({ kind: 'build', ...(parts === undefined ? {} : { parts }) } satisfies HnswOrder);
    return await built;
  } finally {
    await worker.terminate();
  }
}
