import { eventFromDraft, toRecord } from '@sutra/model';
import { type EventRecord, eventId } from '@sutra/wire';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spawned } from '../testing/drafts.ts';
import { payloadDecoder, payloadEncoder } from './payload.ts';
import { BLOCK_HEADER_BYTES, decodeOwner, encodeBlock, encodeOwner, scanBlocks } from './spoolfile.ts';

const OWNER = { emitter: 'master', epoch: 1_760_000_000_000, lane: 'lasting' } as const;

function recordAt(emitterSeq: number): EventRecord {
  const wallUs = 1_760_000_000_000_000 + emitterSeq;
  const draft = spawned(emitterSeq);
  const id = eventId(draft.type, wallUs, OWNER.emitter, OWNER.epoch, emitterSeq);
  return toRecord(eventFromDraft(draft, { id, wallUs, emitter: OWNER.emitter, emitterEpoch: OWNER.epoch, emitterSeq }));
}

/** A file of `sizes.length` blocks, and where each block ends. */
function fileOf(sizes: readonly number[]): { readonly bytes: Buffer; readonly ends: number[]; readonly records: EventRecord[][] } {
  const parts: Uint8Array[] = [encodeOwner(OWNER)];
  const records: EventRecord[][] = [];
  const ends: number[] = [];
  let seq = 0;
  for (const size of sizes) {
    const block = Array.from({ length: size }, () => recordAt(++seq));
    records.push(block);
    parts.push(encodeBlock(payloadEncoder(OWNER.emitter, OWNER.epoch).encode(block), size, seq - size + 1, seq));
    ends.push(parts.reduce((sum, part) => sum + part.length, 0));
  }
  return { bytes: Buffer.concat(parts), ends, records };
}

function decoded(bytes: Buffer): EventRecord[][] {
  const head = decodeOwner(bytes);
  if (head === undefined) return [];
  const decoder = payloadDecoder();
  return scanBlocks(bytes, head.end).blocks.map((block) => decoder.decode(bytes.subarray(block.payloadOffset, block.end)));
}

test('what is written to a spool file is read back, event for event', () => {
  const { bytes, records } = fileOf([3, 1, 40]);
  expect(decodeOwner(bytes)?.owner).toEqual(OWNER);
  expect(decoded(bytes)).toEqual(records);
});

test('a file cut at any byte gives exactly its whole blocks, and calls the rest torn', () => {
  const { bytes, ends } = fileOf([2, 3, 1]);
  const start = decodeOwner(bytes)?.end as number;
  for (let length = start; length < bytes.length; length++) {
    const scan = scanBlocks(bytes.subarray(0, length), start);
    expect(scan.blocks.length).toBe(ends.filter((end) => end <= length).length);
    expect(scan.tornAt).toBe(ends.findLast((end) => end <= length) ?? start);
    expect(scan.damage).toEqual([]);
  }
});

test('no changed byte goes unnoticed: every other block is read, and none is wrong', () => {
  const { bytes, records, ends } = fileOf([4, 4, 4]);
  const start = decodeOwner(bytes)?.end as number;
  fc.assert(
    fc.property(fc.integer({ min: start, max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] as number) ^ flip;
      const hit = ends.findIndex((end) => at < end);
      const scan = scanBlocks(damaged, start);
      expect(decoded(damaged)).toEqual(records.filter((_, block) => block !== hit));
      // What the last block lost may look like a write that did not finish; what others lost never does.
      if (hit < 2) expect(scan.damage.map(({ from, to }) => [from, to])).toEqual([[ends[hit - 1] ?? start, ends[hit]]]);
      else expect(scan.damage.length + (scan.tornAt < bytes.length ? 1 : 0)).toBe(1);
    }),
    { numRuns: 2_000, seed: 4 },
  );
});

test('damage says where it is, how many events it took and between which numbers, and reading goes on behind it', () => {
  const { bytes, ends, records } = fileOf([5, 6, 7]);
  const damaged = Buffer.from(bytes);
  const at = (ends[0] as number) + BLOCK_HEADER_BYTES + 4;
  damaged[at] = (damaged[at] as number) ^ 1;
  const start = decodeOwner(bytes)?.end as number;
  expect(scanBlocks(damaged, start).damage).toEqual([{ from: ends[0], to: ends[1], eventsLost: 6, afterSeq: 5, beforeSeq: 12 }]);
  expect(decoded(damaged)).toEqual([records[0], records[2]]);
});

test('a text that looks like a block is not taken for one when the block around it is damaged', () => {
  const inner = encodeBlock(payloadEncoder(OWNER.emitter, OWNER.epoch).encode([recordAt(900)]), 1, 900, 900);
  const around = encodeBlock(Buffer.concat([Buffer.alloc(40), inner, Buffer.alloc(40)]), 1, 1, 1);
  const last = encodeBlock(payloadEncoder(OWNER.emitter, OWNER.epoch).encode([recordAt(2)]), 1, 2, 2);
  around[BLOCK_HEADER_BYTES + 3] = 1;
  const scan = scanBlocks(Buffer.concat([around, last]), 0);
  expect(scan.blocks.map(({ firstSeq }) => firstSeq)).toEqual([2]);
});

test('random bytes are never taken for a spool file', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
      const bytes = Buffer.from(noise);
      expect(decodeOwner(bytes)).toBeUndefined();
      expect(scanBlocks(bytes, 0).blocks).toEqual([]);
    }),
  );
});
