import type { Logger } from '@sutra/kit';
import type { BlockDecoder, EventRecord } from '@sutra/wire';
import { LANES, type Lane } from '../core/lanes.ts';
import { payloadDecoder } from '../core/payload.ts';
import { blockAt, blockBehind, eventsClaimed } from '../core/spoolfile.ts';
import type { Waiting } from './backlog.ts';
import { spoolIoError } from './faults.ts';
import type { Segment, Spool } from './spool.ts';

/** Told when part of a file turns out to be unreadable: how many events it held at most. */
export type OnDamage = (segment: Segment, events: number, what: string) => void;

/** A read error that comes back this often is damage, not bad luck. */
const READ_TRIES_MAX = 3;

/** Reads one epoch back in order of its numbers, from the three lanes it was written to. */
export class LaneMerge {
  readonly #lanes: readonly LaneReader[];

  constructor(spool: Spool, epoch: number, onDamage: OnDamage, logger: Logger) {
    this.#lanes = LANES.map((lane) => new LaneReader(spool, epoch, lane, onDamage, logger));
  }

  /**
   * Up to `max` events with numbers in (after, through]. `exhausted` says that there are no more of these.
   * @param through everything up to it is on disk in all lanes: beyond it an earlier number could still appear in another lane
   * @throws SutraError SUTRA_SPOOL_IO when a file cannot be read now
   */
  async read(after: number, through: number, max: number): Promise<{ readonly items: readonly Waiting[]; readonly exhausted: boolean }> {
    const items: Waiting[] = [];
    while (items.length < max) {
      let next: LaneReader | undefined;
      let least = Number.POSITIVE_INFINITY;
      for (const lane of this.#lanes) {
        const seq = (await lane.peek(after))?.record.emitterSeq;
        if (seq !== undefined && seq < least) {
          least = seq;
          next = lane;
        }
      }
      if (next === undefined || least > through) return { items, exhausted: true };
      items.push(next.take());
    }
    return { items, exhausted: false };
  }
}

class LaneReader {
  readonly #spool: Spool;
  readonly #epoch: number;
  readonly #lane: Lane;
  readonly #onDamage: OnDamage;
  readonly #logger: Logger;
  #segment: Segment | undefined;
  #decoder: BlockDecoder = payloadDecoder();
  /** How far the current file has been decoded. */
  #offset = 0;
  #bytes: Buffer = Buffer.alloc(0);
  #bytesAt = 0;
  #eventsRead = 0;
  #ready: readonly EventRecord[] = [];
  #at = 0;
  #each = 0;
  #failures = 0;

  constructor(spool: Spool, epoch: number, lane: Lane, onDamage: OnDamage, logger: Logger) {
    this.#spool = spool;
    this.#epoch = epoch;
    this.#lane = lane;
    this.#onDamage = onDamage;
    this.#logger = logger;
  }

  /** The next event with a number above `after`; undefined at the end of what is written. */
  async peek(after: number): Promise<Waiting | undefined> {
    for (;;) {
      if (this.#segment?.gone === true) this.#discard();
      while (this.#at < this.#ready.length) {
        const record = this.#ready[this.#at] as EventRecord;
        if (record.emitterSeq > after) return { record, bytes: this.#each };
        this.#at++;
      }
      if (!(await this.#fill(after))) return undefined;
    }
  }

  /** The file was acknowledged or given up: what was read ahead of it is not wanted any more. */
  #discard(): void {
    this.#bytesAt = this.#bytes.length;
    this.#at = this.#ready.length;
  }

  take(): Waiting {
    return { record: this.#ready[this.#at++] as EventRecord, bytes: this.#each };
  }

  /** Decodes the next block, moving on to the next file where one ends. False when there is none. */
  async #fill(after: number): Promise<boolean> {
    const current = this.#segment;
    if (current !== undefined) {
      if (this.#bytesAt < this.#bytes.length) return this.#decodeBlock(current);
      if (!current.gone && this.#offset < current.bytes) return this.#load(current);
      if (!current.sealed && !current.gone) return false;
    }
    const next = this.#spool.segments.find(
      (segment) =>
        segment.owner.epoch === this.#epoch &&
        segment.lane === this.#lane &&
        segment.events > 0 &&
        (current === undefined || segment.index > current.index) &&
        !(segment.sealed && segment.lastSeq <= after),
    );
    if (next === undefined) return false;
    this.#segment = next;
    this.#decoder = payloadDecoder();
    this.#offset = next.blocksFrom;
    this.#eventsRead = 0;
    return true;
  }

  /** Brings what the file has grown by into memory: at most one segment. */
  async #load(segment: Segment): Promise<boolean> {
    try {
      this.#bytes = await this.#spool.readBytes(segment, this.#offset);
      this.#bytesAt = 0;
      this.#failures = 0;
    } catch (reason) {
      if (segment.gone) return true; // removed while we opened it: go on with the next file
      if (++this.#failures < READ_TRIES_MAX) throw spoolIoError(`read spool file ${segment.name}`, reason);
      this.#skip(segment, String(reason));
    }
    return true;
  }

  #decodeBlock(segment: Segment): boolean {
    const block = blockAt(this.#bytes, this.#bytesAt);
    if (typeof block === 'string') {
      this.#skipDamage(segment);
      return true;
    }
    this.#ready = this.#decoder.decode(this.#bytes.subarray(block.payloadOffset, block.end));
    this.#at = 0;
    this.#each = Math.ceil((block.end - block.offset) / Math.max(1, block.events));
    this.#eventsRead += block.events;
    this.#offset += block.end - block.offset;
    this.#bytesAt = block.end;
    return true;
  }

  /** Goes on at the next whole block, loudly. */
  #skipDamage(segment: Segment): void {
    const next = blockBehind(this.#bytes, this.#bytesAt);
    const length = (next?.offset ?? this.#bytes.length) - this.#bytesAt;
    const what = `bytes ${this.#offset} to ${this.#offset + length - 1} are not what was written`;
    const lost = eventsClaimed(this.#bytes, this.#bytesAt);
    this.#bytesAt += length;
    this.#offset += length;
    this.#eventsRead += lost;
    this.#logger.error('A part of a spool file cannot be read', { file: segment.name, what, events: lost });
    this.#onDamage(segment, lost, what);
  }

  /** Gives up the rest of a file, loudly. */
  #skip(segment: Segment, what: string): void {
    this.#offset = segment.bytes;
    this.#bytesAt = this.#bytes.length;
    const lost = Math.max(1, segment.events - this.#eventsRead);
    this.#eventsRead = segment.events;
    this.#logger.error('A spool file cannot be read to its end', { file: segment.name, what, events: lost });
    this.#onDamage(segment, lost, what);
  }
}
