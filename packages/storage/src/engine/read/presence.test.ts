import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { EventQuery } from '../../contract/query.ts';
import type { Engine } from '../engine.ts';
import { matching, ordered } from '../testing/oracle.ts';
import { readRawLog } from '../testing/raw-log.ts';
import { event, mixedEvents, TestStore } from '../testing/store.ts';

const stores: TestStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.remove();
});

const RARE = event(1_501, { type: 'rare', entities: ['agent-1', 'seldom'], causes: ['cause-of-the-rare'] }, 'z');

/** Several sealed segments opened anew, so that no column is in memory; in the middle one event unlike all others. */
async function reopened(): Promise<{ store: TestStore; engine: Engine }> {
  const store = new TestStore({ segmentBytes: 24 * 1024 });
  stores.push(store);
  const engine = await store.open();
  for (const [i, emitter] of ['m', 'a', 'b'].entries()) {
    const session = await engine.session(emitter, 1);
    const events = mixedEvents(i, 1_000, emitter, 1, []);
    for (let at = 0; at < events.length; at += 100) await session.append(events.slice(at, at + 100));
    if (emitter === 'a') await (await engine.session('z', 1)).append([RARE]);
  }
  return { store, engine: await store.reopen() };
}

const QUESTIONS: readonly EventQuery[] = [
  { types: ['rare'] },
  { typesNot: ['beat', 'crash', 'metric', 'custom.a'] },
  { types: ['nothing-is-called-so'] },
  { entities: [['seldom']] },
  { entities: [['nobody']] },
  { entities: [['seldom', 'nobody'], ['agent-1']], order: 'asc' },
  { types: ['beat'], entities: [['seldom']] },
  { types: ['crash'], entities: [['node-1'], ['agent-2']], order: 'asc' },
  { types: ['rare'], toUs: RARE.timeUs },
  { where: [{ field: 'emitter', is: ['z'] }] },
  { where: [{ field: 'emitter', contains: 'import.' }] },
  { where: [{ field: 'emitter', not: ['m', 'a', 'z'] }], types: ['beat'], order: 'asc' },
];

async function agree(engine: Engine, log: ReturnType<typeof readRawLog>): Promise<void> {
  for (const question of QUESTIONS) {
    const { events } = await engine.query({ ...question, limit: 10_000 });
    const expected = ordered(matching(log, question), question.order);
    expect(
      events.map(({ id }) => id),
      JSON.stringify(question),
    ).toEqual(expected.map(({ id }) => id));
    const { total } = await engine.aggregate({ ...question, groupBy: ['n'] });
    expect(total, JSON.stringify(question)).toBe(expected.length);
  }
  expect((await engine.effects({ id: 'cause-of-the-rare', limit: 10 })).map(({ id }) => id)).toEqual([RARE.id]);
  for (const { id } of log.slice(0, 40)) {
    const effects = log.filter(({ causes }) => causes.includes(id)).map((one) => one.id);
    expect(new Set((await engine.effects({ id, limit: 100 })).map((one) => one.id))).toEqual(new Set(effects));
  }
}

function indexFiles(folder: string): string[] {
  const log = join(folder, 'log');
  return readdirSync(log)
    .filter((name) => name.endsWith('.idx'))
    .map((name) => join(log, name));
}

describe('what is kept of a segment beside its columns', () => {
  it('leaves out segments that hold nothing of what is asked, and nothing of the answer', async () => {
    const { store, engine } = await reopened();
    await agree(engine, readRawLog(store.folder));
  });

  it('says where a type, a name, an emitter or an effect is: other segments are not read', async () => {
    const { store, engine } = await reopened();
    const files = indexFiles(store.folder);
    expect(files.length).toBeGreaterThan(4);
    expect((await engine.query({ types: ['nothing-is-called-so'] })).scanned).toBe(0);
    expect((await engine.query({ entities: [['nobody']] })).scanned).toBe(0);
    expect((await engine.query({ types: ['beat'], entities: [['seldom']] })).scanned).toBe(0);
    expect((await engine.query({ types: ['rare'] })).scanned).toBeLessThan(2_048);
    expect((await engine.query({ where: [{ field: 'emitter', contains: 'import.' }] })).scanned).toBe(0);
    expect((await engine.query({ where: [{ field: 'emitter', is: ['z'] }] })).scanned).toBeLessThan(2_048);
  });

  it('is not needed: where it was damaged, columns tell', async () => {
    const { store, engine } = await reopened();
    const log = readRawLog(store.folder);
    await engine.close();
    for (const [i, path] of indexFiles(store.folder).entries()) {
      const bytes = readFileSync(path);
      // Behind the fixed head: the summary, the counts, the causes.
      const countsAt = 44 + bytes.readUInt32LE(12);
      const [counts, causes] = [bytes.readUInt32LE(20), bytes.readUInt32LE(28)];
      bytes[countsAt + (i % 2 === 0 ? Math.floor(counts / 2) : counts + Math.floor(causes / 2))]! ^= 0x40;
      writeFileSync(path, bytes);
    }
    await agree(await store.open(), log);
  });
});
