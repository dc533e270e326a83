// A storage server as a process of its own, with the limits a test asks for and, for saboteurs, from another build:
//   store-process.mjs FOLDER PORT LIMITS_AS_JSON [DIST]
// Beside the limits a policy of retention may stand, as `retention`.
// Says `listening PORT` once it serves, and on SIGUSR2 `in use BYTES`: heap and buffers without garbage. Ends like `sutra storage`: 74 when the disk refused, 0 on SIGTERM.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { silentLogger, systemClock } from '@sutra/kit';

const DISK_REFUSED = 74;
const [folder, port, limits, dist] = process.argv.slice(2);
const part = (name) => (dist === undefined ? `@sutra/storage/${name}` : pathToFileURL(join(dist, name, 'index.js')).href);
const { openEngine } = await import(part('engine'));
const { serveStorage } = await import(part('server'));

const clock = systemClock();
const { retention, ...given } = JSON.parse(limits);
const engine = await openEngine({
  folder,
  clock,
  limits: given,
  ...(retention === undefined ? {} : { retention }),
  onFatal: (reason) => {
    process.stderr.write(`${reason.message}\n`);
    process.exit(DISK_REFUSED);
  },
});
const server = await serveStorage({ engine, port: Number(port), clock, logger: silentLogger });
process.on('SIGTERM', async () => {
  await server.close();
  await engine.close();
  process.exit(0);
});
// What is in use once garbage is gone: V8 keeps free pages, and malloc free blocks, that say nothing of a leak.
process.on('SIGUSR2', () => {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc');
  gc();
  gc();
  const { heapUsed, external } = process.memoryUsage();
  process.stdout.write(`in use ${heapUsed + external}\n`);
});
process.stdout.write(`listening ${server.port}\n`);
