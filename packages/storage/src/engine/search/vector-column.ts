import { dotKernel, kernelMemory, PAGE_BYTES } from './dot-kernel.ts';
import { type Quantised, quantise } from './vector.ts';

/** Vectors compared in one go; the caller may let others run in between. */
export const SCAN_VECTORS = 16_384;
/** Of the 4 GiB that a kernel can address. */
const PAGES_MAX = 65_000;
const LANES = 16;
const FLOAT_SLACK = 1e-6;

/** All vectors of one space in 8 bits a number, in the memory of the kernel: [query][sums of one scan][vectors …]. */
export class VectorColumn {
  readonly dimension: number;
  readonly #stride: number;
  readonly #start: number;
  readonly #memory = kernelMemory(8, PAGES_MAX);
  readonly #scan = dotKernel(this.#memory);
  #count = 0;
  #docs = new Uint32Array(1024);
  #steps = new Float32Array(1024);
  #residuals = new Float32Array(1024);

  constructor(dimension: number) {
    this.dimension = dimension;
    this.#stride = Math.ceil(dimension / LANES) * LANES;
    this.#start = this.#stride + SCAN_VECTORS * 4;
    this.#reserve(this.#start);
  }

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#memory.buffer.byteLength + this.#docs.length * 12;
  }

  doc(row: number): number {
    return this.#docs[row]!;
  }

  /** The vector a row stands for when nothing more exact is kept. */
  values(row: number): Float32Array {
    const step = this.#steps[row]!;
    return Float32Array.from(this.#bytes(this.#start + row * this.#stride, this.dimension), (value) => value * step);
  }

  add(doc: number, { values, step, residual }: Quantised): void {
    if (this.#count === this.#docs.length) this.#grow();
    const at = this.#start + this.#count * this.#stride;
    this.#reserve(at + this.#stride);
    this.#bytes(at, values.length).set(values);
    this.#docs[this.#count] = doc;
    this.#steps[this.#count] = step;
    this.#residuals[this.#count] = residual;
    this.#count++;
  }

  /**
   * Bounds of the cosine of rows [from, to) with a vector of length 1: each is at most its entry of `upper`. The gap to the truth is what
   * rounding to 8 bits can cost, on both sides.
   */
  upperBounds(query: Float32Array, from: number, to: number, upper: Float64Array): void {
    const rounded = quantise(query);
    this.#bytes(0, this.#stride).fill(0);
    this.#bytes(0, query.length).set(rounded.values);
    const first = this.#start + from * this.#stride;
    this.#scan(0, first, first + (to - from) * this.#stride, this.#stride, this.#stride);
    const sums = new Int32Array(this.#memory.buffer, this.#stride, to - from);
    for (let row = from; row < to; row++) {
      const residual = this.#residuals[row]!;
      // |q·v − q̂·v̂| ≤ |q||v − v̂| + |q − q̂||v̂|, and what 32-bit floats lose
      upper[row] = sums[row - from]! * rounded.step * this.#steps[row]! + residual + rounded.residual * (1 + residual) + FLOAT_SLACK;
    }
  }

  #bytes(at: number, length: number): Int8Array {
    return new Int8Array(this.#memory.buffer, at, length);
  }

  #reserve(bytes: number): void {
    const missing = bytes - this.#memory.buffer.byteLength;
    if (missing <= 0) return;
    const now = this.#memory.buffer.byteLength / PAGE_BYTES;
    const wanted = Math.ceil(missing / PAGE_BYTES);
    this.#memory.grow(Math.min(Math.max(wanted, now >> 1), Math.max(wanted, PAGES_MAX - now)));
  }

  #grow(): void {
    const wider = <T extends Uint32Array | Float32Array>(old: T): T => {
      const next = new (old.constructor as new (length: number) => T)(old.length * 2);
      next.set(old);
      return next;
    };
    this.#docs = wider(this.#docs);
    this.#steps = wider(this.#steps);
    this.#residuals = wider(this.#residuals);
  }
}
