import { copyFile, readdir, readFile, rename, truncate, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@sutra/kit';
import { decodeOwner, type SpoolScan, scanBlocks } from '../core/spoolfile.ts';
import { syncFolder } from './folder.ts';
import { parseSegmentName, type Segment } from './spool.ts';

/** A file that is not what was written: where its copy is, and how many events in it cannot be read. */
export interface Quarantined {
  readonly file: string;
  readonly copy: string;
  readonly eventsLost: number;
  readonly what: string;
}

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
  const head = decodeOwner(bytes);
  if (head === undefined) return recoverHeadless(folder, name, bytes);
  const scan = scanBlocks(bytes, head.end);
  const events = scan.blocks.reduce((sum, block) => sum + block.events, 0);
  let quarantined: Quarantined | undefined;
  if (scan.fault?.kind === 'damaged') quarantined = await putAside(folder, name, scan.fault.eventsLost, damageText(scan));
  if (scan.goodBytes < bytes.length) await truncate(path, scan.goodBytes);
  const tornBytes = scan.fault?.kind === 'torn' ? bytes.length - scan.goodBytes : 0;
  const aside = quarantined === undefined ? {} : { quarantined };
  if (events === 0) {
    await unlink(path);
    return { tornBytes, ...aside };
  }
  const segment: Segment = {
    ...{ name, owner: head.owner, lane: head.owner.lane, index, blocksFrom: head.end, bytes: scan.goodBytes, events },
    ...{ firstSeq: scan.blocks[0]?.firstSeq ?? 0, lastSeq: scan.blocks.at(-1)?.lastSeq ?? 0, sealed: true, gone: false },
  };
  return { segment, tornBytes, ...aside };
}

/** No header: either the run died while creating the file, or the file is not readable at all. */
async function recoverHeadless(folder: string, name: string, bytes: Buffer): Promise<RecoveredFile> {
  const scan = scanBlocks(bytes, 0);
  const eventsLost = scan.fault?.kind === 'damaged' ? scan.fault.eventsLost : 0;
  if (eventsLost === 0) {
    await unlink(join(folder, name));
    return { tornBytes: bytes.length };
  }
  const copy = `${name}.quarantined`;
  await rename(join(folder, name), join(folder, copy));
  return { tornBytes: 0, quarantined: { file: name, copy, eventsLost, what: 'its header is not what was written' } };
}

async function putAside(folder: string, name: string, eventsLost: number, what: string): Promise<Quarantined> {
  const copy = `${name}.quarantined`;
  await copyFile(join(folder, name), join(folder, copy));
  return { file: name, copy, eventsLost, what };
}

function damageText(scan: SpoolScan): string {
  return `byte ${scan.goodBytes} is not what was written`;
}
