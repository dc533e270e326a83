import type { Clock, Timer } from '@sutra/kit';

/** Work that is late at a time. */
export interface Deadline {
  readonly dueMs: number;
  late(): void;
}

/**
 * Deadlines of many short calls over one timer: almost every call is answered long before its time, and setting and clearing a timer for each would cost
 * more than the call's own arguments. The timer stands at the earliest deadline there was; when it fires, be it too
 * early by the clock, it is set to the earliest that is left.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #open = new Set<Deadline>();
  #timer: Timer | undefined;
  #timerMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `late` after `limitMs`, unless it is met before. */
  add(limitMs: number, late: () => void): Deadline {
    const deadline = { dueMs: this.#clock.monotonicMs() + limitMs, late };
    this.#open.add(deadline);
    if (this.#timer === undefined || deadline.dueMs < this.#timerMs) this.#set(deadline.dueMs, limitMs);
    return deadline;
  }

  /** What had the deadline is done. */
  met(deadline: Deadline): void {
    this.#open.delete(deadline);
  }

  /** Forgets them all: nobody is late any more. */
  close(): void {
    this.#open.clear();
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #set(dueMs: number, delayMs: number): void {
    this.#timer?.cancel();
    this.#timerMs = dueMs;
    this.#timer = this.#clock.after(delayMs, () => this.#fired());
  }

  #fired(): void {
    this.#timer = undefined;
    const nowMs = this.#clock.monotonicMs();
    const late = [...this.#open].filter(({ dueMs }) => dueMs <= nowMs);
    for (const deadline of late) this.#open.delete(deadline);
    for (const deadline of late) deadline.late();
    let earliest = Number.POSITIVE_INFINITY;
    for (const { dueMs } of this.#open) if (dueMs < earliest) earliest = dueMs;
    if (earliest < Number.POSITIVE_INFINITY && (this.#timer === undefined || earliest < this.#timerMs))
      this.#set(earliest, Math.max(0, earliest - this.#clock.monotonicMs()));
  }
}
