import { LoginLinkAnswer, SessionAnswer } from '@sutra/api';
import { isoFromUs } from '@sutra/kit';
import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { authFailed } from '../security/guard.ts';
import { pageHeaders } from '../security/headers.ts';
import { SESSION_COOKIE } from '../security/sessions.ts';
import type { App, Context } from './context.ts';

/**
 * How a browser becomes allowed to change things: a link with a one-time code (printed by whoever holds the token) is
 * exchanged for a session cookie that no script and no foreign page can use. The token itself never enters a URL.
 */
export function sessionRoutes(app: App, context: Context): void {
  app.get(
    '/login',
    { schema: { hide: true, querystring: z.object({ code: z.string().max(128).default('') }) } },
    async (request, reply) => {
      const session = context.sessions.redeem(request.query.code);
      if (session === undefined)
        throw authFailed(request, context, 'SUTRA_CONTROL_LOGIN_CODE', 'this login link was used before, is too old, or never was one');
      // No `Secure`: control speaks plain HTTP on loopback, where some browsers would then drop the cookie.
      const cookie = `${SESSION_COOKIE}=${session.id}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${LIMITS.sessionTtlMs / 1000}`;
      return reply
        .headers(pageHeaders(request.headers.host ?? ''))
        .header('cache-control', 'no-store')
        .header('set-cookie', cookie)
        .redirect('/', 303);
    },
  );
  app.get(
    '/api/session',
    { schema: { tags: ['session'], summary: 'Whether this browser may change things', response: { 200: SessionAnswer } } },
    async (request) =>
      request.session === undefined
        ? { authenticated: request.holdsToken }
        : { authenticated: true, csrf_token: request.session.csrf, expires_at: isoFromUs(request.session.expiresUs) },
  );
  app.post(
    '/api/login-link',
    {
      config: { access: 'token' },
      schema: { tags: ['session'], summary: 'A one-time login link (token only)', response: { 200: LoginLinkAnswer } },
    },
    async () => loginLink(context),
  );
  app.post(
    '/api/logout',
    { config: { access: 'change' }, schema: { tags: ['session'], summary: 'End this browser session', response: { 200: SessionAnswer } } },
    async (request, reply) => {
      if (request.session !== undefined) context.sessions.end(request.session);
      return reply.header('set-cookie', `${SESSION_COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`).send({ authenticated: false });
    },
  );
}

/** A link that logs one browser in, once, within five minutes. */
export function loginLink(context: Pick<Context, 'sessions' | 'baseUrl'>): { readonly url: string; readonly expires_at: string } {
  const { code, expiresUs } = context.sessions.issueCode();
  return { url: `${context.baseUrl()}/login?code=${code}`, expires_at: isoFromUs(expiresUs) };
}
