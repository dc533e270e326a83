/** Things whose latest facts are remembered; the one longest unused is forgotten first. */
const KEYS_MAX = 20_000;
/** Of one thing, the latest so many kinds of facts: what they are called is up to whoever reports them. */
const REASONS_MAX = 64;

export interface Remembered {
  readonly id: string;
  readonly timeUs: number;
  /** What it is called at its source. */
  readonly reason: string;
  /** Type it was stored as. */
  readonly type: string;
}

/** The last fact of each reason about each thing: what a later fact of the same thing may name as its cause. */
export class Recent {
  readonly #of = new Map<string, Map<string, Remembered>>();

  add(key: string, fact: Remembered): void {
    let known = this.#of.get(key);
    if (known === undefined) known = new Map();
    else this.#of.delete(key);
    this.#of.set(key, known);
    known.delete(fact.reason);
    known.set(fact.reason, fact);
    if (known.size > REASONS_MAX) known.delete(known.keys().next().value as string);
    if (this.#of.size > KEYS_MAX) this.#of.delete(this.#of.keys().next().value as string);
  }

  /** The newest of these reasons about a thing, not after `timeUs` and at most `withinUs` before it. */
  last(key: string, reasons: readonly string[], timeUs: number, withinUs: number): Remembered | undefined {
    const known = this.#of.get(key);
    const fits = reasons.flatMap((reason) => {
      const fact = known?.get(reason);
      return fact !== undefined && fact.timeUs <= timeUs && timeUs - fact.timeUs <= withinUs ? [fact] : [];
    });
    return fits.sort((a, b) => b.timeUs - a.timeUs)[0];
  }
}
