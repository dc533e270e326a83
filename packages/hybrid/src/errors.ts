import { defineErrors } from '@sutra/kit';

export const HYBRID_ERRORS = defineErrors({
  SUTRA_PLAN_INVALID: {
    kind: 'invalid',
    retry: false,
    mend: 'Correct the field the message names; the plan reference describes every operation.',
  },
  SUTRA_ASK_NOT_COMPUTED: {
    kind: 'invalid',
    retry: false,
    mend: 'Ask for a list, a count, a timeline, a rate, a state or a cause; `what can I ask you?` shows examples.',
  },
  SUTRA_STATE_NOT_KEPT: {
    kind: 'not_found',
    retry: false,
    mend: 'Ask for a later instant: the record before it was removed by retention and no snapshot reaches back that far.',
  },
});
