import { HealthAnswer, VersionAnswer } from '@sutra/api';
import { z } from 'zod';
import type { App, Context } from './context.ts';

/** Number of the REST and WebSocket contract: grows when something is removed or changes meaning. */
const API_VERSION = 1;

const modelJson = ({ reader, mode }: NonNullable<Context['model']>): NonNullable<VersionAnswer['model']> => ({
  name: reader.model,
  endpoint: reader.endpoint,
  mode,
  ...(reader.last === undefined ? {} : { last: { ...reader.last } }),
});

/** About control itself. */
export function systemRoutes(app: App, context: Context): void {
  app.get(
    '/health',
    { schema: { tags: ['system'], summary: 'Whether control can do its work', response: { 200: HealthAnswer, 503: HealthAnswer } } },
    async (_request, reply) => {
      const store = context.live.following ? ('up' as const) : ('down' as const);
      const master = context.watch.up ? ('up' as const) : ('down' as const);
      const healthy = store === 'up' && context.live.known;
      const body = {
        status: healthy && master === 'up' ? ('healthy' as const) : ('degraded' as const),
        store,
        master,
        uptime_s: Math.round((context.clock.monotonicMs() - context.startedMs) / 1000),
        as_of_seq: context.live.seq,
      };
      // Without the store control cannot answer questions: not ready. Without the master it still can.
      return reply.code(healthy ? 200 : 503).send(body);
    },
  );
  app.get(
    '/api/version',
    { schema: { tags: ['system'], summary: 'Software and contract versions', response: { 200: VersionAnswer } } },
    async () => ({
      name: 'sutra-control',
      version: context.config.version ?? '0.1.0',
      api: API_VERSION,
      ...(context.config.gridName === undefined ? {} : { grid_name: context.config.gridName }),
      ...(context.model === undefined ? {} : { model: modelJson(context.model) }),
    }),
  );
  app.get(
    '/api/openapi.json',
    { schema: { tags: ['system'], summary: 'This document', response: { 200: z.record(z.string(), z.unknown()) } } },
    async () => app.swagger() as unknown as Record<string, unknown>,
  );
}
