/** What was read of the index files of sealed segments, by bytes: the least recently used goes first. That a file has none is remembered too. */
export class SectionCache<S, T extends { readonly bytes: number }> {
  readonly #bytesMax: number;
  /** Least recently used first. */
  readonly #kept = new Map<S, T | undefined>();
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** @param read what to keep from now on; or 'missing' where it may be there the next time */
  of(segment: S, read: () => T | 'none' | 'missing'): T | undefined {
    if (this.#kept.has(segment)) {
      const known = this.#kept.get(segment);
      this.#kept.delete(segment);
      this.#kept.set(segment, known);
      return known;
    }
    const found = read();
    if (found === 'missing') return undefined;
    const section = found === 'none' ? undefined : found;
    this.#kept.set(segment, section);
    this.#bytes += section?.bytes ?? 0;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#bytesMax || oldest === segment) break;
      this.forget(oldest);
    }
    return section;
  }

  forget(segment: S): void {
    this.#bytes -= this.#kept.get(segment)?.bytes ?? 0;
    this.#kept.delete(segment);
  }
}
