import fc from 'fast-check';
import { Packr } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import { joined } from './frame.ts';
import { decodeMessage, encodeMessage, packMessage, unpackMessage } from './message.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('control messages', () => {
  it('come back as they were, tail and all', () => {
    const anyJson = fc.jsonValue({ maxDepth: 8 });
    fc.assert(
      fc.property(anyJson, fc.uint8Array({ maxLength: 200 }), (head, tail) => {
        const message = decodeMessage(joined(encodeMessage(head, tail)));
        expect(message.tail).toEqual(tail);
        // −0 is the one JSON number that plain integers cannot carry.
        expect(JSON.stringify(message.head)).toBe(JSON.stringify(head).replaceAll('"__proto__":', '"__proto_":'));
      }),
      { numRuns: 500 },
    );
  });

  it('carry times in µs and positions up to 2^53 exactly', () => {
    for (const value of [0, 1_760_000_000_123_457, -1_760_000_000_123_457, Number.MAX_SAFE_INTEGER, 2 ** 32 + 1, 1.5e300])
      expect(unpackMessage(packMessage({ value }))).toEqual({ value });
  });

  it.each([
    ['nothing', bytes(), 'ends too early'],
    ['a cut string', bytes(0xa5, 0x61), 'ends too early'],
    ['a string that claims 4 GiB', bytes(0xdb, 0xff, 0xff, 0xff, 0xff, 0x61), 'ends too early'],
    ['an array that claims 4 billion values', bytes(0xdd, 0xff, 0xff, 0xff, 0xff), 'announces 4294967295 values'],
    ['a map that claims 4 billion entries', bytes(0xdf, 0xff, 0xff, 0xff, 0xff), 'announces'],
    ['something behind the value', bytes(0xc0, 0xc0), '1 bytes follow its end'],
    ['an extension type', bytes(0xd4, 0x00, 0x00), 'tag 0xd4'],
    ['binary', bytes(0xc4, 0x01, 0x00), 'tag 0xc4'],
    ['the unused tag', bytes(0xc1), 'tag 0xc1'],
    ['a number as a key', bytes(0x81, 0x01, 0x01), 'map key'],
    ['a list as a key', bytes(0x81, 0x90, 0x01), 'map key'],
    ['nesting of 33', new Uint8Array([...new Array<number>(33).fill(0x91), 0xc0]), 'nested deeper'],
  ])('are refused before decoding: %s', (_name, message, why) => {
    expect(() => unpackMessage(message)).toThrow(
      expect.objectContaining({ code: 'SUTRA_MESSAGE_INVALID', message: expect.stringContaining(why) }),
    );
  });

  it('may be nested 32 deep', () => {
    expect(() => unpackMessage(new Uint8Array([...new Array<number>(32).fill(0x91), 0xc0]))).not.toThrow();
  });

  it('may not hold more values than asked for', () => {
    const list = packMessage(new Array<number>(100).fill(1));
    expect(() => unpackMessage(list, 101)).not.toThrow();
    expect(() => unpackMessage(list, 100)).toThrow('more than 100 values');
  });

  it('never reach a decoder extension: dates, errors and shared structures of a stranger are refused', () => {
    const rich = new Packr({ structuredClone: true, moreTypes: true });
    for (const value of [new Date(0), new Error('x'), new Map([[1, 2]]), new Set([1]), /x/]) {
      expect(() => unpackMessage(rich.pack({ value }))).toThrow(expect.objectContaining({ code: 'SUTRA_MESSAGE_INVALID' }));
    }
  });

  it('cannot change what objects are', () => {
    const evil = joined([bytes(0x81, 0xa9), new TextEncoder().encode('__proto__'), bytes(0x81, 0xa1, 0x78, 0x01)]);
    const read = unpackMessage(evil) as Record<string, unknown>;
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(read['x']).toBeUndefined();
  });

  it('check and decoder agree: whatever passes the check decodes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (noise) => {
        try {
          unpackMessage(noise);
        } catch (reason) {
          expect(reason).toMatchObject({ code: 'SUTRA_MESSAGE_INVALID' });
        }
      }),
      { numRuns: 20_000 },
    );
  });

  it('whose head is longer than its payload break the framing', () => {
    expect(() => decodeMessage(bytes(0, 0, 0, 9, 0xc0))).toThrow(expect.objectContaining({ code: 'SUTRA_FRAME_MALFORMED' }));
    expect(() => decodeMessage(bytes(0, 0))).toThrow(expect.objectContaining({ code: 'SUTRA_FRAME_MALFORMED' }));
  });
});
