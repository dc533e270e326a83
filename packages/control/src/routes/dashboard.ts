import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import { SutraError } from '@sutra/kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendFailure } from '../failure.ts';
import { pageHeaders } from '../security/headers.ts';
import type { App, Context } from './context.ts';

const YEAR_S = 31_536_000;

/** Serves the built dashboard: hashed assets for ever, the page never from a cache, and the page for every path that is no file of it and not an API. */
export async function dashboardRoutes(app: App, context: Context): Promise<void> {
  const root = context.config.staticDir;
  const built = root !== undefined && existsSync(join(root, 'index.html'));
  const files = built ? filesOf(root) : new Set<string>();
  if (built) {
    await app.register(fastifyStatic, {
      root,
      index: false,
      wildcard: false,
      serve: false,
      cacheControl: false,
      dotfiles: 'deny',
    });
  }
  app.get('/', { schema: { hide: true } }, async (request, reply) => page(request, reply, built));
  app.get('/*', { schema: { hide: true } }, async (request, reply) => {
    const path = decodeURIComponent(request.url.split('?')[0] as string).slice(1);
    if (path.startsWith('api/') || path === 'api') return sendFailure(reply, noRoute(request));
    if (!built || root === undefined) return page(request, reply, false);
    // Asked of the list, not of the spelling: a node may be called `my.node`, and its page survives a reload.
    if (files.has(path)) {
      reply
        .headers(pageHeaders(request.headers.host ?? ''))
        .header('cache-control', path.startsWith('assets/') ? `public, max-age=${YEAR_S}, immutable` : 'no-cache');
      return reply.sendFile(path);
    }
    // A hashed file of another version must fail as a file: the page in its place would be read as a script.
    if (path.startsWith('assets/')) return sendFailure(reply, noRoute(request));
    return page(request, reply, true);
  });
}

/** Every file of the built dashboard, as paths under its root with forward slashes. It does not change while control runs. */
function filesOf(root: string): ReadonlySet<string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return new Set(
    entries.filter((entry) => entry.isFile()).map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll(sep, '/')),
  );
}

function page(request: FastifyRequest, reply: FastifyReply, built: boolean): FastifyReply {
  reply.headers(pageHeaders(request.headers.host ?? '')).header('cache-control', 'no-cache');
  return built ? reply.sendFile('index.html') : reply.code(503).type('text/html; charset=utf-8').send(NOT_BUILT);
}

function noRoute(request: FastifyRequest): SutraError {
  return new SutraError('SUTRA_CONTROL_NO_ROUTE', `Cannot ${request.method} ${request.url.slice(0, 100)}: there is no such route`);
}

const NOT_BUILT = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sutra Grid</title></head>
<body><h1>The dashboard is not built</h1>
<p>Control is running and its API answers. Build the dashboard with <code>npm run build</code>, then reload this page.</p>
<p>Meanwhile: <a href="/api/grid/status">status</a>, <a href="/api/grid/agents">agents</a>, <a href="/api/grid/events?hours=1">events of the last hour</a>,
<a href="/api/openapi.json">API description</a>; or <code>sutra status</code> in a terminal.</p></body></html>
`;
