/**
 * The least that a call, or a durable append, over TCP can be in Node: `node bare-server.mjs [file]`. What arrives is, where a file is given,
 * written behind what came before and flushed; then it is answered, with 40 bytes or, without a file, with what ten small events take. No frame is
 * read and nothing is indexed.
 */
import { fdatasyncSync, openSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';

/** Written and flushed before anyone asks, so that the flush of an append has no new length of the file to write down. */
const ROOM = Buffer.alloc(1024 * 1024);
const [path] = process.argv.slice(2);
const ANSWER = Buffer.alloc(path === undefined ? 1_200 : 40, 1);

const append = path === undefined ? () => undefined : appender(openSync(path, 'w'));
const server = createServer({ noDelay: true }, (socket) =>
  socket.on('data', (bytes) => {
    append(bytes);
    socket.write(ANSWER);
  }),
).listen(0, '127.0.0.1', () => process.send(server.address().port));
process.once('disconnect', () => process.exit());

function appender(fd) {
  writeSync(fd, ROOM, 0, ROOM.length, 0);
  fdatasyncSync(fd);
  let at = 0;
  return (bytes) => {
    writeSync(fd, bytes, 0, bytes.length, at);
    at += bytes.length;
    fdatasyncSync(fd);
  };
}
