import { defineErrors } from '@sutra/kit';

/** What the assistants' server refuses. */
export const MCP_ERRORS = defineErrors({
  SUTRA_PREVIEW_UNKNOWN: {
    kind: 'not_found',
    retry: false,
    mend: 'Make the preview again: it was never made here, was used, or is older than ten minutes.',
  },
  SUTRA_PREVIEW_UNCONFIRMED: {
    kind: 'denied',
    retry: false,
    mend: 'Ask a person to run `sutra mcp confirm <preview_id>`, to read what it shows, and to hand over the word it prints.',
  },
  SUTRA_MCP_INVALID: { kind: 'invalid', retry: false, mend: 'Give what the message names.' },
});
