import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuditLog } from './audit-log.ts';
import { entryAfter, GENESIS } from './chain.ts';

const VERIFIER = resolve(import.meta.dirname, '../../../../tools/verify-audit.mjs');
const AT = '2026-03-18T12:00:00.000000Z';
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sutra-audit-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const events = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => ({
    seq: (from + i) * 10,
    event: { event_id: `event-${from + i}`, actor: 'priya', hash: 'text, "hash":"x"' },
  }));

/** A log of ten entries, signed after the sixth and after the tenth, exported. */
function exported(): string {
  const log = new AuditLog(join(root, 'audit'));
  log.append(events(1, 6));
  log.checkpoint(AT);
  log.append(events(7, 10));
  log.checkpoint(AT);
  const folder = mkdtempSync(join(root, 'export-'));
  for (const [name, text] of Object.entries(log.files())) writeFileSync(join(folder, name), text);
  log.close();
  return folder;
}

function verdict(folder: string, ...more: string[]): { code: number | null; said: string } {
  const run = spawnSync(process.execPath, [VERIFIER, folder, ...more], { encoding: 'utf8', timeout: 20_000 });
  return { code: run.status, said: `${run.stdout}${run.stderr}` };
}
const linesOf = (folder: string, name = 'log.jsonl'): string[] => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n');
const write = (folder: string, lines: readonly string[], name = 'log.jsonl'): void =>
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`);

/** The chain computed anew, as somebody would who knows how but has no key. */
function rehashed(lines: readonly string[]): string[] {
  let last = { n: 0, hash: GENESIS };
  return lines.map((line) => {
    const { seq, event } = JSON.parse(line) as { seq: number; event: object };
    const entry = entryAfter(last, seq, event);
    last = entry;
    return entry.line;
  });
}

describe('the signed audit log', () => {
  it('is found whole by the verifier, which is small and imports nothing of ours', () => {
    const { code, said } = verdict(exported());
    expect([code, said]).toEqual([0, '10 entries, 2 checkpoints: whole. Signed through entry 10; 0 since.\n']);
    const text = readFileSync(VERIFIER, 'utf8');
    expect(text.split('\n').length).toBeLessThan(120);
    expect([...text.matchAll(/from '([^']+)'/g)].map((match) => match[1])).toEqual(['node:crypto', 'node:fs', 'node:path']);
  });

  const tamperings: Readonly<Record<string, (folder: string) => void>> = {
    'an edited entry': (folder) =>
      write(
        folder,
        linesOf(folder).map((line, i) => (i === 3 ? line.replace('priya', 'nobody') : line)),
      ),
    'a removed entry': (folder) =>
      write(
        folder,
        linesOf(folder).filter((_, i) => i !== 4),
      ),
    'two entries in another order': (folder) => {
      const lines = linesOf(folder);
      write(folder, [...lines.slice(0, 2), lines[3] as string, lines[2] as string, ...lines.slice(4)]);
    },
    'an inserted entry': (folder) => {
      const lines = linesOf(folder);
      write(folder, [...lines.slice(0, 5), lines[4] as string, ...lines.slice(5)]);
    },
    'an end that was cut off behind a checkpoint': (folder) => write(folder, linesOf(folder).slice(0, 7)),
    'an edit with the whole chain computed anew': (folder) =>
      write(folder, rehashed(linesOf(folder).map((line, i) => (i === 2 ? line.replace('priya', 'nobody') : line)))),
    'a removal with the whole chain computed anew': (folder) => write(folder, rehashed(linesOf(folder).filter((_, i) => i !== 1))),
    'a checkpoint with another hash': (folder) =>
      write(
        folder,
        linesOf(folder, 'checkpoints.jsonl').map((line) => line.replace(/"n":6/, '"n":5')),
        'checkpoints.jsonl',
      ),
    'no checkpoint at all': (folder) => writeFileSync(join(folder, 'checkpoints.jsonl'), ''),
    'another key': (folder) => {
      const other = new AuditLog(join(root, 'other'));
      writeFileSync(join(folder, 'public.pem'), other.files()['public.pem']);
      other.close();
    },
    'half a line': (folder) => appendFileSync(join(folder, 'log.jsonl'), '{"n":11,"se'),
  };
  it.each(Object.keys(tamperings))('gives away %s', (name) => {
    const folder = exported();
    tamperings[name]?.(folder);
    expect(verdict(folder)).toMatchObject({ code: 1 });
  });

  it('gives away a cut of both files to whoever kept a checkpoint', () => {
    const folder = exported();
    const kept = join(root, 'kept.json');
    writeFileSync(kept, linesOf(folder, 'checkpoints.jsonl')[1] as string);
    write(folder, linesOf(folder).slice(0, 6));
    write(folder, linesOf(folder, 'checkpoints.jsonl').slice(0, 1), 'checkpoints.jsonl');
    expect(verdict(folder).code).toBe(0);
    expect(verdict(folder, '--expect', kept)).toMatchObject({ code: 1 });
  });

  it('goes on after a restart, takes nothing twice, and takes off a line that a crash cut short', () => {
    const folder = join(root, 'audit');
    const first = new AuditLog(folder);
    first.append(events(1, 3));
    first.close();
    appendFileSync(join(folder, 'log.jsonl'), '{"n":4,"seq":40,"prev":"');
    const again = new AuditLog(folder);
    expect([again.entries, again.seq, again.unsigned]).toEqual([3, 30, 3]);
    again.append(events(2, 5));
    again.checkpoint(AT);
    expect(again.checkpoint(AT)).toBeUndefined();
    again.close();
    const copy = join(root, 'copy');
    cpSync(folder, copy, { recursive: true });
    writeFileSync(join(copy, 'public.pem'), new AuditLog(folder).files()['public.pem']);
    expect(verdict(copy)).toMatchObject({ code: 0 });
    expect(linesOf(copy)).toHaveLength(5);
  });

  it('keeps its key to its owner, and refuses one that others may read', () => {
    const folder = join(root, 'audit');
    new AuditLog(folder).close();
    const key = join(folder, 'signing-key.pem');
    expect(statSync(key).mode & 0o777).toBe(0o600);
    chmodSync(key, 0o644);
    expect(() => new AuditLog(folder)).toThrow(/others may read it/);
  });
});
