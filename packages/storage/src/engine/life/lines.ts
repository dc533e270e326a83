import { createReadStream } from 'node:fs';

/** Bytes of one line; a longer one is refused before it is held. */
export const LINE_BYTES_MAX = 16 * 1024 * 1024;
const STEP_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;

/** The bytes of a file, one MiB of it in memory at a time. */
export function piecesOf(path: string): AsyncIterable<Buffer> {
  return createReadStream(path, { highWaterMark: STEP_BYTES });
}

export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** The input ended inside it. */
  readonly unfinished: boolean;
}

/** Lines of bytes that arrive in pieces, without their line ends. */
export class LineSplitter {
  #rest: Buffer[] = [];
  #restBytes = 0;
  #number = 0;

  /** True when the line at the end of what was pushed has passed 16 MiB. Nothing more should be pushed then. */
  get overLimit(): boolean {
    return this.#restBytes > LINE_BYTES_MAX;
  }

  /** Number of the line that has begun and not ended. */
  get unfinishedNumber(): number {
    return this.#number + 1;
  }

  push(piece: Buffer): Line[] {
    // Text is made of many lines at once, which is several times as quick as line by line.
    const end = piece.lastIndexOf(NEWLINE);
    if (end < 0) {
      this.#keep(piece);
      return [];
    }
    const whole = piece.subarray(0, end);
    const text = (this.#restBytes === 0 ? whole : Buffer.concat([...this.#rest, whole])).toString();
    this.#rest = [];
    this.#restBytes = 0;
    this.#keep(piece.subarray(end + 1));
    return text.split('\n').map((line) => ({ number: ++this.#number, text: line, unfinished: false }));
  }

  end(): Line[] {
    if (this.#restBytes === 0) return [];
    const text = Buffer.concat(this.#rest).toString();
    this.#rest = [];
    this.#restBytes = 0;
    return [{ number: ++this.#number, text, unfinished: true }];
  }

  #keep(rest: Buffer): void {
    if (rest.length === 0) return;
    this.#rest.push(rest);
    this.#restBytes += rest.length;
  }
}
