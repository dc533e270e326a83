import { crc32 } from 'node:zlib';
import { dotKernel, kernelMemory, PAGE_BYTES } from './dot-kernel.ts';
import { type Quantised, quantise } from './vector.ts';

/** Vectors compared in one go; the caller may let others run in between. */
export const SCAN_VECTORS = 16_384;
/** Vectors compared by number in one go. */
export const GATHER_VECTORS = 256;
/** Of the 4 GiB that a kernel can address. */
const PAGES_MAX = 65_000;
const LANES = 16;
const FLOAT_SLACK = 1e-6;

interface Windows {
  readonly all: Int8Array;
  readonly asked: Int32Array;
  readonly sums: Int32Array;
}

/** All vectors of one space in 8 bits a number, in the memory of the kernel: [query][sums of one scan][rows to gather][vectors …]. */
export class VectorColumn {
  readonly dimension: number;
  readonly #stride: number;
  readonly #start: number;
  readonly #memory = kernelMemory(8, PAGES_MAX);
  readonly #kernel = dotKernel(this.#memory);
  #windows: Windows | undefined;
  #count = 0;
  #docs = new Uint32Array(1024);
  #steps = new Float32Array(1024);
  #residuals = new Float32Array(1024);

  constructor(dimension: number) {
    this.dimension = dimension;
    this.#stride = Math.ceil(dimension / LANES) * LANES;
    this.#start = this.#stride + (SCAN_VECTORS + GATHER_VECTORS) * 4;
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

  /** Value of one step of a row's 8-bit numbers. */
  step(row: number): number {
    return this.#steps[row]!;
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
   * Bounds of the cosine of rows [from, to) with a vector of length 1, from the beginning of `upper` on. The gap to the truth is what
   * rounding to 8 bits can cost, on both sides.
   */
  upperBounds(query: Float32Array, from: number, to: number, upper: Float64Array): void {
    const rounded = this.ask(query);
    const first = this.#start + from * this.#stride;
    this.#kernel.scan(0, first, first + (to - from) * this.#stride, this.#stride, this.#stride);
    const sums = new Int32Array(this.#memory.buffer, this.#stride, to - from);
    for (let row = from; row < to; row++)
      upper[row - from] = sums[row - from]! * rounded.step * this.#steps[row]! + this.#slack(row, rounded);
  }

  /** |q·v − q̂·v̂| ≤ |q||v − v̂| + |q − q̂||v̂|, and what 32-bit floats lose. */
  #slack(row: number, { residual: ofQuery }: Quantised): number {
    const residual = this.#residuals[row]!;
    return residual + ofQuery * (1 + residual) + FLOAT_SLACK;
  }

  /** The bound of one row, from the likeness that `gather` gave. */
  upperBound(row: number, likeness: number, query: Quantised): number {
    return likeness * query.step + this.#slack(row, query);
  }

  /** Makes a vector of length 1 the one that `gather` compares with. */
  ask(query: Float32Array): Quantised {
    const rounded = quantise(query);
    this.#bytes(0, this.#stride).fill(0);
    this.#bytes(0, query.length).set(rounded.values);
    return rounded;
  }

  /** Makes a row the one that `gather` compares with. */
  askRow(row: number): void {
    const at = this.#start + row * this.#stride;
    this.#view().all.copyWithin(0, at, at + this.#stride);
  }

  /**
   * How like the asked vector the first `count` of `rows` are, at most GATHER_VECTORS: their cosine, rounded, over the step of what was asked.
   */
  gather(rows: Int32Array, count: number, likeness: Float64Array): void {
    if (count === 0) return;
    const at = this.#stride + SCAN_VECTORS * 4;
    const { asked, sums } = this.#view();
    for (let i = 0; i < count; i++) asked[i] = rows[i]!;
    this.#kernel.gather(0, at, at + count * 4, this.#stride, this.#stride, this.#start);
    for (let i = 0; i < count; i++) likeness[i] = sums[i]! * this.#steps[rows[i]!]!;
  }

  /** A copy of rows [from, to): their numbers, and their steps. */
  copy(from: number, to: number): { readonly values: Int8Array<ArrayBuffer>; readonly steps: Float32Array<ArrayBuffer> } {
    const values = this.#bytes(this.#start + from * this.#stride, (to - from) * this.#stride);
    return { values: Int8Array.from(values), steps: this.#steps.slice(from, to) as Float32Array<ArrayBuffer> };
  }

  /** Takes up what `copy` of another column of this dimension gave. Such rows only serve `gather`. */
  addCopy({ values, steps }: { readonly values: Int8Array; readonly steps: Float32Array }): void {
    while (this.#count + steps.length > this.#docs.length) this.#grow();
    const at = this.#start + this.#count * this.#stride;
    this.#reserve(at + values.length);
    this.#bytes(at, values.length).set(values);
    this.#steps.set(steps, this.#count);
    this.#count += steps.length;
  }

  /** Tells whether the first `count` rows are the same ones: steps follow from the numbers of a vector. */
  fingerprint(count: number): number {
    return crc32(new Uint8Array(this.#steps.buffer, 0, count * 4));
  }

  /** Windows on the memory, made anew when it has grown. */
  #view(): Windows {
    const { buffer } = this.#memory;
    if (this.#windows?.all.buffer !== buffer) {
      const asked = new Int32Array(buffer, this.#stride + SCAN_VECTORS * 4, GATHER_VECTORS);
      this.#windows = { all: new Int8Array(buffer), asked, sums: new Int32Array(buffer, this.#stride, GATHER_VECTORS) };
    }
    return this.#windows;
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
