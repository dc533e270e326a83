import type { ByteReader, ByteWriter } from '@sutra/wire';

export type Numbers = Uint8Array | Uint16Array | Uint32Array | Float64Array;

const WIDTHS = [Uint8Array, Uint16Array, Uint32Array] as const;

/** How this machine orders bytes: columns lie in a file as they lie in its memory, and are of no use where that is another way. */
export const BYTE_ORDER = new Uint8Array(Uint16Array.of(1).buffer)[0]!;

/** Writes whole numbers of at most 32 bits, or any others, each as wide as the greatest of them needs. */
export function writePacked(out: ByteWriter, numbers: Numbers): void {
  const packed = numbers instanceof Float64Array ? numbers : new (narrowest(numbers))(numbers);
  out.u8(packed.BYTES_PER_ELEMENT);
  out.append(new Uint8Array(packed.buffer, packed.byteOffset, packed.byteLength));
}

function narrowest(numbers: Numbers) {
  let max = 0;
  for (let i = 0; i < numbers.length; i++) if (numbers[i]! > max) max = numbers[i]!;
  return WIDTHS.find((Type) => max < 256 ** Type.BYTES_PER_ELEMENT)!;
}

/** Reads `length` of them. @throws SutraError SUTRA_WIRE_MALFORMED when there are fewer */
export function readPacked(reader: ByteReader, length: number): Numbers {
  const width = reader.u8();
  const from = reader.at;
  reader.skip(length * width);
  // A copy of its own: what it is cut from need not begin where numbers of this width may.
  const { buffer } = Uint8Array.prototype.slice.call(reader.bytes, from, reader.at);
  const Type = width === 8 ? Float64Array : WIDTHS.find((one) => one.BYTES_PER_ELEMENT === width)!;
  return new Type(buffer);
}
