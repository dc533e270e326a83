import { apply, classOf, EMPTY_GRID, explainApply, type GridEvent, type GridState, STATE_TYPES } from '@sutra/model';

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

  /** Takes a newer stored state; what it contains stops being pending. */
  publish(stored: GridState): void {
    this.#stored = stored;
    for (const event of this.#pending.values()) if (this.#isStored(event)) this.#pending.delete(event.id);
    this.#live = this.#pending.size === 0 ? stored : undefined;
  }

  #isStored(event: GridEvent): boolean {
    return explainApply(this.#stored, event).outcome === 'duplicate';
  }
}
