import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type EventRecord, eventId, type StoredEvent } from '@sutra/wire';
import { afterEach, describe, expect, it } from 'vitest';
import { exportPieces, type FaultPoint, restoreBackup, verifyStore } from '../index.ts';
import { aged as agedIn, everyEvent, HOUR, history, MINUTE, POLICY, START } from '../testing/aged-store.ts';
import { TestStore } from '../testing/store.ts';

const stores: TestStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.remove();
});
const aged = (days: number, events?: readonly EventRecord[]) => agedIn(stores, days, events);

describe('retention by age', () => {
  it('removes what is due but not what something names, and says so in every answer about that time', async () => {
    const { engine, all } = await aged(8);
    const before = await engine.aggregate({ types: ['debug'] });
    expect(before.holes).toBeUndefined();
    const { removed, removedBeforeUs } = await engine.retain();
    const named = new Set(all.flatMap(({ causes }) => causes));
    const gone = all.filter(({ type, id }) => type === 'debug' && !named.has(id));
    expect(removed).toBe(gone.length);
    expect(removedBeforeUs).toBe(gone.at(-1)!.timeUs + 1);
    for (const event of gone.slice(0, 20)) expect(await engine.event(event.id)).toBeUndefined();
    const hole = { type: 'debug', events: gone.length, fromUs: gone[0]!.timeUs, toUs: gone.at(-1)!.timeUs };
    expect(await engine.aggregate({ types: ['debug'] })).toMatchObject({ partial: false, holes: [hole] });
    expect((await engine.query({ types: ['debug', 'crash'], limit: 1 })).holes).toEqual([hole]);
    expect((await engine.stats()).holes).toEqual([hole]);
    // Where all is there, nothing is said: a count of none means none.
    expect((await engine.aggregate({ types: ['crash'] })).holes).toBeUndefined();
    expect((await engine.aggregate({ typesNot: ['debug'] })).holes).toBeUndefined();
    expect((await engine.aggregate({ types: ['debug'], fromUs: hole.toUs + 1 })).holes).toBeUndefined();
  });

  it('does nothing in a dry run, and says the same as the run that follows', async () => {
    const { store, engine } = await aged(8);
    await store.engine!.close();
    const again = await store.open({ retention: POLICY });
    const files = (): string[] => readdirSync(join(store.folder, 'log')).sort();
    const before = files();
    const dry = await again.retain({ dryRun: true });
    expect(files()).toEqual(before);
    const { dryRun: _dry, tookMs: _took, slices: _slices, longestSliceMs: _longest, ...said } = dry;
    expect(said.removed).toBeGreaterThan(0);
    // The segment being written is counted too, and only rolled when it is meant.
    const wet = await again.retain({ thorough: true });
    expect([wet.removed, wet.rolledUp, wet.segments, wet.types]).toEqual([said.removed, said.rolledUp, said.segments, said.types]);
    expect(wet.bytesBefore - wet.bytesAfter).toBeGreaterThanOrEqual(said.bytesBefore - said.bytesAfter);
    expect(engine).toBeDefined();
  });

  it('finds nothing more to do at once, and leaves a policy without rules alone', async () => {
    const { engine } = await aged(8);
    expect((await engine.retain({ policy: { rules: [] } })).rewritten).toBe(0);
    await engine.retain();
    expect(await engine.retain()).toMatchObject({ removed: 0, rolledUp: 0, rewritten: 0 });
  });

  it.each([
    [{ name: 'x', types: ['a'], dropAfterUs: 0 }, 'dropAfterUs'],
    [{ name: 'x', types: ['a'], rollUps: [{ afterUs: -1, widthUs: MINUTE }] }, 'afterUs'],
    [{ name: 'x', types: ['a'], rollUps: [{ afterUs: 1, widthUs: 2 * HOUR }] }, 'widthUs'],
    [
      {
        name: 'x',
        types: ['a'],
        rollUps: [
          { afterUs: 1, widthUs: 7 },
          { afterUs: 2, widthUs: 10 },
        ],
      },
      'multiple',
    ],
    [{ name: 'x', types: ['a', 'a'] }, 'another'],
    [{ name: 'x', types: ['a'], dropAfterDays: 3 }, 'did you mean dropAfterUs'],
  ])('refuses the rule %j', async (rule, words) => {
    const { engine } = await aged(1, history(40, 2));
    const refused = await engine.retain({ policy: { rules: [rule] } }).catch((reason: unknown) => reason);
    expect(refused).toMatchObject({ code: 'SUTRA_RETENTION_INVALID', message: expect.stringContaining(words) });
  });
});

describe('after retention', () => {
  it('what was stored once is not stored again, and an emitter goes on from its number', async () => {
    const { store } = await aged(500);
    await store.engine!.retain();
    const engine = await store.reopen({ retention: POLICY });
    const session = await engine.session('m', 1);
    expect(session.storedThrough).toBe(5000);
    expect(await session.append(history(5000, 1).slice(-20))).toMatchObject({ duplicates: 20, seq: 0 });
    const next = history(5001, 1).slice(-1);
    expect(await session.append(next)).toMatchObject({ seq: 5001 });
  });

  it('positions stay: feeds, pages and exports go over the holes without a gap', async () => {
    const { engine, all } = await aged(500);
    await engine.retain();
    const left = await everyEvent(engine);
    expect(left.length).toBeLessThan(all.length / 2);
    expect(left).toEqual(left.map(({ id, meta }) => ({ ...all.find((event) => event.id === id)!, meta })));
    const pages: StoredEvent[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await engine.query({ order: 'asc', limit: 37, ...(cursor === undefined ? {} : { cursor }) });
      pages.push(...page.events);
      cursor = page.cursor;
      if (cursor === undefined) break;
    }
    expect(pages.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(left.map(({ seq }) => seq));
    const exported: number[] = [];
    for await (const { events } of exportPieces(engine, { form: 'ndjson' })) exported.push(events);
    expect(exported.reduce((sum, events) => sum + events, 0)).toBe(left.length);
    const gone = all.find(({ seq }) => !left.some((event) => event.seq === seq))!.seq;
    const from = engine.feed({ fromSeq: gone }, new AbortController().signal)[Symbol.asyncIterator]();
    const { value } = await from.next();
    expect(value?.kind === 'events' ? value.events[0] : value).toEqual(left.find(({ seq }) => seq > gone));
  });

  it('verify, scrub, backup and restore, whole or to a point, pass over it', async () => {
    const { store, engine, all } = await aged(8);
    await engine.learn({ key: 'k', concepts: [{ id: 'c', content: 'x' }] });
    await engine.retain();
    const left = await everyEvent(engine);
    const damage: unknown[] = [];
    const scrubbed = engine.scrub({ bytesPerSecond: Number.POSITIVE_INFINITY, onDamage: (found) => damage.push(found) });
    expect(await scrubbed).toMatchObject({ damaged: 0 });
    const backup = join(store.folder, 'backups', 'b');
    await engine.backup(backup);
    await store.engine!.close();
    store.engine = undefined;
    expect(damage).toEqual([]);
    expect(await verifyStore(store.folder, store.clock)).toMatchObject({ findings: [], events: left.length, lastSeq: all.length });
    const middle = left[Math.floor(left.length / 2)]!;
    for (const at of [undefined, { seq: middle.seq }, { seq: middle.seq + 1 }, { beforeEvent: middle.id }]) {
      const to = new TestStore({ segmentBytes: 24 * 1024 });
      stores.push(to);
      const through = at === undefined ? all.length : 'seq' in at ? at.seq! : middle.seq - 1;
      expect(await restoreBackup({ from: backup, to: to.folder, clock: store.clock, ...(at === undefined ? {} : { at }) })).toMatchObject({
        seq: through,
      });
      const restored = await to.open();
      expect(await everyEvent(restored)).toEqual(left.filter(({ seq }) => seq <= through));
      const session = await restored.session('m', 1);
      const next = all.filter(({ seq }) => seq > through).slice(0, 5);
      if (next.length > 0) expect(await session.append(next)).toMatchObject({ seq: through + next.length });
      await restored.close();
      to.engine = undefined;
      expect(await verifyStore(to.folder, store.clock)).toMatchObject({ findings: [] });
    }
  });

  it('damage to a rewritten segment is named', async () => {
    const { store, engine } = await aged(8);
    await engine.retain();
    await store.engine!.close();
    store.engine = undefined;
    const { readFileSync, writeFileSync } = await import('node:fs');
    const path = join(store.folder, 'log', '0000000002.seg');
    const good = readFileSync(path);
    for (const at of [12, 40, 90, 300, good.length - 20]) {
      const bad = Buffer.from(good);
      bad[at]! ^= 4;
      writeFileSync(path, bad);
      const { findings } = await verifyStore(store.folder, store.clock);
      expect(findings.filter(({ file }) => file === path).length, `byte ${at}`).toBeGreaterThan(0);
    }
    writeFileSync(path, good.subarray(0, good.length - 44));
    expect((await verifyStore(store.folder, store.clock)).findings[0]?.what).toContain('its end is missing');
    writeFileSync(path, good);
    expect((await verifyStore(store.folder, store.clock)).findings).toEqual([]);
    expect(existsSync(path)).toBe(true);
  });
});

describe('where the bytes are', () => {
  it('adds up to the files of the folder, before and after retention, and by type to the log', async () => {
    const { store, engine, all } = await aged(8);
    await engine.learn({ concepts: [{ id: 'c', content: 'x' }] });
    await engine.putSnapshot('state', 10, new Uint8Array(500));
    const du = (): number =>
      readdirSync(store.folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
    for (const events of [all.length, undefined]) {
      const space = await engine.space();
      expect(space.bytes).toBe(du());
      expect(space.parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(space.bytes);
      const log = space.parts.find(({ part }) => part === 'log')!.bytes;
      expect(space.types.reduce((sum, { bytes }) => sum + bytes, 0) + space.learnedBytes + space.framingBytes).toBe(log);
      expect(space.framingBytes).toBeGreaterThan(0);
      expect(space.framingBytes).toBeLessThan(log / 2);
      const stored = space.types.reduce((sum, one) => sum + one.events, 0);
      expect(stored).toBe(space.sealed.events + space.hot.events);
      expect(stored).toBe(events ?? (await engine.stats()).events);
      expect(space.types.reduce((sum, one) => sum + one.rolledUp, 0)).toBe((await engine.stats()).rolledUp);
      await engine.retain();
    }
  });
});

describe('while retention runs', () => {
  it('a crash between any two file operations leaves each segment as it was or as it is to be', async () => {
    const { store, all } = await aged(8, history(1200, 3));
    await store.engine!.close();
    const images: { point: FaultPoint; image: TestStore }[] = [];
    let recording = false;
    const faults = (point: FaultPoint): void => {
      if (recording && /^(rewrite|index)/.test(point)) images.push({ point, image: store.copy() });
    };
    const engine = await store.open({ retention: POLICY, faults });
    recording = true;
    await engine.retain();
    recording = false;
    const after = await everyEvent(engine);
    const named = new Set(images.map(({ point }) => point));
    for (const point of ['rewrite.write', 'rewrite.flush', 'rewrite.rename', 'rewrite.folder.sync', 'index.rename'] as const)
      expect(named).toContain(point);
    const byId = new Map(after.map((event) => [event.id, event]));
    // The same happens to segment after segment: a few of each kind tell all.
    for (const { point, image } of images.filter(
      ({ point: of }, i) => images.slice(0, i).filter(({ point: one }) => one === of).length < 3,
    )) {
      const opened = await image.open({ retention: POLICY, clock: store.clock });
      const found = await everyEvent(opened);
      // Whatever was to stay is there; what was to go is there whole, or not at all.
      const ids = new Set(found.map(({ id }) => id));
      for (const id of byId.keys()) expect(ids.has(id), point).toBe(true);
      expect((await opened.aggregate({ typesNot: ['debug'] })).total, point).toBe(all.filter(({ type }) => type !== 'debug').length);
      expect(readdirSync(join(image.folder, 'log')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
      await opened.retain();
      expect(
        (await everyEvent(opened)).map(({ id }) => id),
        point,
      ).toEqual(after.map(({ id }) => id));
      await image.remove();
    }
  });

  it('readers that began before finish with what they began with, and appends go on', async () => {
    const { engine, all } = await aged(8, history(1500, 4));
    const read = async (): Promise<void> => {
      const { total } = await engine.aggregate({ typesNot: ['debug', 'late'], groupBy: ['text'] });
      expect(total).toBe(all.filter(({ type }) => type !== 'debug').length);
      const { events } = await engine.query({ types: ['crash'], limit: 1000 });
      expect(events.map(({ id }) => id)).toEqual(
        all
          .filter(({ type }) => type === 'crash')
          .sort((a, b) => b.timeUs - a.timeUs || b.seq - a.seq)
          .map(({ id }) => id),
      );
    };
    const session = await engine.session('late', 1);
    let number = 0;
    let running = true;
    const appending = (async () => {
      while (running) {
        const timeUs = START + ++number;
        const id = eventId('late', timeUs, 'late', 1, number);
        await session.append([{ id, type: 'late', timeUs, emitterSeq: number, entities: ['agent-1'], causes: [], body: {} }]);
      }
    })();
    const reading = (async () => {
      while (running) {
        await read();
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const result = await engine.retain();
    running = false;
    await Promise.all([appending, reading]);
    expect(result.rewritten).toBeGreaterThan(2);
    await read();
    expect((await engine.aggregate({ types: ['late'] })).total).toBe(number);
    expect(number).toBeGreaterThan(10);
  });

  it('what is named as a cause while it is about to go stays', async () => {
    const { store, all } = await aged(8, history(1200, 3));
    await store.engine!.close();
    const named = new Set(all.flatMap(({ causes }) => causes));
    const [victim] = all.filter(({ type, id }) => type === 'debug' && !named.has(id));
    let naming: Promise<unknown> | undefined;
    const faults = async (point: FaultPoint): Promise<void> => {
      if (point !== 'rewrite.write' || naming !== undefined) return;
      const session = await store.engine!.session('late', 1);
      const id = eventId('crash', START, 'late', 1, 1);
      naming = session.append([{ id, type: 'crash', timeUs: START, emitterSeq: 1, entities: [], causes: [victim!.id], body: {} }]);
      await naming;
    };
    const engine = await store.open({ retention: POLICY, faults });
    await engine.retain();
    expect(naming).toBeDefined();
    expect(await engine.event(victim!.id)).toEqual(victim);
  });

  it('a disk that refuses the new form leaves the old one, and the store goes on', async () => {
    const { store, all } = await aged(8, history(1200, 3));
    await store.engine!.close();
    const faults = (point: FaultPoint): void => {
      if (point === 'rewrite.flush') throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    };
    const engine = await store.open({ retention: POLICY, faults });
    await expect(engine.retain()).rejects.toMatchObject({ code: 'SUTRA_RETENTION_FAILED' });
    expect(await everyEvent(engine)).toEqual(all);
    expect(readdirSync(join(store.folder, 'log')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(store.fatal).toEqual([]);
  });
});
