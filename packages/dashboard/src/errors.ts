import { defineErrors } from '@sutra/kit';

/** What the browser itself can fail at; failures of the server keep the code, message and mend they came with. */
export const DASHBOARD_ERRORS = defineErrors({
  SUTRA_DASHBOARD_UNREACHABLE: {
    kind: 'unavailable',
    retry: true,
    mend: 'See whether control runs on this machine (`sutra doctor`). The page keeps trying; nodes keep running meanwhile.',
  },
  SUTRA_DASHBOARD_TIMEOUT: {
    kind: 'timeout',
    retry: true,
    mend: 'Try again. If it was a change, look at the events first: it may have happened.',
  },
  SUTRA_DASHBOARD_BAD_ANSWER: {
    kind: 'internal',
    retry: false,
    mend: 'Reload the page: it may be older than the server. If that changes nothing, report it.',
  },
  SUTRA_DASHBOARD_BAD_LINK: {
    kind: 'invalid',
    retry: false,
    mend: 'Copy the whole link again, or ask the question anew.',
  },
});
