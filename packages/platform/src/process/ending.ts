import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeExit, NodeHandle } from '../contract/index.ts';
import { countersOf } from './cgroup.ts';
import { detailOf } from './identity.ts';
import { readJson, runFolder, writeRecord } from './layout.ts';
import { alive, type HostFacts, machineOomKills, readProc, sameProc } from './proc.ts';
import { parseShimExit } from './shim.ts';

/** What can be seen of a node's end at this moment. */
export type Seen =
  | { readonly state: 'running' }
  /** The program is gone, the shim is about to say how. */
  | { readonly state: 'ending'; readonly shimStopped: boolean }
  | { readonly state: 'gone'; readonly exit: NodeExit };

const SHIM_KILLED = 'exit code and signal: the shim that keeps them was killed too';

/** A node may remove or forbid its own folder: a record that cannot be read is one that is not there, and must not end the agent. */
function smallFile(path: string): { readonly text: string; readonly writtenUs: number } | undefined {
  try {
    return { text: readFileSync(path, 'latin1'), writtenUs: Number(statSync(path, { bigint: true }).mtimeNs / 1000n) };
  } catch {
    return undefined;
  }
}

/** The shim's own record of the end; its file time is when the node ended: after its start, however coarse the clock of files is. */
function recordedExit(folder: string, startedUs: number): NodeExit | undefined {
  const file = smallFile(join(folder, 'exit'));
  const exit = file === undefined ? undefined : parseShimExit(file.text);
  return file === undefined || exit === undefined ? undefined : { ...exit, atUs: Math.max(file.writtenUs, startedUs + 1) };
}

/**
 * Looks at a node once. Synchronous and cheap (two small reads), because it runs on every notification.
 * @param watched whether an agent was watching until now: only then is "now" the time of an end that left no record
 */
export function look(handle: NodeHandle, root: string, host: HostFacts, nowUs: number, watched: boolean): Seen {
  const folder = runFolder(root, handle);
  const detail = detailOf(handle);
  const recorded = recordedExit(folder, handle.startedUs);
  if (recorded !== undefined) return { state: 'gone', exit: recorded };
  if (detail.bootId !== host.bootId) {
    const missing = ['exit code and signal: the machine was restarted since', 'time: the latest it can be is the start of the machine'];
    return { state: 'gone', exit: { atUs: host.bootedUs, missing } };
  }
  if (sameProc(handle.pid, detail.startTicks) !== undefined) return { state: 'running' };
  const shim = readProc(detail.shimPid);
  if (alive(shim) && shim.startTicks === detail.shimStartTicks) return { state: 'ending', shimStopped: shim.state === 'T' };
  // The shim may have written its record between the first read and its own end.
  const late = recordedExit(folder, handle.startedUs);
  if (late !== undefined) return { state: 'gone', exit: late };
  const missing = watched ? [SHIM_KILLED] : [SHIM_KILLED, 'time: it ended while no agent watched; shown is when that was found'];
  return { state: 'gone', exit: { atUs: nowUs, missing } };
}

/** Adds what the kernel counted and what the agent itself did, and keeps the whole for whoever asks later. */
export async function settle(handle: NodeHandle, root: string, exit: NodeExit): Promise<NodeExit> {
  const folder = runFolder(root, handle);
  const known = await settled(handle, root);
  if (known !== undefined) return known;
  const { cgroup } = detailOf(handle);
  const counters = cgroup === '' ? undefined : countersOf(cgroup);
  const enforced = await readJson<Pick<NodeExit, 'knownCause' | 'evidence'>>(join(folder, 'enforced.json'));
  const missing = [...exit.missing];
  const oom = counters ?? machineWide(handle);
  if ('why' in oom) missing.push(`oom_kill counter: ${cgroup === '' ? '' : 'its control group is gone, and '}${oom.why}`);
  const whole: NodeExit = {
    ...exit,
    ...('why' in oom ? {} : { oomKills: oom.oomKills }),
    ...(counters?.peakMb === undefined ? {} : { peakMemoryMb: counters.peakMb }),
    ...(enforced === undefined ? {} : enforced),
    missing,
  };
  try {
    await writeRecord(join(folder, 'exit.json'), whole);
  } catch (reason) {
    // The folder may be gone or the disk full: the answer stands, only its copy is missing.
    return { ...whole, missing: [...missing, `record of the exit: ${(reason as Error).message}`] };
  }
  return whole;
}

/** The exit as it was settled before, by this agent or an earlier one. */
export async function settled(handle: NodeHandle, root: string): Promise<NodeExit | undefined> {
  return readJson<NodeExit>(join(runFolder(root, handle), 'exit.json'));
}

/**
 * Without a control group the counter of the whole machine can still exclude an OOM kill: when it did not move during the run,
 * nobody was killed for memory. When it moved, whom it was is not known.
 */
function machineWide(handle: NodeHandle): { readonly oomKills: number } | { readonly why: string } {
  const now = machineOomKills();
  const before = detailOf(handle).oomKillsBefore;
  if (now === undefined || before < 0) return { why: 'this kernel does not count OOM kills' };
  if (now === before) return { oomKills: 0 };
  return { why: `the machine's own grew by ${now - before} during the run, but it does not tell of which process` };
}
