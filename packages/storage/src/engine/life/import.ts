import { createHash } from 'node:crypto';
import { SutraError } from '@sutra/kit';
import type { EventRecord, StoredEvent } from '@sutra/wire';
import type { EventSession, Store } from '../../contract/store.ts';
import type { ImportEntry } from './import-entry.ts';
import { IMPORT_PREFIX, KnownEvents } from './known-events.ts';
import { mayBeRemoved } from './removed-event.ts';

export interface ImportOptions {
  /** Names the emitter `import.<name>`. Default `file`. */
  readonly name?: string;
  /**
   * An epoch of this run's own, for an input that is not the same from the start each time (a pipe that is followed): only ids tell then what is
   * known. Without it the first entry stands for the input, and an import goes on behind the last entry that is stored.
   */
  readonly epoch?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: ImportProgress) => void;
}

export interface ImportProgress {
  /** Entries read. */
  readonly read: number;
  /** Events that are new in the store. */
  readonly stored: number;
  /** Entries an earlier import of the same input had stored. */
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

type Target = Pick<Store, 'session' | 'event' | 'known' | 'aggregate'>;

/** Events sent at once. */
const BATCH_EVENTS = 2_048;
/** What may be on its way to the disk: bounds memory, and is enough that reading never waits for one flush. */
const WINDOW_EVENTS = 16_384;
const WINDOW_BYTES = 16 * 1024 * 1024;
/** Deadline of one batch, ms. */
const BATCH_MS = 60_000;
const EPOCH_HEX_DIGITS = 12;

/**
 * Stores the events of an input. Ids, times, entities, causes and bodies stay what they were. The emitter is `import.<name>`, its numbers those of the
 * entries: the same input again, or after it was cut short, goes on behind what is stored, and entries added at the end are new. Events the store has from
 * elsewhere are left out.
 * @throws SutraError SUTRA_IMPORT_INVALID naming the line; what came before it is stored. SUTRA_IMPORT_CHANGED when the input is another than it was.
 */
export async function importEvents(
  store: Target,
  input: AsyncIterable<readonly ImportEntry[]>,
  options: ImportOptions = {},
): Promise<ImportResult> {
  let run: ImportRun | undefined;
  try {
    for await (const entries of input) {
      for (let at = 0; at < entries.length; at += BATCH_EVENTS) {
        options.signal?.throwIfAborted();
        run ??= await ImportRun.open(store, entries[0]!, options);
        await run.take(entries.slice(at, at + BATCH_EVENTS));
      }
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

/** A batch on its way to the disk. */
interface Sent {
  readonly events: number;
  readonly bytes: number;
  readonly done: Promise<void>;
}

class ImportRun {
  readonly #store: Target;
  readonly #session: EventSession;
  readonly #options: ImportOptions;
  readonly #knownEvents: KnownEvents;
  /** Highest entry stored before. */
  readonly #through: number;
  readonly #window: Sent[] = [];
  #windowEvents = 0;
  #windowBytes = 0;
  #read = 0;
  #stored = 0;
  #repeated = 0;
  #known = 0;
  #seq = 0;

  private constructor(store: Target, session: EventSession, knownEvents: KnownEvents, options: ImportOptions) {
    this.#store = store;
    this.#session = session;
    this.#knownEvents = knownEvents;
    this.#options = options;
    this.#through = session.storedThrough;
  }

  static async open(store: Target, first: ImportEntry, options: ImportOptions): Promise<ImportRun> {
    const digest = createHash('sha256').update(first.mark.trim()).digest('hex');
    const epoch = options.epoch ?? Number.parseInt(digest.slice(0, EPOCH_HEX_DIGITS), 16) + 1;
    const session = await store.session(emitterOf(options), epoch);
    return new ImportRun(store, session, await KnownEvents.of(store, session, options.epoch !== undefined), options);
  }

  async take(entries: readonly ImportEntry[]): Promise<void> {
    const events: EventRecord[] = [];
    const lineOf = lineAt(entries, this.#read + 1);
    let failure: { readonly reason: unknown } | undefined;
    for (const [i, entry] of entries.entries()) {
      const number = this.#read + 1;
      try {
        if (number > this.#through) events.push(entry.event(number));
        // Only the last of each batch is compared: what is stored need not be read again.
        else if (number === this.#through || i === entries.length - 1) await this.#expectSame(entry.event(number));
      } catch (reason) {
        failure = { reason: atLine(reason, entry.line) };
        break;
      }
      this.#read = number;
      if (number <= this.#through) this.#repeated++;
    }
    const fresh = await this.#knownEvents.fresh(events, () => this.#settle(0, 0));
    this.#known += events.length - fresh.length;
    if (fresh.length > 0) await this.#send(fresh, sizeOf(entries), lineOf);
    else this.#options.onProgress?.(this.#progress());
    if (failure !== undefined) throw failure.reason;
  }

  /** What was stored before must still be where it was: otherwise numbers would no longer mean the same entries, and new ones pass for stored. */
  async #expectSame(event: EventRecord): Promise<void> {
    const stored = await this.#store.event(event.id);
    if (stored === undefined ? await mayBeRemoved(this.#store, event) : this.#isSame(stored, event)) return;
    throw new SutraError(
      'SUTRA_IMPORT_CHANGED',
      `Cannot go on with the import: entry ${event.emitterSeq} is not the event that was stored from it before`,
    );
  }

  /** Whether it stands where this input put it, or was left out because the store, or the input before it, had it. */
  #isSame(stored: StoredEvent, { emitterSeq }: EventRecord): boolean {
    const { emitter, epoch } = this.#session;
    const own = stored.emitter === emitter && stored.epoch === epoch;
    if (own && stored.emitterSeq === emitterSeq) return true;
    return emitterSeq < this.#through && (!own || stored.emitterSeq < emitterSeq);
  }

  async #send(batch: readonly EventRecord[], bytes: number, lineOf: LineOf): Promise<void> {
    await this.#settle(WINDOW_EVENTS - batch.length, Math.max(0, WINDOW_BYTES - bytes));
    const appended = this.#session.append(batch, { limitMs: BATCH_MS });
    // What cannot be an event is known at once. Nothing may be sent behind it: a higher number stored would make it look stored too.
    const refused = await Promise.race([appended.then(nothing, (reason: unknown) => reason), turn()]);
    if (isAboutContent(refused)) {
      await this.#settle(0, 0);
      return this.#sendPart(batch, lineOf);
    }
    const done = appended.then(({ seq, duplicates }) => this.#acknowledged(batch.length, seq, duplicates));
    // Whoever waits for it hears of a failure; until then it must not count as unheard.
    done.catch(nothing);
    this.#window.push({ events: batch.length, bytes, done });
    this.#windowEvents += batch.length;
    this.#windowBytes += bytes;
  }

  /** Sends what stands before the event that is refused, and says which one that is. */
  async #sendPart(batch: readonly EventRecord[], lineOf: LineOf): Promise<void> {
    try {
      const { seq, duplicates } = await this.#session.append(batch, { limitMs: BATCH_MS });
      this.#acknowledged(batch.length, seq, duplicates);
    } catch (reason) {
      if (!isAboutContent(reason)) throw reason;
      if (batch.length === 1) throw atLine(reason, lineOf(batch[0]!));
      const half = batch.length >> 1;
      await this.#sendPart(batch.slice(0, half), lineOf);
      await this.#sendPart(batch.slice(half), lineOf);
    }
  }

  #acknowledged(events: number, seq: number, duplicates: number): void {
    this.#stored += events - duplicates;
    this.#repeated += duplicates;
    this.#seq = Math.max(this.#seq, seq);
    this.#options.onProgress?.(this.#progress());
  }

  /** Waits until no more than so much is on its way. */
  async #settle(events: number, bytes: number): Promise<void> {
    while (this.#window.length > 0 && (this.#windowEvents > events || this.#windowBytes > bytes)) {
      const sent = this.#window.shift()!;
      this.#windowEvents -= sent.events;
      this.#windowBytes -= sent.bytes;
      await sent.done;
    }
  }

  #progress(): ImportProgress {
    return { read: this.#read, stored: this.#stored, repeated: this.#repeated, known: this.#known };
  }

  async finish(): Promise<ImportResult> {
    await this.#settle(0, 0);
    const { emitter, epoch } = this.#session;
    return { ...this.#progress(), emitter, epoch, seq: this.#seq };
  }

  async close(): Promise<void> {
    await this.#session.close();
  }
}

type LineOf = (event: EventRecord) => number;

/** Where in the input an event of these entries stood; `first` is the number of the first. */
const lineAt =
  (entries: readonly ImportEntry[], first: number): LineOf =>
  ({ emitterSeq }) =>
    entries[emitterSeq - first]!.line;

const sizeOf = (entries: readonly ImportEntry[]): number => entries.reduce((sum, entry) => sum + entry.bytes, 0);

const nothing = (): void => undefined;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const CONTENT_CODES: readonly string[] = ['SUTRA_IMPORT_INVALID', 'SUTRA_WIRE_INVALID', 'SUTRA_WIRE_LIMIT'];
const isAboutContent = (reason: unknown): reason is SutraError => reason instanceof SutraError && CONTENT_CODES.includes(reason.code);

/** Says where in the input a failure was, when it is about what is in the input. */
function atLine(reason: unknown, line: number): unknown {
  if (!isAboutContent(reason)) return reason;
  return new SutraError('SUTRA_IMPORT_INVALID', `line ${line}: ${reason.message}`, { cause: reason, details: { line } });
}
