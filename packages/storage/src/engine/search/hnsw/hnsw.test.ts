import { seededChance } from '@sutra/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeVector, dot, quantise } from '../vector.ts';
import { VectorColumn } from '../vector-column.ts';
import { HnswBuilder } from './hnsw-build.ts';
import { HnswGraph, wrongWith } from './hnsw-graph.ts';
import { HnswSearch } from './hnsw-search.ts';

const chance = seededChance(5);
const random = (dimension: number): Float32Array =>
  decodeVector(
    Array.from({ length: dimension }, () => chance.next() - 0.5),
    'v',
  );

function built(vectors: readonly Float32Array[]): { column: VectorColumn; graph: HnswGraph } {
  const column = new VectorColumn(vectors[0]!.length);
  vectors.forEach((vector, i) => void column.add(i, quantise(vector)));
  const graph = new HnswGraph();
  const builder = new HnswBuilder(graph, column);
  while (graph.count < column.count) builder.addNext();
  return { column, graph };
}

/** The 10 nearest by trying all, and how many of them the graph finds. */
function found(vectors: readonly Float32Array[], parts: { column: VectorColumn; graph: HnswGraph }, query: Float32Array): number {
  const nearest = [...vectors.keys()].sort((a, b) => dot(vectors[b]!, query) - dot(vectors[a]!, query)).slice(0, 10);
  parts.column.ask(query);
  const { rows, count } = new HnswSearch(parts.graph, parts.column).nearest(96, () => true, vectors.length)!;
  return nearest.filter((row) => rows.subarray(0, count).includes(row)).length;
}

describe('a graph of vectors', () => {
  it('finds nearly all of the nearest, also when it was put down and gone on with', () => {
    const vectors = Array.from({ length: 2_000 }, () => random(48));
    const whole = built(vectors);
    const queries = Array.from({ length: 50 }, () => random(48));
    const recall = (parts: { column: VectorColumn; graph: HnswGraph }): number =>
      queries.reduce((sum, query) => sum + found(vectors, parts, query), 0) / 500;
    expect(recall(whole)).toBeGreaterThan(0.9);
    const first = built(vectors.slice(0, 700));
    const { count, entry, lowest, upper } = first.graph.parts();
    const graph = new HnswGraph({ count, entry, lowest: lowest.slice(), upper: upper.slice() });
    const builder = new HnswBuilder(graph, whole.column);
    while (graph.count < vectors.length) builder.addNext();
    // A row's place follows from the rows before it alone: the same graph comes of it, link for link.
    expect(graph.parts()).toEqual(whole.graph.parts());
    expect(wrongWith(graph.parts())).toBeUndefined();
  });

  it('holds few, equal and opposite vectors as well', () => {
    for (const count of [1, 2, 3, 40]) {
      const same = random(8);
      const vectors = Array.from({ length: count }, (_, i) => (i % 3 === 0 ? same.map((value) => -value) : same));
      const { column, graph } = built(vectors);
      column.ask(same);
      expect(new HnswSearch(graph, column).nearest(64, () => true, 1000)!.count).toBe(count);
      expect(wrongWith(graph.parts())).toBeUndefined();
    }
  });

  it('gives only what is let through, and gives up when that is too little', () => {
    const vectors = Array.from({ length: 1_000 }, () => random(16));
    const { column, graph } = built(vectors);
    const search = new HnswSearch(graph, column);
    column.ask(vectors[7]!);
    const { rows, count } = search.nearest(64, (row) => row % 2 === 0, 1_000)!;
    expect([...rows.subarray(0, count)].every((row) => row % 2 === 0)).toBe(true);
    expect(count).toBe(64);
    expect(search.nearest(64, () => false, 500)).toBeUndefined();
  });

  it('is not believed when a single link of it could lead nowhere', () => {
    const { graph } = built(Array.from({ length: 120 }, () => random(8)));
    const whole = graph.parts();
    fc.assert(
      fc.property(fc.nat(whole.lowest.length - 1), fc.oneof(fc.integer({ min: 120 }), fc.integer({ max: -1 })), (at, value) => {
        const lowest = whole.lowest.slice();
        if (at % 33 > lowest[at - (at % 33)]!) return; // no link stands there
        lowest[at] = value;
        expect(wrongWith({ ...whole, lowest })).toBeDefined();
      }),
      { seed: 1, numRuns: 200 },
    );
    expect(wrongWith({ ...whole, entry: 120 })).toBeDefined();
    expect(wrongWith({ ...whole, count: 119 })).toBeDefined();
    expect(wrongWith({ ...whole, upper: whole.upper.subarray(1) })).toBeDefined();
  });
});
