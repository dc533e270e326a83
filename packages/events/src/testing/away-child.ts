// A process that emits while its storage is away, and says what it holds. EVENTS in all, in bursts, as a busy component would.
import { seededChance, silentLogger, systemClock } from '@sutra/kit';
import { openStoreClient } from '@sutra/storage/client';
import { openEmitter } from '../shell/emitter.ts';
import { heartbeat, metric, spawned } from './drafts.ts';

const clock = systemClock();
const chance = seededChance(1);
const store = openStoreClient({ address: '127.0.0.1:9', clock, chance, name: 'away' });
const folder = process.env['SPOOL_FOLDER'] as string;
const emitter = await openEmitter({ emitter: 'away', folder, store, clock, chance, logger: silentLogger, limits: { closeDrainMs: 10 } });
const events = Number(process.env['EVENTS']);
const say = (what: string): void => {
  const { rss, heapUsed, heapTotal, external, arrayBuffers } = process.memoryUsage();
  process.stdout.write(`${JSON.stringify({ what, rss, heapUsed, heapTotal, external, arrayBuffers, pending: emitter.stats().pending })}\n`);
};
const makers = [spawned, metric, heartbeat];
let n = 0;
const emitSome = async (count: number): Promise<void> => {
  for (const end = n + count; n < end; n++) {
    emitter.emit(makers[n % 3]!(n));
    if (n % 100 === 99) await new Promise((resolve) => setImmediate(resolve));
  }
  await emitter.whenSpooled();
};
await emitSome(2_000);
say('warm');
for (let part = 1; part <= 10; part++) {
  await emitSome(events / 10);
  say(`${part}0 %`);
}
(globalThis as { gc?: () => void }).gc?.();
say('collected');
await emitter.close();
await store.close();
