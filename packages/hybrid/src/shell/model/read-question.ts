import { type ParseInput, parseQuestion, type Reading } from '../../core/language/parse.ts';
import { QUESTION_CHARS_MAX } from '../../core/language/tokens.ts';
import type { LiveCatalogue } from '../../core/names.ts';
import { paraphrase } from '../../core/paraphrase.ts';
import type { Plan } from '../../core/plan.ts';
import type { ModelReader, ModelRecord } from './model-reader.ts';

/** `auto` asks only where the grammar gives up; `only` asks first. Both fall back to the grammar. */
export const MODEL_MODES = ['off', 'auto', 'only'] as const;
export type ModelMode = (typeof MODEL_MODES)[number];

export interface ModelUse {
  readonly reader: ModelReader;
  readonly mode: ModelMode;
  /** Whether it may say computed answers otherwise: the facts stay, only the words between them change. */
  readonly rephrase?: boolean;
  /** Told of every question that was put to the model, for the record. */
  readonly told?: (record: ModelRecord) => void;
}

export interface ReadQuestion {
  readonly reading: Reading;
  /** What the model made of it, where one was asked. */
  readonly model?: ModelRecord;
}

/**
 * A question read by the grammar and, where that is allowed and needed, by a model. What the model cannot give is what the grammar said:
 * a model that is slow, wrong or away changes no answer.
 */
export async function readQuestion(
  input: ParseInput,
  catalogue: LiveCatalogue,
  use: ModelUse | undefined,
  signal?: AbortSignal,
): Promise<ReadQuestion> {
  const before =
    use === undefined || input.context === undefined ? undefined : await contextOf(input, input.context, catalogue, use, signal);
  const grammar = parseQuestion(before === undefined ? input : { ...input, before }, catalogue);
  if (use === undefined || !isWanted(use.mode, input.question, grammar.plan)) return { reading: grammar };
  const { reading, record } = await use.reader.read(input, catalogue, signal);
  use.told?.(record);
  if (reading === undefined)
    return {
      reading: {
        ...grammar,
        assumptions: [...grammar.assumptions, `model ${record.model} was asked too and gave nothing: ${record.why ?? ''}`],
      },
      model: record,
    };
  return {
    reading: {
      ...reading,
      assumptions: [`read by model ${record.model}, not by the grammar; the answer is computed from the record`],
      alternatives: otherReading(grammar, reading.plan),
    },
    model: record,
  };
}

/** The plan of the question before, where the grammar alone did not read it. */
async function contextOf(
  { tz, nowUs }: ParseInput,
  context: string,
  catalogue: LiveCatalogue,
  { reader, mode }: ModelUse,
  signal: AbortSignal | undefined,
): Promise<Plan | undefined> {
  const asked = { question: context, tz, nowUs };
  if (!isWanted(mode, context, parseQuestion(asked, catalogue).plan)) return undefined;
  return (await reader.read(asked, catalogue, signal)).reading?.plan;
}

/** Wishes, what is unsafe or too long, and names that do not exist are the grammar's alone in every mode. */
function isWanted(mode: ModelMode, question: string, plan: Plan): boolean {
  if (mode === 'off' || question.length > QUESTION_CHARS_MAX) return false;
  const gaveUp = (plan.op === 'refuse' && plan.reason === 'unparsed') || (plan.op === 'clarify' && plan.reason === 'ambiguous_intent');
  if (mode === 'auto') return gaveUp;
  if (plan.op === 'refuse') return !['unsafe', 'unsupported', 'unknown_entity'].includes(plan.reason);
  if (plan.op === 'clarify') return gaveUp;
  return !['action', 'help', 'explain'].includes(plan.op);
}

/** Where the grammar read something else, both readings are offered. */
function otherReading(grammar: Reading, plan: Plan): Reading['alternatives'] {
  if (grammar.plan.op === 'refuse' || grammar.plan.op === 'clarify' || paraphrase(grammar.plan) === paraphrase(plan)) return [];
  return [{ plan: grammar.plan, reading: grammar.reading }, ...grammar.alternatives].slice(0, 3);
}
