import { SutraError } from '@sutra/kit';
import type { ForgetBatch } from '../../contract/graph.ts';
import type { LearnBatch, LearnResult } from '../../contract/query.ts';
import { REQUEST_LIMITS } from '../../contract/request-limits.ts';
import type { EngineLimits } from '../limits.ts';
import type { Catalog } from '../log/catalog.ts';
import { LEARN } from '../log/frame.ts';
import type { DiskSpace } from '../log/space.ts';
import type { LogWriter } from '../log/writer.ts';
import { checkBatch, checkForget, decodeLearn, encodeLearn, type LearnParts, type LearnRecord } from './batch.ts';
import type { GraphIndex } from './graph-index.ts';

/** Batches, and items of them, applied in one transaction; a batch alone may have more. */
const APPLY_MAX = 256;
const APPLY_ITEMS_MAX = 500;
/**
 * Items that may wait to be applied before a batch is taken: as many as the largest batch has. The log is faster than the index, and a read waits for what was
 * learned before it.
 */
const WAITING_ITEMS_MAX = REQUEST_LIMITS.learnItemsMax;

/** The writing half of the graph: batches go to the log first, and to the index when the log is flushed. */
export class Learner {
  readonly #writer: LogWriter;
  readonly #catalog: Catalog;
  readonly #graph: GraphIndex;
  readonly #space: DiskSpace;
  readonly #limits: EngineLimits;
  readonly #fatal: (reason: unknown) => void;
  /** Durable, waiting to be applied. */
  #queue: LearnRecord[] = [];
  #applying: Promise<void> | undefined;
  /** Items of accepted batches that are not applied. */
  #waitingItems = 0;
  /** Who waits for the index, in the order in which they came. */
  readonly #waiting: (() => void)[] = [];
  #stopped = false;
  #number: number;
  #durableNumber: number;
  readonly #keys = new Map<string, LearnRecord>();
  /** Of the embeddings: that of the first one accepted. */
  #dimension: number | undefined;

  constructor(
    writer: LogWriter,
    catalog: Catalog,
    graph: GraphIndex,
    space: DiskSpace,
    limits: EngineLimits,
    fatal: (reason: unknown) => void,
  ) {
    this.#writer = writer;
    this.#catalog = catalog;
    this.#graph = graph;
    this.#space = space;
    this.#limits = limits;
    this.#fatal = fatal;
    this.#number = countLearns(catalog);
    this.#durableNumber = this.#number;
  }

  /** Brings an index that is behind up to the log. Returns how many batches it was behind. */
  async catchUp(): Promise<number> {
    const behind = this.#number - this.#graph.number;
    let number = 0;
    let records: LearnRecord[] = [];
    for (const segment of this.#catalog.segments) {
      const learns = learnsOf(segment);
      if (number + learns.length <= this.#graph.number) {
        number += learns.length;
        continue;
      }
      for (const [at, length] of learns) {
        number++;
        if (number <= this.#graph.number) continue;
        records.push(decodeLearn(segment.readFrame(at, length, undefined)));
        if (countFitting(records) < records.length || records.length === APPLY_MAX) {
          await this.#graph.apply(records);
          records = [];
        }
      }
    }
    if (records.length > 0) await this.#graph.apply(records);
    return behind;
  }

  async learn(batch: LearnBatch): Promise<LearnResult> {
    const parts = checkBatch(batch);
    await this.#room();
    this.#writer.assertOpen();
    return this.#repeated(parts) ?? this.#append(parts);
  }

  /** @throws SutraError SUTRA_STORE_UNKNOWN */
  async forget(batch: ForgetBatch): Promise<LearnResult> {
    const parts = checkForget(batch);
    await this.#room();
    await this.settled();
    const repeated = this.#repeated(parts);
    if (repeated !== undefined) return repeated;
    for (const id of parts.forget?.concepts ?? [])
      if (this.#graph.concept(id, () => true) === undefined) throw unknown(`concept ${JSON.stringify(id)}`);
    for (const triple of parts.forget?.associations ?? [])
      if (!this.#graph.edges.isKnown(triple)) throw unknown(`association ${triple.source} ${triple.type} ${triple.target}`);
    return this.#append(parts);
  }

  /** Asked and appended in one go: of two with the same key that arrive together the second must see the first. */
  #repeated({ key }: LearnParts): Promise<LearnResult> | undefined {
    const before = key === undefined ? undefined : (this.#keys.get(key) ?? this.#graph.keyed(key));
    if (before === undefined) return undefined;
    // The first one may still be on its way to the disk.
    return this.#writer.flushed().then(() => ({ seq: before.seq, duplicate: true }));
  }

  /** @throws SutraError SUTRA_STORE_DIMENSION */
  #dimensionAfter({ concepts }: LearnParts): number | undefined {
    let dimension = this.#dimension ?? this.#graph.search.given?.dimension;
    for (const [i, { embedding }] of concepts.entries()) {
      if (embedding === undefined) continue;
      const given = Buffer.byteLength(embedding, 'base64') / 4;
      dimension ??= given;
      if (given === dimension) continue;
      const field = `concepts[${i}].embedding`;
      throw new SutraError('SUTRA_STORE_DIMENSION', `Cannot learn: ${field} has ${given} numbers, those of the store have ${dimension}`, {
        details: { field, given, dimension },
      });
    }
    return dimension;
  }

  async #append(parts: LearnParts): Promise<LearnResult> {
    const { key } = parts;
    const dimension = this.#dimensionAfter(parts);
    const record: LearnRecord = {
      number: this.#number + 1,
      seq: this.#writer.nextSeq - 1,
      atUs: this.#writer.stamp(),
      ...parts,
    };
    const payload = encodeLearn(record);
    if (payload.length > this.#limits.learnBytesMax)
      throw new SutraError(
        'SUTRA_STORE_INVALID',
        `Cannot learn: the batch has ${payload.length} bytes, at most ${this.#limits.learnBytesMax}`,
      );
    this.#space.take(payload.length);
    this.#number++;
    this.#waitingItems += countItems(record);
    this.#dimension = dimension;
    if (key !== undefined) this.#keys.set(key, record);
    if (this.#writer.needsRoll(payload.length)) this.#writer.roll();
    const { at, recordedAtUs } = this.#writer.place({ kind: LEARN, skip: 0, count: 0, dictionary: 0 }, payload, record.atUs);
    for (const value of [at, payload.length, recordedAtUs]) this.#catalog.hot.index!.learns.push(value);
    try {
      await this.#writer.flushed();
      this.#writer.assertOpen(); // nothing may begin to be applied once the store has stopped
    } catch (reason) {
      this.#progressed();
      throw reason;
    }
    this.#durableNumber = Math.max(this.#durableNumber, record.number);
    this.#queue.push(record);
    this.#applying ??= this.#apply();
    return { seq: record.seq, duplicate: false };
  }

  async #apply(): Promise<void> {
    try {
      while (this.#queue.length > 0) {
        this.#queue.sort((a, b) => a.number - b.number);
        const records = this.#queue.splice(0, countFitting(this.#queue));
        await this.#graph.apply(records, () => this.#stopped);
        if (this.#stopped) return;
        for (const record of records) {
          this.#waitingItems -= countItems(record);
          if (record.key !== undefined) this.#keys.delete(record.key);
        }
        this.#progressed();
      }
    } catch (reason) {
      this.#fatal(reason);
    } finally {
      this.#applying = undefined;
      this.#progressed();
    }
  }

  /** Waits until everything learned before the call can be read. What is learned meanwhile is not waited for: it may never end. */
  async settled(): Promise<void> {
    const number = this.#durableNumber;
    while (this.#graph.number < number && this.#applying !== undefined) await this.#progress();
    this.#writer.assertOpen();
  }

  /** Waits while a largest batch is still to be applied: what is accepted is bounded, and so is the wait of a read. */
  async #room(): Promise<void> {
    while (this.#waitingItems >= WAITING_ITEMS_MAX) {
      await this.#progress();
      this.#writer.assertOpen();
    }
  }

  /** Resolves when something was applied, or nothing will be. */
  #progress(): Promise<void> {
    return new Promise((goOn) => this.#waiting.push(goOn));
  }

  #progressed(): void {
    for (const goOn of this.#waiting.splice(0)) goOn();
  }

  async close(): Promise<void> {
    await this.#applying;
  }

  /** Gives up what waits to be applied. Resolves when nothing is under way any more, undefined when nothing was; never rejects. */
  stop(): Promise<void> | undefined {
    this.#queue = [];
    this.#stopped = true;
    return this.#applying;
  }
}

const unknown = (what: string): SutraError => new SutraError('SUTRA_STORE_UNKNOWN', `Cannot forget the ${what}: it is not known`);

/** How many of the first records make one transaction: at least one. */
function countFitting(records: readonly LearnRecord[]): number {
  let items = 0;
  for (const [i, record] of records.entries()) {
    items += countItems(record);
    if (i > 0 && (items > APPLY_ITEMS_MAX || i >= APPLY_MAX)) return i;
  }
  return records.length;
}

function countItems({ concepts, associations, forget }: LearnRecord): number {
  return concepts.length + associations.length + (forget?.concepts.length ?? 0) + (forget?.associations.length ?? 0);
}

function learnsOf(segment: Catalog['hot']): readonly (readonly [number, number])[] {
  if (segment.summary !== undefined) return segment.summary.learns.map(([at, length]) => [at, length]);
  const { learns } = segment.index!;
  return Array.from({ length: learns.length / 3 }, (_, i) => [learns.at(i * 3), learns.at(i * 3 + 1)]);
}

export function countLearns(catalog: Catalog): number {
  return catalog.segments.reduce((sum, segment) => sum + learnsOf(segment).length, 0);
}
