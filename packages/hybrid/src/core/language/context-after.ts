import type { LiveCatalogue } from '../names.ts';
import { paraphrase } from '../paraphrase.ts';
import type { Plan } from '../plan.ts';
import { leans } from './merge.ts';
import { readSentence } from './sentence.ts';
import { courtesyOf } from './small-talk.ts';
import type { TimeContext } from './time/period.ts';

/** What is said of an answer, or to a wish: what was asked before still stands. */
const OF_BEFORE: ReadonlySet<Plan['op']> = new Set(['explain', 'help']);

/**
 * What the next question may lean on, to be given as its `context`. A follow-up is kept as the words of its plan, which say it without the
 * question before. What was not understood is no ground: where it leaned on the question before, that one still stands; where it was a whole
 * question, nothing does, for "is that high?" would be answered about something else.
 */
export function contextAfter(
  { question, context, byModel = false }: { readonly question: string; readonly context?: string; readonly byModel?: boolean },
  plan: Plan,
  catalogue: LiveCatalogue,
  time: TimeContext,
): string | undefined {
  if (OF_BEFORE.has(plan.op) || (plan.op === 'action' && (plan.verb === 'confirm' || plan.verb === 'cancel'))) return context;
  if (plan.op === 'refuse' || plan.op === 'clarify')
    return courtesyOf(question) !== undefined || leans(readSentence(question, catalogue, time)) ? context : undefined;
  // Words the grammar gave up on are kept as those of the plan a model read them as.
  const stands = context === undefined && !byModel;
  return stands || JSON.stringify(plan).includes('"previous"') ? question : paraphrase(plan);
}
