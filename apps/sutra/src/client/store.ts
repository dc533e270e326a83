import { hash32, seededChance } from '@sutra/kit';
import type { StoreClient } from '@sutra/storage';
import { openStoreClient } from '@sutra/storage/client';
import type { Invocation } from './invocation.ts';

/** The event storage itself, for following. */
export function openStore(invocation: Invocation): StoreClient {
  return openStoreClient({
    address: invocation.at.storage,
    name: `cli-${process.pid}`,
    clock: invocation.clock,
    chance: seededChance(hash32(`cli-${process.pid}`)),
  });
}
