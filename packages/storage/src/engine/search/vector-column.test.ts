import { seededChance } from '@sutra/kit';
import { describe, expect, it } from 'vitest';
import { Ranking } from './ranking.ts';
import { decodeVector, dot, encodeVector, quantise } from './vector.ts';
import { GATHER_VECTORS, VectorColumn } from './vector-column.ts';

const chance = seededChance(7);
const random = (dimension: number): Float32Array =>
  decodeVector(
    Array.from({ length: dimension }, () => chance.next() - 0.5),
    'v',
  );

describe('the vector column', () => {
  it('never gives a bound below the cosine, and one close to it, in every dimension', () => {
    for (const dimension of [1, 3, 15, 16, 17, 100, 384, 1000]) {
      const column = new VectorColumn(dimension);
      const vectors = Array.from({ length: 300 }, () => random(dimension));
      vectors.forEach((vector, i) => void column.add(i + 5, quantise(vector)));
      const query = random(dimension);
      const upper = new Float64Array(vectors.length);
      column.upperBounds(query, 0, 100, upper);
      column.upperBounds(query, 100, 300, upper.subarray(100));
      vectors.forEach((vector, row) => {
        const cosine = dot(query, vector);
        expect(upper[row]).toBeGreaterThanOrEqual(cosine - 1e-6);
        expect(upper[row]! - cosine).toBeLessThan(0.04);
        expect(column.doc(row)).toBe(row + 5);
        expect(dot(column.values(row), vector)).toBeCloseTo(1, 2);
      });
      // By number, in any order, the same bounds.
      const rows = Int32Array.from({ length: GATHER_VECTORS }, (_, i) => (i * 7) % vectors.length);
      const likeness = new Float64Array(rows.length);
      const asked = column.ask(query);
      column.gather(rows, rows.length, likeness);
      for (const [i, row] of rows.entries()) expect(column.upperBound(row, likeness[i]!, asked)).toBe(upper[row]);
      const copy = new VectorColumn(dimension);
      copy.addCopy(column.copy(0, 120));
      copy.addCopy(column.copy(120, 300));
      expect(copy.fingerprint(300)).toBe(column.fingerprint(300));
      copy.askRow(17);
      copy.gather(rows, rows.length, likeness);
      for (const [i, row] of rows.entries())
        expect(likeness[i]! * copy.step(17)).toBeCloseTo(dot(column.values(17), column.values(row)), 5);
    }
  });

  it('takes a vector back from its text to the bit, and refuses what is none', () => {
    const vector = random(33);
    expect(decodeVector(encodeVector(vector), 'v')).toEqual(vector);
    const bad: [unknown, RegExp][] = [
      [[], /v has 0 numbers/],
      [[1, Number.NaN], /v\[1\] is NaN/],
      [[1, Number.POSITIVE_INFINITY], /v\[1\] is Infinity/],
      [[0, 0], /all zeros/],
      [[1, '2'], /v\[1\] is 2/],
      ['abc', /base64/],
      ['not base64!', /base64/],
      [{ 0: 1 }, /not a list/],
      [[1e300, 1e300], /too large/],
      [new Array(5000).fill(1), /5000 numbers/],
    ];
    for (const [value, message] of bad) expect(() => decodeVector(value as number[], 'v')).toThrow(message);
  });

  it('ranks as sorting does, ties by row', () => {
    const scores = Float64Array.from({ length: 500 }, () => Math.floor(chance.next() * 50));
    const ranking = new Ranking(
      Uint32Array.from(scores, (_, i) => i),
      scores,
    );
    const sorted = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]! || a - b);
    expect(sorted.map(() => ranking.take())).toEqual(sorted);
    expect(ranking.take()).toBeUndefined();
  });
});
