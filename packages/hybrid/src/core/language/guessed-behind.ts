import type { Plan } from '../plan.ts';
import { spell } from './asides.ts';
import type { Sentence } from './sentence.ts';

const BEHIND = /\bwhy\b.*(?:,|and|or) (?:was|is) (?:it|this|that) /;

/** "why did node-4 crash, and was it out of memory?": what is guessed behind a why is to be weighed, and not taken for granted. */
export function guessedBehind({ tokens }: Sentence, plan: Plan): Plan {
  if (plan.op !== 'why' || plan.hypothesis !== undefined || plan.where?.['cause'] === undefined || !BEHIND.test(spell(tokens))) return plan;
  const { cause, ...where } = plan.where;
  return { ...plan, where, hypothesis: { cause } };
}
