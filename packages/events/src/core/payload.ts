import { crc32 } from 'node:zlib';
import { BlockDecoder, BlockEncoder, inspectBlock, type Source } from '@sutra/wire';

/**
 * Blocks of a spool file hold events in the same form that goes over the wire and into storage. Each opens a dictionary of its own, so that damage
 * to one leaves the others readable.
 */
export function payloadEncoder(emitter: string, epoch: number): BlockEncoder {
  return new BlockEncoder(emitter, epoch, crc32);
}

export function payloadDecoder(): BlockDecoder {
  return new BlockDecoder(crc32);
}

/** Whose events a block of a spool file holds; undefined when it cannot be read. */
export function sourceOf(payload: Uint8Array): Source | undefined {
  const facts = inspectBlock(payload, crc32);
  return facts.ok ? facts.opens : undefined;
}
