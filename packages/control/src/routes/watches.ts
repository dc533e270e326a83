import { WatchAnswer, WatchesAnswer, WatchJson, WatchRemoveRequest, WatchRequest } from '@sutra/api';
import { nodesReturn, type Plan, parsePlan, parseQuestion, type WatchPlan, watchHeld } from '@sutra/hybrid';
import { isoFromUs, SutraError } from '@sutra/kit';
import { readingOf, type Standing } from '../watches/watch-keeper.ts';
import { sceneOf, zone } from './answering.ts';
import { type App, type Context, reading } from './context.ts';

/** Questions that stand. Their notices are events on the live stream; a webhook or a program may be told as well. */
export function watchRoutes(app: App, context: Context): void {
  app.get('/api/watches', { schema: { tags: ['watches'], summary: 'What stands', response: { 200: WatchesAnswer } } }, async () => ({
    watches: context.watches.list().map(watchJson),
  }));
  app.post(
    '/api/watches',
    {
      config: { access: 'change' },
      schema: { tags: ['watches'], summary: 'Set one up', body: WatchRequest, response: { 200: WatchAnswer } },
    },
    async (request) => {
      const { question, plan, webhook, command, tz } = request.body;
      const scene = await reading(context, request, (limit) => sceneOf(context, undefined, request, limit));
      const read =
        plan !== undefined ? watchHeld(parsePlan(plan), '') : planOf(question, { nowUs: scene.nowUs, tz: zone(tz) }, scene.catalogue);
      if (read.op !== 'watch') throw notAWatch(question, read);
      const standing = context.watches.add({
        question: question ?? 'a plan',
        plan: read,
        actor: request.actor,
        ...(webhook === undefined ? {} : { webhook }),
        ...(command === undefined ? {} : { command }),
      });
      return { ...watchJson(standing), ...(webhook === undefined ? {} : { secret: context.watches.secretOf(standing.id) }) };
    },
  );
  app.post(
    '/api/watches/remove',
    {
      config: { access: 'change' },
      schema: { tags: ['watches'], summary: 'Take one down', body: WatchRemoveRequest, response: { 200: WatchJson } },
    },
    async (request) => watchJson(context.watches.remove(request.body.watch_id, request.actor)),
  );
}

/** What "tell me when" may have been left out of: a happening or a state. What asks for a number, a cause or a deed has an answer now, and nothing to wait for. */
const WAITED_FOR: ReadonlySet<Plan['op']> = new Set<Plan['op']>(['list', 'state', 'clarify', 'refuse']);

/** A question as a watch, also when "tell me when" was left out. */
function planOf(question: string | undefined, input: { nowUs: number; tz: string }, catalogue: Parameters<typeof parseQuestion>[1]): Plan {
  if (question === undefined)
    throw new SutraError('SUTRA_CONTROL_INVALID', 'Cannot set up a watch: there is neither a question nor a plan', {
      details: { field: 'question' },
    });
  const asked = parseQuestion({ ...input, question }, catalogue).plan;
  const plan = !WAITED_FOR.has(asked.op) ? asked : parseQuestion({ ...input, question: `tell me when ${question}` }, catalogue).plan;
  return watchHeld(nodesReturn(plan, question), question);
}

function notAWatch(question: string | undefined, read: Plan): SutraError {
  const unknown = read.op === 'refuse' && read.reason === 'unknown_entity' ? read.term : undefined;
  const closest = (read.op === 'refuse' ? read.closest : undefined) ?? [];
  const near = closest.join(', ');
  const unheld = read.op === 'refuse' && read.reason === 'unsupported' ? read.term : undefined;
  // A name that looks like a word of its own: saying it again in the form of the hint would not help.
  const unread = read.op === 'refuse' && read.reason === 'no_data' ? read.term : undefined;
  const why =
    unknown !== undefined
      ? `nothing called ${JSON.stringify(unknown)} is known here${near === '' ? '' : `; close to it: ${near}`}`
      : unread !== undefined
        ? `${JSON.stringify(unread)} is neither a name known here nor a word that is read`
        : unheld !== undefined
          ? `no watch stands for ${JSON.stringify(unheld)}`
          : 'it does not say what to wait for';
  return new SutraError('SUTRA_CONTROL_INVALID', `Cannot watch for ${JSON.stringify((question ?? 'this plan').slice(0, 200))}: ${why}`, {
    details: { field: question === undefined ? 'plan' : 'question' },
    mend:
      (unheld ?? unread) !== undefined && closest.length > 0
        ? `What can be watched: ${closest.map((one) => JSON.stringify(one)).join(', ')}.`
        : 'Say it as "tell me when edge-tokyo comes back" or "alert when crashes > 3 in 10 minutes".',
  });
}

function watchJson(standing: Standing): WatchJson {
  const { id, question, plan, createdUs, actor, webhook, command } = standing;
  return {
    watch_id: id,
    question,
    reading: readingOf(standing),
    plan: { ...(plan satisfies WatchPlan) },
    created: isoFromUs(createdUs),
    ...(actor === undefined ? {} : { actor }),
    ...(webhook === undefined ? {} : { webhook }),
    ...(command === undefined ? {} : { command: [...command] }),
    open: [...standing.watcher.open],
    fired: standing.fired.size,
  };
}
