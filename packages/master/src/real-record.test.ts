import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmitter } from '@sutra/events';
import { Scope, seededChance, silentLogger, systemClock } from '@sutra/kit';
import { fromStored, stateHash, toSnapshot } from '@sutra/model';
import { openMasterClient } from '@sutra/rpc';
import { openStoreClient } from '@sutra/storage/client';
import { openEngine } from '@sutra/storage/engine';
import { serveStorage } from '@sutra/storage/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Master, startMaster } from './master.ts';
import { fakeAgent } from './testing/fake-agent.ts';
import { until } from './testing/harness.ts';

const clock = systemClock();
const chance = seededChance(7);
const logger = silentLogger;
let scope: Scope;
let folder: string;
beforeEach(() => {
  scope = new Scope();
  folder = mkdtempSync(join(tmpdir(), 'sutra-record-'));
  scope.defer('folder', () => rmSync(folder, { recursive: true, force: true }));
});
afterEach(() => scope.close());

async function storage(port = 0) {
  const own = new Scope();
  const engine = own.own(
    await openEngine({
      folder: join(folder, 'store'),
      clock,
      logger,
      onFatal(reason) {
        throw reason;
      },
    }),
    'engine',
  );
  const server = own.own(await serveStorage({ engine, port, clock, logger } as Parameters<typeof serveStorage>[0]), 'storage server');
  return { own, port: server.port, address: server.address };
}

/** One run of a master process: emitter, client, master; closed together. */
async function run(address: string, name = 'master'): Promise<{ master: Master; own: Scope }> {
  const own = new Scope();
  const store = own.own(openStoreClient({ address, clock, chance, logger, name }), 'store client');
  const emitter = own.own(await openEmitter({ emitter: name, folder: join(folder, 'spool'), store, clock, chance, logger }), 'emitter');
  const master = await startMaster({
    host: '127.0.0.1',
    port: 0,
    httpPort: 0,
    dataDir: join(folder, 'master'),
    version: '0.1.0',
    store,
    emitter,
    clock,
    chance,
    logger,
    limits: { storeWaitMs: 500 },
  });
  own.own({ close: () => master.close() }, 'master');
  return { master, own };
}

const quiet = (master: Master): Promise<void> =>
  until(() => stateHash(master.state()) === stateHash(master.storedState()) && master.state().agents.size > 0, 'everything has come back');

describe('with the real emitter and the real store', () => {
  it('a restarted master has the same state, read back over TCP', async () => {
    const store = await storage();
    scope.own(store.own, 'storage');
    const first = await run(store.address);
    scope.own(first.own, 'first run');
    const agent = fakeAgent({ address: first.master.address, id: 'a' });
    scope.defer('agent', () => agent.drop());
    agent.connect();
    await until(() => agent.welcomes.length === 1, 'the agent is welcomed');
    const client = scope.own(openMasterClient({ address: first.master.address, clock, logger }), 'client');
    for (const nodeId of ['n1', 'n2', 'n3']) expect((await client.spawnStorageNode({ agentId: 'a', nodeId })).success).toBe(true);
    await client.stopStorageNode({ nodeId: 'n2' });
    expect(first.master.store()).toBe('up');
    await quiet(first.master);
    const page = await fetch(`http://127.0.0.1:${first.master.httpPort}/metrics`);
    expect(await page.text()).toMatch(/sutra_nodes\{status="running"\} 2\n/);
    const ready = await fetch(`http://127.0.0.1:${first.master.httpPort}/readyz`);
    expect(await ready.json()).toMatchObject({ ready: true, store: 'up' });
    const before = toSnapshot(first.master.state());
    agent.drop();
    await first.own.close();

    const second = await run(store.address);
    scope.own(second.own, 'second run');
    expect(second.master.store()).toBe('up');
    const after = toSnapshot(second.master.storedState());
    expect(after.nodes).toEqual(before.nodes);
    expect(after.operations).toEqual(before.operations);
    expect(after.agents).toEqual(before.agents);
    expect(second.master.epoch).toBeGreaterThan(first.master.epoch);
  });

  it('what happened while the store was away is there when it is back', async () => {
    const store = await storage();
    const address = store.address;
    const { master, own } = await run(address);
    scope.own(own, 'run');
    const agent = fakeAgent({ address: master.address, id: 'a' });
    scope.defer('agent', () => agent.drop());
    agent.connect();
    await until(() => agent.welcomes.length === 1, 'the agent is welcomed');
    await quiet(master);
    await store.own.close();
    await until(() => master.store() === 'down', 'the store is seen to be away');
    const client = scope.own(openMasterClient({ address: master.address, clock, logger }), 'client');
    expect((await client.spawnStorageNode({ agentId: 'a', nodeId: 'web' })).success).toBe(true);
    expect(master.storedState().nodes.has('web')).toBe(false);
    const again = await storage(store.port);
    scope.own(again.own, 'storage');
    await until(() => master.storedState().nodes.get('web')?.status === 'running', 'the record has it', 15_000);
    await quiet(master);
    const reader = scope.own(openStoreClient({ address, clock, chance, logger, name: 'test' }), 'reader');
    const { events } = await reader.query({ entities: [['web']], order: 'asc' });
    expect(events.map(fromStored).map(({ type }) => type)).toEqual(['action_requested', 'spawn_requested', 'spawn_succeeded']);
  });
});
