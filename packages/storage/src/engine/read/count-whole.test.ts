import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { AggregateQuery } from '../../contract/query.ts';
import type { Engine } from '../engine.ts';
import { grouped } from '../testing/oracle.ts';
import { readRawLog } from '../testing/raw-log.ts';
import { mixedEvents, TestStore } from '../testing/store.ts';

const stores: TestStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.remove();
});

/** Several emitters over several sealed segments, opened anew: nothing is in memory. */
async function reopened(): Promise<{ store: TestStore; engine: Engine }> {
  const store = new TestStore({ segmentBytes: 24 * 1024 });
  stores.push(store);
  const engine = await store.open();
  for (const [i, emitter] of ['m', 'a', 'b'].entries()) {
    const session = await engine.session(emitter, 1);
    const events = mixedEvents(i, 1_000, emitter, 1, []);
    for (let at = 0; at < events.length; at += 100) await session.append(events.slice(at, at + 100));
  }
  return { store, engine: await store.reopen() };
}

const QUESTIONS: readonly AggregateQuery[] = [
  {},
  { groupBy: ['type', 'entity:agent-'] },
  { groupBy: ['entity:*', 'emitter'], types: ['beat', 'crash'] },
  { groupBy: ['entity:agent-', 'entity:node-'], typesNot: ['metric'] },
  {
    groupBy: ['type'],
    entities: [
      ['agent-1', 'agent-2'],
      ['node-1', 'nobody'],
    ],
  },
  { groupBy: ['type'], entities: [['nobody']] },
  { groupBy: ['emitter'], bucketUs: 3_600_000_000 },
];

function found(groups: Awaited<ReturnType<Engine['aggregate']>>['groups']) {
  return new Map(
    groups.map(({ key, bucketUs, count, firstTimeUs, lastTimeUs }) => [
      JSON.stringify([key, bucketUs ?? null]),
      [count, firstTimeUs, lastTimeUs, []],
    ]),
  );
}

describe('a count over whole segments', () => {
  it('is what looking at every event gives, from sums: far fewer rows are looked at', async () => {
    const { store, engine } = await reopened();
    const log = readRawLog(store.folder);
    for (const question of QUESTIONS) {
      const { groups, scanned } = await engine.aggregate({ ...question, limit: 100_000 });
      expect(found(groups), JSON.stringify(question)).toEqual(grouped(log, question));
      if (question.groupBy !== undefined && question.entities === undefined) expect(scanned).toBeGreaterThan(0);
    }
    const { scanned } = await engine.aggregate({ groupBy: ['type'] });
    expect(scanned, 'of 3,000 rows').toBeLessThan(3_000);
  });

  it('is the same where the sums were damaged: then columns are counted', async () => {
    const { store, engine } = await reopened();
    const log = readRawLog(store.folder);
    await engine.close();
    for (const name of readdirSync(join(store.folder, 'log')).filter((one) => one.endsWith('.idx'))) {
      const path = join(store.folder, 'log', name);
      const bytes = readFileSync(path);
      // Behind the fixed head and the summary.
      const at = 44 + bytes.readUInt32LE(12) + Math.floor(bytes.readUInt32LE(20) / 2);
      bytes[at]! ^= 0x40;
      writeFileSync(path, bytes);
    }
    const again = await store.open();
    for (const question of QUESTIONS)
      expect(found((await again.aggregate({ ...question, limit: 100_000 })).groups)).toEqual(grouped(log, question));
  });
});
