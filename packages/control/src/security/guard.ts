import { SutraError } from '@sutra/kit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ControlConfig } from '../config.ts';
import type { Emits } from '../ports.ts';
import type { Attempts } from './attempts.ts';
import { hostAllowed, originAllowed } from './host.ts';
import type { Session, Sessions } from './sessions.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, for the audit record: who the holder of the token says to be, else `token`; `browser`, or `local` when nobody in particular. */
    actor: string;
    holdsToken: boolean;
    session: Session | undefined;
  }
  interface FastifyContextConfig {
    /**
     * `read` (the default): anybody on this machine under a good Host. `ask`: the same, but with an Origin or the token.
     * `change`: the token, or a session with its CSRF value. `token`: the token only.
     */
    access?: 'read' | 'ask' | 'change' | 'token';
  }
}

export interface GuardParts {
  readonly config: Pick<ControlConfig, 'allowedHosts' | 'allowedOrigins'>;
  readonly sessions: Sessions;
  readonly attempts: Attempts;
  /** What was refused to who need not have tried to say who they are: counted apart, so that a foreign page uses up nobody's attempts. */
  readonly refusals: Attempts;
  readonly emitter: Emits;
}

/** `cli:ada`, `ci/nightly`. Not what the others are called here. */
const ACTOR = /^(?!(?:browser|local)$)[A-Za-z0-9][\w.:@/-]{0,127}$/;

/** Puts the guard before every request, WebSocket upgrades included: Host, then Origin, then who it is, then whether they may. */
export function guard(app: FastifyInstance, parts: GuardParts): void {
  app.decorateRequest('actor', 'local');
  app.decorateRequest('holdsToken', false);
  app.decorateRequest('session', undefined);
  app.addHook('onRequest', async (request) => {
    const host = checkHost(request, parts);
    const origin = checkOrigin(request, host, parts);
    identify(request, parts);
    authorise(request, origin, parts);
  });
}

function checkHost(request: FastifyRequest, parts: GuardParts): string {
  const raw = request.raw.rawHeaders;
  let count = 0;
  for (let i = 0; i < raw.length; i += 2) if ((raw[i] as string).toLowerCase() === 'host') count++;
  const host = request.headers.host;
  if (count !== 1 || !hostAllowed(host, parts.config.allowedHosts ?? []))
    throw accessDenied(request, parts, 'SUTRA_CONTROL_HOST', `host ${JSON.stringify((host ?? '').slice(0, 100))} is not one of ours`);
  return host as string;
}

/** Refuses foreign origins wherever a browser could act or listen: every method but GET and HEAD, and WebSockets. */
function checkOrigin(request: FastifyRequest, host: string, parts: GuardParts): string | undefined {
  const origin = request.headers.origin;
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if (origin === undefined || (reads && request.headers.upgrade === undefined)) return origin;
  if (!originAllowed(origin, host, parts.config.allowedOrigins ?? []))
    throw accessDenied(request, parts, 'SUTRA_CONTROL_ORIGIN', `origin ${JSON.stringify(origin.slice(0, 100))} is not one of ours`);
  return origin;
}

function identify(request: FastifyRequest, parts: GuardParts): void {
  const authorization = request.headers.authorization;
  if (authorization !== undefined) {
    if (parts.sessions.bearer(authorization) !== true)
      throw authFailed(request, parts, 'SUTRA_CONTROL_UNAUTHENTICATED', 'the token is not the one of this grid');
    request.holdsToken = true;
    const said = request.headers['x-sutra-actor'];
    // As over gRPC: who holds the token may act as anybody here, so what it says of itself is as good as its word.
    request.actor = typeof said === 'string' && ACTOR.test(said) ? said : 'token';
    return;
  }
  request.session = parts.sessions.ofCookie(request.headers.cookie);
  if (request.session !== undefined) request.actor = 'browser';
}

function authorise(request: FastifyRequest, origin: string | undefined, parts: GuardParts): void {
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const socket = request.headers.upgrade !== undefined;
  const access = request.routeOptions.config.access ?? (reads ? 'read' : 'change');
  if (request.is404 || request.holdsToken) return;
  if (access === 'read' && !socket) return;
  if (access === 'token') {
    const refused = request.session === undefined ? authFailed : accessDenied;
    throw refused(request, parts, 'SUTRA_CONTROL_UNAUTHENTICATED', 'this needs the token');
  }
  // A program has no Origin and no cookie jar to be tricked: it shows the token. A browser always sends an Origin here.
  if (origin === undefined) throw authFailed(request, parts, 'SUTRA_CONTROL_UNAUTHENTICATED', 'neither a token nor an Origin was sent');
  if (access !== 'change') return;
  if (request.session === undefined) throw authFailed(request, parts, 'SUTRA_CONTROL_UNAUTHENTICATED', 'this browser is not logged in');
  const csrf = request.headers['x-sutra-csrf'];
  if (!parts.sessions.csrfMatches(request.session, typeof csrf === 'string' ? csrf : undefined))
    throw authFailed(request, parts, 'SUTRA_CONTROL_CSRF', 'the x-sutra-csrf header is missing or wrong');
}

/**
 * Records a failed authentication and returns the error to throw. Past the minute's bound failures get 429 and are no longer
 * recorded one by one, so that guessing cannot flood the record; a valid token is never held up by the failures of others.
 */
export function authFailed(
  request: FastifyRequest,
  parts: Pick<GuardParts, 'attempts' | 'emitter'>,
  code: string,
  error: string,
): SutraError {
  if (parts.attempts.exhausted)
    return new SutraError('SUTRA_CONTROL_ATTEMPTS', 'Cannot look at another failed authentication: too many in the last minute');
  parts.attempts.failed();
  parts.emitter.emit({ type: 'auth_failed', body: { surface: surfaceOf(request), error, remote: request.ip } });
  return refusal(request, code, error);
}

/**
 * Records that who asks may not, whoever they are or though it is known who they are, and returns the error to throw. Past the minute's bound the error
 * is the same, and nothing is recorded.
 */
function accessDenied(request: FastifyRequest, parts: Pick<GuardParts, 'refusals' | 'emitter'>, code: string, error: string): SutraError {
  if (!parts.refusals.exhausted) {
    parts.refusals.failed();
    const actor = request.session === undefined ? {} : { actor: request.actor };
    parts.emitter.emit({ type: 'access_denied', body: { surface: surfaceOf(request), error, remote: request.ip }, ...actor });
  }
  return refusal(request, code, error);
}

const surfaceOf = (request: FastifyRequest): string => `control ${request.method} ${request.routeOptions.url ?? 'unknown route'}`;

const refusal = (request: FastifyRequest, code: string, error: string): SutraError =>
  new SutraError(code, `Cannot ${request.method} ${request.routeOptions.url ?? request.url.slice(0, 100)}: ${error}`);
