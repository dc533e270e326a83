import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { seededChance, silentLogger, systemClock } from '@sutra/kit';
import type { OwnEvent } from '@sutra/storage';
import { openStoreClient } from '@sutra/storage/client';
import { openEngine } from '@sutra/storage/engine';
import { takeEvents, WORKLOAD } from '@sutra/storage/testing';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { freePort } from './durability/server-process.ts';

const EXECUTABLE = join(import.meta.dirname, '..', 'apps', 'sutra', 'bin', 'sutra.js');
const room = mkdtempSync(join(tmpdir(), 'sutra-store-life-'));
const clock = systemClock();
const children = new Set<ReturnType<typeof spawn>>();
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(room, { recursive: true, force: true });
});

/** Events of 2020: heartbeats so old are dropped by every policy there is. */
const LONG_AGO_US = 1_600_000_000_000_000;
const EVENTS = 600;
/** For a loaded machine: nothing here takes longer than a second or two. */
const PATIENCE_MS = 60_000;

async function started(folder: string) {
  const port = await freePort();
  const args = [EXECUTABLE, 'storage', '--storage-path', folder, '--port', String(port), '--data', join(room, 'data')];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await vi.waitFor(() => expect(said).toMatch(/storage listens/), { timeout: PATIENCE_MS, interval: 20 });
  const stop = async (): Promise<void> => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect((await ended)[0], said).toBe(0);
    children.delete(child);
  };
  return { address: `127.0.0.1:${port}`, stop };
}

async function cli(...args: string[]): Promise<Record<string, unknown>> {
  const all = [EXECUTABLE, 'storage', ...args, '--data', join(room, 'data'), '-o', 'json'];
  const { stdout } = await promisify(execFile)(process.execPath, all);
  return JSON.parse(stdout) as Record<string, unknown>;
}

const open = (folder: string) =>
  openEngine({
    folder,
    clock,
    logger: silentLogger,
    onFatal: (reason) => {
      throw reason;
    },
  });

/** What a store said of itself, in its own record. */
async function told(folder: string, type: OwnEvent['type'] | 'component_stopped') {
  const engine = await open(folder);
  const { events } = await engine.query({ types: [type], order: 'asc' });
  await engine.close();
  return events.map(({ body, seq, meta }) => ({ body, seq, actor: meta?.['actor'] }));
}

describe('a storage server of its own process', () => {
  it('applies its retention, backs up, restores and says each of them in its own record, up to its last words', async () => {
    const [folder, backup, restored] = [join(room, 'store'), 'monday', join(room, 'restored')];
    const engine = await open(folder);
    await (await engine.session(WORKLOAD.emitter, WORKLOAD.epoch)).append(takeEvents(EVENTS, { startUs: LONG_AGO_US }));
    await engine.close();

    const first = await started(folder);
    expect(await cli('retain', '--storage', first.address, '--dry-run')).toMatchObject({ dryRun: true });
    const done = await cli('retain', '--storage', first.address);
    expect(Number(done['removed'])).toBeGreaterThan(EVENTS / 2);
    expect(done).toMatchObject({ dryRun: false });
    const client = openStoreClient({ address: first.address, clock, chance: seededChance(1), name: 'test' });
    await client.search({ text: 'anything', mode: 'lexical' });
    await client.close();
    const { path, asOfSeq } = await cli('backup', '--storage', first.address, '--to', backup);
    await first.stop();

    const [applied] = await told(folder, 'retention_applied');
    expect(applied?.body).toMatchObject({ removed: done['removed'], rolled_up: done['rolledUp'], segments: done['rewritten'] });
    // What was only due to be told later is told before the voice is gone: the figures, and the search that was made.
    const [last] = await told(folder, 'component_stopped');
    const figures = await told(folder, 'storage_metrics');
    expect(figures.at(-1)?.body).toMatchObject({ concept_count: 0, memory_usage_mb: expect.any(Number) });
    expect((await told(folder, 'query_performance')).at(-1)?.body).toMatchObject({ queries: 1 });
    expect(last).toBeDefined();

    expect(await cli('restore', '--from', String(path), '--to', restored)).toMatchObject({ seq: asOfSeq });
    const second = await started(restored);
    await second.stop();
    const me = `cli:${userInfo().username}`;
    expect((await told(folder, 'backup_completed')).map(({ actor }) => actor)).toEqual([me]);
    const notes = await told(restored, 'restore_completed');
    expect(notes.map(({ actor }) => actor)).toEqual([me]);
    expect(notes.map(({ body }) => body)).toEqual([{ as_of_seq: asOfSeq, path }]);
    // Said once: a third start has nothing left to say.
    const third = await started(restored);
    await third.stop();
    expect(await told(restored, 'restore_completed')).toHaveLength(1);
    expect(await cli('verify', restored)).toMatchObject({ findings: [] });
  });
});
