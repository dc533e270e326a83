import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Memory control groups, version 1 or 2, whichever this machine lets us use. Whether it does is found by making a group and
 * setting a limit on it, not by looking at names.
 */
export interface MemoryGroups {
  readonly version: 1 | 2;
  /** Makes the group of one run and sets its limit. Throws when the kernel refuses. */
  create(name: string, limitMb: number): string;
  /**
   * Removes groups that stayed behind: of nodes that ended while nobody watched, or whose processes took a moment to go.
   * @param isOver whether the counters of the run with this name have been read; until then its group is kept
   */
  sweep(isOver: (name: string) => boolean): void;
  /** Removes the grid's own group when no node uses it. */
  close(): void;
}

export interface GroupCounters {
  readonly oomKills: number;
  readonly peakMb: number | undefined;
}

const MIB = 1024 * 1024;

/** Files of a group differ by version; the folder tells which it is. */
const V1_LIMIT = 'memory.limit_in_bytes';

function text(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined; // no such file in this version, or the group is gone: the caller says what is missing
  }
}

function limit(group: string, version: 1 | 2, limitMb: number): void {
  const bytes = String(limitMb * MIB);
  if (version === 2) {
    writeFileSync(join(group, 'memory.max'), bytes);
    if (text(join(group, 'memory.swap.max')) !== undefined) writeFileSync(join(group, 'memory.swap.max'), '0');
  } else {
    writeFileSync(join(group, V1_LIMIT), bytes);
    if (text(join(group, 'memory.memsw.limit_in_bytes')) !== undefined) writeFileSync(join(group, 'memory.memsw.limit_in_bytes'), bytes);
  }
}

function make(folder: string): void {
  mkdirSync(folder, { recursive: true });
}

/** Places a group of ours could live: the top of the hierarchy (root), then below the agent's own group (delegated). */
function candidates(): { readonly version: 1 | 2; readonly parent: string }[] {
  const own = text('/proc/self/cgroup') ?? '';
  const mounts = text('/proc/self/mounts') ?? '';
  const found: { version: 1 | 2; parent: string }[] = [];
  for (const line of mounts.split('\n')) {
    const [, at, type, options] = line.split(' ');
    if (at === undefined || options === undefined) continue;
    const version = type === 'cgroup2' ? 2 : type === 'cgroup' && options.split(',').includes('memory') ? 1 : undefined;
    if (version === undefined) continue;
    const path = version === 2 ? /^0::(\/.*)$/m.exec(own)?.[1] : /^\d+:(?:[^:\n]*,)?memory(?:,[^:\n]*)?:(\/.*)$/m.exec(own)?.[1];
    found.push({ version, parent: join(at, 'sutra') });
    if (path !== undefined && path !== '/') found.push({ version, parent: join(at, path, 'sutra') });
  }
  return found;
}

/** @param grid a name of this grid's own, so that two grids on one machine do not share groups */
export function openMemoryGroups(grid: string): MemoryGroups | { readonly why: string } {
  const refused: string[] = [];
  for (const { version, parent } of candidates()) {
    const home = join(parent, grid);
    try {
      make(home);
      if (version === 2) {
        for (const above of [parent, home]) writeFileSync(join(above, 'cgroup.subtree_control'), '+memory');
      }
      const probe = join(home, 'probe');
      make(probe);
      try {
        limit(probe, version, 64);
      } finally {
        rmdirSync(probe);
      }
      return {
        version,
        create(name, limitMb) {
          const group = join(home, name);
          make(group);
          if (limitMb > 0) limit(group, version, limitMb);
          return group;
        },
        sweep(isOver) {
          for (const name of groupsIn(home)) if (isOver(name)) removeGroup(join(home, name));
        },
        close() {
          if (groupsIn(home).length === 0 && removeGroup(home)) removeGroup(parent);
        },
      };
    } catch (reason) {
      refused.push(`${parent}: ${(reason as Error).message}`);
      removeGroup(home);
      removeGroup(parent);
    }
  }
  return { why: refused.length === 0 ? 'no memory control group is mounted' : refused.join('; ') };
}

/** Names of the groups below; none when it is gone. */
function groupsIn(home: string): readonly string[] {
  try {
    return readdirSync(home, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw reason;
  }
}

export const procsFile = (group: string): string => join(group, 'cgroup.procs');

/** Every process in the group; empty when the group is gone. */
export function pidsIn(group: string): readonly number[] {
  return (text(procsFile(group)) ?? '').split('\n').filter(Boolean).map(Number);
}

/** What the kernel counted; undefined when the group is gone. */
export function countersOf(group: string): GroupCounters | undefined {
  const events = text(join(group, 'memory.events')) ?? text(join(group, 'memory.oom_control'));
  const kills = events === undefined ? undefined : /^oom_kill (\d+)$/m.exec(events)?.[1];
  if (kills === undefined) return undefined;
  const peak = text(join(group, 'memory.peak')) ?? text(join(group, 'memory.max_usage_in_bytes'));
  return { oomKills: Number(kills), peakMb: peak === undefined ? undefined : Math.round((Number(peak) / MIB) * 10) / 10 };
}

/** Removes an empty group. False when it is still in use. */
export function removeGroup(group: string): boolean {
  try {
    rmdirSync(group);
    return true;
  } catch (reason) {
    return (reason as NodeJS.ErrnoException).code === 'ENOENT';
  }
}
