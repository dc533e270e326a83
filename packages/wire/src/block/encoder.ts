import type { EventRecord } from '../record.ts';
import { ByteWriter } from './bytes.ts';
import { type Checksum, crc32 } from './crc32.ts';
import { DictionaryFull, type DictionaryMark, WriteDictionary } from './dictionary.ts';
import { invalid, overLimit } from './errors.ts';
import { sealBlock, writeHead } from './header.ts';
import { BLOCK_LIMITS } from './limits.ts';
import { type RecordContext, writeRecord } from './record-write.ts';
import { assertSource, type Source, sourceName } from './source.ts';

const START_BYTES = 16 * 1024;
/** A dictionary this full is replaced before the next block rather than in the middle of it. */
const NEARLY_FULL = 0.9;
const NOTHING: DictionaryMark = { texts: 0, shapes: 0, lists: 0 };

/**
 * Turns the events of one (emitter, epoch) into blocks. The dictionary lives over the blocks of a session; when it is full the
 * next block opens a fresh one, so a session never has to end because of it. After a reconnect start with a new encoder:
 * the other end has forgotten the words.
 */
export class BlockEncoder {
  readonly #source: Source;
  readonly #checksum: Checksum;
  readonly #records = new ByteWriter(START_BYTES, BLOCK_LIMITS.blockBytesMax);
  readonly #block = new ByteWriter(START_BYTES, BLOCK_LIMITS.blockBytesMax);
  readonly #admitting: boolean;
  #dictionary: WriteDictionary;
  #opened = false;

  /**
   * @param admitting the events are new to the store: names in them are checked as the store will check them
   * @throws SutraError SUTRA_WIRE_INVALID for a name or epoch that could not stand in an id.
   */
  constructor(emitter: string, epoch: number, checksum: Checksum = crc32, admitting = false) {
    this.#source = { emitter, epoch };
    this.#checksum = checksum;
    this.#admitting = admitting;
    this.#dictionary = new WriteDictionary(admitting);
    assertSource(this.#source);
  }

  get dictionaryBytes(): number {
    return this.#dictionary.bytes;
  }

  /** True when the next block will open a fresh dictionary. Nothing needs to be done about it. */
  get full(): boolean {
    const { texts, shapes, lists } = this.#dictionary.mark;
    return (
      this.#dictionary.bytes > NEARLY_FULL * BLOCK_LIMITS.dictionaryBytesMax ||
      Math.max(texts, shapes, lists) > NEARLY_FULL * BLOCK_LIMITS.dictionaryEntriesMax
    );
  }

  /**
   * One block of 1..4096 events with strictly increasing emitterSeq.
   * @throws SutraError SUTRA_WIRE_INVALID for what is not an event, SUTRA_WIRE_LIMIT for what does not fit one block: nothing
   * has happened then, and fewer events may be tried.
   */
  encode(events: readonly EventRecord[]): Uint8Array {
    if (events.length === 0) throw invalid('a block holds at least one');
    if (events.length > BLOCK_LIMITS.eventsMax) throw overLimit(`${events.length} events pass ${BLOCK_LIMITS.eventsMax}`);
    if (this.full) this.restart();
    try {
      return this.#encode(events);
    } catch (reason) {
      // Words of a block that was never sent must not be referred to later.
      const wasFresh = !this.#opened;
      this.restart();
      if (!(reason instanceof DictionaryFull)) throw reason;
      if (wasFresh) throw overLimit('its texts alone fill a dictionary');
      return this.encode(events);
    }
  }

  /** The next block opens a fresh dictionary: it can be read without those before it. */
  restart(): void {
    this.#dictionary = new WriteDictionary(this.#admitting);
    this.#opened = false;
  }

  #encode(events: readonly EventRecord[]): Uint8Array {
    const first = events[0]!;
    const before = this.#opened ? this.#dictionary.mark : NOTHING;
    const { emitter, epoch } = this.#source;
    const context: RecordContext = { out: this.#records, dictionary: this.#dictionary, emitter, epoch, source: sourceName(emitter, epoch) };
    this.#records.at = 0;
    const cursor = { emitterSeq: first.emitterSeq - 1, timeUs: first.timeUs };
    for (const event of events) {
      if (event.emitterSeq <= cursor.emitterSeq) throw invalid(`number ${event.emitterSeq} does not follow ${cursor.emitterSeq}`);
      writeRecord(context, event, cursor);
    }
    const opens = this.#opened ? undefined : this.#source;
    writeHead(this.#block, { opens, count: events.length, firstEmitterSeq: first.emitterSeq, baseTimeUs: first.timeUs, before });
    this.#dictionary.writeSince(before, this.#block);
    this.#block.append(this.#records.written());
    const block = sealBlock(this.#block, this.#source, !this.#opened, this.#checksum);
    this.#opened = true;
    return block;
  }
}
