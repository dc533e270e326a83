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
  SUTRA_MODEL_OFF: {
    kind: 'invalid',
    retry: false,
    mend: 'Set SUTRA_LLM_BASE_URL and SUTRA_LLM_MODEL where the control centre runs, and its mode to auto or only; or ask without a model.',
  },
  SUTRA_MODEL_FORM: {
    kind: 'invalid',
    retry: true,
    mend: 'Nothing to do: it is asked in another way.',
  },
  SUTRA_MODEL_UNAVAILABLE: {
    kind: 'unavailable',
    retry: true,
    mend: 'Check base_url, model and key in [llm], and that the server answers within the limit; questions are answered without it.',
  },
  SUTRA_MODEL_ANSWER: {
    kind: 'invalid',
    retry: true,
    mend: 'Check that base_url is a server that speaks the chat completions call; questions are answered without it.',
  },
  SUTRA_MODEL_SPENT: {
    kind: 'limit',
    retry: true,
    mend: 'Wait, or raise calls_per_hour in [llm]; questions are answered without it.',
  },
  SUTRA_STATE_NOT_KEPT: {
    kind: 'not_found',
    retry: false,
    mend: 'Ask for a later instant: the record before it was removed by retention and no snapshot reaches back that far.',
  },
});
