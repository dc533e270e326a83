import { seededChance } from '@sutra/kit';
import { afterEach, describe, expect, it } from 'vitest';
import type { Path, PathQuery } from '../../contract/graph.ts';
import type { Association, AssociationDraft } from '../../contract/query.ts';
import type { Engine } from '../index.ts';
import { event, TestStore } from '../testing/store.ts';

let store: TestStore;
let engine: Engine;
const open = async (): Promise<void> => {
  store = new TestStore();
  engine = await store.open();
};
afterEach(() => store.remove());

const nodes = ({ hops }: Path): string => [hops[0]?.from, ...hops.map(({ to }) => to)].join(' ');
const walked = ({ hops }: Path): string =>
  hops.map(({ from, type, direction, to }) => `${from}${direction === 'out' ? '-' : '~'}${type} ${to}`).join(' ');

interface Link {
  readonly from: string;
  readonly to: string;
  readonly edge: Association;
  readonly direction: 'out' | 'in';
}

/** Every path without a repeated node, by trying all. */
function every(edges: readonly Association[], query: PathQuery): Link[][] {
  const { direction = 'both', types, depth = 6, timeRespecting } = query;
  const links: Link[] = edges
    .filter(({ type, source, target }) => (types === undefined || types.includes(type)) && source !== target)
    .flatMap((edge) => [
      ...(direction !== 'in' ? [{ from: edge.source, to: edge.target, edge, direction: 'out' as const }] : []),
      ...(direction !== 'out' ? [{ from: edge.target, to: edge.source, edge, direction: 'in' as const }] : []),
    ]);
  const found: Link[][] = [];
  const go = (node: string, path: Link[]): void => {
    if (node === query.to) return void found.push(path);
    if (path.length === depth) return;
    for (const link of links) {
      if (link.from !== node || link.to === query.from || path.some(({ to }) => to === link.to)) continue;
      if (timeRespecting === true && path.length > 0 && link.edge.timeUs < path.at(-1)!.edge.timeUs) continue;
      go(link.to, [...path, link]);
    }
  };
  go(query.from, []);
  return found;
}

const product = (path: readonly Link[]): number => path.reduce((all, { edge }) => all * edge.confidence, 1);
const said = (path: readonly Link[]): string =>
  path.map(({ from, edge, direction, to }) => `${from}${direction === 'out' ? '-' : '~'}${edge.type} ${to}`).join(' ');

describe('paths', () => {
  it('agree with trying everything, on random graphs, in every mode, direction and order of time', async () => {
    await open();
    const chance = seededChance(11);
    const whole = (max: number): number => Math.floor(chance.next() * max);
    for (let round = 0; round < 12; round++) {
      const size = 4 + whole(5);
      const name = (i: number): string => `g${round}-${i}`;
      const edges: Association[] = [];
      for (let i = 0; i < size * 2 + whole(6); i++) {
        const draft: AssociationDraft = {
          source: name(whole(size)),
          type: ['a', 'b'][whole(2)]!,
          target: name(whole(size)),
          confidence: [0, 0.5, 0.5, 0.9, 1, chance.next()][whole(6)]!,
        };
        store.clock.advance(whole(3));
        await engine.learn({ associations: [draft] });
        const { source, type, target } = draft;
        const same = edges.findIndex((edge) => edge.source === source && edge.type === type && edge.target === target);
        if (same >= 0) edges.splice(same, 1);
        edges.push({ source, type, target, confidence: draft.confidence!, weight: 1, timeUs: store.clock.wallUs() });
      }
      await engine.learn({ concepts: [name(0), name(1)].map((id) => ({ id, content: id })) });
      for (let i = 0; i < 12; i++) {
        const query: PathQuery = {
          from: name(0),
          to: name(1),
          direction: (['out', 'in', 'both'] as const)[whole(3)]!,
          depth: 1 + whole(7),
          timeRespecting: chance.next() < 0.5,
          ...(chance.next() < 0.3 ? { types: ['a'] } : {}),
        };
        const expected = every(edges, query);
        const all = await engine.paths({ ...query, mode: 'all', limit: 1000 });
        expect(all).toMatchObject({ partial: expected.length > 1000 });
        if (expected.length <= 1000) expect(all.paths.map(walked).sort()).toEqual(expected.map(said).sort());
        const lengths = all.paths.map(({ hops }) => hops.length);
        expect(lengths).toEqual([...lengths].sort((a, b) => a - b));

        const [shortest] = (await engine.paths(query)).paths;
        expect(shortest?.hops.length).toBe(expected.length === 0 ? undefined : Math.min(...expected.map((path) => path.length)));
        if (shortest !== undefined) expect(expected.map(said)).toContain(walked(shortest));

        const best = (await engine.paths({ ...query, mode: 'best', limit: 5 })).paths;
        const believed = expected.filter((path) => product(path) > 0).sort((a, b) => product(b) - product(a) || a.length - b.length);
        expect(best.length).toBe(Math.min(5, believed.length));
        best.forEach((path, at) => {
          expect(path.confidence).toBeCloseTo(product(believed[at]!), 7);
          expect(expected.map(said)).toContain(walked(path));
          expect(path.hops.at(-1)!.score).toBe(path.confidence);
        });
      }
    }
  });

  it('through a dense graph whose cheapest ways are longer than a path may be agree with trying everything too', async () => {
    await open();
    const chance = seededChance(5);
    const SIZE = 14;
    const edges: Association[] = [];
    for (let i = 0; i < SIZE; i++)
      for (let j = 0; j < SIZE; j++) {
        if (i === j) continue;
        const confidence = j === (i + 1) % SIZE ? 0.9999 : 0.8 + 0.19 * chance.next();
        edges.push({ source: `d${i}`, type: 'a', target: `d${j}`, confidence, weight: 1, timeUs: store.clock.wallUs() });
      }
    await engine.learn({ associations: edges.map(({ timeUs: _, ...draft }) => draft) });
    for (const timeRespecting of [false, true]) {
      const query: PathQuery = { from: 'd0', to: `d${SIZE - 1}`, direction: 'out', depth: 4, timeRespecting };
      const right = every(edges, query).sort((a, b) => product(b) - product(a) || a.length - b.length);
      const { paths, partial } = await engine.paths({ ...query, mode: 'best', limit: 120, timeMaxMs: 30_000 });
      expect(partial).toBe(false);
      expect(paths.map(({ confidence }) => confidence.toFixed(7))).toEqual(right.slice(0, 120).map((path) => product(path).toFixed(7)));
    }
  });

  it('of equal confidence come shorter first, and a surer longer one before an unsure short one', async () => {
    await open();
    const sure = (source: string, target: string, confidence = 1): AssociationDraft => ({ source, type: 't', target, confidence });
    await engine.learn({
      associations: [sure('a', 'z', 0.4), sure('a', 'b'), sure('b', 'z'), sure('a', 'c'), sure('c', 'd'), sure('d', 'z')],
    });
    const { paths } = await engine.paths({ from: 'a', to: 'z', mode: 'best' });
    expect(paths.map(nodes)).toEqual(['a b z', 'a c d z', 'a z']);
    expect(paths[2]!.hops).toEqual([
      { from: 'a', to: 'z', type: 't', direction: 'out', confidence: 0.4, weight: 1, timeUs: expect.any(Number), score: 0.4 },
    ]);
    expect(await engine.paths({ from: 'a', to: 'a' })).toMatchObject({ paths: [{ hops: [], confidence: 1 }], partial: false });
  });

  it('say which limit cut them short, and give what they have', async () => {
    await open();
    const fan = Array.from({ length: 3000 }, (_, i) => ({ source: 'hub', type: 'to', target: `leaf-${i}` }));
    await engine.learn({ associations: [...fan, { source: 'leaf-2999', type: 'to', target: 'end' }] });
    // From the other end there is little to look at: the hub is met before it is read.
    expect((await engine.paths({ from: 'hub', to: 'end', visitedMax: 100 })).paths.map(nodes)).toEqual(['hub leaf-2999 end']);
    const short = await engine.paths({ from: 'hub', to: 'end', mode: 'shortest', timeRespecting: true, visitedMax: 100 });
    expect(short).toMatchObject({ paths: [], partial: true, partialBecause: expect.stringMatching(/100/) });
    await engine.learn({
      associations: ['x', 'y'].flatMap((id) => [
        { source: 'p', type: 't', target: id },
        { source: id, type: 't', target: 'q' },
      ]),
    });
    expect(await engine.paths({ from: 'p', to: 'q', mode: 'all', limit: 1 })).toMatchObject({
      paths: [expect.anything()],
      partial: true,
      partialBecause: 'there are more than 1 paths',
    });
    expect(await engine.paths({ from: 'p', to: 'q', mode: 'all', limit: 2 })).toMatchObject({ partial: false });
    expect(await engine.paths({ from: 'p', to: 'hub' })).toMatchObject({ paths: [], partial: false });
  });

  it('go through events, as of any position, unless only what was learned is asked for', async () => {
    await open();
    const session = await engine.session('m', 1);
    const crash = event(1, { type: 'crash', entities: ['node-1', 'agent-1'] });
    const restart = event(2, { type: 'restart', entities: ['node-1'], causes: [crash.id] });
    await session.append([crash, restart]);
    await engine.learn({ associations: [{ source: 'rack-7', type: 'holds', target: 'agent-1', confidence: 0.5 }] });
    const query: PathQuery = { from: 'rack-7', to: restart.id };
    const { paths } = await engine.paths({ ...query, mode: 'best', limit: 1 });
    expect(paths.map(walked)).toEqual([`rack-7-holds agent-1 agent-1-crash ${crash.id} ${crash.id}-caused ${restart.id}`]);
    expect((await engine.paths(query)).paths[0]!.hops.length).toBe(3);
    expect((await engine.paths({ ...query, learnedOnly: true })).paths).toEqual([]);
    expect((await engine.paths({ from: crash.id, to: restart.id, types: ['temporal'] })).paths).toHaveLength(1);
    await expect(engine.paths({ ...query, asOf: { seq: 1 } })).rejects.toMatchObject({ code: 'SUTRA_STORE_UNKNOWN' });
    expect((await engine.paths({ from: 'node-1', to: 'agent-1', asOf: { seq: 1 } })).paths.map((path) => path.hops.length)).toEqual([2]);
  });

  it('refuse what makes no sense, naming it', async () => {
    await open();
    await engine.learn({ concepts: [{ id: 'a', content: 1 }] });
    const bad: [PathQuery, string, RegExp][] = [
      [{ from: 'a', to: 'nobody' }, 'SUTRA_STORE_UNKNOWN', /"nobody"/],
      [{ from: 'a\u0007', to: 'a' }, 'SUTRA_STORE_INVALID', /from .*control character/],
      [{ from: 'a', to: '' }, 'SUTRA_STORE_INVALID', /to "" has 0 bytes/],
      [{ from: 'a', to: 'a', depth: 33 }, 'SUTRA_STORE_INVALID', /depth 33/],
      [{ from: 'a', to: 'a', limit: 0 }, 'SUTRA_STORE_INVALID', /limit 0/],
      [{ from: 'a', to: 'a', timeMaxMs: Number.NaN }, 'SUTRA_STORE_INVALID', /timeMaxMs NaN/],
      [{ from: 'a', to: 'a', mode: 'widest' as 'best' }, 'SUTRA_STORE_INVALID', /mode "widest"/],
    ];
    for (const [query, code, message] of bad)
      await expect(engine.paths(query)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});
