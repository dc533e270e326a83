import { join } from 'node:path';
import swagger from '@fastify/swagger';
import websocket from '@fastify/websocket';
import type { ModelReader } from '@sutra/hybrid';
import { type Chance, type Clock, type Logger, Scope, SutraError, seededChance } from '@sutra/kit';
import Fastify from 'fastify';
import { jsonSchemaTransform, serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { AuditKeeper } from './audit/audit-keeper.ts';
import { type ControlConfig, checkConfig } from './config.ts';
import { answerFailures, sendFailure } from './failure.ts';
import { watchCallers } from './gone.ts';
import { LIMITS } from './limits.ts';
import { ForecastScorer } from './live/forecast-scorer.ts';
import { Hub } from './live/hub.ts';
import { type FollowedStore, LiveGrid } from './live/live-grid.ts';
import { MasterWatch } from './live/master-watch.ts';
import { QuestionsInHand } from './live/questions-in-hand.ts';
import { StorageDisk } from './live/storage-disk.ts';
import { WarmUp } from './live/warm-up.ts';
import type { KeepsWhatItTakes, MasterPort } from './ports.ts';
import { actionRoutes } from './routes/actions.ts';
import { answerTo } from './routes/answering.ts';
import { askRoutes } from './routes/ask.ts';
import { auditRoutes } from './routes/audit.ts';
import type { App, Context } from './routes/context.ts';
import { dashboardRoutes } from './routes/dashboard.ts';
import { densityRoute } from './routes/density.ts';
import { eventRoutes } from './routes/events.ts';
import { gridRoutes } from './routes/grid.ts';
import { loginLink, sessionRoutes } from './routes/session.ts';
import { systemRoutes } from './routes/system.ts';
import { watchRoutes } from './routes/watches.ts';
import { Attempts } from './security/attempts.ts';
import { guard } from './security/guard.ts';
import { DATA_HEADERS } from './security/headers.ts';
import { Sessions } from './security/sessions.ts';
import { strictValidator } from './validation.ts';
import { WatchKeeper } from './watches/watch-keeper.ts';

export interface ControlParts {
  readonly config: ControlConfig;
  readonly store: FollowedStore;
  readonly master: MasterPort;
  readonly emitter: KeepsWhatItTakes;
  /** A model that may help reading questions; without one the grammar reads alone. */
  readonly model?: { readonly reader: ModelReader; readonly mode: 'auto' | 'only'; readonly rephrase?: boolean };
  readonly clock: Clock;
  readonly logger: Logger;
  /** Spreads reconnects; seeded from the clock when absent. */
  readonly chance?: Chance;
}

export interface Control {
  /** Where it listens: `http://localhost:9000`. */
  readonly url: string;
  readonly port: number;
  /** A link that logs one browser in, once, within five minutes. */
  loginLink(): string;
  /** Every route served, as `METHOD /path`: what the OpenAPI document is checked against. */
  routes(): readonly string[];
  /** Resolves when the record has been read to its end once. */
  ready(signal?: AbortSignal): Promise<void>;
  /** Closes every socket, stops following the store, stops listening. The store, master and emitter stay open: they are the caller's. */
  close(): Promise<void>;
}

/**
 * Starts the control centre: REST, WebSocket and the dashboard on one loopback port. It starts without the store or the
 * master and says so in every answer that needs them.
 * @throws SutraError SUTRA_CONTROL_BIND, SUTRA_CONTROL_NOT_LOOPBACK, SUTRA_CONTROL_TOKEN_WEAK.
 */
export async function startControl(parts: ControlParts): Promise<Control> {
  checkConfig(parts.config);
  const { clock, logger } = parts;
  const scope = new Scope();
  const live = new LiveGrid({ store: parts.store, clock, logger, chance: parts.chance ?? seededChance(clock.wallUs()) });
  const watch = new MasterWatch(parts.master, logger);
  const storageDisk = new StorageDisk({ store: parts.store, clock });
  const hub = new Hub({ live, watch, storageDisk, clock });
  const audit =
    parts.config.dataDir === undefined
      ? undefined
      : new AuditKeeper(join(parts.config.dataDir, 'audit'), { store: parts.store, clock, logger });
  const watches = new WatchKeeper({ store: parts.store, emitter: parts.emitter, live, clock, logger, token: parts.config.token });
  const questions = new QuestionsInHand();
  let url = '';
  const context: Context = {
    config: parts.config,
    store: parts.store,
    live,
    storageDisk,
    master: parts.master,
    watch,
    emitter: parts.emitter,
    watches,
    questions,
    ...(audit === undefined ? {} : { audit }),
    ...(parts.model === undefined ? {} : { model: parts.model }),
    sessions: new Sessions(clock, parts.config.token),
    attempts: new Attempts(clock),
    clock,
    startedMs: clock.monotonicMs(),
    baseUrl: () => url,
  };
  const routes: string[] = [];
  const app = await assemble(context, hub, logger, routes);
  scope.defer('http server', () => app.close());
  scope.defer('watches', watches.start(scope.signal));
  if (audit !== undefined) scope.defer('audit log', audit.start(live, scope.signal));
  scope.defer('warm-up', new WarmUp({ ...parts, live, questions }).start(scope.signal));
  const following = live.follow(scope.signal);
  scope.defer('store feed', () => following);
  scope.defer('live stream', hub.start());
  scope.defer('master watch', watch.start(clock, scope.signal));
  scope.defer('forecast scores', new ForecastScorer({ ...parts }).start(scope.signal));
  try {
    await app.listen({ host: parts.config.host, port: parts.config.port });
  } catch (reason) {
    await scope.close();
    throw bindFailure(parts.config, reason);
  }
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : parts.config.port;
  url = `http://localhost:${port}`;
  logger.info('control listens', { url });
  return {
    url,
    port,
    routes: () => routes,
    loginLink: () => loginLink(context).url,
    ready: (signal) => untilKnown(live, signal),
    close: () => scope.close(),
  };
}

/** The server with every route, not yet listening. */
export async function assemble(context: Context, hub: Hub, logger: Logger, routes: string[]): Promise<App> {
  const app = Fastify({
    bodyLimit: LIMITS.bodyBytesMax,
    requestTimeout: LIMITS.requestMs,
    forceCloseConnections: true,
    // Our guard answers a missing Host with 403 and a reason; Node would close with a bare 400.
    http: { requireHostHeader: false },
    routerOptions: { maxParamLength: 512 },
    // A URL that cannot be decoded never reaches a route: it is answered in our form all the same.
    frameworkErrors: (error, _request, reply) =>
      void sendFailure(reply, new SutraError('SUTRA_CONTROL_INVALID', `Cannot read the request: ${error.message}`, { cause: error })),
  }).withTypeProvider<ZodTypeProvider>() as unknown as App;
  app.setValidatorCompiler(strictValidator);
  app.setSerializerCompiler(serializerCompiler);
  app.removeContentTypeParser('text/plain');
  answerFailures(app, logger);
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) if (one !== 'HEAD') routes.push(`${one} ${url}`);
  });
  await app.register(websocket, { options: { maxPayload: LIMITS.messageBytesMax, perMessageDeflate: false } });
  await app.register(swagger, {
    openapi: {
      info: { title: 'Sutra Grid control', version: context.config.version ?? '0.1.0', description: API_SAYS },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    },
    transform: jsonSchemaTransform,
  });
  const { config, sessions, attempts, emitter, clock } = context;
  guard(app, { config, sessions, attempts, refusals: new Attempts(clock), emitter });
  watchCallers(app);
  app.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/api/') || request.url === '/health') reply.headers(DATA_HEADERS);
  });
  systemRoutes(app, context);
  gridRoutes(app, context);
  eventRoutes(app, context);
  densityRoute(app, context);
  actionRoutes(app, context);
  askRoutes(app, context);
  auditRoutes(app, context);
  watchRoutes(app, context);
  sessionRoutes(app, context);
  app.get('/api/ws', { websocket: true, schema: { hide: true } }, (socket, request) =>
    hub.accept(socket, (wish, gone, progress) => answerTo(context, wish, { actor: request.actor, gone }, progress)),
  );
  await dashboardRoutes(app, context);
  await app.ready();
  return app;
}

const API_SAYS =
  'Reads need no token on this machine and accept `at` (RFC 3339) for any past instant. Changes need `Authorization: Bearer TOKEN` (with `x-sutra-actor: NAME` they are on record as of NAME), or a session cookie with the x-sutra-csrf header. ' +
  'GET /api/ws is a WebSocket: send {"type":"subscribe"}, receive a snapshot, then events in order and a tick every 2 s; ' +
  'send {"type":"ask","id":"1","question":"..."}, receive progress and the answer under that id.';

function bindFailure(config: ControlConfig, reason: unknown): SutraError {
  const code = reason instanceof Error && 'code' in reason ? String(reason.code) : '';
  const why = code === 'EADDRINUSE' ? 'address in use' : reason instanceof Error ? reason.message : String(reason);
  return new SutraError('SUTRA_CONTROL_BIND', `Cannot bind ${config.host}:${config.port}: ${why}`, { cause: reason });
}

function untilKnown(live: LiveGrid, signal: AbortSignal | undefined): Promise<void> {
  if (live.known) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const unlisten = live.listen({
      events: () => undefined,
      reset: () => {
        unlisten();
        resolve();
      },
    });
    signal?.addEventListener('abort', () => {
      unlisten();
      reject(new SutraError('SUTRA_ABORTED', 'Stopped waiting for the record to be read'));
    });
  });
}
