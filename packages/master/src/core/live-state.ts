import { apply, classOf, EMPTY_GRID, explainApply, foldAll, type GridEvent, type GridState, STATE_TYPES } from '@sutra/model';

const CHANGES_STATE: ReadonlySet<string> = new Set(STATE_TYPES);

/**
 * What the master knows now: the state the store has confirmed, with the events it has not given back yet folded over it.
 * Both are folds of the same `apply`, so once nothing is pending, live and stored are the same state.
 */
export class LiveState {
  readonly #pendingMax: number;
  readonly #pending = new Map<string, GridEvent>();
  #stored: GridState = EMPTY_GRID;
  #live: GridState | undefined = EMPTY_GRID;
  #dropped = 0;

  constructor(pendingMax: number) {
    this.#pendingMax = pendingMax;
  }

  get stored(): GridState {
    return this.#stored;
  }

  get pending(): number {
    return this.#pending.size;
  }

  /** Events folded in live whose place over the stored state was given up at the limit. */
  get dropped(): number {
    return this.#dropped;
  }

  /** The current state. Computed when first asked for after a change of the stored state, incrementally otherwise. */
  read(): GridState {
    if (this.#live === undefined) {
      let state = this.#stored;
      for (const event of this.#pending.values()) state = apply(state, event);
      this.#live = state;
    }
    return this.#live;
  }

  /** Folds in an event that was said but has not come back from the store. Told twice, or stored already: nothing happens. */
  add(event: GridEvent): void {
    if (!CHANGES_STATE.has(event.type) || this.#pending.has(event.id)) return;
    if (this.#isStored(event)) return;
    this.#live = apply(this.read(), event);
    const kind = classOf(event.type);
    // Samples are superseded by the next one: the store's copy is soon enough, and an outage must not fill memory with them.
    if (kind === 'heartbeat' || kind === 'metric') return;
    this.#pending.set(event.id, event);
    if (this.#pending.size <= this.#pendingMax) return;
    const oldest = this.#pending.keys().next().value;
    if (oldest !== undefined) this.#pending.delete(oldest);
    this.#dropped++;
  }

  /**
   * Takes a newer stored state; what it contains stops being pending. `events` are those between the last stored state and this
   * one, when they are at hand: then the cost is theirs alone, however much is pending.
   */
  publish(stored: GridState, events?: readonly GridEvent[]): void {
    const live = events === undefined ? undefined : this.#live;
    this.#stored = stored;
    if (events === undefined) for (const event of this.#pending.values()) if (this.#isStored(event)) this.#pending.delete(event.id);
    for (const event of events ?? []) this.#pending.delete(event.id);
    // An event folded in twice counts once, so the live state can take the same step as the stored one.
    if (this.#pending.size === 0) this.#live = stored;
    else this.#live = live === undefined || events === undefined ? undefined : foldAll(events, live);
  }

  #isStored(event: GridEvent): boolean {
    return explainApply(this.#stored, event).outcome === 'duplicate';
  }
}
