import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededChance } from '@sutra/kit';
import type { StoredEvent } from '@sutra/wire';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventFilter } from '../../contract/query.ts';
import {
  type BackupManifest,
  type Engine,
  LIFE_STEPS,
  type LifeStep,
  openEngine,
  type RestorePoint,
  restoreBackup,
  verifyBackup,
  verifyLog,
} from '../index.ts';
import { grouped, matching, ordered } from '../testing/oracle.ts';
import { event, mixedEvents, range, TestStore } from '../testing/store.ts';
import { verifyStore } from './verify-store.ts';

const store = new TestStore({ segmentBytes: 24 * 1024 });
const room = mkdtempSync(join(tmpdir(), 'sutra-life-'));
const backup = join(room, 'backup');
const learnedAfter: number[] = [];
let engine: Engine;
let events: StoredEvent[] = [];
let manifest: BackupManifest;
let serial = 0;
const freshFolder = (): string => join(room, `restored-${serial++}`);

async function everyEvent(of: Engine): Promise<StoredEvent[]> {
  const found: StoredEvent[] = [];
  for await (const item of of.feed({ fromSeq: 1 }, new AbortController().signal)) {
    if (item.kind !== 'events') break;
    found.push(...item.events);
  }
  return found;
}

/** Three emitters in turns over many segments, with learn batches and snapshots in between. */
beforeAll(async () => {
  engine = await store.open();
  const emitters = ['m', 'agent-9', 'agent.x'];
  const streams = emitters.map((emitter, i) => mixedEvents(i + 1, 500, emitter, i + 1, []));
  const sessions = await Promise.all(emitters.map((emitter, i) => engine.session(emitter, i + 1)));
  const chance = seededChance(7);
  while (streams.some((stream) => stream.length > 0)) {
    const i = Math.floor(chance.next() * streams.length);
    const batch = streams[i]!.splice(0, 1 + Math.floor(chance.next() * 40));
    if (batch.length === 0) continue;
    store.clock.advance(1 + chance.next() * 5);
    // The clock of the machine is set back twice while the store is at work.
    if (learnedAfter.length === 5 || learnedAfter.length === 9) store.clock.stepWall(-20_000);
    await sessions[i]!.append(batch);
    if (chance.next() < 0.3) {
      await engine.learn({
        concepts: [{ id: 'rack', content: learnedAfter.length }],
        associations: [{ source: 'rack', type: 'holds', target: `c${learnedAfter.length % 5}`, weight: learnedAfter.length }],
      });
      learnedAfter.push(engine.lastSeq);
    }
    if (chance.next() < 0.2) await engine.putSnapshot('state', engine.lastSeq, new TextEncoder().encode(`at ${engine.lastSeq}`));
  }
  events = await everyEvent(engine);
  manifest = await engine.backup(backup);
});
afterAll(async () => {
  await store.remove();
  rmSync(room, { recursive: true });
});

async function restored<T>(at: RestorePoint | undefined, look: (engine: Engine, seq: number) => Promise<T>, from = backup): Promise<T> {
  const folder = freshFolder();
  const { seq } = await restoreBackup({ from, to: folder, clock: store.clock, limits: store.limits, ...(at === undefined ? {} : { at }) });
  const again = await openEngine({ folder, clock: store.clock, limits: store.limits, onFatal: (reason) => void store.fatal.push(reason) });
  try {
    return await look(again, seq);
  } finally {
    await again.close();
    rmSync(folder, { recursive: true });
  }
}

const FILTERS: readonly EventFilter[] = [
  {},
  { types: ['beat', 'crash'], entities: [['agent-1', 'node-2']] },
  { where: [{ field: 'cpu', gte: 20 }], fromUs: 1_760_000_000_100_000 },
  { where: [{ field: 'emitter', is: ['m'] }], afterSeq: 100 },
];

/** Everything that can be asked of the restored store is what the original says as of `seq`. */
async function expectSame(of: Engine, seq: number): Promise<void> {
  const before = events.slice(0, seq);
  expect(await everyEvent(of)).toEqual(before);
  for (const filter of FILTERS) {
    const page = await of.query({ ...filter, limit: 10_000 });
    expect(page.events).toEqual(ordered(matching(before, filter)));
    expect(page.events).toEqual((await engine.query({ ...filter, limit: 10_000, asOf: { seq } })).events);
    const counted = { ...filter, groupBy: ['type', 'entity:*'], limit: 10_000 };
    const groups = await of.aggregate(counted);
    expect(groups.groups).toEqual((await engine.aggregate({ ...counted, asOf: { seq } })).groups);
    expect(groups.groups.length).toBe(grouped(before, counted).size);
  }
  expect(await of.concept('rack')).toEqual(await engine.concept('rack', { seq }));
  const edges = await of.neighbours({ id: 'rack', limit: 1000 });
  expect(edges.associations).toEqual((await engine.neighbours({ id: 'rack', limit: 1000, asOf: { seq } })).associations);
  for (const probe of [before[0], before.at(-1), before[seq >> 1]]) {
    if (probe === undefined) continue;
    expect(await of.event(probe.id)).toEqual(probe);
    expect(await of.effects({ id: probe.id })).toEqual(
      before.filter((one) => one.causes.includes(probe.id)).sort((a, b) => a.timeUs - b.timeUs || a.seq - b.seq),
    );
  }
  const after = events[seq];
  if (after !== undefined) expect(await of.event(after.id)).toBeUndefined();
  expect(await of.snapshot('state')).toEqual(await engine.snapshot('state', seq));
}

describe('a backup', () => {
  it('says what it holds, and every byte of it is checked', async () => {
    expect(manifest).toMatchObject({ asOfSeq: events.length, learned: learnedAfter.length, version: 1 });
    expect(manifest.files.filter(({ path }) => path.startsWith('log/')).length).toBeGreaterThan(4);
    expect(await verifyBackup(backup, store.clock)).toEqual(manifest);
  });

  it('is not opened as a store, and not written over', async () => {
    await expect(openEngine({ folder: backup, clock: store.clock, onFatal: () => undefined })).rejects.toMatchObject({
      code: 'SUTRA_BACKUP_OPENED',
    });
    await expect(engine.backup(backup)).rejects.toMatchObject({ code: 'SUTRA_BACKUP_EXISTS' });
  });

  it('taken while events arrive holds a whole prefix of them', async () => {
    const busy = new TestStore({ segmentBytes: 16 * 1024 });
    const open = await busy.open();
    const session = await open.session('m', 1);
    await session.append(range(1, 2000));
    let [next, done] = [2001, false];
    const folder = freshFolder();
    const copying = open.backup(folder).finally(() => {
      done = true;
    });
    await expect(open.backup(freshFolder())).rejects.toMatchObject({ code: 'SUTRA_BACKUP_RUNNING' });
    expect(done, 'the first append begins while the backup runs').toBe(false);
    do {
      await session.append(range(next, next + 9));
      next += 10;
    } while (!done);
    const { asOfSeq } = await copying;
    await session.append(range(next, next + 9)); // whatever the backup held, the store now holds more
    expect(asOfSeq).toBeGreaterThanOrEqual(2000);
    expect(asOfSeq).toBeLessThan(open.lastSeq);
    await restored(
      undefined,
      async (again, seq) => {
        expect(seq).toBe(asOfSeq);
        expect((await everyEvent(again)).map(({ emitterSeq }) => emitterSeq)).toEqual(Array.from({ length: asOfSeq }, (_, i) => i + 1));
      },
      folder,
    );
    await busy.remove();
  });

  it('may share sealed segments with the store, which never change', async () => {
    const folder = freshFolder();
    await engine.backup(folder, { link: true, snapshots: false });
    const logs = readdirSync(join(folder, 'log'));
    expect(logs.map((name) => statSync(join(folder, 'log', name)).nlink)).toEqual(logs.map((_, i) => (i === logs.length - 1 ? 1 : 2)));
    expect(readdirSync(join(folder, 'snapshots'))).toEqual([]);
    await (await engine.session('later', 1)).append([event(1, {}, 'later')]);
    await verifyBackup(folder, store.clock);
  });

  it('of an empty store restores to an empty store', async () => {
    const empty = new TestStore();
    const folder = freshFolder();
    expect(await (await empty.open()).backup(folder)).toMatchObject({ asOfSeq: 0 });
    await restored(
      undefined,
      async (again) => {
        expect(again.lastSeq).toBe(0);
        expect((await (await again.session('m', 1)).append(range(1, 3))).seq).toBe(3);
      },
      folder,
    );
    await empty.remove();
  });

  it('cut short at any step is removed, or refused as what it is', async () => {
    const passed = new Set<LifeStep>();
    for (let stopAt = 1; ; stopAt++) {
      const folder = freshFolder();
      const image = freshFolder();
      let count = 0;
      const steps = (step: LifeStep): void => {
        passed.add(step);
        if (++count !== stopAt) return;
        copyFolder(folder, image);
        throw new Error('the power went');
      };
      const outcome = await engine.backup(folder, { steps }).then(
        () => 'done',
        (reason: { code: string }) => reason.code,
      );
      if (outcome === 'done') break;
      // The last sync of the folder comes after the manifest is in place: that one is whole, and says so.
      const begun = existsSync(join(image, 'manifest.json'));
      const whole = begun && statSync(join(image, 'manifest.json')).size > 0;
      expect(outcome).toBe('SUTRA_BACKUP_FAILED');
      expect(readdirSync(folder)).toEqual([]);
      if (whole) await verifyBackup(image, store.clock);
      else
        await expect(restoreBackup({ from: image, to: freshFolder(), clock: store.clock })).rejects.toMatchObject({
          code: 'SUTRA_BACKUP_UNFINISHED',
        });
      if (whole || !existsSync(join(image, 'log'))) continue;
      expect(begun, 'what has a log says that it is a backup').toBe(true);
      const { kind, findings } = await verifyStore(image, store.clock);
      expect([kind, findings.length]).toEqual(['backup', 1]);
      await expect(openEngine({ folder: image, clock: store.clock, onFatal: () => undefined })).rejects.toMatchObject({
        code: 'SUTRA_BACKUP_OPENED',
      });
    }
    expect([...passed].sort()).toEqual(LIFE_STEPS.filter((step) => step !== 'store.rename' && step !== 'file.link').sort());
  });

  it('with any byte changed, any file short or missing, is refused', async () => {
    const files = ['manifest.json', ...manifest.files.map(({ path }) => path)];
    await fc.assert(
      fc.asyncProperty(
        fc.nat(files.length - 1),
        fc.nat(2 ** 30),
        fc.integer({ min: 1, max: 255 }),
        fc.constantFrom('flip', 'cut', 'remove'),
        async (which, at, by, how) => {
          const folder = freshFolder();
          copyFolder(backup, folder);
          const path = join(folder, files[which]!);
          const bytes = readFileSync(path);
          bytes[at % bytes.length]! ^= by;
          if (how === 'flip') writeFileSync(path, bytes);
          else if (how === 'cut') truncateSync(path, at % bytes.length);
          else rmSync(path);
          const target = freshFolder();
          const outcome = await restoreBackup({ from: folder, to: target, clock: store.clock }).then(
            () => 'restored',
            (reason: { code: string }) => reason.code,
          );
          // White space behind the manifest may go or change without harm: then nothing was lost.
          if (which === 0 && outcome === 'restored') expect(at % bytes.length).toBeGreaterThan(0);
          else {
            expect(outcome).toMatch(/^SUTRA_BACKUP_(DAMAGED|UNFINISHED)$/);
            expect(existsSync(target) && readdirSync(target).length > 0, 'something is in the way of the next restore').toBe(false);
          }
          rmSync(folder, { recursive: true });
        },
      ),
      { numRuns: 40, seed: 11 },
    );
  });
});

describe('a restored store', () => {
  it('is the original, when nothing was cut off', () => restored(undefined, expectSame));

  it('to any seq answers everything as the original does as of that seq', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: events.length }), (seq) =>
        restored({ seq }, async (again, found) => {
          expect(found).toBe(seq);
          await expectSame(again, seq);
        }),
      ),
      { numRuns: 12, seed: 3, examples: [[0], [1], [events.length - 1], ...learnedAfter.slice(0, 2).map((seq): [number] => [seq])] },
    );
  });

  it('to a time has what had been recorded by then, also where the clock was set back', async () => {
    const recorded = events.map(({ recordedAtUs }) => recordedAtUs);
    expect(recorded).toEqual([...recorded].sort((a, b) => a - b));
    for (let i = 0; i < events.length; i += 100) {
      const timeUs = recorded[i]! + (i % 3) - 1;
      const last = events.findLast((one) => one.recordedAtUs <= timeUs)?.seq ?? 0;
      await restored({ timeUs }, async (again, seq) => {
        expect(seq).toBe(last);
        expect(await everyEvent(again)).toEqual(events.slice(0, last));
        const asOf = { timeUs };
        expect(await again.concept('rack')).toEqual(await engine.concept('rack', asOf));
        const edges = async (of: Engine, query = {}) => (await of.neighbours({ id: 'rack', limit: 1000, ...query })).associations;
        expect(await edges(again)).toEqual(await edges(engine, { asOf }));
        const found = async (of: Engine, query = {}) => (await of.search({ text: 'rack', mode: 'lexical', ...query })).hits;
        expect(await found(again)).toEqual(await found(engine, { asOf }));
      });
    }
    expect(await restored({ timeUs: 1 }, async (again) => again.lastSeq)).toBe(0);
  });

  it('to just before an event has everything but it and what follows', async () => {
    const foreign = events.findIndex(({ id }) => id.startsWith('foreign-'));
    for (const at of [0, foreign, 901]) {
      await restored({ beforeEvent: events[at]!.id }, async (again, seq) => {
        expect(seq).toBe(at);
        expect(await everyEvent(again)).toEqual(events.slice(0, at));
      });
    }
  });

  it('goes on: emitters continue where it ends, and it can be backed up and verified itself', async () => {
    const folder = freshFolder();
    await restoreBackup({ from: backup, to: folder, at: { seq: 777 }, clock: store.clock, limits: store.limits });
    const again = await openEngine({
      folder,
      clock: store.clock,
      limits: store.limits,
      onFatal: (reason) => void store.fatal.push(reason),
    });
    const through = Math.max(
      ...events
        .slice(0, 777)
        .filter(({ emitter }) => emitter === 'm')
        .map(({ emitterSeq }) => emitterSeq),
    );
    const session = await again.session('m', 1);
    expect(session.storedThrough).toBe(through);
    for (let n = 1; n <= 500; n += 50) await session.append(range(through + n, through + n + 49));
    await again.learn({ concepts: [{ id: 'rack', content: 'new' }] });
    const second = freshFolder();
    await again.backup(second);
    await again.close();
    expect(verifyLog(folder)).toMatchObject({ findings: [], events: 1277 });
    expect(await restored(undefined, (third) => everyEvent(third), second)).toHaveLength(1277);
  });

  it('is made only in a vacant folder, and only at a point that the backup holds', async () => {
    const file = join(room, 'a-file');
    writeFileSync(file, 'mine');
    await expect(restoreBackup({ from: backup, to: file, clock: store.clock })).rejects.toMatchObject({ code: 'SUTRA_RESTORE_TARGET' });
    await expect(engine.backup(file)).rejects.toMatchObject({
      code: 'SUTRA_BACKUP_EXISTS',
      message: expect.stringContaining('not an empty folder'),
    });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    const taken = freshFolder();
    mkdirSync(taken);
    writeFileSync(join(taken, 'mine'), 'x');
    const base = { from: backup, clock: store.clock };
    await expect(restoreBackup({ ...base, to: taken })).rejects.toMatchObject({ code: 'SUTRA_RESTORE_TARGET' });
    for (const at of [{ seq: events.length + 1 }, { seq: -1 }, { seq: 0.5 }, { beforeEvent: 'nobody' }]) {
      const to = freshFolder();
      await expect(restoreBackup({ ...base, to, at })).rejects.toMatchObject({ code: 'SUTRA_RESTORE_POINT' });
      expect(existsSync(to)).toBe(false);
    }
  });

  it('cut short at any step cannot be opened, unless it is whole', async () => {
    const seq = 40;
    const names = new Set<LifeStep>();
    for (let stopAt = 1; ; stopAt++) {
      const folder = freshFolder();
      let count = 0;
      const steps = (step: LifeStep): void => {
        names.add(step);
        if (++count === stopAt) throw new Error('the power went');
      };
      const outcome = await restoreBackup({ from: backup, to: folder, at: { seq }, clock: store.clock, steps }).then(
        () => 'done',
        (reason: Error) => reason.message,
      );
      const open = openEngine({ folder, clock: store.clock, onFatal: () => undefined });
      if (outcome === 'done' || !existsSync(join(folder, 'restoring'))) {
        const again = await open;
        expect(again.lastSeq).toBe(seq);
        await again.close();
      } else await expect(open).rejects.toMatchObject({ code: 'SUTRA_RESTORE_UNFINISHED' });
      if (outcome === 'done') break;
    }
    expect(names).toContain('store.rename');
  });
});

describe('a scrub', () => {
  it('reads every sealed segment no faster than allowed and names the damage', async () => {
    const own = new TestStore({ segmentBytes: 8 * 1024 });
    const open = await own.open();
    const session = await open.session('m', 1);
    for (let n = 1; n <= 2000; n += 100) await session.append(range(n, n + 99));
    const damaged: unknown[] = [];
    const started = own.clock.monotonicMs();
    const scrub = async () => {
      const running = open.scrub({ bytesPerSecond: 8 * 1024, onDamage: (damage) => damaged.push(damage) });
      let done = false;
      const ended = running.finally(() => {
        done = true;
      });
      while (!done) {
        own.clock.advance(100);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      return ended;
    };
    const clean = await scrub();
    expect(clean).toMatchObject({ damaged: 0 });
    expect(clean.segments).toBeGreaterThan(2);
    expect(own.clock.monotonicMs() - started).toBeGreaterThanOrEqual((clean.bytes / (8 * 1024)) * 1000);
    const file = join(own.folder, 'log', '0000000002.seg');
    const bytes = readFileSync(file);
    bytes[200]! ^= 1;
    writeFileSync(file, bytes);
    expect(await scrub()).toMatchObject({ damaged: 1 });
    expect(damaged).toEqual([expect.objectContaining({ file, offset: expect.any(Number), fromSeq: expect.any(Number) })]);
    const ending = open.scrub({ bytesPerSecond: 1, onDamage: () => undefined });
    const refused = expect(ending).rejects.toMatchObject({ code: expect.stringMatching(/SUTRA_(STORE_CLOSED|ABORTED)/) });
    await own.remove();
    await refused;
  });
});

function copyFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.isDirectory()) copyFolder(join(from, entry.name), join(to, entry.name));
    else copyFileSync(join(from, entry.name), join(to, entry.name));
  }
}
