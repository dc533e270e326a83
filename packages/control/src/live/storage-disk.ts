import { type Clock, SutraError } from '@sutra/kit';
import type { Problem } from '@sutra/model';
import type { StorageStats, StoreReader } from '@sutra/storage';

/** How long an answer of storage about its disk holds: a page that is looked at asks every few seconds. */
const LOOK_EVERY_MS = 2_000;
/** Storage that takes longer to say so has other troubles, which are told elsewhere. */
const LIMIT_MS = 1_000;
const MIB = 1024 * 1024;

export interface StorageDiskParts {
  readonly store: Pick<StoreReader, 'stats'>;
  readonly clock: Clock;
}

/**
 * Whether storage refuses what is new because its disk is full. The event that says so is refused too, and is on record only when there is space again. So it is asked when
 * somebody asks how the grid is, or looks at it.
 */
export class StorageDisk {
  readonly #parts: StorageDiskParts;
  #lookedMs = Number.NEGATIVE_INFINITY;
  #look: Promise<StorageStats['disk'] | undefined> = Promise.resolve(undefined);
  #sinceUs: number | undefined;
  #known: Problem | undefined;

  constructor(parts: StorageDiskParts) {
    this.#parts = parts;
  }

  /** The problem as it was last seen, for who cannot wait for an answer. */
  get known(): Problem | undefined {
    return this.#known;
  }

  /** The row of the problem; undefined while there is none, or storage is away and cannot say. */
  async problem(): Promise<Problem | undefined> {
    this.#known = await this.#problem();
    return this.#known;
  }

  async #problem(): Promise<Problem | undefined> {
    const { clock } = this.#parts;
    const now = clock.monotonicMs();
    if (now - this.#lookedMs >= LOOK_EVERY_MS) {
      this.#lookedMs = now;
      this.#look = this.#asked();
    }
    const disk = await this.#look;
    if (disk === undefined) return undefined;
    if (!disk.full) {
      this.#sinceUs = undefined;
      return undefined;
    }
    this.#sinceUs ??= clock.wallUs();
    const [free, kept] = [disk.freeBytes, disk.keptFreeBytes].map((bytes) => Math.floor(bytes / MIB));
    return {
      entityId: 'cluster',
      kind: 'cluster',
      what: `storage refuses writes: its disk is full (${free} MiB left, ${kept} MiB are kept free); free space on it, and it goes on by itself`,
      sinceUs: this.#sinceUs,
      eventId: '',
      blastRadius:
        'every new event: it waits with its emitter, and the oldest heartbeats and metrics go first where there is no room to wait',
    };
  }

  async #asked(): Promise<StorageStats['disk'] | undefined> {
    try {
      return (await this.#parts.store.stats({ limitMs: LIMIT_MS })).disk;
    } catch (reason) {
      if (!(reason instanceof SutraError)) throw reason;
      return undefined; // storage is away: the answer is stale, and says so itself
    }
  }
}
