import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Chance, type Clock, invariant, type Logger, SutraError } from '@sutra/kit';
import type { AnyDraft, CustomDraft, GridEvent } from '@sutra/model';
import { fromStored } from '@sutra/model';
import { runNumber } from '@sutra/storage/client';
import { EMITTER_NAME, type EventRecord } from '@sutra/wire';
import '../errors.ts';
import { type Composed, compose, type Speaker } from '../core/compose.ts';
import { laneOf } from '../core/lanes.ts';
import { invalidDraft, parseEpisode, RefusalLedger, refusalDraft } from '../core/refusals.ts';
import { type EmitterLimits, emitterLimits } from '../limits.ts';
import type { EmitterStats, EventEmitter } from '../sink.ts';
import { Backlog } from './backlog.ts';
import { writeDeadLetter } from './deadletter.ts';
import { Delivery, type EventStore } from './delivery.ts';
import { nextEpoch } from './epoch.ts';
import type { FaultSource } from './faults.ts';
import { syncNames } from './folder.ts';
import { Fresh } from './fresh.ts';
import { Journal } from './journal.ts';
import { lockFolder } from './lock.ts';
import { LaneMerge } from './merge.ts';
import { type Quarantined, type Recovered, recoverSpool } from './recover.ts';
import { Spool } from './spool.ts';
import { Waiters } from './waiters.ts';

export interface EmitterOptions {
  /** Who speaks: 1 to 64 of `A-Z a-z 0-9 _ . -`, stable over restarts, one per process at a time. */
  readonly emitter: string;
  /** The spool's folder; created when missing. One process owns it at a time. */
  readonly folder: string;
  /** Where events go; null keeps them in the spool, up to its quota, until a later run has a storage. */
  readonly store: EventStore | null;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly logger: Logger;
  readonly limits?: Partial<EmitterLimits>;
  /** The operator's own secret patterns, removed beside the built-in ones. */
  readonly secrets?: readonly RegExp[];
  /** For tests: makes named file operations fail. */
  readonly faults?: FaultSource;
}

/**
 * Opens an emitter: takes the folder, repairs what the last run left, and starts delivering it. Does not wait for storage.
 * @throws SutraError SUTRA_EMITTER_INVALID, SUTRA_SPOOL_LOCKED, or SUTRA_SPOOL_IO when the folder cannot be used at all.
 */
export async function openEmitter(options: EmitterOptions): Promise<EventEmitter> {
  const { emitter, folder, clock, logger } = options;
  if (!EMITTER_NAME.test(emitter))
    throw new SutraError('SUTRA_EMITTER_INVALID', `Cannot open emitter ${JSON.stringify(emitter)}: not a name`);
  const limits = emitterLimits(options.limits);
  let release: (() => void) | undefined;
  try {
    const topmost = mkdirSync(folder, { recursive: true, mode: 0o700 });
    await syncNames(folder, topmost ?? folder);
    release = lockFolder(folder).release;
    const recovered = await recoverSpool(folder, logger);
    const epoch = await nextEpoch(folder, recovered.epochMax, (above) => runNumber(clock.wallUs(), above));
    return new SpoolingEmitter(options, limits, epoch, recovered, release);
  } catch (reason) {
    release?.();
    if (reason instanceof SutraError) throw reason;
    throw new SutraError('SUTRA_SPOOL_IO', `Cannot open the spool ${folder}: ${(reason as Error).message}`, { cause: reason });
  }
}

class SpoolingEmitter implements EventEmitter {
  // What every `emit` asks for comes first and lies side by side.
  #seq = 0;
  #emitted = 0;
  #closed = false;
  readonly #clock: Clock;
  readonly #speaker: Speaker;
  readonly #journal: Journal;
  readonly emitter: string;
  readonly epoch: number;
  readonly #options: EmitterOptions;
  readonly #limits: EmitterLimits;
  readonly #spool: Spool;
  readonly #ledger = new RefusalLedger();
  readonly #delivery: Delivery | undefined;
  readonly #waiters: Waiters;
  readonly #live: Backlog;
  /** Earlier runs that still owe events, oldest first. */
  readonly #older: Backlog[] = [];
  readonly #release: () => void;
  readonly #quarantined: number;
  #invalid = 0;
  #deadLettered = 0;
  #closing: Promise<void> | undefined;

  constructor(options: EmitterOptions, limits: EmitterLimits, epoch: number, recovered: Recovered, release: () => void) {
    const { emitter, folder, clock, chance, logger, store, faults } = options;
    this.#options = options;
    this.#clock = clock;
    this.#limits = limits;
    this.emitter = emitter;
    this.epoch = epoch;
    this.#release = release;
    this.#speaker = { emitter, epoch, secrets: options.secrets ?? [], eventBytesMax: limits.eventBytesMax };
    this.#spool = new Spool(folder, { emitter, epoch }, recovered.segments, { limits, faults, logger });
    this.#resumeRefusals(folder, recovered.quarantined);
    this.#quarantined = recovered.quarantined.length;
    for (const owner of ownersOf(recovered)) this.#older.push(this.#backlog(owner.emitter, owner.epoch, owner.through));
    this.#live = this.#backlog(emitter, epoch, 0);
    this.#waiters = new Waiters(clock, limits.spoolWaitMs);
    this.#journal = new Journal({
      ...{ spool: this.#spool, live: this.#live, ledger: this.#ledger, clock, logger, limits },
      backlogs: () => [...this.#older, this.#live],
      onProgress: () => this.#progress(),
      recordRefusals: () => this.#recordRefusals(),
    });
    if (store === null) return;
    this.#delivery = new Delivery({
      ...{ store, clock, chance, logger, limits },
      current: () => this.#older[0] ?? this.#live,
      onDone: (backlog) => this.#delivered(backlog),
      onAck: () => {
        this.#journal.acknowledged();
        this.#progress();
      },
      onPoison: (backlog, record, error) => this.#putAside(backlog, record, error),
    });
    this.#delivery.start();
  }

  emit(draft: AnyDraft | CustomDraft): GridEvent {
    this.#emitted++;
    const composed = this.#compose(draft);
    const { event } = composed;
    if (this.#closed) this.#lose(composed);
    else this.#journal.accept(new Fresh(event, composed.class, composed.bytes));
    return event;
  }

  #lose({ event, class: kind }: Composed): void {
    this.#options.logger.error('An event was emitted after the emitter was closed, and is lost', { type: event.type });
    this.#ledger.refuse(event.type, event.timeUs, laneOf(kind), 'the emitter was closed');
  }

  #compose(draft: AnyDraft | CustomDraft): Composed {
    const seq = ++this.#seq;
    const wallUs = this.#clock.wallUs();
    let composed: Composed | string;
    try {
      composed = compose(draft, this.#speaker, seq, wallUs);
    } catch (reason) {
      // A body that throws when it is read (a getter, a proxy) is one more way for a draft to be wrong.
      composed = reason instanceof Error ? reason.message : String(reason);
    }
    return typeof composed === 'string' ? this.#composeRefusal(draft, composed, seq, wallUs) : composed;
  }

  /** A draft that is wrong becomes a durable record of what was wrong; it is a defect in the code that called. */
  #composeRefusal(draft: unknown, problem: string, seq: number, wallUs: number): Composed {
    this.#invalid++;
    this.#options.logger.error('An event draft is invalid; this is a defect in the code that emits it', { problem });
    const composed = compose(invalidDraft(this.emitter, draft, problem, wallUs), this.#speaker, seq, wallUs);
    invariant(typeof composed !== 'string', `a refusal is always valid: ${composed}`);
    return composed;
  }

  /** Makes the open episode an event of its own, also while closing. */
  #recordRefusals(): number {
    const composed = this.#compose(refusalDraft(this.emitter, this.#ledger.settle()));
    this.#journal.accept(new Fresh(composed.event, composed.class, composed.bytes));
    return composed.event.emitterSeq;
  }

  whenSpooled(): Promise<void> {
    if (this.#ledger.lastingLost)
      return Promise.reject(
        new SutraError('SUTRA_EVENT_REFUSED', `Cannot keep every event of ${this.emitter}: ${this.#ledger.episode().reasons.join('; ')}`),
      );
    const through = this.#seq;
    if (this.#safeThrough() >= through) return Promise.resolve();
    this.#journal.hurry();
    return this.#waiters.spooled(through, () => this.#journal.diskError);
  }

  whenStored(signal: AbortSignal): Promise<void> {
    const through = this.#seq;
    if (this.#storedThrough() >= through) return Promise.resolve();
    return this.#waiters.stored(through, signal);
  }

  pending(): readonly GridEvent[] {
    const events: GridEvent[] = [];
    for (const backlog of [...this.#older, this.#live]) {
      const found = new Map<number, EventRecord>();
      if (backlog.spilled || backlog !== this.#live)
        for (const record of this.#spool.readAllSync(backlog.epoch, backlog.acked)) found.set(record.emitterSeq, record);
      for (const { record } of backlog.window) found.set(record.emitterSeq, record);
      for (const [, record] of [...found].sort(([a], [b]) => a - b)) events.push(asEvent(record, backlog));
    }
    const last = events.at(-1);
    const after = last !== undefined && last.emitterEpoch === this.epoch ? last.emitterSeq : 0;
    for (const event of this.#journal.unwrittenEvents()) if (event.emitterSeq > after) events.push(event);
    return events;
  }

  stats(): EmitterStats {
    const diskError = this.#journal.diskError?.message;
    const storeError = this.#delivery?.error?.message;
    const backlogs = [...this.#older, this.#live];
    return {
      emitted: this.#emitted,
      stored: Math.min(this.#live.acked, this.#seq),
      pending: this.#pendingCount(),
      unwritten: this.#journal.unwritten,
      spoolBytes: this.#spool.usedBytes,
      spoolFiles: this.#spool.segments.length,
      refused: this.#ledger.everByType,
      invalid: this.#invalid,
      deadLettered: this.#deadLettered,
      quarantined: this.#quarantined,
      resent: backlogs.reduce((sum, backlog) => sum + backlog.resent, 0),
      olderEpochs: this.#older.length,
      connected: this.#delivery?.connected ?? false,
      ...(diskError === undefined ? {} : { diskError }),
      ...(storeError === undefined ? {} : { storeError }),
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (this.#delivery !== undefined && this.#storedThrough() < this.#seq) {
      this.#journal.hurry();
      const enough = new AbortController();
      const timer = this.#clock.after(this.#limits.closeDrainMs, () => enough.abort());
      await this.#waiters.stored(this.#seq, enough.signal).catch(() => undefined); // out of time: the spool keeps the rest for the next run
      timer.cancel();
    }
    this.#closed = true;
    await this.#delivery?.close();
    await this.#journal.close();
    await this.#spool.close();
    this.#waiters.close();
    this.#release();
    const lost = this.#journal.unwritten;
    if (lost > 0)
      throw new SutraError('SUTRA_SPOOL_IO', `Cannot keep ${lost} events of ${this.emitter}: the disk refuses and storage is away`, {
        cause: this.#journal.diskError,
      });
  }

  #backlog(emitter: string, epoch: number, writtenThrough: number): Backlog {
    const { logger } = this.#options;
    const merge = new LaneMerge(
      this.#spool,
      epoch,
      (segment, events, what) => this.#journal.refuseKnown('unknown', 0, segment.lane, `spool file ${segment.name}: ${what}`, events),
      logger,
    );
    return new Backlog(emitter, epoch, writtenThrough, merge, this.#limits);
  }

  #resumeRefusals(folder: string, quarantined: readonly Quarantined[]): void {
    const text = readIfThere(join(folder, 'refused.json'));
    const episode = text === undefined ? undefined : parseEpisode(text);
    if (episode !== undefined) this.#ledger.resume(episode);
    const nowUs = this.#clock.wallUs();
    for (const { copy, what, eventsLost } of quarantined)
      if (eventsLost > 0)
        this.#ledger.refuse('unknown', nowUs, 'metric', `spool file damaged (${what}); a copy is kept as ${copy}`, eventsLost);
  }

  #delivered(backlog: Backlog): void {
    if (backlog === this.#live) return;
    const at = this.#older.indexOf(backlog);
    if (at !== -1) this.#older.splice(at, 1);
    this.#journal.epochDone(backlog);
    this.#progress();
  }

  async #putAside(backlog: Backlog, record: EventRecord, error: SutraError): Promise<void> {
    const { folder, logger } = this.#options;
    const { emitter, epoch } = backlog;
    let kept = false;
    try {
      kept = await writeDeadLetter(folder, { emitter, epoch, event: record, error }, this.#limits.deadLetterBytesMax);
    } catch (reason) {
      logger.error('A rejected event could not be written to the dead-letter file', { id: record.id, error: String(reason) });
    }
    logger.error('Storage rejects an event for good; it was put aside', { id: record.id, error: error.message, kept });
    this.#deadLettered++;
    backlog.remove((seq) => seq === record.emitterSeq);
    this.#journal.refuseKnown(record.type, record.timeUs, 'metric', `storage rejected it: ${error.code} ${error.message}`);
  }

  #pendingCount(): number {
    let count = this.#journal.unwritten;
    for (const segment of this.#spool.segments) {
      const acked =
        [...this.#older, this.#live].find((backlog) => backlog.epoch === segment.owner.epoch)?.acked ?? Number.POSITIVE_INFINITY;
      if (segment.events === 0 || segment.lastSeq <= acked) continue;
      // Inside a file that is partly acknowledged numbers are spread evenly: an estimate, exact at both ends.
      const share = segment.firstSeq > acked ? 1 : (segment.lastSeq - acked) / (segment.lastSeq - segment.firstSeq + 1);
      count += Math.round(segment.events * share);
    }
    return count;
  }

  /** Everything up to this number of this run is stored. */
  #storedThrough(): number {
    if (this.#older.length > 0) return -1;
    return Math.min(this.#live.settledThrough, this.#journal.firstUnwritten(this.#live.acked) - 1);
  }

  /** Everything up to this number of this run is flushed here or stored. */
  #safeThrough(): number {
    const settled = Math.min(this.#live.settledThrough, this.#journal.firstUnwritten(this.#live.acked) - 1);
    return Math.max(this.#journal.syncedThrough, settled);
  }

  #progress(): void {
    this.#delivery?.wake();
    this.#waiters.progress(this.#safeThrough(), this.#storedThrough());
  }
}

/** The epochs that files were left of, in order, and how far each was written. */
function ownersOf(recovered: Recovered): readonly { readonly emitter: string; readonly epoch: number; readonly through: number }[] {
  const owners = new Map<string, { emitter: string; epoch: number; through: number }>();
  for (const { owner, lastSeq } of recovered.segments) {
    const key = `${owner.epoch} ${owner.emitter}`;
    const known = owners.get(key);
    owners.set(key, { emitter: owner.emitter, epoch: owner.epoch, through: Math.max(known?.through ?? 0, lastSeq) });
  }
  return [...owners.values()];
}

function asEvent(record: EventRecord, owner: { readonly emitter: string; readonly epoch: number }): GridEvent {
  return fromStored({ ...record, seq: 0, recordedAtUs: 0, emitter: owner.emitter, epoch: owner.epoch });
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw reason;
  }
}
