import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { type Logger, SutraError } from '@sutra/kit';
import type { FaultPoints } from './faults.ts';
import type { EngineLimits } from './limits.ts';
import type { Disk } from './log/disk.ts';
import { getU64, putU64 } from './log/frame.ts';

const NAME = /^[A-Za-z0-9_.-]{1,64}$/;
const FILE = /^(.+)\.(\d{16})\.snap$/;
/** 'SUTRASNP' · seq u64 · CRC-32 of seq and bytes. */
const HEAD_BYTES = 20;
const MAGIC = 'SUTRASNP';

/** Folded states kept beside the log: each is the fold of every event up to its seq, and can always be computed again. */
export class Snapshots {
  readonly #folder: string;
  readonly #disk: Disk;
  readonly #limits: EngineLimits;
  readonly #faults: FaultPoints;
  readonly #logger: Logger;
  /** Files whose names are not durable yet. */
  readonly #unsafe = new Set<string>();
  #turn: Promise<void> = Promise.resolve();

  constructor(folder: string, disk: Disk, limits: EngineLimits, faults: FaultPoints, logger: Logger) {
    this.#folder = folder;
    this.#disk = disk;
    this.#limits = limits;
    this.#faults = faults;
    this.#logger = logger;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // What a crash cut short never had a name: nobody else would take it away.
    for (const name of readdirSync(folder)) if (name.endsWith('.tmp')) rmSync(join(folder, name));
  }

  /** One at a time: two of the same name and seq would write to the same file. */
  put(name: string, seq: number, bytes: Uint8Array): Promise<void> {
    const turn = this.#turn.then(() => this.#put(name, seq, bytes));
    this.#turn = turn.catch(() => undefined); // whoever asked is told; the next one goes on
    return turn;
  }

  async #put(name: string, seq: number, bytes: Uint8Array): Promise<void> {
    assertName(name);
    if (bytes.length > this.#limits.snapshotBytesMax)
      throw new SutraError(
        'SUTRA_STORE_INVALID',
        `Cannot keep a snapshot of ${bytes.length} bytes: at most ${this.#limits.snapshotBytesMax}`,
        { mend: 'Keep less in a snapshot, or several under different names.', details: { field: 'bytes' } },
      );
    const file = Buffer.allocUnsafe(HEAD_BYTES + bytes.length);
    file.write(MAGIC, 'latin1');
    putU64(file, 8, seq);
    file.set(bytes, HEAD_BYTES);
    file.writeUInt32LE(check(file), 16);
    const target = fileName(name, seq);
    // Its name is there a moment before it is durable: until then nobody may see it.
    if (!existsSync(join(this.#folder, target))) this.#unsafe.add(target);
    await this.#disk.replace(join(this.#folder, target), file, 'snapshot');
    this.#unsafe.delete(target);
    const taken = this.#seqs(name).map((one) => ({ seq: one, atMs: statSync(join(this.#folder, fileName(name, one))).mtimeMs }));
    for (const old of snapshotsToDrop(taken, this.#limits)) {
      await this.#faults('snapshot.remove');
      rmSync(join(this.#folder, fileName(name, old)), { force: true });
    }
  }

  /** The newest whole snapshot at or before a seq. A damaged one is reported and passed over: an older one plus the log is the same. */
  get(name: string, atSeq: number): { readonly seq: number; readonly bytes: Uint8Array } | undefined {
    assertName(name);
    for (const seq of this.#seqs(name)) {
      if (seq > atSeq || this.#unsafe.has(fileName(name, seq))) continue;
      const path = join(this.#folder, fileName(name, seq));
      const file = readFileSync(path);
      if (isWholeSnapshot(file, seq)) return { seq, bytes: file.subarray(HEAD_BYTES) };
      this.#logger.error('snapshot is damaged and was passed over', { file: path });
    }
    return undefined;
  }

  /** Newest seq that any snapshot speaks of, 0 without one. The log had come that far. */
  get newestSeq(): number {
    return Math.max(0, ...readdirSync(this.#folder).map((file) => Number(FILE.exec(file)?.[2] ?? 0)));
  }

  get bytes(): number {
    // One that is being written may get its name, or lose its file, between the two looks.
    return readdirSync(this.#folder).reduce(
      (sum, name) => sum + (statSync(join(this.#folder, name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
  }

  /** Newest first. */
  #seqs(name: string): number[] {
    return readdirSync(this.#folder)
      .map((file) => FILE.exec(file))
      .filter((match) => match?.[1] === name)
      .map((match) => Number(match![2]))
      .sort((a, b) => b - a);
  }
}

const HOUR_MS = 3_600_000;
const QUARTER_MS = 6 * HOUR_MS;
const DAY_MS = 24 * HOUR_MS;
/** Quarters of a day are kept for so much longer than hours. */
const QUARTERS_LONGER = 7;

/**
 * Which snapshots are not worth their space: all but the newest few, the last of each hour of the last day, of each quarter of a day of the last
 * week, and of each day of the last month. So a state long ago is a fold of a day of events at most, one of this week of a quarter of that, and the last hours are
 * close at hand.
 * @param taken newest first
 */
export function snapshotsToDrop(
  taken: readonly { readonly seq: number; readonly atMs: number }[],
  { snapshotsKept, snapshotHoursKept, snapshotDaysKept }: Pick<EngineLimits, 'snapshotsKept' | 'snapshotHoursKept' | 'snapshotDaysKept'>,
): readonly number[] {
  const now = taken[0]?.atMs ?? 0;
  const seen = new Set<string>();
  const isLastOf = (what: string, atMs: number, widthMs: number, reach: number): boolean => {
    const name = `${what} ${Math.floor(atMs / widthMs)}`;
    const first = !seen.has(name);
    seen.add(name);
    return first && now - atMs < reach * widthMs;
  };
  return taken
    .filter(({ atMs }, i) => {
      // Each is asked: what is the last of its hour is then seen to be.
      const lasts = [
        isLastOf('hour', atMs, HOUR_MS, snapshotHoursKept),
        isLastOf('quarter', atMs, QUARTER_MS, (QUARTERS_LONGER * snapshotHoursKept * HOUR_MS) / QUARTER_MS),
        isLastOf('day', atMs, DAY_MS, snapshotDaysKept),
      ];
      return i >= snapshotsKept && !lasts.includes(true);
    })
    .map(({ seq }) => seq);
}

const fileName = (name: string, seq: number): string => `${name}.${String(seq).padStart(16, '0')}.snap`;

/** Whether a file is the snapshot of a seq, as it was written. */
export function isWholeSnapshot(file: Buffer, seq: number): boolean {
  return (
    file.length >= HEAD_BYTES && file.toString('latin1', 0, 8) === MAGIC && getU64(file, 8) === seq && check(file) === file.readUInt32LE(16)
  );
}

const check = (file: Buffer): number => crc32(file.subarray(HEAD_BYTES), crc32(file.subarray(8, 16)));

function assertName(name: string): void {
  if (!NAME.test(name))
    throw new SutraError('SUTRA_STORE_INVALID', `Cannot use ${JSON.stringify(name)} as the name of a snapshot`, {
      details: { field: 'name' },
    });
}
