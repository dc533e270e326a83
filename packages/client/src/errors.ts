import { defineErrors, type ErrorKind, SutraError } from '@sutra/kit';

export const CLIENT_PACKAGE_ERRORS = defineErrors({
  SUTRA_EVENT_INVALID: {
    kind: 'invalid',
    retry: false,
    mend: 'Correct the named fields: a type of your own begins with custom., names at least one entity, and its body is an object.',
  },
  SUTRA_ANSWER_PARTIAL: {
    kind: 'limit',
    retry: false,
    mend: 'Narrow the query (a shorter time, fewer types): a limit of the server cut its answer.',
  },
});

/** True for a failure of Sutra with this code. Codes are those of docs/reference/errors.md. */
export function isFailure(reason: unknown, code: `SUTRA_${string}`): reason is SutraError {
  return reason instanceof SutraError && reason.code === code;
}

/** True for a failure of one of these kinds: what to do about it depends on the kind alone. */
export function isFailureOf(reason: unknown, ...kinds: readonly ErrorKind[]): reason is SutraError {
  return reason instanceof SutraError && kinds.includes(reason.kind);
}
