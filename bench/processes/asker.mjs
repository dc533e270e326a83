/**
 * A client that asks the heaviest questions without a pause, in a process of its own: `node asker.mjs <address> <call limit, ms>`. Says when it
 * has had its first answers, ends when told to.
 */
import { seededChance, systemClock } from '@sutra/kit';
import { openStoreClient } from '@sutra/storage/client';

const [address, callMs] = process.argv.slice(2);
const store = openStoreClient({
  address,
  clock: systemClock(),
  chance: seededChance(2),
  name: 'asker',
  settings: { callMs: Number(callMs) },
});
let over = false;
process.on('message', () => {
  over = true;
});
process.once('disconnect', () => process.exit());
for (let asked = 0; !over; asked++) {
  await store.aggregate({ groupBy: ['type', 'entity:agent-'], limit: 10_000 });
  await store.query({ types: ['node_crashed'], order: 'asc', limit: 1_000 });
  if (asked === 0) process.send({ asking: true });
}
await store.close();
process.disconnect();
