import { BLOCK_LIMITS, ByteWriter } from '@sutra/wire';
import { writePacked } from './packed.ts';
import type { SegmentIndex } from './segment-index.ts';
import { Tallies } from './tallies.ts';

/** Rows counted, or names written, before others may run. */
const STEP = 2_048;
/** Counts are kept only where they are fewer than half the rows, or few. */
const FEW = 4_096;
const SECTION_BYTES_MAX = 1024 * 1024 * 1024;

/** What the counts of a segment are, made from its columns; empty where none are kept. */
export function countsOf(index: SegmentIndex): Uint8Array {
  const out = new ByteWriter(64 * 1024, SECTION_BYTES_MAX);
  for (const _ of writeCounts(out, index));
  return out.written();
}

/** Counts the rows of a segment and writes what was found; in steps, so that others may have their turn. Writes nothing where that would not pay. */
export function* writeCounts(out: ByteWriter, index: SegmentIndex): Generator<undefined> {
  const { sources, types } = index;
  const tallies = yield* tally(index);
  if (tallies.size > Math.max(FEW, index.rows / 2)) return;
  out.varint(types.length);
  for (const type of types) out.text(type, BLOCK_LIMITS.nameBytesMax);
  out.varint(sources.length);
  for (const { name } of sources) out.text(name, BLOCK_LIMITS.nameBytesMax);
  yield* writeSets(out, index);
  yield* writeFound(out, tallies, sources.length, index.sets.size);
}

function* tally(index: SegmentIndex): Generator<undefined, Tallies> {
  const { kept, sources, sets } = index;
  const tallies = new Tallies(index.types.length * sources.length * sets.size);
  let left = STEP;
  for (let frame = 0; frame < index.frameRow.length; frame++) {
    const { source } = index.dictionaries[index.frameDictionary.at(frame)]!;
    const { from, to } = index.frameRows(frame);
    for (let row = from; row < to; row++) {
      const timeUs = index.time.at(row);
      const code = (index.type.at(row) * sources.length + source) * sets.size + index.set.at(row);
      if (kept === undefined) tallies.addMany(code, 1, timeUs, timeUs);
      else tallies.addMany(code, kept.weight.at(row), kept.minUs(row, timeUs), kept.maxUs(row, timeUs));
      if (--left > 0) continue;
      left = STEP;
      yield;
    }
  }
  return tallies;
}

/** The columns of counts, one entry for each combination that occurs. */
function* writeFound(out: ByteWriter, tallies: Tallies, sources: number, sets: number): Generator<undefined> {
  const { size } = tallies;
  const [type, source, set] = [new Uint32Array(size), new Uint32Array(size), new Uint32Array(size)];
  const [weight, since, lasted] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  let base = Number.POSITIVE_INFINITY;
  let at = 0;
  for (let from = 0; from < tallies.places; from += STEP) {
    tallies.eachOf(from, from + STEP, (code, count, firstUs, lastUs) => {
      const above = Math.floor(code / sets);
      type[at] = Math.floor(above / sources);
      source[at] = above % sources;
      set[at] = code % sets;
      weight[at] = count;
      since[at] = firstUs;
      lasted[at] = lastUs - firstUs;
      if (firstUs < base) base = firstUs;
      at++;
    });
    yield;
  }
  if (size === 0) base = 0;
  for (let i = 0; i < size; i++) since[i]! -= base;
  yield;
  out.varint(size);
  for (const column of [type, source, set, weight]) {
    writePacked(out, whole(column));
    yield;
  }
  out.f64(base);
  for (const column of [since, lasted]) {
    writePacked(out, whole(column));
    yield;
  }
}

function* writeSets(out: ByteWriter, { sets }: SegmentIndex): Generator<undefined> {
  const count = sets.entityCount;
  const lengths = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    lengths[i] = Buffer.byteLength(sets.entityName(i));
    if (i % STEP === STEP - 1) yield;
  }
  out.varint(count);
  writePacked(out, lengths);
  for (let i = 0; i < count; i++) {
    out.plainText(sets.entityName(i), lengths[i]!);
    if (i % STEP === STEP - 1) yield;
  }
  out.varint(sets.size);
  const starts = sets.start.written;
  const members = new Uint32Array(sets.size);
  for (let set = 0; set < sets.size; set++) {
    members[set] = starts[set + 1]! - starts[set]!;
    if (set % STEP === STEP - 1) yield;
  }
  writePacked(out, members);
  yield;
  writePacked(out, sets.members.written);
  yield;
}

/** As 32-bit numbers where all of them are, else as they are. Plain loops: this runs once a segment, before anything of it is compiled. */
function whole(numbers: Uint32Array | Float64Array): Uint32Array | Float64Array {
  if (numbers instanceof Uint32Array) return numbers;
  for (let i = 0; i < numbers.length; i++) if (numbers[i]! >= 2 ** 32) return numbers;
  return new Uint32Array(numbers);
}
