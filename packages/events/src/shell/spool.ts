import { readFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@sutra/kit';
import type { BlockEncoder, EventRecord } from '@sutra/wire';
import { LANES, type Lane } from '../core/lanes.ts';
import { payloadDecoder, payloadEncoder } from '../core/payload.ts';
import { encodeBlock, encodeOwner, type SpoolFileOwner, scanBlocks } from '../core/spoolfile.ts';
import type { EmitterLimits } from '../limits.ts';
import { type FaultSource, hitFault, spoolIoError } from './faults.ts';
import { syncFolder } from './folder.ts';

/** One file of the spool: a run of events of one lane of one epoch. */
export interface Segment {
  readonly name: string;
  readonly owner: SpoolFileOwner;
  readonly lane: Lane;
  /** Order of creation within the epoch. */
  readonly index: number;
  /** Where the first block starts. */
  readonly blocksFrom: number;
  firstSeq: number;
  lastSeq: number;
  events: number;
  /** Whole blocks end here; what lies beyond is not ours. */
  bytes: number;
  /** Nothing will be added. */
  sealed: boolean;
  /** Removed: acknowledged, or given up. */
  gone: boolean;
}

interface OpenSegment {
  readonly segment: Segment;
  readonly file: FileHandle;
  readonly encoder: BlockEncoder;
  dirty: boolean;
}

const REFUSALS_FILE = 'refused.json';
const SUFFIX = '.spool';

export function segmentName(epoch: number, index: number, lane: Lane): string {
  return `${epoch.toString(36).padStart(11, '0')}-${String(index).padStart(8, '0')}-${lane}${SUFFIX}`;
}

/** Takes a segment's name apart; undefined for other files. */
export function parseSegmentName(name: string): { readonly epoch: number; readonly index: number; readonly lane: Lane } | undefined {
  const match = /^([0-9a-z]{11})-(\d{8})-([a-z]+)\.spool$/.exec(name);
  const lane = LANES.find((one) => one === match?.[3]);
  if (match === null || lane === undefined) return undefined;
  return { epoch: Number.parseInt(match[1] as string, 36), index: Number(match[2]), lane };
}

/**
 * The files of a spool folder. One caller at a time appends, syncs and removes (the journal's turn); reading may go on
 * beside it, since files only grow and what was removed is never needed again.
 */
export class Spool {
  readonly folder: string;
  readonly #limits: EmitterLimits;
  readonly #faults: FaultSource | undefined;
  readonly #logger: Logger;
  readonly #live: { readonly emitter: string; readonly epoch: number };
  readonly #open = new Map<Lane, OpenSegment>();
  #segments: Segment[];
  /** Sealed files whose last bytes are not flushed yet. */
  #unsynced: OpenSegment[] = [];
  #nextIndex = 0;
  #usedBytes = 0;
  #usedEvents = 0;
  #folderDirty = false;

  /** @param recovered segments of earlier epochs, oldest first */
  constructor(
    folder: string,
    live: { readonly emitter: string; readonly epoch: number },
    recovered: readonly Segment[],
    options: { readonly limits: EmitterLimits; readonly faults: FaultSource | undefined; readonly logger: Logger },
  ) {
    this.folder = folder;
    this.#live = live;
    this.#segments = [...recovered];
    this.#limits = options.limits;
    this.#faults = options.faults;
    this.#logger = options.logger;
    for (const segment of recovered) {
      this.#usedBytes += segment.bytes;
      this.#usedEvents += segment.events;
    }
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  get usedEvents(): number {
    return this.#usedEvents;
  }

  /** Files that exist, oldest first. */
  get segments(): readonly Segment[] {
    return this.#segments;
  }

  get dirty(): boolean {
    if (this.#folderDirty || this.#unsynced.length > 0) return true;
    for (const open of this.#open.values()) if (open.dirty) return true;
    return false;
  }

  /**
   * Writes blocks, all with one call. After a failure the file is sealed at its last whole block and the next append starts a new
   * one, so a half-written block is never followed by a good one. Returns the bytes they took.
   * @throws SutraError SUTRA_SPOOL_IO
   */
  async append(lane: Lane, blocks: readonly (readonly EventRecord[])[]): Promise<number> {
    const open = this.#open.get(lane) ?? (await this.#create(lane));
    const { segment } = open;
    // What cannot be encoded is not the disk's fault: it is thrown as it is, and nothing has been written.
    const bytes = Buffer.concat(blocks.map((records) => blockOf(open.encoder, records)));
    try {
      hitFault(this.#faults, 'spool.write');
      await writeWhole(open.file, bytes, segment.bytes);
    } catch (reason) {
      await this.#abandon(lane, open);
      throw spoolIoError(`write to the spool ${this.folder}`, reason);
    }
    open.dirty = true;
    segment.bytes += bytes.length;
    this.#usedBytes += bytes.length;
    for (const records of blocks) {
      if (segment.events === 0) segment.firstSeq = (records[0] as EventRecord).emitterSeq;
      segment.lastSeq = (records[records.length - 1] as EventRecord).emitterSeq;
      segment.events += records.length;
      this.#usedEvents += records.length;
    }
    if (segment.bytes >= this.#limits.segmentBytesMax) await this.#seal(lane);
    return bytes.length;
  }

  /** Proves that the disk takes bytes by starting a new file. @throws SutraError SUTRA_SPOOL_IO */
  async probe(): Promise<void> {
    await this.#seal('lasting');
    await this.#create('lasting');
  }

  /** Flushes everything written so far. @throws SutraError SUTRA_SPOOL_IO; the files are then sealed and must be taken as unsafe. */
  async sync(): Promise<void> {
    try {
      for (let sealed = this.#unsynced[0]; sealed !== undefined; sealed = this.#unsynced[0]) {
        await this.#datasync(sealed);
        this.#unsynced.shift();
        await sealed.file.close();
      }
      for (const open of this.#open.values()) if (open.dirty) await this.#datasync(open);
      if (this.#folderDirty) {
        await syncFolder(this.folder);
        this.#folderDirty = false;
      }
    } catch (reason) {
      // After a failed flush the kernel may have dropped the pages and report the next flush as a success: never flush these files again.
      for (const [lane, open] of [...this.#open]) await this.#abandon(lane, open);
      for (const sealed of this.#unsynced.splice(0)) await sealed.file.close();
      throw spoolIoError(`flush the spool ${this.folder}`, reason);
    }
  }

  async #datasync(open: OpenSegment): Promise<void> {
    hitFault(this.#faults, 'spool.datasync');
    await open.file.datasync();
    open.dirty = false;
  }

  /** Removes files whose every event is acknowledged; the file still being written only when `idle`. */
  async forget(epoch: number, through: number, idle: boolean): Promise<void> {
    for (const segment of this.#segments) {
      if (segment.owner.epoch !== epoch || segment.lastSeq > through || segment.gone) continue;
      if (!segment.sealed && !idle) continue;
      await this.#remove(segment);
    }
    this.#sweep();
  }

  /** Gives a file up. Whoever calls has counted what it held. */
  async drop(segment: Segment): Promise<void> {
    await this.#remove(segment);
    this.#sweep();
  }

  async readSegment(segment: Segment): Promise<readonly EventRecord[]> {
    try {
      hitFault(this.#faults, 'spool.read');
      return decodeSegment(segment, await readFile(join(this.folder, segment.name)));
    } catch (reason) {
      throw spoolIoError(`read spool file ${segment.name}`, reason);
    }
  }

  /** The whole blocks of a segment from `offset` on, as raw bytes. */
  async readBytes(segment: Segment, offset: number): Promise<Buffer> {
    hitFault(this.#faults, 'spool.read');
    const file = await open(join(this.folder, segment.name), 'r');
    try {
      const bytes = Buffer.allocUnsafe(segment.bytes - offset);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, offset);
      return bytes.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }

  /** Every event of an epoch after `through`, in order, straight from disk. For start-up: it blocks. */
  readAllSync(epoch: number, through: number): EventRecord[] {
    const records: EventRecord[] = [];
    for (const segment of this.#segments) {
      if (segment.owner.epoch !== epoch || segment.lastSeq <= through) continue;
      for (const record of decodeSegment(segment, readFileSync(join(this.folder, segment.name))))
        if (record.emitterSeq > through) records.push(record);
    }
    return records.sort((a, b) => a.emitterSeq - b.emitterSeq);
  }

  /** Keeps the count of refused events safe until an event has recorded it; undefined removes it. */
  async writeRefusals(text: string | undefined): Promise<void> {
    const path = join(this.folder, REFUSALS_FILE);
    try {
      hitFault(this.#faults, 'spool.refusals');
      if (text === undefined) return await removeIfThere(path);
      await writeFile(`${path}.new`, text, { mode: 0o600, flush: true });
      await rename(`${path}.new`, path);
      await syncFolder(this.folder);
    } catch (reason) {
      throw spoolIoError(`keep the count of refused events in ${this.folder}`, reason);
    }
  }

  async close(): Promise<void> {
    for (const lane of [...this.#open.keys()]) await this.#seal(lane);
    for (const sealed of this.#unsynced.splice(0)) await sealed.file.close();
  }

  async #create(lane: Lane): Promise<OpenSegment> {
    const index = this.#nextIndex++;
    const name = segmentName(this.#live.epoch, index, lane);
    const owner: SpoolFileOwner = { ...this.#live, lane };
    const head = encodeOwner(owner);
    let file: FileHandle | undefined;
    try {
      hitFault(this.#faults, 'spool.create');
      file = await open(join(this.folder, name), 'wx', 0o600);
      await writeWhole(file, head, 0);
    } catch (reason) {
      if (file !== undefined) {
        await file.close();
        await removeIfThere(join(this.folder, name));
      }
      throw spoolIoError(`create a spool file in ${this.folder}`, reason);
    }
    const segment: Segment = {
      ...{ name, owner, lane, index, blocksFrom: head.length, bytes: head.length },
      ...{ firstSeq: 0, lastSeq: 0, events: 0, sealed: false, gone: false },
    };
    const made = { segment, file, encoder: payloadEncoder(owner.emitter, owner.epoch), dirty: true };
    this.#segments.push(segment);
    this.#usedBytes += head.length;
    this.#open.set(lane, made);
    this.#folderDirty = true;
    return made;
  }

  async #seal(lane: Lane): Promise<void> {
    const open = this.#open.get(lane);
    if (open === undefined) return;
    this.#open.delete(lane);
    open.segment.sealed = true;
    if (open.dirty) this.#unsynced.push(open);
    else await open.file.close();
  }

  /** Leaves a file that failed: cut back to its last whole block when the disk lets us, and never written again. */
  async #abandon(lane: Lane, open: OpenSegment): Promise<void> {
    this.#open.delete(lane);
    open.segment.sealed = true;
    try {
      await open.file.truncate(open.segment.bytes);
    } catch (reason) {
      // The reader stops at the recorded length anyway, and a later start sees a torn tail and cuts it.
      this.#logger.debug('Cannot cut a spool file back', { file: open.segment.name, reason: String(reason) });
    }
    await open.file.close();
    if (open.segment.events === 0) await this.#remove(open.segment);
    this.#sweep();
  }

  async #remove(segment: Segment): Promise<void> {
    const open = this.#open.get(segment.lane);
    if (open?.segment === segment) {
      this.#open.delete(segment.lane);
      segment.sealed = true;
      await open.file.close();
    }
    const unsynced = this.#unsynced.findIndex((sealed) => sealed.segment === segment);
    if (unsynced !== -1) await this.#unsynced.splice(unsynced, 1)[0]?.file.close();
    try {
      hitFault(this.#faults, 'spool.unlink');
      await removeIfThere(join(this.folder, segment.name));
    } catch (reason) {
      throw spoolIoError(`remove spool file ${segment.name}`, reason);
    }
    segment.gone = true;
    this.#usedBytes -= segment.bytes;
    this.#usedEvents -= segment.events;
  }

  #sweep(): void {
    if (this.#segments.some((segment) => segment.gone)) this.#segments = this.#segments.filter((segment) => !segment.gone);
  }
}

function blockOf(encoder: BlockEncoder, records: readonly EventRecord[]): Buffer {
  encoder.restart(); // damage to one block must not make the next unreadable
  const first = records[0] as EventRecord;
  const last = records[records.length - 1] as EventRecord;
  return encodeBlock(encoder.encode(records), records.length, first.emitterSeq, last.emitterSeq);
}

function decodeSegment(segment: Segment, bytes: Buffer): EventRecord[] {
  const whole = bytes.subarray(0, segment.bytes);
  const decoder = payloadDecoder();
  return scanBlocks(whole, segment.blocksFrom).blocks.flatMap((block) => [
    ...decoder.decode(whole.subarray(block.payloadOffset, block.end)),
  ]);
}

async function writeWhole(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code !== 'ENOENT') throw reason;
  }
}
