import type { EventJson } from '@sutra/api';
import type { Matcher } from './event-filter.ts';

/** Pushed events kept in the browser. Beyond it the oldest leave and `generation` grows: whoever shows them reads again. */
export const LOG_EVENTS_MAX = 100_000;

/** The pushed events in the order of the record, without holes since `generation` last changed. */
export class EventLog {
  #events: EventJson[] = [];
  #generation = 0;
  #dropped = 0;
  readonly #max: number;

  constructor(max = LOG_EVENTS_MAX) {
    this.#max = max;
  }

  get size(): number {
    return this.#events.length;
  }

  /** Grows when what was here is no longer continued: a new snapshot. */
  get generation(): number {
    return this.#generation;
  }

  /** Events that left at the old end, ever. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Position of the newest event; 0 when empty. */
  get lastSeq(): number {
    return this.#events.at(-1)?.seq ?? 0;
  }

  at(index: number): EventJson | undefined {
    return this.#events[index];
  }

  append(events: readonly EventJson[]): void {
    const last = this.lastSeq;
    for (const event of events) if (event.seq > last) this.#events.push(event);
    const over = this.#events.length - this.#max;
    if (over > this.#max / 10) {
      this.#events = this.#events.slice(over);
      this.#dropped += over;
    }
  }

  restart(): void {
    this.#events = [];
    this.#dropped = 0;
    this.#generation += 1;
  }
}

/** The events of a log that match, newest first, kept up to date at the cost of the new events only. */
export class EventTail {
  readonly #log: EventLog;
  readonly #match: Matcher;
  readonly #afterSeq: number;
  #generation = -1;
  #seenSeq = 0;
  #ascending: EventJson[] = [];
  #rows: readonly EventJson[] = [];

  /** @param afterSeq events up to this position are known from elsewhere and left out */
  constructor(log: EventLog, match: Matcher, afterSeq: number) {
    this.#log = log;
    this.#match = match;
    this.#afterSeq = afterSeq;
  }

  /** How many match. */
  count(): number {
    this.#take();
    return this.#ascending.length;
  }

  /** Newest first; the same array as before when nothing matching has arrived. */
  read(): readonly EventJson[] {
    this.#take();
    if (this.#rows.length !== this.#ascending.length || this.#rows[0] !== this.#ascending.at(-1)) this.#rows = this.#ascending.toReversed();
    return this.#rows;
  }

  #take(): void {
    if (this.#generation !== this.#log.generation) {
      this.#generation = this.#log.generation;
      this.#seenSeq = this.#afterSeq;
      this.#ascending = [];
    }
    for (let i = this.#firstUnseen(); i < this.#log.size; i++) {
      const event = this.#log.at(i) as EventJson;
      if (this.#match(event)) this.#ascending.push(event);
      this.#seenSeq = event.seq;
    }
    if (this.#ascending.length > LOG_EVENTS_MAX * 1.1) this.#ascending = this.#ascending.slice(-LOG_EVENTS_MAX);
  }

  #firstUnseen(): number {
    let i = this.#log.size;
    while (i > 0 && (this.#log.at(i - 1) as EventJson).seq > this.#seenSeq) i--;
    return i;
  }
}
