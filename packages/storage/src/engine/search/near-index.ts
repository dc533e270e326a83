import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, hash32, type Logger } from '@sutra/kit';
import type { TellOwn } from '../../contract/own-event.ts';
import { buildInThread } from './hnsw/build-in-thread.ts';
import { readHnswFile, writeHnswFile } from './hnsw/hnsw-file.ts';
import { HnswGraph } from './hnsw/hnsw-graph.ts';
import { HnswSearch } from './hnsw/hnsw-search.ts';
import type { VectorColumn } from './vector-column.ts';
import type { VectorSpace } from './vector-space.ts';

/** Of a graph that lags behind by this share of its rows, the rest is added. */
const LAG_SHARE = 1 / 4;

export interface NearIndexParts {
  readonly folder: string;
  /** Of the graph index that numbers the documents. */
  readonly generation: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Below so many vectors all of them are compared. */
  readonly rowsMin: number;
  readonly tell: TellOwn;
}

/** Threads that build, one after the other: each takes a whole core. */
export class BuildLane {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work);
    this.#last = next.catch(() => undefined); // whoever asked hears of it
    return next;
  }
}

/** A graph of the first rows of a column; the later ones are compared one by one. */
export interface NearGraph {
  /** Rows of another column, of the same space, are others. */
  readonly column: VectorColumn;
  readonly count: number;
  readonly search: HnswSearch;
}

/**
 * The HNSW index of one space, if it is large enough for one: built and extended in a thread, kept in a file, read back at the start. Nothing
 * waits for it: until it is there every vector is compared, and what it does not hold yet is compared beside it.
 */
export class NearIndex {
  readonly #space: VectorSpace;
  readonly #parts: NearIndexParts;
  readonly #lane: BuildLane;
  readonly #path: string;
  readonly #stop = new AbortController();
  #graph: HnswGraph | undefined;
  #current: NearGraph | undefined;
  #loaded = false;
  #work: Promise<void> | undefined;
  /** After a failure not before there are so many. */
  #againAt = 0;

  constructor(space: VectorSpace, parts: NearIndexParts, lane: BuildLane) {
    this.#space = space;
    this.#lane = lane;
    this.#parts = parts;
    this.#path = join(parts.folder, `${hash32(space.name).toString(16).padStart(8, '0')}.hnsw`);
  }

  get current(): NearGraph | undefined {
    return this.#current;
  }

  get bytes(): number {
    return this.#graph?.bytes ?? 0;
  }

  /** Loads, builds or extends when there is something to be done and nothing under way. */
  consider(): void {
    const { rowsMin } = this.#parts;
    if (this.#work !== undefined || this.#stop.signal.aborted || this.#space.vectorsMost < rowsMin) return;
    const covered = this.#graph?.count ?? 0;
    if (this.#loaded && !this.#lags(this.#space.loadedRows, covered) && !this.#lags(this.#space.vectorsMost, covered)) return;
    this.#work = this.#bringUp()
      .catch((reason: unknown) => {
        if (this.#stop.signal.aborted) return;
        this.#againAt = this.#space.vectorsMost * (1 + LAG_SHARE);
        this.#parts.logger.warn('vector index not built; every vector is compared', { space: this.#space.name, because: String(reason) });
      })
      .finally(() => {
        this.#work = undefined;
      });
  }

  /** Waits for what is under way. */
  async settled(): Promise<void> {
    await this.#work;
  }

  async close(): Promise<void> {
    this.#stop.abort(new Error('the store is closed'));
    await this.#work;
  }

  #lags(rows: number, covered: number): boolean {
    const { rowsMin } = this.#parts;
    return rows >= Math.max(rowsMin, this.#againAt) && rows - covered > Math.max(rowsMin / 2, covered * LAG_SHARE);
  }

  async #bringUp(): Promise<void> {
    let column = await this.#space.column();
    if (!this.#loaded) await this.#load(column);
    this.#loaded = true;
    const { signal } = this.#stop;
    // What was learned while a build ran is read in before the next look.
    for (;;) {
      column = await this.#space.column();
      if (!this.#lags(column.count, this.#covered(column))) return;
      const of = column;
      await this.#lane.run(() => this.#build(of, signal));
    }
  }

  #covered(column: VectorColumn): number {
    return this.#current?.column === column ? this.#current.count : 0;
  }

  /** Vectors were retired: the graph links rows that have other numbers now. */
  async retired(): Promise<void> {
    this.#graph = undefined;
    this.#current = undefined;
    await this.#work; // what it builds is of the old rows
    if (this.#stop.signal.aborted) return;
    await rm(this.#path, { force: true });
    this.consider();
  }

  async #load(column: VectorColumn): Promise<void> {
    const { clock, generation, tell, logger } = this.#parts;
    const startedMs = clock.monotonicMs();
    const found = await readHnswFile(this.#path);
    const because = typeof found === 'string' ? found : misfit(found, this.#space, column, generation);
    if (because !== undefined || typeof found === 'string') {
      if (because !== 'it is missing') logger.warn('vector index built anew', { space: this.#space.name, because });
      await rm(this.#path, { force: true });
      return;
    }
    this.#use(new HnswGraph(found.parts), column);
    const { name: space } = this.#space;
    const figures = { vector_count: found.parts.count, load_time_ms: Math.round(clock.monotonicMs() - startedMs), persisted: true, space };
    tell({ type: 'hnsw_index_loaded', body: figures });
  }

  async #build(column: VectorColumn, signal: AbortSignal): Promise<void> {
    const { clock, generation, tell } = this.#parts;
    const startedMs = clock.monotonicMs();
    const { count } = column;
    const begun = this.#covered(column) > 0 ? this.#graph?.parts() : undefined;
    const parts = await buildInThread(column, count, begun, signal);
    if ((await this.#space.column()) !== column) return; // retired in the meantime
    this.#use(new HnswGraph(parts), column);
    const { name: space, dimension } = this.#space;
    const build_time_ms = Math.round(clock.monotonicMs() - startedMs);
    tell({ type: 'hnsw_index_built', body: { vector_count: count, build_time_ms, dimension, space } });
    const head = { generation, space, dimension, lastDoc: column.doc(count - 1), fingerprint: column.fingerprint(count) };
    await writeHnswFile(this.#path, head, parts);
  }

  #use(graph: HnswGraph, column: VectorColumn): void {
    this.#graph = graph;
    this.#current = { column, count: graph.count, search: new HnswSearch(graph, column) };
  }
}

type Found = Exclude<Awaited<ReturnType<typeof readHnswFile>>, string>;

/** Why a sound file is not of these vectors; undefined when it is. */
function misfit({ head, parts: { count } }: Found, space: VectorSpace, column: VectorColumn, generation: string): string | undefined {
  if (head.generation !== generation) return 'it belongs to another graph index';
  if (head.space !== space.name || head.dimension !== space.dimension) return `it is of ${head.space} with ${head.dimension} numbers`;
  if (count > column.count || column.doc(count - 1) !== head.lastDoc) return 'it goes further than the vectors';
  return column.fingerprint(count) === head.fingerprint ? undefined : 'it is of other vectors';
}
