import { hash32, seededChance } from '@sutra/kit';
import type { StoreClient } from '@sutra/storage';
import { openStoreClient } from '@sutra/storage/client';
import type { Invocation } from './invocation.ts';

/** The event storage itself, asked in the name of who runs the command. */
export function openStore(invocation: Invocation): StoreClient {
  return openStoreClient({
    address: invocation.at.storage,
    name: invocation.actor,
    clock: invocation.clock,
    chance: seededChance(hash32(`cli-${process.pid}`)),
  });
}
