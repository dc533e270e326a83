import type { GridState } from '@sutra/model';
import type { CallOptions, StoreReader } from '@sutra/storage';

/** Events between two states that are kept: folding so many takes some ten milliseconds. */
const APART_EVENTS = 10_000;
/** Agents, nodes and operations in all kept states together; past it the longest unused state goes. Some hundreds of bytes each. */
const ENTRIES_MAX = 80_000;

interface Kept {
  readonly state: GridState;
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
  readonly snapshots = new Map<number, GridState>();

  constructor(reader: Pick<StoreReader, 'event'>) {
    this.#reader = reader;
  }

  /** The newest kept fold at or before a position and an instant. */
  async nearest(seq: number, atUs: number, options: CallOptions): Promise<GridState | undefined> {
    const before = [...this.#kept.values()].filter(({ state }) => state.seq <= seq && state.atUs <= atUs);
    const [first, ...others] = before;
    if (first === undefined) return undefined;
    const best = others.reduce((near, one) => (one.state.seq > near.state.seq ? one : near), first);
    const { state } = best;
    if ((await this.#reader.event(best.eventId, options))?.seq !== state.seq) {
      this.#kept.clear();
      this.#entries = 0;
      return undefined;
    }
    this.#kept.delete(state.seq);
    this.#kept.set(state.seq, best);
    return state;
  }

  /** Whether one is kept that is near enough. */
  hasNear(position: number): boolean {
    return [...this.#kept.keys()].some((seq) => Math.abs(seq - position) < APART_EVENTS);
  }

  /** Keeps a fold of everything up to its position, unless one near it is kept. */
  offer(state: GridState, eventId: string | undefined): void {
    if (eventId === undefined || this.hasNear(state.seq)) return;
    this.#kept.set(state.seq, { state, eventId });
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
