/** How far the spool is flushed, and what a failed flush left in doubt. */
export class Synced {
  #through = 0;
  /** Written, but a flush failed since: safe only once storage has it. */
  #suspect: { readonly from: number; readonly through: number } | undefined;

  /** Everything up to this number is flushed to disk. @param acked everything up to here is stored */
  through(acked: number): number {
    if (this.#suspect === undefined) return this.#through;
    if (acked < this.#suspect.through) return this.#suspect.from - 1;
    this.#suspect = undefined;
    return this.#through;
  }

  flushed(through: number): void {
    this.#through = Math.max(this.#through, through);
  }

  /** A flush of everything up to `through` failed: a later one that succeeds says nothing about what was written before. */
  failed(through: number): void {
    if (through <= this.#through) return;
    const from = Math.min(this.#suspect?.from ?? this.#through + 1, this.#through + 1);
    this.#suspect = { from, through };
  }
}
