import { seededChance } from '@sutra/kit';
import { afterEach, expect, it } from 'vitest';
import type { AsOf, Association, NeighbourQuery } from '../../contract/query.ts';
import type { Engine } from '../index.ts';
import { event, TestStore } from '../testing/store.ts';

const store = new TestStore();
afterEach(() => store.remove());

const IDS = Array.from({ length: 14 }, (_, i) => `n${i}`);
const TYPES = ['feeds', 'owns', 'uses'];
const WORDS = ['disk', 'rack', 'fan', 'rain'];
const ROUNDS = 160;
const QUESTIONS = 40;

interface Said {
  readonly content: string;
  readonly confidence: number;
  readonly version: number;
}
/** What was known at one time: all of it, written down anew after every step. */
interface Moment {
  readonly seq: number;
  readonly timeUs: number;
  readonly concepts: ReadonlyMap<string, Said>;
  readonly edges: ReadonlyMap<string, Association>;
}

const chance = seededChance(77);
const whole = (max: number): number => Math.floor(chance.next() * max);
const pick = <T>(of: readonly T[]): T => of[whole(of.length)]!;
const keyOf = ({ source, type, target }: Pick<Association, 'source' | 'type' | 'target'>): string => `${source} ${type} ${target}`;
const touching = (edges: Map<string, Association>, id: string): string[] =>
  [...edges].filter(([, { source, target }]) => source === id || target === id).map(([key]) => key);

/** One random step, in the store and in what is written down. */
async function step(engine: Engine, seq: number, before: Moment, versions: Map<string, number>): Promise<Moment> {
  store.clock.advance(1 + whole(3));
  const timeUs = store.clock.wallUs();
  const concepts = new Map(before.concepts);
  const edges = new Map(before.edges);
  const kind = chance.next();
  if (kind < 0.45) {
    const associations = Array.from({ length: 1 + whole(4) }, () => {
      return {
        source: pick(IDS),
        type: pick(TYPES),
        target: pick(IDS),
        confidence: Math.round(chance.next() * 100) / 100,
        weight: whole(5) - 2,
      };
    });
    const unique = [...new Map(associations.map((edge) => [keyOf(edge), edge])).values()];
    await engine.learn({ associations: unique });
    for (const edge of unique) edges.set(keyOf(edge), { ...edge, timeUs });
  } else if (kind < 0.8) {
    const id = pick(IDS);
    const said = { content: `${pick(WORDS)} ${pick(WORDS)}`, confidence: Math.round(chance.next() * 100) / 100 };
    await engine.learn({ concepts: [{ id, ...said }] });
    versions.set(id, (versions.get(id) ?? 0) + 1);
    concepts.set(id, { ...said, version: versions.get(id)! });
  } else if (kind < 0.9 && concepts.size > 0) {
    const id = pick([...concepts.keys()]);
    await engine.forget({ concepts: [id] });
    versions.set(id, versions.get(id)! + 1);
    concepts.delete(id);
    for (const key of touching(edges, id)) edges.delete(key);
  } else if (edges.size > 0) {
    const [key, { source, type, target }] = pick([...edges]);
    await engine.forget({ associations: [{ source, type, target }] });
    edges.delete(key);
  }
  return { seq, timeUs, concepts, edges };
}

/** Every page of an answer. */
async function allNeighbours(engine: Engine, query: NeighbourQuery): Promise<Association[]> {
  const found: Association[] = [];
  let cursor: string | undefined;
  do {
    const page = await engine.neighbours({ ...query, limit: 3, ...(cursor === undefined ? {} : { cursor }) });
    found.push(...page.associations);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
}

const sorted = (edges: readonly Association[]): Association[] => [...edges].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

/** Hops of the shortest path, going through everything breadth first; undefined without one. */
function distance(edges: readonly Association[], from: string, to: string, depth: number): number | undefined {
  let [seen, layer, hops] = [new Set([from]), [from], 0];
  for (; layer.length > 0 && hops <= depth; hops++) {
    if (layer.includes(to)) return hops;
    const next = edges.flatMap(({ source, target }) => [
      ...(layer.includes(source) ? [target] : []),
      ...(layer.includes(target) ? [source] : []),
    ]);
    layer = [...new Set(next)].filter((id) => !seen.has(id));
    seen = new Set([...seen, ...layer]);
  }
  return undefined;
}

async function agrees(engine: Engine, { concepts, edges }: Moment, asOf: AsOf | undefined): Promise<void> {
  const at = asOf === undefined ? {} : { asOf };
  const id = pick(IDS);
  const known = concepts.get(id);
  const found = await engine.concept(id, asOf);
  if (known === undefined) expect(found?.kind).not.toBe('concept');
  else expect(found).toMatchObject({ ...known, kind: 'concept' });
  const direction = pick(['out', 'in', 'both'] as const);
  const types = chance.next() < 0.5 ? [pick(TYPES)] : TYPES;
  const confidenceMin = chance.next() < 0.5 ? 0.5 : 0;
  const around = [...edges.values()].filter(
    ({ source, target, type, confidence }) =>
      ((source === id && direction !== 'in') || (target === id && direction !== 'out')) &&
      types.includes(type) &&
      confidence >= confidenceMin,
  );
  expect(sorted(await allNeighbours(engine, { id, direction, types, confidenceMin, ...at }))).toEqual(sorted(around));
  const word = pick(WORDS);
  const holding = [...concepts].filter(([, { content }]) => content.split(' ').includes(word)).map(([key]) => key);
  const { hits } = await engine.search({ text: word, mode: 'lexical', limit: 100, ...at });
  expect(hits.map(({ concept }) => concept.id).sort()).toEqual(holding.sort());
  const likely = { text: word, limit: 100, where: [{ field: 'confidence', gte: 0.5 }] };
  const both = (await engine.search({ ...likely, ...at })).hits;
  for (const { concept } of both)
    expect(concepts.get(concept.id)).toMatchObject({ content: concept.content, confidence: concept.confidence });
  expect(
    both
      .filter(({ from }) => from.lexical !== undefined)
      .map(({ concept }) => concept.id)
      .sort(),
  ).toEqual(holding.filter((key) => concepts.get(key)!.confidence >= 0.5));
  const other = pick(IDS);
  const named = (end: string): boolean =>
    concepts.has(end) || [...edges.values()].some(({ source, target }) => source === end || target === end);
  const query = { from: id, to: other, depth: 4, ...at };
  if (!named(id) || !named(other)) return void (await expect(engine.paths(query)).rejects.toMatchObject({ code: 'SUTRA_STORE_UNKNOWN' }));
  for (const mode of ['shortest', 'all'] as const) {
    const { paths, partial } = await engine.paths({ ...query, mode, limit: 1_000 });
    expect(paths[0]?.hops.length).toBe(distance([...edges.values()], id, other, 4));
    for (const { hops } of paths)
      for (const { from, to, type, direction: way, confidence } of hops) {
        const key = way === 'out' ? `${from} ${type} ${to}` : `${to} ${type} ${from}`;
        expect(edges.get(key)).toMatchObject({ confidence });
      }
    expect(partial).toBe(paths.length === 1_000);
  }
}

it('every graph read agrees with what was written down, now and as of any position and time, also after a start', async () => {
  let engine = await store.open();
  const session = await engine.session('m', 1);
  const moments: Moment[] = [{ seq: 0, timeUs: 0, concepts: new Map(), edges: new Map() }];
  const versions = new Map<string, number>();
  let seq = 0;
  for (let round = 0; round < ROUNDS; round++) {
    if (chance.next() < 0.3) await session.append([event(++seq, { type: 'tick', entities: [] })]);
    moments.push(await step(engine, seq, moments.at(-1)!, versions));
  }
  for (const reopen of [false, true]) {
    if (reopen) engine = await store.reopen();
    for (let question = 0; question < QUESTIONS; question++) {
      const moment = pick(moments);
      const lastOfSeq = moments.filter((other) => other.seq <= moment.seq).at(-1)!;
      await agrees(engine, moments.at(-1)!, undefined);
      await agrees(engine, moment, { timeUs: moment.timeUs });
      await agrees(engine, lastOfSeq, { seq: moment.seq });
    }
  }
});
