/** Zeros a write brings along: room for so many like it, within bounds. A crash leaves at most so many behind the log. */
const AHEAD_WRITES = 12;
const AHEAD_BYTES_MIN = 64 * 1024;
const AHEAD_BYTES_MAX = 256 * 1024;
/** A larger write pays for its own growth: zeros behind it would cost more than they save. */
const SMALL_BYTES_MAX = 64 * 1024;

const ZEROS = Buffer.alloc(AHEAD_BYTES_MAX);
const NONE = ZEROS.subarray(0, 0);

/**
 * Room written ahead of the log. Where a write makes a file longer, its flush has the file system write down the new length too, which
 * costs a third of the flush; into zeros that are there already it only brings its bytes. So a small write that reaches the end takes
 * zeros along for those after it. They are no frame: recovery ends the log where they begin, and a segment that is complete is cut to
 * its length before its last flush.
 */
export class RoomAhead {
  readonly #segmentBytes: number;
  #fileBytes: number;

  /** @param fileBytes length of the file that is being written @param segmentBytes no zeros are written beyond it */
  constructor(fileBytes: number, segmentBytes: number) {
    this.#fileBytes = fileBytes;
    this.#segmentBytes = segmentBytes;
  }

  /** Length of the file, zeros included. */
  get fileBytes(): number {
    return this.#fileBytes;
  }

  /** What is to be written behind a write that ends at `end`. */
  behind(end: number, bytes: number): Uint8Array {
    if (end <= this.#fileBytes || bytes > SMALL_BYTES_MAX) return NONE;
    const ahead = Math.max(AHEAD_BYTES_MIN, Math.min(AHEAD_BYTES_MAX, bytes * AHEAD_WRITES));
    return ZEROS.subarray(0, Math.max(0, Math.min(ahead, this.#segmentBytes - end)));
  }

  /** The file has been written up to here. */
  wrote(end: number): void {
    this.#fileBytes = Math.max(this.#fileBytes, end);
  }

  /** The file has this length now: it was cut, or is another one. */
  begin(fileBytes: number): void {
    this.#fileBytes = fileBytes;
  }
}

/** Bytes behind `from` up to the last that is not zero: what an unfinished write has left there. */
export function bytesBeforeZeros(bytes: Uint8Array, from: number): number {
  let end = bytes.length;
  while (end > from && bytes[end - 1] === 0) end--;
  return end - from;
}
