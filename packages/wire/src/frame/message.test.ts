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
        expect(JSON.stringify(message.head)).toBe(JSON.stringify(head));
      }),
      { numRuns: 500 },
    );
  });

  it('have the bytes that an encoder of other makers gives them, and that one reads them', () => {
    const other = new Packr({ useRecords: false, mapsAsObjects: true, variableMapSize: true, encodeUndefinedAsNil: true });
    const number = fc.oneof(
      fc.integer(),
      fc.maxSafeInteger(),
      fc.double({ noNaN: true }),
      fc.constantFrom(31, 32, 127, 128, -32, -33, -128, -129),
    );
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      fc.constantFrom('a'.repeat(31), 'é'.repeat(16), 'b'.repeat(255), 'c'.repeat(256), 'd'.repeat(70_000)),
    );
    const name = text.filter((said) => said !== '__proto__');
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        number,
        text,
        fc.boolean(),
        fc.constant(null),
        fc.constant(undefined),
        tie('list'),
        tie('map'),
      ),
      list: fc.array(tie('value'), { maxLength: 20 }),
      map: fc.dictionary(name, tie('value'), { maxKeys: 20, noNullPrototype: true }),
    }));
    fc.assert(
      fc.property(value, (head) => {
        const packed = packMessage(head);
        expect(Buffer.from(packed).equals(other.pack(head))).toBe(true);
        expect(unpackMessage(packed)).toEqual(other.unpack(packed));
      }),
      { numRuns: 1_000 },
    );
  });

  it('read every width of a number, whoever chose it', () => {
    const other = (...rest: number[]): unknown => unpackMessage(bytes(...rest));
    expect([other(0xcf, 0, 0, 0, 1, 0, 0, 0, 2), other(0xd3, 255, 255, 255, 255, 255, 255, 255, 254)]).toEqual([2 ** 32 + 2, -2]);
    expect([other(0xcc, 200), other(0xcd, 1, 0), other(0xce, 255, 0, 0, 0)]).toEqual([200, 256, 0xff000000]);
    expect([other(0xd0, 0xff), other(0xd1, 0xff, 0), other(0xd2, 0x80, 0, 0, 0)]).toEqual([-1, -256, -(2 ** 31)]);
    expect([other(0xca, 0x3f, 0xc0, 0, 0), other(0xcb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0)]).toEqual([1.5, 1.5]);
  });

  it('have their own keys, whatever stood in their places in the message before', () => {
    const some = { count: 1, key: ['a'], 'a key that is longer than thirty-one bytes': true };
    const others = { count: 2, kez: ['b'], 'a key that is longer than thirty-one bytez': false };
    for (const head of [some, others, some, { counter: 1, key: 2, '': 3 }, others]) expect(unpackMessage(packMessage(head))).toEqual(head);
  });

  it('carry long texts exactly: half a surrogate pair, a byte order mark, any length around the limits of reading', () => {
    for (const piece of ['a', 'ä€😀', '\ud800', '\ufeffb'])
      for (const times of [1, 31, 32, 63, 64, 127, 128, 129, 3_000]) {
        const said = piece.repeat(times);
        expect((unpackMessage(packMessage({ said })) as { said: string }).said === said, `${JSON.stringify(piece)} × ${times}`).toBe(true);
      }
    const broken = packMessage('é'.repeat(200)).slice();
    broken[100] = 0x28;
    expect(() => unpackMessage(broken)).toThrow('not UTF-8');
  });

  it('stay as they were when another is put together', () => {
    const [first, pieces] = [packMessage({ said: 'first' }), encodeMessage({ said: 'second' })];
    packMessage({ said: 'third!' });
    expect(unpackMessage(first)).toEqual({ said: 'first' });
    expect(decodeMessage(joined(pieces)).head).toEqual({ said: 'second' });
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
    ['a text that is not UTF-8', bytes(0xa2, 0xc3, 0x28), 'not UTF-8'],
    ['a key that is cut', bytes(0x81, 0xa5, 0x63), 'ends too early'],
    ['a key that ends with the message', bytes(0x82, 0xa1, 0x61, 0x01, 0xa4, 0x63), 'ends too early'],
    ['a number as a key', bytes(0x81, 0x01, 0x01), 'map key'],
    ['a list as a key', bytes(0x81, 0x90, 0x01), 'map key'],
    ['nesting of 33', new Uint8Array([...new Array<number>(33).fill(0x91), 0xc0]), 'nested deeper'],
  ])('are refused: %s', (_name, message, why) => {
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
    // What would be too many is refused where it is announced: not one value of it is built.
    expect(() => unpackMessage(bytes(0xdc, 0x00, 0x64, ...new Array<number>(100).fill(0xc1)), 100)).toThrow('more than 100 values');
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
    expect(Object.keys(read)).toEqual(['__proto__']);
  });

  it('are read or refused, whatever the bytes are', () => {
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
