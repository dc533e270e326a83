import type { AnswerJson, PlanAnswer, PlanRequest } from '@sutra/api';
import {
  type Answer,
  ask,
  catalogueOf,
  executePlan,
  forecastsMade,
  parsePlan,
  positionAt,
  type Reading,
  type Scene,
  withRecordedNames,
} from '@sutra/hybrid';
import { SutraError } from '@sutra/kit';
import { LIMITS } from '../limits.ts';
import { modelFor } from './asking-model.ts';
import { type Caller, type Context, instantUs, type ReadLimit, reading, stateFor } from './context.ts';

/** Longest question kept in the audit record; a longer one is cut there, not refused. */
const AUDIT_CHARS_MAX = 1_000;

/**
 * The answer to a question, or to a plan, and its line in the audit record. Over REST or over a live connection alike.
 * @throws SutraError of the store, the language, or SUTRA_CONTROL_INVALID.
 */
export async function answerTo(
  context: Context,
  wish: PlanRequest,
  caller: Caller,
  progress?: NonNullable<Scene['progress']>,
): Promise<AnswerJson> {
  return context.questions.during(() => reading(context, caller, (limit) => computed(context, wish, caller, limit, progress)));
}

async function computed(
  context: Context,
  wish: PlanRequest,
  caller: Caller,
  limit: ReadLimit,
  progress: NonNullable<Scene['progress']> | undefined,
): Promise<AnswerJson> {
  const { question, plan, at } = wish;
  if (plan === undefined && question === undefined)
    throw new SutraError('SUTRA_CONTROL_INVALID', 'Cannot read the request: it has neither a question nor a plan', {
      details: { field: 'question' },
    });
  const startedMs = context.clock.monotonicMs();
  const known = wish.as_of === undefined ? undefined : await positionOf(context, wish.as_of, limit);
  const { state, ...seen } = await sceneOf(context, known === undefined ? at : undefined, caller, limit, question, wish.context);
  const nowUs = known === undefined || at === undefined ? seen.nowUs : instantUs(at, 'at');
  const scene = {
    ...seen,
    // The state as it was known then is another one than that of now: it is folded from the record.
    ...(known === undefined ? { state } : {}),
    ...modelFor(context, wish.model, caller, plan === undefined ? question : undefined),
    ...(progress === undefined ? {} : { progress }),
  };
  const input = {
    nowUs,
    tz: zone(wish.tz),
    ...(wish.context === undefined ? {} : { context: wish.context }),
    ...(at === undefined ? {} : { atUs: nowUs }),
    ...(known === undefined ? {} : { asOfSeq: known }),
  };
  const answer =
    plan !== undefined ? await executePlan(parsePlan(plan), input, scene) : await ask({ ...input, question: question as string }, scene);
  if (at === undefined && known === undefined) recordForecasts(context, answer);
  return audited(context, caller, question ?? answer.reading, answer, context.clock.monotonicMs() - startedMs);
}

/** The position that `as_of` names: itself, or the last one recorded by an instant. */
async function positionOf(context: Context, asOf: number | string, limit: ReadLimit): Promise<number> {
  return typeof asOf === 'number' ? asOf : positionAt(context.store, instantUs(asOf, 'as_of'), limit);
}

/** What a question is asked of: the store, the state now or at `at`, and the names known in it. */
export async function sceneOf(
  context: Context,
  at: string | undefined,
  caller: Caller,
  limit: ReadLimit,
  ...questions: readonly (string | undefined)[]
) {
  const { state, nowUs, freshness } = await stateFor(context, at, caller);
  return {
    reader: context.store,
    state,
    catalogue: await withRecordedNames(
      catalogueOf(state),
      questions.filter((one) => one !== undefined),
      context.store,
      limit,
    ),
    nowUs,
    monotonicMs: () => context.clock.monotonicMs(),
    stale: freshness.stale,
    ...limit,
  };
}

export function zone(tz: string | undefined): string {
  if (tz === undefined) return 'UTC';
  try {
    return new Intl.DateTimeFormat('en', { timeZone: tz }).resolvedOptions().timeZone;
  } catch (reason) {
    throw new SutraError('SUTRA_CONTROL_INVALID', `Cannot use time zone ${JSON.stringify(tz.slice(0, 60))}: it is not an IANA name`, {
      cause: reason,
      details: { field: 'tz' },
    });
  }
}

/** What was forecast of now is recorded, so that it can be held up to what comes. */
function recordForecasts(context: Context, answer: Answer): void {
  if (answer.plan['op'] !== 'predict' || answer.status !== 'answered') return;
  for (const draft of forecastsMade(answer.rows ?? []).slice(0, LIMITS.forecastsMax)) context.emitter.emit(draft);
}

function audited(context: Context, caller: Caller, question: string, answer: Answer, ms: number): AnswerJson {
  context.emitter.emit({
    type: 'question_asked',
    body: { question: question.slice(0, AUDIT_CHARS_MAX), status: answer.status, ms },
    actor: caller.actor,
  });
  return { ...answer, ms };
}

export function readingJson(reading: Reading, context: string | undefined): PlanAnswer['reading'] {
  return {
    plan: { ...reading.plan },
    reading: reading.reading,
    spans: reading.spans.map((span) => ({ ...span })),
    assumptions: [...reading.assumptions],
    alternatives: reading.alternatives.map((other) => ({ plan: { ...other.plan }, reading: other.reading })),
    ignored: [...reading.ignored],
    confidence: reading.confidence,
    ...(context === undefined ? {} : { context }),
  };
}
