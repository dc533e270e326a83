import type { Clock, Timer } from '@sutra/kit';
import type { PathAnswer, PathQuery, SearchAnswer, SearchQuery } from '../contract/graph.ts';
import type { OwnEvent, TellOwn } from '../contract/own-event.ts';
import type { Association } from '../contract/query.ts';

/** One report of a kind in so long, however many reads there are. */
const PERIOD_MS = 60_000;
/** A read as slow as this is told of at once, but one of a kind in so long. */
const SLOW_MS = 1_000;
const SLOW_PERIOD_MS = 10_000;

type Report = Extract<OwnEvent, { readonly type: 'query_performance' | 'pathfinding_metrics' }>;

/** Reads of one kind since the last report. */
interface Tally {
  queries: number;
  slowest: Report;
  ms: number;
}

/** Tells how graph reads have gone: of every kind the slowest since the last time, and how many there were. */
export class ReadReports {
  readonly #clock: Clock;
  readonly #tell: TellOwn;
  readonly #tallies = new Map<string, Tally>();
  readonly #slowToldMs = new Map<string, number>();
  #timer: Timer | undefined;

  constructor(clock: Clock, tell: TellOwn) {
    this.#clock = clock;
    this.#tell = tell;
  }

  search({ mode, text }: SearchQuery, { hits }: SearchAnswer, ms: number): void {
    const query_type = (mode ?? (text === undefined ? 'vector' : 'fused')) === 'fused' ? 'hybrid' : 'semantic';
    const confidence = mean(hits.map(({ concept }) => concept));
    this.#add(query_type, ms, {
      type: 'query_performance',
      body: { query_type, query_depth: 0, result_count: hits.length, latency_ms: Math.round(ms), confidence, queries: 1 },
    });
  }

  neighbours(found: readonly Association[], ms: number): void {
    const confidence = mean(found);
    this.#add('graph', ms, {
      type: 'query_performance',
      body: { query_type: 'graph', query_depth: 1, result_count: found.length, latency_ms: Math.round(ms), confidence, queries: 1 },
    });
  }

  paths({ from, to, mode = 'shortest', timeRespecting = false }: PathQuery, { paths, visited }: PathAnswer, ms: number): void {
    const strategy = mode !== 'shortest' ? 'best_first' : timeRespecting ? 'breadth_first' : 'bidirectional';
    this.#add('paths', ms, {
      type: 'pathfinding_metrics',
      body: {
        source_id: from,
        target_id: to,
        path_length: paths[0]?.hops.length ?? 0,
        paths_explored: visited,
        latency_ms: Math.round(ms),
        strategy,
        queries: 1,
      },
    });
  }

  #add(kind: string, ms: number, report: Report): void {
    const tally = this.#tallies.get(kind);
    if (tally === undefined) this.#tallies.set(kind, { queries: 1, slowest: report, ms });
    else {
      tally.queries++;
      if (ms > tally.ms) Object.assign(tally, { slowest: report, ms });
    }
    this.#timer ??= this.#clock.after(PERIOD_MS, () => this.#tellAll());
    if (ms < SLOW_MS) return;
    const now = this.#clock.monotonicMs();
    if (now - (this.#slowToldMs.get(kind) ?? Number.NEGATIVE_INFINITY) < SLOW_PERIOD_MS) return;
    this.#slowToldMs.set(kind, now);
    this.#tellOf(kind);
  }

  #tellOf(kind: string): void {
    const { slowest, queries } = this.#tallies.get(kind)!;
    this.#tallies.delete(kind);
    this.#tell({ ...slowest, body: { ...slowest.body, queries } } as OwnEvent);
  }

  #tellAll(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const kind of [...this.#tallies.keys()]) this.#tellOf(kind);
  }

  /** Tells what is left to be told. */
  close(): void {
    this.#tellAll();
  }
}

/** How much of what was found is believed, on average; 0 when nothing was found. */
const mean = (found: readonly { readonly confidence: number }[]): number =>
  found.length === 0 ? 0 : found.reduce((sum, { confidence }) => sum + confidence, 0) / found.length;
