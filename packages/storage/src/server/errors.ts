import { defineErrors } from '@sutra/kit';

export const SERVER_ERRORS = defineErrors({
  SUTRA_STORAGE_PORT_TAKEN: {
    kind: 'conflict',
    retry: false,
    mend: 'Stop what holds it: ss -tanp shows what listens there, or an outgoing connection that has it as its own port. Or choose another port: --port for one server, --port-offset to shift every port of the grid.',
  },
  SUTRA_BIND_FAILED: { kind: 'invalid', retry: false, mend: 'Give an address of this machine and a port you may bind.' },
  SUTRA_BIND_REFUSED: {
    kind: 'denied',
    retry: false,
    mend: 'Bind 127.0.0.1, or set a token so that not everyone who can reach the port can read and write the record.',
  },
  SUTRA_CONNECTION_LIMIT: {
    kind: 'limit',
    retry: true,
    mend: 'Close clients that are not needed, or raise the connection limit of the storage server.',
  },
  SUTRA_STORAGE_TOKEN: {
    kind: 'unauthenticated',
    retry: false,
    mend: 'Give the client the token that the storage server was started with.',
  },
  SUTRA_STORAGE_BUSY: { kind: 'unavailable', retry: true, mend: 'Try again in a moment; the storage server holds as much work as it may.' },
  SUTRA_STORAGE_CLOSING: { kind: 'unavailable', retry: true, mend: 'Try again when the storage server is back.' },
  SUTRA_BACKUP_LIMIT: {
    kind: 'limit',
    retry: false,
    mend: 'Move finished backups out of the `backups` folder of the store, or delete them.',
  },
  SUTRA_STORAGE_OPERATION_UNKNOWN: {
    kind: 'invalid',
    retry: false,
    mend: 'Use an operation of docs/reference/protocol.md; a newer client may know operations that this server does not.',
  },
  SUTRA_SESSION_UNKNOWN: { kind: 'invalid', retry: false, mend: 'Open a session on this connection before appending to it.' },
  SUTRA_SESSION_BROKEN: {
    kind: 'conflict',
    retry: true,
    mend: 'Open the session again and resend from storedThrough + 1 with a new encoder: an earlier append of it failed.',
  },
  SUTRA_SESSION_REPLACED: {
    kind: 'conflict',
    retry: false,
    mend: 'Let one process at a time emit under one name and epoch; a newer session took over. Start again with a new epoch.',
  },
});
