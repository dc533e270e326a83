import { seededChance } from '@sutra/kit';
import { type EventRecord, eventId } from '@sutra/wire';
import { afterEach, describe, expect, it } from 'vitest';
import type { AggregateQuery } from '../../contract/query.ts';
import { SPAN_ROWS } from '../columns/chunks.ts';
import type { Engine } from '../engine.ts';
import { TestStore } from '../testing/store.ts';

const stores: TestStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.remove();
});

const START_US = 1_760_000_000_000_000;
const TYPES = ['beat', 'metric', 'crash'];

/** Events of one emitter, a ms apart, one in a hundred out of order; of `nodes` nodes on four agents. */
function events(count: number, nodes: number, from = 0): EventRecord[] {
  const chance = seededChance(count + from);
  const whole = (max: number): number => Math.floor(chance.next() * max);
  return Array.from({ length: count }, (_, i) => {
    const timeUs = START_US + (from + i) * 1_000 - (chance.next() < 0.01 ? whole(50_000_000) : 0);
    const type = TYPES[whole(TYPES.length)]!;
    const node = whole(nodes);
    const emitterSeq = from + i + 1;
    return {
      id: eventId(type, timeUs, 'm', 1, emitterSeq),
      type,
      timeUs,
      emitterSeq,
      entities: [`agent-${node % 4}`, `node-${node}`],
      causes: [],
      body: {},
    };
  });
}

/** The same by looking at every event. */
function counted(
  all: readonly EventRecord[],
  { fromUs = 0, toUs = Number.POSITIVE_INFINITY, types, entities, groupBy = [] }: AggregateQuery,
) {
  const groups = new Map<string, { count: number; firstTimeUs: number; lastTimeUs: number }>();
  for (const event of all) {
    if (event.timeUs < fromUs || event.timeUs >= toUs || types?.includes(event.type) === false) continue;
    if (entities?.some((group) => !group.some((name) => event.entities.includes(name)))) continue;
    const key = JSON.stringify(
      groupBy.map((by) => (by === 'type' ? event.type : event.entities.find((name) => name.startsWith(by.slice('entity:'.length))))),
    );
    const { count, firstTimeUs, lastTimeUs } = groups.get(key) ?? { count: 0, firstTimeUs: event.timeUs, lastTimeUs: event.timeUs };
    groups.set(key, {
      count: count + 1,
      firstTimeUs: Math.min(firstTimeUs, event.timeUs),
      lastTimeUs: Math.max(lastTimeUs, event.timeUs),
    });
  }
  return groups;
}

async function found(engine: Engine, question: AggregateQuery) {
  const { groups, scanned, total } = await engine.aggregate({ ...question, limit: 100_000 });
  const told = new Map(groups.map(({ key, count, firstTimeUs, lastTimeUs }) => [JSON.stringify(key), { count, firstTimeUs, lastTimeUs }]));
  return { told, scanned, total };
}

async function filled(all: readonly EventRecord[]) {
  const store = new TestStore({});
  stores.push(store);
  const engine = await store.open();
  const session = await engine.session('m', 1);
  const append = async (more: readonly EventRecord[]): Promise<void> => {
    for (let at = 0; at < more.length; at += 4_096) await session.append(more.slice(at, at + 4_096));
  };
  await append(all);
  return { engine, append };
}

const CUTS = { fromUs: START_US + 20_000_000, toUs: START_US + 75_000_000 };
const QUESTIONS: readonly AggregateQuery[] = [
  {},
  { groupBy: ['type', 'entity:agent-'] },
  { groupBy: ['type', 'entity:agent-'], ...CUTS },
  { groupBy: ['entity:node-'], types: ['crash'], fromUs: CUTS.fromUs },
  { groupBy: ['type'], entities: [['agent-1', 'agent-3']] },
  { groupBy: ['entity:node-'], entities: [['agent-1', 'agent-3']], types: ['beat', 'crash'], ...CUTS },
];

describe('a count over the segment that is being written', () => {
  it('is what looking at every event gives, from sums of its spans: far fewer rows are looked at, and what comes later is counted too', async () => {
    const all = events(3 * SPAN_ROWS - 1_000, 40);
    const { engine, append } = await filled(all);
    for (let round = 0; round < 3; round++) {
      for (const question of QUESTIONS)
        expect((await found(engine, question)).told, JSON.stringify(question)).toEqual(counted(all, question));
      const more = events(2_000, 60, all.length);
      all.push(...more);
      await append(more);
    }
    const { scanned, total } = await found(engine, { groupBy: ['type'] });
    expect(total).toBe(all.length);
    expect(scanned).toBeLessThan(all.length / 10);
  });

  it('is the same where sums would be nearly as many as rows: then rows are counted', async () => {
    const all = events(SPAN_ROWS + 1_000, 20_000);
    const { engine } = await filled(all);
    const question: AggregateQuery = { groupBy: ['type', 'entity:agent-'] };
    const { told, scanned } = await found(engine, question);
    expect(told).toEqual(counted(all, question));
    expect(scanned).toBe(all.length);
  });

  it('leaves out of a span what the question is not about: positions, emitters, hours', async () => {
    const all = events(2 * SPAN_ROWS, 40);
    const { engine } = await filled(all);
    const through = SPAN_ROWS + 500;
    const { told } = await found(engine, { groupBy: ['type'], asOf: { seq: through } });
    expect(told).toEqual(counted(all.slice(0, through), { groupBy: ['type'] }));
    expect((await found(engine, { groupBy: ['emitter'] })).told.get('["m"]')?.count).toBe(all.length);
    const { groups } = await engine.aggregate({ bucketUs: 10_000_000, limit: 1_000 });
    for (const { bucketUs = 0, count } of groups)
      expect(count).toBe(all.filter(({ timeUs }) => timeUs >= bucketUs && timeUs < bucketUs + 10_000_000).length);
  });
});
