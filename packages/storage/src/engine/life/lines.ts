import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { SutraError } from '@sutra/kit';
import './errors.ts';

/** Bytes of one line; a longer one is refused before it is held. */
export const LINE_BYTES_MAX = 16 * 1024 * 1024;
const STEP_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;

const unreadable = (path: string, why: string): SutraError => new SutraError('SUTRA_IMPORT_FILE', `Cannot import ${path}: ${why}`);

/** @throws SutraError SUTRA_IMPORT_FILE when there is no such file, or it may not be read */
export async function assertReadable(path: string): Promise<void> {
  try {
    if ((await stat(path)).isDirectory()) throw unreadable(path, 'it is a folder');
    await access(path, constants.R_OK);
  } catch (reason) {
    throw reason instanceof SutraError ? reason : unreadable(path, (reason as Error).message);
  }
}

/**
 * The bytes of a file, one MiB of it in memory at a time.
 * @throws SutraError SUTRA_IMPORT_FILE when it cannot be read, or not to its end
 */
export async function* piecesOf(path: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, { highWaterMark: STEP_BYTES }) as AsyncIterable<Buffer>;
  } catch (reason) {
    throw unreadable(path, (reason as Error).message);
  }
}

export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** The input ended inside it. */
  readonly unfinished: boolean;
  /** Its bytes are no UTF-8: of what is none in them, its text has a mark in their place. */
  readonly garbled: boolean;
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
    const bytes = this.#restBytes === 0 ? whole : Buffer.concat([...this.#rest, whole]);
    this.#rest = [];
    this.#restBytes = 0;
    this.#keep(piece.subarray(end + 1));
    if (!isUtf8(bytes)) return splitBytes(bytes).map((line) => this.#line(line, false));
    const lines = bytes.toString().split('\n');
    return lines.map((text) => ({ number: ++this.#number, text, unfinished: false, garbled: false }));
  }

  end(): Line[] {
    if (this.#restBytes === 0) return [];
    const bytes = Buffer.concat(this.#rest);
    this.#rest = [];
    this.#restBytes = 0;
    return [this.#line(bytes, true)];
  }

  #line(bytes: Buffer, unfinished: boolean): Line {
    return { number: ++this.#number, text: bytes.toString(), unfinished, garbled: !isUtf8(bytes) };
  }

  #keep(rest: Buffer): void {
    if (rest.length === 0) return;
    this.#rest.push(rest);
    this.#restBytes += rest.length;
  }
}

function splitBytes(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let from = 0;
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
    lines.push(bytes.subarray(from, end));
    from = end + 1;
  }
  return [...lines, bytes.subarray(from)];
}
