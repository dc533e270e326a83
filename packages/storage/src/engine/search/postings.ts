import { createHash } from 'node:crypto';
import type { Json } from '@sutra/wire';
import type { Database, RootDatabase } from 'lmdb';

/** Documents of one chunk of a word's postings. */
const CHUNK_BITS = 12;
const CHUNK_MASK = (1 << CHUNK_BITS) - 1;
/** How often a word stands in a document is kept up to 15: beyond that BM25 hardly changes. */
const FREQUENCY_MAX = 15;
const PART = '\0';
/** Looked at in one step of a retirement. */
const RETIRE_ROWS = 256;
const RETIRE_POSTINGS = 32_768;

/**
 * Which documents hold a word, and how often: t: [word, document >> 12] → 16 bits each, document & 4095 above the frequency. Documents are
 * numbered in the order they were learned, so new ones only ever go to the end of a word's last chunk.
 */
export class Postings {
  readonly #rows: Database<Buffer, [string, number]>;
  /** Of the transaction under way: `word \0 chunk` → postings. */
  #added = new Map<string, number[]>();

  constructor(root: RootDatabase<unknown, string>) {
    this.#rows = root.openDB({ name: 't', encoding: 'binary' });
  }

  begin(): void {
    this.#added = new Map();
  }

  add(word: string, doc: number, frequency: number): void {
    const key = `${word}${PART}${doc >>> CHUNK_BITS}`;
    const posting = ((doc & CHUNK_MASK) << 4) | Math.min(frequency, FREQUENCY_MAX);
    const list = this.#added.get(key);
    if (list === undefined) this.#added.set(key, [posting]);
    else list.push(posting);
  }

  /** In the order of the keys: pages are then touched once. */
  write(): void {
    for (const key of [...this.#added.keys()].sort()) {
      const cut = key.indexOf(PART);
      const at: [string, number] = [key.slice(0, cut), Number(key.slice(cut + 1))];
      const postings = Uint16Array.from(this.#added.get(key)!);
      const bytes = Buffer.from(postings.buffer);
      const before = this.#rows.get(at);
      this.#rows.put(at, before === undefined ? bytes : Buffer.concat([before, bytes]));
    }
    this.#added = new Map();
  }

  /**
   * Within a transaction: takes documents out of the postings, of some rows from a key on. Returns where to go on, and how many postings were
   * looked at.
   */
  retire(from: readonly [string, number], isRetired: (doc: number) => boolean): { next?: readonly [string, number]; looked: number } {
    const changed: [[string, number], Buffer][] = [];
    let [rows, looked] = [0, 0];
    let next: readonly [string, number] | undefined;
    for (const { key, value } of this.#rows.getRange({ start: [...from] as [string, number] })) {
      if (rows++ === RETIRE_ROWS || looked >= RETIRE_POSTINGS) {
        next = key;
        break;
      }
      looked += value.length >> 1;
      const left = withoutDocuments(value, key[1] << CHUNK_BITS, isRetired);
      if (left.length < value.length) changed.push([key, left]);
    }
    for (const [key, left] of changed)
      if (left.length === 0) this.#rows.remove(key);
      else this.#rows.put(key, left);
    return { ...(next === undefined ? {} : { next }), looked };
  }

  /** Calls `each` for every document of a word, in order; gives how many there were. */
  read(word: string, each: (doc: number, frequency: number) => void): number {
    let count = 0;
    for (const { key, value } of this.#rows.getRange({ start: [word, 0], end: [word, Number.MAX_SAFE_INTEGER] })) {
      const base = key[1] << CHUNK_BITS;
      for (let i = 0; i + 1 < value.length; i += 2) {
        const posting = value[i]! | (value[i + 1]! << 8);
        each(base + (posting >>> 4), posting & FREQUENCY_MAX);
      }
      count += value.length >> 1;
    }
    return count;
  }
}

function withoutDocuments(value: Buffer, base: number, isRetired: (doc: number) => boolean): Buffer {
  const left = Buffer.alloc(value.length);
  let bytes = 0;
  for (let i = 0; i + 1 < value.length; i += 2) {
    const posting = value[i]! | (value[i + 1]! << 8);
    if (isRetired(base + (posting >>> 4))) continue;
    left[bytes++] = value[i]!;
    left[bytes++] = value[i + 1]!;
  }
  return left.subarray(0, bytes);
}

/** Values of a list that have a word each; a longer list has one that says so. */
const LIST_VALUES_MAX = 64;

/**
 * The words a document has one of when a metadata field of it is this value, or a list that holds it. No text has them: words have no control
 * characters.
 */
export function metadataWordsOf(field: string, value: Json): readonly string[] {
  return [metadataWord(field, value), metadataWord(field, [])];
}

function metadataWord(field: string, value: Json): string {
  return `\u0001${createHash('sha1')
    .update(JSON.stringify([field, value]))
    .digest('base64')
    .slice(0, 20)}`;
}

/** Of a list one for each of its plain values: a filter on it asks for one of them. */
export function metadataWords(metadata: Readonly<Record<string, Json>>): ReadonlySet<string> {
  return new Set(Object.entries(metadata).flatMap(([field, value]) => valuesOf(value).map((one) => metadataWord(field, one))));
}

function valuesOf(value: Json): readonly Json[] {
  if (!Array.isArray(value)) return isPlain(value) ? [value] : [];
  return value.length > LIST_VALUES_MAX ? [[]] : (value as readonly Json[]).filter(isPlain);
}

const isPlain = (value: Json): boolean => value === null || typeof value !== 'object';
