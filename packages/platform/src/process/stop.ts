import { type Clock, SutraError, sleep } from '@sutra/kit';
import type { NodeExit, NodeHandle } from '../contract/index.ts';
import { removeGroup } from './cgroup.ts';
import { detailOf, keyText } from './identity.ts';
import { portIsFree } from './port.ts';
import { type HostFacts, type Proc, procTable } from './proc.ts';
import { treeOf } from './tree.ts';
import '../errors.ts';

/** Pause between two looks at a tree that is being ended, ms. */
const LOOK_MS = 20;
/** After this many looks without success the pause grows to LOOK_SLOW_MS: a long grace is not a busy loop. */
const LOOKS_FAST = 25;
const LOOK_SLOW_MS = 100;
/** How long a killed tree may take to go, ms. A process in uninterruptible sleep does not die before its call returns. */
const KILL_WITHIN_MS = 5_000;
/** How long the shim may take to write the exit down once its program is gone, ms. */
const SHIM_WITHIN_MS = 1_000;
/** How long a port may stay taken after its holder died before somebody else must hold it, ms. */
const PORT_WITHIN_MS = 1_000;

export interface StopContext {
  readonly root: string;
  readonly host: HostFacts;
  readonly clock: Clock;
  /** The agent's own pid: never touched. */
  readonly self: number;
}

/** Every living process of the node. `marks` finds also what left its session and its parent; it costs a read a process. */
export function livingTree(handle: NodeHandle, context: StopContext, marks: boolean): ReadonlyMap<number, Proc> {
  if (detailOf(handle).bootId !== context.host.bootId) return new Map();
  return treeOf(handle, context.root, procTable(), { marks, self: context.self });
}

function send(proc: Proc, signal: NodeJS.Signals): void {
  try {
    process.kill(proc.pid, signal);
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code !== 'ESRCH') throw reason; // it ended by itself in between
  }
}

/** Sends a signal to everything but the shim, which must live to write down the exit. */
function signalTree(tree: ReadonlyMap<number, Proc>, shimPid: number, signal: NodeJS.Signals): void {
  for (const proc of tree.values()) if (proc.pid !== shimPid) send(proc, signal);
}

/**
 * Ends the whole tree: TERM (and CONT, since a frozen process takes no TERM), the grace, then KILL to whatever is left or
 * was born meanwhile, until nothing is left. Then the shim is given a moment to write the exit down.
 * @returns whether KILL was needed
 * @throws SutraError SUTRA_STOP_INCOMPLETE naming what would not die
 */
export async function endTree(handle: NodeHandle, graceMs: number, context: StopContext, signal: AbortSignal): Promise<boolean> {
  const { clock } = context;
  const { shimPid } = detailOf(handle);
  const others = (): ReadonlyMap<number, Proc> => {
    const tree = new Map(livingTree(handle, context, true));
    tree.delete(shimPid);
    return tree;
  };
  const goneWithin = async (limitMs: number, act: (left: ReadonlyMap<number, Proc>) => void): Promise<boolean> => {
    const deadline = clock.monotonicMs() + limitMs;
    for (let looks = 0; ; looks++) {
      const left = others();
      if (left.size === 0) return true;
      act(left);
      if (clock.monotonicMs() >= deadline) return false;
      await sleep(clock, looks < LOOKS_FAST ? LOOK_MS : LOOK_SLOW_MS, signal);
    }
  };

  const asked = new Set<number>();
  const ask = (left: ReadonlyMap<number, Proc>): void => {
    for (const proc of left.values()) {
      if (asked.has(proc.pid)) continue; // once each: a second TERM means "at once" to many programs
      asked.add(proc.pid);
      send(proc, 'SIGTERM');
      send(proc, 'SIGCONT');
    }
  };
  let forced = false;
  if (graceMs <= 0 || !(await goneWithin(graceMs, ask))) {
    const killed = await goneWithin(KILL_WITHIN_MS, (left) => {
      forced = true;
      signalTree(left, shimPid, 'SIGKILL');
    });
    if (!killed) {
      const left = [...others().values()].map((proc) => `${proc.pid} (${proc.comm}, state ${proc.state})`).join(', ');
      throw new SutraError('SUTRA_STOP_INCOMPLETE', `Cannot stop ${keyText(handle)}: after SIGKILL still there: ${left}`);
    }
  }
  await endShim(handle, context, signal);
  return forced;
}

async function endShim(handle: NodeHandle, context: StopContext, signal: AbortSignal): Promise<void> {
  const deadline = context.clock.monotonicMs() + SHIM_WITHIN_MS;
  for (let left = livingTree(handle, context, false); left.size > 0; left = livingTree(handle, context, false)) {
    const late = context.clock.monotonicMs() >= deadline;
    for (const proc of left.values()) send(proc, late ? 'SIGKILL' : 'SIGCONT');
    await sleep(context.clock, LOOK_MS / 4, signal);
  }
}

/** Waits for the port to be free, removes the control group, and says what could not be had. */
export async function leaveNothing(handle: NodeHandle, exit: NodeExit, context: StopContext, signal: AbortSignal): Promise<NodeExit> {
  const { cgroup } = detailOf(handle);
  if (cgroup !== '') removeGroup(cgroup);
  if (handle.port === 0) return exit;
  const deadline = context.clock.monotonicMs() + PORT_WITHIN_MS;
  while (!(await portIsFree(handle.port))) {
    if (context.clock.monotonicMs() >= deadline)
      return { ...exit, missing: [...exit.missing, `port ${handle.port}: still taken, by a process that is not of this node`] };
    await sleep(context.clock, LOOK_MS, signal);
  }
  return exit;
}
