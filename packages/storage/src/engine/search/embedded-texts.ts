import { rmSync } from 'node:fs';
import { type Clock, type Logger, SutraError } from '@sutra/kit';
import { type Database, open, type RootDatabase } from 'lmdb';
import type { CallOptions } from '../../contract/store.ts';
import type { TextEmbedder } from '../../contract/text-embedder.ts';
import { beginUse, endUse, findDamage, graphFile, openedWell } from '../graph/graph-file.ts';
import { eventLoopTurn } from '../read/event-loop-turn.ts';
import { decodeVector, quantise } from './vector.ts';
import { VectorSpace } from './vector-space.ts';

/** Below the folder of the store. */
export const EMBEDDING_FOLDER = 'embedding';
/** After a failure the next attempt waits, longer each time. */
const WAIT_FIRST_MS = 1_000;
const WAIT_MAX_MS = 60_000;
/** Documents that have nothing to embed passed over in one go. */
const PASSED_MAX = 4_096;
/** Vectors looked at, and some of them removed, in one transaction. */
const RETIRED_AT_ONCE = 128;
/** Texts of which the embedder makes no vector that are passed over: where it refuses more, it is not the texts. */
const REFUSED_MAX = 1_000;
/** A text that every embedder takes; numbered, for the vector of one that was asked for before is not asked for again. */
const PROBE = 'probe';
/** What a search waits for the vector of its words. */
const QUERY_LIMIT_MS = 3_000;

/** What is kept beside the vectors: of which embedder and which documents they are. */
interface Kept {
  readonly name: string;
  readonly dimension: number;
  readonly generation: string;
  /** Every document up to and with this one has a vector, or had ended before it got one, or is one of the refused. */
  readonly through: number;
  /** Documents the embedder made no vector of while it made those of others. */
  readonly refused: readonly number[];
}

/** The text of a document; undefined when it is not what its concept says any longer. */
export type TextOfDocument = (doc: number) => string | undefined;

export interface EmbeddedTextsParts {
  readonly folder: string;
  /** Of the numbers of documents. */
  readonly generation: string;
  readonly embedder: TextEmbedder;
  /** Documents committed so far. */
  documents(): number;
  readonly textOf: TextOfDocument;
  /** Whether a document is in the search index. */
  has(doc: number): boolean;
  /** Called when more vectors can be searched, and when some were retired. */
  grown(space: VectorSpace): void;
  shrunk(space: VectorSpace): void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A query in the space of the embedder, or why it cannot be had. */
export type AskedNear =
  | {
      readonly kind: 'near';
      readonly space: VectorSpace;
      readonly vector: Float32Array;
      readonly pending: number;
      readonly refused: number;
    }
  | { readonly kind: 'away'; readonly because: string };

/**
 * Vectors of an embedder outside of the engine, for every text that stands now. Learning does not wait for them: a loop beside it follows the
 * documents, and while the embedder is away it waits for it. Kept in a file of its own, with the embedder's name and dimension; vectors of
 * another embedder, dimension or log are thrown away and made anew.
 */
export class EmbeddedTexts {
  readonly #parts: EmbeddedTextsParts;
  readonly #stop = new AbortController();
  #root: RootDatabase<Kept, string>;
  #kept: Kept | undefined;
  /** Every document up to and with this one was looked at. */
  #through = -1;
  /** Texts asked for in one call. */
  #atOnce: number;
  /** Those of the call that failed, until it is known whether one of them is to blame. */
  #suspects: readonly number[] | undefined;
  /** One that failed by itself when the service was there. */
  #doubtful: number | undefined;
  #probes = 0;
  readonly #refused = new Set<number>();
  #space: VectorSpace | undefined;
  #filling: Promise<void> | undefined;
  #retiring: Promise<void> | undefined;

  constructor(parts: EmbeddedTextsParts) {
    this.#parts = parts;
    const { folder, generation, embedder, logger } = parts;
    this.#atOnce = embedder.textsMax;
    const damage = findDamage(folder);
    if (damage !== undefined) rmSync(folder, { recursive: true, force: true });
    if (damage !== undefined && damage !== 'it is missing') logger.warn('vectors of the embedder are made anew', { because: damage });
    this.#root = this.#open();
    const kept = this.#root.get('kept');
    if (kept !== undefined && (kept.name !== embedder.name || kept.generation !== generation))
      this.#startAnew(kept.name === embedder.name ? 'they are of another log' : `they are of ${kept.name}`);
    else if (kept !== undefined) this.#use(kept);
  }

  #open(): RootDatabase<Kept, string> {
    const { folder } = this.#parts;
    beginUse(folder);
    const options = { path: graphFile(folder), maxDbs: 4, safeRestore: true, noSubdir: true };
    const root = open<Kept, string>(options as Parameters<typeof open>[0]);
    openedWell(folder);
    return root;
  }

  #use(kept: Kept): void {
    this.#kept = kept;
    this.#through = kept.through;
    for (const doc of kept.refused) this.#refused.add(doc);
    this.#space = this.#spaceOf(kept);
  }

  #spaceOf({ name, dimension }: Pick<Kept, 'name' | 'dimension'>): VectorSpace {
    const rounded: Database<Buffer, [string, number]> = this.#root.openDB({ name: 'q', encoding: 'binary' });
    return new VectorSpace(name, dimension, rounded, this.#root.openDB({ name: 'v', encoding: 'binary' }));
  }

  #startAnew(because: string): void {
    this.#parts.logger.warn('vectors of the embedder are made anew', { because });
    this.#root.transactionSync(() => {
      for (const table of ['q', 'v']) this.#root.openDB({ name: table, encoding: 'binary' }).clearSync();
      this.#root.removeSync('kept');
    });
    this.#kept = undefined;
    this.#space = undefined;
    this.#through = -1;
    this.#refused.clear();
  }

  /** Documents that were not looked at yet. */
  get pending(): number {
    return Math.max(0, this.#parts.documents() - 1 - this.#through);
  }

  /** New documents were committed. */
  wake(): void {
    if (this.#stop.signal.aborted) return;
    if (this.#space !== undefined) this.#parts.grown(this.#space);
    this.#filling ??= this.#fill().finally(() => {
      this.#filling = undefined;
    });
  }

  /** Documents were retired: their vectors go too, some at a time. What a crash leaves of them goes with the next ones. */
  retired(): void {
    this.#retiring ??= this.#retire()
      .catch((reason: unknown) => this.#parts.logger.warn('vectors of texts that were retired stay', { because: String(reason) }))
      .finally(() => {
        this.#retiring = undefined;
      });
  }

  async #retire(): Promise<void> {
    const space = this.#space;
    if (space === undefined) return;
    for (let from = 0; !this.#stop.signal.aborted && space === this.#space; ) {
      const docs = space.documentsFrom(from, RETIRED_AT_ONCE);
      const last = docs.at(-1);
      if (last === undefined) break;
      const gone = docs.filter((doc) => !this.#parts.has(doc));
      if (gone.length > 0) await this.#root.transaction(() => gone.forEach((doc) => void space.remove(doc)));
      from = last + 1;
      await eventLoopTurn();
    }
    space.removedSome();
    this.#parts.shrunk(space);
  }

  /** The vector of a search's words. Never rejects because of the embedder. */
  async near(text: string, { signal, limitMs = QUERY_LIMIT_MS }: CallOptions = {}): Promise<AskedNear> {
    const { embedder } = this.#parts;
    const space = this.#space;
    if (space === undefined) return { kind: 'away', because: `${embedder.name} has made no vectors yet` };
    try {
      const limit = { limitMs: Math.min(limitMs, QUERY_LIMIT_MS), ...(signal === undefined ? {} : { signal }) };
      const [made] = await embedder.embed([text], limit);
      const vector = decodeVector(made!, 'vector');
      if (vector.length !== space.dimension)
        return { kind: 'away', because: `${embedder.name} gave ${vector.length} numbers, not ${space.dimension}` };
      return { kind: 'near', space, vector, pending: this.pending, refused: this.#countRefused() };
    } catch (reason) {
      signal?.throwIfAborted();
      return { kind: 'away', because: `${embedder.name} did not answer: ${SutraError.from(reason).message}` };
    }
  }

  /** Texts that stand and never get a vector. */
  #countRefused(): number {
    return [...this.#refused].filter((doc) => this.#parts.textOf(doc) !== undefined).length;
  }

  async #fill(): Promise<void> {
    const { logger, embedder } = this.#parts;
    for (let failures = 0; !this.#stop.signal.aborted && this.pending > 0; )
      try {
        if (this.#suspects !== undefined) {
          await this.#judge(this.#suspects);
          failures = 1;
        }
        await this.#fillSome();
        if (failures > 0) logger.info('the embedder is back', { embedder: embedder.name });
        failures = 0;
      } catch (reason) {
        if (this.#stop.signal.aborted) return;
        if (failures++ === 0)
          logger.warn('texts wait for the embedder', { embedder: embedder.name, because: SutraError.from(reason).message });
        await this.#wait(Math.min(WAIT_MAX_MS, WAIT_FIRST_MS * 2 ** Math.min(failures - 1, 10)));
      }
  }

  /** The next texts that need a vector. */
  #next(): { readonly docs: readonly number[]; readonly texts: readonly string[]; readonly through: number } {
    const { documents, textOf } = this.#parts;
    const [docs, texts]: [number[], string[]] = [[], []];
    let through = this.#through;
    const last = Math.min(documents() - 1, through + PASSED_MAX);
    while (through < last && docs.length < this.#atOnce) {
      const text = this.#refused.has(++through) ? undefined : textOf(through);
      if (text === undefined) continue;
      docs.push(through);
      texts.push(text);
    }
    return { docs, texts, through };
  }

  async #embedded(docs: readonly number[], texts: readonly string[]): Promise<readonly Float32Array[]> {
    try {
      const vectors = await this.#parts.embedder.embed(texts, { signal: this.#stop.signal });
      this.#atOnce = Math.min(this.#parts.embedder.textsMax, this.#atOnce * 2);
      return vectors;
    } catch (reason) {
      this.#suspects = docs;
      throw reason;
    }
  }

  /**
   * After a failure: a service that takes another text fails for one of these, and would keep all behind it waiting for ever. Half as many are asked for
   * next, down to one; that one is passed over when it fails twice, each time before a text that does not.
   */
  async #judge(suspects: readonly number[]): Promise<void> {
    const { embedder, logger, textOf } = this.#parts;
    await embedder.embed([`${PROBE} ${this.#probes++}`], { signal: this.#stop.signal });
    this.#suspects = undefined;
    const [first] = suspects;
    if (suspects.length > 1) this.#atOnce = suspects.length >> 1;
    else if (this.#doubtful !== first || this.#refused.size >= REFUSED_MAX) this.#doubtful = first;
    else {
      this.#refused.add(first!);
      logger.warn('a text gets no vector: the embedder refuses it', { embedder: embedder.name, concept: textOf(first!)?.split('\n')[0] });
    }
  }

  /** One call of the embedder, and one transaction with what it gave. */
  async #fillSome(): Promise<void> {
    const { embedder, generation, grown } = this.#parts;
    const { docs, texts, through } = this.#next();
    const made = texts.length === 0 ? [] : await this.#embedded(docs, texts);
    const vectors = made.map((vector) => decodeVector(vector, 'embedding'));
    const dimension = vectors[0]?.length ?? this.#kept?.dimension;
    this.#stop.signal.throwIfAborted();
    // The name stayed and the vectors did not: what there was is of no use beside them.
    if (this.#kept !== undefined && dimension !== this.#kept.dimension)
      return this.#startAnew(`they had ${this.#kept.dimension} numbers, now ${dimension}`);
    if (dimension === undefined) {
      this.#through = through; // nothing to embed, and no vector yet to know the dimension from
      return;
    }
    const kept = { name: embedder.name, dimension, generation, through, refused: [...this.#refused] };
    const space = this.#space ?? this.#spaceOf(kept);
    await this.#root.transaction(() => {
      for (const [at, vector] of vectors.entries()) space.add(docs[at]!, quantise(vector), vector);
      this.#root.put('kept', kept);
    });
    this.#space = space;
    this.#kept = kept;
    this.#through = through;
    space.committed();
    grown(space);
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const { signal } = this.#stop;
      const end = (): void => {
        timer.cancel();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = this.#parts.clock.after(ms, end);
      signal.addEventListener('abort', end);
    });
  }

  async close(): Promise<void> {
    this.#stop.abort(new Error('the store is closed'));
    await this.#filling;
    await this.#retiring;
    await this.#root.close();
    endUse(this.#parts.folder);
  }
}
