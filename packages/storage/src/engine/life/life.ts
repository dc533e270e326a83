import { join, resolve } from 'node:path';
import { type Clock, SutraError } from '@sutra/kit';
import type { TellOwn } from '../../contract/own-event.ts';
import type { RetentionPolicy, RetentionRequest, RetentionResult } from '../../contract/retention.ts';
import type { EngineLimits } from '../limits.ts';
import type { Catalog } from '../log/catalog.ts';
import type { Segment } from '../log/segment.ts';
import type { LogWriter } from '../log/writer.ts';
import type { Retention } from '../retention/retention.ts';
import { retentionApplied } from '../retention/told.ts';
import { type BackupCut, type BackupOptions, backupLog } from './backup.ts';
import type { ExpectedSegment } from './check-segment.ts';
import type { BackupManifest } from './manifest.ts';
import { damageFound, type ScrubOptions, type ScrubResult, scrubSegments } from './scrub.ts';

/** How long this work may hold the event loop, ms: shorter than a read's, for nobody waits for it while others wait for an acknowledgement. */
const SLICE_MS = 2;

interface LifeParts {
  readonly folder: string;
  readonly clock: Clock;
  readonly limits: EngineLimits;
  readonly catalog: Catalog;
  readonly writer: LogWriter;
  readonly tell: TellOwn;
  retention(alone: <T>(work: () => Promise<T>) => Promise<T>): Retention;
}

/** What goes on beside the daily work of an open store, and is told of: backups, scrubs, retention. Ends with the store. */
export class Life {
  readonly #parts: LifeParts;
  readonly #stop = new AbortController();
  readonly #work = new Set<Promise<unknown>>();
  readonly #retention: Retention;
  #backingUpTo: string | undefined;
  /** The last work that has the files of sealed segments to itself. */
  #alone: Promise<unknown> = Promise.resolve();

  constructor(parts: LifeParts) {
    this.#parts = parts;
    this.#retention = parts.retention((work) => this.#byItself(work));
  }

  async backup(to: string, options: BackupOptions): Promise<BackupManifest> {
    const { clock, tell } = this.#parts;
    const by = options.actor === undefined ? {} : { actor: options.actor };
    const startedMs = clock.monotonicMs();
    try {
      const manifest = await this.#backup(to, options);
      const { bytes, asOfSeq } = manifest;
      tell({ type: 'backup_completed', body: { path: to, bytes, took_ms: clock.monotonicMs() - startedMs, as_of_seq: asOfSeq }, ...by });
      return manifest;
    } catch (reason) {
      const error = SutraError.from(reason);
      // A name that is taken and a backup under way are answers to the caller; nothing was begun that could fail.
      if (!['SUTRA_BACKUP_EXISTS', 'SUTRA_BACKUP_RUNNING'].includes(error.code))
        tell({ type: 'backup_failed', body: { error: error.message }, ...by });
      throw reason;
    }
  }

  async #backup(to: string, options: BackupOptions): Promise<BackupManifest> {
    if (this.#backingUpTo !== undefined)
      throw new SutraError('SUTRA_BACKUP_RUNNING', `Cannot back up to ${to}: a backup to ${this.#backingUpTo} is under way`);
    this.#backingUpTo = to;
    try {
      const { clock, limits, writer } = this.#parts;
      const setting = { clock, sliceMs: Math.min(limits.sliceMs, SLICE_MS), reserveBytes: limits.reserveBytes };
      return await this.#watched(
        (signal) =>
          this.#byItself(async () => {
            const cut = this.#cut();
            await writer.flushed();
            return backupLog(cut, resolve(to), { ...options, signal }, setting);
          }),
        options.signal,
      );
    } finally {
      this.#backingUpTo = undefined;
    }
  }

  scrub(options: ScrubOptions): Promise<ScrubResult> {
    const { catalog, clock, limits, tell } = this.#parts;
    const onDamage: ScrubOptions['onDamage'] = (damage) => {
      tell(damageFound(damage));
      options.onDamage(damage);
    };
    const numbers = catalog.segments.slice(0, -1).map(({ number }) => number);
    const read = <T>(number: number, check: (segment: ExpectedSegment) => Promise<T>): Promise<T> =>
      this.#byItself(() => {
        // As it is now: it may have been rewritten since the scrub began.
        const segment = catalog.segments.find((one) => one.number === number)!;
        return check(this.#expected(segment, segment.fileBytes));
      });
    return this.#watched(
      (signal) =>
        scrubSegments({ numbers, read }, { ...options, onDamage, signal }, { clock, sliceMs: Math.min(limits.sliceMs, SLICE_MS) }),
      options.signal,
    );
  }

  async retain(policy: RetentionPolicy, request: RetentionRequest): Promise<RetentionResult> {
    const result = await this.#watched((signal) => this.#retention.run(policy, request, signal), undefined);
    if (!result.dryRun && result.rewritten > 0) this.#parts.tell(retentionApplied(result));
    return result;
  }

  /** One after the other: a backup or a scrub must find each file as it was when it was named, a rewrite changes it. */
  #byItself<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#alone.then(work);
    this.#alone = mine.catch(() => undefined);
    return mine;
  }

  /** Where the log stands now: what was placed so far, which the next flush makes durable. */
  #cut(): BackupCut {
    const { catalog, writer, folder } = this.#parts;
    const segments = catalog.segments.map((segment) =>
      this.#expected(segment, segment === writer.segment ? writer.position : segment.fileBytes),
    );
    return { storeId: catalog.storeId, asOfSeq: writer.nextSeq - 1, segments, snapshotsFolder: join(folder, 'snapshots') };
  }

  #expected({ path, number, firstSeq, rewritten }: Segment, bytes: number): ExpectedSegment {
    return { path, number, firstSeq, rewritten, bytes, storeId: this.#parts.catalog.storeId };
  }

  async #watched<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const running = work(signal === undefined ? this.#stop.signal : AbortSignal.any([signal, this.#stop.signal]));
    this.#work.add(running);
    try {
      return await running;
    } finally {
      this.#work.delete(running);
    }
  }

  /** Ends what is under way and waits for it to be gone. */
  async close(reason: SutraError): Promise<void> {
    this.#stop.abort(reason);
    await Promise.allSettled([...this.#work]);
  }
}
