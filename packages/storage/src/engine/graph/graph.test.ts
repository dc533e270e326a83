import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentLogger } from '@sutra/kit';
import { afterEach, describe, expect, it } from 'vitest';
import type { AsOf, Association, NeighbourQuery } from '../../contract/query.ts';
import type { Engine } from '../index.ts';
import { verifyStore } from '../life/verify-store.ts';
import { event, range, TestStore } from '../testing/store.ts';

let store: TestStore;
let engine: Engine;
const open = async (limits = {}): Promise<void> => {
  store = new TestStore(limits);
  engine = await store.open();
};
afterEach(() => store.remove());

const say = ({ source, type, target }: Association): string => `${source} ${type} ${target}`;
async function neighbours(query: NeighbourQuery): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await engine.neighbours({ ...query, ...(cursor === undefined ? {} : { cursor }) });
    found.push(...page.associations.map(say));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
}

describe('what was learned', () => {
  it('is kept in versions; old ones are read as of their time or position', async () => {
    await open();
    const session = await engine.session('m', 1);
    await session.append(range(1, 2));
    await engine.learn({ concepts: [{ id: 'rack-1', content: 'cold', metadata: { floor: 3 } }] });
    const between = store.clock.wallUs();
    store.clock.advance(1000);
    await session.append(range(3, 4));
    await engine.learn({ concepts: [{ id: 'rack-1', content: 'warm', confidence: 0.5 }] });
    const check = async (): Promise<void> => {
      expect(await engine.concept('rack-1')).toMatchObject({
        content: 'warm',
        version: 2,
        confidence: 0.5,
        metadata: { floor: 3 },
        kind: 'concept',
      });
      expect(await engine.concept('rack-1', { seq: 3 })).toMatchObject({ content: 'cold', version: 1, confidence: 1 });
      expect(await engine.concept('rack-1', { timeUs: between })).toMatchObject({ content: 'cold' });
      expect(await engine.concept('rack-1', { seq: 1 })).toBeUndefined();
      expect(await engine.concept('rack-2')).toBeUndefined();
    };
    await check();
    engine = await store.reopen();
    await check();
    expect(await engine.stats()).toMatchObject({ concepts: 1, associations: 0, events: 4 });
  });

  it('often is read as of any of its versions, at the cost of a few', async () => {
    await open();
    const session = await engine.session('m', 1);
    const [learned, times]: [(number | undefined)[], number[]] = [[], []];
    for (let i = 0; i < 300; i++) {
      store.clock.advance(10);
      const forget = i % 40 === 39;
      if (forget) await engine.forget({ concepts: ['busy'], associations: [{ source: 'hub', type: 'holds', target: 'part' }] });
      else
        await engine.learn({
          concepts: [{ id: 'busy', content: i }],
          associations: ['part', 'other'].map((target) => ({ source: 'hub', type: 'holds', target, weight: i })),
        });
      learned.push(forget ? undefined : i);
      times.push(store.clock.wallUs());
      await session.append(range(i + 1, i + 1));
    }
    const weights = async (asOf?: AsOf): Promise<(number | undefined)[]> => {
      const { associations } = await engine.neighbours({ id: 'hub', ...(asOf === undefined ? {} : { asOf }) });
      return ['part', 'other'].map((wanted) => associations.find(({ target }) => target === wanted)?.weight);
    };
    const lastKnown = (i: number) => learned.slice(0, i + 1).findLast((one) => one !== undefined);
    for (let i = 0; i < 300; i += 7)
      for (const asOf of [{ seq: i }, { timeUs: times[i]! + 5_000 }]) {
        expect((await engine.concept('busy', asOf))?.content).toBe(learned[i]);
        expect(await weights(asOf)).toEqual([learned[i], lastKnown(i)]);
      }
    expect(await weights({ timeUs: times[0]! - 1 })).toEqual([undefined, undefined]);
    expect(await engine.concept('busy', { timeUs: times[0]! - 1 })).toBeUndefined();
    expect(await weights()).toEqual([299, 299]);
  });

  it('is found by type in whatever script, and pages of many neighbours go on where they ended', async () => {
    await open();
    const many = Array.from({ length: 2500 }, (_, i) => ({ source: 'hub', type: i % 2 === 0 ? 'a' : '😀', target: `t${i}` }));
    await engine.learn({ associations: [...many, { source: 'hub2', type: 'a', target: 'hub' }] });
    expect((await neighbours({ id: 'hub', limit: 700 })).sort()).toEqual(
      [...many.map((edge) => say(edge as Association)), 'hub2 a hub'].sort(),
    );
    expect(await neighbours({ id: 'hub', types: ['😀'], direction: 'out', limit: 999 })).toHaveLength(1250);
    const first = await engine.neighbours({ id: 'hub', types: ['a'], limit: 10 });
    await engine.learn({ associations: [{ source: 'hub', type: 'a', target: 't' }] });
    const { cursor } = first;
    const second = await engine.neighbours({ id: 'hub', types: ['a'], limit: 10, cursor: cursor! });
    expect(new Set([...first.associations, ...second.associations].map(say)).size).toBe(20);
    await expect(engine.neighbours({ id: 'hub', cursor: cursor! })).rejects.toMatchObject({ code: 'SUTRA_STORE_CURSOR' });
    await expect(engine.neighbours({ id: 'hub', cursor: 'xyz' })).rejects.toMatchObject({ code: 'SUTRA_STORE_CURSOR' });
  });

  it('is stored once per key, also when sent twice at the same time or after a restart', async () => {
    await open();
    const batch = { key: 'k1', concepts: [{ id: 'x', content: 1 }] };
    const results = await Promise.all([engine.learn(batch), engine.learn(batch)]);
    expect(results.map(({ duplicate }) => duplicate)).toEqual([false, true]);
    expect(await engine.learn(batch)).toEqual({ seq: 0, duplicate: true });
    engine = await store.reopen();
    expect(await engine.learn(batch)).toEqual({ seq: 0, duplicate: true });
    expect((await engine.concept('x'))?.version).toBe(1);
  });

  it('is refused when it makes no sense, all of it', async () => {
    await open();
    const bad = [
      {},
      { concepts: [{ id: '', content: 1 }] },
      { concepts: [{ id: 'x', content: 1, strength: 2 }] },
      { concepts: [{ id: 'ok', content: 1 }], associations: [{ source: 'a', type: 't', target: 'x'.repeat(500) }] },
    ];
    for (const batch of bad) await expect(engine.learn(batch)).rejects.toMatchObject({ code: 'SUTRA_STORE_INVALID' });
    expect(await engine.concept('ok')).toBeUndefined();
  });

  it('survives the loss or damage of its index, which is rebuilt from the log', async () => {
    await open({ segmentBytes: 4096 });
    const session = await engine.session('m', 1);
    for (let i = 0; i < 300; i++) {
      await engine.learn({
        concepts: [{ id: `c-${i % 40}`, content: i }],
        associations: [{ source: `c-${i % 40}`, type: 'next', target: `c-${(i + 1) % 40}` }],
      });
      if (i % 10 === 0) await session.append(range(i + 1, i + 10).slice(0, 10));
    }
    const answers = async (): Promise<unknown> => [
      await engine.concept('c-7'),
      await engine.concept('c-7', { seq: 100 }),
      await neighbours({ id: 'c-7' }),
      (await engine.stats()).concepts,
      (await engine.stats()).associations,
    ];
    const before = await answers();
    expect((await engine.stats()).segments).toBeGreaterThan(3);
    await engine.close();
    const spoils: ((folder: string) => void)[] = [
      (folder) => rmSync(folder, { recursive: true }),
      (folder) => writeFileSync(join(folder, 'graph.mdb'), 'this is not a database'.repeat(1000)),
      (folder) => writeFileSync(join(folder, 'opening'), ''),
      (folder) => {
        const bytes = readFileSync(join(folder, 'graph.mdb'));
        bytes[bytes.length - 3000]! ^= 16;
        writeFileSync(join(folder, 'graph.mdb'), bytes);
      },
      (folder) => {
        rmSync(folder, { recursive: true });
        mkdirSync(folder);
      },
    ];
    for (const spoil of spoils) {
      spoil(join(store.folder, 'graph'));
      const warned: string[] = [];
      const logger = { ...silentLogger, warn: (message: string) => void warned.push(message) };
      engine = await store.open({ logger });
      expect(await answers()).toEqual(before);
      expect(warned).toEqual(['graph index rebuilt from the log']);
      await engine.close();
    }
  });
});

describe('a large batch', () => {
  it('is applied in parts, is seen whole or not at all, and is gone on with after a crash between two of them', async () => {
    store = new TestStore();
    const [parts, images]: [number, TestStore[]] = [4, []];
    let commits = 0;
    engine = await store.open({
      faults: (point) => {
        if (point === 'graph.commit' && ++commits === parts) images.push(store.copy());
      },
    });
    const concepts = Array.from({ length: 500 }, (_, i) => ({ id: `c${i}`, content: `disk ${i}`, metadata: { even: i % 2 === 0 } }));
    const associations = concepts.map(({ id }, i) => ({ source: id, type: 'next', target: `c${(i + 1) % 500}` }));
    await engine.learn({ key: 'large', concepts, associations });
    await engine.forget({ concepts: ['c7'] });
    expect((await engine.search({ text: 'disk', limit: 1_000, mode: 'lexical' })).hits).toHaveLength(499);
    expect(commits).toBeGreaterThan(parts);
    const [image] = images;
    const again = await image!.open();
    try {
      expect((await again.stats()).concepts).toBe(500);
      expect((await again.search({ text: 'disk', limit: 1_000, mode: 'lexical' })).hits).toHaveLength(500);
      expect((await again.neighbours({ id: 'c7' })).associations).toHaveLength(2);
      expect((await again.concept('c499'))?.version).toBe(1);
      expect(await again.learn({ key: 'large', concepts, associations })).toMatchObject({ duplicate: true });
      await again.close();
      expect((await verifyStore(image!.folder, image!.clock)).findings).toEqual([]);
    } finally {
      await image!.remove();
    }
  });
});

describe('the neighbours of', () => {
  it('a concept are its learned associations, both ways, a later one in place of an earlier one', async () => {
    await open();
    await engine.learn({
      associations: [
        { source: 'a', type: 'feeds', target: 'b' },
        { source: 'c', type: 'feeds', target: 'a' },
        { source: 'a', type: 'feeds', target: 'a' },
      ],
    });
    await (await engine.session('m', 1)).append(range(1, 1));
    await engine.learn({
      associations: [
        { source: 'a', type: 'feeds', target: 'b', confidence: 0.2 },
        { source: 'a', type: 'beside', target: 'd' },
      ],
    });
    expect(await neighbours({ id: 'a' })).toEqual(['a beside d', 'a feeds a', 'a feeds b', 'c feeds a']);
    expect(await neighbours({ id: 'a', direction: 'in' })).toEqual(['a feeds a', 'c feeds a']);
    expect(await neighbours({ id: 'a', direction: 'out', types: ['feeds'], limit: 1 })).toEqual(['a feeds a', 'a feeds b']);
    expect(await neighbours({ id: 'a', asOf: { seq: 0 } })).toEqual(['a feeds a', 'a feeds b', 'c feeds a']);
    expect((await engine.neighbours({ id: 'a', types: ['feeds'], direction: 'out' })).associations[1]).toMatchObject({ confidence: 0.2 });
  });

  it('an entity are the events that name it, newest first', async () => {
    await open();
    const events = [event(1), event(2, { type: 'crash', entities: ['agent-1', 'node-1'] }), event(3, { entities: ['node-1'] })];
    await (await engine.session('m', 1)).append(events);
    expect(await neighbours({ id: 'agent-1' })).toEqual([`agent-1 crash ${events[1]!.id}`, `agent-1 tick ${events[0]!.id}`]);
    expect(await neighbours({ id: 'node-1', types: ['crash'], limit: 1 })).toEqual([`node-1 crash ${events[1]!.id}`]);
    expect(await neighbours({ id: 'agent-1', direction: 'in' })).toEqual([]);
    expect(await neighbours({ id: 'agent-1', asOf: { seq: 1 } })).toEqual([`agent-1 tick ${events[0]!.id}`]);
    expect(await engine.concept('agent-1')).toMatchObject({ kind: 'entity', createdUs: events[0]!.timeUs, updatedUs: events[1]!.timeUs });
    await engine.learn({ associations: [{ source: 'agent-1', type: 'owned_by', target: 'team-x' }] });
    expect((await neighbours({ id: 'agent-1', limit: 2 }))[0]).toBe('agent-1 owned_by team-x');
  });

  it('an entity are in pages the events that name it, each once, also when retention makes one row of those that were given', async () => {
    await open();
    const minute = 60_000_000;
    const begin = Math.floor(store.clock.wallUs() / minute) * minute - 10 * 86_400_000_000;
    const events = Array.from({ length: 600 }, (_, i) =>
      event(i + 1, { type: i % 20 === 0 ? 'crash' : 'beat', timeUs: begin + i * 1_000_000, body: { n: i } }),
    );
    await (await engine.session('m', 1)).append(events);
    const query = { id: 'agent-1', limit: 100 };
    const first = await engine.neighbours(query);
    expect(first.associations).toHaveLength(100);
    const rules = [{ name: 'beats', types: ['beat'], rollUps: [{ afterUs: minute, widthUs: minute }] }];
    expect((await engine.retain({ policy: { rules } })).rolledUp).toBeGreaterThan(500);
    const targets = first.associations.map(({ target }) => target);
    for (let { cursor } = first; cursor !== undefined; ) {
      const page = await engine.neighbours({ ...query, cursor });
      targets.push(...page.associations.map(({ target }) => target));
      cursor = page.cursor;
    }
    expect(new Set(targets).size).toBe(targets.length);
    for (const { id, type } of events) if (type === 'crash') expect(targets).toContain(id);
    await expect(engine.neighbours({ id: 'agent-2', cursor: first.cursor! })).rejects.toMatchObject({ code: 'SUTRA_STORE_CURSOR' });
  });

  it('an event are its entities, its causes, its effects and its second', async () => {
    await open();
    const cause = event(1);
    const middle = event(2, { causes: [cause.id], entities: ['agent-1', 'node-1'] });
    const effects = [event(3, { causes: [middle.id] }), event(4, { causes: [middle.id, cause.id] })];
    await (await engine.session('m', 1)).append([cause, middle, ...effects]);
    const second = `ts-${Math.floor(middle.timeUs / 1e6)}`;
    expect(await neighbours({ id: middle.id })).toEqual([
      `agent-1 tick ${middle.id}`,
      `node-1 tick ${middle.id}`,
      `${cause.id} caused ${middle.id}`,
      `${middle.id} temporal ${second}`,
      `${middle.id} caused ${effects[0]!.id}`,
      `${middle.id} caused ${effects[1]!.id}`,
    ]);
    expect(await neighbours({ id: middle.id, direction: 'out', types: ['caused'], limit: 1 })).toEqual(
      effects.map(({ id }) => `${middle.id} caused ${id}`),
    );
    expect(await neighbours({ id: second, types: ['temporal'] })).toContain(`${middle.id} temporal ${second}`);
    expect(await engine.concept(middle.id)).toMatchObject({ kind: 'event', content: { type: 'tick', body: { n: 2 } } });
  });

  it('an event are all its effects, however many', async () => {
    await open();
    const cause = event(1);
    const effects = Array.from({ length: 10_050 }, (_, i) => event(i + 2, { causes: [cause.id] }));
    const session = await engine.session('m', 1);
    for (let at = 0; at < effects.length; at += 2_000)
      await session.append([...(at === 0 ? [cause] : []), ...effects.slice(at, at + 2_000)]);
    const query = { id: cause.id, direction: 'out' as const, types: ['caused'], limit: 5_000 };
    expect(await neighbours(query)).toEqual(effects.map(({ id }) => `${cause.id} caused ${id}`));
    const last = effects.at(-1)!;
    expect(await neighbours({ ...query, fromUs: last.timeUs })).toEqual([`${cause.id} caused ${last.id}`]);
    expect(await engine.effects({ id: cause.id, limit: 10_000 })).toHaveLength(10_000);
    await expect(engine.effects({ id: cause.id, limit: 10_001 })).rejects.toMatchObject({ code: 'SUTRA_STORE_INVALID' });
  });

  it('a chain of causes can be walked to its beginning and back', async () => {
    await open({ segmentBytes: 4096 });
    const session = await engine.session('m', 1);
    const chain = [event(1)];
    for (let n = 2; n <= 200; n++) chain.push(event(n, { causes: [chain.at(-1)!.id] }));
    await session.append(chain);
    let at = chain.at(-1)!.id;
    for (let i = chain.length - 2; i >= 0; i--) at = (await engine.event(at))!.causes[0]!;
    expect(at).toBe(chain[0]!.id);
    for (let i = 1; i < chain.length; i++) {
      const [effect] = await engine.effects({ id: at });
      at = effect!.id;
    }
    expect(at).toBe(chain.at(-1)!.id);
  });
});

describe('snapshots', () => {
  it('give the newest at or before a position; the oldest go', async () => {
    await open({ snapshotsKept: 3, snapshotHoursKept: 0, snapshotDaysKept: 0 });
    await (await engine.session('m', 1)).append(range(1, 50));
    for (const seq of [10, 20, 30, 40]) await engine.putSnapshot('state', seq, Buffer.from(`s${seq}`));
    await engine.putSnapshot('state.other', 15, Buffer.from('o'));
    const text = async (name: string, at?: number): Promise<string | undefined> => {
      const found = await engine.snapshot(name, at);
      return found === undefined ? undefined : `${found.seq}:${Buffer.from(found.bytes).toString()}`;
    };
    expect(await text('state')).toBe('40:s40');
    expect(await text('state', 39)).toBe('30:s30');
    expect(await text('state', 15)).toBeUndefined();
    expect(await text('nothing')).toBeUndefined();
    engine = await store.reopen();
    writeFileSync(join(store.folder, 'snapshots', 'state.0000000000000040.snap'), 'damaged');
    expect(await text('state')).toBe('30:s30');
    await expect(engine.putSnapshot('state', 51, new Uint8Array(1))).rejects.toMatchObject({ code: 'SUTRA_STORE_INVALID' });
    await expect(engine.putSnapshot('../x', 1, new Uint8Array(1))).rejects.toMatchObject({ code: 'SUTRA_STORE_INVALID' });
  });
});
