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
  const encoder = payloadEncoder(OWNER.emitter, OWNER.epoch);
  const parts: Uint8Array[] = [encodeOwner(OWNER)];
  const records: EventRecord[][] = [];
  const ends: number[] = [];
  let seq = 0;
  for (const size of sizes) {
    const block = Array.from({ length: size }, () => recordAt(++seq));
    records.push(block);
    parts.push(encodeBlock(encoder.encode(block), size, seq - size + 1, seq));
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
    if (length > scan.goodBytes) expect(scan.fault).toEqual({ kind: 'torn', at: scan.goodBytes });
    else expect(scan.fault).toBeUndefined();
  }
});

test('no changed byte goes unnoticed: every block before it is right, and none is wrong', () => {
  const { bytes, records } = fileOf([4, 4, 4]);
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] as number) ^ flip;
      const head = decodeOwner(damaged);
      if (head === undefined) return;
      const scan = scanBlocks(damaged, head.end);
      expect(scan.fault).toBeDefined();
      expect(decoded(damaged)).toEqual(records.slice(0, scan.blocks.length));
    }),
    { numRuns: 2_000, seed: 4 },
  );
});

test('damage in the middle says how many events lie beyond it', () => {
  const { bytes, ends } = fileOf([5, 6, 7]);
  const damaged = Buffer.from(bytes);
  const at = (ends[0] as number) + BLOCK_HEADER_BYTES + 4;
  damaged[at] = (damaged[at] as number) ^ 1;
  const start = decodeOwner(bytes)?.end as number;
  expect(scanBlocks(damaged, start).fault).toEqual({ kind: 'damaged', at: ends[0], eventsLost: 13 });
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
