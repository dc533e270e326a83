import { SutraError } from '@sutra/kit';
import './errors.ts';

export interface StoreAddress {
  readonly host: string;
  readonly port: number;
  /** `host:port`, with brackets around IPv6. */
  readonly text: string;
}

const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//;
const HOST_PORT = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252})))(?::(\d{1,5}))?$/;

/**
 * Reads `host:port`, `[v6]:port` or `http://host:port`.
 * @throws SutraError SUTRA_STORAGE_ADDRESS saying what is wrong.
 */
export function parseStoreAddress(given: string): StoreAddress {
  const refuse = (why: string): SutraError =>
    new SutraError('SUTRA_STORAGE_ADDRESS', `Cannot use ${JSON.stringify(given.slice(0, 200))} as the address of a store: ${why}`);
  const scheme = SCHEME.exec(given)?.[1];
  if (scheme !== undefined && scheme !== 'http') throw refuse(`${scheme}:// is not spoken there, only http:// or no scheme`);
  const bare = scheme === undefined ? given : given.slice('http://'.length).replace(/\/$/, '');
  if (bare === '') throw refuse('it is empty');
  if (bare.includes('@')) throw refuse('it holds a user name; give the token by its own setting');
  if (bare.includes('/')) throw refuse('it has a path');
  if (!bare.startsWith('[') && bare.split(':').length > 2) throw refuse('an IPv6 host stands in brackets, as in [::1]:50052');
  const match = HOST_PORT.exec(bare);
  if (match === null) throw refuse('it is not host:port');
  const host = (match[1] ?? match[2]) as string;
  if (match[3] === undefined) throw refuse('the port is missing');
  const port = Number(match[3]);
  if (port < 1 || port > 65_535) throw refuse(`port ${port} is not between 1 and 65535`);
  return { host, port, text: `${match[1] === undefined ? host : `[${host}]`}:${port}` };
}
