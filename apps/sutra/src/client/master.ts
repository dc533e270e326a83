import { silentLogger } from '@sutra/kit';
import { type MasterClient, openMasterClient } from '@sutra/rpc';
import type { Invocation } from './invocation.ts';

/** The master's gRPC service, for wishes. */
export function openMaster(invocation: Invocation): MasterClient {
  const { token } = invocation;
  return openMasterClient({
    address: invocation.at.master,
    clock: invocation.clock,
    logger: silentLogger,
    ...(token === undefined ? {} : { token }),
  });
}
