import type { NodeHandle } from '../contract/index.ts';
import { pidsIn } from './cgroup.ts';
import { detailOf, markOf, sameMark } from './identity.ts';
import type { Proc, ProcTable } from './proc.ts';

/**
 * Every process of a node. A process belongs when it is the program or the shim themselves (pid and start time), sits in the node's control group,
 * carries the node's mark, descends from one that belongs, or shares a session with one. Nothing is taken by its pid alone.
 * @param marks whether to read environments too: finds what double-forked out of a dead session, at about 20 µs a process
 * @param self never touched, whatever its marks say
 */
export function treeOf(
  handle: NodeHandle,
  root: string,
  table: ProcTable,
  { marks, self }: { readonly marks: boolean; readonly self: number },
): ReadonlyMap<number, Proc> {
  const detail = detailOf(handle);
  const tree = new Map<number, Proc>();
  const take = (proc: Proc | undefined): void => {
    if (proc !== undefined && proc.pid !== self && proc.pid > 1) tree.set(proc.pid, proc);
  };
  const takeExactly = (pid: number, startTicks: number): void => {
    const proc = table.get(pid);
    if (proc?.startTicks === startTicks) take(proc);
  };
  takeExactly(handle.pid, detail.startTicks);
  takeExactly(detail.shimPid, detail.shimStartTicks);
  if (detail.cgroup !== '') for (const pid of pidsIn(detail.cgroup)) take(table.get(pid));
  if (marks) {
    for (const proc of table.values()) {
      if (proc.startTicks < detail.shimStartTicks || tree.has(proc.pid)) continue;
      const mark = markOf(proc.pid, root);
      if (mark !== undefined && sameMark(mark, handle)) take(proc);
    }
  }
  close(tree, table, take);
  return tree;
}

/** Adds descendants and session mates until nothing is added. */
function close(tree: ReadonlyMap<number, Proc>, table: ProcTable, take: (proc: Proc) => void): void {
  for (let before = -1; before !== tree.size; ) {
    before = tree.size;
    const sessions = new Set([...tree.values()].map((proc) => proc.session));
    for (const proc of table.values()) if (!tree.has(proc.pid) && (tree.has(proc.ppid) || sessions.has(proc.session))) take(proc);
  }
}
