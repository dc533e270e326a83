import type { EventType } from '../catalogue/index.ts';
import type { TypedEvent } from '../event.ts';
import type { GridState } from '../state.ts';

/**
 * What folding an event came to, when it did not simply change the state: a duplicate, a late word about the past, an arrow
 * that is not drawn, a limit, or an operation that has ended otherwise before. `apply` does not care; `explainApply` reports it.
 */
export type Refusal = 'duplicate' | 'stale' | 'not-drawn' | 'settled' | 'malformed' | 'limit';
export type Note = (refusal: Refusal, because: string) => unknown;

/** Folds one type. Returns the same state when the event changes nothing. Never throws. */
export type Reducer<T extends EventType> = (state: GridState, event: TypedEvent<T>, note: Note) => GridState;
