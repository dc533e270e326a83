import { SutraError } from '@sutra/kit';
import type { MasterHandlers } from '../server.ts';

const notServed = (): never => {
  throw new SutraError('SUTRA_RPC_INVALID', 'Cannot serve this call: the test did not say how');
};

/** Handlers of which a test gives only those it uses. */
export function handlersWith(some: Partial<MasterHandlers>): MasterHandlers {
  return {
    registerAgent: notServed,
    heartbeat: notServed,
    unregisterAgent: notServed,
    spawnStorageNode: notServed,
    stopStorageNode: notServed,
    getStorageNodeStatus: notServed,
    listAgents: notServed,
    getClusterStatus: notServed,
    restartStorageNode: notServed,
    getNodeLogs: notServed,
    agentLink: notServed,
    ...some,
  };
}
