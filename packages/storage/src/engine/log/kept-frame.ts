import { ByteReader, ByteWriter } from '@sutra/wire';

/** Bytes of what stands before the block. */
const HEAD_BYTES_MAX = 64 * 1024 * 1024;
const NAME_BYTES_MAX = 1024;

/** One numeric field of the events a row stands for. */
export interface RolledField {
  readonly name: string;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

/** What a row stands for beside itself: it is the last of `weight` events of one kind, one emitter and one stretch of time. */
export interface Rollup {
  /** Events, itself included. */
  readonly weight: number;
  /** seq of the first of them. */
  readonly firstSeq: number;
  /** Least and greatest time they happened at, µs. */
  readonly minUs: number;
  readonly maxUs: number;
  /**
   * The numeric fields of their bodies, all of them having the same. One that is not here is the same whole number in all, and so is everything
   * that is not a number.
   */
  readonly fields: readonly RolledField[];
}

/** The field of `meta` that says that an event stands for others of its kind too: how many, with itself. */
export const ROLLED_UP = 'rolled_up';

/** One row of a frame of kept events. */
export interface KeptRow {
  readonly seq: number;
  readonly timeUs: number;
  /** Absent for an event that stands for itself. */
  readonly rollup?: Rollup;
}

/** The same, as read back: times in a roll-up are told by distance from the row's own, which stands in the block. */
export interface ReadKeptRow {
  readonly seq: number;
  readonly weight: number;
  /** seq − seq of the first. */
  readonly seqSpan: number;
  /** Own time − least time, and greatest time − own time, µs. */
  readonly beforeUs: number;
  readonly afterUs: number;
  readonly fields: readonly RolledField[];
}

export interface KeptFrame {
  readonly rows: readonly ReadKeptRow[];
  /** Where the block begins in the payload. */
  readonly blockAt: number;
}

/**
 * Payload of a frame of events that were kept when others around them were not: how far its seqs reach, the names of the numeric fields, a line a row
 * (seq step, weight, and for a roll-up what it stands for), then the block like every other. A segment that was rewritten holds only such frames.
 */
export function keptPayload(rows: readonly KeptRow[], block: Uint8Array): Buffer {
  const out = new ByteWriter(1024, HEAD_BYTES_MAX);
  const first = rows[0]!.seq;
  out.varint(rows.at(-1)!.seq - first);
  const names = [...new Set(rows.flatMap(({ rollup }) => (rollup?.fields ?? []).map(({ name }) => name)))];
  out.varint(names.length);
  for (const name of names) out.text(name, NAME_BYTES_MAX);
  const numberOf = new Map(names.map((name, i) => [name, i]));
  let before = first;
  for (const { seq, timeUs, rollup } of rows) {
    out.varint(seq - before);
    before = seq;
    out.varint((rollup?.weight ?? 1) - 1);
    if (rollup === undefined) continue;
    out.varint(seq - rollup.firstSeq);
    out.varint(timeUs - rollup.minUs);
    out.varint(rollup.maxUs - timeUs);
    out.varint(rollup.fields.length);
    for (const { name, sum, min, max } of rollup.fields) {
      out.varint(numberOf.get(name)!);
      for (const value of [sum, min, max]) writeNumber(out, value);
    }
  }
  const side = out.written();
  const head = new ByteWriter(8, 8);
  head.varint(side.length);
  return Buffer.concat([head.written(), side, block]);
}

/** How far the seqs of a kept frame reach beyond its first. */
export function keptSpan(payload: Uint8Array): number {
  const reader = new ByteReader(payload);
  reader.varint();
  return reader.varint();
}

/** @throws SutraError SUTRA_WIRE_MALFORMED */
export function readKept(payload: Uint8Array, firstSeq: number, count: number): KeptFrame {
  const reader = new ByteReader(payload);
  const blockAt = reader.varint() + reader.at;
  reader.varint();
  const names = Array.from({ length: reader.varint() }, () => reader.text(NAME_BYTES_MAX));
  let seq = firstSeq;
  const rows: ReadKeptRow[] = [];
  for (let row = 0; row < count; row++) {
    seq += reader.varint();
    const weight = reader.varint() + 1;
    rows.push({ seq, weight, ...(weight === 1 ? ALONE : readRollup(reader, names)) });
  }
  return { rows, blockAt };
}

const ALONE = { seqSpan: 0, beforeUs: 0, afterUs: 0, fields: [] } as const;

function readRollup(reader: ByteReader, names: readonly string[]): Omit<ReadKeptRow, 'seq' | 'weight'> {
  const [seqSpan, beforeUs, afterUs] = [reader.varint(), reader.varint(), reader.varint()];
  const fields = Array.from({ length: reader.varint() }, () => {
    const name = names[reader.varint()]!;
    return { name, sum: readNumber(reader), min: readNumber(reader), max: readNumber(reader) };
  });
  return { seqSpan, beforeUs, afterUs, fields };
}

/** A whole number, one of at most two places, any other. */
const WHOLE = 0;
const CENTS = 1;
const FLOAT = 2;
/** What a zigzag varint takes. */
const WHOLE_MAX = 2 ** 51;

function writeNumber(out: ByteWriter, value: number): void {
  const cents = Math.round(value * 100);
  // -0 is a float: a whole number would lose its sign.
  if (Math.abs(cents) >= WHOLE_MAX || Object.is(value, -0) || cents / 100 !== value) {
    out.u8(FLOAT);
    out.f64(value);
  } else {
    const whole = Number.isInteger(value);
    out.u8(whole ? WHOLE : CENTS);
    out.zigzag(whole ? value : cents);
  }
}

function readNumber(reader: ByteReader): number {
  const form = reader.u8();
  if (form === FLOAT) return reader.f64();
  return form === WHOLE ? reader.zigzag() : reader.zigzag() / 100;
}
