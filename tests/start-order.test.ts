import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hash32, seededChance, systemClock } from '@sutra/kit';
import { openStoreClient } from '@sutra/storage/client';
import { describe, expect, it } from 'vitest';
import { EXECUTABLE, freeOffset, until } from './harness/grid.ts';

const PARTS = { storage: ['storage'], master: ['master'], agent: ['agent', 'run'] } as const;
type Part = keyof typeof PARTS;
const ORDERS: readonly (readonly Part[])[] = [
  ['storage', 'master', 'agent'],
  ['storage', 'agent', 'master'],
  ['master', 'storage', 'agent'],
  ['master', 'agent', 'storage'],
  ['agent', 'storage', 'master'],
  ['agent', 'master', 'storage'],
];
/** Time between two starts. */
const GAP_MS = 10_000;

describe.concurrent('storage, master and agent, started 10 s apart in any order', () => {
  it.each(ORDERS.map((order) => [order.join(', '), order] as const))('%s: every lifecycle event is stored in the end', async (_, order) => {
    const data = mkdtempSync(join(tmpdir(), 'sutra-order-'));
    const offset = await freeOffset();
    const children: ChildProcess[] = [];
    try {
      for (const [index, part] of order.entries()) {
        if (index > 0) await new Promise((resolve) => setTimeout(resolve, GAP_MS));
        children.push(start(part, data, offset));
      }
      const types = await until('every lifecycle event', 60_000, () => lifecycle(offset));
      expect(types).toEqual([
        'agent_registered:agent-1',
        'cluster_healthy:cluster',
        'component_started:agent',
        'component_started:master',
        'component_started:storage',
      ]);
    } finally {
      await Promise.all(children.map(end));
      rmSync(data, { recursive: true, force: true });
    }
  });
});

function start(part: Part, data: string, offset: number): ChildProcess {
  const args = [
    EXECUTABLE,
    ...PARTS[part],
    '--data',
    data,
    '--port-offset',
    String(offset),
    '--event-storage',
    `127.0.0.1:${50_052 + offset}`,
  ];
  return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, SUTRA_LOG_LEVEL: 'error' } });
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

/** Lifecycle events on record, `type:subject`, sorted; undefined while the expected ones are not all there. */
async function lifecycle(offset: number): Promise<string[] | undefined> {
  const store = openStoreClient({
    address: `127.0.0.1:${50_052 + offset}`,
    name: 'order',
    clock: systemClock(),
    chance: seededChance(hash32('order')),
  });
  try {
    const { events } = await store.query(
      { types: ['component_started', 'agent_registered', 'cluster_healthy'], limit: 1_000 },
      { limitMs: 2_000 },
    );
    const names = events
      .map((event) => `${event.type}:${event.type === 'component_started' ? String(event.body['component']) : event.entities[0]}`)
      .sort();
    return names.length >= 5 ? names : undefined;
  } finally {
    await store.close();
  }
}
