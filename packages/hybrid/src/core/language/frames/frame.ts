import type { Plan } from '../../plan.ts';
import type { Clause } from '../clause.ts';

/** One way a question can be meant: reads the clause as its operation, or finds it is not that. `weight` is how much its cue words say. */
export interface Frame {
  readonly name: string;
  readonly weight: number;
  readonly read: (clause: Clause) => Plan | undefined;
}

/** Questions that begin so ask for yes or no. */
export const YESNO = /^(is|are|was|were|did|does|do|has|have|had|any|anything|can|will)$/;
