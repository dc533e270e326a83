import { join } from 'node:path';
import { seededChance, silentLogger, systemClock } from '@sutra/kit';
import type { GridEvent } from '@sutra/model';
import type { StoreClient } from '@sutra/storage';
import { openStoreClient } from '@sutra/storage/client';
import { type Engine, openEngine } from '@sutra/storage/engine';
import { type StorageServer, serveStorage } from '@sutra/storage/server';
import type { StoredEvent } from '@sutra/wire';
import { expect, onTestFinished, test } from 'vitest';
import { denied, heartbeat, metric, spawned } from '../testing/drafts.ts';
import { limit, opened, spoolFolder } from '../testing/opened.ts';
import { until } from '../testing/waiting.ts';

const clock = systemClock();

/** A real storage that can be taken away and brought back on the same port with the same data. */
class Storage {
  readonly folder: string;
  #port = 0;
  #running: { readonly engine: Engine; readonly server: StorageServer } | undefined;
  kills = 0;

  constructor(folder: string) {
    this.folder = join(folder, 'store');
  }

  get port(): number {
    return this.#port;
  }

  async up(): Promise<void> {
    const engine = await openEngine({
      folder: this.folder,
      clock,
      onFatal: (reason) => {
        throw reason;
      },
    });
    const server = await serveStorage({ engine, port: this.#port, clock, logger: silentLogger });
    this.#port = server.port;
    this.#running = { engine, server };
  }

  async down(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.server.close();
    await running?.engine.close();
    this.kills++;
  }

  client(): StoreClient {
    return openStoreClient({ address: `127.0.0.1:${this.#port}`, clock, chance: seededChance(3), name: 'test' });
  }

  async all(): Promise<readonly StoredEvent[]> {
    const { engine } = this.#running as { engine: Engine };
    const events: StoredEvent[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await engine.query({ order: 'asc', limit: 10_000, ...(cursor === undefined ? {} : { cursor }) });
      events.push(...page.events);
      cursor = page.cursor;
      if (cursor === undefined) return events.toSorted((a, b) => a.seq - b.seq);
    }
  }
}

async function freshStorage(): Promise<Storage> {
  const storage = new Storage(spoolFolder(onTestFinished));
  await storage.up();
  onTestFinished(() => storage.down());
  return storage;
}

test('events go through the real storage and come back as they were emitted', async () => {
  const storage = await freshStorage();
  const store = storage.client();
  const emitter = await opened(spoolFolder(onTestFinished), { store });
  const cause = emitter.emit(spawned(1));
  const event = emitter.emit({
    ...{ type: 'node_crashed', body: { node_id: 'node-1', agent_id: 'agent-1', exit_code: 137 } },
    ...{ causedBy: [cause.id], operationId: 'op-1', because: 'no heartbeat for 31.2 s; limit 30 s', actor: 'agent:1' },
  });
  emitter.emit({ type: 'custom.deploy', body: { version: '1.2', nested: { ok: true } }, entities: ['node-1'] });
  await emitter.whenStored(limit());
  const stored = await storage.all();
  expect(stored.map(({ id }) => id)).toEqual([cause.id, event.id, expect.stringContaining('custom.deploy')]);
  expect(stored[1]).toMatchObject({
    type: 'node_crashed',
    causes: [cause.id],
    operation: 'op-1',
    entities: event.entities,
    body: event.body,
  });
  await emitter.close();
  await store.close();
});

test('storage that goes away under load and comes back has every event once and in order', async () => {
  const storage = await freshStorage();
  const path = spoolFolder(onTestFinished);
  const store = storage.client();
  const emitter = await opened(path, { store, limits: { windowEventsMax: 500, batchEventsMax: 64 } });
  const emitted: GridEvent[] = [];
  const load = setInterval(() => {
    for (let i = 0; i < 40; i++) {
      const n = emitted.length;
      emitted.push(emitter.emit(([heartbeat, metric, spawned, denied][n % 4] as typeof spawned)(n)));
    }
  }, 4);
  const before = (): number => emitter.stats().stored;
  for (let round = 0; round < 3; round++) {
    const start = before();
    await until(() => before() > start + 200, 'traffic flows');
    await storage.down();
    const while_ = emitted.length;
    await until(() => emitted.length > while_ + 800, 'events are emitted during the outage');
    await storage.up();
  }
  await until(() => emitter.stats().connected, 'connected again');
  clearInterval(load);
  await emitter.whenStored(limit(20_000));
  expect(storage.kills).toBe(3);
  expect((await storage.all()).map(({ id }) => id)).toEqual(emitted.map(({ id }) => id));
  await emitter.close();
  await store.close();
});

test('an emitter that starts before storage delivers everything when storage starts', async () => {
  const storage = await freshStorage();
  await storage.down(); // the port is known, nobody listens
  const store = storage.client();
  const emitter = await opened(spoolFolder(onTestFinished), { store });
  const ids = Array.from({ length: 500 }, (_, n) => emitter.emit(spawned(n)).id);
  await emitter.whenSpooled();
  expect(emitter.stats()).toMatchObject({ connected: false, stored: 0, pending: 500 });
  await storage.up();
  await emitter.whenStored(limit());
  expect((await storage.all()).map(({ id }) => id)).toEqual(ids);
  await emitter.close();
  await store.close();
});
