import { defineErrors, SutraError } from '@sutra/kit';

export const BLOCK_ERRORS = defineErrors({
  SUTRA_WIRE_MALFORMED: {
    kind: 'corrupt',
    retry: false,
    mend: 'The bytes are not what an encoder wrote. Check that both ends run the same version, and the network or disk between them.',
  },
  SUTRA_WIRE_LIMIT: {
    kind: 'limit',
    retry: false,
    mend: 'Send fewer or smaller events at a time; the limits are listed in docs/reference/limits.md.',
  },
  SUTRA_WIRE_INVALID: {
    kind: 'invalid',
    retry: false,
    mend: 'Give every event a type, an integer time in µs, an increasing emitter number, and plain JSON fields.',
  },
});

export function malformed(what: string): SutraError {
  return new SutraError('SUTRA_WIRE_MALFORMED', `Cannot read a block: ${what}`);
}

export function overLimit(what: string): SutraError {
  return new SutraError('SUTRA_WIRE_LIMIT', `Cannot encode a block: ${what}`);
}

export function invalid(what: string): SutraError {
  return new SutraError('SUTRA_WIRE_INVALID', `Cannot encode an event: ${what}`);
}
