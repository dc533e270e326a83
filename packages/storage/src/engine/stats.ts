import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '@sutra/kit';
import type { StorageStats } from '../contract/query.ts';
import type { GraphIndex } from './graph/graph-index.ts';
import { type Catalog, indexPath } from './log/catalog.ts';
import type { LogWriter } from './log/writer.ts';
import { holesIn } from './read/rolled.ts';
import { select } from './read/selection.ts';
import type { Slices } from './read/slices.ts';
import type { Snapshots } from './snapshots.ts';

const SAMPLES = 1024;
const WINDOW_MS = 10_000;
const MIB = 1024 * 1024;

/** How fast the store has been lately. */
export class Meter {
  readonly #clock: Clock;
  readonly #readMs: number[] = [];
  #reads = 0;
  /** Events written, by second of the window. */
  readonly #written = new Map<number, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Starts timing a read; call the result when it is done. */
  reading(): () => void {
    const start = this.#clock.monotonicMs();
    return () => {
      this.#readMs[this.#reads++ % SAMPLES] = this.#clock.monotonicMs() - start;
    };
  }

  wrote(events: number): void {
    const second = Math.floor(this.#clock.monotonicMs() / 1000);
    this.#written.set(second, (this.#written.get(second) ?? 0) + events);
    for (const old of this.#written.keys()) if (old < second - WINDOW_MS / 1000) this.#written.delete(old);
  }

  get writtenPerSecond(): number {
    const now = this.#clock.monotonicMs() / 1000;
    let events = 0;
    for (const [second, count] of this.#written) if (second >= now - WINDOW_MS / 1000) events += count;
    return events / (WINDOW_MS / 1000);
  }

  get readP50Us(): number {
    return percentile(this.#readMs, 0.5) * 1000;
  }
}

export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}

export interface StatsParts {
  readonly catalog: Catalog;
  readonly graph: GraphIndex;
  readonly snapshots: Snapshots;
  readonly writer: LogWriter;
  readonly meter: Meter;
  /** Folder of the vectors of an embedding service; it need not be there. */
  readonly embedding: string;
}

type Measured = Omit<StorageStats, 'lastSeq' | 'connections' | 'subscribers' | 'uptimeMs' | 'storagePath' | 'disk' | 'recovered'>;

export async function measureStats(parts: StatsParts, slices: Slices): Promise<Measured> {
  const { catalog, graph, snapshots, writer, meter, embedding } = parts;
  const entities = await catalog.entities(slices);
  const events = catalog.segments.reduce((sum, segment) => sum + segment.rows, 0);
  const weight = catalog.segments.reduce((sum, segment) => sum + (segment.summary?.weight ?? segment.rows), 0);
  const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0);
  const bytes = {
    log: catalog.segments.reduce((sum, segment) => sum + sizeOf(segment.path), 0),
    columns: catalog.segments.reduce((sum, segment) => sum + sizeOf(indexPath(segment)), 0),
    ...graph.bytes,
    embedding: folderBytes(embedding),
    snapshots: snapshots.bytes,
  };
  const { snapshots: _folded, ...ofEvents } = bytes;
  return {
    events,
    rolledUp: weight - events,
    holes: holesIn(catalog.segments, select({}, Number.MAX_SAFE_INTEGER)) ?? [],
    concepts: graph.conceptCount,
    associations: graph.associationCount,
    entities,
    segments: catalog.segments.length,
    bytes,
    bytesPerEvent: events === 0 ? 0 : Object.values(ofEvents).reduce((sum, one) => sum + one) / events,
    flushes: writer.flushes,
    flushP99Ms: percentile(writer.flushMs, 0.99),
    writtenPerSecond: meter.writtenPerSecond,
    readP50Us: meter.readP50Us,
    residentMb: process.memoryUsage.rss() / MIB,
  };
}

function folderBytes(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder).reduce((sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0), 0);
}
