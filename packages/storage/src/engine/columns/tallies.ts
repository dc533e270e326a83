/** Combinations up to this many have a place of their own. */
const DENSE_MAX = 1 << 16;
/** Combinations up to this many are found in a table; more, in a map. */
const TABLE_MAX = 1 << 20;
const PLACES = 64;

/** What each type, or each set, adds to the number of a row. */
export type Added = Uint32Array | Float64Array;

export interface RunColumns {
  readonly type: Uint16Array;
  readonly set: Uint32Array;
  readonly time: Float64Array;
}

/** How often each number occurred, and when first and last. */
export class Tallies {
  #counts: Float64Array;
  #firsts: Float64Array;
  #lasts: Float64Array;
  /** The number at each place; absent where number and place are the same. */
  readonly #codes: number[] | undefined;
  /** Place of a number, plus one. */
  readonly #table: Int32Array | undefined;
  readonly #map = new Map<number, number>();

  /** @param codes numbers are below it */
  constructor(codes: number) {
    const dense = codes <= DENSE_MAX;
    this.#codes = dense ? undefined : [];
    this.#table = dense || codes > TABLE_MAX ? undefined : new Int32Array(codes);
    const places = dense ? codes : PLACES;
    this.#counts = new Float64Array(places);
    this.#firsts = new Float64Array(places).fill(Number.POSITIVE_INFINITY);
    this.#lasts = new Float64Array(places).fill(Number.NEGATIVE_INFINITY);
  }

  /** Rows that stand for themselves, by their numbers and times. */
  addAll(codes: Float64Array, times: Float64Array, count: number): void {
    if (this.#codes !== undefined) this.#place(codes, count);
    const [counts, firsts, lasts] = [this.#counts, this.#firsts, this.#lasts];
    for (let i = 0; i < count; i++) {
      const place = codes[i]!;
      const timeUs = times[i]!;
      counts[place]!++;
      if (timeUs < firsts[place]!) firsts[place] = timeUs;
      if (timeUs > lasts[place]!) lasts[place] = timeUs;
    }
  }

  /** Whether numbers are places, so that `addRun` can be used. */
  get dense(): boolean {
    return this.#codes === undefined;
  }

  /**
   * Rows [from, to) that stand for themselves, each with the number that its type and its set add up to: one plain loop over columns, which is
   * three times as quick as putting the numbers together first. Dense tallies only.
   */
  addRun({ type, set, time }: RunColumns, ofType: Added, ofSet: Added, from: number, to: number): void {
    const [counts, firsts, lasts] = [this.#counts, this.#firsts, this.#lasts];
    for (let row = from; row < to; row++) {
      const place = ofType[type[row]!]! + ofSet[set[row]!]!;
      const timeUs = time[row]!;
      counts[place]!++;
      if (timeUs < firsts[place]!) firsts[place] = timeUs;
      if (timeUs > lasts[place]!) lasts[place] = timeUs;
    }
  }

  /** Of a row that stands for many. */
  addMany(code: number, count: number, firstUs: number, lastUs: number): void {
    const place = this.#codes === undefined ? code : this.#placeOf(code);
    this.#counts[place]! += count;
    if (firstUs < this.#firsts[place]!) this.#firsts[place] = firstUs;
    if (lastUs > this.#lasts[place]!) this.#lasts[place] = lastUs;
  }

  /** How many numbers occurred. */
  get size(): number {
    if (this.#codes !== undefined) return this.#codes.length;
    let size = 0;
    for (const count of this.#counts) if (count !== 0) size++;
    return size;
  }

  /** How many places there are. */
  get places(): number {
    return this.#codes?.length ?? this.#counts.length;
  }

  /** What was counted at the places [from, to); those of numbers that never occurred are passed over. */
  eachOf(from: number, to: number, visit: (code: number, count: number, firstUs: number, lastUs: number) => void): void {
    for (let place = from; place < Math.min(to, this.places); place++)
      if (this.#counts[place] !== 0) visit(this.#codes?.[place] ?? place, this.#counts[place]!, this.#firsts[place]!, this.#lasts[place]!);
  }

  /** Turns numbers into places. */
  #place(codes: Float64Array, count: number): void {
    for (let i = 0; i < count; i++) codes[i] = this.#placeOf(codes[i]!);
  }

  #placeOf(code: number): number {
    const known = this.#table === undefined ? this.#map.get(code) : this.#table[code];
    return known === undefined || known === 0 ? this.#begin(code) : known - 1;
  }

  #begin(code: number): number {
    const place = this.#codes!.push(code) - 1;
    if (this.#table === undefined) this.#map.set(code, place + 1);
    else this.#table[code] = place + 1;
    if (place === this.#counts.length) this.#grow();
    return place;
  }

  #grow(): void {
    const more = (numbers: Float64Array, fill: number): Float64Array => {
      const next = new Float64Array(numbers.length * 2).fill(fill, numbers.length);
      next.set(numbers);
      return next;
    };
    this.#counts = more(this.#counts, 0);
    this.#firsts = more(this.#firsts, Number.POSITIVE_INFINITY);
    this.#lasts = more(this.#lasts, Number.NEGATIVE_INFINITY);
  }
}
