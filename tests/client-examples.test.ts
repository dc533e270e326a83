import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { silentLogger, systemClock } from '@sutra/kit';
import { type Engine, openEngine } from '@sutra/storage/engine';
import { type StorageServer, serveStorage } from '@sutra/storage/server';
import { afterAll, beforeAll, expect, it } from 'vitest';

const EXAMPLES = fileURLToPath(new URL('../packages/client/examples/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sutra-examples-'));
let engine: Engine;
let server: StorageServer;

beforeAll(async () => {
  const clock = systemClock();
  engine = await openEngine({
    folder,
    clock,
    onFatal: (reason) => {
      throw reason;
    },
  });
  server = await serveStorage({ engine, port: 0, clock, logger: silentLogger });
});
afterAll(async () => {
  await server.close();
  await engine.close();
  rmSync(folder, { recursive: true });
});

/** What an example prints, run as a user would run it. */
async function printed(name: string): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(EXAMPLES, name), server.address], { timeout: 60_000 });
  expect(stderr).toBe('');
  return stdout;
}

it.each([
  [
    'remember.mjs',
    ['ada: Ada writes the billing service (version 1)', 'ada maintains billing', 'maintains, sends; confidence 0.72', 'found: invoices'],
  ],
  [
    'events.mjs',
    [
      'because the card was declined twice; provider acme, password [redacted]',
      'the order led to: custom.payment_failed',
      'orders worth 41.5',
    ],
  ],
  ['follow.mjs', ['3 ticks so far']],
  [
    'failures.mjs',
    [
      'entities: name at least one',
      'SUTRA_STORE_INVALID: Cannot learn: concepts[0].embedding[0] is NaN',
      'SUTRA_STORE_UNKNOWN',
      'SUTRA_STORAGE_ADDRESS',
    ],
  ],
])('the example %s does what it says', async (name, lines) => {
  const text = await printed(name);
  for (const line of lines) expect(text).toContain(line);
});

it('run again, an example learns nothing twice and goes on where it was', async () => {
  expect(await printed('remember.mjs')).toContain('(version 1)');
  expect(await printed('follow.mjs')).toContain('6 ticks so far');
});

it('every example is run here', () => {
  expect(readdirSync(EXAMPLES).sort()).toEqual(['events.mjs', 'failures.mjs', 'follow.mjs', 'remember.mjs']);
});
