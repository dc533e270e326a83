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

type Kind<T extends Numbers> = new (length: number) => T;

/** Numbers converted at a time, where a column is wider than its file. */
const PIECE = 8_192;
const PIECE_BYTES = new Uint8Array(PIECE * Uint32Array.BYTES_PER_ELEMENT);
const PIECES = WIDTHS.map((Type) => new Type(PIECE_BYTES.buffer));

/** Numbers as they lie in a file: copied once, into what they are to become. */
export class PackedNumbers {
  readonly length: number;
  /** Bytes of each. */
  readonly width: number;
  readonly #bytes: Uint8Array;

  /** Takes `length` of them from where the reader stands. @throws SutraError SUTRA_WIRE_MALFORMED when there are fewer */
  constructor(reader: ByteReader, length: number) {
    this.length = length;
    this.width = reader.u8();
    const from = reader.at;
    reader.skip(length * this.width);
    this.#bytes = reader.bytes.subarray(from, reader.at);
  }

  /** All of them in memory of their own; of a kind at least as wide. */
  as<T extends Numbers>(Type: Kind<T>): T {
    const numbers = new Type(this.length);
    this.copy(numbers, 0, this.length);
    return numbers;
  }

  /** Those of [from, to), into the first places of `into`. */
  copy(into: Numbers, from: number, to: number): void {
    const { width } = this;
    if (into.BYTES_PER_ELEMENT === width) {
      const target = new Uint8Array(into.buffer, into.byteOffset, (to - from) * width);
      target.set(this.#bytes.subarray(from * width, to * width));
      return;
    }
    const piece = PIECES.find((one) => one.BYTES_PER_ELEMENT === width)!;
    for (let at = from; at < to; at += PIECE) {
      const end = Math.min(to, at + PIECE);
      // Where they lie they need not begin where numbers of this width may.
      PIECE_BYTES.set(this.#bytes.subarray(at * width, end * width));
      into.set(piece.subarray(0, end - at), at - from);
    }
  }
}

/** Reads `length` of them, no wider than they are. @throws SutraError SUTRA_WIRE_MALFORMED when there are fewer */
export function readPacked(reader: ByteReader, length: number): Numbers {
  const packed = new PackedNumbers(reader, length);
  const Type: Kind<Numbers> = packed.width === 8 ? Float64Array : WIDTHS.find((one) => one.BYTES_PER_ELEMENT === packed.width)!;
  return packed.as(Type);
}
