import { createHash, type KeyObject, sign } from 'node:crypto';

/** Before the first entry. */
export const GENESIS = '0'.repeat(64);

/** One audited event in the chain. The line is the record: it is hashed as it is written. */
export interface Entry {
  readonly n: number;
  readonly seq: number;
  readonly hash: string;
  readonly line: string;
}

/** A signed statement of what the log was: entry `n` had this hash. */
export interface Checkpoint {
  readonly n: number;
  readonly seq: number;
  readonly hash: string;
  readonly at: string;
  readonly sig: string;
}

/** The entry that follows another: its hash covers the one before it, its place, and the event as written. */
export function entryAfter(before: Pick<Entry, 'n' | 'hash'>, seq: number, event: object): Entry {
  const n = before.n + 1;
  const text = JSON.stringify(event);
  const hash = createHash('sha256').update(`${before.hash}\n${n}\n${seq}\n${text}`).digest('hex');
  return { n, seq, hash, line: `{"n":${n},"seq":${seq},"prev":"${before.hash}","event":${text},"hash":"${hash}"}` };
}

/** What is signed of a checkpoint. */
const signedText = ({ n, seq, hash }: Pick<Entry, 'n' | 'seq' | 'hash'>, at: string): Buffer =>
  Buffer.from(`sutra-audit-1\n${n}\n${seq}\n${hash}\n${at}`);

export function checkpointOf(entry: Pick<Entry, 'n' | 'seq' | 'hash'>, at: string, key: KeyObject): Checkpoint {
  const { n, seq, hash } = entry;
  return { n, seq, hash, at, sig: sign(null, signedText(entry, at), key).toString('base64') };
}
