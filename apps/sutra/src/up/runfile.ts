import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

const gridFile = (runFolder: string): string => join(runFolder, 'grid.json');

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

export function writeGridFile(runFolder: string, file: GridFile): void {
  makeFolder(runFolder);
  const fresh = `${gridFile(runFolder)}.new`;
  writeFileSync(fresh, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
  renameSync(fresh, gridFile(runFolder));
}

export function removeGridFile(runFolder: string): void {
  rmSync(gridFile(runFolder), { force: true });
}
