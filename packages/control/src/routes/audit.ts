import { AnswerJson, AuditLogAnswer, AuditQuery } from '@sutra/api';
import { executePlan, parsePlan } from '@sutra/hybrid';
import { isoFromUs, SutraError } from '@sutra/kit';
import { sceneOf, zone } from './answering.ts';
import { type App, type Context, instantUs, reading } from './context.ts';

/** Who did what, and the signed log of it. */
export function auditRoutes(app: App, context: Context): void {
  app.get(
    '/api/audit',
    {
      schema: {
        tags: ['audit'],
        summary: 'Who did what, when, why, and what came of it',
        querystring: AuditQuery,
        response: { 200: AnswerJson },
      },
    },
    async (request) => {
      const { from, to, tz } = request.query;
      const second = (text: string | undefined, field: string): string | null =>
        text === undefined ? null : `${isoFromUs(instantUs(text, field)).slice(0, 19)}Z`;
      const time = from === undefined && to === undefined ? {} : { time: { from: second(from, 'from'), to: second(to, 'to') } };
      const plan = parsePlan({ op: 'audit', form: 'report', ...time });
      return context.questions.during(() =>
        reading(context, request, async (limit) => {
          const scene = await sceneOf(context, undefined, request, limit);
          return executePlan(plan, { nowUs: scene.nowUs, tz: zone(tz) }, scene);
        }),
      );
    },
  );
  app.get(
    '/api/audit/log',
    {
      schema: {
        tags: ['audit'],
        summary: 'The hash-chained log with its signed checkpoints and the public key',
        response: { 200: AuditLogAnswer },
      },
    },
    async () => {
      const { audit } = context;
      if (audit === undefined) throw new SutraError('SUTRA_AUDIT_OFF', 'Cannot export the audit log: this control centre keeps none');
      await audit.settled();
      return { files: audit.log.files(), entries: audit.log.entries, unsigned: audit.log.unsigned };
    },
  );
}
