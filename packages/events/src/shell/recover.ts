import { copyFile, readdir, readFile, rename, truncate, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@sutra/kit';
import { sourceOf } from '../core/payload.ts';
import {
  decodeOwner,
  encodeOwner,
  OWNER_HEAD_BYTES_MAX,
  type SpoolDamage,
  type SpoolFileOwner,
  type SpoolScan,
  scanBlocks,
} from '../core/spoolfile.ts';
import { syncFolder } from './folder.ts';
import { parseSegmentName, type Segment } from './spool.ts';

/** A file that is not what was written: where its copy is, how many events in it cannot be read, and where they stood. */
export interface Quarantined {
  readonly file: string;
  readonly copy: string;
  readonly eventsLost: number;
  readonly what: string;
}

/** Damaged places of one file that are told one by one. */
const PLACES_MAX = 4;

export interface Recovered {
  /** Oldest first: by epoch, then by order of creation. */
  readonly segments: readonly Segment[];
  readonly quarantined: readonly Quarantined[];
  readonly tornBytes: number;
  /** Greatest epoch any file name tells of, 0 when there is none. */
  readonly epochMax: number;
}

/**
 * Reads what earlier runs left. A torn tail is cut. A damaged file is copied aside under `.quarantined`, its whole blocks are
 * kept, and what cannot be read is reported. Running it again finds nothing more to do.
 */
export async function recoverSpool(folder: string, logger: Logger): Promise<Recovered> {
  const found = (await readdir(folder))
    .map((name) => ({ name, parsed: parseSegmentName(name) }))
    .flatMap(({ name, parsed }) => (parsed === undefined ? [] : [{ name, ...parsed }]))
    .sort((a, b) => a.epoch - b.epoch || a.index - b.index);
  const segments: Segment[] = [];
  const quarantined: Quarantined[] = [];
  let tornBytes = 0;
  for (const { name, index } of found) {
    const result = await recoverFile(folder, name, index);
    if (result.segment !== undefined) segments.push(result.segment);
    if (result.quarantined !== undefined) {
      quarantined.push(result.quarantined);
      logger.error('A spool file is damaged and was put aside', {
        file: result.quarantined.copy,
        what: result.quarantined.what,
        eventsLost: result.quarantined.eventsLost,
      });
    }
    tornBytes += result.tornBytes;
  }
  if (tornBytes > 0) logger.warn('The last run ended in the middle of a write: the torn tail was cut', { bytes: tornBytes });
  await syncFolder(folder);
  return { segments, quarantined, tornBytes, epochMax: found.at(-1)?.epoch ?? 0 };
}

interface RecoveredFile {
  readonly segment?: Segment;
  readonly quarantined?: Quarantined;
  readonly tornBytes: number;
}

async function recoverFile(folder: string, name: string, index: number): Promise<RecoveredFile> {
  const path = join(folder, name);
  const bytes = await readFile(path);
  const read = decodeOwner(bytes);
  const head = read ?? ownerWithout(name, bytes);
  if (head === undefined) return recoverUnreadable(folder, name, bytes);
  const { owner } = head;
  const scan = scanBlocks(bytes, head.end);
  const events = scan.blocks.reduce((sum, block) => sum + block.events, 0);
  const tornBytes = bytes.length - scan.tornAt;
  let quarantined: Quarantined | undefined;
  let end = scan.tornAt;
  const start = encodeOwner(owner);
  if (scan.damage.length > 0) {
    quarantined = await putAside(folder, name, scan, read === undefined);
    // What is whole goes on as a file without holes: the same blocks, each of which can be read alone.
    const whole = Buffer.concat([start, ...scan.blocks.map((block) => bytes.subarray(block.offset, block.end))]);
    await replaceFile(path, whole);
    end = whole.length;
  } else if (tornBytes > 0) await truncate(path, end);
  const aside = quarantined === undefined ? {} : { quarantined };
  if (events === 0) {
    await unlink(path);
    return { tornBytes, ...aside };
  }
  const segment: Segment = {
    ...{ name, owner, lane: owner.lane, index, blocksFrom: start.length, bytes: end, events },
    ...{ firstSeq: scan.blocks[0]?.firstSeq ?? 0, lastSeq: scan.blocks.at(-1)?.lastSeq ?? 0, sealed: true, gone: false },
  };
  return { segment, tornBytes, ...aside };
}

/** There is the old file or the new one, and never a part. */
async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  await writeFile(`${path}.new`, bytes, { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
}

/**
 * No header. Either the run died while creating the file, or the header is damaged: whose events these are then stands in the name of the file and in
 * every whole block.
 */
function ownerWithout(name: string, bytes: Buffer): { readonly owner: SpoolFileOwner; readonly end: number } | undefined {
  const block = scanBlocks(bytes, 0).blocks[0];
  const parsed = parseSegmentName(name);
  const emitter = block === undefined ? undefined : sourceOf(bytes.subarray(block.payloadOffset, block.end))?.emitter;
  if (block === undefined || parsed === undefined || emitter === undefined) return undefined;
  return { owner: { emitter, epoch: parsed.epoch, lane: parsed.lane }, end: 0 };
}

/** Nothing in it can be read. */
async function recoverUnreadable(folder: string, name: string, bytes: Buffer): Promise<RecoveredFile> {
  if (bytes.length <= OWNER_HEAD_BYTES_MAX) {
    await unlink(join(folder, name));
    return { tornBytes: bytes.length };
  }
  const copy = `${name}.quarantined`;
  await rename(join(folder, name), join(folder, copy));
  const eventsLost = scanBlocks(bytes, 0).damage.reduce((sum, range) => sum + range.eventsLost, 0);
  return {
    tornBytes: 0,
    quarantined: { file: name, copy, eventsLost: Math.max(1, eventsLost), what: 'nothing in it is what was written' },
  };
}

/** @param headless the first damage is the header, which holds no events */
async function putAside(folder: string, name: string, { damage }: SpoolScan, headless: boolean): Promise<Quarantined> {
  const copy = `${name}.quarantined`;
  await copyFile(join(folder, name), join(folder, copy));
  const eventsLost = damage.slice(headless ? 1 : 0).reduce((sum, range) => sum + range.eventsLost, 0);
  const more = damage.length > PLACES_MAX ? ` and ${damage.length - PLACES_MAX} more places` : '';
  return { file: name, copy, eventsLost, what: `${damage.slice(0, PLACES_MAX).map(damageText).join('; ')}${more}` };
}

export function damageText({ from, to, afterSeq, beforeSeq }: SpoolDamage): string {
  const numbers = beforeSeq === undefined ? `behind number ${afterSeq}` : `between numbers ${afterSeq} and ${beforeSeq}`;
  return `bytes ${from} to ${to - 1} are not what was written, ${numbers}`;
}
