import type { AnswerJson, PlanAnswer } from '@sutra/api';
import { SutraError } from '@sutra/kit';
import { atQuery } from '../client/at.ts';
import { ControlClient } from '../client/control.ts';
import type { Invocation } from '../client/invocation.ts';
import { answerText } from '../output/answer.ts';
import { forPrograms, hint, showOne } from '../output/show.ts';

export interface AskOptions {
  readonly at?: string;
  readonly plan?: boolean;
  readonly exitStatus?: boolean;
  /** A file of questions to read, without a grid. */
  readonly planBatch?: string;
  readonly world?: string;
}

/** `sutra ask QUESTION`; without a question, on a terminal, a conversation. */
export async function ask(invocation: Invocation, question: string, options: AskOptions): Promise<number> {
  if (options.planBatch !== undefined) {
    const { planBatch } = await import('./plan-batch.ts');
    return planBatch(invocation, options.planBatch, options.world);
  }
  if (question.trim() === '') {
    if (!invocation.mayAsk || forPrograms(invocation) || options.plan === true)
      throw new SutraError('SUTRA_USAGE', 'Cannot ask: there is no question', {
        mend: 'Say it after the command: sutra ask "which nodes crashed today?"',
      });
    const { chat } = await import('./chat.ts');
    return chat(invocation, options.at);
  }
  if (options.plan === true) {
    const { reading } = await planOf(invocation, question, options.at);
    invocation.terminal.out(JSON.stringify(reading, null, invocation.output === 'jsonl' ? undefined : 2));
    return 0;
  }
  const answer = await answerTo(invocation, question, { at: options.at });
  return showAnswer(invocation, answer, options.exitStatus === true);
}

/** Asks one question. `context` is the question before, for follow-ups. */
export async function answerTo(
  invocation: Invocation,
  question: string,
  { at, context }: { readonly at: string | undefined; readonly context?: string },
): Promise<AnswerJson> {
  const body = { question, tz: invocation.zone, ...(context === undefined ? {} : { context }), ...(await atQuery(invocation, at)) };
  return new ControlClient(invocation).post<AnswerJson>('/api/ask', body);
}

/** How a question would be read, without answering it. */
export async function planOf(invocation: Invocation, question: string, at: string | undefined): Promise<PlanAnswer> {
  return new ControlClient(invocation).post<PlanAnswer>('/api/ask/plan', {
    question,
    tz: invocation.zone,
    ...(await atQuery(invocation, at)),
  });
}

/** Prints an answer and says what it means for the exit code. */
export function showAnswer(invocation: Invocation, answer: AnswerJson, byAnswer: boolean): number {
  showOne(invocation, answer, (value) => answerText(invocation, value));
  const next = answer.suggestions[0];
  if (next !== undefined) hint(invocation, `sutra ask ${JSON.stringify(next.question)}`);
  if (answer.status === 'clarify' || answer.status === 'refused') return 8;
  return byAnswer && (answer.status === 'empty' || answer.value === false || answer.value === 0) ? 3 : 0;
}
