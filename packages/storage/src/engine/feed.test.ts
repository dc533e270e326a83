import { afterEach, describe, expect, it } from 'vitest';
import type { FeedItem } from '../contract/query.ts';
import type { Engine } from './index.ts';
import { event, range, TestStore } from './testing/store.ts';

let store: TestStore;
let engine: Engine;
const open = async (limits = {}): Promise<void> => {
  store = new TestStore(limits);
  engine = await store.open();
};
afterEach(() => store.remove());

/** `1-5`, `live 5`, `gap 6-9`: a feed as a transcript. */
function say(item: FeedItem): string {
  if (item.kind === 'events') return `${item.events[0]!.seq}-${item.events.at(-1)!.seq}`;
  return item.kind === 'live' ? `live ${item.seq}` : `gap ${item.fromSeq}-${item.toSeq}`;
}

describe('a feed', () => {
  it('catches up, says when it is live, then follows in order without holes', async () => {
    await open({ segmentBytes: 4096 });
    const session = await engine.session('m', 1);
    await session.append(range(1, 300));
    const stop = new AbortController();
    const seqs: number[] = [];
    let live = 0;
    const following = (async () => {
      for await (const item of engine.feed({ fromSeq: 101 }, stop.signal)) {
        if (item.kind === 'events') seqs.push(...item.events.map(({ seq }) => seq));
        else if (item.kind === 'live') live = item.seq;
        if (seqs.at(-1) === 900) break;
      }
    })();
    for (let n = 301; n <= 900; n += 20) await session.append(range(n, n + 19));
    await following;
    expect(seqs).toEqual(Array.from({ length: 800 }, (_, i) => i + 101));
    expect(live).toBeGreaterThanOrEqual(300);
  });

  it('from 0 shows only what comes from now on', async () => {
    await open();
    const session = await engine.session('m', 1);
    await session.append(range(1, 3));
    const feed = engine.feed({ fromSeq: 0 }, new AbortController().signal)[Symbol.asyncIterator]();
    expect(say((await feed.next()).value)).toBe('live 3');
    const next = feed.next();
    await session.append(range(4, 5));
    expect(say((await next).value)).toBe('4-5');
    await feed.return?.();
    expect((await engine.stats()).subscribers).toBe(0);
  });

  it('shows only the types and entities asked for', async () => {
    await open();
    const session = await engine.session('m', 1);
    const feed = engine
      .feed({ fromSeq: 1, types: ['crash'], entities: [['node-1']] }, new AbortController().signal)
      [Symbol.asyncIterator]();
    await feed.next();
    const next = feed.next();
    await session.append([
      event(1),
      event(2, { type: 'crash', entities: ['node-2'] }),
      event(3, { type: 'crash', entities: ['x', 'node-1'] }),
    ]);
    expect((await next).value).toMatchObject({ kind: 'events', events: [{ seq: 3 }] });
    await feed.return?.();
  });

  it('tells a live follower that fell too far behind of its gap, and goes on behind it', async () => {
    await open({ feedLagMax: 100 });
    const session = await engine.session('m', 1);
    await session.append(range(1, 500));
    const feed = engine.feed({ fromSeq: 1 }, new AbortController().signal)[Symbol.asyncIterator]();
    const seen = [say((await feed.next()).value), say((await feed.next()).value)];
    await session.append(range(501, 550));
    seen.push(say((await feed.next()).value));
    await session.append(range(551, 700));
    seen.push(say((await feed.next()).value));
    await session.append(range(701, 710));
    seen.push(say((await feed.next()).value));
    // Catching up is never a gap, however far; only a live one can fall behind.
    expect(seen).toEqual(['1-500', 'live 500', '501-550', 'gap 551-700', '701-710']);
    await feed.return?.();
  });

  it('ends with its signal, and fails when the store closes', async () => {
    await open();
    const stop = new AbortController();
    const feed = engine.feed({ fromSeq: 0 }, stop.signal)[Symbol.asyncIterator]();
    await feed.next();
    const next = feed.next();
    stop.abort();
    expect((await next).done).toBe(true);
    const other = engine.feed({ fromSeq: 0 }, new AbortController().signal)[Symbol.asyncIterator]();
    await other.next();
    const failing = expect(other.next()).rejects.toMatchObject({ code: 'SUTRA_STORE_CLOSED' });
    await engine.close();
    await failing;
  });

  it('is refused above the limit of followers', async () => {
    await open({ subscribersMax: 1 });
    const feed = engine.feed({ fromSeq: 0 }, new AbortController().signal)[Symbol.asyncIterator]();
    await feed.next();
    const second = engine.feed({ fromSeq: 0 }, new AbortController().signal)[Symbol.asyncIterator]();
    await expect(second.next()).rejects.toMatchObject({ code: 'SUTRA_STORE_BUSY' });
    await feed.return?.();
  });

  it('tells listeners of every commit, each event once', async () => {
    await open();
    const commits: [number, number][] = [];
    const stop = engine.onCommit((from, to) => commits.push([from, to]));
    const session = await engine.session('m', 1);
    await session.append(range(1, 3));
    await engine.learn({ concepts: [{ id: 'x', content: 1 }] });
    await session.append(range(4, 9));
    stop();
    await session.append(range(10, 10));
    expect(commits).toEqual([
      [1, 3],
      [4, 9],
    ]);
  });
});
