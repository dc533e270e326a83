import type { EventRecord } from '../record.ts';
import { ByteReader } from './bytes.ts';
import { type Checksum, crc32 } from './crc32.ts';
import { readRecord } from './record-read.ts';
import type { Source } from './source.ts';
import { BlockWalker } from './walk.ts';

/** Turns the blocks of one session, fed in order, back into events. */
export class BlockDecoder {
  readonly #walker: BlockWalker;

  constructor(checksum: Checksum = crc32) {
    this.#walker = new BlockWalker(checksum);
  }

  /** Whose events these are, once the first block has been read. */
  get source(): Source | undefined {
    return this.#walker.session?.source;
  }

  /**
   * @throws SutraError SUTRA_WIRE_MALFORMED for anything an encoder would not have written next; the decoder is of no use
   * after that.
   */
  decode(block: Uint8Array): EventRecord[] {
    const walker = this.#walker;
    const head = walker.begin(block);
    const events = new Array<EventRecord>(head.count);
    const reader = new ByteReader(block);
    for (let i = 0; walker.next(); i++) {
      reader.at = walker.offset;
      events[i] = readRecord(reader, walker.session!, walker.emitterSeq, walker.timeUs);
    }
    return events;
  }
}
