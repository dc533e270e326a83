// A process that opens two emitters of one name at a time it is told, emits, and says their epochs and ids.
import { seededChance, silentLogger, systemClock } from '@sutra/kit';
import { openEmitter } from '../shell/emitter.ts';
import { spawned } from './drafts.ts';

const wallUs = Number(process.env['WALL_US']);
const clock = { ...systemClock(), wallUs: () => wallUs };
const opened = (name: string) =>
  openEmitter({
    ...{
      emitter: 'twin',
      folder: `${process.env['SPOOL_FOLDER']}-${name}`,
      store: null,
      clock,
      chance: seededChance(1),
      logger: silentLogger,
    },
    limits: { closeDrainMs: 10 },
  });
for (const emitter of await Promise.all([opened('a'), opened('b')])) {
  process.stdout.write(`${emitter.epoch} ${emitter.emit(spawned(1)).id}\n`);
  await emitter.close();
}
