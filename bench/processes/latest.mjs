/**
 * A client that asks for the latest events of entities, one after the other, in a process that holds nothing else: `node latest.mjs <address>
 * <port of echo.mjs> <bytes of a request to it>`. Told `entities`, it says how long each question took, in ms, and the numbers of the events it was given; told `bytes`, how long it
 * took to get as many from the other process.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { seededChance, systemClock } from '@sutra/kit';
import { openStoreClient } from '@sutra/storage/client';
import { latestOf } from '../latest-of.mjs';
import { timed } from '../measure.mjs';

const [address, echoPort, requestBytes] = process.argv.slice(2);
const store = openStoreClient({ address, clock: systemClock(), chance: seededChance(3), name: 'latest', settings: { callMs: 60_000 } });
const socket = connect({ port: Number(echoPort), host: '127.0.0.1', noDelay: true });
await once(socket, 'connect');
let missing = 0;
let arrived;
socket.on('data', (bytes) => {
  missing -= bytes.length;
  if (missing === 0) arrived();
});

function echo(bytes) {
  return new Promise((resolve) => {
    missing = bytes;
    arrived = resolve;
    const request = Buffer.alloc(Number(requestBytes));
    request.writeUInt32LE(bytes, 0);
    socket.write(request);
  });
}

async function bytesOf(sizes) {
  const times = [];
  for (const bytes of sizes) times.push((await timed(() => echo(bytes))).ms);
  return { times };
}

process.on('message', async ({ entities, bytes }) =>
  process.send(entities === undefined ? await bytesOf(bytes) : await latestOf(store, entities)),
);
process.once('disconnect', () => process.exit());
process.send({ ready: true });
