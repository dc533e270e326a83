import { defineErrors } from '@sutra/kit';

export const CLIENT_ERRORS = defineErrors({
  SUTRA_STORAGE_ADDRESS: {
    kind: 'invalid',
    retry: false,
    mend: 'Give host:port, for example localhost:50052 or http://localhost:50052.',
  },
  SUTRA_STORAGE_UNREACHABLE: {
    kind: 'unavailable',
    retry: true,
    mend: 'Start the storage server, or correct the address (EVENT_STORAGE, --storage). The client keeps trying by itself.',
  },
  SUTRA_SESSION_INTERRUPTED: {
    kind: 'unavailable',
    retry: true,
    mend: 'Append again from storedThrough + 1: an earlier append of the session was given up, and order is kept. Repeats are stored once.',
  },
  SUTRA_SESSION_BACKLOG: {
    kind: 'limit',
    retry: true,
    mend: 'Wait for earlier appends before sending more; keep what does not fit in a spool.',
  },
  SUTRA_CLIENT_CLOSED: { kind: 'conflict', retry: false, mend: 'Open a new client; this one was closed.' },
});
