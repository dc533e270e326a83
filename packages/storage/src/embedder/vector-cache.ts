import { createHash } from 'node:crypto';

/** Vectors by the text they were made of, the least recently used going first. */
export class VectorCache {
  readonly #bytesMax: number;
  readonly #vectors = new Map<string, Float32Array>();
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  static keyOf(text: string): string {
    return createHash('sha256').update(text).digest('base64');
  }

  get(key: string): Float32Array | undefined {
    const vector = this.#vectors.get(key);
    if (vector === undefined) return undefined;
    this.#vectors.delete(key);
    this.#vectors.set(key, vector);
    return vector;
  }

  put(key: string, vector: Float32Array): void {
    if (this.#vectors.has(key)) return;
    this.#vectors.set(key, vector);
    this.#bytes += vector.byteLength;
    for (const [oldest, old] of this.#vectors) {
      if (this.#bytes <= this.#bytesMax) return;
      this.#vectors.delete(oldest);
      this.#bytes -= old.byteLength;
    }
  }
}
