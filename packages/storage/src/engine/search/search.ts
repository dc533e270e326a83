import type { SearchAnswer, SearchHit, SearchQuery, Standing } from '../../contract/graph.ts';
import type { Concept, UnknownName } from '../../contract/query.ts';
import { conceptOf } from '../graph/concept-rows.ts';
import type { Visible } from '../graph/edge-rows.ts';
import type { GraphIndex } from '../graph/graph-index.ts';
import type { Budget } from '../read/budget.ts';
import type { DocumentColumns } from './document-columns.ts';
import type { AskedNear } from './embedded-texts.ts';
import { Fits } from './fits.ts';
import type { NearGraph } from './near-index.ts';
import { Ranking } from './ranking.ts';
import { readRequest, type SearchRequest } from './search-request.ts';
import { askedMetadata, unknownMetadata } from './unknown-metadata.ts';
import { dot } from './vector.ts';
import { SCAN_VECTORS, type VectorColumn } from './vector-column.ts';

/** BM25 as usual: how fast repetition stops counting, and how much length does. */
const K1 = 1.2;
const B = 0.75;
/** Reciprocal rank fusion as usual: how little the first places differ. */
const RANK_OFFSET = 60;
/** Each ranking goes this much deeper than the hits wanted, so that what stands well in both is seen. */
const FUSED_DEPTH = 5;
const FUSED_DEPTH_MIN = 100;
const CHECK_EVERY = 128;
/** Of a graph of vectors so many more rows are taken as hits are wanted, and at least so many: they are measured in full then. */
const BREADTH = 2;
const BREADTH_MIN = 96;
/** A walk over a graph is given up when it has looked at so many rows: then looking at all of them in order is faster. */
const VISITED_SHARE = 1 / 8;
const VISITED_MIN = 4_096;

interface Ranked {
  readonly doc: number;
  readonly score: number;
  readonly concept: Concept;
}

/** One search under way. */
export class Search {
  readonly #graph: GraphIndex;
  readonly #query: SearchQuery;
  readonly #request: SearchRequest;
  readonly #visible: Visible;
  readonly #budget: Budget;
  readonly #confirmed = new Map<number, Concept | undefined>();
  #documents!: DocumentColumns;
  /** By slot of the columns. */
  #allowed: Uint8Array | undefined;
  readonly #embedded: boolean;
  #scanned = 0;
  #method: 'exact' | 'hnsw' = 'exact';

  /** @param asked its words in the space of an embedder, where there is one */
  constructor(graph: GraphIndex, query: SearchQuery, asked: AskedNear | undefined, visible: Visible, budget: Budget) {
    this.#graph = graph;
    this.#query = query;
    this.#request = readRequest(query, graph.search, asked);
    if (asked?.kind === 'away') budget.note(`${asked.because}; vectors compared are of likeness in form`);
    else if (asked !== undefined && asked.pending > 0) budget.note(`${asked.pending} texts have no vector of ${asked.space.name} yet`);
    else if (asked !== undefined && asked.refused > 0)
      budget.note(`${asked.refused} texts have no vector: ${asked.space.name} refuses them`);
    this.#embedded = asked?.kind === 'near';
    this.#visible = visible;
    this.#budget = budget;
  }

  async answer(asOfSeq: number): Promise<SearchAnswer> {
    const { near, words, limit } = this.#request;
    this.#documents = await this.#graph.search.documents.columns();
    this.#allowed = this.#allow();
    const both = near !== undefined && words !== undefined;
    const depth = both ? Math.max(FUSED_DEPTH_MIN, limit * FUSED_DEPTH) : limit;
    const lexical = words === undefined ? [] : await this.#lexical(words, depth);
    const vector = near === undefined ? [] : await this.#nearest(near, depth);
    const hits = both ? fuse(lexical, vector) : words === undefined ? alone(vector, 'vector') : alone(lexical, 'lexical');
    // Asked at the end: what was retired while this search ran may be what it did not find.
    const hidden = this.#graph.search.horizon.hides(this.#request.asOf);
    if (hidden !== undefined) this.#budget.note(hidden);
    const { because } = this.#budget;
    const unknown = hits.length === 0 && because === undefined ? this.#unknown() : [];
    return {
      hits: hits.slice(0, limit),
      ...(near === undefined ? {} : { space: { name: near.space.name, dimension: near.space.dimension, method: this.#method } }),
      asOfSeq,
      scanned: this.#scanned,
      partial: because !== undefined,
      ...(because === undefined ? {} : { partialBecause: because }),
      ...(unknown.length === 0 ? {} : { unknown }),
    };
  }

  /** Metadata that is asked for and that none of the newest concepts has. */
  #unknown(): UnknownName[] {
    const asked = askedMetadata(this.#query);
    return asked.length === 0 ? [] : unknownMetadata(asked, this.#newest());
  }

  /** What stands at the position asked for, newest first. */
  *#newest(): Iterable<Concept> {
    const documents = this.#documents;
    for (let slot = documents.count - 1; slot >= 0; slot--) {
      if (!this.#stands(slot)) continue;
      const id = this.#graph.search.documents.id(documents.doc(slot));
      const row = id === undefined ? undefined : this.#graph.concepts.newest(id, this.#visible);
      const concept = id === undefined || row === undefined ? undefined : conceptOf(id, row);
      if (concept !== undefined) yield concept;
    }
  }

  /** Documents that have the metadata asked for; undefined when none was. */
  #allow(): Uint8Array | undefined {
    const { metadata } = this.#request;
    if (metadata.length === 0) return undefined;
    const { postings } = this.#graph.search;
    const passed = new Uint8Array(this.#documents.count);
    metadata.forEach((group, number) => {
      for (const word of group)
        this.#scanned += postings.read(word, (doc) => {
          const slot = this.#documents.slot(doc);
          if (slot >= 0 && passed[slot] === number) passed[slot] = number + 1;
        });
    });
    return passed.map((groups) => (groups === metadata.length ? 1 : 0));
  }

  /** Whether a slot holds what is asked about; -1 is what was learned while this search runs, or retired. */
  #stands(slot: number): boolean {
    if (slot < 0) return false;
    const { asOf } = this.#request;
    return asOf === undefined ? this.#documents.isCurrent(slot) : this.#documents.mayStandAt(slot, asOf);
  }

  /** The concept a document belongs to, if it is what the concept says at the position asked for and every filter holds. */
  #confirm(doc: number): Concept | undefined {
    if (this.#confirmed.has(doc)) return this.#confirmed.get(doc);
    const id = this.#graph.search.documents.id(doc);
    const row = id === undefined ? undefined : this.#graph.concepts.newest(id, this.#visible);
    const concept = id !== undefined && row?.doc === doc ? conceptOf(id, row) : undefined;
    const found = concept !== undefined && this.#request.test(concept) ? concept : undefined;
    this.#confirmed.set(doc, found);
    return found;
  }

  async #lexical(words: readonly string[], depth: number): Promise<Ranked[]> {
    const { postings } = this.#graph.search;
    const documents = this.#documents;
    const { count, averageLength } = documents.statistics((slot) => this.#stands(slot));
    const scores = new Float64Array(documents.count);
    const touched: number[] = [];
    for (const word of words) {
      if (!(await this.#budget.goOn())) break;
      const slots: number[] = [];
      const frequencies: number[] = [];
      this.#scanned += postings.read(word, (doc, frequency) => {
        const slot = documents.slot(doc);
        if (slot >= scores.length || !this.#stands(slot)) return;
        slots.push(slot);
        frequencies.push(frequency);
      });
      const rarity = Math.log(1 + (count - slots.length + 0.5) / (slots.length + 0.5));
      for (let i = 0; i < slots.length; i++) {
        const slot = slots[i]!;
        if (this.#allowed?.[slot] === 0) continue;
        const frequency = frequencies[i]!;
        if (scores[slot] === 0) touched.push(slot);
        const norm = K1 * (1 - B + (B * documents.length(slot)) / averageLength);
        scores[slot]! += (rarity * frequency * (K1 + 1)) / (frequency + norm);
      }
    }
    return this.#first(new Ranking(Uint32Array.from(touched), scores), scores, depth);
  }

  /** The first rows of a ranking that stand up to the filters. */
  async #first(ranking: Ranking, scores: Float64Array, depth: number): Promise<Ranked[]> {
    const found: Ranked[] = [];
    let taken = 0;
    for (let slot = ranking.take(); slot !== undefined && found.length < depth; slot = ranking.take()) {
      const doc = this.#documents.doc(slot);
      const concept = this.#confirm(doc);
      if (concept !== undefined) found.push({ doc, score: scores[slot]!, concept });
      if (++taken % CHECK_EVERY === 0 && !(await this.#budget.goOn())) break;
    }
    return found;
  }

  /** The nearest of a space: by its graph where there is one and nothing is filtered, else by looking at all of them. */
  async #nearest(near: Near, depth: number): Promise<Ranked[]> {
    const column = await near.space.column();
    const current = this.#request.unfiltered ? this.#graph.search.near(near.space)?.current : undefined;
    const graph = current?.column === column ? current : undefined;
    const fromGraph = graph === undefined ? undefined : this.#walk(graph, column, near, depth);
    const fits = fromGraph ?? new Fits();
    this.#method = fromGraph === undefined ? 'exact' : 'hnsw';
    if (this.#embedded && this.#request.asOf !== undefined) this.#noteUnembedded(column, near.space.name);
    await this.#scan(column, near, fromGraph === undefined ? 0 : graph!.count, fits);
    return this.#measure(column, near, fits, depth);
  }

  /** An embedder follows the texts that stand: one that was replaced before it came, or before there was one, was never given a vector. */
  #noteUnembedded(column: VectorColumn, name: string): void {
    const documents = this.#documents;
    const has = new Uint8Array(documents.count);
    for (let row = 0; row < column.count; row++) {
      const slot = documents.slot(column.doc(row));
      if (slot >= 0) has[slot] = 1;
    }
    let without = 0;
    for (let slot = 0; slot < has.length; slot++) if (has[slot] === 0 && this.#stands(slot)) without++;
    if (without > 0) this.#budget.note(`${without} texts of that time have no vector of ${name}`);
  }

  /** What the graph says is near; undefined when too little of what it holds still stands. */
  #walk({ search, count }: NearGraph, column: VectorColumn, { vector, similarityMin }: Near, depth: number): Fits | undefined {
    const asked = column.ask(vector);
    const before = search.visited;
    const stands = (row: number): boolean => this.#stands(this.#documents.slot(column.doc(row)));
    const found = search.nearest(Math.max(BREADTH_MIN, depth * BREADTH), stands, Math.max(VISITED_MIN, count * VISITED_SHARE));
    this.#scanned += search.visited - before;
    if (found === undefined) return undefined;
    const fits = new Fits();
    for (let i = 0; i < found.count; i++) {
      const row = found.rows[i]!;
      const upper = column.upperBound(row, found.likeness[i]!, asked);
      if (upper >= similarityMin) fits.add(row, upper);
    }
    return fits;
  }

  /** Rows from `first` on that may be near enough. */
  async #scan(column: VectorColumn, { vector, similarityMin }: Near, first: number, fits: Fits): Promise<void> {
    const rows = column.count;
    const upper = new Float64Array(Math.min(SCAN_VECTORS, rows));
    for (let from = first; from < rows && (await this.#budget.goOn()); from += SCAN_VECTORS) {
      const to = Math.min(rows, from + SCAN_VECTORS);
      column.upperBounds(vector, from, to, upper);
      this.#scanned += to - from;
      for (let row = from; row < to; row++) {
        if (upper[row - from]! < similarityMin) continue;
        const slot = this.#documents.slot(column.doc(row));
        if (this.#stands(slot) && this.#allowed?.[slot] !== 0) fits.add(row, upper[row - from]!);
      }
    }
  }

  /**
   * Exact among what fits: rows are taken by the highest cosine they can have, and measured, until none that is left can be better than the
   * worst of those found.
   */
  async #measure(column: VectorColumn, { space, vector, similarityMin }: Near, fits: Fits, depth: number): Promise<Ranked[]> {
    const ranking = fits.ranking();
    const found: Ranked[] = [];
    let taken = 0;
    for (;;) {
      const worst = found.length < depth ? similarityMin : found.at(-1)!.score;
      if (ranking.next < worst) break;
      const at = ranking.take();
      if (at === undefined) break;
      const row = fits.row(at);
      const score = dot(vector, space.vector(column, row));
      const doc = column.doc(row);
      if (score >= worst) insert(found, doc, score, () => this.#confirm(doc), depth);
      if (++taken % CHECK_EVERY === 0 && !(await this.#budget.goOn())) break;
    }
    return found;
  }
}

type Near = NonNullable<SearchRequest['near']>;

/** Keeps `found` sorted (equal scores: the older document first) and no longer than `depth`. */
function insert(found: Ranked[], doc: number, score: number, confirm: () => Concept | undefined, depth: number): void {
  let [low, high] = [0, found.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = found[middle]!;
    if (other.score > score || (other.score === score && other.doc < doc)) low = middle + 1;
    else high = middle;
  }
  if (low >= depth) return;
  const concept = confirm();
  if (concept === undefined) return;
  found.splice(low, 0, { doc, score, concept });
  if (found.length > depth) found.pop();
}

function alone(ranked: readonly Ranked[], by: 'lexical' | 'vector'): SearchHit[] {
  return ranked.map(({ score, concept }, i) => ({ concept, score, from: { [by]: { score, rank: i + 1 } } }));
}

function fuse(lexical: readonly Ranked[], vector: readonly Ranked[]): SearchHit[] {
  const hits = new Map<number, { concept: Concept; score: number; from: { lexical?: Standing; vector?: Standing } }>();
  for (const [by, ranked] of [['lexical', lexical] as const, ['vector', vector] as const])
    ranked.forEach(({ doc, score, concept }, i) => {
      const hit = hits.get(doc) ?? { concept, score: 0, from: {} };
      hit.score += 1 / (RANK_OFFSET + i + 1);
      hit.from[by] = { score, rank: i + 1 };
      hits.set(doc, hit);
    });
  return [...hits.entries()].sort(([docA, a], [docB, b]) => b.score - a.score || docA - docB).map(([, hit]) => hit);
}
