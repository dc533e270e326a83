import { closeSync, constants, ftruncateSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { SutraError } from '@sutra/kit';
import { makeFolder } from '../process/folder.ts';
import '../errors.ts';

/** Where a running grid is: written by `sutra up`, read by every other command that is given the same data folder. */
export interface GridFile {
  readonly version: 1;
  readonly name: string;
  readonly supervisor: ProcessMark;
  readonly master: string;
  readonly masterHttp: string;
  readonly storage: string;
  readonly control: string;
  /** Pids of the parts, and when each started (clock ticks after boot), by name. */
  readonly components: Readonly<Record<string, number>>;
  readonly started: Readonly<Record<string, string>>;
}

/** A process as (pid, start time, boot): a pid alone may belong to someone else by now. */
export interface ProcessMark {
  readonly pid: number;
  /** Clock ticks after boot at which it started; empty where /proc is not there to ask. */
  readonly startTicks: string;
  readonly boot: string;
}

/** The mark of a running process, or undefined when there is no such process. */
export function processMark(pid: number): ProcessMark | undefined {
  try {
    process.kill(pid, 0);
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 22, counted after the command name, which may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return undefined; // it has ended; only its parent has not looked yet
    return { pid, startTicks: fields[19] ?? '', boot: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() };
  } catch {
    return { pid, startTicks: '', boot: '' }; // no /proc: the pid is all there is
  }
}

export function isRunning(mark: ProcessMark): boolean {
  const now = processMark(mark.pid);
  return now !== undefined && now.startTicks === mark.startTicks && now.boot === mark.boot;
}

/** One block of most file systems. */
const ROOM_BYTES = 4_096;

const gridFile = (runFolder: string): string => join(runFolder, 'grid.json');
const spareFile = (runFolder: string): string => `${gridFile(runFolder)}.next`;

/** The running grid of a data folder; undefined when none runs there. */
export function readGridFile(runFolder: string): GridFile | undefined {
  const file = readAnyGridFile(runFolder);
  return file !== undefined && isRunning(file.supervisor) ? file : undefined;
}

/** Parts of a grid whose supervisor was killed that have not ended yet: they do so by themselves, within seconds. */
export function orphansOf(runFolder: string): readonly ProcessMark[] {
  const file = readAnyGridFile(runFolder);
  if (file === undefined || isRunning(file.supervisor)) return [];
  const { boot } = file.supervisor;
  return Object.entries(file.components)
    .map(([name, pid]) => ({ pid, startTicks: file.started[name] ?? '', boot }))
    .filter(isRunning);
}

/** The file as it lies there, of a running grid or of a dead one. */
function readAnyGridFile(runFolder: string): GridFile | undefined {
  let text: string;
  try {
    text = readFileSync(gridFile(runFolder), 'utf8');
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new SutraError('SUTRA_DATA_UNUSABLE', `Cannot read ${gridFile(runFolder)}: ${(reason as Error).message}`, { cause: reason });
  }
  try {
    const file = JSON.parse(text) as GridFile;
    return file.version === 1 &&
      typeof file.supervisor?.pid === 'number' &&
      typeof file.components === 'object' &&
      typeof file.started === 'object'
      ? file
      : undefined;
  } catch {
    return undefined; // half a file from a crash says the same as no file: nothing known to run
  }
}

/**
 * Replaces the file at once. The next one is written into room that the last one left behind: parts that are started again on a disk
 * that is full are still found.
 */
export function writeGridFile(runFolder: string, file: GridFile): void {
  makeFolder(runFolder);
  const text = JSON.stringify(file, null, 2).padEnd(ROOM_BYTES - 1);
  overwrite(spareFile(runFolder), `${text}\n`);
  renameSync(spareFile(runFolder), gridFile(runFolder));
  try {
    overwrite(spareFile(runFolder), `${text}\n`);
  } catch {
    // No room kept: the next write says so if there is none then either.
  }
}

/** Writes over what is there, without giving up its room first. */
function overwrite(path: string, text: string): void {
  const file = openSync(path, constants.O_WRONLY | constants.O_CREAT, 0o600);
  try {
    const bytes = Buffer.from(text);
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, done);
    ftruncateSync(file, bytes.length);
  } finally {
    closeSync(file);
  }
}

export function removeGridFile(runFolder: string): void {
  rmSync(gridFile(runFolder), { force: true });
  rmSync(spareFile(runFolder), { force: true });
}
