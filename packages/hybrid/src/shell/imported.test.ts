import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@sutra/kit';
import { foldAll, fromStored } from '@sutra/model';
import type { StoreReader } from '@sutra/storage';
import { openEngine } from '@sutra/storage/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogueOf } from '../core/names.ts';
import { history, memoryReader, type Teller } from '../testing/index.ts';
import type { Answer } from './answer.ts';
import { ask } from './ask.ts';
import { importedNotes, importedOf } from './imported.ts';
import { withRecordedNames } from './recorded-names.ts';

const H = 3600;
/** Sunday 22 Nov 2026. */
const START_US = Date.UTC(2026, 10, 22) * 1000;
const NOW_US = START_US + 15 * H * 1_000_000;
const IMPORT = { emitter: 'import.tokyo', recordedAtS: 14.9 * H };

const agent = (agent_id: string) =>
  ({ agent_id, hostname: `h-${agent_id}`, platform: 'process', agent_endpoint: 's', max_storage_nodes: 9 }) as never;

/** A grid that began today at 14:00, into which the days before of another one were imported afterwards. */
function twoHistories(): Teller {
  const told = history(START_US);
  const t = told.tell;
  t(14 * H, 'agent_registered', agent('berlin-1'));
  const operation = 'op-web';
  t(
    14 * H + 60,
    'spawn_requested',
    { agent_id: 'berlin-1', node_id: 'web', storage_path: '/d', memory_limit_mb: 512, port: 0, generation: 1 },
    { operation },
  );
  t(14 * H + 62, 'spawn_succeeded', { agent_id: 'berlin-1', node_id: 'web', endpoint: 'x:1', pid: 7, port: 1, generation: 1 } as never, {
    operation,
  });
  t(14 * H + 120, 'node_crashed', { agent_id: 'berlin-1', node_id: 'web', exit_code: 1, generation: 1 });
  const day = 24 * H;
  const crash = (atS: number, node_id: string) =>
    t(atS, 'node_crashed', { agent_id: 'tokyo-1', node_id, exit_code: 1, generation: 1, cause: 'unknown' } as never, IMPORT);
  t(-9 * day, 'agent_registered', agent('tokyo-1'), IMPORT);
  t(-6 * day + 14 * H, 'agent_draining', { agent_id: 'tokyo-1' } as never, IMPORT);
  t(-6 * day + 16 * H, 'agent_undrained', { agent_id: 'tokyo-1' } as never, IMPORT);
  crash(-2 * day + 9 * H, 'billing');
  t(-day + 2.5 * H, 'agent_offline', { agent_id: 'tokyo-1', last_seen: '2026-11-21T02:29:30.000000Z', reason: 'silent' } as never, IMPORT);
  const back = -day + 2.5 * H + 20 * 60;
  t(back, 'agent_recovered', { agent_id: 'tokyo-1', offline_duration_ms: 1_200_000 } as never, IMPORT);
  crash(-day + 15 * H, 'mail');
  crash(8 * H, 'billing');
  t(8 * H + 5, 'node_restarted', { agent_id: 'tokyo-1', node_id: 'billing', restart_count: 1, new_pid: 9, generation: 1 } as never, IMPORT);
  return told;
}

const { events } = twoHistories();
const state = foldAll(events.map(fromStored));

const folder = mkdtempSync(join(tmpdir(), 'sutra-imported-'));
let engine: Awaited<ReturnType<typeof openEngine>>;
beforeAll(async () => {
  engine = await openEngine({ folder, clock: systemClock(), onFatal: (reason) => expect.fail(reason.message) });
  for (const emitter of ['test', IMPORT.emitter]) {
    const session = await engine.session(emitter, 1);
    const told = events.filter((event) => event.emitter === emitter);
    await session.append(
      told.map(({ seq: _seq, recordedAtUs: _at, emitter: _emitter, epoch: _epoch, ...record }, i) => ({ ...record, emitterSeq: i + 1 })),
    );
    await session.close();
  }
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const STORES: readonly (readonly [string, () => StoreReader])[] = [
  ['a store in memory', () => memory],
  ['the real store', () => engine],
];
const memory = memoryReader(events);

describe.each(STORES)('what was imported into %s can be asked about', (_name, readerOf) => {
  async function asked(question: string, context?: string): Promise<Answer> {
    const reader = readerOf();
    const catalogue = await withRecordedNames(catalogueOf(state), [question, ...(context === undefined ? [] : [context])], reader);
    return ask({ question, tz: 'UTC', nowUs: NOW_US, ...(context === undefined ? {} : { context }) }, { reader, state, catalogue });
  }

  it('by the names in it, also where the state has none of them and the name stands in the question before', async () => {
    expect(await asked('when did billing crash?')).toMatchObject({ status: 'answered' });
    expect(await asked('why did billing crash?')).toMatchObject({ status: 'answered' });
    expect((await asked('how many crashes of billing in all history?')).value).toBe(2);
    expect((await asked('and of mail?', 'how many crashes of billing in all history?')).value).toBe(1);
    expect((await asked('how many crashes of nobody-7 in all history?')).status).not.toBe('answered');
  });

  it('the nodes of a number are those of the events that it counts', async () => {
    expect((await asked('how many crashes were there today?')).text).toBe('2 crashes on 2 nodes.');
    expect((await asked('how many crashes on Friday?')).text).toBe('1 crash on 1 node.');
    expect((await asked('how many crashes on tokyo-1 in the last 7 days?')).text).toBe('3 crashes on 2 nodes.');
  });

  it('lists and counts of what had an event have whom the events name', async () => {
    const ids = async (question: string, key: string) => ((await asked(question)).rows ?? []).map((row) => row[key]);
    expect(await ids('which nodes crashed today?', 'node_id')).toEqual(['billing', 'web']);
    expect(await ids('which nodes crashed yesterday?', 'node_id')).toEqual(['mail']);
    expect(await ids('which nodes crashed on tokyo-1?', 'node_id')).toContain('billing');
    expect(await ids('which agents went offline yesterday?', 'agent_id')).toEqual(['tokyo-1']);
    expect(await ids('which nodes crashed more than once in the last 7 days?', 'node_id')).toEqual(['billing']);
    expect((await asked('how many nodes crashed in the last 7 days?')).text).toBe('4 crashes on 3 nodes.');
    expect(await ids('which nodes crashed and were not restarted in the last 7 days?', 'node_id')).toContain('mail');
  });

  it('how long something was so is told from its events in order of time', async () => {
    expect(await asked('how long was tokyo-1 offline yesterday?')).toMatchObject({ status: 'answered', value: 1200 });
    expect(await asked('how long was tokyo-1 draining on Monday?')).toMatchObject({ status: 'answered', value: 7200 });
  });

  it('time goes no further than the history does', async () => {
    const answer = await asked('how long was billing running today?');
    expect(answer).toMatchObject({ status: 'answered', value: 0 });
    expect(answer.unknown.join()).toContain('how billing went on after');
  });

  it('how something was at an instant is told by the last that was said of it, and is not known after the end', async () => {
    expect(await asked('was tokyo-1 online at 3am yesterday?')).toMatchObject({ status: 'answered', value: true });
    expect(await asked('was tokyo-1 offline at 02:40 yesterday?')).toMatchObject({ status: 'answered', value: true });
    expect((await asked('was tokyo-1 online at 02:40 yesterday?')).text).toMatch(/^No: tokyo-1 was offline at/);
    expect(await asked('is tokyo-1 online?')).toMatchObject({
      value: 'unknown',
      text: expect.stringMatching(/^How tokyo-1 is now is not known/),
    });
  });

  it('what there is now has none of it, and what there was then says that it is left out', async () => {
    expect((await asked('which agents are there?')).value).toBe(1);
    const then = await asked('which agents were offline at 02:40 yesterday?');
    expect(then.unknown.join()).toContain('tokyo-1');
  });
});

it('what was recorded since is looked through alone, and another record is read anew', async () => {
  const [first, ...rest] = twoHistories().events;
  const store = memoryReader(first === undefined ? [] : [first]);
  expect((await importedOf(store)).nodes.size).toBe(0);
  store.append(...rest);
  expect([...(await importedOf(store)).nodes.keys()]).toEqual(['billing', 'mail']);
  let kept = store;
  const reads: (number | undefined)[] = [];
  const counting = {
    query: (query: Parameters<typeof store.query>[0]) => kept.query(query),
    aggregate: (query: Parameters<typeof store.aggregate>[0]) => {
      reads.push(query.afterSeq);
      return kept.aggregate(query);
    },
  };
  await importedOf(counting);
  expect(reads).toEqual([undefined, undefined, undefined]);
  await importedOf(counting);
  expect(reads).toHaveLength(3);
  const other = history(START_US);
  other.tell(0, 'agent_registered', agent('berlin-1'));
  kept = memoryReader(other.events);
  expect((await importedOf(counting)).nodes.size).toBe(0);
});

it('a record without any is not looked through, and what is imported into it later is found', async () => {
  const [first, ...rest] = twoHistories().events;
  const store = memoryReader(first === undefined ? [] : [first]);
  let looks = 0;
  const counting = {
    query: (query: Parameters<typeof store.query>[0]) => store.query(query),
    aggregate: (query: Parameters<typeof store.aggregate>[0]) => {
      looks++;
      return store.aggregate(query);
    },
  };
  for (let times = 0; times < 2; times++) expect((await importedOf(counting)).nodes.size).toBe(0);
  expect(looks).toBe(0);
  store.append(...rest);
  expect((await importedOf(counting)).nodes.size).toBe(2);
  expect(looks).toBeGreaterThan(0);
});

it('so much is looked through for one question and so many names are kept, and the answer says what that leaves out', async () => {
  const store = memoryReader(events);
  const few = { things: 10, stepEvents: 4, steps: 1 };
  expect(await importedOf(store, undefined, few)).toMatchObject({ behind: true, nodes: new Map() });
  let rounds = 1;
  while ((await importedOf(store, undefined, few)).behind) rounds++;
  expect(rounds).toBe(Math.ceil(events.length / few.stepEvents) - 1);
  expect((await importedOf(store)).nodes.size).toBe(2);
  const known = await importedOf(memoryReader(events), undefined, { ...few, things: 1, stepEvents: 100 });
  expect(known).toMatchObject({ more: true, behind: false });
  expect(known.nodes.size).toBe(1);
  expect(importedNotes({ imported: known })).toEqual([expect.stringContaining('it names more')]);
});
