import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SutraError } from '@sutra/kit';

/** Where a running grid is: written by `sutra up`, read by every other command that is given the same data folder. */
export interface GridFile {
  readonly version: 1;
  readonly name: string;
  /** The supervisor, as (pid, start time, boot): a pid alone may belong to someone else by now. */
  readonly supervisor: ProcessMark;
  readonly master: string;
  readonly masterHttp: string;
  readonly storage: string;
  readonly control: string;
  readonly components: Readonly<Record<string, number>>;
}

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
  let text: string;
  try {
    text = readFileSync(gridFile(runFolder), 'utf8');
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new SutraError('SUTRA_DATA_UNUSABLE', `Cannot read ${gridFile(runFolder)}: ${(reason as Error).message}`, { cause: reason });
  }
  try {
    const file = JSON.parse(text) as GridFile;
    return file.version === 1 && isRunning(file.supervisor) ? file : undefined;
  } catch {
    return undefined; // half a file from a crash says the same as no file: nothing known to run
  }
}

export function writeGridFile(runFolder: string, file: GridFile): void {
  mkdirSync(runFolder, { recursive: true, mode: 0o700 });
  const fresh = `${gridFile(runFolder)}.new`;
  writeFileSync(fresh, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
  renameSync(fresh, gridFile(runFolder));
}

export function removeGridFile(runFolder: string): void {
  rmSync(gridFile(runFolder), { force: true });
}
