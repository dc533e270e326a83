import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { SutraError, seededChance, silentLogger, systemClock } from '@sutra/kit';
import { type Engine, openEngine, restoreBackup, verifyBackup, verifyStore } from '@sutra/storage/engine';
import type { StoredEvent } from '@sutra/wire';
import { type Damage, MUTATIONS } from './mutations.ts';
import { IMAGES_IN } from './power-loss.ts';
import { everyEvent } from './recovery.ts';
import { batchOf, EPOCH, eventOf, snapshotOf } from './told.mjs';

const SMALL = { segmentBytes: 6 * 1024 };
/** Of the original: the one that was being written when it crashed. */
const NEWEST_SEGMENT = '0000000016.seg';
const BATCHES = 6;
const EVENTS = 240;

/** The files that are spoiled, by kind. */
export const TARGETS = {
  'the log of a store that was closed': /^closed\/log\/.*\.seg$/,
  'the log of a store that crashed': /^crashed\/log\/.*\.seg$/,
  'index files': /^closed\/log\/.*\.idx$/,
  snapshots: /^closed\/snapshots\//,
  'the graph index': /^closed\/graph\/(graph\.mdb|closed)$/,
  'files of a backup': /^backup\/(log|snapshots)\//,
  'the manifest of a backup': /^backup\/manifest\.json$/,
} as const;
export type Target = keyof typeof TARGETS;

/** Everything that can be asked of a store, as one value to compare. */
interface Answers {
  readonly events: readonly StoredEvent[];
  readonly rest: unknown;
}

/** A store with something in every kind of file, left in three ways, and what it says when nothing is wrong with it. */
export interface Original {
  readonly base: string;
  readonly answers: Answers;
  remove(): void;
}

export async function original(): Promise<Original> {
  const base = mkdtempSync(join(IMAGES_IN, 'sutra-corrupt-'));
  const engine = await open(join(base, 'closed'));
  for (const emitter of ['e0', 'e1']) {
    const session = await engine.session(emitter, EPOCH);
    for (let n = 1; n < EVENTS / 2; n += 5) await session.append(Array.from({ length: 5 }, (_, i) => eventOf(emitter, n + i)));
    for (let i = 1; i <= BATCHES / 2; i++) await engine.learn(batchOf(i + (emitter === 'e0' ? 0 : BATCHES / 2)));
    await engine.putSnapshot('state', engine.lastSeq, snapshotOf(engine.lastSeq));
  }
  await engine.concept('concept-1');
  await engine.backup(join(base, 'backup'));
  const answers = await answersOf(engine);
  // Sealing goes on beside the last append: a copy is what a crash leaves once it has ended.
  while (readdirSync(join(base, 'closed', 'log')).filter((name) => name.endsWith('.idx')).length < (await engine.stats()).segments - 1)
    await new Promise((resolve) => setTimeout(resolve, 5));
  cpSync(join(base, 'closed'), join(base, 'crashed'), { recursive: true });
  rmSync(join(base, 'crashed', 'lock'));
  await engine.close();
  if (!existsSync(join(base, 'crashed', 'log', NEWEST_SEGMENT)) || existsSync(join(base, 'crashed', 'log', '0000000017.seg')))
    throw new Error(`${NEWEST_SEGMENT} is not the newest`);
  return { base, answers, remove: () => rmSync(base, { recursive: true }) };
}

function open(folder: string): Promise<Engine> {
  return openEngine({ folder, clock: systemClock(), logger: silentLogger, limits: SMALL, onFatal: () => undefined });
}

async function answersOf(engine: Engine): Promise<Answers> {
  const events = await everyEvent(engine);
  const concepts = await Promise.all(Array.from({ length: BATCHES + 1 }, (_, i) => engine.concept(`concept-${i}`)));
  const edges = await Promise.all(Array.from({ length: BATCHES + 1 }, (_, i) => engine.neighbours({ id: `concept-${i}` })));
  const crash = events.find(({ causes }) => causes.length > 0);
  return {
    events,
    rest: {
      groups: (await engine.aggregate({ groupBy: ['type', 'entity:node-'] })).groups,
      crashes: await everyEvent(engine, { types: ['node_crashed'], entities: [['node-3', 'node-5']] }),
      effects: crash === undefined ? [] : await engine.effects({ id: crash.causes[0]! }),
      byId: await Promise.all(events.filter((_, i) => i % 40 === 0).map(({ id }) => engine.event(id))),
      concepts,
      edges: edges.map(({ associations }) => associations),
      hits: (await engine.search({ text: 'concept', limit: 10 })).hits.map(({ concept }) => concept.id),
    },
  };
}

export interface Tally {
  /** Corruptions that changed a file. */
  readonly done: number;
  readonly refused: number;
  readonly harmless: number;
  readonly failures: readonly string[];
}

/** Spoils files of one kind `count` times, once each in a fresh copy, and looks at what the store makes of it. */
export async function corrupt({ base, answers }: Original, target: Target, count: number, seed: number): Promise<Tally> {
  const chance = seededChance(seed);
  const files = readdirSync(base, { recursive: true, encoding: 'utf8' }).filter((name) => TARGETS[target].test(name));
  const kinds = Object.keys(MUTATIONS);
  const failures: string[] = [];
  let [done, refused, harmless] = [0, 0, 0];
  for (let i = 0; done < count; i++) {
    const name = files[i % files.length]!;
    const kind = kinds[Math.floor(chance.next() * kinds.length)]!;
    const folder = name.split('/')[0]!;
    const copy = join(base, `copy-${i}`);
    cpSync(join(base, folder), join(copy, folder), { recursive: true });
    const siblings = files.filter((file) => dirname(file) === dirname(name)).map((file) => join(copy, file));
    const damage = MUTATIONS[kind]!(join(copy, name), chance, siblings);
    if (damage !== undefined) {
      done++;
      try {
        const outcome = await (folder === 'backup'
          ? lookAtBackup(copy, answers)
          : lookAtStore(join(copy, folder), damage, answers, folder));
        if (outcome === 'refused') refused++;
        else harmless++;
      } catch (reason) {
        failures.push(`${i} (seed ${seed}): ${name}, ${damage.what}, bytes ${damage.from} to ${damage.to}: ${told(reason)}`);
      }
    }
    rmSync(copy, { recursive: true });
  }
  return { done, refused, harmless, failures };
}

const told = (reason: unknown): string =>
  reason instanceof Error ? (reason.stack ?? reason.message).split('\n').slice(0, 3).join(' ') : String(reason);

/** What a user of the store gets: what was stored, or an error that says where the damage is. */
async function lookAtStore(folder: string, damage: Damage, answers: Answers, left: string): Promise<'refused' | 'harmless'> {
  const { findings } = await verifyStore(folder, systemClock());
  let engine: Engine | undefined;
  try {
    engine = await open(folder);
    const found = await answersOf(engine);
    const { length } = found.events;
    // Of a store that crashed the end of its last segment may be what a torn write left: nothing says that it was ever acknowledged.
    const unseen = findings.every(({ file }) => !file.endsWith('.seg'));
    const torn = left === 'crashed' && unseen && basename(damage.file) === NEWEST_SEGMENT;
    if (!isDeepStrictEqual(found.events, torn ? answers.events.slice(0, length) : answers.events))
      throw new Error(`other events are served: ${length} of ${answers.events.length}`);
    if (!torn && !isDeepStrictEqual(found.rest, answers.rest)) throw new Error('an answer changed');
    const snapshot = await engine.snapshot('state');
    if (snapshot !== undefined && !isDeepStrictEqual(Buffer.from(snapshot.bytes), Buffer.from(snapshotOf(snapshot.seq))))
      throw new Error('another snapshot is served');
    return 'harmless';
  } catch (reason) {
    if (!(reason instanceof SutraError) || reason.code !== 'SUTRA_STORE_CORRUPT') throw reason;
    demandBounds(reason, damage);
    if (findings.length === 0) throw new Error(`verify finds nothing, and the store says: ${reason.message}`);
    return 'refused';
  } finally {
    await engine?.close();
  }
}

/** The error names the file and a range of it that the damage lies in; and seqs where anything tells them. */
function demandBounds(reason: SutraError, damage: Damage): void {
  const { file, offset, length } = reason.details as { file: string; offset: number; length: number };
  const whole = /swapped with|overwritten|removed/.test(damage.what);
  if (whole) {
    if (!/\.(seg|idx)$/.test(file)) throw new Error(`the error names no file of the log: ${reason.message}`);
    return;
  }
  if (basename(file) !== basename(damage.file)) throw new Error(`${basename(damage.file)} is damaged, the error names ${basename(file)}`);
  if (offset > damage.to || offset + length < damage.from) throw new Error(`the error names other bytes: ${reason.message}`);
}

/** A backup is refused, or it is restored to exactly what was backed up. */
async function lookAtBackup(copy: string, answers: Answers): Promise<'refused' | 'harmless'> {
  const clock = systemClock();
  const from = join(copy, 'backup');
  const to = join(copy, 'restored');
  mkdirSync(to);
  const verdict = await verifyBackup(from, clock).then(
    () => 'sound',
    (reason: unknown) => (reason instanceof SutraError ? reason.code : String((reason as Error).stack)),
  );
  try {
    await restoreBackup({ from, to, clock, limits: SMALL });
  } catch (reason) {
    if (!(reason instanceof SutraError) || !/^SUTRA_(BACKUP_DAMAGED|BACKUP_UNFINISHED|STORE_CORRUPT)$/.test(reason.code)) throw reason;
    if (verdict === 'sound') throw new Error(`verify finds nothing, and restore says: ${reason.message}`);
    if (!/^SUTRA_/.test(verdict)) throw new Error(`verify fails in a way it should not: ${verdict}`);
    return 'refused';
  }
  if (verdict !== 'sound') throw new Error(`verify says ${verdict}, and it was restored`);
  const engine = await open(to);
  try {
    if (!isDeepStrictEqual((await answersOf(engine)).events, answers.events)) throw new Error('other events were restored');
  } finally {
    await engine.close();
  }
  return 'harmless';
}
