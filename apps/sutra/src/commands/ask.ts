import type { AnswerJson, PlanAnswer } from '@sutra/api';
import { SutraError } from '@sutra/kit';
import { asOfQuery, atQuery } from '../client/at.ts';
import { ControlClient } from '../client/control.ts';
import type { Invocation } from '../client/invocation.ts';
import { answerText } from '../output/answer.ts';
import { forPrograms, hint, showOne } from '../output/show.ts';
import type { ConversationOptions } from './chat/conversation.ts';

export interface AskOptions {
  readonly at?: string;
  /** As known then: a position in the record, or a time. */
  readonly asOf?: string;
  readonly plan?: boolean;
  readonly exitStatus?: boolean;
  /** off, auto or only. */
  readonly model?: string;
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
  const model = modeOf(options.model);
  if (question.trim() === '') {
    return converse(invocation, { at: options.at, ...model, plan: options.plan === true, exitStatus: options.exitStatus === true });
  }
  if (options.plan === true) {
    const { reading, model: asked } = await planOf(invocation, question, { at: options.at, ...model });
    const shown = asked === undefined ? reading : { ...reading, model: asked };
    invocation.terminal.out(JSON.stringify(shown, null, invocation.output === 'jsonl' ? undefined : 2));
    return 0;
  }
  const answer = await answerTo(invocation, question, { at: options.at, asOf: options.asOf, ...model });
  const { at } = await atQuery(invocation, options.at);
  return showAnswer(invocation, answer, options.exitStatus === true, at);
}

/** Without a question: a conversation at a terminal, or one question a line from a pipe. */
async function converse(invocation: Invocation, options: ConversationOptions): Promise<number> {
  if (invocation.mayAsk && !forPrograms(invocation)) {
    const { chat } = await import('./chat/chat.ts');
    return chat(invocation, options);
  }
  if (invocation.mayRead) {
    const { piped } = await import('./chat/piped.ts');
    const code = await piped(invocation, options);
    if (code !== undefined) return code;
  }
  throw new SutraError('SUTRA_USAGE', 'Cannot ask: there is no question', {
    mend: 'Say it after the command, or pipe one question a line: sutra ask "which nodes crashed today?"',
  });
}

const MODES = ['off', 'auto', 'only'] as const;
export type Mode = (typeof MODES)[number];

function modeOf(typed: string | undefined): { readonly model?: Mode } {
  if (typed === undefined) return {};
  const model = MODES.find((mode) => mode === typed);
  if (model === undefined) throw new SutraError('SUTRA_USAGE', `--model is one of ${MODES.join(', ')}, got "${typed}"`);
  return { model };
}

/** How a question is put: as of when, after which question, and whether a model may help reading it. */
export interface Put {
  readonly at: string | undefined;
  /** As known then: a position in the record, or a time. */
  readonly asOf?: string | undefined;
  /** The question before, for follow-ups. */
  readonly context?: string;
  readonly model?: Mode;
  /** Gives up waiting for the answer. */
  readonly signal?: AbortSignal;
}

/** Asks one question. */
export async function answerTo(invocation: Invocation, question: string, put: Put): Promise<AnswerJson> {
  return new ControlClient(invocation).post<AnswerJson>('/api/ask', await bodyOf(invocation, question, put), put.signal);
}

/** How a question would be read, without answering it. */
export async function planOf(invocation: Invocation, question: string, put: Put): Promise<PlanAnswer> {
  return new ControlClient(invocation).post<PlanAnswer>('/api/ask/plan', await bodyOf(invocation, question, put), put.signal);
}

async function bodyOf(invocation: Invocation, question: string, { at, asOf, context, model }: Put): Promise<Record<string, unknown>> {
  return {
    question,
    tz: invocation.zone,
    ...(context === undefined ? {} : { context }),
    ...(model === undefined ? {} : { model }),
    ...(await atQuery(invocation, at)),
    ...(await asOfQuery(invocation, asOf)),
  };
}

/** Prints an answer and says what it means for the exit code. */
export function showAnswer(invocation: Invocation, answer: AnswerJson, byAnswer: boolean, at?: string): number {
  showOne(invocation, answer, (value) => answerText(invocation, value, at));
  const next = answer.suggestions[0];
  if (next !== undefined) hint(invocation, `sutra ask ${JSON.stringify(next.question)}`);
  if (answer.status === 'clarify' || answer.status === 'refused') return 8;
  return byAnswer && (answer.status === 'empty' || answer.value === false || answer.value === 0) ? 3 : 0;
}
