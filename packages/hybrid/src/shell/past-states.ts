import type { GridState } from '@sutra/model';
import type { CallOptions, StoreReader } from '@sutra/storage';

/** Events between two states that are kept: folding so many takes some ten milliseconds. */
const APART_EVENTS = 10_000;
/** Agents, nodes and operations in all kept states together; past it the longest unused state goes. A node takes some 2 KB. */
const ENTRIES_MAX = 30_000;

export interface Kept {
  readonly state: GridState;
  /** Whether it has every operation: a state that is folded on for how things stand need not. */
  readonly whole: boolean;
  /** The last event folded in: that the store still has it there says that its history is still the one that was folded. */
  readonly eventId: string;
}

/**
 * Folds of the beginning of a record that were passed on the way to earlier answers. What is recorded does not change, so they hold for as long as the
 * store has that history; whoever asks about the same day again folds the last few events of it only.
 */
export class PastStates {
  readonly #reader: Pick<StoreReader, 'event'>;
  /** The longest unused first. */
  readonly #kept = new Map<number, Kept>();
  #entries = 0;
  /** Snapshots as they were read, by position: questions in a row are mostly about the same days. */
  readonly snapshots = new Map<number, Pick<Kept, 'state' | 'whole'>>();

  constructor(reader: Pick<StoreReader, 'event'>) {
    this.#reader = reader;
  }

  /** The newest kept fold at or before a position and an instant. Whether it still holds is to be asked beside the work that builds on it. */
  nearest(seq: number, atUs: number, whole: boolean): Kept | undefined {
    let best: Kept | undefined;
    for (const one of this.#kept.values())
      if ((one.whole || !whole) && one.state.seq <= seq && one.state.atUs <= atUs && one.state.seq > (best?.state.seq ?? -1)) best = one;
    return best;
  }

  /** Whether the store still has the history that a kept fold is of. */
  async holds(kept: Kept, options: CallOptions): Promise<boolean> {
    const { state, eventId } = kept;
    if ((await this.#reader.event(eventId, undefined, options))?.seq !== state.seq) return false;
    if (this.#kept.delete(state.seq)) this.#kept.set(state.seq, kept);
    return true;
  }

  /** Lets everything go: the store has another history. */
  forget(): void {
    this.#kept.clear();
    this.#entries = 0;
    this.snapshots.clear();
  }

  /** Whether one is kept that is near enough. */
  hasNear(position: number, whole: boolean): boolean {
    return [...this.#kept.values()].some((one) => (one.whole || !whole) && Math.abs(one.state.seq - position) < APART_EVENTS);
  }

  /** Keeps a fold of everything up to its position, unless one near it is kept. */
  offer(state: GridState, eventId: string | undefined, whole: boolean): void {
    if (eventId === undefined || this.hasNear(state.seq, whole)) return;
    const replaced = this.#kept.get(state.seq);
    if (replaced !== undefined) this.#entries -= sizeOf(replaced.state);
    this.#kept.set(state.seq, { state, eventId, whole });
    this.#entries += sizeOf(state);
    for (const [seq, old] of this.#kept) {
      if (this.#entries <= ENTRIES_MAX || this.#kept.size === 1) return;
      this.#kept.delete(seq);
      this.#entries -= sizeOf(old.state);
    }
  }
}

const sizeOf = ({ agents, nodes, operations }: GridState): number => agents.size + nodes.size + operations.size;

const OF_READER = new WeakMap<StoreReader, PastStates>();

export function pastStatesOf(reader: StoreReader): PastStates {
  const known = OF_READER.get(reader) ?? new PastStates(reader);
  OF_READER.set(reader, known);
  return known;
}

/** A reader that sees the beginning of another's record folds the same states. */
export function sharesPastOf(reader: StoreReader, whole: StoreReader): void {
  OF_READER.set(reader, pastStatesOf(whole));
}
