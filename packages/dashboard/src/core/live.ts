import type { ProblemJson, ServerMessage } from '@sutra/api';
import { usFromIso } from '@sutra/kit';
import { apply, fromEventJson, fromSnapshot, type GridState, isCustomType, isEventType, type Problem } from '@sutra/model';

/**
 * connecting ──snapshot──▶ live ◀──caught up── catching-up ◀──behind── live; any ──silence or close──▶ disconnected
 * ──snapshot or events──▶ live. `connecting` is only ever the first: after it the last known grid stays visible.
 */
export type Phase = 'connecting' | 'live' | 'catching-up' | 'disconnected';

/** Silence after which what is shown is no longer called live. The server speaks every 2 s. */
export const SILENCE_MS = 5_000;

export interface LiveState {
  readonly phase: Phase;
  /** The fold of everything received; undefined until the first snapshot. */
  readonly grid: GridState | undefined;
  /** Events the server has that we have not folded yet, as of its last tick. */
  readonly behind: number;
  /** When the last message came, on the browser's wall clock, ms; undefined before the first. */
  readonly heardMs: number | undefined;
  /** Server clock minus browser clock at the last tick, ms: ages are computed on the server's clock. */
  readonly skewMs: number;
  readonly store: 'up' | 'down' | 'unknown';
  /** When storage was first said to be away, on the browser's wall clock, ms; undefined while it is there. */
  readonly storeLostMs: number | undefined;
  readonly master: 'up' | 'down' | 'unknown';
  /** What is wrong that does not follow from the grid, as no event can tell it. */
  readonly untold: readonly Problem[];
  /** Connection attempts that failed since the last message. */
  readonly attempts: number;
  /** Why the last connection ended, when the server said so. */
  readonly refusal: { readonly code: string; readonly message: string; readonly mend: string } | undefined;
}

const NONE: readonly Problem[] = [];

export const UNCONNECTED: LiveState = {
  phase: 'connecting',
  grid: undefined,
  behind: 0,
  heardMs: undefined,
  skewMs: 0,
  store: 'unknown',
  storeLostMs: undefined,
  master: 'unknown',
  untold: NONE,
  attempts: 0,
  refusal: undefined,
};

export interface Received {
  readonly state: LiveState;
  /** What to do with the log of events: continue it, start it anew, or leave it. */
  readonly log: 'append' | 'restart' | 'keep';
  /** True when the events do not continue what we have: ask for a snapshot. */
  readonly resync: boolean;
}

/** Folds one message of the server in. */
export function received(state: LiveState, message: ServerMessage, nowMs: number): Received {
  const heard = { ...state, heardMs: nowMs, attempts: 0, refusal: undefined };
  switch (message.type) {
    case 'snapshot':
      return { state: { ...heard, grid: fromSnapshot(message.state), phase: 'live', behind: 0 }, log: 'restart', resync: false };
    case 'events':
      return foldEvents(heard, message);
    case 'tick': {
      const behind = state.grid === undefined ? 0 : Math.max(0, message.seq - state.grid.seq);
      const phase = state.grid === undefined ? 'connecting' : behind > 0 ? 'catching-up' : 'live';
      const skewMs = Date.parse(message.server_time) - nowMs;
      const storeLostMs = message.store === 'down' ? (state.storeLostMs ?? nowMs) : undefined;
      return {
        state: {
          ...heard,
          behind,
          phase,
          skewMs,
          store: message.store,
          storeLostMs,
          master: message.master,
          untold: untoldOf(state, message),
        },
        log: 'keep',
        resync: false,
      };
    }
    case 'pong':
    case 'progress':
    case 'answer':
      return { state: heard, log: 'keep', resync: false };
    case 'error':
      return { state: message.id === undefined ? { ...heard, refusal: message.error } : heard, log: 'keep', resync: false };
  }
}

/** The same list while it says the same, so that no page draws it again every two seconds. */
function untoldOf({ untold }: LiveState, { problems }: Extract<ServerMessage, { type: 'tick' }>): readonly Problem[] {
  if (problems.length === 0) return NONE;
  const told = problems.map(fromProblemJson);
  return JSON.stringify(told) === JSON.stringify(untold) ? untold : told;
}

function fromProblemJson(json: ProblemJson): Problem {
  return {
    entityId: json.entity_id,
    kind: json.kind,
    what: json.what,
    sinceUs: usFromIso(json.since) ?? 0,
    eventId: json.event_id,
    blastRadius: json.blast_radius,
  };
}

function foldEvents(state: LiveState, message: Extract<ServerMessage, { type: 'events' }>): Received {
  let grid = state.grid;
  if (grid === undefined || message.from_seq > grid.seq + 1) return { state, log: 'keep', resync: true };
  for (const json of message.events) {
    if (json.seq <= grid.seq) continue;
    // A type of a newer server changes nothing a page of this age could show; its position still counts.
    grid = isEventType(json.event_type) || isCustomType(json.event_type) ? apply(grid, fromEventJson(json)) : { ...grid, seq: json.seq };
  }
  const behind = Math.max(0, state.behind - message.events.length);
  return { state: { ...state, grid, behind, phase: behind > 0 ? 'catching-up' : 'live' }, log: 'append', resync: false };
}

/** The connection ended or could not be made. What is known stays, marked. */
export function lost(state: LiveState): LiveState {
  return {
    ...state,
    phase: state.grid === undefined && state.attempts === 0 ? 'connecting' : 'disconnected',
    attempts: state.attempts + 1,
  };
}

/** True when the server has been silent for too long to call what is shown live. */
export function silent(state: LiveState, nowMs: number): boolean {
  return (state.phase === 'live' || state.phase === 'catching-up') && state.heardMs !== undefined && nowMs - state.heardMs > SILENCE_MS;
}
