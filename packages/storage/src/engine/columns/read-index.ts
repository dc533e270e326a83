import { closeSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { BLOCK_LIMITS, ByteReader } from '@sutra/wire';
import { readNote } from '../log/rewritten.ts';
import type { SegmentSummary } from '../log/segment.ts';
import { CHUNK_ROWS } from './chunks.ts';
import { BODY_BYTES_MAX, FIXED_BYTES, frameColumns, type IndexIdentity, MAGIC, PARTS, SUMMARY_BYTES_MAX, VERSION } from './index-format.ts';
import { BYTE_ORDER, type Numbers, PackedNumbers, readPacked } from './packed.ts';
import { RowHash } from './row-hash.ts';
import { SegmentCounts } from './segment-counts.ts';
import { SegmentIndex } from './segment-index.ts';
import { giveWorkspace, takeWorkspace } from './workspace.ts';

function readNoteInto(reader: ByteReader, index: SegmentIndex): void {
  const length = reader.varint();
  if (length > 0) index.beginKept(readNote(reader.bytes.subarray(reader.at, reader.at + length)));
  reader.skip(length);
}

/** The summary of an index file, or why it cannot be used. */
export function readSummary(path: string | number, identity: IndexIdentity): SegmentSummary | string {
  const found = readClaim(path);
  if (typeof found === 'string') return found;
  for (const field of ['storeId', 'number', 'firstSeq', 'segmentBytes', 'rewritten'] as const)
    if (found[field] !== identity[field]) return `made for another ${field}`;
  return found.summary;
}

/** What an index file says of itself: the segment it was made of, and that segment's summary; or why that cannot be read. */
export function readClaim(path: string | number): (IndexIdentity & { readonly summary: SegmentSummary }) | string {
  const head = readPart(path, 0, FIXED_BYTES);
  if (typeof head === 'string') return head;
  if (head.toString('latin1', 0, 8) !== MAGIC || head.readUInt32LE(8) !== VERSION) return 'another format';
  const { length, crc } = place(head, 'summary');
  if (length > SUMMARY_BYTES_MAX) return 'damaged';
  const bytes = readPart(path, FIXED_BYTES, length);
  if (typeof bytes === 'string') return bytes;
  if (crc32(bytes) !== crc) return 'damaged';
  const found = JSON.parse(bytes.toString()) as IndexIdentity & { summary: SegmentSummary };
  // JSON has no infinity: a segment of learn batches only has no times.
  const { minTime, maxTime } = found.summary;
  const times = { minTime: minTime ?? Number.POSITIVE_INFINITY, maxTime: maxTime ?? Number.NEGATIVE_INFINITY };
  return { ...found, summary: { ...found.summary, ...times } };
}

/** The counts of a segment, or why there are none to be used. */
export function readCounts(path: string | number, identity: IndexIdentity): SegmentCounts | string {
  const section = readCountsSection(path, identity);
  if (typeof section === 'string') return section;
  return section.length === 0 ? 'not kept' : new SegmentCounts(section);
}

/** The counts in an index file as they lie there; empty where it has none; or why they cannot be used. */
export function readCountsSection(path: string | number, identity: IndexIdentity): Uint8Array | string {
  return readSection(path, identity, 'counts');
}

/** Which rows of a segment name which causes, by `causeKeyOf`; or why that cannot be used. */
export function readCauses(path: string | number, identity: IndexIdentity): RowHash | string {
  const section = readSection(path, identity, 'causes');
  if (typeof section === 'string') return section;
  const causes = new RowHash();
  for (const _step of readHash(new ByteReader(section), causes));
  return causes;
}

function readSection(path: string | number, identity: IndexIdentity, part: 'counts' | 'causes'): Uint8Array | string {
  const summary = readSummary(path, identity);
  if (typeof summary === 'string') return summary;
  const head = readPart(path, 0, FIXED_BYTES);
  if (typeof head === 'string') return head;
  const { at, length, crc } = place(head, part);
  if (length > BODY_BYTES_MAX) return 'damaged';
  const section = readPart(path, at, length);
  return typeof section !== 'string' && crc32(section) !== crc ? 'damaged' : section;
}

/** Where a part begins, how long it is, and its checksum. */
function place(head: Buffer, part: keyof typeof PARTS): { readonly at: number; readonly length: number; readonly crc: number } {
  let at = FIXED_BYTES;
  for (let before = PARTS.summary; before < PARTS[part]; before += 8) at += head.readUInt32LE(before);
  return { at, length: head.readUInt32LE(PARTS[part]), crc: head.readUInt32LE(PARTS[part] + 4) };
}

/**
 * The whole index, or why it cannot be used.
 * @param path of the file, or its open descriptor
 */
export function readIndex(path: string | number, identity: IndexIdentity): SegmentIndex | string {
  const steps = readIndexInSteps(path, identity);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

/** The same in steps of a few ms, so that others may have their turn in between. */
export function* readIndexInSteps(path: string | number, identity: IndexIdentity): Generator<undefined, SegmentIndex | string> {
  const summary = readSummary(path, identity);
  if (typeof summary === 'string') return summary;
  const head = readPart(path, 0, FIXED_BYTES);
  if (typeof head === 'string') return head;
  const [before, rest] = [place(head, 'causes'), place(head, 'body')];
  if (before.length > BODY_BYTES_MAX || rest.length > BODY_BYTES_MAX) return 'damaged';
  const causes = yield* readLarge(path, before.at, before.length, before.crc);
  if (typeof causes === 'string') return causes;
  const workspace = takeWorkspace(rest.length);
  const body = yield* readLarge(path, rest.at, rest.length, rest.crc, workspace);
  if (typeof body === 'string') return body;
  const index = new SegmentIndex(identity.number, identity.firstSeq);
  const reader = new ByteReader(body);
  readNoteInto(reader, index);
  if (reader.u8() !== BYTE_ORDER) return 'written where bytes are ordered another way';
  yield* readWords(reader, index);
  yield* readRows(reader, index, yield* readFrames(reader, index));
  yield* readHash(new ByteReader(causes), index.causes);
  if (index.kept !== undefined) index.restoreKept(index.kept.columns.map(() => new PackedNumbers(reader, index.rows).as(Uint32Array)));
  giveWorkspace(workspace); // nothing of the index lies in it
  return index.rows === summary.rows ? index : 'damaged';
}

/** Bytes read and checked at a time: a fraction of a ms. */
const READ_AT_ONCE = 1024 * 1024;

/** Reads and checks a part that is large, in steps; into a workspace where there is one. */
function* readLarge(
  path: string | number,
  at: number,
  length: number,
  checksumOf: number,
  workspace: Buffer = Buffer.allocUnsafeSlow(length),
): Generator<undefined, Buffer | string> {
  const bytes = workspace.subarray(0, length);
  let checked = 0;
  for (let done = 0; done < length; done += READ_AT_ONCE) {
    const piece = bytes.subarray(done, done + READ_AT_ONCE);
    const refused = readInto(path, at + done, piece);
    if (refused !== undefined) return refused;
    checked = crc32(piece, checked);
    yield;
  }
  return checked === checksumOf ? bytes : 'damaged';
}

function readPart(path: string | number, at: number, length: number): Buffer | string {
  const bytes = Buffer.allocUnsafe(length);
  return readInto(path, at, bytes) ?? bytes;
}

/** Fills the bytes from a place in a file; says why not, where that cannot be. */
function readInto(path: string | number, at: number, bytes: Buffer): string | undefined {
  if (typeof path === 'number') return readOpen(path, at, bytes);
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code === 'ENOENT') return 'missing';
    throw reason;
  }
  try {
    return readOpen(fd, at, bytes);
  } finally {
    closeSync(fd);
  }
}

function readOpen(fd: number, at: number, bytes: Buffer): string | undefined {
  for (let done = 0; done < bytes.length; ) {
    const got = readSync(fd, bytes, done, bytes.length - done, at + done);
    if (got === 0) return 'too short';
    done += got;
  }
  return undefined;
}

/** Words restored at a time. */
const WORDS_PER_STEP = 8_192;
/** Chunks restored at a time. */
const CHUNKS_PER_STEP = 128;

function* readWords(reader: ByteReader, index: SegmentIndex): Generator<undefined> {
  for (let left = reader.varint(); left > 0; left--) index.addType(reader.text());
  for (let left = reader.varint(); left > 0; left--) {
    index.sets.addEntity(reader.text());
    if (left % WORDS_PER_STEP === 0) yield;
  }
  const members: number[] = [];
  for (let left = reader.varint(); left > 0; left--) {
    members.length = 0;
    for (let more = reader.varint(); more > 0; more--) members.push(reader.varint());
    index.sets.addSet(members);
    if (left % WORDS_PER_STEP === 0) yield;
  }
  index.sets.forgetKeys();
  for (let left = reader.varint(); left > 0; left--) {
    const source = { emitter: reader.text(BLOCK_LIMITS.nameBytesMax), epoch: reader.varint() };
    const length = reader.varint();
    // A copy of its own, which `slice` of a Buffer is not: the rest of the file need not stay in memory for it.
    index.addStoredDictionary(source, Uint8Array.prototype.slice.call(reader.bytes, reader.at, reader.at + length));
    reader.skip(length);
    yield;
  }
}

/** Returns how many rows the frames hold. */
function* readFrames(reader: ByteReader, index: SegmentIndex): Generator<undefined, number> {
  const rows = reader.varint();
  const frames = reader.varint();
  for (const column of frameColumns(index)) column.take(readPacked(reader, frames));
  yield;
  index.restoreFrames();
  yield;
  for (const source of index.sources) {
    const least = reader.varint();
    source.minSeq = Math.min(source.minSeq, least === 0 ? Number.POSITIVE_INFINITY : least);
    source.maxSeq = Math.max(source.maxSeq, reader.varint());
  }
  for (let left = reader.varint(); left > 0; left--) {
    index.learns.push(reader.varint());
    if (left % WORDS_PER_STEP === 0) yield;
  }
  return rows;
}

/** Restores the columns of rows. */
function* readRows(reader: ByteReader, index: SegmentIndex, rows: number): Generator<undefined> {
  const chunkMin = readPacked(reader, Math.ceil(rows / CHUNK_ROWS));
  const written = new PackedNumbers(reader, rows);
  yield;
  const time = written.width === Float64Array.BYTES_PER_ELEMENT ? written.as(Float64Array) : yield* sinceStart(written, chunkMin);
  const type = new PackedNumbers(reader, rows).as(Uint16Array);
  const set = new PackedNumbers(reader, rows).as(Uint32Array);
  yield;
  yield* index.restoreRows({ time, type, set, offset: new PackedNumbers(reader, rows).as(Uint32Array) });
  yield* readHash(reader, index.ids);
}

function* readHash(reader: ByteReader, hash: RowHash): Generator<undefined> {
  let row = 0;
  for (let left = reader.varint(); left > 0; left--) {
    const key = (reader.u8() | (reader.u8() << 8) | (reader.u8() << 16) | (reader.u8() << 24)) >>> 0;
    row += reader.varint();
    hash.add(key, row);
    if (left % WORDS_PER_STEP === 0) yield;
  }
}

function* sinceStart(since: PackedNumbers, chunkMin: Numbers): Generator<undefined, Float64Array> {
  const time = new Float64Array(since.length);
  const step = new Uint32Array(Math.min(since.length, CHUNKS_PER_STEP * CHUNK_ROWS));
  for (let from = 0; from < since.length; from += step.length) {
    const to = Math.min(since.length, from + step.length);
    since.copy(step, from, to);
    for (let row = from; row < to; row++) time[row] = chunkMin[Math.floor(row / CHUNK_ROWS)]! + step[row - from]!;
    yield;
  }
  return time;
}
