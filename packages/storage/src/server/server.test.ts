import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { manualClock, seededChance } from '@sutra/kit';
import {
  BlockEncoder,
  decodeMessage,
  encodeAppend,
  encodeClientHello,
  encodeCredit,
  encodeFrame,
  encodeMessage,
  FRAME,
  unpackMessage,
} from '@sutra/wire';
import { afterEach, describe, expect, it } from 'vitest';
import type { Engine } from '../engine/index.ts';
import { RawPeer } from '../testing/raw-peer.ts';
import { override, sampleEvent, serveTemporaryStore } from '../testing/served-store.ts';
import type { ServeOptions } from './serve.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function served(options: Partial<ServeOptions> = {}, around?: (engine: Engine) => Engine) {
  const store = await serveTemporaryStore(options, around);
  closers.push(() => store.close());
  return store;
}

async function peerOf(port: number, token?: string): Promise<RawPeer> {
  const peer = await RawPeer.greeted(port, token);
  closers.push(() => peer.close());
  return peer;
}

const head = (payload: Uint8Array): unknown => decodeMessage(payload).head;

/** Lets sockets work while no clock moves. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('listening', () => {
  it('says that a port is taken, and how to choose another', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as { port: number };
    await expect(served({ port })).rejects.toMatchObject({
      code: 'SUTRA_STORAGE_PORT_TAKEN',
      mend: expect.stringContaining('--port-offset'),
    });
    await new Promise((resolve) => holder.close(resolve));
  });

  it('says that an outgoing connection may hold the port, and how to see it', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port: to } = other.address() as { port: number };
    const out = connect({ port: to, host: '127.0.0.1' });
    await once(out, 'connect');
    await expect(served({ port: out.localPort as number })).rejects.toMatchObject({
      code: 'SUTRA_STORAGE_PORT_TAKEN',
      mend: expect.stringMatching(/ss -tanp .*outgoing connection/),
    });
    out.destroy();
    await new Promise((resolve) => other.close(resolve));
  });

  it('refuses to listen beyond loopback without a token, unless told to', async () => {
    for (const host of ['0.0.0.0', '::', '192.0.2.1', 'example.org'])
      await expect(served({ host })).rejects.toMatchObject({ code: 'SUTRA_BIND_REFUSED' });
    expect((await served({ host: '0.0.0.0', token: 't' })).server.address).toMatch(/^0\.0\.0\.0:\d+$/);
    expect((await served({ host: '0.0.0.0', allowExposed: true })).server.port).toBeGreaterThan(0);
    await expect(served({ host: '192.0.2.1', token: 't' })).rejects.toMatchObject({ code: 'SUTRA_BIND_FAILED' });
  });
});

describe('the handshake', () => {
  it('names the server, its limits and the last position', async () => {
    const store = await served();
    const writer = await store.engine.session('w', 1);
    await writer.append([sampleEvent('w', 1, 1), sampleEvent('w', 1, 2)]);
    const peer = await peerOf(store.server.port);
    expect(peer.greeting).toMatchObject({
      hello: { version: 1, server: 'sutra-storage', lastSeq: 2, limits: { frameBytesMax: 8_388_608 } },
    });
    expect(store.server.connections).toBe(1);
  });

  it.each([
    ['an unknown version', encodeClientHello({ versionMin: 9, versionMax: 12, name: 'future' }), 'SUTRA_PROTOCOL_VERSION'],
    ['another protocol', new TextEncoder().encode('GET / HTTP/1.1\r\nHost: x\r\n\r\n'), 'SUTRA_PROTOCOL_FOREIGN'],
    ['a hello that claims 4 GiB', Uint8Array.of(0x53, 0x55, 0x54, 0x52, 0x41, 1, 1, 0xff, 0xff, 0xff, 0xff), 'SUTRA_FRAME_MALFORMED'],
    ['a missing token', encodeClientHello({ versionMin: 1, versionMax: 1, name: 'x' }), 'SUTRA_STORAGE_TOKEN'],
    ['a wrong token', encodeClientHello({ versionMin: 1, versionMax: 1, name: 'x', token: 'guess' }), 'SUTRA_STORAGE_TOKEN'],
  ])('answers %s with a typed refusal, and closes', async (_what, hello, code) => {
    const { server } = await served({ token: 'right' });
    const peer = new RawPeer(server.port);
    peer.send(hello);
    await peer.until(() => peer.closed);
    expect(peer.greeting).toMatchObject({ refusal: { code } });
    expect(server.connections).toBe(0);
    const welcome = await peerOf(server.port, 'right');
    expect(welcome.greeting).toHaveProperty('hello');
  });

  it('ends after 10 s without a hello', async () => {
    const clock = manualClock();
    const { server } = await served({ clock });
    const peer = new RawPeer(server.port);
    peer.send(Uint8Array.of(0x53));
    while (peer.greeting === undefined) {
      await turn();
      clock.advance(1_000);
    }
    expect(peer.greeting).toMatchObject({ refusal: { code: 'SUTRA_TIMEOUT' } });
    await peer.until(() => peer.closed);
  });

  it('is refused beyond the connection limit, and there is room again when one leaves', async () => {
    const { server } = await served({ limits: { connectionsMax: 2 } });
    const first = await peerOf(server.port);
    await peerOf(server.port);
    const third = await peerOf(server.port);
    expect(third.greeting).toMatchObject({ refusal: { code: 'SUTRA_CONNECTION_LIMIT', retry: true } });
    await first.close();
    while (server.connections > 1) await turn();
    expect((await peerOf(server.port)).greeting).toHaveProperty('hello');
  });
});

describe('frames', () => {
  it('that are sound but make no sense get an error each, and the connection lives', async () => {
    const { server } = await served();
    const peer = await peerOf(server.port);
    const block = new BlockEncoder('e', 1).encode([sampleEvent('e', 1, 1)]);
    const nonsense: [() => void, string][] = [
      [() => peer.call(1, 'drop table'), 'SUTRA_STORAGE_OPERATION_UNKNOWN'],
      [() => peer.call(2, '__proto__'), 'SUTRA_STORAGE_OPERATION_UNKNOWN'],
      [() => peer.call(3, 'query', { limit: 1e9 }), 'SUTRA_MESSAGE_INVALID'],
      [() => peer.call(4, 'query', { tyeps: ['x'] }), 'SUTRA_MESSAGE_INVALID'],
      [() => peer.call(5, 'query', { where: [{ field: 'x', like: 'y' }] }), 'SUTRA_MESSAGE_INVALID'],
      [() => peer.call(6, 'session', { emitter: 'no spaces', epoch: 1 }), 'SUTRA_STORE_INVALID'],
      [() => peer.call(7, 'learn', { concepts: [{ id: 'x' }] }), 'SUTRA_MESSAGE_INVALID'],
      [() => peer.frame(FRAME.call, 8, Buffer.concat([Uint8Array.of(0, 0, 0, 1), Uint8Array.of(0xc1)])), 'SUTRA_MESSAGE_INVALID'],
      [() => peer.frame(FRAME.append, 9, Buffer.concat(encodeAppend(77, block))), 'SUTRA_SESSION_UNKNOWN'],
      [() => peer.send(encodeFrame(0x7f as 1, 10)), 'SUTRA_STORAGE_OPERATION_UNKNOWN'],
      [() => peer.call(0, 'flush'), 'SUTRA_MESSAGE_INVALID'],
    ];
    for (const [send, code] of nonsense) {
      send();
      expect((await peer.nextError())?.code).toBe(code);
    }
    peer.frame(FRAME.cancel, 999);
    peer.frame(FRAME.credit, 999, encodeCredit(5));
    peer.frame(FRAME.ping, 12);
    expect(await peer.next()).toMatchObject({ kind: FRAME.pong, id: 12 });
  });

  it.each([
    ['shorter than a frame', Uint8Array.of(0, 0, 0, 2, 0x10, 0), 'SUTRA_FRAME_MALFORMED'],
    ['larger than a frame may be', Uint8Array.of(0x7f, 0xff, 0xff, 0xff, 0x10, 0, 0, 0, 1), 'SUTRA_FRAME_LIMIT'],
    ['a call whose head is longer than the frame', encodeFrame(FRAME.call, 1, Uint8Array.of(0, 0, 9, 9, 0)), 'SUTRA_FRAME_MALFORMED'],
    ['a credit of three bytes', encodeFrame(FRAME.credit, 1, Uint8Array.of(1, 2, 3)), 'SUTRA_FRAME_MALFORMED'],
    ['an append without a block', encodeFrame(FRAME.append, 1, Uint8Array.of(0, 0, 0, 1)), 'SUTRA_FRAME_MALFORMED'],
  ])('that cannot be read get an error for the connection, which closes: %s', async (what, bytes, code) => {
    const { server } = await served();
    const peer = await peerOf(server.port);
    if (what.startsWith('a credit')) peer.call(1, 'feed', { fromSeq: 1, creditBytes: 1 });
    peer.frame(FRAME.ping, 3);
    peer.send(bytes);
    const codes: unknown[] = [];
    for (let frame = await peer.next(); frame !== undefined; frame = await peer.next()) {
      if (frame.kind === FRAME.error) codes.push({ id: frame.id, code: (unpackMessage(frame.payload) as { code: string }).code });
    }
    expect(codes).toEqual([{ id: 0, code }]);
  });

  it('in parts are one message, and too many unfinished parts are refused', async () => {
    const { server } = await served({ limits: { messageBytesMax: 1_000_000 } });
    const peer = await peerOf(server.port);
    const message = Buffer.concat(encodeMessage({ op: 'flush' }));
    peer.frame(FRAME.part, 5, message.subarray(0, 3));
    peer.frame(FRAME.ping, 6);
    peer.frame(FRAME.part, 5, message.subarray(3, 9));
    peer.frame(FRAME.call, 5, message.subarray(9));
    expect(await peer.next()).toMatchObject({ kind: FRAME.pong, id: 6 });
    expect(await peer.next()).toMatchObject({ kind: FRAME.answer, id: 5 });
    for (let i = 0; i < 5; i++) peer.frame(FRAME.part, 100 + i, new Uint8Array(250_000));
    expect(await peer.nextError()).toEqual({ id: 0, code: 'SUTRA_FRAME_LIMIT' });
  });
});

describe('requests', () => {
  it('are answered as they finish, not in the order they came, and can be cancelled', async () => {
    let cancelled = false;
    let started = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      started = resolve;
    });
    const { server } = await served({}, (engine) =>
      override(engine, {
        queryEncoded: (_query, _bytesMax, _to, options) =>
          new Promise((_resolve, reject) => {
            started();
            options?.signal?.addEventListener('abort', () => {
              cancelled = true;
              reject(options.signal?.reason);
            });
          }),
      }),
    );
    const peer = await peerOf(server.port);
    peer.call(1, 'query');
    peer.call(2, 'flush');
    expect(await peer.next()).toMatchObject({ kind: FRAME.answer, id: 2 });
    await begun;
    peer.frame(FRAME.cancel, 1);
    expect(await peer.nextError()).toEqual({ id: 1, code: 'SUTRA_ABORTED' });
    expect(cancelled).toBe(true);
  });

  it('that run beyond the deadline they came with are ended by the server', async () => {
    const clock = manualClock();
    const { server } = await served({ clock }, (engine) =>
      override(engine, {
        queryEncoded: (_query, _bytesMax, _to, options) =>
          new Promise((_resolve, reject) => options?.signal?.addEventListener('abort', () => reject(options.signal?.reason))),
      }),
    );
    const peer = await peerOf(server.port);
    peer.frame(FRAME.call, 1, Buffer.concat(encodeMessage({ op: 'query', limitMs: 1_000 })));
    peer.frame(FRAME.ping, 2);
    expect(await peer.next()).toMatchObject({ kind: FRAME.pong });
    clock.advance(1_000);
    expect(await peer.nextError()).toEqual({ id: 1, code: 'SUTRA_TIMEOUT' });
  });

  it('of a client that reads nothing are not worked on without end', async () => {
    let asked = 0;
    const { server } = await served({}, (engine) =>
      override(engine, {
        snapshot: async () => {
          asked++;
          return { seq: 1, bytes: new Uint8Array(1024 * 1024) };
        },
      }),
    );
    const peer = await peerOf(server.port);
    peer.socket.pause();
    for (let id = 1; id <= 150; id++) peer.call(id, 'snapshot', { name: 'big' });
    let before = -1;
    while (before !== asked) {
      before = asked;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(asked).toBeGreaterThan(3);
    expect(asked).toBeLessThan(60);
    peer.socket.resume();
    let answers = 0;
    while (answers < 150) if ((await peer.next())?.kind === FRAME.answer) answers++;
    expect(asked).toBe(150);
  });

  it('do not delay acknowledgements: an append passes a large answer on the same connection', async () => {
    const { server } = await served({}, (engine) =>
      override(engine, { snapshot: async () => ({ seq: 1, bytes: new Uint8Array(50_000_000) }) }),
    );
    const peer = await peerOf(server.port);
    peer.call(1, 'session', { emitter: 'e', epoch: 1 });
    const { session } = head((await peer.next())!.payload) as { session: number };
    peer.call(2, 'snapshot', { name: 'big' });
    peer.frame(FRAME.append, 3, Buffer.concat(encodeAppend(session, new BlockEncoder('e', 1).encode([sampleEvent('e', 1, 1)]))));
    const kinds: number[] = [];
    while (!kinds.includes(FRAME.appended)) kinds.push((await peer.next())!.kind);
    expect(kinds).not.toContain(FRAME.answer);
  });
});

describe('a server under attack', () => {
  it('survives 300 connections of damaged frames, and serves the next client', async () => {
    const { server, engine } = await served();
    const chance = seededChance(77);
    const below = (n: number): number => Math.floor(chance.next() * n);
    const sound = [
      encodeFrame(FRAME.call, 1, Buffer.concat(encodeMessage({ op: 'query', args: { types: ['a'], limit: 5 } }))),
      encodeFrame(FRAME.call, 2, Buffer.concat(encodeMessage({ op: 'session', args: { emitter: 'e', epoch: 1 } }))),
      encodeFrame(FRAME.append, 3, Buffer.concat(encodeAppend(1, new BlockEncoder('e', 1).encode([sampleEvent('e', 1, 1)])))),
      encodeFrame(FRAME.call, 4, Buffer.concat(encodeMessage({ op: 'feed', args: { fromSeq: 1, creditBytes: 1_000 } }))),
      encodeFrame(FRAME.part, 5, new Uint8Array(100)),
      encodeFrame(FRAME.cancel, 4),
    ];
    for (let round = 0; round < 300; round++) {
      const peer = await RawPeer.greeted(server.port);
      for (let i = 0; i < 6; i++) {
        const bytes = (sound[below(sound.length)] as Uint8Array).slice();
        for (let flips = below(4); flips > 0; flips--) bytes[below(bytes.length)] = below(256);
        peer.send(bytes);
      }
      if (round % 2 === 0) peer.frame(FRAME.ping, 6);
      await turn();
      await peer.close();
    }
    while (server.connections > 0) await turn();
    const peer = await peerOf(server.port);
    peer.call(1, 'flush');
    expect(await peer.next()).toMatchObject({ kind: FRAME.answer, id: 1 });
    // Only the one sound event can ever have been stored, once.
    expect(engine.lastSeq).toBeLessThanOrEqual(1);
  });

  it('holds no more of all connections together than its budget, and drops half a message that blocks the rest', async () => {
    const clock = manualClock();
    const { server } = await served({ clock, limits: { inFlightBytesMaxAll: 1_000_000 } });
    const blocker = await peerOf(server.port);
    blocker.send(encodeFrame(FRAME.part, 1, new Uint8Array(1_500_000)));
    blocker.frame(FRAME.ping, 2);
    const other = await peerOf(server.port);
    // The other one is served while it asks for little: what it sends is held back only while the budget is spent.
    for (let second = 0; second < 20 && !blocker.closed; second++) {
      clock.advance(1_000);
      for (let i = 0; i < 20; i++) await turn();
    }
    const said: unknown[] = [];
    for (let frame = await blocker.next(); frame !== undefined; frame = await blocker.next())
      if (frame.kind === FRAME.error) said.push((unpackMessage(frame.payload) as { code: string }).code);
    expect(said).toEqual(['SUTRA_STORAGE_BUSY']);
    other.call(1, 'flush');
    expect(await other.next()).toMatchObject({ kind: FRAME.answer, id: 1 });
  });
});

describe('a connection', () => {
  it('that says nothing for the idle time is told so and closed; a ping keeps it', async () => {
    const clock = manualClock();
    const { server } = await served({ clock });
    const quiet = await peerOf(server.port);
    const lively = await peerOf(server.port);
    for (let second = 0; second < 70; second++) {
      clock.advance(1_000);
      if (second % 20 === 0) {
        lively.frame(FRAME.ping, second + 1);
        await lively.next();
      }
    }
    expect(await quiet.nextError()).toEqual({ id: 0, code: 'SUTRA_CONNECTION_SILENT' });
    await quiet.until(() => quiet.closed);
    expect(lively.closed).toBe(false);
  });
});

describe('closing', () => {
  it('answers what was begun, says goodbye, and refuses the rest', async () => {
    const store = await serveTemporaryStore();
    const peer = await RawPeer.greeted(store.server.port);
    peer.call(1, 'session', { emitter: 'e', epoch: 1 });
    const { session } = head((await peer.next())!.payload) as { session: number };
    peer.frame(FRAME.append, 2, Buffer.concat(encodeAppend(session, new BlockEncoder('e', 1).encode([sampleEvent('e', 1, 1)]))));
    peer.call(3, 'flush');
    // The answer proves that the server has read the append before it is told to close.
    let frame = await peer.next();
    const closing = store.close();
    const kinds = [frame!.kind];
    for (frame = await peer.next(); frame !== undefined; frame = await peer.next()) kinds.push(frame.kind as 2);
    await closing;
    expect(kinds.filter((kind) => kind === FRAME.appended)).toHaveLength(1);
    expect(kinds[kinds.length - 1]).toBe(FRAME.goodbye);
    expect(store.server.connections).toBe(0);
    await store.server.close();
  });
});
