/** Segments let go of after one pass that are remembered, so that a second pass soon after is told from the first. */
const REMEMBERED_MIN = 2;

/**
 * Which columns stay in memory, by bytes. What single questions need is kept by how recently it was used. What a read passes through on its
 * way over all of the log does not push that out: of such columns the newest go first, so that the next pass finds the others; and who is
 * passed through again soon after is kept like the rest.
 */
export class ColumnCache<T> {
  readonly #bytesMax: number;
  readonly #letGo: (item: T) => void;
  /** Least recently used first. */
  readonly #kept = new Map<T, number>();
  readonly #passed = new Map<T, number>();
  readonly #remembered = new Set<T>();
  #bytes = 0;

  constructor(bytesMax: number, letGo: (item: T) => void) {
    this.#bytesMax = bytesMax;
    this.#letGo = letGo;
  }

  /** It was used by a single question. */
  used(item: T): void {
    const bytes = this.#kept.get(item) ?? this.#passed.get(item);
    if (bytes === undefined) return;
    this.#passed.delete(item);
    this.#kept.delete(item);
    this.#kept.set(item, bytes);
  }

  /** It was loaded: lets go of others until there is room, or of itself. */
  add(item: T, bytes: number, passing: boolean): void {
    this.remove(item);
    const stays = !passing || this.#remembered.delete(item);
    (stays ? this.#kept : this.#passed).set(item, bytes);
    this.#bytes += bytes;
    while (this.#bytes > this.#bytesMax) {
      const goes = stays ? this.#oldestBut(item) : (this.#newestPassedBut(item) ?? (this.#kept.size > 0 ? item : undefined));
      if (goes === undefined) return;
      this.remove(goes);
      this.#remember(goes);
      this.#letGo(goes);
    }
  }

  /** It is gone for another reason. */
  remove(item: T): void {
    this.#bytes -= this.#kept.get(item) ?? this.#passed.get(item) ?? 0;
    this.#kept.delete(item);
    this.#passed.delete(item);
  }

  #oldestBut(item: T): T | undefined {
    for (const from of [this.#passed, this.#kept]) for (const oldest of from.keys()) if (oldest !== item) return oldest;
    return undefined;
  }

  #newestPassedBut(item: T): T | undefined {
    return [...this.#passed.keys()].filter((one) => one !== item).at(-1);
  }

  #remember(item: T): void {
    this.#remembered.delete(item);
    this.#remembered.add(item);
    const most = Math.max(REMEMBERED_MIN, this.#kept.size + this.#passed.size);
    for (const oldest of this.#remembered) {
      if (this.#remembered.size <= most) return;
      this.#remembered.delete(oldest);
    }
  }
}
