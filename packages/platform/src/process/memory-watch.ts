import { join } from 'node:path';
import type { Closable, Logger } from '@sutra/kit';
import type { NodeHandle } from '../contract/index.ts';
import { detailOf, keyText } from './identity.ts';
import { runFolder, writeRecord } from './layout.ts';
import { procTable } from './proc.ts';
import { endTree, type StopContext } from './stop.ts';
import { treeOf } from './tree.ts';
import { treeMb } from './usage.ts';

/** How often the memory of nodes without a control group is read, ms. A burst between two looks can pass the limit unseen. */
const LOOK_MS = 250;

/**
 * Enforces memory limits where the kernel cannot be asked to: reads the resident memory of each tree and kills the node that is over its limit. What was measured is
 * written down before the kill, so that the exit says so even if the agent dies in between.
 */
export function openMemoryWatch(following: () => readonly NodeHandle[], context: StopContext, logger: Logger): Closable {
  const ending = new Set<string>();
  const stop = new AbortController();
  const enforce = async (handle: NodeHandle, usedMb: number): Promise<void> => {
    const { memoryLimitMb } = detailOf(handle);
    await writeRecord(join(runFolder(context.root, handle), 'enforced.json'), {
      knownCause: 'oom',
      evidence: `the agent measured ${usedMb} MiB resident, limit ${memoryLimitMb} MiB, and killed it`,
    });
    await endTree(handle, 0, context, stop.signal);
  };
  const timer = context.clock.every(LOOK_MS, () => {
    const limited = following().filter((handle) => {
      const { memoryLimitMb, cgroup } = detailOf(handle);
      return memoryLimitMb > 0 && cgroup === '' && !ending.has(keyText(handle));
    });
    if (limited.length === 0) return;
    const table = procTable();
    for (const handle of limited) {
      const usedMb = treeMb(treeOf(handle, context.root, table, { marks: false, self: context.self }), context.host);
      if (usedMb <= detailOf(handle).memoryLimitMb) continue;
      const key = keyText(handle);
      ending.add(key);
      enforce(handle, usedMb)
        .catch((reason: unknown) => logger.error('cannot enforce a memory limit', { node: handle.nodeId, error: String(reason) }))
        .finally(() => ending.delete(key));
    }
  });
  return {
    close() {
      timer.cancel();
      stop.abort();
    },
  };
}
