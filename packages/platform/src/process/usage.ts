import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@sutra/kit';
import type { NodeHandle, NodeUsage } from '../contract/index.ts';
import { keyText } from './identity.ts';
import { nodeFolder } from './layout.ts';
import type { HostFacts, Proc } from './proc.ts';

const MIB = 1024 * 1024;
/** How long a folder's size is believed, ms, and how many entries are looked at before it is called too large to count. */
const DISK_TTL_MS = 60_000;
const DISK_ENTRIES_MAX = 5_000;
/** Nodes remembered for their last reading. */
const MEMORY_MAX = 4_096;

interface Reading {
  readonly cpuTicks: number;
  readonly atMs: number;
  cpuPct: number;
  diskMb: number | undefined;
  diskAtMs: number;
}

/** Turns two looks at a tree into a rate. Keeps one reading a run. */
export class UsageMeter {
  readonly #root: string;
  readonly #host: HostFacts;
  readonly #clock: Clock;
  readonly #last = new Map<string, Reading>();

  constructor(root: string, host: HostFacts, clock: Clock) {
    this.#root = root;
    this.#host = host;
    this.#clock = clock;
  }

  /** Usage of a living tree. The first reading of a run averages over its whole life. */
  async read(handle: NodeHandle, tree: ReadonlyMap<number, Proc>): Promise<NodeUsage> {
    const now = this.#clock.monotonicMs();
    const key = keyText(handle);
    const before = this.#last.get(key);
    let cpuTicks = 0;
    let pages = 0;
    for (const proc of tree.values()) {
      cpuTicks += proc.cpuTicks;
      pages += proc.rssPages;
    }
    const seconds = before === undefined ? (this.#clock.wallUs() - handle.startedUs) / 1e6 : (now - before.atMs) / 1000;
    // A child that ended takes its ticks with it: the sum may shrink, the rate may not be negative.
    const spent = Math.max(0, cpuTicks - (before?.cpuTicks ?? 0)) / this.#host.ticksPerSecond;
    const cpuPct = seconds > 0.01 ? Math.round((spent / seconds) * 1000) / 10 : (before?.cpuPct ?? 0);
    const stale = before === undefined || now - before.diskAtMs > DISK_TTL_MS;
    const diskMb = stale ? await folderMb(nodeFolder(this.#root, handle.nodeId)) : before.diskMb;
    if (this.#last.size >= MEMORY_MAX) this.#last.clear();
    this.#last.set(key, { cpuTicks, atMs: now, cpuPct, diskMb, diskAtMs: stale ? now : before.diskAtMs });
    return { cpuPct, memoryMb: toMb(pages * this.#host.pageBytes), ...(diskMb === undefined ? {} : { diskMb }) };
  }

  forget(handle: NodeHandle): void {
    this.#last.delete(keyText(handle));
  }
}

const toMb = (bytes: number): number => Math.round((bytes / MIB) * 10) / 10;

export const treeMb = (tree: ReadonlyMap<number, Proc>, host: HostFacts): number =>
  toMb([...tree.values()].reduce((sum, proc) => sum + proc.rssPages, 0) * host.pageBytes);

/** Blocks used by a folder, MiB; undefined when it holds too many entries to count often. Links are not followed. */
async function folderMb(folder: string): Promise<number | undefined> {
  let bytes = 0;
  let entries = 0;
  const open = [folder];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    try {
      for await (const entry of await opendir(at)) {
        if (++entries > DISK_ENTRIES_MAX) return undefined;
        const path = join(at, entry.name);
        if (entry.isDirectory()) open.push(path);
        else bytes += (await lstat(path)).blocks * 512;
      }
    } catch (reason) {
      const code = (reason as NodeJS.ErrnoException).code;
      if (code !== 'ENOENT' && code !== 'EACCES') throw reason; // removed while we looked, or not ours to see
    }
  }
  return toMb(bytes);
}
