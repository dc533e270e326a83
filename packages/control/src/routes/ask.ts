import { AnswerJson, AskRequest, ChipsAnswer, ChipsRequest, CompleteAnswer, CompleteRequest, PlanAnswer, PlanRequest } from '@sutra/api';
import { catalogueOf, clockOfIso, complete, contextAfter, parsePlan, planChips, readQuestion } from '@sutra/hybrid';
import { SutraError } from '@sutra/kit';
import { answerTo, readingJson, sceneOf, zone } from './answering.ts';
import { modelFor, recordJson } from './asking-model.ts';
import { type App, type Context, reading, stateFor } from './context.ts';

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
    (request) => answerTo(context, request.body, request),
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
      if (body.plan !== undefined) return { answer: await answerTo(context, body, request) };
      if (body.question === undefined)
        throw new SutraError('SUTRA_CONTROL_INVALID', 'Cannot read the request: it has neither a question nor a plan', {
          details: { field: 'question' },
        });
      const { question, context: before } = body;
      const read = await reading(context, request, async (limit) => {
        const scene = await sceneOf(context, body.at, request, limit, question, before);
        const tz = zone(body.tz);
        const put = { question, ...(before === undefined ? {} : { context: before }) };
        const found = await readQuestion(
          { ...put, nowUs: scene.nowUs, tz, ...(body.at === undefined ? {} : { atUs: scene.nowUs }) },
          scene.catalogue,
          modelFor(context, body.model, request, question).model,
          scene.signal,
        );
        const time = { nowMs: Math.floor(scene.nowUs / 1000), zone: tz };
        const byModel = found.model?.outcome === 'read';
        return { ...found, next: contextAfter({ ...put, byModel }, found.reading.plan, scene.catalogue, time) };
      });
      return { reading: readingJson(read.reading, read.next), ...(read.model === undefined ? {} : { model: recordJson(read.model) }) };
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
  app.post(
    '/api/ask/chips',
    {
      config: { access: 'ask' },
      schema: {
        tags: ['ask'],
        summary: 'The slots of a plan, each with the other values it could have and the plan each makes',
        body: ChipsRequest,
        response: { 200: ChipsAnswer },
      },
    },
    async (request) => {
      const { plan, tz, at, slot, find } = request.body;
      const { state, nowUs } = await stateFor(context, at, request);
      const say = clockOfIso({ nowUs, tz: zone(tz) });
      const chips = planChips(parsePlan(plan), catalogueOf(state), { nowUs, say, ...(find === undefined ? {} : { find }) });
      return {
        chips: chips
          .filter((chip) => slot === undefined || chip.slot === slot)
          .map((chip) => ({ ...chip, choices: chip.choices.map((choice) => ({ ...choice, plan: { ...choice.plan } })) })),
      };
    },
  );
}
