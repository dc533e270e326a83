import { systemClock } from '@sutra/kit';
import { openEngine } from '../open-engine.ts';
import { event } from './store.ts';

/**
 * Appends for ever and tells its parent what was acknowledged, one line each: the process that gets killed. Several emitters append
 * at once, in batches of uneven width, over small segments.
 */
export async function appendForEver(folder: string): Promise<void> {
  const engine = await openEngine({
    folder,
    clock: systemClock(),
    limits: { segmentBytes: 64 * 1024 },
    onFatal: (reason) => {
      throw reason;
    },
  });
  const emitters = ['a', 'b', 'c', 'd'];
  await Promise.all(
    emitters.map(async (emitter, i) => {
      const session = await engine.session(emitter, 1);
      for (let n = session.storedThrough; ; ) {
        const width = 1 + ((n * 7 + i) % 23);
        const batch = Array.from({ length: width }, (_, k) => event(n + k + 1, { entities: [`e-${(n + k) % 50}`] }, emitter));
        const { storedThrough } = await session.append(batch);
        process.stdout.write(`${emitter} ${storedThrough}\n`);
        n = storedThrough;
      }
    }),
  );
}
