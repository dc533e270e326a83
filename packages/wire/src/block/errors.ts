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
    mend: 'Send fewer or smaller events at a time; the limits are listed in docs/reference/protocol.md.',
  },
  SUTRA_WIRE_INVALID: {
    kind: 'invalid',
    retry: false,
    mend: 'Correct the named field: every event has a type, an integer time in µs, an increasing emitter number, ids without control characters, and plain JSON fields.',
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

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is its purpose
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** Whether a text may name something: an event, its type, an entity, an operation. Keys of indexes, lines of logs and terminals take it as it is. */
export const isName = (text: string): boolean => !CONTROL.test(text);

/** @param field of the event: `id`, `type`, `entities`, `causes`, `operation` */
export function notName(doing: string, field: string, text: string): SutraError {
  const shown = JSON.stringify(text.slice(0, 40));
  return new SutraError('SUTRA_WIRE_INVALID', `Cannot ${doing}: ${field} ${shown} contains a control character`, { details: { field } });
}
