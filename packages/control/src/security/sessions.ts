import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@sutra/kit';
import { LIMITS } from '../limits.ts';

export const SESSION_COOKIE = 'sutra_session';

export interface Session {
  readonly id: string;
  /** Goes into the x-sutra-csrf header of every change made with the cookie. */
  readonly csrf: string;
  readonly expiresUs: number;
}

/**
 * Who may act: holders of the token, and browsers that exchanged a one-time login code for a session cookie. Everything is
 * kept in memory: a restart of control ends every browser session. Expiry runs on the monotonic clock.
 */
export class Sessions {
  readonly #clock: Clock;
  readonly #token: Buffer;
  /** Signs CSRF values, so that none needs to be stored; new at every start. */
  readonly #key = randomBytes(32);
  readonly #codes = new Map<string, number>();
  readonly #sessions = new Map<string, { readonly untilMs: number; readonly expiresUs: number }>();

  constructor(clock: Clock, token: string) {
    this.#clock = clock;
    this.#token = this.#digest(token);
  }

  /** A code for one login, alive for five minutes. */
  issueCode(): { readonly code: string; readonly expiresUs: number } {
    const code = randomBytes(24).toString('base64url');
    keepNewest(this.#codes, LIMITS.loginCodesMax);
    this.#codes.set(code, this.#clock.monotonicMs() + LIMITS.loginCodeTtlMs);
    return { code, expiresUs: this.#clock.wallUs() + LIMITS.loginCodeTtlMs * 1000 };
  }

  /** Exchanges a code for a session, once; undefined when the code is unknown, used or too old. */
  redeem(code: string): Session | undefined {
    const untilMs = this.#codes.get(code);
    this.#codes.delete(code);
    if (untilMs === undefined || this.#clock.monotonicMs() > untilMs) return undefined;
    const id = randomBytes(32).toString('base64url');
    const session = {
      untilMs: this.#clock.monotonicMs() + LIMITS.sessionTtlMs,
      expiresUs: this.#clock.wallUs() + LIMITS.sessionTtlMs * 1000,
    };
    keepNewest(this.#sessions, LIMITS.sessionsMax);
    this.#sessions.set(id, session);
    return { id, csrf: this.#csrfOf(id), expiresUs: session.expiresUs };
  }

  /** The live session of a Cookie header. */
  ofCookie(header: string | undefined): Session | undefined {
    const id = cookieValue(header, SESSION_COOKIE);
    const session = id === undefined ? undefined : this.#sessions.get(id);
    if (id === undefined || session === undefined) return undefined;
    if (this.#clock.monotonicMs() > session.untilMs) {
      this.#sessions.delete(id);
      return undefined;
    }
    return { id, csrf: this.#csrfOf(id), expiresUs: session.expiresUs };
  }

  end(session: Session): void {
    this.#sessions.delete(session.id);
  }

  /** Whether an Authorization header carries the token; compared in constant time. Undefined when it carries no bearer token at all. */
  bearer(header: string | undefined): boolean | undefined {
    const match = /^Bearer +(\S{1,512})$/i.exec(header ?? '');
    return match === null ? (header === undefined ? undefined : false) : timingSafeEqual(this.#digest(match[1] as string), this.#token);
  }

  csrfMatches(session: Session, header: string | undefined): boolean {
    return header !== undefined && timingSafeEqual(this.#digest(header), this.#digest(session.csrf));
  }

  #csrfOf(id: string): string {
    return createHmac('sha256', this.#key).update(`csrf:${id}`).digest('base64url');
  }

  #digest(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text).digest();
  }
}

function keepNewest(map: Map<string, unknown>, max: number): void {
  while (map.size >= max) map.delete(map.keys().next().value as string);
}

/** One cookie of a Cookie header. */
export function cookieValue(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const equals = part.indexOf('=');
    if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return undefined;
}
