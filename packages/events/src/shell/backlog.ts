import type { EventRecord } from '@sutra/wire';
import type { EmitterLimits } from '../limits.ts';
import type { LaneMerge } from './merge.ts';

/** An event on its way to storage. */
export interface Waiting {
  readonly record: EventRecord;
  /** About how many bytes it takes. */
  readonly bytes: number;
}

/**
 * What one epoch still owes to storage, in order of its numbers: a bounded window in memory, and beyond it the spool.
 *
 *     acknowledged │ sent, unacknowledged │ in memory, not sent │ only on disk │ not yet written
 *                  └────────────────── window ─────────────────┘
 */
export class Backlog {
  readonly emitter: string;
  readonly epoch: number;
  readonly #limits: EmitterLimits;
  readonly #merge: LaneMerge;
  #window: Waiting[] = [];
  #windowBytes = 0;
  #sent = 0;
  #acked = 0;
  /** Highest number that is in the window or has left it. */
  #readThrough = 0;
  /** Highest number on disk. */
  #writtenThrough: number;
  #sentThrough = 0;
  #resent = 0;
  /** A session takes what there is. Without one the disk keeps it: memory that waits for nobody is only memory. */
  #wanted = false;
  /** What was given up while a read was under way. */
  #goneWhileReading: ((seq: number) => boolean)[] = [];

  constructor(emitter: string, epoch: number, writtenThrough: number, merge: LaneMerge, limits: EmitterLimits) {
    this.emitter = emitter;
    this.epoch = epoch;
    this.#writtenThrough = writtenThrough;
    this.#merge = merge;
    this.#limits = limits;
  }

  get acked(): number {
    return this.#acked;
  }

  get writtenThrough(): number {
    return this.#writtenThrough;
  }

  get readThrough(): number {
    return this.#readThrough;
  }

  /** Sent now and waiting for the acknowledgement: up to this number. */
  get sentThrough(): number {
    return this.#sent === 0 ? this.#acked : (this.#window[this.#sent - 1] as Waiting).record.emitterSeq;
  }

  get resent(): number {
    return this.#resent;
  }

  /** True when there are events on disk that are not in memory. */
  get spilled(): boolean {
    return this.#readThrough < this.#writtenThrough;
  }

  get empty(): boolean {
    return this.#window.length === 0 && !this.spilled;
  }

  /** Everything up to this number has been taken care of; infinite when nothing waits. */
  get settledThrough(): number {
    const first = this.#window[0];
    if (first !== undefined) return first.record.emitterSeq - 1;
    return this.spilled ? this.#readThrough : Number.POSITIVE_INFINITY;
  }

  /** Events held in memory, oldest first. */
  get window(): readonly Waiting[] {
    return this.#window;
  }

  /** These events are on disk now. They go on to the window while a session wants them, there is room and nothing older waits on disk. */
  wrote(items: readonly Waiting[], through: number): void {
    let all = this.#wanted && !this.spilled;
    for (const item of items) {
      if (item.record.emitterSeq <= this.#readThrough) continue;
      if (!all || !this.#offer(item)) {
        all = false;
        break;
      }
    }
    this.#writtenThrough = Math.max(this.#writtenThrough, through);
    // Refused numbers at the end have no event: they must not look like events on disk.
    if (all) this.#readThrough = Math.max(this.#readThrough, through);
  }

  /** Takes an event that the disk refused, so that it can be sent from memory. Says whether there was room. */
  offerUnwritten(item: Waiting): boolean {
    if (item.record.emitterSeq <= this.#readThrough) return true;
    return !this.spilled && this.#offer(item);
  }

  #offer(item: Waiting): boolean {
    if (this.#window.length >= this.#limits.windowEventsMax || this.#windowBytes + item.bytes > this.#limits.windowBytesMax) return false;
    this.#window.push(item);
    this.#windowBytes += item.bytes;
    this.#readThrough = item.record.emitterSeq;
    return true;
  }

  /** The next events to send, at most `max`; reads them back from disk when memory has none. Empty when there is nothing. */
  async next(max: number): Promise<readonly EventRecord[]> {
    if (this.#sent >= this.#window.length && this.spilled) await this.#refill();
    const from = this.#sent;
    this.#sent = Math.min(this.#window.length, from + max);
    const batch = new Array<EventRecord>(this.#sent - from);
    for (let i = from; i < this.#sent; i++) batch[i - from] = (this.#window[i] as Waiting).record;
    const last = batch[batch.length - 1]?.emitterSeq ?? 0;
    for (const record of batch) if (record.emitterSeq <= this.#sentThrough) this.#resent++;
    this.#sentThrough = Math.max(this.#sentThrough, last);
    return batch;
  }

  async #refill(): Promise<void> {
    const room = this.#limits.windowEventsMax - this.#window.length;
    if (room <= 0) return;
    const through = this.#writtenThrough;
    this.#goneWhileReading = [];
    const { items, exhausted } = await this.#merge.read(this.#readThrough, through, Math.min(room, this.#limits.batchEventsMax * 4));
    for (const item of items) {
      const seq = item.record.emitterSeq;
      if (seq <= this.#readThrough || this.#goneWhileReading.some((gone) => gone(seq))) continue;
      this.#window.push(item);
      this.#windowBytes += item.bytes;
      this.#readThrough = seq;
    }
    if (exhausted) this.#readThrough = Math.max(this.#readThrough, through);
  }

  /** Storage holds everything up to `through`. */
  ack(through: number): void {
    if (through <= this.#acked) return;
    this.#acked = through;
    let count = 0;
    while (count < this.#window.length && (this.#window[count] as Waiting).record.emitterSeq <= through) {
      this.#windowBytes -= (this.#window[count] as Waiting).bytes;
      count++;
    }
    if (count > 0) this.#window.splice(0, count);
    this.#sent = Math.max(0, this.#sent - count);
    this.#readThrough = Math.max(this.#readThrough, Math.min(through, this.#writtenThrough));
  }

  /** A session is there. */
  begin(): void {
    this.#wanted = true;
  }

  /** The session is gone: what was sent and not acknowledged will be sent again. */
  rewind(): void {
    this.#wanted = false;
    this.#sent = 0;
  }

  /** Takes events out of the window that will not be sent after all. */
  remove(gone: (seq: number) => boolean): void {
    this.#goneWhileReading.push(gone);
    const sentBefore = this.#window.slice(0, this.#sent).filter((item) => gone(item.record.emitterSeq)).length;
    this.#window = this.#window.filter((item) => {
      if (!gone(item.record.emitterSeq)) return true;
      this.#windowBytes -= item.bytes;
      return false;
    });
    this.#sent -= sentBefore;
  }
}
