import { type Clock, type Logger, SutraError } from '@sutra/kit';
import type { GridEvent } from '@sutra/model';
import { LANES, type Lane } from '../core/lanes.ts';
import type { RefusalLedger } from '../core/refusals.ts';
import type { EmitterLimits } from '../limits.ts';
import { Alarms } from './alarms.ts';
import { appendPortion } from './append-portion.ts';
import type { Backlog } from './backlog.ts';
import { QUIET_MS, RefusalBooks } from './books.ts';
import { noSpace } from './faults.ts';
import { type Fresh, portions, WRITE } from './fresh.ts';
import { Quota } from './quota.ts';
import type { Spool } from './spool.ts';
import { Synced } from './synced.ts';
import { Unwritten } from './unwritten.ts';

export interface JournalParts {
  readonly spool: Spool;
  readonly live: Backlog;
  readonly ledger: RefusalLedger;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: EmitterLimits;
  /** Every backlog that may still hold files, older ones first. */
  readonly backlogs: () => readonly Backlog[];
  /** Something new can be sent, or something became safe. */
  readonly onProgress: () => void;
  /** Records the open episode as an `events_refused` event and returns its number. */
  readonly recordRefusals: () => number;
}

const SETTLED = Promise.resolve();

/** Room: this share of the quota is free again. */
const ROOM_SHARE = 0.9;
/** Acknowledged files still open are removed after this much quiet. */
const IDLE_MS = 250;

/**
 * The only writer of the spool. Whatever was emitted while the last write ran is the next write; one turn at a time writes,
 * flushes, removes what storage acknowledged, and keeps the books of what had to be refused.
 */
export class Journal {
  // What every `emit` asks for comes first and lies side by side.
  readonly #unwritten: Unwritten;
  #diskError: SutraError | undefined;
  #writeDue = false;
  #arranging = false;
  /** The time at which what may wait is written is set, or about to be. */
  #relaxing = false;
  readonly #parts: JournalParts;
  readonly #books: RefusalBooks;
  readonly #quota: Quota;
  #syncDue = false;
  #tidyDue = false;
  #probeDue = false;
  #immediate: NodeJS.Immediate | undefined;
  #turning: Promise<void> | undefined;
  readonly #alarms: Alarms;
  readonly #synced = new Synced();
  #diskFailures = 0;
  /** The disk took something in this turn: proof that it works again. */
  #touched = false;
  #lastWriteMs = 0;
  /** Earlier runs whose files can all go. */
  #done: Backlog[] = [];
  #closed = false;

  constructor(parts: JournalParts) {
    this.#parts = parts;
    this.#alarms = new Alarms(parts.clock);
    this.#books = new RefusalBooks(parts);
    this.#unwritten = new Unwritten(parts.limits, {
      sentThrough: () => parts.live.readThrough,
      refuse: (item) => this.#refuse(item, this.#memoryReason()),
    });
    this.#quota = new Quota({
      ...parts,
      refuse: (gone, reason) => this.#refuseWriting(gone, reason),
      noted: () => {
        this.#noteRefusal();
        return this.#tryKeepLedger();
      },
    });
    if (parts.ledger.open) this.#noteRefusal();
  }

  get unwritten(): number {
    return this.#unwritten.count;
  }

  /** Events not yet on disk, oldest first. */
  unwrittenEvents(): readonly GridEvent[] {
    return this.#unwritten.events();
  }

  get diskError(): SutraError | undefined {
    return this.#diskError;
  }

  /** Number of the oldest event after `acked` that has not been written; infinite when there is none. */
  firstUnwritten(acked: number): number {
    return this.#unwritten.firstAfter(acked);
  }

  /** Everything up to this number is flushed to disk. */
  get syncedThrough(): number {
    return this.#synced.through(this.#parts.live.acked);
  }

  /** Takes an event on its way to disk. Never waits; at the limit the cheapest class is refused and counted. */
  accept(item: Fresh): void {
    if (!this.#unwritten.offer(item)) this.#refuse(item, this.#memoryReason());
    else if (this.#diskError !== undefined) this.#acceptWithoutDisk(item);
    else if (item.lane === 'lasting') this.#kickSoon();
    else if (!this.#relaxing) {
      this.#relaxing = true;
      this.#arrangeLater();
    }
  }

  /** Writes and flushes what is there as soon as possible. */
  hurry(): void {
    this.#syncDue = true;
    this.#kickSoon();
  }

  /** Storage acknowledged something: files may go, and memory that only waited for the disk. */
  acknowledged(): void {
    if (this.#diskError !== undefined) {
      const { acked } = this.#parts.live;
      this.#unwritten.keep((item) => item.event.emitterSeq > acked);
      this.#bypassDisk();
    }
    this.#alarms.set('tidy', IDLE_MS, () => {
      this.#tidyDue = true;
      this.#kick();
    });
  }

  /** An earlier run has been delivered to its end: its files can go. */
  epochDone(backlog: Backlog): void {
    this.#done.push(backlog);
    this.#tidyDue = true;
    this.#kick();
  }

  /** Counts events of files that turned out to be unreadable or were rejected for good. */
  refuseKnown(type: string, timeUs: number, lane: Lane, reason: string, count = 1): void {
    this.#parts.ledger.refuse(type, timeUs, lane, reason, count);
    this.#noteRefusal();
  }

  /** Writes and flushes everything, stops the timers. The last thing that happens. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#diskError === undefined) this.#books.record();
    this.#writeDue = true;
    this.#syncDue = true;
    this.#tidyDue = true;
    await this.#turning;
    await this.#run();
    this.#alarms.close();
    clearImmediate(this.#immediate);
  }

  // --- scheduling ---------------------------------------------------------------------------------------------------

  /** A turn after this turn of the event loop, so that everything said in one go is one write. */
  #kickSoon(): void {
    this.#writeDue = true;
    this.#arrangeLater();
  }

  /** Timers and immediates cost microseconds to make: they are made once the caller of `emit` has finished, not while it waits. */
  #arrangeLater(): void {
    if (this.#arranging) return;
    this.#arranging = true;
    void SETTLED.then(this.#arrange);
  }

  readonly #arrange = (): void => {
    this.#arranging = false;
    if (this.#closed) return;
    if (this.#relaxing) this.#alarms.set('relaxed', this.#parts.limits.relaxedWriteMs, this.#writeRelaxed);
    if (this.#writeDue)
      this.#immediate ??= setImmediate(() => {
        this.#immediate = undefined;
        this.#kick();
      });
  };

  readonly #writeRelaxed = (): void => {
    this.#relaxing = false;
    // Where something that lasts was said meanwhile, the others went with it.
    if (this.#unwritten.fresh.length > 0) this.#kickSoon();
  };

  #kick(): void {
    if (this.#turning !== undefined || this.#closed) return;
    this.#turning = this.#run().finally(() => {
      this.#turning = undefined;
      if (this.#writeDue && this.#diskError === undefined) this.#kickSoon();
    });
  }

  // --- the turn -----------------------------------------------------------------------------------------------------

  /** Writes, flushes and tidies until nothing is due. Failures of the disk end here: they are kept, told and tried again. */
  async #run(): Promise<void> {
    const { spool, live, logger, onProgress } = this.#parts;
    this.#touched = false;
    try {
      await this.#keepLedger();
      while (this.#writeDue && this.#unwritten.fresh.length > 0) {
        this.#writeDue = false;
        await this.#write();
      }
      this.#writeDue = false;
      if (this.#probeDue) await this.#probe();
      if (this.#syncDue) {
        this.#syncDue = false;
        await this.#sync();
      } else if (spool.dirty) {
        this.#alarms.set('sync', this.#parts.limits.syncAfterMs, () => {
          this.#syncDue = live.settledThrough < live.writtenThrough || this.#books.recording;
          this.#kick();
        });
      }
      if (this.#tidyDue) {
        this.#tidyDue = false;
        await this.#tidy();
      }
      await this.#keepLedger();
      if (this.#diskError !== undefined && this.#touched) {
        logger.info('The spool can be written again');
        this.#diskError = undefined;
        this.#diskFailures = 0;
        if (this.#unwritten.fresh.length > 0) this.#writeDue = true;
      }
    } catch (reason) {
      this.#diskFailed(SutraError.from(reason));
    }
    onProgress();
  }

  async #write(): Promise<void> {
    const { live } = this.#parts;
    const unwritten = this.#unwritten;
    const through = unwritten.begin().at(-1)?.event.emitterSeq ?? 0;
    try {
      await this.#quota.makeRoom(() => unwritten.writing);
      // The lasting lane first: a kill in the middle of a batch then costs unsafe heartbeats rather than unsafe lifecycle.
      for (const lane of [...LANES].reverse()) {
        const items = unwritten.writing.filter((item) => item.lane === lane && !item.written);
        for (const portion of portions(items, WRITE)) {
          await appendPortion(this.#parts.spool, this.#quota, lane, portion);
          for (const item of portion) item.written = true;
        }
      }
    } catch (reason) {
      if (noSpace(reason) && unwritten.writing.some((item) => item.lane === 'lasting')) await this.#quota.freeDisk();
      unwritten.putBack();
      throw reason;
    }
    const written = unwritten.written();
    this.#touched = true;
    this.#lastWriteMs = this.#parts.clock.monotonicMs();
    live.wrote(written, through);
    this.#parts.onProgress();
  }

  /** A disk that failed is asked again also when nothing waits for it: storage may have taken everything from memory. */
  async #probe(): Promise<void> {
    this.#probeDue = false;
    if (this.#diskError === undefined || this.#touched) return;
    await this.#parts.spool.probe();
    this.#touched = true;
  }

  async #sync(): Promise<void> {
    const { spool, live } = this.#parts;
    const through = live.writtenThrough;
    const { dirty } = spool; // flushing nothing proves nothing about the disk
    try {
      await spool.sync();
      this.#touched ||= dirty;
      this.#synced.flushed(through);
    } catch (reason) {
      this.#synced.failed(through);
      throw reason;
    }
  }

  async #tidy(): Promise<void> {
    const { spool, clock, backlogs } = this.#parts;
    const idle = this.#closed || clock.monotonicMs() - this.#lastWriteMs >= IDLE_MS;
    for (const backlog of this.#done) await spool.forget(backlog.epoch, Number.POSITIVE_INFINITY, true);
    this.#done = [];
    for (const backlog of backlogs()) await spool.forget(backlog.epoch, backlog.acked, idle && backlog.empty);
    if (!idle && spool.segments.length > 0)
      this.#alarms.set('tidy', IDLE_MS, () => {
        this.#tidyDue = true;
        this.#kick();
      });
  }

  // --- limits -------------------------------------------------------------------------------------------------------

  /** The spool's quota refused these: they leave the batch that is being written. */
  #refuseWriting(gone: ReadonlySet<Fresh>, reason: string): void {
    this.#unwritten.withdraw(gone);
    for (const item of gone) this.#refuse(item, reason);
  }

  #memoryReason(): string {
    const { unwrittenEventsMax, unwrittenBytesMax } = this.#parts.limits;
    const full = `memory holds its ${unwrittenEventsMax} events or ${unwrittenBytesMax} bytes`;
    return this.#diskError === undefined
      ? `${full} and the disk is slower than the events`
      : `${full} and the disk refuses: ${this.#diskError.message}`;
  }

  // --- a disk that fails ----------------------------------------------------------------------------------------------

  #diskFailed(error: SutraError): void {
    if (this.#diskError === undefined)
      this.#parts.logger.error('The spool cannot be written; events wait in memory', { error: error.message });
    this.#diskError = error;
    this.#alarms.cancel('disk');
    this.#retryDisk();
    this.#diskFailures++;
    this.#bypassDisk();
  }

  #retryDisk(): void {
    const { limits } = this.#parts;
    const delay = Math.min(limits.diskRetryMaxMs, limits.diskRetryFirstMs * 2 ** Math.min(this.#diskFailures, 16));
    this.#alarms.set('disk', delay, () => {
      this.#writeDue = true;
      this.#probeDue = true;
      this.#tidyDue = true;
      this.#kick();
    });
  }

  #acceptWithoutDisk(item: Fresh): void {
    const { live, onProgress } = this.#parts;
    const before = this.#unwritten.fresh.at(-2);
    const next = before === undefined || before.event.emitterSeq <= live.readThrough; // all older ones are on their way
    if (next && live.offerUnwritten(item)) onProgress();
    this.#retryDisk();
  }

  /** A full disk must not keep facts from a storage that is up: what cannot be written is sent from memory. */
  #bypassDisk(): void {
    const { live, onProgress } = this.#parts;
    let offered = false;
    for (const item of this.#unwritten.fresh) {
      if (item.event.emitterSeq <= live.readThrough) continue;
      if (!live.offerUnwritten(item)) break;
      offered = true;
    }
    if (offered) onProgress();
  }

  // --- the books of what was refused ------------------------------------------------------------------------------------

  #refuse(item: Fresh, reason: string): void {
    this.#parts.ledger.refuse(item.event.type, item.event.timeUs, item.lane, reason);
    this.#noteRefusal();
  }

  #noteRefusal(): void {
    this.#books.note();
    this.#alarms.set('refusals', QUIET_MS, () => this.#settle());
  }

  /** Records the episode once it is over; asks again later while it is not. */
  #settle(): void {
    const { limits, spool } = this.#parts;
    const room =
      spool.usedBytes < ROOM_SHARE * limits.spoolBytesMax &&
      spool.usedEvents < ROOM_SHARE * limits.spoolEventsMax &&
      this.unwritten < limits.unwrittenEventsMax / 2 &&
      this.#diskError === undefined;
    if (room && this.#books.quiet && this.#books.record()) this.hurry();
    if (this.#books.unsettled) this.#alarms.set('refusals', QUIET_MS, () => this.#settle());
  }

  #keepLedger(): Promise<void> {
    return this.#books.keep(Math.max(this.syncedThrough, this.#parts.live.acked));
  }

  /** The same where the disk may be full: then the books stay in memory until it is not. */
  async #tryKeepLedger(): Promise<void> {
    try {
      await this.#keepLedger();
    } catch (reason) {
      this.#parts.logger.warn('What was refused can only be counted in memory for now', { error: String(reason) });
    }
  }
}
