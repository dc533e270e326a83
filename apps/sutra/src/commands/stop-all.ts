import { inert, SutraError } from '@sutra/kit';
import type { Invocation } from '../client/invocation.ts';
import { openMaster } from '../client/master.ts';

const GRACE_MS = 5_000;

/** Stops every node that runs, all at once, and says which could not be stopped. */
export async function stopAllNodes(invocation: Invocation): Promise<void> {
  const master = openMaster(invocation);
  try {
    const { agents } = await master.listAgents({});
    const running = agents.flatMap((agent) => agent.storageNodes.filter((node) => node.detail !== 'stopped').map((node) => node.nodeId));
    await Promise.all(
      running.map(async (nodeId) => {
        try {
          await master.stopStorageNode(
            { nodeId, graceMs: GRACE_MS, actor: invocation.actor, reason: 'sutra up --stop-nodes' },
            { limitMs: GRACE_MS + 10_000 },
          );
        } catch (reason) {
          invocation.terminal.note(`✕ ${nodeId} was not stopped: ${inert(SutraError.from(reason).message)}`);
        }
      }),
    );
  } finally {
    await master.close();
  }
}
