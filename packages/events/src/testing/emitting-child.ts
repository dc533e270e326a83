// A process that emits until it is killed. It says each number once it is safe on disk.
import { seededChance, silentLogger, systemClock } from '@sutra/kit';
import { openEmitter } from '../shell/emitter.ts';
import { heartbeat, spawned } from './drafts.ts';

const folder = process.env['SPOOL_FOLDER'] as string;
const options = { emitter: 'child', folder, store: null, clock: systemClock(), chance: seededChance(1), logger: silentLogger };
const emitter = await openEmitter({ ...options, limits: { segmentBytesMax: 16_384 } });
process.stdout.write(`epoch ${emitter.epoch}\n`);
for (let n = 0; ; n++) {
  const event = emitter.emit(n % 3 === 0 ? heartbeat(n) : spawned(n));
  if (n % 25 !== 24) continue;
  await emitter.whenSpooled();
  process.stdout.write(`safe ${event.emitterSeq}\n`);
}
