import { decodeMessage, FRAME, FRAME_LIMITS, type StoredEvent, StoredReader } from '@sutra/wire';
import { afterEach, describe, expect, it } from 'vitest';
import { RawPeer } from '../testing/raw-peer.ts';
import { override, type ServedStore, sampleEvent, serveTemporaryStore } from '../testing/served-store.ts';
import type { ServerLimits } from './limits.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A store of 60 events of two emitters, each the cause of the next. */
async function served(limits: Partial<ServerLimits> = {}, around?: Parameters<typeof serveTemporaryStore>[1]): Promise<ServedStore> {
  const store = await serveTemporaryStore({ limits }, around);
  closers.push(() => store.close());
  let causes: string[] = [];
  for (const emitter of ['a', 'b']) {
    const session = await store.engine.session(emitter, 1);
    const events = Array.from({ length: 30 }, (_, i) => {
      const event = { ...sampleEvent(emitter, 1, i + 1, { said: `${emitter} ${i % 5}`, [`only ${i}`]: true }), causes };
      causes = [event.id];
      return event;
    });
    await session.append(events);
    await session.close();
  }
  return store;
}

async function peerOf({ server }: ServedStore): Promise<Asking> {
  const peer = await RawPeer.greeted(server.port);
  closers.push(() => peer.close());
  return new Asking(peer);
}

/** Reads its answers with the words it has from those before. */
class Asking {
  readonly peer: RawPeer;
  readonly forms: string[] = [];
  readonly #reader = new StoredReader();
  #id = 0;

  constructor(peer: RawPeer) {
    this.peer = peer;
  }

  ask(op: string, args: object, keepWords = true): number {
    this.peer.callWith(++this.#id, { op, args, ...(keepWords ? { keepWords } : {}) });
    return this.#id;
  }

  /** The next answer: whose it is, and its events; or the code of a failure. */
  async next(): Promise<{ readonly id: number; readonly events: readonly StoredEvent[] | string }> {
    const frame = await this.peer.next();
    if (frame?.kind !== FRAME.answer) return { id: frame?.id ?? 0, events: 'failed' };
    const { tail } = decodeMessage(frame.payload, 1_000_000);
    this.forms.push(`${tail[2]} ${tail[3]}`);
    return { id: frame.id, events: this.#reader.read(tail) };
  }

  async asked(op: string, args: object, keepWords = true): Promise<readonly StoredEvent[] | string> {
    this.ask(op, args, keepWords);
    return (await this.next()).events;
  }
}

describe('answers that keep their words', () => {
  it('are the events that the engine gives, whatever is asked, and side by side with other connections', async () => {
    const store = await served();
    const { engine } = store;
    const peers = [await peerOf(store), await peerOf(store)];
    const last = (await engine.query({ limit: 1 })).events[0]!;
    for (let round = 0; round < 3; round++)
      for (const peer of peers) {
        expect(await peer.asked('query', { limit: 7 + round })).toEqual((await engine.query({ limit: 7 + round })).events);
        expect(await peer.asked('causes', { id: last.id, depth: 4 })).toEqual(await engine.causes({ id: last.id, depth: 4 }));
        expect(await peer.asked('event', { id: last.id })).toEqual([last]);
        expect(await peer.asked('effects', { id: last.causes[0] })).toEqual([last]);
        expect(await peer.asked('query', { entities: [['nobody']] })).toEqual([]);
        expect(await peer.asked('event', { id: 'nothing' }, round > 0)).toEqual([]);
      }
    for (const { forms } of peers) expect(forms).toEqual(['2 1', ...Array(4).fill('2 0'), '1 0', ...Array(12).fill('2 0')]);
  });

  it('leave in the order in which they were written when many are asked for at once', async () => {
    const store = await served();
    const peer = await peerOf(store);
    const ids = (await store.engine.query({ limit: 60 })).events.map(({ id }) => id);
    const asked = new Map<number, number>();
    for (let i = 0; i < 60; i++)
      asked.set(
        i % 3 === 0 ? peer.ask('query', { limit: i + 1 }) : peer.ask(i % 3 === 1 ? 'causes' : 'effects', { id: ids[i]!, limit: 60 }),
        i,
      );
    for (let n = 0; n < 60; n++) {
      const { id, events } = await peer.next();
      const i = asked.get(id)!;
      const expected =
        i % 3 === 0
          ? (await store.engine.query({ limit: i + 1 })).events
          : await (i % 3 === 1 ? store.engine.causes({ id: ids[i]!, limit: 60 }) : store.engine.effects({ id: ids[i]!, limit: 60 }));
      expect(events).toEqual(expected);
    }
    expect(peer.forms.slice(1).every((form) => form === '2 0')).toBe(true);
  });

  it('begin anew when their words are too many, and where one was not sent', async () => {
    const store = await served({ answerWordsBytesMax: 200 });
    const peer = await peerOf(store);
    for (const limit of [1, 1, 60, 1, 1])
      expect(await peer.asked('query', { limit })).toEqual((await store.engine.query({ limit })).events);
    expect(peer.forms).toEqual(['2 1', '2 0', '2 0', '2 1', '2 0']);

    // What is larger than a message may be fails when its run is written already.
    const refusing = await served({}, (engine) =>
      override(engine, {
        queryEncoded: (query, bytesMax, to, options) => {
          const take = (page: Parameters<typeof to.take>[0]): void =>
            to.take(query.limit === 60 ? { ...page, events: new Uint8Array(FRAME_LIMITS.messageBytesMax) } : page);
          return engine.queryEncoded(query, bytesMax, { begin: () => to.begin(), take }, options);
        },
      }),
    );
    const other = await peerOf(refusing);
    expect(await other.asked('query', { limit: 1 })).toHaveLength(1);
    expect(await other.asked('query', { limit: 60 })).toBe('failed');
    expect(await other.asked('query', { limit: 2 })).toEqual((await refusing.engine.query({ limit: 2 })).events);
    expect(other.forms).toEqual(['2 1', '2 1']);
  });

  it('are for as many connections as may have them; others are answered all the same, until one of these leaves', async () => {
    const store = await served({ answerWordsMax: 1 });
    const [first, second] = [await peerOf(store), await peerOf(store)];
    for (const peer of [first, second, first, second]) expect(await peer.asked('query', { limit: 2 })).toHaveLength(2);
    expect([first.forms, second.forms]).toEqual([
      ['2 1', '2 0'],
      ['1 0', '1 0'],
    ]);
    await first.peer.close();
    while (store.server.connections > 1) await new Promise((resolve) => setImmediate(resolve));
    expect(await second.asked('query', { limit: 2 })).toHaveLength(2);
    expect(second.forms.at(-1)).toBe('2 1');
  });

  it('come whole after a read that failed in the middle of being written', async () => {
    let fails = true;
    const store = await served({}, (engine) =>
      override(engine, {
        queryEncoded: (query, bytesMax, to, options) =>
          engine.queryEncoded(
            query,
            bytesMax,
            {
              begin: () => {
                const writer = to.begin();
                if (!fails) return writer;
                fails = false;
                return new Proxy(writer, {
                  get(target, key) {
                    if (key === 'finish') throw new Error('a disk failed');
                    const value = Reflect.get(target, key, target) as unknown;
                    return typeof value === 'function' ? value.bind(target) : value;
                  },
                });
              },
              take: (page) => to.take(page),
            },
            options,
          ),
      }),
    );
    const peer = await peerOf(store);
    expect(await peer.asked('query', { limit: 9 })).toBe('failed');
    for (const limit of [3, 9]) expect(await peer.asked('query', { limit })).toEqual((await store.engine.query({ limit })).events);
    expect(peer.forms).toEqual(['2 1', '2 0']);
  });
});
