import { readFileSync } from 'node:fs';
import { seededChance } from '@sutra/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAppend, decodeAppended, decodeCredit, encodeAppend, encodeAppended, encodeCredit } from './append.ts';
import { FrameDecoder } from './decoder.ts';
import { encodeFrame, FRAME, type Frame, joined } from './frame.ts';
import { FRAME_LIMITS } from './limits.ts';
import { decodeMessage, encodeMessage, packMessage } from './message.ts';

const GOLDEN = readFileSync(new URL('./testdata/protocol-1.golden', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [bytes, decoded] = line.split('=').map((side) => side.trim()) as [string, string];
    return { bytes: Uint8Array.from(Buffer.from(bytes, 'hex')), decoded };
  });
const STREAM = joined(GOLDEN.map(({ bytes }) => bytes));
const DECODED = GOLDEN.map(({ decoded }) => decoded);

const shown = ({ kind, id, payload }: Frame): string => `${kind.toString(16)} ${id} ${Buffer.from(payload).toString('hex')}`.trim();

function decoded(...pieces: Uint8Array[]): string[] {
  const decoder = new FrameDecoder();
  return pieces.flatMap((piece) => decoder.push(piece).map(shown));
}

describe('frames on the wire', () => {
  it('are the golden bytes of protocol 1, both ways', () => {
    expect(decoded(STREAM)).toEqual(DECODED);
    const written = [
      encodeFrame(FRAME.ping, 0),
      encodeFrame(FRAME.pong, 42),
      encodeFrame(FRAME.call, 1, joined(encodeMessage({ op: 'flush', limitMs: 10_000 }))),
      encodeFrame(FRAME.append, 2, joined(encodeAppend(7, Uint8Array.of(0xaa, 0xbb, 0xcc)))),
      encodeFrame(FRAME.cancel, 1),
      encodeFrame(FRAME.credit, 3, encodeCredit(65_536)),
      encodeFrame(FRAME.answer, 1, joined(encodeMessage(null))),
      encodeFrame(FRAME.appended, 2, encodeAppended({ storedThrough: 9, seq: 2 ** 32 + 2, duplicates: 3 })),
      encodeFrame(FRAME.appended, 4, encodeAppended({ storedThrough: 12, seq: 7, duplicates: 0, gap: { from: 10, to: 11 } })),
      encodeFrame(FRAME.part, 3, Uint8Array.of(1, 2)),
      encodeFrame(FRAME.feed, 3, joined(encodeMessage({ kind: 'live', seq: 5 }, Uint8Array.of(0xff)))),
      encodeFrame(FRAME.error, 0xffff_ffff, packMessage({ code: 'SUTRA_X' })),
      encodeFrame(FRAME.goodbye, 0, packMessage({})),
    ];
    expect(written.map((bytes) => Buffer.from(bytes).toString('hex'))).toEqual(
      GOLDEN.map(({ bytes }) => Buffer.from(bytes).toString('hex')),
    );
  });

  it('arrive the same at every split point, at every pair of split points, and byte by byte', () => {
    for (let a = 0; a <= STREAM.length; a++) {
      for (let b = a; b <= STREAM.length; b += 7) {
        expect(decoded(STREAM.subarray(0, a), STREAM.subarray(a, b), STREAM.subarray(b))).toEqual(DECODED);
      }
    }
    expect(decoded(...Array.from(STREAM, (byte) => Uint8Array.of(byte)))).toEqual(DECODED);
  });

  it('arrive the same for any frames cut anywhere', () => {
    const frame = fc.record({
      kind: fc.constantFrom(...Object.values(FRAME)),
      id: fc.nat({ max: 0xffff_ffff }),
      payload: fc.uint8Array({ maxLength: 300 }),
    });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 12 }), fc.array(fc.nat({ max: 4_000 }), { maxLength: 20 }), (frames, cuts) => {
        const stream = joined([...frames.map(({ kind, id, payload }) => encodeFrame(kind, id, payload)), new Uint8Array(0)]);
        const at = [0, ...cuts.map((cut) => cut % (stream.length + 1)).sort((a, b) => a - b), stream.length];
        const pieces = at.slice(1).map((end, i) => stream.subarray(at[i], end));
        expect(decoded(...pieces)).toEqual(frames.map(shown));
      }),
      { numRuns: 300 },
    );
  });

  it('are refused by their header alone when too large, before their bytes arrive', () => {
    const header = Uint8Array.of(0x00, 0x80, 0x00, 0x01, 0x10, 0, 0, 0, 1);
    const decoder = new FrameDecoder();
    expect(decoder.push(joined([encodeFrame(FRAME.ping, 5), header])).map(shown)).toEqual(['1 5']);
    expect(decoder.failure).toMatchObject({ code: 'SUTRA_FRAME_LIMIT', kind: 'limit' });
    expect(decoder.held).toBe(0);
    expect(decoder.push(encodeFrame(FRAME.ping, 6))).toEqual([]);
    const largest = Uint8Array.of(0x00, 0x80, 0x00, 0x00, 0x10, 0, 0, 0, 1);
    const taker = new FrameDecoder();
    taker.push(largest);
    expect(taker.failure).toBeUndefined();
  });

  it('are refused when shorter than a frame can be', () => {
    for (let length = 0; length < 5; length++) {
      const decoder = new FrameDecoder();
      decoder.push(Uint8Array.of(0, 0, 0, length, 1, 0, 0, 0, 0));
      expect(decoder.failure).toMatchObject({ code: 'SUTRA_FRAME_MALFORMED' });
    }
  });

  it('cannot be made larger than a peer accepts', () => {
    expect(() => encodeFrame(FRAME.append, 1, new Uint8Array(FRAME_LIMITS.frameBytesMax - 4))).toThrow('over the limit');
    expect(encodeFrame(FRAME.append, 1, new Uint8Array(FRAME_LIMITS.frameBytesMax - 5)).length).toBe(4 + FRAME_LIMITS.frameBytesMax);
  });

  it('survive 200,000 mutations without a crash, a hang, or more held than one frame', () => {
    const chance = seededChance(20_261_121);
    const below = (n: number): number => Math.floor(chance.next() * n);
    let failures = 0;
    let most = 0;
    let frames = 0;
    let decoder = new FrameDecoder();
    for (let round = 0; round < 200_000; round++) {
      const bytes = (GOLDEN[below(GOLDEN.length)] as (typeof GOLDEN)[number]).bytes.slice();
      for (let flips = below(3); flips > 0; flips--) bytes[below(bytes.length)] = below(256);
      for (const frame of decoder.push(bytes.subarray(0, 1 + below(bytes.length)))) {
        frames++;
        readPayload(frame);
      }
      most = Math.max(most, decoder.held);
      if (decoder.failure !== undefined) failures++;
      // Cut frames make the decoder wait for bytes that never come: a few rounds, then a new connection.
      if (decoder.failure !== undefined || round % 5 === 4) decoder = new FrameDecoder();
    }
    expect(most).toBeLessThanOrEqual(4 + FRAME_LIMITS.frameBytesMax);
    expect(failures).toBeGreaterThan(5_000);
    expect(frames).toBeGreaterThan(20_000);
  });
});

/** What a receiver does with a payload: it may only refuse with an error from the table. */
function readPayload({ kind, payload }: Frame): void {
  try {
    if (kind === FRAME.append) decodeAppend(payload);
    else if (kind === FRAME.appended) decodeAppended(payload);
    else if (kind === FRAME.credit) decodeCredit(payload);
    else decodeMessage(payload);
  } catch (reason) {
    expect(reason).toHaveProperty('name', 'SutraError');
  }
}
