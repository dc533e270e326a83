import { parentPort, workerData } from 'node:worker_threads';
import { VectorColumn } from '../vector-column.ts';
import { HnswBuilder } from './hnsw-build.ts';
import { HnswGraph, type HnswParts } from './hnsw-graph.ts';

/** What the building thread is told: rows in portions, then what graph there is of the first of them. */
export type HnswOrder =
  | { readonly kind: 'rows'; readonly values: Int8Array<ArrayBuffer>; readonly steps: Float32Array<ArrayBuffer> }
  | { readonly kind: 'build'; readonly parts?: HnswParts };

const column = new VectorColumn((workerData as { dimension: number }).dimension);

parentPort?.on('message', (order: HnswOrder) => {
  if (order.kind === 'rows') {
    column.addCopy(order);
    return;
  }
  const graph = new HnswGraph(order.parts);
  const builder = new HnswBuilder(graph, column);
  while (graph.count < column.count) builder.addNext();
  const { count, entry, lowest, upper } = graph.parts();
  const parts = { count, entry, lowest: lowest.slice(), upper: upper.slice() };
  parentPort?.postMessage(parts, [parts.lowest.buffer, parts.upper.buffer]);
});
