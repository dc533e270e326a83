import { defineErrors } from '@sutra/kit';

defineErrors({
  SUTRA_USAGE: { kind: 'invalid', retry: false, mend: 'See the help of the command: add --help.' },
  SUTRA_CONFIG_INVALID: {
    kind: 'invalid',
    retry: false,
    mend: 'Correct the value; docs/reference/config.md lists every key with its meaning.',
  },
  SUTRA_CONFIG_UNREADABLE: {
    kind: 'invalid',
    retry: false,
    mend: 'Check the path and its permissions, and that the file is TOML (.toml) or YAML (.yaml, .yml).',
  },
  SUTRA_ALREADY_UP: { kind: 'conflict', retry: false, mend: 'Stop the other one, or start a second grid with --data DIR --port-offset N.' },
  SUTRA_PORT_IN_USE: { kind: 'conflict', retry: false, mend: 'Stop what holds the port, or shift every port with --port-offset N.' },
  SUTRA_COMPONENT_FAILED: { kind: 'unavailable', retry: true, mend: 'Read the log it names; `sutra doctor` checks the rest.' },
  SUTRA_NO_GRID: {
    kind: 'unavailable',
    retry: true,
    mend: 'Start one with `sutra up`, or name it with --data DIR, or run `sutra doctor`.',
  },
  SUTRA_NO_TOKEN: {
    kind: 'unauthenticated',
    retry: false,
    mend: 'Name the grid’s folder with --data DIR, or its token file with SUTRA_TOKEN_FILE.',
  },
  SUTRA_DATA_UNUSABLE: { kind: 'invalid', retry: false, mend: 'Choose another folder with --data, or correct its permissions.' },
  SUTRA_LLM_KEY: {
    kind: 'invalid',
    retry: false,
    mend: 'Put the key, and nothing else, into a file only its owner may read (chmod 600), and name it in llm.api_key_file.',
  },
  SUTRA_NAME_UNKNOWN: { kind: 'not_found', retry: false, mend: 'See `sutra node ls` and `sutra agent ls` for what there is.' },
  SUTRA_NAME_AMBIGUOUS: { kind: 'invalid', retry: false, mend: 'Type more of the name, until only one begins so.' },
});
