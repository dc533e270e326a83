import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manualClock } from '@sutra/kit';
import type { AnyDraft } from '@sutra/model';
import { expect, onTestFinished, test } from 'vitest';
import { denied, heartbeat, metric, spawned } from '../testing/drafts.ts';
import { MemoryStore } from '../testing/memory-store.ts';
import { limit, opened, shiftedClock, spoolFolder } from '../testing/opened.ts';
import { until } from '../testing/waiting.ts';

const folder = (): string => spoolFolder(onTestFinished);
const numbers = (store: MemoryStore): number[] => store.stored.map(({ record }) => record.emitterSeq);
const spoolFiles = (path: string): string[] => readdirSync(path).filter((name) => name.endsWith('.spool'));

test('an event comes back numbered, named and timed, and is stored', async () => {
  const store = new MemoryStore();
  const emitter = await opened(folder(), { store });
  const event = emitter.emit(spawned(1));
  expect(event).toMatchObject({ type: 'spawn_succeeded', seq: 0, emitter: 'master', emitterSeq: 1, entities: ['node-1', 'agent-1'] });
  expect(event.id).toBe(`event-spawn_succeeded-${event.timeUs}-master:${emitter.epoch.toString(36)}.1`);
  await emitter.whenStored(limit());
  expect(store.stored[0]).toMatchObject({ emitter: 'master', epoch: emitter.epoch, record: { id: event.id } });
  expect(emitter.pending()).toEqual([]);
  expect(emitter.stats()).toMatchObject({ emitted: 1, stored: 1, pending: 0, connected: true });
  await emitter.close();
});

test('events emitted before storage exists are all stored, once and in order, when it comes', async () => {
  const store = new MemoryStore(false);
  const path = folder();
  const emitter = await opened(path, { store, limits: { windowEventsMax: 64, batchEventsMax: 32 } });
  const drafts = Array.from({ length: 3_000 }, (_, n) => [heartbeat, metric, spawned, denied][n % 4]?.(n) as AnyDraft);
  const events = [];
  for (const draft of drafts) {
    events.push(emitter.emit(draft));
    if (events.length % 250 === 0) await new Promise((resolve) => setTimeout(resolve, 8));
  }
  await emitter.whenSpooled();
  expect(emitter.pending().map((event) => event.id)).toEqual(events.map((event) => event.id));
  expect(emitter.pending()[2]).toEqual(events[2]);
  expect(emitter.stats().pending).toBe(3_000);
  store.setUp(true);
  await emitter.whenStored(limit());
  expect(store.stored.map(({ record }) => record.id)).toEqual(events.map((event) => event.id));
  await emitter.close();
  expect(spoolFiles(path)).toEqual([]);
});

test('what may wait is written before long though nobody waits for it, said alone, before or after what lasts', async () => {
  const clock = manualClock();
  const emitter = await opened(folder(), { clock });
  const together = [
    [heartbeat],
    [metric, heartbeat],
    [heartbeat, spawned],
    [metric],
    [spawned, heartbeat],
    [spawned],
    [heartbeat],
    [metric],
  ];
  for (const [turn, drafts] of together.entries()) {
    for (const draft of drafts) emitter.emit(draft(turn));
    const written = (): boolean => {
      clock.advance(5);
      return emitter.stats().unwritten === 0;
    };
    await until(written, `the events of turn ${turn} are written`);
    clock.advance(1_000); // every timer has rung, and found nothing to do
  }
  expect(emitter.stats().emitted).toBe(together.flat().length);
  const closed = emitter.close();
  clock.advance(1_000);
  await closed;
});

test('what one run could not deliver the next one delivers first, under its own epoch and numbers', async () => {
  const path = folder();
  const first = await opened(path);
  const left = [spawned(1), heartbeat(2), denied(3)].map((draft) => first.emit(draft));
  await first.close();
  const store = new MemoryStore();
  const gate = held();
  store.gate = gate.promise;
  const second = await opened(path, { store });
  expect(second.pending().map((event) => event.id)).toEqual(left.map((event) => event.id));
  expect(second.epoch).toBeGreaterThan(first.epoch);
  const now = second.emit(spawned(4));
  gate.open();
  await second.whenStored(limit());
  expect(store.stored.map(({ epoch, record }) => [epoch, record.id])).toEqual([
    ...left.map((event) => [first.epoch, event.id]),
    [second.epoch, now.id],
  ]);
  await second.close();
  expect(spoolFiles(path)).toEqual([]);
});

test('a clock that is set back never gives an epoch or an id a second time', async () => {
  const path = folder();
  const epochs: number[] = [];
  const ids = new Set<string>();
  for (const wallUs of [1_760_000_000_000_000, 1_700_000_000_000_000, 1_700_000_000_000_000, 0]) {
    const emitter = await opened(path, { clock: shiftedClock(() => wallUs) });
    epochs.push(emitter.epoch);
    for (let n = 0; n < 10; n++) ids.add(emitter.emit(spawned(n)).id);
    await emitter.close();
  }
  expect(new Set(epochs).size).toBe(4);
  expect(epochs).toEqual(epochs.toSorted((a, b) => a - b));
  expect(ids.size).toBe(40);
});

test('two emitters in the same microsecond never give the same id', async () => {
  const clock = shiftedClock(() => 1_760_000_000_000_000);
  const [a, b] = await Promise.all([opened(folder(), { emitter: 'agent-1', clock }), opened(folder(), { emitter: 'agent-2', clock })]);
  const ids = [a, b, a, b].map((emitter) => emitter?.emit(spawned(1)).id);
  expect(new Set(ids).size).toBe(4);
  await a?.close();
  await b?.close();
});

test('lost replies and broken connections lead to resends, never to doubles or holes', async () => {
  const store = new MemoryStore();
  const emitter = await opened(folder(), { store, limits: { batchEventsMax: 10 } });
  store.loseReplies = 5;
  for (let n = 0; n < 500; n++) emitter.emit(spawned(n));
  await emitter.whenStored(limit());
  expect(store.repliesLost).toBe(5);
  expect(numbers(store)).toEqual(Array.from({ length: 500 }, (_, n) => n + 1));
  await emitter.close();
});

test('an invalid draft is recorded as a refusal that says what was wrong, and emit does not throw', async () => {
  const store = new MemoryStore();
  const emitter = await opened(folder(), { store });
  const wrong = [
    { type: 'spawn_succeeded', body: { node_id: 'node-1' } },
    { type: 'no_such_type', body: {} },
    { type: 'custom.mine', body: { n: 1 } },
    undefined,
    { type: 'spawn_succeeded', body: null },
  ] as unknown as AnyDraft[];
  for (const draft of wrong) expect(emitter.emit(draft)).toMatchObject({ type: 'events_refused', body: { count: 1 } });
  await emitter.whenStored(limit());
  expect(store.stored).toHaveLength(5);
  expect(JSON.stringify(store.stored[0])).toContain('agent_id: is missing');
  expect(emitter.stats().invalid).toBe(5);
  await emitter.close();
});

test('secrets do not reach the disk or storage', async () => {
  const store = new MemoryStore(false);
  const path = folder();
  const emitter = await opened(path, { store, secrets: [/canary-\d+/] });
  const event = emitter.emit({
    type: 'spawn_requested',
    body: {
      ...{ node_id: 'node-1', agent_id: 'agent-1', port: 0, storage_path: '/data/canary-1', memory_limit_mb: 0 },
      env: { DB_PASSWORD: 'canary-2', PLAIN: 'url postgres://me:canary-three@db/x' },
      args: ['--token', 'canary-four', '--api-key=canary-five'],
    },
    reason: 'password=canary-six',
  });
  await emitter.whenSpooled();
  const onDisk = spoolFiles(path).map((name) => readFileSync(join(path, name), 'latin1'));
  expect(`${JSON.stringify(event)} ${onDisk.join()}`).not.toMatch(/canary/);
  expect(onDisk.join()).toMatch(/redacted/);
  await emitter.close();
});

test('a caller who changes its object afterwards changes nothing that was recorded', async () => {
  const emitter = await opened(folder());
  const body = { agent_id: 'agent-1', storage_node_count: 1 };
  emitter.emit({ type: 'agent_heartbeat', body });
  body.storage_node_count = 2;
  expect(emitter.pending()[0]?.body).toEqual({ agent_id: 'agent-1', storage_node_count: 1 });
  await emitter.close();
});

test('a folder has one owner at a time, and a lock left by the dead is taken over', async () => {
  const path = folder();
  const first = await opened(path);
  await expect(opened(path)).rejects.toMatchObject({ code: 'SUTRA_SPOOL_LOCKED' });
  await first.close();
  symlinkSync(`${process.pid} 1 another-boot`, join(path, 'owner.lock'));
  await (await opened(path)).close();
  writeFileSync(join(path, 'owner.lock'), 'not a lock');
  const second = await opened(path);
  await second.close();
  expect(readdirSync(path)).not.toContain('owner.lock');
});

test('an event that storage always rejects is put aside with the reason, and the others go on', async () => {
  const store = new MemoryStore();
  store.rejects = (record) => record.body['node_id'] === 'node-50';
  const path = folder();
  const emitter = await opened(path, { store });
  for (let n = 1; n <= 100; n++) emitter.emit(spawned(n));
  await emitter.whenStored(limit());
  await until(() => store.stored.some(({ record }) => record.type === 'events_refused'), 'the refusal is stored');
  expect(numbers(store).slice(0, 99)).toEqual(Array.from({ length: 100 }, (_, n) => n + 1).filter((n) => n !== 50));
  const letter = JSON.parse(readFileSync(join(path, 'dead-letters.jsonl'), 'utf8'));
  expect(letter).toMatchObject({ code: 'SUTRA_EMITTER_INVALID', event: { emitterSeq: 50 } });
  expect(store.stored.at(-1)?.record.body).toMatchObject({ count: 1, types: { spawn_succeeded: '1' } });
  expect(emitter.stats().deadLettered).toBe(1);
  await emitter.close();
});

function held(): { readonly promise: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}
