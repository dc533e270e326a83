import { closeSync, existsSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { SutraError } from '@sutra/kit';
import { type Checkpoint, checkpointOf, type Entry, entryAfter, GENESIS } from './chain.ts';
import { type SigningKey, signingKey } from './keys.ts';
import '../errors.ts';

/**
 * The audit log on disk: a chain of entries and signed checkpoints beside it. Both are only ever appended to, flushed before an
 * append returns. A line that a crash cut short is taken off at the next opening; it was never confirmed.
 */
export class AuditLog {
  readonly folder: string;
  readonly #key: SigningKey;
  readonly #log: number;
  readonly #checkpoints: number;
  #last: Pick<Entry, 'n' | 'seq' | 'hash'>;
  #signed: number;

  /** @throws SutraError SUTRA_AUDIT_KEY, SUTRA_AUDIT_DAMAGED */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.folder = folder;
    this.#key = signingKey(folder);
    const entries = wholeLines(join(folder, 'log.jsonl'));
    const signed = wholeLines(join(folder, 'checkpoints.jsonl'));
    this.#log = openSync(join(folder, 'log.jsonl'), 'a', 0o600);
    this.#checkpoints = openSync(join(folder, 'checkpoints.jsonl'), 'a', 0o600);
    this.#last = entries.length === 0 ? { n: 0, seq: 0, hash: GENESIS } : parsed(entries.at(-1) as string, 'log.jsonl');
    this.#signed = signed.length === 0 ? 0 : parsed(signed.at(-1) as string, 'checkpoints.jsonl').n;
  }

  /** Position in the store of the newest entry; 0 when there is none. */
  get seq(): number {
    return this.#last.seq;
  }
  get entries(): number {
    return this.#last.n;
  }
  /** Entries since the last checkpoint. */
  get unsigned(): number {
    return this.#last.n - this.#signed;
  }

  /** Appends events in order of position; those up to the newest entry are there already. */
  append(events: readonly { readonly seq: number; readonly event: object }[]): void {
    const lines: string[] = [];
    let last = this.#last;
    for (const { seq, event } of events) {
      if (seq <= last.seq) continue;
      const entry = entryAfter(last, seq, event);
      lines.push(entry.line);
      last = entry;
    }
    if (lines.length === 0) return;
    writeAll(this.#log, `${lines.join('\n')}\n`);
    this.#last = last;
  }

  /** Signs the log as it is; undefined when nothing came since the last time. */
  checkpoint(at: string): Checkpoint | undefined {
    if (this.unsigned === 0) return undefined;
    const checkpoint = checkpointOf(this.#last, at, this.#key.sign);
    writeAll(this.#checkpoints, `${JSON.stringify(checkpoint)}\n`);
    this.#signed = checkpoint.n;
    return checkpoint;
  }

  /** The files of an export: what the verifier takes. */
  files(): Readonly<Record<'log.jsonl' | 'checkpoints.jsonl' | 'public.pem', string>> {
    return {
      'log.jsonl': readFileSync(join(this.folder, 'log.jsonl'), 'utf8'),
      'checkpoints.jsonl': readFileSync(join(this.folder, 'checkpoints.jsonl'), 'utf8'),
      'public.pem': this.#key.publicPem,
    };
  }

  close(): void {
    closeSync(this.#log);
    closeSync(this.#checkpoints);
  }
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
  fsyncSync(file);
}

/** Lines that were written to their end; half a line after them is taken off. */
function wholeLines(path: string): string[] {
  if (!existsSync(path)) return [];
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(10) + 1;
  if (end < bytes.length) {
    const file = openSync(path, 'r+');
    ftruncateSync(file, end);
    fsyncSync(file);
    closeSync(file);
  }
  return bytes
    .subarray(0, end)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}

function parsed(line: string, name: string): { n: number; seq: number; hash: string } {
  try {
    const { n, seq, hash } = JSON.parse(line) as Entry;
    if (Number.isInteger(n) && Number.isInteger(seq) && typeof hash === 'string') return { n, seq, hash };
  } catch (reason) {
    throw new SutraError('SUTRA_AUDIT_DAMAGED', `Cannot continue the audit log: the last line of ${name} is not readable`, {
      cause: reason,
    });
  }
  throw new SutraError('SUTRA_AUDIT_DAMAGED', `Cannot continue the audit log: the last line of ${name} is not an entry`);
}
