import { type Clock, type Logger, SutraError, type Timer } from '@sutra/kit';
import type { EventClass, GridEvent } from '@sutra/model';
import { toRecord } from '@sutra/model';
import type { EventRecord } from '@sutra/wire';
import { chooseVictim, LANES, type Lane, laneOf } from '../core/lanes.ts';
import type { RefusalLedger } from '../core/refusals.ts';
import type { EmitterLimits } from '../limits.ts';
import type { Backlog, Waiting } from './backlog.ts';
import type { Segment, Spool } from './spool.ts';

/** An event between `emit` and the disk. The record is made only when it is written: the caller of `emit` does not pay for it. */
export class Fresh implements Waiting {
  readonly event: GridEvent;
  readonly lane: Lane;
  readonly bytes: number;
  written = false;
  #record: EventRecord | undefined;

  constructor(event: GridEvent, kind: EventClass, bytes: number) {
    this.event = event;
    this.lane = laneOf(kind);
    this.bytes = bytes;
  }

  get record(): EventRecord {
    const record = this.#record ?? toRecord(this.event);
    this.#record = record;
    return record;
  }
}

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

/** Events per block, and about how many bytes: a block is read back whole. */
const BLOCK_EVENTS_MAX = 512;
const BLOCK_BYTES_MAX = 1024 * 1024;
/** The quota would rather stop a little early than be passed. */
const PACKING_MARGIN = 1.25;
/** An episode of refusals is over when nothing was refused for this long and there is room again. */
const REFUSALS_QUIET_MS = 200;
/** Room: this share of the quota is free again. */
const ROOM_SHARE = 0.9;
/** Acknowledged files still open are removed after this much quiet. */
const IDLE_MS = 250;

/**
 * The only writer of the spool. Whatever was emitted while the last write ran is the next write; one turn at a time writes,
 * flushes, removes what storage acknowledged, and keeps the books of what had to be refused.
 */
export class Journal {
  readonly #parts: JournalParts;
  #fresh: Fresh[] = [];
  #writing: Fresh[] = [];
  #unwrittenBytes = 0;
  /** Bytes on disk per estimated byte, learned from what was written, with a margin. */
  #packing = 1;
  #writeDue = false;
  #syncDue = false;
  #tidyDue = false;
  #immediate: NodeJS.Immediate | undefined;
  #turning: Promise<void> | undefined;
  readonly #timers = new Map<string, Timer>();
  #synced = 0;
  /** Written, but a flush failed since: safe only once storage has it. */
  #suspect: { readonly from: number; readonly through: number } | undefined;
  #diskError: SutraError | undefined;
  #diskFailures = 0;
  /** The disk took something in this turn: proof that it works again. */
  #touched = false;
  #lastWriteMs = 0;
  #lastRefusalMs = 0;
  #ledgerDirty = false;
  /** Earlier runs whose files can all go. */
  #done: Backlog[] = [];
  /** The number of the event that recorded the last episode, until it is safe and the file can go. */
  #recordedIn: number | undefined;
  #closed = false;

  constructor(parts: JournalParts) {
    this.#parts = parts;
    if (parts.ledger.open) this.#noteRefusal();
  }

  get unwritten(): number {
    return this.#fresh.length + this.#writing.length;
  }

  /** Events not yet on disk, oldest first. */
  unwrittenEvents(): readonly GridEvent[] {
    return [...this.#writing, ...this.#fresh].map((item) => item.event);
  }

  get diskError(): SutraError | undefined {
    return this.#diskError;
  }

  /** Number of the oldest event after `acked` that has not been written; infinite when there is none. */
  firstUnwritten(acked: number): number {
    for (const items of [this.#writing, this.#fresh]) for (const { event } of items) if (event.emitterSeq > acked) return event.emitterSeq;
    return Number.POSITIVE_INFINITY;
  }

  /** Everything up to this number is flushed to disk. */
  get syncedThrough(): number {
    const suspect = this.#suspect;
    if (suspect === undefined) return this.#synced;
    if (this.#parts.live.acked < suspect.through) return suspect.from - 1;
    this.#suspect = undefined;
    return this.#synced;
  }

  /** Takes an event on its way to disk. Never waits; at the limit the cheapest class is refused and counted. */
  accept(item: Fresh): void {
    const { limits } = this.#parts;
    if (this.unwritten >= limits.unwrittenEventsMax || this.#unwrittenBytes + item.bytes > limits.unwrittenBytesMax) this.#shed(item.lane);
    if (this.unwritten >= limits.unwrittenEventsMax || this.#unwrittenBytes + item.bytes > limits.unwrittenBytesMax) {
      this.#refuse(item, this.#memoryReason());
      return;
    }
    this.#fresh.push(item);
    this.#unwrittenBytes += item.bytes;
    if (this.#diskError !== undefined) this.#acceptWithoutDisk(item);
    else if (item.lane === 'lasting') this.#kickSoon();
    else this.#timer('relaxed', limits.relaxedWriteMs, () => this.#kickSoon());
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
      this.#keepUnwritten((item) => item.event.emitterSeq > acked);
      this.#bypassDisk();
    }
    this.#timer('tidy', IDLE_MS, () => {
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
    if (this.#parts.ledger.open && this.#recordedIn === undefined && this.#diskError === undefined) this.#record();
    this.#writeDue = true;
    this.#syncDue = true;
    this.#tidyDue = true;
    await this.#turning;
    await this.#run();
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
    clearImmediate(this.#immediate);
  }

  // --- scheduling ---------------------------------------------------------------------------------------------------

  #kickSoon(): void {
    this.#writeDue = true;
    this.#immediate ??= setImmediate(() => {
      this.#immediate = undefined;
      this.#kick();
    });
  }

  #kick(): void {
    if (this.#turning !== undefined || this.#closed) return;
    this.#turning = this.#run().finally(() => {
      this.#turning = undefined;
      if (this.#writeDue && this.#diskError === undefined) this.#kickSoon();
    });
  }

  /** One timer per purpose: a running one is kept. */
  #timer(name: string, delayMs: number, work: () => void): void {
    if (this.#timers.has(name) || this.#closed) return;
    this.#timers.set(
      name,
      this.#parts.clock.after(delayMs, () => {
        this.#timers.delete(name);
        work();
      }),
    );
  }

  // --- the turn -----------------------------------------------------------------------------------------------------

  /** Writes, flushes and tidies until nothing is due. Failures of the disk end here: they are kept, told and tried again. */
  async #run(): Promise<void> {
    const { spool, live, logger, onProgress } = this.#parts;
    this.#touched = false;
    try {
      await this.#keepLedger();
      while (this.#writeDue && this.#fresh.length > 0) {
        this.#writeDue = false;
        await this.#write();
      }
      this.#writeDue = false;
      if (this.#syncDue) {
        this.#syncDue = false;
        await this.#sync();
      } else if (spool.dirty) {
        this.#timer('sync', this.#parts.limits.syncAfterMs, () => {
          this.#syncDue = live.settledThrough < live.writtenThrough || this.#recordedIn !== undefined;
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
        if (this.#fresh.length > 0) this.#writeDue = true;
      }
    } catch (reason) {
      this.#diskFailed(SutraError.from(reason));
    }
    onProgress();
  }

  async #write(): Promise<void> {
    const { live } = this.#parts;
    this.#writing = this.#fresh;
    this.#fresh = [];
    const through = this.#writing[this.#writing.length - 1]?.event.emitterSeq ?? 0;
    try {
      await this.#makeRoom();
      // The lasting lane first: a kill in the middle of a batch then costs unsafe heartbeats rather than unsafe lifecycle.
      for (const lane of [...LANES].reverse()) {
        const items = this.#writing.filter((item) => item.lane === lane && !item.written);
        for (const chunk of chunks(items)) {
          await this.#append(lane, chunk);
          for (const item of chunk) item.written = true;
        }
      }
    } catch (reason) {
      if (noSpace(reason)) await this.#freeDisk();
      this.#fresh = this.#writing.concat(this.#fresh);
      this.#writing = [];
      throw reason;
    }
    const written = this.#writing;
    this.#writing = [];
    for (const item of written) this.#unwrittenBytes -= item.bytes;
    this.#touched = true;
    this.#lastWriteMs = this.#parts.clock.monotonicMs();
    live.wrote(written, through);
    this.#parts.onProgress();
  }

  /** A block that passes the form's limits is written as two. */
  async #append(lane: Lane, items: readonly Fresh[]): Promise<void> {
    const { spool } = this.#parts;
    try {
      const taken = await spool.append(
        lane,
        items.map((item) => item.record),
      );
      const estimated = items.reduce((sum, item) => sum + item.bytes, 0);
      this.#packing += ((taken / estimated) * PACKING_MARGIN - this.#packing) / 8;
    } catch (reason) {
      const tooMuch = reason instanceof SutraError && reason.code === 'SUTRA_WIRE_LIMIT' && items.length > 1;
      if (!tooMuch) throw reason;
      const half = items.length >> 1;
      await this.#append(lane, items.slice(0, half));
      await this.#append(lane, items.slice(half));
    }
  }

  async #sync(): Promise<void> {
    const { spool, live } = this.#parts;
    const through = live.writtenThrough;
    try {
      await spool.sync();
      this.#touched = true;
      this.#synced = Math.max(this.#synced, through);
    } catch (reason) {
      if (through > this.#synced) this.#suspect = { from: Math.min(this.#suspect?.from ?? this.#synced + 1, this.#synced + 1), through };
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
      this.#timer('tidy', IDLE_MS, () => {
        this.#tidyDue = true;
        this.#kick();
      });
  }

  // --- limits -------------------------------------------------------------------------------------------------------

  /** Frees spool space for what is about to be written: cheapest class first, oldest first. */
  async #makeRoom(): Promise<void> {
    const { spool, limits } = this.#parts;
    for (;;) {
      const bytes = this.#writing.reduce((sum, item) => sum + (item.written ? 0 : item.bytes), 0) * this.#packing;
      const bytesOver = spool.usedBytes + bytes - limits.spoolBytesMax;
      const eventsOver = spool.usedEvents + this.#writing.length - limits.spoolEventsMax;
      if (bytesOver <= 0 && eventsOver <= 0) return;
      const reason =
        bytesOver > 0 ? `the spool holds its ${limits.spoolBytesMax} bytes` : `the spool holds its ${limits.spoolEventsMax} events`;
      if (!(await this.#giveUp(reason, bytesOver, eventsOver))) return;
    }
  }

  /** Lets one thing go. False when there is nothing that may. */
  async #giveUp(reason: string, bytesOver: number, eventsOver: number): Promise<boolean> {
    const incoming = { heartbeat: 0, metric: 0, lasting: 0 };
    for (const item of this.#writing) if (!item.written) incoming[item.lane]++;
    const victim = chooseVictim(this.#parts.spool.segments, incoming);
    if (victim === undefined) return false;
    if (victim.kind === 'incoming') this.#refuseIncoming(victim.lane, reason, bytesOver, eventsOver);
    else await this.#giveUpSegment(victim.segment, reason);
    await this.#keepLedger();
    return true;
  }

  async #giveUpSegment(segment: Segment, reason: string): Promise<void> {
    const { spool, backlogs, ledger } = this.#parts;
    const owner = backlogs().find((backlog) => backlog.epoch === segment.owner.epoch);
    // What is on its way right now is still delivered from memory: only what was not sent is lost.
    const sent = owner?.sentThrough ?? Number.POSITIVE_INFINITY;
    const gone = new Set<number>();
    for (const record of await spool.readSegment(segment)) {
      if (record.emitterSeq <= sent) continue;
      gone.add(record.emitterSeq);
      ledger.refuse(record.type, record.timeUs, segment.lane, reason);
    }
    if (gone.size > 0) this.#noteRefusal();
    await this.#tryKeepLedger();
    await spool.drop(segment);
    owner?.remove((seq) => gone.has(seq));
  }

  /** On a full disk the oldest cheap file makes room when lasting events wait. */
  async #freeDisk(): Promise<void> {
    if (!this.#writing.some((item) => item.lane === 'lasting')) return;
    const victim = chooseVictim(this.#parts.spool.segments, { heartbeat: 0, metric: 0, lasting: 0 });
    if (victim?.kind === 'segment') await this.#giveUpSegment(victim.segment, 'the disk is full');
  }

  /** Refuses as many unwritten events of a lane as it takes: the oldest of the cheap ones, the newest of the lasting ones. */
  #refuseIncoming(lane: Lane, reason: string, bytesOver: number, eventsOver: number): void {
    const order = lane === 'lasting' ? [...this.#writing].reverse() : this.#writing;
    const gone = new Set<Fresh>();
    for (const item of order) {
      if (bytesOver <= 0 && eventsOver <= 0) break;
      if (item.lane !== lane || item.written || item.event.emitterSeq <= this.#parts.live.readThrough) continue;
      bytesOver -= item.bytes * this.#packing;
      eventsOver--;
      gone.add(item);
      this.#refuse(item, reason);
    }
    if (gone.size === 0) for (const item of this.#writing) if (item.lane === lane) item.written = true; // all on their way already: they need no disk
    this.#writing = this.#writing.filter((item) => !gone.has(item));
    for (const item of gone) this.#unwrittenBytes -= item.bytes;
  }

  /** Makes room in memory for an event of `lane` by letting a part of what is cheaper, or as cheap and older, go. */
  #shed(lane: Lane): void {
    const { limits, live } = this.#parts;
    for (const cheap of LANES) {
      if (cheap === 'lasting') return;
      let left = Math.max(1, limits.unwrittenEventsMax >> 4);
      const before = this.#fresh.length;
      this.#keepUnwritten((item) => {
        if (left === 0 || item.lane !== cheap || item.event.emitterSeq <= live.readThrough) return true;
        left--;
        this.#refuse(item, this.#memoryReason());
        return false;
      });
      if (this.#fresh.length < before || cheap === lane) return;
    }
  }

  #keepUnwritten(keep: (item: Fresh) => boolean): void {
    this.#fresh = this.#fresh.filter((item) => {
      if (keep(item)) return true;
      this.#unwrittenBytes -= item.bytes;
      return false;
    });
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
    this.#timers.get('disk')?.cancel();
    this.#timers.delete('disk');
    this.#retryDisk();
    this.#diskFailures++;
    this.#bypassDisk();
  }

  #retryDisk(): void {
    const { limits } = this.#parts;
    const delay = Math.min(limits.diskRetryMaxMs, limits.diskRetryFirstMs * 2 ** Math.min(this.#diskFailures, 16));
    this.#timer('disk', delay, () => {
      this.#writeDue = true;
      this.#tidyDue = true;
      this.#kick();
    });
  }

  #acceptWithoutDisk(item: Fresh): void {
    const { live, onProgress } = this.#parts;
    const before = this.#fresh[this.#fresh.length - 2];
    const next = before === undefined || before.event.emitterSeq <= live.readThrough; // all older ones are on their way
    if (next && live.offerUnwritten(item)) onProgress();
    this.#retryDisk();
  }

  /** A full disk must not keep facts from a storage that is up: what cannot be written is sent from memory. */
  #bypassDisk(): void {
    const { live, onProgress } = this.#parts;
    let offered = false;
    for (const item of this.#fresh) {
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
    this.#ledgerDirty = true;
    this.#lastRefusalMs = this.#parts.clock.monotonicMs();
    this.#timer('refusals', REFUSALS_QUIET_MS, () => this.#settle());
  }

  /** Records the episode once it is over; asks again later while it is not. */
  #settle(): void {
    const { clock, ledger, limits, spool } = this.#parts;
    const quiet = clock.monotonicMs() - this.#lastRefusalMs >= REFUSALS_QUIET_MS;
    const room =
      spool.usedBytes < ROOM_SHARE * limits.spoolBytesMax &&
      spool.usedEvents < ROOM_SHARE * limits.spoolEventsMax &&
      this.unwritten < limits.unwrittenEventsMax / 2 &&
      this.#diskError === undefined;
    if (ledger.open && quiet && room && this.#recordedIn === undefined) this.#record();
    if (ledger.open || this.#recordedIn !== undefined) this.#timer('refusals', REFUSALS_QUIET_MS, () => this.#settle());
  }

  #record(): void {
    this.#recordedIn = this.#parts.recordRefusals();
    this.hurry();
  }

  /** Mirrors the open episode to a small file, so that a crash in the middle of it does not make the loss silent. */
  async #keepLedger(): Promise<void> {
    const { ledger, spool, live } = this.#parts;
    if (this.#recordedIn !== undefined) {
      if (Math.max(this.syncedThrough, live.acked) < this.#recordedIn) return;
      this.#recordedIn = undefined;
      this.#ledgerDirty = true;
    }
    if (!this.#ledgerDirty) return;
    await spool.writeRefusals(ledger.open ? JSON.stringify(ledger.episode()) : undefined);
    this.#ledgerDirty = false;
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

function* chunks(items: readonly Fresh[]): Generator<readonly Fresh[]> {
  let from = 0;
  let bytes = 0;
  for (let i = 0; i < items.length; i++) {
    bytes += (items[i] as Fresh).bytes;
    if (i + 1 - from < BLOCK_EVENTS_MAX && bytes < BLOCK_BYTES_MAX && i + 1 < items.length) continue;
    yield items.slice(from, i + 1);
    from = i + 1;
    bytes = 0;
  }
}

function noSpace(reason: unknown): boolean {
  const { cause } = reason as { readonly cause?: { readonly code?: unknown } };
  return cause?.code === 'ENOSPC' || cause?.code === 'EDQUOT';
}
