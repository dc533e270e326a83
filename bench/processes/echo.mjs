/**
 * The least that an answer over TCP can cost in Node: `node echo.mjs <bytes of a request>` answers every request with as many bytes as its first
 * four say. No frame is read.
 */
import { createServer } from 'node:net';

const requestBytes = Number(process.argv[2]);
const server = createServer({ noDelay: true }, (socket) => {
  let begun = Buffer.alloc(0);
  socket.on('data', (bytes) => {
    begun = begun.length === 0 ? bytes : Buffer.concat([begun, bytes]);
    for (; begun.length >= requestBytes; begun = begun.subarray(requestBytes)) socket.write(Buffer.alloc(begun.readUInt32LE(0), 1));
  });
}).listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.once('disconnect', () => process.exit());
