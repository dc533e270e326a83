import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Engine } from '@sutra/storage/engine';
import type { StoredEvent } from '@sutra/wire';
import type { Build } from './build.ts';
import { type Acknowledged, checkBatches, checkSnapshot, everyEvent, open } from './recovery.ts';
import { agedOf, COARSE, EPOCH } from './told.mjs';

/** What retention had said that it did when the power went: it must not come undone. */
export interface Retained extends Acknowledged {
  readonly removed: number;
  readonly rolledUp: number;
}

export function retainedIn(lines: readonly string[], acknowledged: Acknowledged): Retained {
  let [removed, rolledUp] = [0, 0];
  for (const line of lines) {
    const said = JSON.parse(line) as { retained?: { removed: number; rolledUp: number } };
    removed += said.retained?.removed ?? 0;
    rolledUp += said.retained?.rolledUp ?? 0;
  }
  return { ...acknowledged, removed, rolledUp };
}

function demand(holds: boolean, promise: string): void {
  if (!holds) throw new Error(promise);
}

const KEPT = 'node_crashed';
const ROLLED = 'heartbeat';
const DROPPED = 'node_metrics';

/**
 * Opens a store of events that grow old and holds it to what retention promises, wherever it was interrupted: what no rule names is there as it was
 * told, with its cause; what is rolled up counts and sums to what was told; what is gone is known to be gone. Then retention is repeated, to its end.
 * @param thorough also compares every index with one built from nothing
 */
export async function checkRetained(build: Build, folder: string, promised: Retained, thorough: boolean): Promise<Engine> {
  let engine = await open(build, folder);
  await checkAged(engine, promised);
  await checkBatches(engine, promised.batches);
  await checkSnapshot(engine, promised.snapshot);
  const { holes, rolledUp } = await engine.stats();
  const removed = holes.reduce((sum, { events }) => sum + events, 0);
  demand(removed >= promised.removed, `${removed} events are removed, ${promised.removed} were said to be`);
  demand(rolledUp >= promised.rolledUp, `${rolledUp} events are rolled up, ${promised.rolledUp} were said to be`);
  demand(build.verifyLog(folder).findings.length === 0, `the recovered log is not clean: ${build.verifyLog(folder).findings[0]?.what}`);
  demand(leftBeside(folder).length === 0, `a file of unfinished work is left: ${leftBeside(folder)[0]}`);
  if (thorough) engine = await checkIndexes(build, folder, engine);
  await checkRepeats(engine, promised);
  await engine.retain({ policy: COARSE });
  await checkAged(engine, promised);
  await checkBatches(engine, promised.batches);
  const { total } = await engine.aggregate({ types: [DROPPED] });
  demand(total === 0, `${total} events are left that a repeated retention was to drop`);
  return engine;
}

const leftBeside = (folder: string): string[] =>
  ['log', 'snapshots'].flatMap((name) => readdirSync(join(folder, name))).filter((name) => name.endsWith('.tmp'));

async function checkAged(engine: Engine, { through }: Acknowledged): Promise<void> {
  const events = await everyEvent(engine);
  for (const [i, event] of events.entries()) demand(i === 0 || event.seq > events[i - 1]!.seq, `seq ${event.seq} is given twice`);
  const emitters = new Set([...through.keys(), ...events.map(({ emitter }) => emitter)]);
  let dropped = 0;
  for (const emitter of emitters) {
    const { storedThrough } = await engine.session(emitter, EPOCH);
    const acked = through.get(emitter) ?? 0;
    demand(storedThrough >= acked, `acknowledged events are lost: ${emitter} ends at ${storedThrough}, ${acked} was acknowledged`);
    const told = Array.from({ length: storedThrough }, (_, i) => agedOf(emitter, i + 1));
    const mine = new Map(events.filter((event) => event.emitter === emitter).map((event) => [event.emitterSeq, event]));
    checkRows(mine, told);
    const rolled = told.filter(({ type }) => type === ROLLED);
    const { total, groups } = await engine.aggregate({
      types: [ROLLED],
      where: [{ field: 'emitter', is: [emitter] }],
      measures: [{ fn: 'sum', field: 'n' }],
    });
    demand(total === rolled.length, `${total} of ${rolled.length} events of ${emitter} are counted after the roll-up`);
    const sum = rolled.reduce((all, { emitterSeq }) => all + emitterSeq, 0);
    demand(rolled.length === 0 || groups[0]?.measures[0] === sum, `their numbers sum to ${groups[0]?.measures[0]}, ${sum} was told`);
    dropped += told.filter(({ type, emitterSeq }) => type === DROPPED && !mine.has(emitterSeq)).length;
  }
  const { holes } = await engine.stats();
  const known = holes.reduce((sum, { events: gone }) => sum + gone, 0);
  demand(known === dropped, `${dropped} events are gone, and ${known} are known to be`);
}

/** What is there is what was told, and whatever no rule names is there, with its cause. */
function checkRows(mine: ReadonlyMap<number, StoredEvent>, told: readonly ReturnType<typeof agedOf>[]): void {
  for (const event of mine.values()) {
    const { seq: _seq, recordedAtUs: _recorded, emitter, epoch, meta: _meta, ...record } = event;
    const what = `${emitter} ${event.emitterSeq}`;
    demand(epoch === EPOCH && isDeepStrictEqual(record, agedOf(emitter, event.emitterSeq)), `${what} is not what was sent`);
    demand(event.emitterSeq <= told.length, `${what} is there, and the store says that it ends at ${told.length}`);
  }
  for (const { type, emitterSeq } of told)
    if (type === KEPT) {
      demand(mine.has(emitterSeq), `${type} ${emitterSeq} is lost, and no rule names it`);
      demand(mine.has(emitterSeq - 1), `the cause of ${type} ${emitterSeq} is lost`);
    }
}

async function checkIndexes(build: Build, folder: string, engine: Engine): Promise<Engine> {
  const before = await answers(engine);
  await engine.close();
  for (const name of readdirSync(join(folder, 'log'))) if (name.endsWith('.idx')) rmSync(join(folder, 'log', name));
  const again = await open(build, folder);
  demand(isDeepStrictEqual(await answers(again), before), 'an index differs from one built from the log');
  return again;
}

const answers = async (engine: Engine): Promise<unknown> => ({
  events: await everyEvent(engine),
  groups: (await engine.aggregate({ groupBy: ['type', 'emitter'] })).groups,
  holes: (await engine.stats()).holes,
});

/** What was stored once is known for ever, also when it is gone. */
async function checkRepeats(engine: Engine, { through }: Acknowledged): Promise<void> {
  for (const emitter of through.keys()) {
    const session = await engine.session(emitter, EPOCH);
    const { storedThrough } = session;
    const from = Math.max(1, storedThrough - 40);
    const again = Array.from({ length: storedThrough - from + 11 }, (_, i) => agedOf(emitter, from + i));
    const { duplicates } = await session.append(again);
    demand(duplicates === again.length - 10, `of ${again.length - 10} repeats ${duplicates} were known`);
  }
}
