import { crc32 } from 'node:zlib';
import { BLOCK_LIMITS, ByteWriter } from '@sutra/wire';
import { noteBytes } from '../log/rewritten.ts';
import { summaryOf } from '../log/segment.ts';
import { RowTurns } from '../read/row-turns.ts';
import type { Turns } from '../read/slices.ts';
import { checksum } from './block-rows.ts';
import { CHUNK_ROWS } from './chunks.ts';
import { BODY_BYTES_MAX, FIXED_BYTES, frameColumns, type IndexIdentity, MAGIC, PARTS, VERSION } from './index-format.ts';
import { BYTE_ORDER, writePacked } from './packed.ts';
import type { RowHash } from './row-hash.ts';
import type { SegmentIndex } from './segment-index.ts';
import { takeWorkspace } from './workspace.ts';
import { writeCounts } from './write-counts.ts';

/** Entries of words or hashes written in one step, and bytes summed up in one. */
const STEP_ENTRIES = 2_048;
const STEP_BYTES = 1024 * 1024;
/** Chunks of rows whose times are taken from their least in one step. */
const STEP_CHUNKS = 32;
/** Writing an entry costs so much less than deciding about a row, of which turns are counted; as long as nothing of it is compiled, half as much. */
const ENTRIES_FOR_ONE_ROW = 2;
const BYTES_FOR_ONE_ROW = 1_024;
/** A column is looked through, narrowed and copied: two of a large segment are a turn. */
const COLUMN_BYTES_FOR_ONE_ROW = 512;
const COLUMN_ROWS_MAX = 1_024;

/** What the file is likely to take: with less it has to grow on the way. */
const LIKELY_HEAD_BYTES = 64 * 1024;
const LIKELY_ROW_BYTES = 20;

/** @param turns when others run in between; default after a few ms at most */
export async function indexFile(index: SegmentIndex, identity: IndexIdentity, turns: Turns = new RowTurns()): Promise<Buffer> {
  const summary = Buffer.from(JSON.stringify({ ...identity, summary: summaryOf(index) }));
  const out = new ByteWriter(0, BODY_BYTES_MAX);
  out.bytes = takeWorkspace(LIKELY_HEAD_BYTES + index.rows * LIKELY_ROW_BYTES);
  // Built in place: the head is filled in when the rest is known.
  out.append(new Uint8Array(FIXED_BYTES));
  out.append(summary);
  const ends = [FIXED_BYTES, FIXED_BYTES + summary.length];
  const step = Math.min(STEP_ENTRIES / ENTRIES_FOR_ONE_ROW, index.rows);
  for (const part of [writeCounts(out, index), writeCauses(out, index), writeBody(out, index)]) {
    let written = out.at;
    for (const _step of part) {
      turns.spend(Math.max(step, Math.min(COLUMN_ROWS_MAX, (out.at - written) / COLUMN_BYTES_FOR_ONE_ROW)));
      written = out.at;
      if (turns.over) await turns.turn();
    }
    ends.push(out.written().length);
  }
  const written = out.written();
  const head = Buffer.from(written.buffer, written.byteOffset, FIXED_BYTES);
  head.write(MAGIC, 'latin1');
  head.writeUInt32LE(VERSION, 8);
  for (let part = 0; part + 1 < ends.length; part++) {
    const bytes = written.subarray(ends[part], ends[part + 1]);
    head.writeUInt32LE(bytes.length, PARTS.summary + part * 8);
    head.writeUInt32LE(await checksumInTurns(bytes, turns), PARTS.summary + part * 8 + 4);
  }
  return Buffer.from(written.buffer, written.byteOffset, written.length);
}

async function checksumInTurns(bytes: Uint8Array, turns: Turns): Promise<number> {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += STEP_BYTES) {
    sum = crc32(bytes.subarray(at, at + STEP_BYTES), sum);
    turns.spend(Math.min(STEP_BYTES, bytes.length - at) / BYTES_FOR_ONE_ROW);
    if (turns.over) await turns.turn();
  }
  return sum;
}

function* writeBody(out: ByteWriter, index: SegmentIndex): Generator<undefined> {
  writeNote(out, index);
  out.u8(BYTE_ORDER);
  yield* writeWords(out, index);
  yield* writeFrames(out, index);
  yield* writeRows(out, index);
  for (const column of index.kept?.columns ?? []) {
    writePacked(out, column.written);
    yield;
  }
}

function* writeWords(out: ByteWriter, index: SegmentIndex): Generator<undefined> {
  out.varint(index.types.length);
  for (const type of index.types) out.text(type, BLOCK_LIMITS.nameBytesMax);
  const { sets } = index;
  out.varint(sets.entities.length);
  let entries = 0;
  for (const entity of sets.entities) {
    out.text(entity, BLOCK_LIMITS.nameBytesMax);
    if (++entries % STEP_ENTRIES === 0) yield;
  }
  out.varint(sets.size);
  for (let set = 0; set < sets.size; set++) {
    const members = sets.membersOf(set);
    out.varint(members.length);
    for (const member of members) out.varint(member);
    if (++entries % STEP_ENTRIES === 0) yield;
  }
  out.varint(index.dictionaries.length);
  for (const dictionary of index.dictionaries) {
    out.text(dictionary.of.emitter, BLOCK_LIMITS.nameBytesMax);
    out.varint(dictionary.of.epoch);
    const block = dictionary.stored ?? (yield* dictionary.session.dictionaryBlockInSteps(checksum));
    out.varint(block.length);
    out.append(block);
    yield;
  }
}

function* writeFrames(out: ByteWriter, index: SegmentIndex): Generator<undefined> {
  out.varint(index.rows);
  out.varint(index.frameRow.length);
  for (const column of frameColumns(index)) {
    writePacked(out, column.written);
    yield;
  }
  for (const source of index.sources) {
    out.varint(source.minSeq === Number.POSITIVE_INFINITY ? 0 : source.minSeq);
    out.varint(source.maxSeq);
  }
  out.varint(index.learns.length);
  for (let i = 0; i < index.learns.length; i++) out.varint(index.learns.at(i));
}

/** Times from the least of their chunk, or as they are where a chunk spans more than 32 bits of µs. */
function* sinceChunk({ time, chunkMin, chunkMax, rows }: SegmentIndex): Generator<undefined, Uint32Array | Float64Array> {
  for (let chunk = 0; chunk < chunkMin.length; chunk++) if (chunkMax.at(chunk) - chunkMin.at(chunk) >= 2 ** 32) return time.written;
  const since = new Uint32Array(rows);
  for (let chunk = 0; chunk < chunkMin.length; chunk++) {
    const from = chunkMin.at(chunk);
    const end = Math.min(rows, (chunk + 1) * CHUNK_ROWS);
    for (let row = chunk * CHUNK_ROWS; row < end; row++) since[row] = time.data[row]! - from;
    if (chunk % STEP_CHUNKS === STEP_CHUNKS - 1) yield;
  }
  return since;
}

/**
 * The columns of rows, as they lie in memory: at ten million rows reading them number by number would take seconds. Times are written
 * from the least of their chunk.
 */
function* writeRows(out: ByteWriter, index: SegmentIndex): Generator<undefined> {
  writePacked(out, index.chunkMin.written);
  const since = yield* sinceChunk(index);
  yield;
  for (const column of [since, index.type.written, index.set.written, index.offset.written]) {
    writePacked(out, column);
    yield;
  }
  yield* writeHash(out, index.ids);
}

function* writeCauses(out: ByteWriter, { causes }: SegmentIndex): Generator<undefined> {
  yield* writeHash(out, causes);
}

function* writeHash(out: ByteWriter, hash: RowHash): Generator<undefined> {
  out.varint(hash.size);
  let row = 0;
  for (let i = 0; i < hash.size; i++) {
    out.u32(hash.keys.at(i));
    out.varint(hash.rows.at(i) - row);
    row = hash.rows.at(i);
    if ((i + 1) % STEP_ENTRIES === 0) yield;
  }
}

/** What a rewritten segment was stands before everything else: its emitters are numbered first. */
function writeNote(out: ByteWriter, { note }: SegmentIndex): void {
  const bytes = note === undefined ? new Uint8Array(0) : noteBytes(note);
  out.varint(bytes.length);
  out.append(bytes);
}
