import { hash32 } from '@sutra/kit';
import { wordsOf } from './tokens.ts';

/** Makes vectors of texts: near in meaning, near in direction. Name and dimension are kept with the index. */
export interface Embedder {
  readonly name: string;
  readonly dimension: number;
  /** Of length 1, or of length 0 when the text has no words. */
  embed(text: string): Float32Array;
}

const DIMENSION = 256;
const GRAM = 3;
/** A whole word counts as much as this many of its grams. */
const WORD_WEIGHT = 2;

/**
 * The built-in embedder: words and the three-letter grams within them, hashed with a sign into 256 numbers. It knows no meaning, only likeness of
 * form: `restarting` is near `restarted`, `crash` is not near `failure`. It needs no download and gives the same vector everywhere, for ever.
 */
export const hashedGrams: Embedder = {
  name: `hashed-grams-${DIMENSION}`,
  dimension: DIMENSION,
  embed(text) {
    const counts = new Map<string, number>();
    for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
    const vector = new Float32Array(DIMENSION);
    for (const [word, count] of counts) {
      const weight = 1 + Math.log(count);
      add(vector, word, weight * WORD_WEIGHT);
      const marked = `^${word}$`;
      for (let i = 0; i + GRAM <= marked.length; i++) add(vector, marked.slice(i, i + GRAM), weight);
    }
    return unit(vector);
  },
};

function add(vector: Float32Array, gram: string, weight: number): void {
  const hash = mixed(hash32(gram));
  vector[hash % DIMENSION]! += (hash & 0x8000_0000) === 0 ? weight : -weight;
}

/** Spreads the bits: place and sign must not depend on each other. */
function mixed(hash: number): number {
  let bits = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

function unit(vector: Float32Array): Float32Array {
  let square = 0;
  for (const value of vector) square += value * value;
  if (square === 0) return vector;
  const norm = Math.sqrt(square);
  for (let i = 0; i < vector.length; i++) vector[i]! /= norm;
  return vector;
}
