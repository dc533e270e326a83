import { silentLogger } from '@sutra/kit';
import type { Json } from '@sutra/wire';
import type { Database, RootDatabase } from 'lmdb';
import { Documents, type EndingBatch } from './documents.ts';
import type { Embedder } from './embedder.ts';
import { Horizon } from './horizon.ts';
import { BuildLane, NearIndex, type NearIndexParts } from './near-index.ts';
import { metadataWords, Postings } from './postings.ts';
import type { PreparedText } from './prepare.ts';
import { Retirement } from './retirement.ts';
import { VectorSpace } from './vector-space.ts';

/** The space of vectors that came with concepts. */
export const GIVEN = 'given';

export interface NewDocument {
  readonly id: string;
  readonly seq: number;
  readonly timeUs: number;
  readonly metadata: Readonly<Record<string, Json>>;
  readonly text: PreparedText;
  /** The document whose given vector is still right for this one. */
  readonly vectorOf: number | undefined;
}

/**
 * Words and vectors of concepts, beside the concepts and in the same transactions: what a search finds is what is known, also after a
 * crash. A text that a concept does not say any longer stays, marked as ended, so that the past can be searched, until there are too many of them.
 */
export class SearchIndex {
  readonly embedder: Embedder;
  readonly documents: Documents;
  readonly postings: Postings;
  readonly built: VectorSpace;
  readonly #spaces: Database<number, string>;
  readonly #rounded: Database<Buffer, [string, number]>;
  readonly #exact: Database<Buffer, number>;
  readonly horizon: Horizon;
  readonly retirement: Retirement;
  readonly #nearParts: NearIndexParts | undefined;
  readonly #lane = new BuildLane();
  readonly #near = new Map<VectorSpace, NearIndex>();
  #given: VectorSpace | undefined;
  /** Called after every transaction, and when documents were retired. */
  onCommitted: () => void = () => undefined;
  onRetired: () => void = () => undefined;

  /** @param endedMin see EngineLimits */
  constructor(root: RootDatabase<unknown, string>, embedder: Embedder, nearParts: NearIndexParts | undefined, endedMin: number) {
    this.embedder = embedder;
    this.#nearParts = nearParts;
    this.horizon = new Horizon(root);
    this.documents = new Documents(root, this.horizon.lastDocument);
    this.postings = new Postings(root);
    this.#rounded = root.openDB({ name: 'q', encoding: 'binary' });
    this.#exact = root.openDB({ name: 'v', encoding: 'binary' });
    this.#spaces = root.openDB({ name: 's' });
    this.built = new VectorSpace(embedder.name, embedder.dimension, this.#rounded);
    const dimension = this.#spaces.get(GIVEN);
    if (dimension !== undefined) this.#given = new VectorSpace(GIVEN, dimension, this.#rounded, this.#exact);
    const { documents, postings, horizon } = this;
    this.retirement = new Retirement({
      ...{ documents, postings, horizon, endedMin, logger: nearParts?.logger ?? silentLogger },
      transaction: (work) => root.transaction(work),
      forgetVectors: (doc) => {
        this.built.remove(doc);
        this.#given?.remove(doc);
      },
      retired: () => this.#retired(),
    });
  }

  #retired(): void {
    this.documents.removedSome();
    for (const space of [this.#given, this.built]) {
      space?.removedSome();
      if (space !== undefined) void this.#near.get(space)?.retired();
    }
    this.onRetired();
  }

  /** Bytes that grow with what is searched: columns and vectors in memory. */
  get memoryBytes(): number {
    return this.documents.bytes + this.built.bytes + (this.#given?.bytes ?? 0);
  }

  /** The vectors that came with concepts; none before the first one. */
  get given(): VectorSpace | undefined {
    return this.#given;
  }

  /** What finds the nearest of a space without comparing all of them, where that pays. */
  near(space: VectorSpace): NearIndex | undefined {
    const known = this.#near.get(space);
    if (known !== undefined || this.#nearParts === undefined) return known;
    const near = new NearIndex(space, this.#nearParts, this.#lane);
    this.#near.set(space, near);
    return near;
  }

  /** Loads, builds and extends vector indexes, beside everything else. */
  considerNear(): void {
    for (const space of [this.#given, this.built]) if (space !== undefined) this.near(space)?.consider();
  }

  async close(): Promise<void> {
    await this.retirement.close();
    await Promise.all([...this.#near.values()].map((near) => near.close()));
  }

  begin(): void {
    this.postings.begin();
  }

  /** Within a transaction. Gives the number of the document. */
  add({ id, seq, timeUs, metadata, text, vectorOf }: NewDocument): number {
    const doc = this.documents.add({ id, length: text.length, seq, timeUs });
    for (const [word, frequency] of text.words) this.postings.add(word, doc, frequency);
    for (const word of metadataWords(metadata)) this.postings.add(word, doc, 1);
    if (text.built !== undefined) this.built.add(doc, text.built);
    if (text.given !== undefined) this.#givenOf(text.given.vector.length).add(doc, text.given.quantised, text.given.vector);
    else if (vectorOf !== undefined) this.#given?.copy(vectorOf, doc);
    return doc;
  }

  #givenOf(dimension: number): VectorSpace {
    if (this.#given === undefined) {
      this.#spaces.put(GIVEN, dimension);
      this.#given = new VectorSpace(GIVEN, dimension, this.#rounded, this.#exact);
    }
    return this.#given;
  }

  /** Within a transaction: the document is not what its concept says any longer. */
  end(doc: number, batch: EndingBatch): void {
    this.documents.end(doc, batch);
  }

  /** At the end of a transaction. */
  write(): void {
    this.postings.write();
  }

  /** @param standing texts that concepts say now */
  committed(standing: number): void {
    this.documents.committed();
    this.built.committed();
    this.#given?.committed();
    this.considerNear();
    if (this.#nearParts !== undefined) this.retirement.consider(standing);
    this.onCommitted();
  }
}
