/** A storage server in a process of its own: `node storage.mjs <folder>`; says its port on standard output, ends when told to. */
import { silentLogger, systemClock } from '@sutra/kit';
import { openEngine } from '@sutra/storage/engine';
import { serveStorage } from '@sutra/storage/server';

const clock = systemClock();
const engine = await openEngine({
  folder: process.argv[2],
  clock,
  onFatal(reason) {
    console.error(reason);
    process.exit(70);
  },
});
const server = await serveStorage({ engine, port: 0, clock, logger: silentLogger });
process.once('disconnect', () => process.exit()); // told to stop, or the benchmark itself is gone
process.on('message', async () => {
  await server.close();
  await engine.close();
  process.disconnect();
});
process.send({ port: server.port });
