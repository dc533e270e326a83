import type { Zone } from '../zone.ts';

/** A stretch of time read from words. Half-open; null is unbounded; never reaching past now. */
export interface Period {
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** The instant meant, when a clock time or "ago" was given: for questions about state. */
  readonly atMs?: number;
  /** Two pasts are equally likely ("at 3"): the question must be asked back. */
  readonly ambiguous?: true;
  /** Its ends were said the wrong way round: it is read the right way. */
  readonly reversed?: true;
}

export interface PeriodMatch extends Period {
  /** First token after the expression. */
  readonly end: number;
  /** Said as a bare stretch ("in 10 minutes"), which may be a window and no period at all: its length. */
  readonly amountMs?: number;
}

export interface TimeContext {
  readonly nowMs: number;
  readonly zone: Zone;
}
