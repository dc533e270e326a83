import { seededChance, systemClock } from '@sutra/kit';
import { FRAME } from '@sutra/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoreClient } from '../contract/store.ts';
import { RawPeer } from '../testing/raw-peer.ts';
import { type ServedStore, serveTemporaryStore } from '../testing/served-store.ts';
import { openStoreClient } from './store-client.ts';

let served: ServedStore;
let client: StoreClient;

beforeEach(async () => {
  served = await serveTemporaryStore();
  client = openStoreClient({ address: `127.0.0.1:${served.server.port}`, clock: systemClock(), chance: seededChance(1), name: 'test' });
});

afterEach(async () => {
  await client.close();
  await served.close();
});

const batch = {
  concepts: [
    { id: 'rack-1', content: 'a rack with two disks', metadata: { floor: 1 }, embedding: new Float32Array([1, 0, 0]) },
    { id: 'rack-2', content: 'a rack without', metadata: { floor: 2 }, embedding: [0, 1, 0] },
  ],
  associations: [
    { source: 'rack-1', type: 'near', target: 'rack-2', confidence: 0.5 },
    { source: 'rack-2', type: 'near', target: 'rack-3' },
  ],
};

describe('the graph over the wire', () => {
  it('answers as the engine does', async () => {
    await client.learn(batch);
    const paths = { from: 'rack-1', to: 'rack-3', mode: 'best' as const, types: ['near'], depth: 3, timeMaxMs: 500 };
    expect(await client.paths(paths)).toEqual(await served.engine.paths(paths));
    expect((await client.paths(paths)).paths[0]).toMatchObject({
      confidence: 0.5,
      hops: [{ to: 'rack-2' }, { to: 'rack-3', direction: 'out' }],
    });
    const searches = [
      { text: 'disks' },
      { vector: new Float32Array([0, 2, 0]), limit: 1 },
      { text: 'rack', vector: [1, 1, 0], where: [{ field: 'metadata.floor', is: [2] }] },
    ];
    for (const search of searches) expect(await client.search(search)).toEqual(await served.engine.search(search));
    expect((await client.search(searches[1]!)).hits[0]).toMatchObject({ concept: { id: 'rack-2' }, score: 1 });
    await client.forget({ concepts: ['rack-2'] });
    expect(await client.concept('rack-2')).toBeUndefined();
    expect(await client.paths(paths).catch((reason: { code: string }) => reason.code)).toBe('SUTRA_STORE_UNKNOWN');
  });

  it('says what is wrong with a request by the name of its field', async () => {
    await client.learn(batch);
    const embed = (embedding: number[]) => client.learn({ concepts: [{ id: 'x', content: 1, embedding }] });
    await expect(embed([1, Number.NaN, 0])).rejects.toMatchObject({
      code: 'SUTRA_STORE_INVALID',
      message: expect.stringMatching(/embedding\[1\] is NaN/),
    });
    await expect(embed([1, 2])).rejects.toMatchObject({ code: 'SUTRA_STORE_DIMENSION', details: { field: 'concepts[0].embedding' } });
    await expect(client.search({ vector: [Number.POSITIVE_INFINITY, 1, 1] })).rejects.toThrow(/search\.vector\[0\]/);
    await expect(client.paths({ from: 'rack-1', to: 'a\u0000b' })).rejects.toThrow(/to .*control character/);
    await expect(client.forget({ concepts: ['nobody'] })).rejects.toMatchObject({ code: 'SUTRA_STORE_UNKNOWN', kind: 'not_found' });
  });

  it('takes a vector as a plain list of numbers too, and lives on after a wrong one', async () => {
    const peer = await RawPeer.greeted(served.server.port);
    peer.call(1, 'learn', { concepts: [{ id: 'x', content: 'y', embedding: [3, 4] }] });
    expect((await peer.next())?.kind).toBe(FRAME.answer);
    peer.call(2, 'learn', { concepts: [{ id: 'x', content: 'y', embedding: [Number.NaN, 4] }] });
    expect((await peer.next())?.kind).toBe(FRAME.error);
    peer.call(3, 'search', { vector: [4, 3], depth: 7 });
    expect((await peer.next())?.kind).toBe(FRAME.error);
    peer.call(4, 'search', { vector: [4, 3] });
    expect((await peer.next())?.kind).toBe(FRAME.answer);
    peer.socket.destroy();
    expect((await served.engine.search({ vector: [4, 3] })).hits[0]!.score).toBeCloseTo(0.96, 6);
  });
});
