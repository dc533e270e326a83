import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, SutraError } from '@sutra/kit';
import type { IndexIdentity } from '../columns/index-format.ts';
import { readCountsSection, readIndex, readSummary } from '../columns/read-index.ts';
import type { SegmentIndex } from '../columns/segment-index.ts';
import { countsOf } from '../columns/write-counts.ts';
import { decodeLearn, type LearnRecord } from '../graph/batch.ts';
import { isInUse } from '../lock.ts';
import { FRAME_BYTES } from '../log/frame.ts';
import { type LogFinding, type VerifiedSegment, verifySegments } from '../log/verify.ts';
import { isWholeSnapshot } from '../snapshots.ts';
import { compareIndexes, type IndexDifference } from './compare-index.ts';
import { isBackup, MANIFEST } from './manifest.ts';
import { RESTORING } from './store-folder.ts';
import { verifyBackup } from './verify-backup.ts';
import { verifyGraph } from './verify-graph.ts';

export interface StoreVerdict {
  readonly kind: 'store' | 'backup';
  readonly folder: string;
  readonly segments: number;
  readonly events: number;
  readonly learned: number;
  /** Bytes of the log. */
  readonly bytes: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** Times of recording of the oldest and newest event, µs; null without events. */
  readonly firstRecordedUs: number | null;
  readonly lastRecordedUs: number | null;
  readonly indexesChecked: number;
  readonly snapshotsChecked: number;
  readonly graphChecked: boolean;
  /** Empty when everything is what was written. */
  readonly findings: readonly LogFinding[];
  /** What is no damage and yet good to know: parts that are rebuilt at the next start, or could not be looked at. */
  readonly notes: readonly string[];
}

/**
 * Reads a store or a backup and checks all of it: every checksum, the order of seqs and learn batches, the columns against the log, the graph
 * index against the learn batches, snapshots, and for a backup the manifest. Changes nothing. Of a store in use only the log is checked.
 * @throws SutraError SUTRA_STORE_NONE when the folder holds neither, SUTRA_STORE_NEWER when a later version wrote it
 */
export async function verifyStore(folder: string, clock: Clock): Promise<StoreVerdict> {
  const why = whyNoStore(folder);
  if (why !== undefined) throw new SutraError('SUTRA_STORE_NONE', `Cannot verify ${folder}: ${why}`);
  const verification = new Verification(folder);
  return isBackup(folder) ? verification.backup(clock) : verification.store();
}

/** Why a folder is neither store nor backup; undefined when it may be one. A log whose files are all gone leaves other traces of a store. */
function whyNoStore(folder: string): string | undefined {
  const log = join(folder, 'log');
  try {
    if (!statSync(folder).isDirectory()) return 'it is not a folder';
    const found = readdirSync(folder);
    if (found.length === 0) return 'it is empty';
    if (!found.includes('log')) return 'there is no store and no backup in it';
    if (!statSync(log).isDirectory()) return 'log is not a folder';
    accessSync(log, constants.R_OK | constants.X_OK);
    const isStore = readdirSync(log).some((name) => name.endsWith('.seg')) || found.some((name) => PARTS.includes(name));
    return isStore ? undefined : 'its folder named log holds no part of a log';
  } catch (reason) {
    const { code } = reason as NodeJS.ErrnoException;
    if (code === 'ENOENT') return 'there is no such folder';
    if (code === 'ENOTDIR') return 'a part of the path is not a folder';
    if (code === 'EACCES' || code === 'EPERM') return 'permission to read it is missing';
    throw reason;
  }
}

/** What a store, or a backup, has beside its log. */
const PARTS = ['graph', 'snapshots', MANIFEST];

class Verification {
  readonly #folder: string;
  readonly #findings: LogFinding[] = [];
  readonly #notes: string[] = [];
  #segments = 0;
  #events = 0;
  #learned = 0;
  #learnedKnown = true;
  #bytes = 0;
  #firstSeq = 1;
  #lastSeq = 0;
  #firstRecordedUs: number | null = null;
  #lastRecordedUs: number | null = null;
  #storeId: number | undefined;
  #number: number | undefined;
  #indexesChecked = 0;
  #snapshotsChecked = 0;
  #graphChecked = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async backup(clock: Clock): Promise<StoreVerdict> {
    try {
      const { asOfSeq } = await verifyBackup(this.#folder, clock);
      for (const segment of verifySegments(this.#folder, this.#findings)) this.#segment(segment);
      if (this.#lastSeq !== asOfSeq)
        this.#found(join(this.#folder, 'log'), `the log ends at seq ${this.#lastSeq}, the manifest says ${asOfSeq}`);
      this.#snapshots();
    } catch (reason) {
      if (!(reason instanceof SutraError) || reason.kind !== 'corrupt') throw reason;
      this.#found(String(reason.details?.['file'] ?? this.#folder), reason.message);
    }
    return this.#verdict('backup');
  }

  async store(): Promise<StoreVerdict> {
    const inUse = isInUse(this.#folder);
    if (existsSync(join(this.#folder, RESTORING))) this.#found(join(this.#folder, RESTORING), 'a restore into this folder did not finish');
    for (const segment of verifySegments(this.#folder, this.#findings)) {
      this.#segment(segment);
      if (inUse) continue;
      if (segment.sound) this.#index(segment);
      if (segment.tornBytes > 0)
        this.#notes.push(
          `${segment.file} ends in ${segment.tornBytes} bytes of a write that was not acknowledged: they are cut at the next start`,
        );
    }
    if (this.#segments === 0) this.#found(join(this.#folder, 'log'), 'the log is gone: there is no segment');
    this.#snapshots();
    if (inUse) this.#notes.push('the store is in use: its log was checked, its indexes were not');
    else await this.#graph();
    return this.#verdict('store');
  }

  #found(file: string, what: string): void {
    this.#findings.push({ file, offset: 0, length: 0, fromSeq: null, toSeq: null, what });
  }

  #segment({ file, number, head, content, index, sound }: VerifiedSegment): void {
    this.#segments++;
    this.#bytes += content.length;
    if (this.#events === 0 && index.rows > 0) this.#firstSeq = index.firstSeq;
    this.#events += index.rows;
    if (index.rows > 0) {
      this.#lastSeq = index.lastSeq;
      this.#firstRecordedUs ??= index.frameRecorded.at(0);
      this.#lastRecordedUs = index.frameRecorded.at(index.frameRecorded.length - 1);
    }
    if (this.#number !== undefined && number !== this.#number + 1)
      this.#found(file, `segments ${this.#number + 1} to ${number - 1} are missing`);
    this.#number = number;
    this.#storeId ??= head?.storeId;
    if (head !== undefined && head.storeId !== this.#storeId) this.#found(file, 'it belongs to another store');
    this.#learnedKnown &&= sound;
    if (!sound) return;
    for (const { record, at, length } of learnsOf(index, content)) {
      this.#learned++;
      if (!this.#learnedKnown) this.#learned = record.number;
      this.#learnedKnown = true;
      if (record.number !== this.#learned) {
        const range = { file, offset: at, length, fromSeq: record.seq, toSeq: record.seq };
        this.#findings.push({ ...range, what: `it is learn batch ${record.number}, ${this.#learned} was expected` });
        this.#learned = record.number;
      }
    }
  }

  /** A sealed segment's columns must say what its frames say. Those of the last one are rebuilt after a crash. */
  #index({ file, number, head, index, content, last }: VerifiedSegment): void {
    const path = file.replace(/\.seg$/, '.idx');
    const identity = {
      storeId: this.#storeId!,
      number,
      firstSeq: index.firstSeq,
      segmentBytes: content.length,
      rewritten: head!.rewritten,
    };
    const summary = readSummary(path, identity);
    if (
      summary === 'missing' ||
      summary === 'another format' ||
      (typeof summary === 'string' && summary.startsWith('made for another') && last)
    ) {
      if (index.rows > 0 || !last) this.#notes.push(`${path} is ${summary}: it is rebuilt at the next start`);
      return;
    }
    this.#indexesChecked++;
    const kept = typeof summary === 'string' ? summary : readIndex(path, identity);
    const range = { file: path, offset: 0, length: existsSync(path) ? readFileSync(path).length : 0 };
    const seqs = { fromSeq: index.firstSeq, toSeq: Math.max(index.firstSeq, index.lastSeq) };
    if (typeof kept === 'string') {
      this.#findings.push({ ...range, ...seqs, what: `the index is ${kept}; it is rebuilt from the log at the next start` });
      return;
    }
    const difference = compareIndexes(kept, index) ?? countsDiffer(path, identity, index);
    if (difference === undefined) return;
    const at = difference.row === undefined ? seqs : { fromSeq: index.firstSeq + difference.row, toSeq: seqs.toSeq };
    this.#findings.push({ ...range, ...at, what: difference.what });
  }

  #snapshots(): void {
    const folder = join(this.#folder, 'snapshots');
    if (!existsSync(folder)) return;
    for (const name of readdirSync(folder)) {
      const seq = /\.(\d{16})\.snap$/.exec(name)?.[1];
      if (seq === undefined) continue;
      this.#snapshotsChecked++;
      const file = join(folder, name);
      const content = readFileSync(file);
      const beyond = { file, offset: 0, length: 0, fromSeq: this.#lastSeq + 1, toSeq: Number(seq) };
      if (Number(seq) > this.#lastSeq && this.#findings.length === 0)
        this.#findings.push({ ...beyond, what: `the log ends at ${this.#lastSeq}: events that were there are gone` });
      if (!isWholeSnapshot(content, Number(seq)))
        this.#findings.push({
          file,
          offset: 0,
          length: content.length,
          fromSeq: Number(seq),
          toSeq: Number(seq),
          what: 'the snapshot is damaged; an older one plus the log gives the same',
        });
    }
  }

  async #graph(): Promise<void> {
    if (this.#findings.some(({ file }) => file.endsWith('.seg'))) {
      this.#notes.push('the log is damaged: the graph index was not compared with it');
      return;
    }
    const { finding, note } = await verifyGraph(join(this.#folder, 'graph'), this.#storeId ?? 0, this.#everyLearn());
    if (finding !== undefined) this.#findings.push(finding);
    if (note !== undefined) this.#notes.push(note);
    this.#graphChecked = note === undefined;
  }

  *#everyLearn(): Generator<LearnRecord> {
    for (const { index, content } of verifySegments(this.#folder, [])) for (const { record } of learnsOf(index, content)) yield record;
  }

  #verdict(kind: StoreVerdict['kind']): StoreVerdict {
    return {
      kind,
      folder: this.#folder,
      segments: this.#segments,
      events: this.#events,
      learned: this.#learned,
      bytes: this.#bytes,
      firstSeq: this.#firstSeq,
      lastSeq: this.#lastSeq,
      firstRecordedUs: this.#firstRecordedUs,
      lastRecordedUs: this.#lastRecordedUs,
      indexesChecked: this.#indexesChecked,
      snapshotsChecked: this.#snapshotsChecked,
      graphChecked: this.#graphChecked,
      findings: this.#findings,
      notes: this.#notes,
    };
  }
}

function countsDiffer(path: string, identity: IndexIdentity, index: SegmentIndex): IndexDifference | undefined {
  const kept = readCountsSection(path, identity);
  if (typeof kept === 'string') return { what: `its counts are ${kept}; columns are counted instead` };
  return Buffer.compare(kept, countsOf(index)) === 0 ? undefined : { what: 'its counts differ from the log' };
}

function* learnsOf(index: VerifiedSegment['index'], content: Buffer): Generator<{ record: LearnRecord; at: number; length: number }> {
  for (let i = 0; i < index.learns.length; i += 3) {
    const [at, length] = [index.learns.at(i), index.learns.at(i + 1)];
    yield { record: decodeLearn(content.subarray(at + FRAME_BYTES, at + FRAME_BYTES + length)), at, length: FRAME_BYTES + length };
  }
}
