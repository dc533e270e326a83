import { type FSWatcher, watch } from 'node:fs';
import type { Clock, Closable } from '@sutra/kit';
import type { NodeExit, NodeHandle } from '../contract/index.ts';
import { removeGroup } from './cgroup.ts';
import { look, settle, settled } from './ending.ts';
import { detailOf, keyText } from './identity.ts';
import { runFolder } from './layout.ts';
import { type HostFacts, sameProc } from './proc.ts';

/** How often a node is looked at when nothing has notified us, ms. Only a node without its shim needs every beat. */
const BEAT_MS = 100;
const BEATS_WITH_SHIM = 10;
/** How long a shim may take to write down an exit, ms. */
const SHIM_ANSWERS_WITHIN_MS = 2_000;

interface Watched {
  readonly handle: NodeHandle;
  readonly ended: Promise<NodeExit>;
  exit: NodeExit | undefined;
  /** Looks now; settles and resolves `ended` when the node is gone. */
  look(): void;
  stop(): void;
}

/** Notices the end of nodes: by a watch on each run folder, by word of the spawner, and by a slow beat over /proc. */
export interface ExitWatch extends Closable {
  /** Begins to watch, once per run. `watched` is false when the node may have ended before anybody watched. */
  follow(handle: NodeHandle, watched: boolean): Watched;
  /** The spawner saw this shim end. */
  shimEnded(pid: number): void;
  following(): readonly NodeHandle[];
  find(handle: NodeHandle): Watched | undefined;
}

export function openExitWatch(root: string, host: HostFacts, clock: Clock): ExitWatch {
  const nodes = new Map<string, Watched>();
  let beats = 0;
  const timer = clock.every(BEAT_MS, () => {
    beats++;
    for (const node of nodes.values()) {
      if (node.exit !== undefined) continue;
      const { shimPid, shimStartTicks } = detailOf(node.handle);
      if (beats % BEATS_WITH_SHIM === 0 || sameProc(shimPid, shimStartTicks) === undefined) node.look();
    }
  });
  return {
    follow(handle, watched) {
      const key = keyText(handle);
      let node = nodes.get(key);
      if (node === undefined) {
        node = followOne(handle, root, host, clock, watched);
        nodes.set(key, node);
        node.look();
      }
      return node;
    },
    shimEnded(pid) {
      for (const node of nodes.values()) if (node.exit === undefined && detailOf(node.handle).shimPid === pid) node.look();
    },
    following: () => [...nodes.values()].filter((node) => node.exit === undefined).map((node) => node.handle),
    find: (handle) => nodes.get(keyText(handle)),
    close() {
      timer.cancel();
      for (const node of nodes.values()) node.stop();
      nodes.clear();
    },
  };
}

function followOne(handle: NodeHandle, root: string, host: HostFacts, clock: Clock, watchedBefore: boolean): Watched {
  let resolve: (exit: NodeExit) => void = () => undefined;
  let endingSinceMs: number | undefined;
  let watched = watchedBefore;
  let gone = false;
  let folderWatch: FSWatcher | undefined;

  const end = async (exit: NodeExit): Promise<void> => {
    gone = true;
    folderWatch?.close();
    try {
      node.exit = (await settled(handle, root)) ?? (await settle(handle, root, exit));
      const { cgroup } = detailOf(handle);
      if (cgroup !== '') removeGroup(cgroup); // stays while children live; stop() removes it then
    } catch (reason) {
      // The node has ended whatever its folder says: who waits for that must hear it.
      node.exit ??= { ...exit, missing: [...exit.missing, `what else is known of the end: ${(reason as Error).message}`] };
    }
    resolve(node.exit);
  };
  const node: Watched = {
    handle,
    ended: new Promise<NodeExit>((done) => {
      resolve = done;
    }),
    exit: undefined,
    look() {
      if (gone) return;
      const seen = look(handle, root, host, clock.wallUs(), watched);
      watched = true;
      if (seen.state === 'gone') void end(seen.exit);
      if (seen.state !== 'ending') return;
      const now = clock.monotonicMs();
      endingSinceMs ??= now;
      if (seen.shimStopped) signalShim(handle, 'SIGCONT');
      if (now - endingSinceMs > SHIM_ANSWERS_WITHIN_MS)
        void end({ atUs: clock.wallUs(), missing: [`exit code and signal: its shim did not answer within ${SHIM_ANSWERS_WITHIN_MS} ms`] });
    },
    stop() {
      folderWatch?.close();
    },
  };
  try {
    folderWatch = watch(runFolder(root, handle), { persistent: false }, () => node.look());
    folderWatch.on('error', () => folderWatch?.close()); // the folder was removed, or watches ran out: the beat goes on
  } catch {
    folderWatch = undefined; // no watches left on this machine, or no folder: the beat alone notices within a second
  }
  return node;
}

function signalShim(handle: NodeHandle, signal: NodeJS.Signals): void {
  const { shimPid, shimStartTicks } = detailOf(handle);
  if (sameProc(shimPid, shimStartTicks) !== undefined) process.kill(shimPid, signal);
}
