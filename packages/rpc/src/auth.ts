import { createHash, timingSafeEqual } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';
import type { Metadata } from '@grpc/grpc-js';
import { SutraError } from '@sutra/kit';
import './errors.ts';

/** PEM text. With `clientCa` set, clients must present a certificate it signed. */
export interface ServerTls {
  readonly key: string;
  readonly cert: string;
  readonly clientCa?: string;
}

export interface AccessRules {
  /** The grid's token. A call that brings a different one is refused wherever it comes from. */
  readonly token?: string;
  /** Refuse calls that bring none. Always on beyond loopback. */
  readonly requireToken?: boolean;
  readonly tls?: ServerTls;
}

export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true;
  if (isIPv4(host)) return host.startsWith('127.');
  return isIPv6(host) && (host === '::1' || host === '0:0:0:0:0:0:0:1');
}

/** @throws SutraError SUTRA_RPC_BIND_EXPOSED when `host` is reachable from elsewhere and callers could not be told apart. */
export function checkExposure(host: string, rules: AccessRules): void {
  if (isLoopback(host)) {
    if (rules.requireToken === true && rules.token === undefined)
      throw new SutraError('SUTRA_RPC_BIND_EXPOSED', 'Cannot require a token: none is configured', {
        mend: 'Set a token, or do not require one.',
      });
    return;
  }
  const lacks = [...(rules.token === undefined ? ['a token'] : []), ...(rules.tls === undefined ? ['TLS'] : [])];
  if (lacks.length > 0) throw new SutraError('SUTRA_RPC_BIND_EXPOSED', `Cannot listen on ${host} without ${lacks.join(' and ')}`);
}

/** The rule of one server: undefined when the call may go on, otherwise why not. */
export function accessCheck(host: string, rules: AccessRules): (metadata: Metadata) => SutraError | undefined {
  const required = rules.requireToken === true || !isLoopback(host);
  const expected = rules.token === undefined ? undefined : digest(rules.token);
  return (metadata) => {
    const given = metadata.get('authorization')[0];
    if (given === undefined)
      return required ? new SutraError('SUTRA_RPC_TOKEN_MISSING', 'Cannot accept the call: it carries no token') : undefined;
    if (expected === undefined) return undefined; // nothing to compare with, and nothing is asked for
    const match = /^Bearer (.+)$/i.exec(String(given));
    if (match?.[1] !== undefined && timingSafeEqual(digest(match[1]), expected)) return undefined;
    return new SutraError('SUTRA_RPC_TOKEN_WRONG', 'Cannot accept the call: its token is not this grid’s');
  };
}

/** Equal lengths for the constant-time comparison. */
const digest = (token: string): Buffer => createHash('sha256').update(token).digest();
