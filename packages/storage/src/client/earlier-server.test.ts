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
import type { StoreClient } from '../contract/store.ts';
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

/** A client of a server that speaks as one did before words were kept: each call is answered by `answers`. */
async function withEarlierServer(
  answers: (id: number) => readonly Uint8Array[],
  work: (client: StoreClient, asked: readonly unknown[]) => Promise<void>,
): Promise<void> {
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
        for (const answer of answers(id)) socket.write(answer);
      }
    });
    socket.on('error', () => socket.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = openStoreClient({ address: `127.0.0.1:${port}`, clock: systemClock(), chance: seededChance(1), name: 'newer' });
  try {
    await work(client, asked);
  } finally {
    await client.close();
    server.close();
  }
}

const event = { ...sampleEvent('e', 1, 1), seq: 1, recordedAtUs: 1, emitter: 'e', epoch: 1 };

it('asks a server that does not know how to keep words for words with every run of a feed', async () => {
  const items = [encodeMessage({ kind: 'events' }, encodeStored([event])), encodeMessage({ kind: 'live', seq: 1 })];
  const answers = (id: number): Uint8Array[] => items.map((item) => encodeFrame(FRAME.feed, id, Buffer.concat(item)));
  await withEarlierServer(answers, async (client, asked) => {
    const got = [];
    const over = new AbortController();
    for await (const item of client.feed({ fromSeq: 1 }, over.signal)) {
      got.push(item);
      if (item.kind === 'live') break;
    }
    over.abort();
    expect(got).toEqual([
      { kind: 'events', events: [event] },
      { kind: 'live', seq: 1 },
    ]);
    expect(asked).toEqual([{ op: 'feed', args: { fromSeq: 1, creditBytes: expect.any(Number) as number } }]);
  });
});

it('asks it for words with every answer, and says so where one cannot be read', async () => {
  let run = encodeStored([event]);
  const answers = (id: number): Uint8Array[] => [encodeFrame(FRAME.answer, id, Buffer.concat(encodeMessage({ asOfSeq: 1 }, run)))];
  await withEarlierServer(answers, async (client, asked) => {
    expect((await client.query({ limit: 1 })).events).toEqual([event]);
    expect(await client.causes({ id: 'x' })).toEqual([event]);
    const limitMs = expect.any(Number) as number;
    expect(asked).toEqual([
      { op: 'query', args: { limit: 1 }, limitMs },
      { op: 'causes', args: { id: 'x' }, limitMs },
    ]);
    run = run.slice();
    run[run.length - 1]! ^= 1;
    await expect(client.event('x')).rejects.toMatchObject({ code: 'SUTRA_WIRE_MALFORMED' });
  });
});
