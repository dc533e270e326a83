import { SutraError } from '@sutra/kit';
import { REQUEST_LIMITS } from '../../contract/request-limits.ts';

const DIMENSION_MAX = REQUEST_LIMITS.vectorNumbersMax;

const refuse = (field: string, what: string): SutraError =>
  new SutraError('SUTRA_STORE_INVALID', `Cannot take the vector: ${field} ${what}`, { details: { field } });

/**
 * A vector from what a caller gave, of length 1: only its direction is compared.
 * @throws SutraError SUTRA_STORE_INVALID naming the field and the place in it
 */
export function decodeVector(given: readonly number[] | Float32Array | string, field: string): Float32Array {
  const values = typeof given === 'string' ? floatsOf(given, field) : given;
  if (!(values instanceof Float32Array) && !Array.isArray(values)) throw refuse(field, 'is not a list of numbers');
  const { length } = values;
  if (length === 0 || length > DIMENSION_MAX) throw refuse(field, `has ${length} numbers, 1 to ${DIMENSION_MAX} are allowed`);
  let square = 0;
  for (let i = 0; i < length; i++) {
    const value = values[i] as number;
    if (typeof value !== 'number' || !Number.isFinite(value)) throw refuse(`${field}[${i}]`, `is ${String(value)}`);
    square += value * value;
  }
  if (square === 0) throw refuse(field, 'is all zeros and points nowhere');
  if (!Number.isFinite(square)) throw refuse(field, 'has numbers too large to measure its length');
  const norm = Math.sqrt(square);
  // A vector of length 1 stays as it is to the bit: what was normalised once is not changed by a rebuild.
  return Math.abs(norm - 1) < 1e-6 ? Float32Array.from(values) : Float32Array.from(values, (value) => value / norm);
}

function floatsOf(text: string, field: string): Float32Array {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === 0 || bytes.length % 4 !== 0 || bytes.toString('base64').replace(/=+$/, '') !== text.replace(/=+$/, ''))
    throw refuse(field, 'is not base64 of 32-bit floats');
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
}

/** As base64 of little-endian 32-bit floats. */
export function encodeVector(vector: readonly number[] | Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (let i = 0; i < vector.length; i++) bytes.writeFloatLE(vector[i] as number, i * 4);
  return bytes.toString('base64');
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** A vector in 8 bits a number, and how far that may be from the truth. */
export interface Quantised {
  readonly values: Int8Array;
  /** Value of one step. */
  readonly step: number;
  /** Length of the difference to the vector itself. */
  readonly residual: number;
}

export function quantise(vector: Float32Array): Quantised {
  let largest = 0;
  for (let i = 0; i < vector.length; i++) largest = Math.max(largest, Math.abs(vector[i]!));
  const step = largest === 0 ? 1 : Math.fround(largest / 127);
  const values = new Int8Array(vector.length);
  let square = 0;
  for (let i = 0; i < vector.length; i++) {
    const value = Math.max(-127, Math.min(127, Math.round(vector[i]! / step)));
    values[i] = value;
    square += (vector[i]! - value * step) ** 2;
  }
  return { values, step, residual: Math.sqrt(square) };
}
