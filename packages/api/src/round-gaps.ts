import { counted } from '@sutra/kit';
import type { AnswerJson } from './ask.ts';

/** What stands in the place of rounds of a path that are like those beside them. */
export interface RoundGap {
  /** Types of events of one round. */
  readonly of: readonly string[];
  /** Rounds there are in all. */
  readonly times: number;
  /** The first of the events that are left out: the gap stands in its place. */
  readonly first: string;
  /** "4 more rounds like this (8 events)". */
  readonly says: string;
}

/** Events of an answer's path that need not be shown, each with the gap it lies in. Every surface folds a path by this, and shows it whole where that is wished. */
export function roundGaps({ rounds = [] }: Pick<AnswerJson, 'rounds'>): ReadonlyMap<string, RoundGap> {
  return new Map(
    rounds.flatMap(({ of, times, between }) => {
      const [first] = between;
      if (first === undefined) return [];
      const says = `${counted(times - 2, 'more round')} like this (${counted(between.length, 'event')})`;
      const gap: RoundGap = { of, times, first, says };
      return between.map((id) => [id, gap] as const);
    }),
  );
}
