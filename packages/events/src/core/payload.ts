import { crc32 } from 'node:zlib';
import { BlockDecoder, BlockEncoder } from '@sutra/wire';

/**
 * Blocks of a spool file hold events in the same form that goes over the wire and into storage; each file has a dictionary
 * of its own, so that any file can be read or deleted alone.
 */
export function payloadEncoder(emitter: string, epoch: number): BlockEncoder {
  return new BlockEncoder(emitter, epoch, crc32);
}

export function payloadDecoder(): BlockDecoder {
  return new BlockDecoder(crc32);
}
