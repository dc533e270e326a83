import type { Say } from '../paraphrase.ts';
import type { Plan } from '../plan.ts';

/** Another value a slot could have, with the whole plan it makes: nobody puts plans together by hand. */
export interface Choice {
  readonly text: string;
  /** Kind of value, where a chip offers several. */
  readonly group?: string;
  /** True for the value the plan has. */
  readonly chosen?: true;
  readonly plan: Plan;
}

/** One slot of a plan as a person sees and changes it. Without choices it can only be read. */
export interface Chip {
  /** `op`, `target`, `time`, `by`, a field of the conditions, … */
  readonly slot: string;
  readonly label: string;
  readonly text: string;
  readonly choices: readonly Choice[];
  /** False where the plan leaves the slot open. */
  readonly set: boolean;
  /** True when there are more values: ask again with `find`. */
  readonly more: boolean;
}

export interface ChipsInput {
  readonly nowUs: number;
  readonly say: Say;
  /** Only values that hold this text. */
  readonly find?: string;
}

/** Values offered for one slot; the rest is found by typing. */
export const CHOICES_MAX = 24;
