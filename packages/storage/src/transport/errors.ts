import { defineErrors, SutraError } from '@sutra/kit';

export const TRANSPORT_ERRORS = defineErrors({
  SUTRA_CONNECTION_LOST: {
    kind: 'unavailable',
    retry: true,
    mend: 'Nothing to do: the client connects again by itself. If it keeps happening, look at the network and at the storage server.',
  },
  SUTRA_CONNECTION_STALLED: {
    kind: 'unavailable',
    retry: true,
    mend: 'Read answers as they come; a connection whose end takes nothing for half a minute is closed.',
  },
  SUTRA_CONNECTION_SILENT: {
    kind: 'unavailable',
    retry: true,
    mend: 'Send a ping now and then; a connection without a word is closed.',
  },
});

/** The connection is gone; what was asked over it and not answered has an unknown outcome. */
export function connectionLost(what: string, cause?: unknown): SutraError {
  return new SutraError('SUTRA_CONNECTION_LOST', what, { cause });
}

export function connectionSilent(what: string): SutraError {
  return new SutraError('SUTRA_CONNECTION_SILENT', what);
}

export function connectionStalled(what: string): SutraError {
  return new SutraError('SUTRA_CONNECTION_STALLED', what);
}
