import { createHash } from 'node:crypto';
import { SutraError } from '@sutra/kit';
import { type EventRecord, type Json, parseEventId } from '@sutra/wire';
import type { EventSession, Store } from '../../contract/store.ts';
import { fromCloudEvent, isCloudEvent } from './cloud-event.ts';
import { fromEventLine, type ImportedEvent, invalid, objectOf } from './event-line.ts';

/** Emitters of this kind number the lines of a file: a number left out is a line that was known already, and no loss. */
export const IMPORT_PREFIX = 'import.';

export interface ImportOptions {
  /** Names the emitter `import.<name>`. Default `file`. */
  readonly name?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: ImportProgress) => void;
}

export interface ImportProgress {
  /** Lines with an event. */
  readonly read: number;
  /** Events that are new in the store. */
  readonly stored: number;
  /** Lines an earlier import of the same file had stored. */
  readonly repeated: number;
  /** Events the store had from elsewhere, by id. */
  readonly known: number;
}

export interface ImportResult extends ImportProgress {
  readonly emitter: string;
  readonly epoch: number;
  /** Newest seq of what was stored now; 0 when nothing was new. */
  readonly seq: number;
}

type Target = Pick<Store, 'session' | 'event' | 'aggregate'>;

const BATCH_EVENTS = 512;
/** Batches on their way to the disk at once. */
const WINDOW = 8;
const EPOCH_HEX_DIGITS = 12;

/**
 * Stores the events of a file of lines: our own form, REST's, or CloudEvents. Ids, times, entities, causes and bodies stay what they were. The emitter
 * is `import.<name>`, its epoch the fingerprint of the first line, its numbers those of the lines: the same file again, or after it was cut short,
 * goes on behind what is stored, and lines added at the end are new. Events the store has from elsewhere are left out.
 * @throws SutraError SUTRA_IMPORT_INVALID naming the line; what came before it is stored. SUTRA_IMPORT_CHANGED when the file is another than it was.
 */
export async function importEvents(store: Target, lines: AsyncIterable<string>, options: ImportOptions = {}): Promise<ImportResult> {
  let run: ImportRun | undefined;
  let lineNumber = 0;
  try {
    for await (const line of lines) {
      lineNumber++;
      if (line.trim() === '') continue;
      options.signal?.throwIfAborted();
      run ??= await ImportRun.open(store, line, options);
      await run.line(line, lineNumber);
    }
    return (await run?.finish()) ?? { read: 0, stored: 0, repeated: 0, known: 0, emitter: emitterOf(options), epoch: 0, seq: 0 };
  } catch (reason) {
    await run?.finish();
    throw reason;
  } finally {
    await run?.close();
  }
}

const emitterOf = ({ name = 'file' }: ImportOptions): string => `${IMPORT_PREFIX}${name}`;

class ImportRun {
  readonly #store: Target;
  readonly #session: EventSession;
  readonly #options: ImportOptions;
  /** Emitters whose events may be in the store under their own numbers; undefined when every id must be looked up. */
  readonly #natives: ReadonlySet<string> | undefined;
  /** Highest line stored before. */
  readonly #through: number;
  #batch: EventRecord[] = [];
  readonly #window: Promise<void>[] = [];
  readonly #pending = new Set<string>();
  #read = 0;
  #stored = 0;
  #repeated = 0;
  #known = 0;
  #seq = 0;

  private constructor(store: Target, session: EventSession, natives: ReadonlySet<string> | undefined, options: ImportOptions) {
    this.#store = store;
    this.#session = session;
    this.#natives = natives;
    this.#options = options;
    this.#through = session.storedThrough;
  }

  static async open(store: Target, firstLine: string, options: ImportOptions): Promise<ImportRun> {
    const emitter = emitterOf(options);
    const digest = createHash('sha256').update(firstLine.trim()).digest('hex');
    const epoch = Number.parseInt(digest.slice(0, EPOCH_HEX_DIGITS), 16) + 1;
    const { groups, partial } = await store.aggregate({ groupBy: ['emitter'], limit: 100_000 });
    const names = new Set(groups.map(({ key }) => String(key[0])));
    const session = await store.session(emitter, epoch);
    // What another import stored is there under the ids of anyone.
    const otherImports = [...names].some((name) => name.startsWith(IMPORT_PREFIX) && (name !== emitter || session.storedThrough === 0));
    return new ImportRun(store, session, partial || otherImports ? undefined : names, options);
  }

  async line(line: string, lineNumber: number): Promise<void> {
    const number = ++this.#read;
    if (number < this.#through) {
      this.#repeated++;
      return;
    }
    const event = this.#parse(line, lineNumber);
    if (number === this.#through) {
      await this.#expectSame(event, number);
      this.#repeated++;
    } else if (await this.#has(event)) this.#known++;
    else await this.#take({ ...event, emitterSeq: number }, lineNumber);
  }

  #parse(line: string, lineNumber: number): ImportedEvent {
    try {
      const fields = objectOf(JSON.parse(line) as Json, 'it');
      return isCloudEvent(fields) ? fromCloudEvent(fields) : fromEventLine(fields);
    } catch (reason) {
      throw atLine(reason, lineNumber);
    }
  }

  /** The last line stored before must still be where it was: otherwise numbers would no longer mean the same lines. */
  async #expectSame(event: ImportedEvent, number: number): Promise<void> {
    const stored = await this.#store.event(event.id);
    if (stored?.emitter === this.#session.emitter && stored.epoch === this.#session.epoch && stored.emitterSeq === number) return;
    throw new SutraError(
      'SUTRA_IMPORT_CHANGED',
      `Cannot go on with the import: line ${number} is not the event that was stored from it before`,
    );
  }

  async #has({ id }: ImportedEvent): Promise<boolean> {
    if (this.#pending.has(id)) return true;
    const parts = parseEventId(id);
    if (parts !== undefined && this.#natives !== undefined && !this.#natives.has(parts.emitter)) return false;
    return (await this.#store.event(id)) !== undefined;
  }

  async #take(event: EventRecord, lineNumber: number): Promise<void> {
    if (!/^[^\s]/.test(event.type)) throw atLine(invalid('event_type is empty'), lineNumber);
    this.#batch.push(event);
    this.#pending.add(event.id);
    if (this.#batch.length < BATCH_EVENTS) return;
    this.#send();
    if (this.#window.length >= WINDOW) await this.#window.shift();
  }

  #send(): void {
    const batch = this.#batch;
    this.#batch = [];
    if (batch.length === 0) return;
    const sent = this.#session.append(batch).then(
      ({ seq, duplicates }) => {
        this.#stored += batch.length - duplicates;
        this.#repeated += duplicates;
        this.#seq = Math.max(this.#seq, seq);
        for (const { id } of batch) this.#pending.delete(id);
        this.#options.onProgress?.(this.#progress());
      },
      (reason: unknown) => {
        throw atLine(reason, batch[0]!.emitterSeq, batch.at(-1)!.emitterSeq);
      },
    );
    // Whoever waits for it hears of a failure; until then it must not count as unheard.
    sent.catch(() => undefined);
    this.#window.push(sent);
  }

  #progress(): ImportProgress {
    return { read: this.#read, stored: this.#stored, repeated: this.#repeated, known: this.#known };
  }

  async finish(): Promise<ImportResult> {
    this.#send();
    for (const sent of this.#window.splice(0)) await sent;
    const { emitter, epoch } = this.#session;
    return { ...this.#progress(), emitter, epoch, seq: this.#seq };
  }

  async close(): Promise<void> {
    await this.#session.close();
  }
}

/** Says where in the file a failure was, when it is about what is in the file. */
function atLine(reason: unknown, line: number, to = line): unknown {
  const where = to === line ? `line ${line}` : `events ${line} to ${to}`;
  if (reason instanceof SyntaxError) return invalid(`${where} is not JSON`);
  if (!(reason instanceof SutraError) || !['SUTRA_IMPORT_INVALID', 'SUTRA_WIRE_INVALID', 'SUTRA_WIRE_LIMIT'].includes(reason.code))
    return reason;
  return new SutraError('SUTRA_IMPORT_INVALID', `${where}: ${reason.message}`, { cause: reason, details: { line } });
}
