import { defineErrors, SutraError } from '@sutra/kit';

export const FRAME_ERRORS = defineErrors({
  SUTRA_FRAME_MALFORMED: {
    kind: 'invalid',
    retry: false,
    mend: 'Send what docs/reference/protocol.md describes; the connection is closed after bytes that cannot be read.',
  },
  SUTRA_FRAME_LIMIT: {
    kind: 'limit',
    retry: false,
    mend: 'Send less at a time: a frame holds 8 MiB, a message in parts 64 MiB (docs/reference/protocol.md, limits).',
  },
  SUTRA_PROTOCOL_FOREIGN: {
    kind: 'invalid',
    retry: false,
    mend: 'Point the address at a Sutra Storage server and port, and use a client that speaks its protocol.',
  },
  SUTRA_PROTOCOL_VERSION: {
    kind: 'invalid',
    retry: false,
    mend: 'Run the same version of Sutra Grid on both ends, or update the older one.',
  },
  SUTRA_MESSAGE_INVALID: {
    kind: 'invalid',
    retry: false,
    mend: 'Correct the request; docs/reference/protocol.md lists every operation with its arguments.',
  },
});

/** The bytes break the framing: nothing after them can be trusted. */
export function malformedFrame(what: string): SutraError {
  return new SutraError('SUTRA_FRAME_MALFORMED', `Cannot read a frame: ${what}`);
}

export function frameLimit(what: string): SutraError {
  return new SutraError('SUTRA_FRAME_LIMIT', `Cannot take a frame: ${what}`);
}
