const FIRST_CAPACITY = 1024;
const WORD_BITS = 5;
const IN_WORD = 31;

/** Where a document stops being what its concept says: after the batch of this number, seq and time. */
export interface DocumentEnd {
  readonly seq: number;
  readonly timeUs: number;
}

/**
 * What ranking needs to know of every document, in columns. Documents are added in the order of their numbers, which have holes where some were
 * retired: two bits a number say which slot of the columns a document has.
 */
export class DocumentColumns {
  #count = 0;
  #docs = new Uint32Array(FIRST_CAPACITY);
  #length = new Float64Array(FIRST_CAPACITY);
  #seq = new Float64Array(FIRST_CAPACITY);
  #timeUs = new Float64Array(FIRST_CAPACITY);
  #endSeq = new Float64Array(FIRST_CAPACITY);
  #endUs = new Float64Array(FIRST_CAPACITY);
  /** One bit a number from the first word on, and how many are set before each word. */
  #firstWord = 0;
  #words = 0;
  #present = new Uint32Array(FIRST_CAPACITY >> WORD_BITS);
  #before = new Uint32Array(FIRST_CAPACITY >> WORD_BITS);

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#docs.length * 44 + this.#present.length * 8;
  }

  /** The last document there is; -1 when there is none. */
  get last(): number {
    return this.#count === 0 ? -1 : this.#docs[this.#count - 1]!;
  }

  /** Adds a document with a higher number than all before it. */
  add(doc: number, length: number, seq: number, timeUs: number, end: DocumentEnd | null): void {
    if (this.#count === this.#docs.length) this.#grow();
    const slot = this.#count++;
    this.#docs[slot] = doc;
    this.#length[slot] = length;
    this.#seq[slot] = seq;
    this.#timeUs[slot] = timeUs;
    this.#endSeq[slot] = end?.seq ?? Number.POSITIVE_INFINITY;
    this.#endUs[slot] = end?.timeUs ?? Number.POSITIVE_INFINITY;
    this.#mark(doc, slot);
  }

  end(doc: number, { seq, timeUs }: DocumentEnd): void {
    const slot = this.slot(doc);
    if (slot < 0) return;
    this.#endSeq[slot] = seq;
    this.#endUs[slot] = timeUs;
  }

  /** Its place in the columns; -1 when it is not in them. */
  slot(doc: number): number {
    const word = (doc >>> WORD_BITS) - this.#firstWord;
    if (word < 0 || word >= this.#words) return -1;
    const bits = this.#present[word]!;
    const bit = 1 << (doc & IN_WORD);
    return (bits & bit) === 0 ? -1 : this.#before[word]! + ones(bits & (bit - 1));
  }

  doc(slot: number): number {
    return this.#docs[slot]!;
  }

  length(slot: number): number {
    return this.#length[slot]!;
  }

  /** Whether it is what its concept says now. */
  isCurrent(slot: number): boolean {
    return this.#endSeq[slot] === Number.POSITIVE_INFINITY;
  }

  /** Whether it may be what its concept said at a position; of several at one position only the row of the concept tells. */
  mayStandAt(slot: number, asOf: { readonly seq: number } | { readonly timeUs: number }): boolean {
    if ('seq' in asOf) return this.#seq[slot]! <= asOf.seq && this.#endSeq[slot]! > asOf.seq;
    return this.#timeUs[slot]! <= asOf.timeUs && this.#endUs[slot]! > asOf.timeUs;
  }

  /** How many documents stand, and their average length. */
  statistics(stands: (slot: number) => boolean): { readonly count: number; readonly averageLength: number } {
    let [count, words] = [0, 0];
    for (let slot = 0; slot < this.#count; slot++) {
      if (!stands(slot)) continue;
      count++;
      words += this.#length[slot]!;
    }
    return { count, averageLength: count === 0 ? 1 : Math.max(1, words / count) };
  }

  #mark(doc: number, slot: number): void {
    if (slot === 0) this.#firstWord = doc >>> WORD_BITS;
    const word = (doc >>> WORD_BITS) - this.#firstWord;
    if (word >= this.#present.length) {
      this.#present = wider(this.#present, word + 1);
      this.#before = wider(this.#before, word + 1);
    }
    while (this.#words <= word) this.#before[this.#words++] = slot;
    this.#present[word]! |= 1 << (doc & IN_WORD);
  }

  #grow(): void {
    this.#docs = wider(this.#docs);
    this.#length = wider(this.#length);
    this.#seq = wider(this.#seq);
    this.#timeUs = wider(this.#timeUs);
    this.#endSeq = wider(this.#endSeq);
    this.#endUs = wider(this.#endUs);
  }
}

function wider<T extends Float64Array | Uint32Array>(old: T, least = 0): T {
  const next = new (old.constructor as new (length: number) => T)(Math.max(least, old.length * 2));
  next.set(old);
  return next;
}

/** Bits that are set in 32 of them. */
function ones(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
