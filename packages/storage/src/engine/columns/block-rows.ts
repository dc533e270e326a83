import { crc32 } from 'node:zlib';
import { BLOCK_LIMITS, type BlockHead, type BlockWalker, type Checksum } from '@sutra/wire';
import { u32 } from './column.ts';

export const checksum: Checksum = (bytes) => crc32(bytes);

/**
 * What an index needs of one block. It is filled completely, or the block is refused, before any of it reaches an index: a
 * block that turns out bad half-way leaves no trace. Large, so one is shared by all who read.
 */
export class BlockRows {
  count = 0;
  readonly type = new Uint32Array(BLOCK_LIMITS.eventsMax);
  readonly list = new Uint32Array(BLOCK_LIMITS.eventsMax);
  readonly timeUs = new Float64Array(BLOCK_LIMITS.eventsMax);
  readonly emitterSeq = new Float64Array(BLOCK_LIMITS.eventsMax);
  readonly offset = new Uint32Array(BLOCK_LIMITS.eventsMax);
  /** Pairs: row in the block, cause key. */
  readonly causes = u32();
  /** Pairs: row in the block, key of an id that is not the canonical one of its record. */
  readonly ids = u32();

  /** @throws SutraError SUTRA_WIRE_MALFORMED */
  read(walker: BlockWalker, block: Uint8Array): BlockHead {
    const head = walker.begin(block);
    this.count = 0;
    this.causes.length = 0;
    this.ids.length = 0;
    for (; walker.next(); this.count++) {
      const row = this.count;
      this.type[row] = walker.type;
      this.list[row] = walker.list;
      this.timeUs[row] = walker.timeUs;
      this.emitterSeq[row] = walker.emitterSeq;
      this.offset[row] = walker.offset;
      for (let i = 0; i < walker.causeCount; i++) {
        this.causes.push(row);
        this.causes.push(walker.causes[i]!);
      }
      if (walker.idKey !== undefined) {
        this.ids.push(row);
        this.ids.push(walker.idKey);
      }
    }
    return head;
  }
}
