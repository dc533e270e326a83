import { defineErrors } from '@sutra/kit';

/** What can go wrong between a client and the master, beside what the master itself answers. */
export const RPC_ERRORS = defineErrors({
  SUTRA_RPC_PORT_TAKEN: {
    kind: 'conflict',
    retry: false,
    mend: 'Stop what holds the port, or choose another: --port-offset shifts every port of the grid.',
  },
  SUTRA_RPC_BIND_FAILED: { kind: 'unavailable', retry: false, mend: 'Give an address of this machine and a port you may bind.' },
  SUTRA_RPC_BIND_EXPOSED: {
    kind: 'denied',
    retry: false,
    mend: 'Bind 127.0.0.1, or set a token and a TLS key with its certificate before listening beyond this machine.',
  },
  SUTRA_RPC_UNREACHABLE: {
    kind: 'unavailable',
    retry: true,
    mend: 'Check that the master runs and that the address is right (sutra status; default localhost:7000).',
  },
  SUTRA_RPC_TOKEN_MISSING: {
    kind: 'unauthenticated',
    retry: false,
    mend: 'Send the grid’s token as "authorization: Bearer …"; it is in the token file of the data folder.',
  },
  SUTRA_RPC_TOKEN_WRONG: {
    kind: 'unauthenticated',
    retry: false,
    mend: 'Use the token of this grid: it is in the file `token` of the data folder of its master; copy that file into this data folder.',
  },
  SUTRA_RPC_TOO_LARGE: { kind: 'limit', retry: false, mend: 'Send less in one message; the limit is 4 MiB.' },
  SUTRA_RPC_BACKLOG: { kind: 'limit', retry: true, mend: 'The other side reads too slowly and was disconnected; it may connect again.' },
  SUTRA_RPC_REFUSED: { kind: 'internal', retry: false, mend: 'The message names the reason; check that both sides run the same version.' },
  SUTRA_RPC_INVALID: { kind: 'invalid', retry: false, mend: 'Correct the field the message names and send the request again.' },
});
