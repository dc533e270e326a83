import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { link, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, SutraError } from '@sutra/kit';
import { freeBytesOf } from '../log/space.ts';
import { Slices } from '../read/slices.ts';
import { checkSegment, type ExpectedSegment, readSegment, sha256 } from './check-segment.ts';
import { type LifeSteps, noSteps, syncFolder, syncUpTo, writeDurably } from './durable-file.ts';
import { type BackedUpFile, type BackupManifest, beginManifest, isVacant, manifestOf, writeManifest } from './manifest.ts';

export interface BackupOptions {
  /** Share the bytes of sealed segments with the store by hard links where the disk allows it: instant, but one damage hits both. Default false. */
  readonly link?: boolean;
  /** Take the snapshots along. Default true. */
  readonly snapshots?: boolean;
  readonly signal?: AbortSignal;
  /** Who asks for it, for the record. */
  readonly actor?: string;
  /** Called after each file. */
  readonly onProgress?: (done: { readonly bytes: number; readonly bytesTotal: number }) => void;
  /** For tests. */
  readonly steps?: LifeSteps;
}

/** A moment of the log: everything in it is durable and will not change. */
export interface BackupCut {
  readonly storeId: number;
  readonly asOfSeq: number;
  /** In order; the last one is still being written behind `bytes`. */
  readonly segments: readonly ExpectedSegment[];
  readonly snapshotsFolder: string;
}

interface BackupSetting {
  readonly clock: Clock;
  readonly sliceMs: number;
  /** Free bytes the disk of the target keeps. */
  readonly reserveBytes: number;
}

const SNAPSHOT = /\.(\d{16})\.snap$/;

/**
 * Copies a moment of the log into a folder of its own, checking every frame on the way. The manifest is written last: until then it is
 * empty and the folder no backup, and a failure removes it.
 * @throws SutraError SUTRA_BACKUP_EXISTS, SUTRA_BACKUP_FAILED, SUTRA_STORE_FULL, SUTRA_STORE_CORRUPT when the log is damaged, SUTRA_ABORTED
 */
export async function backupLog(cut: BackupCut, to: string, options: BackupOptions, setting: BackupSetting): Promise<BackupManifest> {
  if (!isVacant(to)) throw new SutraError('SUTRA_BACKUP_EXISTS', `Cannot back up to ${to}: it is not an empty folder`);
  try {
    const made = await mkdir(to, { recursive: true, mode: 0o700 });
    return await new Backup(cut, to, options, setting).run(made ?? to);
  } catch (reason) {
    for (const name of existsSync(to) ? readdirSync(to) : []) rmSync(join(to, name), { recursive: true, force: true });
    if (reason instanceof SutraError) throw reason;
    const what = reason instanceof Error ? reason.message : String(reason);
    throw new SutraError('SUTRA_BACKUP_FAILED', `Cannot back up to ${to}: ${what}`, { cause: reason });
  }
}

class Backup {
  readonly #cut: BackupCut;
  readonly #to: string;
  readonly #options: BackupOptions;
  readonly #setting: BackupSetting;
  readonly #steps: LifeSteps;
  readonly #slices: Slices;
  readonly #files: BackedUpFile[] = [];
  #done = 0;

  constructor(cut: BackupCut, to: string, options: BackupOptions, setting: BackupSetting) {
    this.#cut = cut;
    this.#to = to;
    this.#options = options;
    this.#setting = setting;
    this.#steps = options.steps ?? noSteps;
    const { signal } = options;
    this.#slices = new Slices(setting.clock, setting.sliceMs, {
      limitMs: Number.MAX_SAFE_INTEGER,
      ...(signal === undefined ? {} : { signal }),
    });
  }

  /** @param topmost the first folder on the way that is new */
  async run(topmost: string): Promise<BackupManifest> {
    const { segments, storeId, asOfSeq } = this.#cut;
    this.#assertRoom();
    const takenUs = this.#setting.clock.wallUs();
    await beginManifest(this.#to, this.#steps);
    for (const folder of ['log', 'snapshots']) await mkdir(join(this.#to, folder), { mode: 0o700 });
    let learned = 0;
    for (const segment of segments) learned += await this.#segment(segment);
    if (this.#options.snapshots !== false) await this.#snapshots();
    for (const folder of ['log', 'snapshots']) await syncFolder(join(this.#to, folder), this.#steps);
    await syncUpTo(this.#to, topmost, this.#steps);
    await this.#slices.turn();
    const manifest = manifestOf({ storeId, asOfSeq, learned, takenUs, files: this.#files });
    await writeManifest(this.#to, manifest, this.#steps);
    return manifest;
  }

  /** A backup beside its store must not take the space that the store needs to go on. */
  #assertRoom(): void {
    const needed = this.#cut.segments.reduce((sum, { bytes }, i) => sum + (this.#mayLink(i) ? 0 : bytes), 0);
    const free = freeBytesOf(this.#to);
    if (free - needed < this.#setting.reserveBytes)
      throw new SutraError(
        'SUTRA_STORE_FULL',
        `Cannot back up to ${this.#to}: it needs ${needed} bytes, the disk has ${free} left, ${this.#setting.reserveBytes} are kept free`,
      );
  }

  /** The segment being written goes on growing: it is always copied. */
  #mayLink(i: number): boolean {
    const { segments } = this.#cut;
    return this.#options.link === true && i < segments.length - 1 && statSync(segments[i]!.path).dev === statSync(this.#to).dev;
  }

  async #segment(segment: ExpectedSegment): Promise<number> {
    const bytes = await readSegment(segment);
    const { learned } = await checkSegment(segment, bytes, this.#slices);
    const path = `log/${String(segment.number).padStart(10, '0')}.seg`;
    await this.#put(path, bytes, this.#mayLink(this.#cut.segments.indexOf(segment)) ? segment.path : undefined);
    return learned;
  }

  async #snapshots(): Promise<void> {
    for (const name of readdirSync(this.#cut.snapshotsFolder)) {
      const seq = SNAPSHOT.exec(name)?.[1];
      if (seq === undefined || Number(seq) > this.#cut.asOfSeq) continue;
      try {
        await this.#put(`snapshots/${name}`, await readFile(join(this.#cut.snapshotsFolder, name)), undefined);
      } catch (reason) {
        // A newer snapshot took its place in the meantime.
        if ((reason as NodeJS.ErrnoException).code !== 'ENOENT') throw reason;
      }
    }
  }

  async #put(path: string, bytes: Buffer, linkTo: string | undefined): Promise<void> {
    const target = join(this.#to, path);
    if (linkTo === undefined || !(await this.#linked(linkTo, target))) await writeDurably(target, [bytes], this.#steps);
    this.#files.push({ path, bytes: bytes.length, sha256: await sha256([bytes], this.#slices) });
    this.#done += bytes.length;
    const bytesTotal = this.#cut.segments.reduce((sum, segment) => sum + segment.bytes, 0);
    this.#options.onProgress?.({ bytes: this.#done, bytesTotal: Math.max(bytesTotal, this.#done) });
    await this.#slices.turn();
  }

  async #linked(from: string, to: string): Promise<boolean> {
    this.#steps('file.link');
    try {
      await link(from, to);
      return true;
    } catch (reason) {
      // Not every disk has hard links; a copy is as good.
      if (['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP'].includes((reason as NodeJS.ErrnoException).code ?? '')) return false;
      throw reason;
    }
  }
}
