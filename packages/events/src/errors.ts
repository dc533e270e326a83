import { defineErrors } from '@sutra/kit';

export const EVENTS_ERRORS = defineErrors({
  SUTRA_EMITTER_INVALID: {
    kind: 'invalid',
    retry: false,
    mend: 'Name the emitter with 1 to 64 of the characters A-Z a-z 0-9 _ . - and give limits that are positive whole numbers.',
  },
  SUTRA_SPOOL_LOCKED: {
    kind: 'conflict',
    retry: false,
    mend: 'Stop the other process that uses this spool folder, or give this one a data folder of its own.',
  },
  SUTRA_SPOOL_IO: {
    kind: 'unavailable',
    retry: true,
    mend: 'Free space on the disk that holds the spool folder, or check its permissions; events wait in memory until then.',
  },
  SUTRA_EVENT_REFUSED: {
    kind: 'limit',
    retry: false,
    mend: 'Bring storage back or raise the spool quota: a lifecycle event could not be kept; the events_refused event says which.',
  },
  SUTRA_EMITTER_CLOSED: { kind: 'conflict', retry: false, mend: 'Emit before closing the emitter, or open a new one.' },
});
