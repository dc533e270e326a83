import { SutraError } from '@sutra/kit';
import { BlockEncoder, type EventRecord } from '@sutra/wire';
import type { AppendResult } from '../contract/query.ts';
import type { EventSession } from '../contract/store.ts';
import { checksum } from './columns/block-rows.ts';
import type { RawSession } from './engine.ts';

/** Events per block of the embedded path: small enough to share a flush fairly, large enough for the dictionary to pay. */
const BLOCK_EVENTS = 512;

/** The embedded path takes the road of the wire: encode, then append the block. There is one way into the log. */
export class EmbeddedSession implements EventSession {
  readonly #raw: RawSession;
  #encoder: BlockEncoder;

  constructor(raw: RawSession) {
    this.#raw = raw;
    this.#encoder = this.#freshEncoder();
  }

  #freshEncoder(): BlockEncoder {
    return new BlockEncoder(this.#raw.emitter, this.#raw.epoch, checksum, true);
  }

  get emitter(): string {
    return this.#raw.emitter;
  }

  get epoch(): number {
    return this.#raw.epoch;
  }

  get storedThrough(): number {
    return this.#raw.storedThrough;
  }

  async append(events: readonly EventRecord[]): Promise<AppendResult> {
    // All are encoded before the first is sent: an event that is refused for what it is takes none of the others with it.
    const blocks: Uint8Array[] = [];
    for (let i = 0; i < events.length; i += BLOCK_EVENTS) this.#encode(events.slice(i, i + BLOCK_EVENTS), blocks);
    const done = await Promise.all(blocks.map((block) => this.#raw.append(block))).catch((reason: unknown) => {
      // The other end did not take the words of a refused block: what is sent next must not build on them.
      this.#encoder = this.#freshEncoder();
      throw reason;
    });
    const gap = done.find((result) => result.gap !== undefined)?.gap;
    return {
      storedThrough: this.#raw.storedThrough,
      seq: done.reduce((seq, result) => Math.max(seq, result.seq), 0),
      duplicates: done.reduce((sum, result) => sum + result.duplicates, 0),
      ...(gap === undefined ? {} : { gap }),
    };
  }

  /** One block, or two halves when the events are too large for one. */
  #encode(events: readonly EventRecord[], blocks: Uint8Array[]): void {
    try {
      blocks.push(this.#encoder.encode(events));
    } catch (reason) {
      const tooLarge = reason instanceof SutraError && reason.code === 'SUTRA_WIRE_LIMIT';
      if (!tooLarge || events.length === 1) throw reason;
      this.#encode(events.slice(0, events.length >> 1), blocks);
      this.#encode(events.slice(events.length >> 1), blocks);
    }
  }

  close(): void {
    this.#raw.close();
  }
}
