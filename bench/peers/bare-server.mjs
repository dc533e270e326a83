/**
 * The least that a durable append over TCP can be in Node: `node bare-server.mjs <file>`. Whatever arrives is written behind what came
 * before, flushed, and answered with 40 bytes; no frame is read and nothing is indexed.
 */
import { fdatasyncSync, openSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';

/** Written and flushed before anyone asks, so that the flush of an append has no new length of the file to write down. */
const ROOM = Buffer.alloc(1024 * 1024);
const ANSWER = Buffer.alloc(40, 1);

const fd = openSync(process.argv[2], 'w');
writeSync(fd, ROOM, 0, ROOM.length, 0);
fdatasyncSync(fd);
let at = 0;
const server = createServer({ noDelay: true }, (socket) =>
  socket.on('data', (bytes) => {
    writeSync(fd, bytes, 0, bytes.length, at);
    at += bytes.length;
    fdatasyncSync(fd);
    socket.write(ANSWER);
  }),
).listen(0, '127.0.0.1', () => process.send(server.address().port));
process.once('disconnect', () => process.exit());
