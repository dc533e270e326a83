import type { GridEvent } from '@sutra/model';
import { LANES, type Lane } from '../core/lanes.ts';
import type { EmitterLimits } from '../limits.ts';
import type { Fresh } from './fresh.ts';

export interface UnwrittenParts {
  /** Everything up to this number is on its way to storage from memory and is not let go. */
  readonly sentThrough: () => number;
  /** Says that an event is not kept. */
  readonly refuse: (item: Fresh) => void;
}

/**
 * What was emitted and is not on disk yet: `writing` is the batch under way, `fresh` what came in meanwhile. Bounded: at the limit
 * the cheapest class goes first, oldest first.
 */
export class Unwritten {
  // What every `emit` asks for comes first and lies side by side.
  #fresh: Fresh[] = [];
  #writing: readonly Fresh[] = [];
  #bytes = 0;
  readonly #bytesMax: number;
  readonly #eventsMax: number;
  readonly #parts: UnwrittenParts;

  constructor(limits: EmitterLimits, parts: UnwrittenParts) {
    this.#bytesMax = limits.unwrittenBytesMax;
    this.#eventsMax = limits.unwrittenEventsMax;
    this.#parts = parts;
  }

  get count(): number {
    return this.#fresh.length + this.#writing.length;
  }

  get fresh(): readonly Fresh[] {
    return this.#fresh;
  }

  get writing(): readonly Fresh[] {
    return this.#writing;
  }

  /** Oldest first. */
  events(): readonly GridEvent[] {
    return [...this.#writing, ...this.#fresh].map((item) => item.event);
  }

  /** Number of the oldest event after `acked`; infinite when there is none. */
  firstAfter(acked: number): number {
    for (const items of [this.#writing, this.#fresh]) for (const { event } of items) if (event.emitterSeq > acked) return event.emitterSeq;
    return Number.POSITIVE_INFINITY;
  }

  /** Takes an event, letting cheaper ones go when there is no room. False when there is none even then. */
  offer(item: Fresh): boolean {
    if (this.#full(item)) {
      this.#shed(item.lane);
      if (this.#full(item)) return false;
    }
    this.#fresh.push(item);
    this.#bytes += item.bytes;
    return true;
  }

  /** Makes everything that is there the batch under way. */
  begin(): readonly Fresh[] {
    this.#writing = this.#fresh;
    this.#fresh = [];
    return this.#writing;
  }

  /** The batch is on disk: returns it. */
  written(): readonly Fresh[] {
    const written = this.#writing;
    this.#writing = [];
    for (const item of written) this.#bytes -= item.bytes;
    return written;
  }

  /** The batch could not be written: it waits before what came in since. */
  putBack(): void {
    this.#fresh = this.#writing.concat(this.#fresh);
    this.#writing = [];
  }

  /** Takes events out of the batch under way. */
  withdraw(gone: ReadonlySet<Fresh>): void {
    for (const item of gone) this.#bytes -= item.bytes;
    this.#writing = this.#writing.filter((item) => !gone.has(item));
  }

  /** Keeps only these of what waits. */
  keep(wanted: (item: Fresh) => boolean): void {
    this.#fresh = this.#fresh.filter((item) => {
      if (wanted(item)) return true;
      this.#bytes -= item.bytes;
      return false;
    });
  }

  #full(item: Fresh): boolean {
    return this.count >= this.#eventsMax || this.#bytes + item.bytes > this.#bytesMax;
  }

  /** Makes room for an event of `lane` by letting a part of what is cheaper, or as cheap and older, go. */
  #shed(lane: Lane): void {
    const sentThrough = this.#parts.sentThrough();
    for (const cheap of LANES) {
      if (cheap === 'lasting') return;
      let left = Math.max(1, this.#eventsMax >> 4);
      const before = this.#fresh.length;
      this.keep((item) => {
        if (left === 0 || item.lane !== cheap || item.event.emitterSeq <= sentThrough) return true;
        left--;
        this.#parts.refuse(item);
        return false;
      });
      if (this.#fresh.length < before || cheap === lane) return;
    }
  }
}
