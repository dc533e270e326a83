import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Clock, type Logger, SutraError } from '@sutra/kit';
import { corrupt } from '../errors.ts';
import type { EngineLimits } from '../limits.ts';
import { parseSegmentHead, SEGMENT_HEAD_BYTES, scanSegment, segmentHead, seqAfter } from '../log/segment-file.ts';
import { verifyLog } from '../log/verify.ts';
import { openEngine } from '../open-engine.ts';
import type { Slices } from '../read/slices.ts';
import { cutRewritten } from './cut-rewritten.ts';
import { type CutPoint, cutSegment } from './cut-segment.ts';
import { type LifeSteps, noSteps, syncFolder, syncUpTo, writeDurably } from './durable-file.ts';
import { findEvent } from './find-event.ts';
import { type BackedUpFile, type BackupManifest, isVacant, readManifest } from './manifest.ts';
import { RESTORED, restoredNoteText } from './restored-note.ts';
import { RESTORING } from './store-folder.ts';
import { readBackedUp, unhurried } from './verify-backup.ts';

/** Up to where: everything, a seq, what had been recorded at a time, or everything before an event. */
export type RestorePoint = { readonly seq: number } | { readonly timeUs: number } | { readonly beforeEvent: string };

export interface RestoreOptions {
  /** Folder of the backup. */
  readonly from: string;
  /** Absent or empty. */
  readonly to: string;
  /** Everything when absent. */
  readonly at?: RestorePoint;
  readonly clock: Clock;
  readonly logger?: Logger;
  readonly limits?: Partial<EngineLimits>;
  readonly signal?: AbortSignal;
  /** Who restores it, for the record. */
  readonly actor?: string;
  readonly onProgress?: (done: { readonly bytes: number; readonly bytesTotal: number }) => void;
  /** For tests. */
  readonly steps?: LifeSteps;
}

export interface RestoreResult {
  /** Newest seq of the restored store. */
  readonly seq: number;
  readonly segments: number;
  readonly bytes: number;
  /** Newest seq of the backup. */
  readonly backupSeq: number;
}

const STORE_ID_MAX = 2 ** 47;
const SEGMENT = /^log\//;
const SNAPSHOT_SEQ = /\.(\d{16})\.snap$/;

/**
 * Makes a new store from a backup: checks every byte, cuts the log exactly at the point, rebuilds every index, checks the result. The
 * store gets an identity of its own, so its files never mix with those it came from. Until it is whole, the folder cannot be opened.
 * @throws SutraError SUTRA_RESTORE_TARGET, SUTRA_RESTORE_POINT, SUTRA_RESTORE_UNFINISHED when the disk refused, SUTRA_BACKUP_NONE,
 *   SUTRA_BACKUP_UNFINISHED, SUTRA_BACKUP_DAMAGED, SUTRA_STORE_CORRUPT
 */
export async function restoreBackup(options: RestoreOptions): Promise<RestoreResult> {
  try {
    return await restore(options);
  } catch (reason) {
    if (reason instanceof SutraError) throw reason;
    const what = reason instanceof Error ? reason.message : String(reason);
    throw new SutraError('SUTRA_RESTORE_UNFINISHED', `Cannot restore into ${options.to}: ${what}`, { cause: reason });
  }
}

async function restore(options: RestoreOptions): Promise<RestoreResult> {
  const { from, to, clock, signal } = options;
  const manifest = readManifest(from);
  if (!isVacant(to)) throw new SutraError('SUTRA_RESTORE_TARGET', `Cannot restore into ${to}: it is not an empty folder`);
  const slices = unhurried(clock, signal);
  const cut = await cutPoint(options, manifest, slices);
  const work = join(to, RESTORING);
  const topmost = (await mkdir(to, { recursive: true, mode: 0o700 })) ?? to;
  const made = await makeStore(options, manifest, work, cut, slices).catch(async (reason: unknown) => {
    // What a backup that is refused has left would stand in the way of a good one.
    if (reason instanceof SutraError) await rm(work, { recursive: true, force: true });
    throw reason;
  });
  await moveIntoPlace(work, to, topmost, options.steps ?? noSteps);
  return { ...made, backupSeq: manifest.asOfSeq };
}

/** The whole store, in a folder of its own beside where it will be. */
async function makeStore(options: RestoreOptions, manifest: BackupManifest, work: string, cut: CutPoint, slices: Slices) {
  await mkdir(join(work, 'log'), { recursive: true, mode: 0o700 });
  await mkdir(join(work, 'snapshots'), { mode: 0o700 });
  const written = await writeLog(options, manifest, work, cut, slices);
  await writeSnapshots(options, manifest, work, cut.seq, slices);
  const seq = await checkRestored(options, work, Math.min(cut.seq, manifest.asOfSeq), cut.recordedUs !== Number.POSITIVE_INFINITY);
  const note = { seq, from: resolve(options.from), ...(options.actor === undefined ? {} : { actor: options.actor }) };
  await writeDurably(join(work, RESTORED), [Buffer.from(restoredNoteText(note))], options.steps ?? noSteps);
  return { seq, ...written };
}

const segmentsOf = (manifest: BackupManifest): BackedUpFile[] =>
  manifest.files.filter(({ path }) => SEGMENT.test(path)).sort((a, b) => (a.path < b.path ? -1 : 1));

async function cutPoint({ from, at }: RestoreOptions, manifest: BackupManifest, slices: Slices): Promise<CutPoint> {
  const whole = { seq: manifest.asOfSeq, recordedUs: Number.POSITIVE_INFINITY };
  if (at === undefined) return whole;
  if ('timeUs' in at) return { ...whole, recordedUs: at.timeUs };
  if ('seq' in at) {
    if (!Number.isInteger(at.seq) || at.seq < 0 || at.seq > manifest.asOfSeq)
      throw new SutraError('SUTRA_RESTORE_POINT', `Cannot restore to seq ${at.seq}: the backup holds 0 to ${manifest.asOfSeq}`);
    return { ...whole, seq: at.seq };
  }
  for (const file of segmentsOf(manifest)) {
    const { bytes, head } = await readLogFile(from, file, slices);
    const seq = findEvent(join(from, file.path), bytes, head.firstSeq, at.beforeEvent);
    if (seq !== undefined) return { ...whole, seq: seq - 1 };
    await slices.turn();
  }
  throw new SutraError('SUTRA_RESTORE_POINT', `Cannot restore to just before ${at.beforeEvent}: the backup has no such event`);
}

async function readLogFile(from: string, file: BackedUpFile, slices: Slices) {
  const bytes = await readBackedUp(from, file, slices);
  const head = parseSegmentHead(bytes);
  const path = join(from, file.path);
  if (head === undefined)
    throw corrupt({ file: path, offset: 0, length: SEGMENT_HEAD_BYTES, fromSeq: null, toSeq: null }, 'its head is damaged');
  return { bytes, head };
}

async function writeLog(
  { from, steps = noSteps, onProgress }: RestoreOptions,
  manifest: BackupManifest,
  work: string,
  cut: CutPoint,
  slices: Slices,
): Promise<{ segments: number; bytes: number }> {
  const storeId = randomInt(1, STORE_ID_MAX);
  let [segments, bytes] = [0, 0];
  for (const file of segmentsOf(manifest)) {
    const read = await readLogFile(from, file, slices);
    const { firstSeq } = read.head;
    const path = join(from, file.path);
    // Most segments lie wholly before the cut: those go over as they are.
    const { parts, ended } = liesBefore(path, read.bytes, firstSeq, cut)
      ? { parts: [read.bytes.subarray(SEGMENT_HEAD_BYTES)], ended: false }
      : read.head.rewritten > 0
        ? { parts: cutRewritten(read.bytes, { ...read.head, storeId }, cut), ended: true }
        : cutSegment(path, read.bytes, firstSeq, cut);
    if (ended && segments > 0 && parts.every((part) => part.length === 0)) break;
    await writeDurably(join(work, file.path), [segmentHead({ ...read.head, storeId }), ...parts], steps);
    segments++;
    bytes += file.bytes;
    onProgress?.({ bytes, bytesTotal: manifest.bytes });
    await slices.turn();
    if (ended) break;
  }
  return { segments, bytes };
}

function liesBefore(path: string, bytes: Buffer, firstSeq: number, cut: CutPoint): boolean {
  let before = true;
  scanSegment(path, bytes, firstSeq, false, ({ head, payload }) => {
    before &&= head.recordedAtUs <= cut.recordedUs && seqAfter(head, payload) - 1 <= cut.seq;
  });
  return before;
}

async function writeSnapshots(
  { from, steps = noSteps }: RestoreOptions,
  manifest: BackupManifest,
  work: string,
  seq: number,
  slices: Slices,
) {
  for (const file of manifest.files) {
    const of = SNAPSHOT_SEQ.exec(file.path)?.[1];
    if (of === undefined || Number(of) > seq) continue;
    await writeDurably(join(work, file.path), [await readBackedUp(from, file, slices)], steps);
  }
}

/** Opens what was restored, which builds every index, and checks that it is what was meant. Returns the newest seq. */
async function checkRestored(options: RestoreOptions, work: string, seq: number, byTime: boolean): Promise<number> {
  const { clock, logger, limits } = options;
  const { findings } = verifyLog(work);
  const first = findings[0];
  if (first !== undefined) throw corrupt(first, first.what);
  const engine = await openEngine({
    folder: work,
    clock,
    onFatal: (reason) => logger?.error('the restored store failed', { because: reason.message }),
    ...(logger === undefined ? {} : { logger }),
    ...(limits === undefined ? {} : { limits }),
  });
  const { lastSeq } = engine;
  await engine.close();
  if (byTime ? lastSeq > seq : lastSeq !== seq)
    throw new SutraError('SUTRA_BACKUP_DAMAGED', `Cannot restore: the log ends at seq ${lastSeq}, ${seq} was expected`);
  return lastSeq;
}

/** One rename at a time, the log last: a folder with a log is a whole store. */
async function moveIntoPlace(work: string, to: string, topmost: string, steps: LifeSteps): Promise<void> {
  const names = (await readdir(work)).filter((name) => name !== 'log');
  for (const name of [...names, 'log']) {
    steps('store.rename');
    if (existsSync(join(work, name))) await rename(join(work, name), join(to, name));
  }
  await syncFolder(to, steps);
  await rmdir(work);
  await syncUpTo(to, topmost, steps);
}
