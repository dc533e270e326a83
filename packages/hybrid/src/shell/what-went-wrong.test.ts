import { apply, EMPTY_GRID, fromStored } from '@sutra/model';
import { expect, it } from 'vitest';
import { catalogueOf } from '../core/names.ts';
import { history, memoryReader } from '../testing/index.ts';
import { ask } from './ask.ts';

it('what went wrong, problems and failures are also of the record itself: a store whose disk is full, damage, a notice nobody got', async () => {
  const told = history();
  told.tell(10, 'storage_full', { node_id: 'event-storage', free_bytes: 33_554_432, kept_free_bytes: 33_554_432 });
  told.tell(20, 'storage_resumed', { node_id: 'event-storage', full_ms: 10_000, free_bytes: 67_108_864 });
  told.tell(30, 'storage_damaged', { node_id: 'event-storage', file: '0000000001.seg', offset: 1, length: 2, what: 'a checksum' });
  told.tell(40, 'watch_delivery_failed', { watch_id: 'watch-1', error: 'connection refused', tries: 3 });
  const state = told.events.map(fromStored).reduce(apply, EMPTY_GRID);
  const scene = { reader: memoryReader(told.events), catalogue: catalogueOf(state), state };
  const at = { tz: 'UTC', nowUs: told.startUs + 600_000_000 };
  const types = ['storage_full', 'storage_damaged', 'watch_delivery_failed'];
  for (const question of ['what went wrong today?', 'problems today', 'failures today', 'failures other than crashes today']) {
    const { rows = [] } = await ask({ question, ...at }, scene);
    expect([question, rows.map((row) => row['event_type']).sort()]).toEqual([question, types.toSorted()]);
  }
  expect((await ask({ question: 'how many problems today?', ...at }, scene)).value).toBe(3);
  expect((await ask({ question: 'any failures today?', ...at }, scene)).text).toMatch(/^Yes: 3 failures\./);
});

it('whether storage stopped answering is told of its standstills, and not of its stops', async () => {
  const told = history();
  told.tell(10, 'component_stopped', { component: 'storage', pid: 7, reason: 'SIGTERM' });
  const stalled = { node_id: 'event-storage', endpoint: '127.0.0.1:50052', silent_ms: 3_000 };
  const before = { reader: memoryReader([...told.events]), catalogue: catalogueOf(EMPTY_GRID), state: EMPTY_GRID };
  const id = told.tell(20, 'storage_stalled', stalled);
  told.tell(26, 'storage_recovered', { ...stalled, silent_ms: 9_000 }, { causedBy: [id] });
  const scene = { ...before, reader: memoryReader(told.events) };
  const at = { tz: 'UTC', nowUs: told.startUs + 600_000_000 };
  for (const question of [
    'did the storage stop answering today?',
    'has storage been unresponsive today?',
    'did event-storage stop answering today?',
    'did storage hang today?',
    'did storage ever stand still?',
  ]) {
    expect([question, (await ask({ question, ...at }, before)).text]).toEqual([question, expect.stringMatching(/^No/)]);
    const { text, evidence } = await ask({ question, ...at }, scene);
    expect([question, text, evidence]).toEqual([question, expect.stringMatching(/^Yes.*not heard for 3/), [id]]);
  }
  expect((await ask({ question: 'when did storage answer again?', ...at }, scene)).text).toMatch(/not heard for 9/);
});
