/** One JSON value of a stream of them. */
export interface JsonDocument {
  readonly text: string;
  /** Line it begins at, from 1. */
  readonly line: number;
  /** It is an element of the `items` of a larger document. */
  readonly item: boolean;
}

/** What was found in a stretch of input. `closed` says that a document with items has ended: no more of its items will come. */
export interface FoundDocuments {
  readonly documents: readonly JsonDocument[];
  readonly closed: boolean;
  /** What cannot be read, and where. Nothing after it is. */
  readonly fault: { readonly line: number; readonly what: string } | undefined;
}

/** Bytes of one document; a longer one is refused before it is held. */
export const DOCUMENT_BYTES_MAX = 16 * 1024 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [0x7b, 0x7d, 0x5b, 0x5d];
const COLON = 0x3a;

/**
 * Cuts a stream of JSON objects, one a line or spread over many, into its documents. An array under `items` of the outermost object is given element by
 * element: a list of a whole cluster is never held.
 */
export class JsonDocuments {
  #held: Buffer = Buffer.alloc(0);
  /** Where the scan stands in what is held. */
  #at = 0;
  #line = 1;
  #depth = 0;
  #inText = false;
  #escaped = false;
  /** Beginning of the document, or item, under way; -1 between two. */
  #start = -1;
  #startLine = 1;
  /** The last text at depth 1, as it may turn out to be the key before an array. */
  #textAt = -1;
  #key = '';
  /** The document under way has had `items`; and whether they are what is being read. */
  #isList = false;
  #inItems = false;
  #failed = false;

  push(piece: Buffer): FoundDocuments {
    if (this.#failed) return { documents: [], closed: false, fault: undefined };
    this.#held = this.#held.length === 0 ? piece : Buffer.concat([this.#held, piece]);
    const documents: JsonDocument[] = [];
    let closed = false;
    let fault: FoundDocuments['fault'];
    for (; this.#at < this.#held.length && fault === undefined; this.#at++) {
      const byte = this.#held[this.#at]!;
      if (this.#inText) this.#text(byte);
      else fault = this.#structure(byte, documents, () => (closed = true));
    }
    this.#forget();
    if (this.#held.length > DOCUMENT_BYTES_MAX)
      fault ??= { line: this.#startLine, what: `a document has more than ${DOCUMENT_BYTES_MAX} bytes` };
    this.#failed = fault !== undefined;
    return { documents, closed, fault };
  }

  /** The input has ended. */
  end(): FoundDocuments {
    const open = !this.#failed && (this.#depth > 0 || this.#inText);
    const line = this.#start < 0 ? this.#line : this.#startLine;
    return { documents: [], closed: true, fault: open ? { line, what: 'the input ends inside a document' } : undefined };
  }

  #text(byte: number): void {
    if (byte === NEWLINE) this.#line++;
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) {
      this.#inText = false;
      if (this.#depth === 1 && this.#textAt >= 0) this.#key = this.#held.toString('utf8', this.#textAt, this.#at);
    }
  }

  #structure(byte: number, documents: JsonDocument[], close: () => void): FoundDocuments['fault'] {
    switch (byte) {
      case NEWLINE:
        this.#line++;
        return undefined;
      case QUOTE:
        if (this.#depth === 0) return { line: this.#line, what: 'it is not a JSON object' };
        this.#inText = true;
        this.#textAt = this.#depth === 1 ? this.#at + 1 : -1;
        return undefined;
      case OPEN_OBJECT:
      case OPEN_ARRAY:
        return this.#open(byte);
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        return this.#close(byte, documents, close);
      default:
        // What stands between the brackets is judged when the document is parsed; outside of one only space may stand.
        if (this.#depth === 0 && byte > 0x20) return { line: this.#line, what: 'it is not a JSON object' };
        if (this.#depth === 1 && byte !== COLON && byte > 0x20) this.#key = '';
        return undefined;
    }
  }

  #open(byte: number): FoundDocuments['fault'] {
    if (this.#depth === 0 && byte === OPEN_ARRAY) return { line: this.#line, what: 'it is not a JSON object' };
    if (this.#depth === 1 && byte === OPEN_ARRAY && this.#key === 'items') {
      this.#isList = true;
      this.#inItems = true;
      this.#start = -1;
    } else if (this.#depth === 0 || (this.#inItems && this.#depth === 2)) {
      this.#start = this.#at;
      this.#startLine = this.#line;
    }
    this.#depth++;
    return undefined;
  }

  #close(byte: number, documents: JsonDocument[], close: () => void): FoundDocuments['fault'] {
    if (this.#depth === 0) return { line: this.#line, what: 'it is not a JSON object' };
    this.#depth--;
    if (this.#inItems && this.#depth === 1) this.#inItems = false;
    else if (this.#inItems && this.#depth === 2 && byte === CLOSE_OBJECT) this.#take(documents, true);
    else if (this.#depth === 0 && this.#isList) {
      this.#isList = false;
      close();
    } else if (this.#depth === 0) this.#take(documents, false);
    return undefined;
  }

  #take(documents: JsonDocument[], item: boolean): void {
    if (this.#start >= 0) documents.push({ text: this.#held.toString('utf8', this.#start, this.#at + 1), line: this.#startLine, item });
    this.#start = -1;
  }

  /** Lets go of what was given out. */
  #forget(): void {
    const keep = this.#start >= 0 ? this.#start : this.#inText && this.#textAt >= 0 ? this.#textAt : this.#held.length;
    this.#held = this.#held.subarray(keep);
    this.#at -= keep;
    if (this.#start >= 0) this.#start = 0;
    if (this.#textAt >= 0) this.#textAt = Math.max(-1, this.#textAt - keep);
  }
}
