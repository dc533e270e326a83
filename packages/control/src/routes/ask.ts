import { AnswerJson, AskRequest, CompleteAnswer, CompleteRequest, PlanAnswer, PlanRequest } from '@sutra/api';
import {
  type Answer,
  ask,
  catalogueOf,
  complete,
  executePlan,
  forecastsMade,
  parsePlan,
  parseQuestion,
  type Reading,
  withRecordedNames,
} from '@sutra/hybrid';
import { SutraError } from '@sutra/kit';
import type { FastifyRequest } from 'fastify';
import { LIMITS } from '../limits.ts';
import { type App, type Context, callLimit, stateFor } from './context.ts';

/** Longest question kept in the audit record; a longer one is cut there, not refused. */
const AUDIT_CHARS_MAX = 1_000;

/** Questions. Nothing asked ever acts: a wish in words comes back as a preview. */
export function askRoutes(app: App, context: Context): void {
  app.post(
    '/api/ask',
    {
      config: { access: 'ask' },
      schema: {
        tags: ['ask'],
        summary: 'A question in plain words, answered with evidence',
        body: AskRequest,
        response: { 200: AnswerJson },
      },
    },
    async (request) => {
      const { body } = request;
      const startedMs = context.clock.monotonicMs();
      const scene = await sceneOf(context, body.at, request, body.question);
      const answer = await ask(
        {
          question: body.question,
          nowUs: scene.nowUs,
          tz: zone(body.tz),
          ...(body.context === undefined ? {} : { context: body.context }),
          ...(body.at === undefined ? {} : { atUs: scene.nowUs }),
        },
        scene,
      );
      if (body.at === undefined) recordForecasts(context, answer);
      return audited(context, request, body.question, answer, context.clock.monotonicMs() - startedMs);
    },
  );
  app.post(
    '/api/ask/plan',
    {
      config: { access: 'ask' },
      schema: {
        tags: ['ask'],
        summary: 'Read a question without executing it, or execute a plan',
        body: PlanRequest,
        response: { 200: PlanAnswer },
      },
    },
    async (request) => {
      const { body } = request;
      const scene = await sceneOf(context, body.at, request, body.question);
      const input = { nowUs: scene.nowUs, tz: zone(body.tz), ...(body.at === undefined ? {} : { atUs: scene.nowUs }) };
      if (body.plan !== undefined) {
        const startedMs = context.clock.monotonicMs();
        const answer = await executePlan(parsePlan(body.plan), input, scene);
        if (body.at === undefined) recordForecasts(context, answer);
        return { answer: audited(context, request, body.question ?? answer.reading, answer, context.clock.monotonicMs() - startedMs) };
      }
      if (body.question === undefined)
        throw new SutraError('SUTRA_CONTROL_INVALID', 'Cannot read the request: it has neither a question nor a plan');
      const reading = parseQuestion(
        { ...input, question: body.question, ...(body.context === undefined ? {} : { context: body.context }) },
        scene.catalogue,
      );
      return { reading: readingJson(reading) };
    },
  );
  app.post(
    '/api/ask/complete',
    {
      config: { access: 'ask' },
      schema: {
        tags: ['ask'],
        summary: 'Ways to go on with a half-typed question; each can be answered as it stands',
        body: CompleteRequest,
        response: { 200: CompleteAnswer },
      },
    },
    async (request) => {
      const { state, nowUs } = await stateFor(context, undefined, request);
      const { text, tz, limit } = request.body;
      const completions = complete(text, catalogueOf(state), { nowUs, tz: zone(tz), ...(limit === undefined ? {} : { limit }) });
      return { completions: completions.map((one) => ({ ...one })) };
    },
  );
}

/** What a question is asked of: the store, the state now or at `at`, and the names known in it. */
export async function sceneOf(context: Context, at: string | undefined, request: FastifyRequest, question = '') {
  const { state, nowUs, freshness } = await stateFor(context, at, request);
  const limit = callLimit(request);
  return {
    reader: context.store,
    state,
    catalogue: await withRecordedNames(catalogueOf(state), question, context.store, limit),
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
    });
  }
}

/** What was forecast of now is recorded, so that it can be held up to what comes. */
function recordForecasts(context: Context, answer: Answer): void {
  if (answer.plan['op'] !== 'predict' || answer.status !== 'answered') return;
  for (const draft of forecastsMade(answer.rows ?? []).slice(0, LIMITS.forecastsMax)) context.emitter.emit(draft);
}

function audited(context: Context, request: FastifyRequest, question: string, answer: Answer, ms: number): AnswerJson {
  context.emitter.emit({
    type: 'question_asked',
    body: { question: question.slice(0, AUDIT_CHARS_MAX), status: answer.status, ms },
    actor: request.actor,
  });
  return { ...answer, ms };
}

function readingJson(reading: Reading): PlanAnswer['reading'] {
  return {
    plan: { ...reading.plan },
    reading: reading.reading,
    spans: reading.spans.map((span) => ({ ...span })),
    assumptions: [...reading.assumptions],
    alternatives: reading.alternatives.map((other) => ({ plan: { ...other.plan }, reading: other.reading })),
    ignored: [...reading.ignored],
    confidence: reading.confidence,
  };
}
