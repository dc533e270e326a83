import { SutraError } from '@sutra/kit';
import { BLOCK_LIMITS, type BlockHead, BlockWalker, inspectBlock, parseSource, sourceName } from '@sutra/wire';
import type { AppendResult } from '../contract/query.ts';
import { BlockRows, checksum } from './columns/block-rows.ts';
import { SETS_MAX, TYPES_MAX } from './columns/segment-index.ts';
import type { EmitterGap, RawSession } from './engine.ts';
import { IMPORT_PREFIX } from './life/known-events.ts';
import type { EngineLimits } from './limits.ts';
import type { Catalog } from './log/catalog.ts';
import { EVENTS } from './log/frame.ts';
import type { DiskSpace } from './log/space.ts';
import type { LogWriter } from './log/writer.ts';

/** Where a block says that it opens a dictionary. */
const OPENING_FLAG_AT = 16;

/** How far one (emitter, epoch) has come. */
interface Progress {
  /** Highest number placed in the log, perhaps not yet flushed. */
  placed: number;
  durable: number;
}

/** All emitters' streams into the log: checks blocks, leaves out what had been stored, places the rest. */
export class Sessions {
  readonly #writer: LogWriter;
  readonly #catalog: Catalog;
  readonly #space: DiskSpace;
  readonly #limits: EngineLimits;
  readonly #gap: (gap: EmitterGap) => void;
  readonly #progress = new Map<string, Progress>();
  readonly #open = new Map<string, Raw>();
  readonly #rows = new BlockRows();

  constructor(writer: LogWriter, catalog: Catalog, space: DiskSpace, limits: EngineLimits, gap: (gap: EmitterGap) => void) {
    this.#space = space;
    this.#writer = writer;
    this.#catalog = catalog;
    this.#limits = limits;
    this.#gap = gap;
    for (const segment of catalog.segments) {
      const sources =
        segment.summary?.sources ?? segment.index!.sources.map((source) => [source.name, source.minSeq, source.maxSeq] as const);
      for (const [name, , max] of sources) this.#raise(name, max);
    }
  }

  #raise(name: string, through: number): void {
    const known = this.#progress.get(name);
    if (known === undefined) this.#progress.set(name, { placed: through, durable: through });
    else known.placed = known.durable = Math.max(known.placed, through);
  }

  open(emitter: string, epoch: number): RawSession {
    this.#writer.assertOpen();
    const name = sourceName(emitter, epoch);
    if (parseSource(name) === undefined)
      throw new SutraError('SUTRA_STORE_INVALID', `Cannot open a session: ${JSON.stringify(name)} is not an emitter and epoch`, {
        details: { field: 'emitter' },
      });
    this.#open.get(name)?.close();
    let progress = this.#progress.get(name);
    if (progress === undefined) {
      progress = { placed: 0, durable: 0 };
      this.#progress.set(name, progress);
    }
    const raw: Raw = new Raw(emitter, epoch, progress, {
      append: (block) => this.#append(raw, block),
      closed: () => {
        if (this.#open.get(name) !== raw) return;
        this.#open.delete(name);
        // One that stored nothing leaves nothing behind: names cost nothing to invent.
        if (raw.progress.placed === 0) this.#progress.delete(name);
      },
    });
    this.#open.set(name, raw);
    return raw;
  }

  /** Everything up to the flush has its place; the promise follows the flush. */
  #append(raw: Raw, block: Uint8Array): Promise<AppendResult> {
    this.#writer.assertOpen();
    this.#admit(raw, block);
    const opens = ((block[OPENING_FLAG_AT] ?? 0) & 1) === 1;
    if (!opens && raw.walker.session !== undefined) this.#continueDictionary(raw, block.length);
    const head = this.#read(raw, block);
    const { progress } = raw;
    const rows = this.#rows;
    let skip = 0;
    while (skip < rows.count && rows.emitterSeq[skip]! <= progress.placed) skip++;
    const stored = rows.count - skip;
    const lastNumber = rows.count === 0 ? 0 : rows.emitterSeq[rows.count - 1]!;
    if (stored === 0) {
      // Nothing to write, but later blocks build on its words: the next one will be preceded by the whole dictionary.
      raw.dictionary = undefined;
      const { placed } = progress;
      return this.#writer.flushed().then(() => {
        progress.durable = Math.max(progress.durable, placed);
        return { storedThrough: progress.durable, seq: 0, duplicates: skip };
      });
    }
    const gaps = this.#gaps(raw, skip);
    const lastSeq = this.#place(raw, block, head, skip, stored);
    progress.placed = lastNumber;
    return this.#writer.flushed().then(() => {
      progress.durable = Math.max(progress.durable, lastNumber);
      // An import numbers lines, not events: what it leaves out was known already.
      if (!raw.emitter.startsWith(IMPORT_PREFIX)) for (const gap of gaps) this.#gap({ emitter: raw.emitter, epoch: raw.epoch, ...gap });
      const first = gaps[0];
      const result = { storedThrough: progress.durable, seq: lastSeq, duplicates: skip };
      return first === undefined ? result : { ...result, gap: first };
    });
  }

  /**
   * Refuses a block there is no room for. What follows it in the pipeline is refused too, until it is sent again: taking a later block
   * first would make the numbers in between look stored.
   */
  #admit(raw: Raw, block: Uint8Array): void {
    const refusedBefore = raw.refusedFrom !== undefined;
    const facts = refusedBefore ? inspectBlock(block, checksum) : undefined;
    if (facts?.ok === true && facts.firstEmitterSeq > raw.refusedFrom!)
      throw new SutraError('SUTRA_STORE_BUSY', `Cannot append: number ${raw.refusedFrom} was refused and has to be sent again first`);
    try {
      if (this.#writer.pendingBytes + block.length > this.#limits.pendingBytesMax)
        throw new SutraError('SUTRA_STORE_BUSY', `Cannot append: ${this.#writer.pendingBytes} bytes wait for the disk`);
      this.#space.take(block.length);
      raw.refusedFrom = undefined;
    } catch (reason) {
      const refused = facts ?? inspectBlock(block, checksum);
      if (refused.ok) raw.refusedFrom = refused.firstEmitterSeq;
      throw reason;
    }
  }

  #read(raw: Raw, block: Uint8Array): BlockHead {
    try {
      const head = this.#rows.read(raw.walker, block);
      const { source } = raw.walker.session!;
      if (source.emitter !== raw.emitter || source.epoch !== raw.epoch)
        throw new SutraError('SUTRA_WIRE_MALFORMED', `Cannot append: the block belongs to ${sourceName(source.emitter, source.epoch)}`);
      return head;
    } catch (reason) {
      raw.close(); // its dictionary can no longer be trusted
      throw reason;
    }
  }

  /** Makes sure the present segment knows the words the session has learned before this block. */
  #continueDictionary(raw: Raw, blockBytes: number): void {
    this.#rollIfFull(blockBytes);
    if (raw.dictionary !== undefined && raw.segment === this.#writer.segment.number) return;
    const session = raw.walker.session!;
    const index = this.#catalog.hot.index!;
    raw.dictionary = index.addDictionary(session);
    raw.segment = this.#writer.segment.number;
    this.#writer.place({ kind: EVENTS, skip: 0, count: 0, dictionary: raw.dictionary }, session.dictionaryBlock(checksum));
  }

  #rollIfFull(blockBytes: number): void {
    const room = blockBytes + BLOCK_LIMITS.dictionaryBytesMax;
    const index = this.#catalog.hot.index!;
    if (
      index.rows > 0 &&
      (this.#writer.needsRoll(Math.min(room, this.#limits.segmentBytes / 2)) ||
        index.types.length > TYPES_MAX ||
        index.sets.size > SETS_MAX)
    )
      this.#writer.roll();
  }

  #place(raw: Raw, block: Uint8Array, head: BlockHead, skip: number, stored: number): number {
    if (head.opens !== undefined) {
      this.#rollIfFull(block.length);
      raw.dictionary = this.#catalog.hot.index!.addDictionary(raw.walker.session!);
      raw.segment = this.#writer.segment.number;
    }
    const dictionary = raw.dictionary!;
    const { at, recordedAtUs } = this.#writer.place({ kind: EVENTS, skip, count: stored, dictionary }, block);
    this.#catalog.hot.index!.addFrame({ at, length: block.length, dictionary, recordedAtUs, skip }, this.#rows);
    return this.#writer.nextSeq - 1;
  }

  #gaps(raw: Raw, skip: number): { from: number; to: number }[] {
    const gaps: { from: number; to: number }[] = [];
    let expected = raw.progress.placed + 1;
    for (let row = skip; row < this.#rows.count; row++) {
      const number = this.#rows.emitterSeq[row]!;
      if (number > expected) gaps.push({ from: expected, to: number - 1 });
      expected = number + 1;
    }
    return gaps;
  }

  close(): void {
    for (const raw of [...this.#open.values()]) raw.close();
  }
}

interface RawOwner {
  append(block: Uint8Array): Promise<AppendResult>;
  closed(): void;
}

class Raw implements RawSession {
  readonly emitter: string;
  readonly epoch: number;
  readonly progress: Progress;
  readonly walker = new BlockWalker(checksum, undefined, true);
  /** Number of its dictionary in the segment it was last placed in; undefined when it must be written again. */
  dictionary: number | undefined;
  segment = 0;
  /** First number of a block that was refused for lack of room and has not come again yet. */
  refusedFrom: number | undefined;
  readonly #owner: RawOwner;
  #closed = false;

  constructor(emitter: string, epoch: number, progress: Progress, owner: RawOwner) {
    this.emitter = emitter;
    this.epoch = epoch;
    this.progress = progress;
    this.#owner = owner;
  }

  get storedThrough(): number {
    return this.progress.durable;
  }

  async append(block: Uint8Array): Promise<AppendResult> {
    if (this.#closed) throw new SutraError('SUTRA_STORE_SESSION', `Cannot append for ${this.emitter}: the session was closed or replaced`);
    return this.#owner.append(block);
  }

  close(): void {
    this.#closed = true;
    this.#owner.closed();
  }
}
