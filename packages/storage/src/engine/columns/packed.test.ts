import { ByteReader, ByteWriter } from '@sutra/wire';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readPacked, writePacked } from './packed.ts';

function roundTrip(numbers: Parameters<typeof writePacked>[1], before: number) {
  const out = new ByteWriter(16, 1 << 20);
  for (let i = 0; i < before; i++) out.u8(0xff);
  writePacked(out, numbers);
  out.u8(0x7f);
  const reader = new ByteReader(out.written(), before);
  const read = readPacked(reader, numbers.length);
  expect(reader.u8()).toBe(0x7f);
  return { read, bytes: out.at - before - 2 };
}

it('gives back what was written, wherever in a file it begins', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 })), fc.nat({ max: 9 }), (numbers, before) => {
      expect([...roundTrip(Uint32Array.from(numbers), before).read]).toEqual(numbers);
    }),
  );
  expect([...roundTrip(Float64Array.of(1.5, -(2 ** 40)), 3).read]).toEqual([1.5, -(2 ** 40)]);
});

it('takes no more bytes a number than the greatest of them needs', () => {
  const width = (max: number): number => roundTrip(Uint32Array.of(0, max), 0).bytes / 2;
  expect([255, 256, 65_535, 65_536, 2 ** 32 - 1].map(width)).toEqual([1, 2, 2, 4, 4]);
});

it('refuses to read more than there is', () => {
  const out = new ByteWriter(16, 64);
  writePacked(out, Uint16Array.of(1, 300));
  expect(() => readPacked(new ByteReader(out.written()), 3)).toThrow(expect.objectContaining({ code: 'SUTRA_WIRE_MALFORMED' }));
});
