import { linkSync, readFileSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SutraError } from '@sutra/kit';

const NAME = 'lock';
/** Folders this very process has open: its own pid would look like a live owner to itself only by accident. */
const HELD = new Set<string>();

/**
 * One process per folder. The lock names its owner by pid, start time and boot: pids are reused, these three together are
 * not. A lock whose owner is gone is taken over.
 * @throws SutraError SUTRA_STORE_LOCKED
 */
export function lockFolder(folder: string): () => void {
  const path = join(resolve(folder), NAME);
  const mine = identity(process.pid);
  if (HELD.has(path)) throw locked(folder, mine);
  for (let attempt = 0; attempt < 3; attempt++) {
    if (create(path, mine)) {
      HELD.add(path);
      return () => release(path, mine);
    }
    const owner = read(path);
    if (owner === undefined) continue; // it was released just now
    if (owner !== mine && isAlive(owner)) throw locked(folder, owner);
    removeStale(path, owner);
  }
  throw locked(folder, read(path) ?? 'another process');
}

/** Whether a living process has the folder open. */
export function isInUse(folder: string): boolean {
  const owner = read(join(resolve(folder), NAME));
  return owner !== undefined && isAlive(owner);
}

function locked(folder: string, owner: string): SutraError {
  return new SutraError('SUTRA_STORE_LOCKED', `Cannot open ${folder}: it is in use by ${owner.split(' ')[0]}`, { details: { owner } });
}

/** The lock is a link that leads to its owner's name: there at once and whole, also on a disk that has no room for a byte. */
function create(path: string, mine: string): boolean {
  try {
    symlinkSync(mine, path);
    return true;
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw reason;
  }
}

/** Whom the lock names; nobody when something else has its name. */
function read(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (reason) {
    const { code } = reason as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === 'EINVAL') return '';
    throw reason;
  }
}

/** Moves the dead owner's lock aside; when someone else took it over in the meantime, theirs is put back. */
function removeStale(path: string, owner: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw reason;
  }
  if (read(aside) !== owner) linkSync(aside, path);
  rmSync(aside);
}

function release(path: string, mine: string): void {
  HELD.delete(path);
  if (read(path) === mine) rmSync(path);
}

/** `pid start boot`, as far as this system tells. */
function identity(pid: number): string {
  return `${pid} ${startTime(pid) ?? '-'} ${bootId()}`;
}

function isAlive(owner: string): boolean {
  const pid = Number(owner.split(' ')[0]);
  if (!Number.isInteger(pid) || pid < 1) return false; // no lock of ours
  try {
    process.kill(pid, 0);
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return identity(pid) === owner;
}

function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command may contain spaces and brackets: count fields after its last bracket. Start time is field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Killed and only not yet buried by its parent: it holds nothing. While a thread of it is still ending, it may yet write.
    if (fields[0] === 'Z' && Number(fields[17]) <= 1) return undefined;
    return fields[19];
  } catch {
    return undefined; // no /proc on this system, or no such process: pid and boot must do
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '-'; // not Linux
  }
}
