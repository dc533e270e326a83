import { createReadStream } from 'node:fs';
import { invalid } from './event-line.ts';

/** Bytes of one line; a longer one is refused before it is held. */
const LINE_BYTES_MAX = 16 * 1024 * 1024;
const STEP_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;

/** The lines of a file, one chunk of it in memory at a time. */
export async function* linesOf(path: string): AsyncGenerator<string> {
  yield* splitLines(createReadStream(path, { highWaterMark: STEP_BYTES }));
}

/** Lines of bytes that arrive in pieces. @throws SutraError SUTRA_IMPORT_INVALID for a line above 16 MiB */
export async function* splitLines(pieces: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  for await (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, from)) {
      const part = piece.subarray(from, end);
      yield restBytes === 0 ? part.toString() : Buffer.concat([...rest, part]).toString();
      [rest, restBytes, from] = [[], 0, end + 1];
    }
    if (from === piece.length) continue;
    rest.push(piece.subarray(from));
    restBytes += piece.length - from;
    if (restBytes > LINE_BYTES_MAX) throw invalid(`a line has more than ${LINE_BYTES_MAX} bytes`);
  }
  if (restBytes > 0) yield Buffer.concat(rest).toString();
}
