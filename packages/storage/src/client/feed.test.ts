import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { seededChance, systemClock } from '@sutra/kit';
import {
  clientHelloDecoder,
  decodeMessage,
  encodeFrame,
  encodeMessage,
  encodeServerHello,
  encodeStored,
  FRAME,
  FrameDecoder,
} from '@sutra/wire';
import { expect, it } from 'vitest';
import { sampleEvent } from '../testing/served-store.ts';
import { openStoreClient } from './store-client.ts';

const limits = {
  frameBytesMax: 1_000_000,
  messageBytesMax: 1_000_000,
  inFlightBytesMax: 1_000_000,
  inFlightRequestsMax: 10,
  feedsMax: 10,
  sessionsMax: 10,
  idleMs: 60_000,
};

it('asks a server that does not know how to keep words for words with every run', async () => {
  const event = { ...sampleEvent('e', 1, 1), seq: 1, recordedAtUs: 1, emitter: 'e', epoch: 1 };
  const asked: unknown[] = [];
  const server = createServer((socket) => {
    const hello = clientHelloDecoder();
    const frames = new FrameDecoder();
    let greeted = false;
    socket.on('data', (bytes) => {
      if (!greeted) {
        greeted = hello.push(bytes) !== undefined;
        if (greeted) socket.write(encodeServerHello({ version: 1, server: 'earlier', serverVersion: '0.0.9', lastSeq: 1, limits }));
        return;
      }
      for (const { kind, id, payload } of frames.push(bytes)) {
        if (kind !== FRAME.call) continue;
        asked.push(decodeMessage(payload).head);
        const items = [encodeMessage({ kind: 'events' }, encodeStored([event])), encodeMessage({ kind: 'live', seq: 1 })];
        for (const item of items) socket.write(encodeFrame(FRAME.feed, id, Buffer.concat(item)));
      }
    });
    socket.on('error', () => socket.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = openStoreClient({ address: `127.0.0.1:${port}`, clock: systemClock(), chance: seededChance(1), name: 'newer' });
  try {
    const items = [];
    const over = new AbortController();
    for await (const item of client.feed({ fromSeq: 1 }, over.signal)) {
      items.push(item);
      if (item.kind === 'live') break;
    }
    over.abort();
    expect(items).toEqual([
      { kind: 'events', events: [event] },
      { kind: 'live', seq: 1 },
    ]);
    expect(asked).toEqual([{ op: 'feed', args: { fromSeq: 1, creditBytes: expect.any(Number) as number } }]);
  } finally {
    await client.close();
    server.close();
  }
});
