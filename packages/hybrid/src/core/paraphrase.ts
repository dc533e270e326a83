import type { LiveCatalogue } from './names.ts';
import { sideText } from './phrasing/comparing.ts';
import { conditions } from './phrasing/conditions.ts';
import { Cursor } from './phrasing/cursor.ts';
import type { Say } from './phrasing/piece.ts';
import { readPlan, sayPlan } from './phrasing/sentences.ts';
import type { Plan, Side, Where } from './plan.ts';

export type { Say } from './phrasing/piece.ts';

const asWritten: Say = (iso) => iso;

/**
 * The plan in words: what a person checks before believing the answer. With times as they stand in the plan, the sentence leads back
 * to the plan: `planOfParaphrase` reads what this writes, by the same table of sentences.
 */
export const paraphrase = (plan: Plan, say: Say = asWritten): string => sayPlan(plan, say);

/** Conditions in words: `cause oom, cpu_pct > 80`. */
export const whereText = (where: Where | undefined): string =>
  where === undefined || Object.keys(where).length === 0 ? '' : conditions.say(where, asWritten);

/** One side of a comparison in words. */
export const sideWords = (side: Side, say: Say = asWritten): string => sideText(side, say);

/** The plan a sentence of `paraphrase` stands for, or undefined when it is nobody's sentence. Names of agents and nodes must exist. */
export function planOfParaphrase(text: string, catalogue: LiveCatalogue): Plan | undefined {
  const sentence = text.trim().replace(/[?.!]+$/, '');
  return readPlan(new Cursor(sentence, catalogue), (cursor) => cursor.done);
}
