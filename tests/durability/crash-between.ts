import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openEmitter } from '@sutra/events';
import { SutraError, seededChance, silentLogger, systemClock } from '@sutra/kit';
import { restoreBackup, verifyBackup } from '@sutra/storage/engine';
import type { Build } from './build.ts';
import { imageAt, LOSSES, type Loss, restore } from './medium.ts';
import { IMAGES_IN, type Recording, recordProgram } from './power-loss.ts';
import { acknowledgedIn, checkRecovered } from './recovery.ts';
import { checkRetained, type Retained, retainedIn } from './retained.ts';
import { snapshotOf } from './told.mjs';

/** What was promised beside events: a backup, a restore, what an emitter called safe by its epoch. */
interface Promised extends Retained {
  readonly backup: number;
  readonly restored: boolean;
  readonly spooled: ReadonlyMap<number, number>;
}

/** Looks at one image; rejects with the promise it breaks. */
type Look = (build: Build, folder: string, promised: Promised) => Promise<void>;

/** A process that dies loses nothing it wrote: the disk goes on from there. Everything else is a loss of power. */
const DEATH: Loss = { bytes: 'kept', names: 'kept' };

/** Every kind of work of the store, and what has to hold of it after a crash anywhere. A new kind is a row here and in `traced-operation.mjs`. */
export const OPERATIONS: readonly { readonly name: string; readonly look: Look }[] = [
  { name: 'the first start and appending', look: storeIsWhole },
  { name: 'rolling and sealing segments', look: storeIsWhole },
  { name: 'closing and opening again', look: storeIsWhole },
  { name: 'going on after a kill while a segment was created', look: storeIsWhole },
  { name: 'taking snapshots', look: storeIsWhole },
  { name: 'thinning snapshots', look: thinnedToTheNewest },
  { name: 'rolling events up and dropping them by class', look: retainedWholeOrNot },
  { name: 'retention interrupted and repeated', look: retainedWholeOrNot },
  { name: 'learning and applying', look: storeIsWhole },
  { name: 'spooling events', look: spoolIsWhole },
  { name: 'backing up', look: backupIsWholeOrNone },
  { name: 'restoring', look: restoreIsWholeOrNone },
];

export interface Crashed {
  /** Disk operations of the recording. */
  readonly operations: number;
  readonly images: number;
  readonly failures: readonly string[];
}

/**
 * Crashes one kind of work between its file operations: the process dies, and the power goes in each of the ways of the model.
 * @param stride 1 looks at every moment under every loss; n at every n-th of these pairs
 */
export async function crashBetween(name: string, build: Build, stride: number): Promise<Crashed> {
  const recording = await recordProgram(({ folder, acks, aside }) => [
    join(import.meta.dirname, 'traced-operation.mjs'),
    ...[name, folder, acks, aside],
  ]);
  const target = mkdtempSync(join(IMAGES_IN, 'sutra-crash-'));
  try {
    return await everyImage(name, recording, build, stride, target);
  } finally {
    rmSync(target, { recursive: true });
    recording.remove();
  }
}

async function everyImage(name: string, { folder, trace }: Recording, build: Build, stride: number, target: string): Promise<Crashed> {
  const { look } = OPERATIONS.find((one) => one.name === name)!;
  const root = join(folder, '..');
  const chance = seededChance(1);
  const failures: string[] = [];
  const pairs = trace.moments.flatMap((at) => [DEATH, ...LOSSES].map((loss) => ({ at, loss })));
  let images = 0;
  // A stride that shares no factor with the number of losses meets them all in turn.
  for (let i = 0; i < pairs.length; i += stride) {
    const { at, loss } = pairs[i]!;
    const image = join(target, String(images++));
    mkdirSync(image);
    restore(imageAt(trace.steps, root, at, loss, chance), root, image);
    const told = trace.acks.filter((ack) => ack.at <= at).map(({ text }) => text);
    await look(build, join(image, 'store'), promisedIn(told)).catch((reason: unknown) => {
      failures.push(`after line ${at}, bytes ${loss.bytes}, names ${loss.names}: ${String((reason as Error).message)}`);
    });
    rmSync(image, { recursive: true });
  }
  return { operations: trace.steps.length, images, failures };
}

function promisedIn(lines: readonly string[]): Promised {
  const said = lines.map((line) => JSON.parse(line) as { backup?: number; restored?: boolean; spooled?: number; epoch?: number });
  return {
    ...retainedIn(lines, acknowledgedIn(lines)),
    spooled: new Map(
      said.flatMap(({ epoch, spooled }) => (epoch === undefined || spooled === undefined ? [] : [[epoch, spooled] as const])),
    ),
    backup: Math.max(0, ...said.map(({ backup }) => backup ?? 0)),
    restored: said.some(({ restored }) => restored === true),
  };
}

async function storeIsWhole(build: Build, folder: string, promised: Promised): Promise<void> {
  const engine = await checkRecovered(build, folder, promised, false);
  await engine.close();
}

/** The newest promised snapshot is there, and the next one leaves no other beside it: what an interrupted thinning left, it takes along. */
async function thinnedToTheNewest(build: Build, folder: string, promised: Promised): Promise<void> {
  await storeIsWhole(build, folder, promised);
  const limits = { snapshotsKept: 1, snapshotHoursKept: 0, snapshotDaysKept: 0 };
  const engine = await build.openEngine({ folder, clock: systemClock(), limits, onFatal: () => undefined });
  await engine.putSnapshot('state', engine.lastSeq, snapshotOf(engine.lastSeq));
  await engine.close();
  const left = readdirSync(join(folder, 'snapshots'));
  if (left.length !== 1) throw new Error(`one snapshot was to be kept, and there are ${left.join(', ')}`);
}

/** Retention has done all of its work, part of it or none: every count and every cause is what was told. */
async function retainedWholeOrNot(build: Build, folder: string, promised: Promised): Promise<void> {
  const engine = await checkRetained(build, folder, promised, false);
  await engine.close();
}

/** The store is whole, and the backup is too or is refused as what it is: never half of one taken for a whole. */
async function backupIsWholeOrNone(build: Build, folder: string, promised: Promised): Promise<void> {
  const backup = join(folder, 'backups', 'one');
  const clock = systemClock();
  const manifest = await verifyBackup(backup, clock).catch((reason: unknown) => {
    // Before its folder is there, there is no backup at all.
    const none =
      reason instanceof SutraError &&
      (reason.code === 'SUTRA_BACKUP_UNFINISHED' || (reason.code === 'SUTRA_BACKUP_NONE' && !existsSync(backup)));
    if (none && promised.backup === 0) return undefined;
    throw reason;
  });
  if (manifest !== undefined) {
    const to = `${folder}-restored`;
    const { seq } = await restoreBackup({ from: backup, to, clock });
    if (seq !== manifest.asOfSeq || seq < promised.backup) throw new Error(`the backup holds ${seq}, ${manifest.asOfSeq} was backed up`);
    await storeIsWhole(build, to, { ...promised, through: new Map(), batches: 0, snapshot: 0, seen: seq });
  }
  await storeIsWhole(build, folder, promised);
}

/** What an emitter called safe, its next run still has, in order and once. */
async function spoolIsWhole(_build: Build, folder: string, { spooled }: Promised): Promise<void> {
  const parts = { store: null, clock: systemClock(), chance: seededChance(1), logger: silentLogger };
  const emitter = await openEmitter({ emitter: 'e0', folder, ...parts });
  const kept = emitter.pending();
  await emitter.close();
  for (const [epoch, through] of spooled) {
    const numbers = kept.filter(({ emitterEpoch }) => emitterEpoch === epoch).map(({ emitterSeq }) => emitterSeq);
    const safe = numbers.filter((number) => number <= through);
    if (safe.length !== through || safe.some((number, i) => number !== i + 1))
      throw new Error(`of ${through} events of run ${epoch} that were called safe, ${safe.length} are left`);
    if (new Set(numbers).size !== numbers.length) throw new Error('an event is in the spool twice');
  }
}

/** There is nothing, or a folder that refuses to be opened, or all of it. */
async function restoreIsWholeOrNone(build: Build, folder: string, promised: Promised): Promise<void> {
  if (!promised.restored) {
    if (!existsSync(folder) || readdirSync(folder).length === 0) return;
    const refused = await open(build, folder);
    if (refused) return;
  }
  // The original had this many: 6 batches of 20.
  await storeIsWhole(build, folder, { ...promised, through: new Map([['e0', 120]]), batches: 2 });
}

/** Whether the folder says that a restore into it did not finish. */
async function open(build: Build, folder: string): Promise<boolean> {
  try {
    const engine = await build.openEngine({ folder, clock: systemClock(), onFatal: () => undefined });
    await engine.close();
    return false;
  } catch (reason) {
    if (reason instanceof SutraError && reason.code === 'SUTRA_RESTORE_UNFINISHED') return true;
    throw reason;
  }
}
