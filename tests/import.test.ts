import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { silentLogger, systemClock } from '@sutra/kit';
import { type Engine, openEngine } from '@sutra/storage/engine';
import { type StorageServer, serveStorage } from '@sutra/storage/server';
import { afterAll, beforeAll, expect, it } from 'vitest';

const SUTRA = fileURLToPath(new URL('../apps/sutra/bin/sutra.js', import.meta.url));
const DATA = fileURLToPath(new URL('../packages/import/src/testdata/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sutra-import-'));
const children: ChildProcess[] = [];
let engine: Engine;
let server: StorageServer;

beforeAll(async () => {
  const clock = systemClock();
  engine = await openEngine({
    folder: join(folder, 'store'),
    clock,
    onFatal: (reason) => {
      throw reason;
    },
  });
  server = await serveStorage({ engine, port: 0, clock, logger: silentLogger });
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await server.close();
  await engine.close();
  rmSync(folder, { recursive: true });
});

const imported = (...args: string[]) => ['storage', 'import', '--storage', server.address, '-o', 'json', ...args];

/** Resolves when the store holds so many events. */
async function stored(count: number): Promise<void> {
  for (;;) {
    if (engine.lastSeq >= count) return;
    await new Promise<void>((resolve) => {
      const stop = engine.onCommit(() => {
        stop();
        resolve();
      });
    });
  }
}

it('a pipe is followed: what arrives is stored at once, and its end ends the import', async () => {
  const documents = readFileSync(join(DATA, 'kubernetes-watch.json'), 'utf8').split(/(?<=^})\n/m);
  const child = spawn(process.execPath, [SUTRA, ...imported('--from', 'kubernetes', '-')], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  child.stdin?.write(`${documents[0]}\n`);
  await stored(1);
  child.stdin?.end(documents.slice(1).join('\n'));
  const output: Buffer[] = [];
  child.stdout?.on('data', (piece: Buffer) => output.push(piece));
  expect((await once(child, 'close'))[0]).toBe(0);
  expect(JSON.parse(Buffer.concat(output).toString())).toMatchObject({
    ...{ read: 2, stored: 2, emitter: 'import.kubernetes' },
    source: { documents: 4, without: 2, mapped: 1, custom: 1 },
  });
  expect((await engine.query({ types: ['node_crashed'], entities: [['web-0']] })).events[0]?.causes).toHaveLength(1);
});

it('killed in the middle, the same command goes on where it ended', async () => {
  const path = join(folder, 'many.ndjson');
  const line = (n: number): string =>
    JSON.stringify({
      event_id: `event-custom.tick-${1_772_618_400_000_000 + n}-old:1.${n.toString(36)}`,
      event_type: 'custom.tick',
      timestamp: '2026-03-04T10:00:00Z',
      entities: ['clock'],
      details: { n },
    });
  const total = 60_000;
  writeFileSync(path, Array.from({ length: total }, (_, n) => `${line(n + 1)}\n`).join(''));
  const before = engine.lastSeq;
  const child = spawn(process.execPath, [SUTRA, ...imported(path)], { stdio: 'ignore' });
  children.push(child);
  await stored(before + 1);
  child.kill('SIGKILL');
  await once(child, 'close');
  const { status, stdout } = await ran(imported(path));
  expect(status).toBe(0);
  const { stored: added, repeated } = JSON.parse(stdout) as { stored: number; repeated: number };
  expect(repeated).toBeGreaterThan(0);
  expect(added + repeated).toBe(total);
  expect(engine.lastSeq).toBe(before + total);
});

/** Runs beside the server of this process, which goes on answering meanwhile. */
async function ran(args: readonly string[]): Promise<{ status: unknown; stdout: string }> {
  const child = spawn(process.execPath, [SUTRA, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const output: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => output.push(piece));
  const [status] = await once(child, 'close');
  return { status, stdout: Buffer.concat(output).toString() };
}
