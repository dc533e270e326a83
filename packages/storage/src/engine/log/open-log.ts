import { randomInt } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, readSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Logger, SutraError } from '@sutra/kit';
import { readIndex, readSummary } from '../columns/read-index.ts';
import type { SegmentIndex } from '../columns/segment-index.ts';
import { corrupt } from '../errors.ts';
import type { EngineLimits } from '../limits.ts';
import { Catalog, IndexBuilder, indexPath } from './catalog.ts';
import { closeFile, type Disk } from './disk.ts';
import { bytesBeforeZeros } from './room-ahead.ts';
import { Segment, summaryOf } from './segment.ts';
import { assertKnownForm, parseSegmentHead, SEGMENT_HEAD_BYTES, scanSegment, segmentName } from './segment-file.ts';
import { missingSegment, type Shortened, shortenedSegment } from './shortened.ts';
import { createSegment, type WriterStart } from './writer.ts';

const SEGMENT_FILE = /^(\d{10})\.seg$/;
const STORE_ID_MAX = 2 ** 47;

export interface OpenedLog {
  readonly catalog: Catalog;
  readonly start: WriterStart;
  readonly tornBytes: number;
}

/**
 * Opens the log the way it was left, be it by a crash: there is no other way of opening. A torn tail of the last segment is cut
 * off; what remains is flushed before anyone may read it.
 * @throws SutraError SUTRA_STORE_CORRUPT when a file is missing, foreign or damaged where it had been flushed
 */
export async function openLog(folder: string, disk: Disk, limits: EngineLimits, logger: Logger): Promise<OpenedLog> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const numbers = readdirSync(folder)
    .map((name) => SEGMENT_FILE.exec(name)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
  refuse(missingSegment(folder) ?? shortenedSegment(folder, numbers.at(-1) ?? 0));
  // What was being written beside a file when a crash came: nothing of it has ever counted.
  for (const name of readdirSync(folder)) if (name.endsWith('.tmp')) rmSync(join(folder, name));
  await dropUnbornTail(folder, numbers, disk);
  if (numbers.length === 0) return create(folder, disk, limits, logger);
  const storeId = headOf(folder, numbers[0]!).storeId;
  const catalog = new Catalog(storeId, disk, limits, logger);
  for (const [i, number] of numbers.entries()) {
    const segment = place(folder, number, numbers[0]! + i, storeId, catalog.segments.at(-1));
    catalog.segments.push(segment);
    if (i < numbers.length - 1 || segment.rewritten > 0) await summarise(segment, catalog);
  }
  if (catalog.hot.rewritten > 0) return goOnBehind(folder, disk, catalog);
  return openLast(folder, storeId, catalog, disk, logger);
}

function refuse(missing: Shortened | undefined): void {
  if (missing !== undefined) throw corrupt(missing, missing.what);
}

async function create(folder: string, disk: Disk, limits: EngineLimits, logger: Logger): Promise<OpenedLog> {
  const storeId = randomInt(1, STORE_ID_MAX);
  const fd = await createSegment(disk, folder, { number: 1, storeId, firstSeq: 1 });
  const catalog = new Catalog(storeId, disk, limits, logger);
  const segment = new Segment(1, join(folder, segmentName(1)), 1);
  segment.index = new IndexBuilder(1, 1).index;
  catalog.segments.push(segment);
  return { catalog, start: { folder, storeId, segment, fd, position: SEGMENT_HEAD_BYTES, recordedAtUs: 0 }, tornBytes: 0 };
}

/** A rewritten segment takes no more events: where a restore ended with one, a new one follows it. */
async function goOnBehind(folder: string, disk: Disk, catalog: Catalog): Promise<OpenedLog> {
  const { storeId } = catalog;
  const last = catalog.hot;
  const [number, firstSeq] = [last.number + 1, last.lastSeq + 1];
  const fd = await createSegment(disk, folder, { number, storeId, firstSeq });
  const segment = new Segment(number, join(folder, segmentName(number)), firstSeq);
  segment.index = new IndexBuilder(number, firstSeq).index;
  catalog.segments.push(segment);
  const recordedAtUs = Math.max(...catalog.segments.slice(0, -1).map((sealed) => sealed.summary!.maxRecorded));
  return { catalog, start: { folder, storeId, segment, fd, position: SEGMENT_HEAD_BYTES, recordedAtUs }, tornBytes: 0 };
}

/** A crash while a segment was being created leaves a file without a head: nothing was ever written to it, so it goes. */
async function dropUnbornTail(folder: string, numbers: number[], disk: Disk): Promise<void> {
  const last = numbers.at(-1);
  if (last === undefined || statSync(join(folder, segmentName(last))).size > SEGMENT_HEAD_BYTES) return;
  if (readHead(folder, last) !== undefined) return;
  rmSync(join(folder, segmentName(last)));
  await disk.syncFolder(folder, 'segment.folder.sync');
  numbers.pop();
}

function readHead(folder: string, number: number) {
  const fd = openSync(join(folder, segmentName(number)), 'r');
  try {
    const bytes = Buffer.alloc(SEGMENT_HEAD_BYTES);
    const got = readSync(fd, bytes, 0, SEGMENT_HEAD_BYTES, 0);
    const head = parseSegmentHead(bytes.subarray(0, got));
    if (head === undefined) assertKnownForm(bytes.subarray(0, got), join(folder, segmentName(number)));
    return head;
  } finally {
    closeSync(fd);
  }
}

function headOf(folder: string, number: number) {
  const head = readHead(folder, number);
  const range = { file: join(folder, segmentName(number)), offset: 0, length: SEGMENT_HEAD_BYTES, fromSeq: null, toSeq: null };
  if (head === undefined) throw corrupt(range, 'its head is damaged');
  if (head.number !== number) throw corrupt(range, `it is segment ${head.number} under another name`);
  return head;
}

/** Checks that a segment is the one expected here. */
function place(folder: string, number: number, expected: number, storeId: number, before: Segment | undefined): Segment {
  const file = join(folder, segmentName(number));
  const head = headOf(folder, number);
  const firstSeq = before === undefined ? head.firstSeq : before.lastSeq + 1;
  const range = { file, offset: 0, length: SEGMENT_HEAD_BYTES, fromSeq: firstSeq, toSeq: head.firstSeq - 1 };
  if (number !== expected) throw corrupt({ ...range, file: join(folder, segmentName(expected)) }, 'the file is missing');
  if (head.storeId !== storeId) throw corrupt(range, 'it belongs to another store');
  if (before !== undefined && head.firstSeq > firstSeq)
    throw corrupt(
      { ...range, file: before.path, offset: before.fileBytes, length: 0 },
      `it ends too early: ${file} starts at ${head.firstSeq}`,
    );
  if (head.firstSeq !== firstSeq) throw corrupt(range, `it starts at seq ${head.firstSeq}, ${firstSeq} was expected`);
  const segment = new Segment(number, file, firstSeq, head.rewritten);
  segment.fileBytes = statSync(file).size;
  return segment;
}

/** A sealed segment is known by the summary in its index file; without one the index is rebuilt and written again. */
async function summarise(segment: Segment, catalog: Catalog): Promise<void> {
  const summary = readSummary(indexPath(segment), catalog.identity(segment));
  if (typeof summary !== 'string') {
    segment.summary = summary;
    return;
  }
  refuse(shortenedSegment(dirname(segment.path), segment.number));
  segment.index = catalog.rebuild(segment);
  await catalog.seal(segment);
}

async function openLast(folder: string, storeId: number, catalog: Catalog, disk: Disk, logger: Logger): Promise<OpenedLog> {
  const segment = catalog.hot;
  const { number, firstSeq, path } = segment;
  const size = segment.fileBytes;
  const recordedBefore = Math.max(0, ...catalog.segments.slice(0, -1).map((sealed) => sealed.summary!.maxRecorded));
  const kept = readIndex(indexPath(segment), catalog.identity(segment));
  let position = size;
  let tornBytes = 0;
  let index: SegmentIndex;
  if (typeof kept === 'string') {
    const builder = new IndexBuilder(number, firstSeq);
    const content = readFileSync(path);
    position = scanSegment(path, content, firstSeq, true, (frame) => builder.add(frame));
    tornBytes = bytesBeforeZeros(content, position);
    index = builder.index;
    catalog.rebuilt ||= index.rows > 0;
    catalog.rebuiltRows += index.rows;
  } else index = kept;
  segment.index = index;
  const fd = await disk.open(path, 'r+');
  try {
    if (position < size) {
      if (tornBytes > 0) logger.warn('torn tail cut off', { file: path, offset: position, bytes: tornBytes });
      await disk.truncate(fd, position, 'segment.truncate');
    }
    // Frames of a write that nobody was told about may be whole and yet only in the page cache; so may the name of the file, when its
    // maker was killed before it could see to that.
    await disk.sync(fd, 'segment.flush');
    await disk.syncFolder(folder, 'segment.folder.sync');
  } catch (reason) {
    await closeFile(fd);
    throw reason;
  }
  const recordedAtUs = Math.max(recordedBefore, summaryOf(index).maxRecorded);
  return { catalog, start: { folder, storeId, segment, fd, position, recordedAtUs }, tornBytes };
}

/** Refuses what is not a folder of ours before anything is created in it. */
export function assertFolder(folder: string): void {
  if (folder === '') throw new SutraError('SUTRA_STORE_INVALID', 'Cannot open the store: no folder was given');
}
