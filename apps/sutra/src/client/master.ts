import { silentLogger } from '@sutra/kit';
import { type MasterClient, openMasterClient } from '@sutra/rpc';
import { assertOwnGrid } from './another-grid.ts';
import type { Invocation } from './invocation.ts';

/** The master's gRPC service, for wishes. */
export function openMaster(invocation: Invocation): MasterClient {
  assertOwnGrid(invocation);
  const { token } = invocation;
  return openMasterClient({
    address: invocation.at.master,
    clock: invocation.clock,
    logger: silentLogger,
    ...(token === undefined ? {} : { token }),
  });
}
