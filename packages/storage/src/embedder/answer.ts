import { SutraError } from '@sutra/kit';

const DIMENSION_MAX = 4_096;

const wrong = (what: string): SutraError => new SutraError('SUTRA_EMBEDDER_ANSWER', `Cannot embed: ${what}`);

/**
 * The vectors of an answer, in the order of the texts.
 * @param dimension that of the vectors before, where there were any
 * @throws SutraError SUTRA_EMBEDDER_ANSWER naming what is wrong with it
 */
export function readVectors(text: string, count: number, dimension: number | undefined): Float32Array[] {
  const data = rowsOf(text);
  if (data.length !== count) throw wrong(`the answer has ${data.length} vectors for ${count} texts`);
  const vectors = new Array<Float32Array | undefined>(count);
  let expected = dimension;
  data.forEach((row, place) => {
    const { embedding, index = place } = (row ?? {}) as { embedding?: unknown; index?: unknown };
    if (!Number.isInteger(index) || (index as number) < 0 || (index as number) >= count || vectors[index as number] !== undefined)
      throw wrong(`data[${place}].index is ${String(index)}`);
    const vector = vectorOf(embedding, `data[${place}].embedding`);
    expected ??= vector.length;
    if (vector.length !== expected) throw wrong(`data[${place}].embedding has ${vector.length} numbers, the others have ${expected}`);
    vectors[index as number] = vector;
  });
  return vectors as Float32Array[];
}

function rowsOf(text: string): readonly unknown[] {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw wrong('the answer is not JSON');
  }
  const data = typeof answer === 'object' && answer !== null ? (answer as { data?: unknown }).data : undefined;
  if (!Array.isArray(data)) throw wrong('the answer has no list of vectors');
  return data;
}

function vectorOf(embedding: unknown, at: string): Float32Array {
  if (!Array.isArray(embedding) || embedding.length === 0 || embedding.length > DIMENSION_MAX)
    throw wrong(`${at} is not a list of 1 to ${DIMENSION_MAX} numbers`);
  const vector = Float32Array.from(embedding as number[]);
  const bad = vector.findIndex((value, i) => typeof embedding[i] !== 'number' || !Number.isFinite(value));
  if (bad >= 0) throw wrong(`${at}[${bad}] is ${String(embedding[bad])}`);
  if (vector.every((value) => value === 0)) throw wrong(`${at} is all zeros`);
  return vector;
}
