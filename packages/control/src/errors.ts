import { defineErrors } from '@sutra/kit';

/** What control itself can fail at. Failures of the store, the master and the language keep their own codes on the way through. */
export const CONTROL_ERRORS = defineErrors({
  SUTRA_CONTROL_BIND: {
    kind: 'conflict',
    retry: false,
    mend: 'Stop what holds the port, or shift every port of this grid with --port-offset.',
  },
  SUTRA_CONTROL_NOT_LOOPBACK: {
    kind: 'invalid',
    retry: false,
    mend: 'Bind 127.0.0.1 and reach it through ssh -L or a TLS proxy: control speaks plain HTTP and listens on loopback only.',
  },
  SUTRA_CONTROL_TOKEN_WEAK: {
    kind: 'invalid',
    retry: false,
    mend: 'Use a token of at least 32 random characters; the one written at first start is such a token.',
  },
  SUTRA_CONTROL_HOST: {
    kind: 'denied',
    retry: false,
    mend: 'Open the dashboard as http://localhost:PORT, or add this name to control.allowed_hosts.',
  },
  SUTRA_CONTROL_ORIGIN: {
    kind: 'denied',
    retry: false,
    mend: 'Only the dashboard itself may do this from a browser; a program sends `Authorization: Bearer TOKEN` and no Origin.',
  },
  SUTRA_CONTROL_UNAUTHENTICATED: {
    kind: 'unauthenticated',
    retry: false,
    mend: 'Open a fresh login link (`sutra login`), or send `Authorization: Bearer TOKEN` with the token from the data folder.',
  },
  SUTRA_CONTROL_CSRF: {
    kind: 'denied',
    retry: false,
    mend: 'Send the csrf_token of GET /api/session in the x-sutra-csrf header.',
  },
  SUTRA_CONTROL_LOGIN_CODE: {
    kind: 'unauthenticated',
    retry: false,
    mend: 'A login link works once, for five minutes. Make a new one: `sutra login`.',
  },
  SUTRA_CONTROL_ATTEMPTS: { kind: 'limit', retry: true, mend: 'Wait a minute before trying to authenticate again.' },
  SUTRA_CONTROL_INVALID: { kind: 'invalid', retry: false, mend: 'Correct the request; GET /api/openapi.json describes every field.' },
  SUTRA_CONTROL_CONTENT_TYPE: { kind: 'invalid', retry: false, mend: 'Send JSON with `content-type: application/json`.' },
  SUTRA_CONTROL_TOO_LARGE: { kind: 'limit', retry: false, mend: 'Send less at once: a body may hold 1 MiB, a WebSocket message 256 KiB.' },
  SUTRA_CONTROL_NO_ROUTE: { kind: 'not_found', retry: false, mend: 'GET /api/openapi.json lists every route.' },
  SUTRA_CONTROL_NOT_FOUND: { kind: 'not_found', retry: false, mend: 'Look at GET /api/grid/agents and /api/grid/nodes for what exists.' },
  SUTRA_CONTROL_STORE_AWAY: {
    kind: 'unavailable',
    retry: true,
    mend: 'Storage cannot be reached; see whether its process runs (`sutra doctor`). Events are spooled meanwhile, nothing is lost.',
  },
  SUTRA_CONTROL_STORE_STILL: {
    kind: 'unavailable',
    retry: true,
    mend: 'Storage is there and stands still: see whether its process is stopped or waits for its disk (`sutra doctor` names it). Events are spooled meanwhile, nothing is lost.',
  },
  SUTRA_CONTROL_STARTING: { kind: 'unavailable', retry: true, mend: 'Control is still reading the record; try again in a moment.' },
  SUTRA_CONTROL_MASTER_AWAY: {
    kind: 'unavailable',
    retry: true,
    mend: 'The master cannot be reached; see whether its process runs (`sutra doctor`). Nodes keep running without it.',
  },
  SUTRA_CONTROL_MASTER_REFUSED: { kind: 'conflict', retry: false, mend: 'Read the reason given by the master and change the request.' },
  SUTRA_CONTROL_EVENT_REFUSED: { kind: 'limit', retry: true, mend: 'The event queue is full; try again when storage has caught up.' },
  SUTRA_CONTROL_SOCKETS: { kind: 'limit', retry: true, mend: 'Close other dashboards: control serves 256 live connections.' },
  SUTRA_CONTROL_QUESTIONS: {
    kind: 'limit',
    retry: true,
    mend: 'Wait for an answer, or cancel a question: one connection has at most 4 questions at a time.',
  },
  SUTRA_WATCH_LIMIT: { kind: 'limit', retry: false, mend: 'Take one down first: `sutra watch ls`, `sutra watch rm ID`.' },
  SUTRA_AUDIT_KEY: {
    kind: 'corrupt',
    retry: false,
    mend: 'Put the signing key of this grid back (mode 600), or move the audit folder away: a new log with a new key is begun.',
  },
  SUTRA_AUDIT_DAMAGED: {
    kind: 'corrupt',
    retry: false,
    mend: 'Check the log with tools/verify-audit.mjs, keep it, and move the audit folder away: a new one is begun from the record.',
  },
  SUTRA_AUDIT_OFF: { kind: 'not_found', retry: false, mend: 'Start the control centre with a data folder: the signed log is kept there.' },
});
