import { linkSync, readFileSync, readlinkSync, renameSync, symlinkSync, unlinkSync } from 'node:fs';
import { resolve } from 'node:path';

/** Who holds a lock. A pid alone is not enough: pids are used again, so the start time and the boot go with it. */
interface Owner {
  readonly pid: number;
  /** In clock ticks since boot; undefined where this system does not tell. */
  readonly startTicks: string | undefined;
  readonly bootId: string;
}

/** A lock that is held, or who holds it: the pid, undefined when it changes hands faster than one can look. */
export type Taken = { readonly release: () => void } | { readonly heldBy: number | undefined };

const TRIES_MAX = 5;
const NOT_TOLD = '-';
/** Locks of this very process: its own name in a lock would say only that somebody in here has it, or had. */
const HELD = new Set<string>();

/**
 * One process for a path. The lock is a symbolic link that leads to its owner's name: there at once and whole, also on a disk that has
 * no room for a byte. A lock whose owner is gone is taken over.
 * @throws what the file system throws where no link can be made.
 */
export function takeProcessLock(given: string): Taken {
  const path = resolve(given);
  if (HELD.has(path)) return { heldBy: process.pid };
  const mine = nameOf(self());
  for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
    if (create(path, mine)) {
      HELD.add(path);
      return { release: () => release(path, mine) };
    }
    const text = read(path);
    if (text === undefined) continue; // released between the two looks
    const owner = ownerOf(text);
    if (text !== mine && owner !== undefined && isAlive(owner)) return { heldBy: owner.pid };
    takeAway(path, text);
  }
  return { heldBy: undefined };
}

/** Whether a living process holds the lock. */
export function isProcessLocked(path: string): boolean {
  const owner = ownerOf(read(path) ?? '');
  return owner !== undefined && isAlive(owner);
}

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
  if (read(aside) !== dead) linkSync(aside, path);
  unlinkSync(aside);
}

function release(path: string, mine: string): void {
  HELD.delete(path);
  if (read(path) === mine) unlinkSync(path);
}

/** What the lock leads to; undefined when there is none, nobody when something else has its name. */
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

function nameOf({ pid, startTicks, bootId }: Owner): string {
  return `${pid} ${startTicks ?? NOT_TOLD} ${bootId}`;
}

function ownerOf(text: string): Owner | undefined {
  const match = /^([1-9]\d{0,9}) (\d*|-) (\S*)$/.exec(text);
  if (match === null) return undefined;
  const [, pid, ticks, bootId] = match as unknown as [string, string, string, string];
  return { pid: Number(pid), startTicks: ticks === '' || ticks === NOT_TOLD ? undefined : ticks, bootId };
}

function self(): Owner {
  return { pid: process.pid, startTicks: startTicks(process.pid), bootId: bootId() };
}

function isAlive(owner: Owner): boolean {
  if (owner.bootId !== bootId()) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code === 'ESRCH') return false; // EPERM means it lives and belongs to someone else
  }
  if (isBuriedSoon(owner.pid)) return false;
  const ticks = startTicks(owner.pid);
  return ticks === undefined || owner.startTicks === undefined || ticks === owner.startTicks;
}

/** Start time of a process (field 22 of /proc/PID/stat). */
function startTicks(pid: number): string | undefined {
  return statFields(pid)?.[19];
}

/** Killed, and only not yet waited for by its parent, as in a container whose first process never does: it holds nothing. */
function isBuriedSoon(pid: number): boolean {
  const fields = statFields(pid);
  return fields !== undefined && fields[0] === 'Z' && Number(fields[17]) <= 1; // a thread that is still ending may yet write
}

function statFields(pid: number): readonly string[] | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  // The name in the second field may hold spaces and brackets: count from behind its last bracket.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function bootId(): string {
  return textOf('/proc/sys/kernel/random/boot_id')?.trim() ?? NOT_TOLD;
}

/** A file of the kernel, where there is one that this process may read. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // another system, another user's process, or one that has just ended
  }
}
