import { SutraError } from '@sutra/kit';
import { BLOCK_LIMITS, type BlockEncoder, type EventRecord } from '@sutra/wire';

/**
 * The events as blocks of at most `eventsMax`, fewer where large events would pass a block's bytes.
 * @throws SutraError from the encoder when one event alone does not fit or is not an event.
 */
export function* encodeBlocks(encoder: BlockEncoder, events: readonly EventRecord[], eventsMax: number): Generator<Uint8Array> {
  const most = Math.min(eventsMax, BLOCK_LIMITS.eventsMax);
  let size = Math.min(events.length, most);
  for (let at = 0; at < events.length; ) {
    const slice = at === 0 && size === events.length ? events : events.slice(at, at + size);
    try {
      yield encoder.encode(slice);
      at += slice.length;
      size = most;
    } catch (reason) {
      if (!(reason instanceof SutraError) || reason.code !== 'SUTRA_WIRE_LIMIT' || slice.length === 1) throw reason;
      size = slice.length >> 1;
    }
  }
}
