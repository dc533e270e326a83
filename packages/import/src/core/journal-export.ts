/** One entry of the journal: its fields as bytes, in order; a field may stand there more than once. */
export interface JournalEntry {
  readonly fields: readonly (readonly [name: string, value: Buffer])[];
  /** Byte of the input at which it begins. */
  readonly at: number;
}

/** Bytes of one entry; a longer one is refused before it is held. */
export const ENTRY_BYTES_MAX = 16 * 1024 * 1024;

const NEWLINE = 0x0a;
const EQUALS = 0x3d;
const LENGTH_BYTES = 8;

/**
 * Reads the export format of the journal (`journalctl -o export`): `NAME=text` a line, or, for what is not plain text, `NAME`, a line end, the length as 64
 * bits little-endian, the bytes, a line end. An empty line ends an entry.
 */
export class JournalExport {
  #held: Buffer = Buffer.alloc(0);
  /** Where the next field begins in what is held. */
  #at = 0;
  #fields: [string, Buffer][] = [];
  /** Place in the input of the first byte held, and of the entry under way. */
  #base = 0;
  #entryAt = 0;
  #fault: string | undefined;

  /** What was found to be wrong; nothing is read after it. */
  get fault(): { readonly at: number; readonly what: string } | undefined {
    return this.#fault === undefined ? undefined : { at: this.#entryAt, what: this.#fault };
  }

  push(piece: Buffer): readonly JournalEntry[] {
    if (this.#fault !== undefined) return [];
    this.#held = this.#held.length === 0 ? piece : Buffer.concat([this.#held, piece]);
    const entries: JournalEntry[] = [];
    let more = true;
    while (more) more = this.#step(entries);
    this.#held = this.#held.subarray(this.#at);
    this.#base += this.#at;
    this.#at = 0;
    if (this.#base + this.#held.length - this.#entryAt > ENTRY_BYTES_MAX) this.#fault ??= `an entry has more than ${ENTRY_BYTES_MAX} bytes`;
    return entries;
  }

  /** The input has ended: an entry whose empty line is missing is taken only when nothing of it is. */
  end(): readonly JournalEntry[] {
    if (this.#fault !== undefined) return [];
    if (this.#held.length > 0) {
      this.#fault = 'the input ends inside an entry';
      return [];
    }
    return this.#take();
  }

  /** Reads one field, or the end of an entry. False when more bytes are needed. */
  #step(entries: JournalEntry[]): boolean {
    if (this.#fault !== undefined) return false;
    const end = this.#held.indexOf(NEWLINE, this.#at);
    if (end < 0) return false;
    if (end === this.#at) {
      this.#at++;
      entries.push(...this.#take());
      this.#entryAt = this.#base + this.#at;
      return true;
    }
    const equals = this.#held.indexOf(EQUALS, this.#at);
    if (equals >= 0 && equals < end) {
      this.#add(this.#held.toString('latin1', this.#at, equals), this.#held.subarray(equals + 1, end));
      this.#at = end + 1;
      return true;
    }
    return this.#binary(end);
  }

  #binary(end: number): boolean {
    const from = end + 1 + LENGTH_BYTES;
    if (this.#held.length < from) return false;
    const length = this.#held.readBigUInt64LE(end + 1);
    if (length > BigInt(ENTRY_BYTES_MAX)) {
      this.#fault = `a field says it has ${length} bytes`;
      return false;
    }
    const to = from + Number(length);
    if (this.#held.length < to + 1) return false;
    if (this.#held[to] !== NEWLINE) {
      this.#fault = 'a field does not end where it says';
      return false;
    }
    this.#add(this.#held.toString('latin1', this.#at, end), this.#held.subarray(from, to));
    this.#at = to + 1;
    return true;
  }

  #add(name: string, value: Buffer): void {
    if (/^[A-Z0-9_]{1,64}$/.test(name)) this.#fields.push([name, value]);
    else this.#fault = `${JSON.stringify(name.slice(0, 40))} is not the name of a field`;
  }

  #take(): readonly JournalEntry[] {
    const fields = this.#fields;
    this.#fields = [];
    return fields.length === 0 ? [] : [{ fields, at: this.#entryAt }];
  }
}

const UTF8 = new TextDecoder('utf-8');

/** A value as text. What is none in it is replaced by U+FFFD: an encoding of the whole would hide a secret from whoever redacts it. */
export const journalText = (value: Buffer): string => UTF8.decode(value);

/** The fields of an entry of the export format under the names and in the form of `journalctl -o json`. */
export function journalObject({ fields }: JournalEntry): Record<string, string | string[]> {
  const object: Record<string, string | string[]> = {};
  for (const [name, value] of fields) {
    const text = journalText(value);
    const known = object[name];
    if (Array.isArray(known)) known.push(text);
    else object[name] = known === undefined ? text : [known, text];
  }
  return object;
}
