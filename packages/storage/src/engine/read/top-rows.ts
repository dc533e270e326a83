/**
 * The first `capacity` rows in an order, out of rows offered in any order. Rows are ordered by (time, seq), newest first or oldest first. For as
 * long as they are offered in that very order, as a walk from the newest offers them, they stand as they came; from then on in a heap with the
 * worst kept row on top. Plain lists: a question makes them anew, and memory outside of the language's heap costs more to get and to give back than
 * all that is done with these few numbers.
 */
export class TopRows {
  readonly #time: number[] = [];
  readonly #seq: number[] = [];
  readonly #sign: number;
  readonly #capacity: number;
  #inOrder = true;
  size = 0;

  constructor(order: 'asc' | 'desc', capacity: number) {
    this.#capacity = capacity;
    this.#sign = order === 'asc' ? 1 : -1;
  }

  /** True when a row at that time could still be kept; a tie counts as yes. */
  couldKeep(timeUs: number): boolean {
    return this.size < this.#capacity || (timeUs - this.#time[this.#worst]!) * this.#sign <= 0;
  }

  /** True when exactly this row would be kept now. */
  wouldKeep(timeUs: number, seq: number): boolean {
    return this.size < this.#capacity || this.#compare(timeUs, seq, this.#worst) < 0;
  }

  get #worst(): number {
    return this.#inOrder ? this.size - 1 : 0;
  }

  add(timeUs: number, seq: number): void {
    if (this.#inOrder && this.size > 0 && this.#compare(timeUs, seq, this.size - 1) < 0) this.#heap();
    if (this.size < this.#capacity) {
      this.#put(this.size++, timeUs, seq);
      if (!this.#inOrder) this.#up(this.size - 1);
    } else {
      this.#put(0, timeUs, seq);
      this.#down();
    }
  }

  /** Those of the kept ones that lie in a range of seqs, in no order. */
  within(fromSeq: number, toSeq: number): number[] {
    return this.#seq.filter((seq) => seq >= fromSeq && seq <= toSeq);
  }

  /** From the worst to the best is a heap. */
  #heap(): void {
    this.#inOrder = false;
    this.#time.reverse();
    this.#seq.reverse();
  }

  /** Seqs in order. */
  sorted(): number[] {
    if (this.#inOrder) return [...this.#seq];
    const seqs = new Array<number>(this.size);
    const rows = Array.from({ length: this.size }, (_, i) => i);
    rows.sort((a, b) => this.#compare(this.#time[a]!, this.#seq[a]!, b));
    for (let i = 0; i < rows.length; i++) seqs[i] = this.#seq[rows[i]!]!;
    return seqs;
  }

  /** Negative when (time, seq) stands before kept row `i`. */
  #compare(timeUs: number, seq: number, i: number): number {
    return (timeUs - this.#time[i]! || seq - this.#seq[i]!) * this.#sign;
  }

  #put(i: number, timeUs: number, seq: number): void {
    this.#time[i] = timeUs;
    this.#seq[i] = seq;
  }

  #swap(a: number, b: number): void {
    const [time, seq] = [this.#time[a]!, this.#seq[a]!];
    this.#put(a, this.#time[b]!, this.#seq[b]!);
    this.#put(b, time, seq);
  }

  #up(from: number): void {
    for (let i = from; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (this.#compare(this.#time[i]!, this.#seq[i]!, parent) <= 0) return;
      this.#swap(i, parent);
      i = parent;
    }
  }

  #down(): void {
    for (let i = 0; ; ) {
      const left = 2 * i + 1;
      let worst = this.#worseOf(i, left);
      worst = this.#worseOf(worst, left + 1);
      if (worst === i) return;
      this.#swap(i, worst);
      i = worst;
    }
  }

  #worseOf(a: number, b: number): number {
    return b < this.size && this.#compare(this.#time[b]!, this.#seq[b]!, a) > 0 ? b : a;
  }
}
