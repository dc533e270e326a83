import { linkSync, readFileSync, readlinkSync, renameSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { SutraError } from '@sutra/kit';
import '../errors.ts';

/** Who holds a spool folder. A pid alone is not enough: pids are used again, so the start time and the boot go with it. */
interface Owner {
  readonly pid: number;
  readonly startTicks: string;
  readonly bootId: string;
}

const LOCK_FILE = 'owner.lock';
const TRIES_MAX = 5;

/**
 * Takes the folder for this process. A lock left by a process that is gone is taken over.
 * @throws SutraError SUTRA_SPOOL_LOCKED when a living process holds it.
 */
export function lockFolder(folder: string): { release(): void } {
  const path = join(folder, LOCK_FILE);
  const { pid, startTicks, bootId } = self();
  const mine = `${pid} ${startTicks} ${bootId}`;
  for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
    if (create(path, mine)) return { release: () => releaseIfMine(path, mine) };
    const text = readLock(path);
    if (text === undefined) continue; // released between the two looks
    const owner = parseOwner(text);
    if (owner !== undefined && alive(owner))
      throw new SutraError('SUTRA_SPOOL_LOCKED', `Cannot open the spool ${folder}: process ${owner.pid} is using it`, {
        details: { folder, pid: owner.pid },
      });
    takeAway(path, text);
  }
  throw new SutraError('SUTRA_SPOOL_LOCKED', `Cannot open the spool ${folder}: its lock keeps changing hands`, { details: { folder } });
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

/** Moves a dead lock aside. If a new owner slipped in between, what was moved is theirs and goes back. */
function takeAway(path: string, dead: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw reason;
  }
  if (readLock(aside) !== dead) linkSync(aside, path);
  unlinkSync(aside);
}

function releaseIfMine(path: string, mine: string): void {
  if (readLock(path) === mine) unlinkSync(path);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw reason;
  }
}

/** What the lock leads to; nobody when something else has its name. */
function readLock(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (reason) {
    const { code } = reason as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === 'EINVAL') return '';
    throw reason;
  }
}

function parseOwner(text: string): Owner | undefined {
  const match = /^(\d{1,10}) (\d*) (\S*)$/.exec(text);
  return match === null ? undefined : { pid: Number(match[1]), startTicks: match[2] as string, bootId: match[3] as string };
}

function self(): Owner {
  return { pid: process.pid, startTicks: startTicks(process.pid) ?? '', bootId: bootId() };
}

function alive(owner: Owner): boolean {
  if (owner.bootId !== bootId()) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code === 'ESRCH') return false; // EPERM means it lives and belongs to someone else
  }
  if (isBuriedSoon(owner.pid)) return false;
  const ticks = startTicks(owner.pid);
  return ticks === undefined || owner.startTicks === '' || ticks === owner.startTicks;
}

/** Start time of a process in clock ticks since boot (field 22 of /proc/<pid>/stat); undefined where there is no /proc. */
function startTicks(pid: number): string | undefined {
  return statFields(pid)?.[19];
}

/** Killed, and only not yet waited for by its parent, as in a container whose first process never does: it holds nothing. */
function isBuriedSoon(pid: number): boolean {
  const fields = statFields(pid);
  return fields !== undefined && fields[0] === 'Z' && Number(fields[17]) <= 1; // a thread that is still ending may yet write
}

function statFields(pid: number): readonly string[] | undefined {
  const stat = readIfThere(`/proc/${pid}/stat`);
  // The name in the second field may hold spaces and brackets: count from behind its last bracket.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function bootId(): string {
  return readIfThere('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
}
