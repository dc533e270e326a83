import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Logger, silentLogger, systemClock } from '@sutra/kit';
import type { EventQuery } from '@sutra/storage';
import type { Engine } from '@sutra/storage/engine';
import type { StoredEvent } from '@sutra/wire';
import type { Build } from './build.ts';
import { batchOf, EPOCH, eventOf, snapshotOf } from './told.mjs';

/** What had been acknowledged when the power went. */
export interface Acknowledged {
  readonly through: ReadonlyMap<string, number>;
  readonly batches: number;
  readonly snapshot: number;
  /** Newest position a reader was shown, in whatever answer. */
  readonly seen?: number;
}

export function acknowledgedIn(lines: readonly string[]): Acknowledged {
  const through = new Map<string, number>();
  let [batches, snapshot, seen] = [0, 0, 0];
  for (const line of lines) {
    const said = JSON.parse(line) as { emitter?: string; through?: number; batch?: number; snapshot?: number; seen?: number };
    if (said.emitter !== undefined) through.set(said.emitter, Math.max(through.get(said.emitter) ?? 0, said.through!));
    batches = Math.max(batches, said.batch ?? 0);
    snapshot = Math.max(snapshot, said.snapshot ?? 0);
    seen = Math.max(seen, said.seen ?? 0);
  }
  return { through, batches, snapshot, seen };
}

function demand(holds: boolean, promise: string): void {
  if (!holds) throw new Error(promise);
}

const same = (found: unknown, told: unknown): boolean => isDeepStrictEqual(found, told);

/**
 * Opens the store of a folder the way a new start does and holds it to every promise about what was acknowledged.
 * @param thorough also compares every index with one built from nothing
 */
export async function checkRecovered(build: Build, folder: string, acknowledged: Acknowledged, thorough: boolean): Promise<Engine> {
  let engine = await open(build, folder);
  const events = await everyEvent(engine);
  checkEvents(events, acknowledged);
  const batches = await checkBatches(engine, acknowledged.batches);
  await checkSnapshot(engine, acknowledged.snapshot);
  const { findings } = build.verifyLog(folder);
  demand(findings.length === 0, `the recovered log is not clean: ${findings[0]?.what}`);
  await checkIndexes(engine, events);
  if (thorough) {
    const before = await answers(engine, batches);
    await engine.close();
    for (const name of readdirSync(join(folder, 'log'))) if (name.endsWith('.idx')) rmSync(join(folder, 'log', name));
    rmSync(join(folder, 'graph'), { recursive: true });
    engine = await open(build, folder);
    demand(same(await answers(engine, batches), before), 'an index differs from one built from the log');
  }
  await goOn(engine, events);
  return engine;
}

export function open(build: Build, folder: string, logger: Logger = silentLogger): Promise<Engine> {
  const onFatal = (reason: Error): void => {
    throw reason;
  };
  return build.openEngine({ folder, clock: systemClock(), logger, onFatal });
}

export async function everyEvent(engine: Engine, query: EventQuery = {}): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await engine.query({ ...query, order: 'asc', limit: 10_000, ...(cursor === undefined ? {} : { cursor }) });
    demand(!page.partial, `an answer is incomplete: ${page.partialBecause}`);
    events.push(...page.events);
    if (page.cursor === undefined) return events.sort((a, b) => a.seq - b.seq);
    cursor = page.cursor;
  }
}

/** Everything acknowledged is there, once, in order, whole; and nothing that nobody sent. */
export function checkEvents(events: readonly StoredEvent[], { through, seen = 0 }: Acknowledged): void {
  const last = new Map<string, number>();
  events.forEach((event, i) => {
    demand(event.seq === i + 1, `seq ${i + 1} is missing or doubled: found ${event.seq}`);
    const expected = (last.get(event.emitter) ?? 0) + 1;
    demand(event.emitterSeq === expected, `${event.emitter} ${expected} is missing, doubled or out of order: found ${event.emitterSeq}`);
    last.set(event.emitter, expected);
    const { seq: _seq, recordedAtUs: _recorded, emitter, epoch, ...record } = event;
    demand(epoch === EPOCH && same(record, eventOf(emitter, expected)), `${emitter} ${expected} is not what was sent`);
  });
  for (const [emitter, acked] of through)
    demand(
      (last.get(emitter) ?? 0) >= acked,
      `acknowledged events are lost: ${emitter} ends at ${last.get(emitter) ?? 0}, ${acked} was acknowledged`,
    );
  demand(events.length >= seen, `what a reader saw is lost: the log ends at ${events.length}, an answer had shown ${seen}`);
}

/** Batches were learned one after the other: those there are a beginning, at least as long as what was acknowledged. Returns its length. */
export async function checkBatches(engine: Engine, acked: number): Promise<number> {
  let n = 0;
  for (;;) {
    const { concepts, associations } = batchOf(n + 1);
    const concept = await engine.concept(`concept-${n + 1}`);
    if (concept === undefined) break;
    n++;
    demand(same(concept.content, concepts[0]!.content), `batch ${n} is not what was sent`);
    const { associations: found } = await engine.neighbours({ id: `concept-${n}`, direction: 'out' });
    const { source, type, target } = found[0] ?? {};
    demand(found.length === 1 && same({ source, type, target }, associations[0]), `batch ${n} is there by half`);
  }
  demand(n >= acked, `acknowledged batches are lost: they end at ${n}, ${acked} was acknowledged`);
  demand((await engine.concept(`concept-${n + 2}`)) === undefined, `batch ${n + 1} is missing and ${n + 2} is there`);
  return n;
}

export async function checkSnapshot(engine: Engine, acked: number): Promise<void> {
  const found = await engine.snapshot('state');
  demand(
    (found?.seq ?? 0) >= acked,
    `an acknowledged snapshot is lost: the newest is of ${found?.seq ?? 'none'}, ${acked} was acknowledged`,
  );
  if (found !== undefined)
    demand(Buffer.compare(found.bytes, snapshotOf(found.seq)) === 0, `the snapshot of ${found.seq} is not what was sent`);
}

/** The indexes answer what looking at every event answers. */
async function checkIndexes(engine: Engine, events: readonly StoredEvent[]): Promise<void> {
  const seqs = (list: readonly StoredEvent[]): number[] => list.map(({ seq }) => seq).sort((a, b) => a - b);
  for (const [query, fits] of [
    [{ types: ['node_crashed'] }, (event: StoredEvent) => event.type === 'node_crashed'],
    [{ entities: [['node-3']] }, (event: StoredEvent) => event.entities.includes('node-3')],
    [
      { entities: [['agent-e1'], ['node-2', 'node-4']] },
      (event: StoredEvent) => event.emitter === 'e1' && [2, 4].includes(event.emitterSeq % 7),
    ],
  ] as const)
    demand(same(seqs(await everyEvent(engine, query)), seqs(events.filter(fits))), `an index answers wrongly: ${JSON.stringify(query)}`);
  const { total, groups } = await engine.aggregate({ groupBy: ['type'] });
  demand(total === events.length, `counting finds ${total} of ${events.length} events`);
  for (const { key, count } of groups)
    demand(count === events.filter(({ type }) => type === key[0]).length, `counting ${key[0]} finds ${count}`);
  for (const event of [events[0], events.at(-1)]) {
    if (event === undefined) continue;
    demand(same(await engine.event(event.id), event), `${event.id} is not found by its id`);
  }
  const caused = events.findLast((event) => event.causes.length > 0);
  if (caused !== undefined)
    demand(
      same(
        (await engine.effects({ id: caused.causes[0]! })).map(({ id }) => id),
        [caused.id],
      ),
      `${caused.id} is not found by its cause`,
    );
}

async function answers(engine: Engine, batches: number): Promise<unknown> {
  const byType = (await engine.aggregate({ groupBy: ['type', 'entity:node-'] })).groups;
  const crashes = await everyEvent(engine, { types: ['node_crashed'] });
  const learned = await Promise.all(Array.from({ length: batches }, (_, i) => engine.concept(`concept-${i + 1}`)));
  const edges = await Promise.all(Array.from({ length: batches }, (_, i) => engine.neighbours({ id: `concept-${i + 1}` })));
  return { events: await everyEvent(engine), byType, crashes, learned, edges: edges.map(({ associations }) => associations) };
}

/** It takes new events where the old ones end, and knows a repeat. */
async function goOn(engine: Engine, events: readonly StoredEvent[]): Promise<void> {
  const emitter = events.at(-1)?.emitter ?? 'e0';
  const last = events.findLast((event) => event.emitter === emitter)?.emitterSeq ?? 0;
  const session = await engine.session(emitter, EPOCH);
  demand(session.storedThrough === last, `the session of ${emitter} starts at ${session.storedThrough}, the log ends at ${last}`);
  const again = Array.from({ length: Math.min(last, 3) + 2 }, (_, i) => eventOf(emitter, last + 2 - i)).reverse();
  const { storedThrough, duplicates } = await session.append(again);
  demand(storedThrough === last + 2 && duplicates === Math.min(last, 3), 'a repeat was not recognised');
  demand((await everyEvent(engine)).length === events.length + 2, 'events sent after the recovery were not stored once');
}
