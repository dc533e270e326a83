import { seededChance } from '@sutra/kit';
import { type EventRecord, eventId } from '@sutra/wire';
import { afterEach, describe, expect, it } from 'vitest';
import type { AggregateQuery, EventQuery } from '../../contract/query.ts';
import type { Engine } from '../engine.ts';
import { grouped, matching, ordered } from '../testing/oracle.ts';
import { readRawLog } from '../testing/raw-log.ts';
import { TestStore } from '../testing/store.ts';

const stores: TestStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.remove();
});

const RARE = ['crash', 'refusal', 'rollout'] as const;
const BASE_US = 1_760_000_000_000_000;

/** Mostly beats, and among them a few of other types; an emitter whose numbers have holes where `holes` says so. */
function happenings(seed: number, count: number, emitter: string, holes: boolean): EventRecord[] {
  const chance = seededChance(seed);
  const below = (max: number): number => Math.floor(chance.next() * max);
  let emitterSeq = 0;
  return Array.from({ length: count }, (_, i) => {
    emitterSeq += holes && below(10) === 0 ? 3 : 1;
    const type = below(50) === 0 ? RARE[below(RARE.length)]! : 'beat';
    const timeUs = BASE_US + i * 1_000 + below(20_000);
    const entities = [`node-${below(5)}`, `agent-${below(3)}`].slice(0, below(3));
    return {
      id: eventId(type, timeUs, emitter, 1, emitterSeq),
      type,
      timeUs,
      emitterSeq,
      entities,
      causes: [],
      body: { n: below(6), ...(below(2) === 0 ? { error: `Port ${below(4)} is taken` } : {}) },
    };
  });
}

async function reopened(holes: boolean): Promise<{ engine: Engine; store: TestStore }> {
  const store = new TestStore({ segmentBytes: 24 * 1024, columnCacheBytes: 200_000 });
  stores.push(store);
  const engine = await store.open();
  for (const [i, emitter] of ['m', 'a'].entries()) {
    const session = await engine.session(emitter, 1);
    const events = happenings(i, 700, emitter, holes);
    for (let at = 0; at < events.length; at += 30) await session.append(events.slice(at, at + 30));
  }
  return { store, engine: await store.reopen() };
}

const QUESTIONS: readonly EventQuery[] = [
  { types: ['crash'], order: 'asc' },
  { types: ['crash', 'refusal'], entities: [['node-1', 'node-2']] },
  { types: ['rollout'], entities: [['agent-1'], ['node-3']] },
  { typesNot: ['beat'], where: [{ field: 'error', contains: 'PORT 2' }] },
  { types: ['crash'], fromUs: BASE_US + 200_000, toUs: BASE_US + 500_000 },
  { types: ['refusal'], asOf: { seq: 1_000 } },
  { types: ['crash'], afterSeq: 300, asOf: { seq: 1_300 }, order: 'asc' },
  { types: ['crash', 'beat'], entities: [['node-1']] },
];
const GROUPINGS: readonly Partial<AggregateQuery>[] = [
  {},
  { groupBy: ['type', 'entity:*'] },
  { groupBy: ['emitter', 'n'], measures: [{ fn: 'avg', field: 'n' }] },
  { groupBy: ['entity:node-'], bucketUs: 250_000 },
  { groupBy: ['error'] },
];

async function agree(engine: Engine, log: ReturnType<typeof readRawLog>): Promise<void> {
  for (const question of QUESTIONS) {
    const said = JSON.stringify(question);
    const { events } = await engine.query({ ...question, limit: 10_000 });
    // As they were written: emitter numbers, positions and bodies, not only their ids.
    expect(events, said).toEqual(ordered(matching(log, question), question.order));
    const { order: _order, ...filter } = question;
    for (const grouping of GROUPINGS) {
      const found = await engine.aggregate({ ...filter, ...grouping, limit: 10_000 });
      const wanted = grouped(log, { ...filter, ...grouping });
      expect(found.groups.length, said).toBe(wanted.size);
      for (const { key, bucketUs, count, firstTimeUs, lastTimeUs } of found.groups)
        expect(wanted.get(JSON.stringify([key, bucketUs ?? null]))?.slice(0, 3), said).toEqual([count, firstTimeUs, lastTimeUs]);
    }
  }
}

describe('rows of rare types, picked out of the columns of a segment', () => {
  it.each([false, true])('give what every event gives, whatever is asked of them (numbers with holes: %s)', async (holes) => {
    const { engine, store } = await reopened(holes);
    const log = readRawLog(store.folder);
    await agree(engine, log);
    // The second time they are at hand.
    await agree(engine, log);
  });

  it('are all that is looked at, and stay at hand when the columns are gone', async () => {
    const { engine, store } = await reopened(false);
    const log = readRawLog(store.folder);
    const crashes = matching(log, { types: ['crash'] });
    const ask = () => engine.query({ types: ['crash'], limit: 10_000 });
    await ask();
    const again = await ask();
    expect(again.events.length).toBe(crashes.length);
    expect(again.scanned).toBeLessThan(log.length / 2);
  });

  it('are let go of with the segment that retention rewrites', async () => {
    const { engine, store } = await reopened(false);
    await agree(engine, readRawLog(store.folder));
    const old = BASE_US + 350_000;
    store.clock.advance(86_400_000);
    const kept = readRawLog(store.folder).filter(({ type, timeUs }) => type !== 'beat' && (type !== 'refusal' || timeUs >= old));
    const dropAfterUs = store.clock.wallUs() - old;
    await engine.retain({ policy: { rules: [{ name: 'refusals', types: ['refusal'], dropAfterUs }] } });
    const { events } = await engine.query({ typesNot: ['beat'], limit: 10_000, order: 'asc' });
    expect(events.map(({ id }) => id)).toEqual(ordered(kept, 'asc').map(({ id }) => id));
    expect((await engine.aggregate({ types: ['refusal'] })).total).toBe(kept.filter(({ type }) => type === 'refusal').length);
  });
});
