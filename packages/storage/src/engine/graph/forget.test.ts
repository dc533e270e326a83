import { afterEach, describe, expect, it } from 'vitest';
import type { Engine } from '../index.ts';
import { event, range, TestStore } from '../testing/store.ts';

let store: TestStore;
let engine: Engine;
const open = async (): Promise<void> => {
  store = new TestStore();
  engine = await store.open();
};
afterEach(() => store.remove());

const types = async (id: string, asOf?: { seq: number }): Promise<string[]> =>
  (await engine.neighbours({ id, ...(asOf === undefined ? {} : { asOf }) })).associations.map(
    ({ source, type, target }) => `${source} ${type} ${target}`,
  );

describe('forgetting', () => {
  it('ends a concept and its associations; the past still has them, and learning begins anew', async () => {
    await open();
    const session = await engine.session('m', 1);
    await session.append(range(1, 1));
    await engine.learn({
      concepts: [{ id: 'rack', content: 'old', strength: 0.2, metadata: { floor: 3 } }],
      associations: [
        { source: 'rack', type: 'holds', target: 'box' },
        { source: 'room', type: 'has', target: 'rack' },
        { source: 'room', type: 'has', target: 'box' },
      ],
    });
    await session.append(range(2, 2));
    await engine.forget({ concepts: ['rack'], associations: [{ source: 'room', type: 'has', target: 'box' }] });
    const check = async (): Promise<void> => {
      expect(await engine.concept('rack')).toBeUndefined();
      expect(await types('rack')).toEqual([]);
      expect(await types('room')).toEqual([]);
      expect(await types('box')).toEqual([]);
      expect(await engine.concept('rack', { seq: 1 })).toMatchObject({ content: 'old', version: 1 });
      expect(await types('rack', { seq: 1 })).toEqual(['rack holds box', 'room has rack']);
      expect(await types('room', { seq: 1 })).toEqual(['room has box', 'room has rack']);
      expect((await engine.search({ text: 'old' })).hits).toEqual([]);
      expect((await engine.search({ text: 'old', asOf: { seq: 1 } })).hits.map(({ concept }) => concept.id)).toEqual(['rack']);
    };
    await check();
    engine = await store.reopen();
    await check();
    expect(await engine.stats()).toMatchObject({ concepts: 0, associations: 3 });
    await engine.learn({ concepts: [{ id: 'rack', content: 'new' }], associations: [{ source: 'room', type: 'has', target: 'box' }] });
    expect(await engine.concept('rack')).toMatchObject({ content: 'new', version: 3, strength: 1, metadata: {} });
    expect(await types('rack')).toEqual([]);
    expect(await types('room')).toEqual(['room has box']);
    expect(await engine.stats()).toMatchObject({ concepts: 1, associations: 3 });
  });

  it('takes all or nothing, is harmless to repeat with a key, and leaves what events say', async () => {
    await open();
    await (await engine.session('m', 1)).append([event(1, { entities: ['agent-1'] })]);
    await engine.learn({ concepts: [{ id: 'agent-1', content: 'taught' }] });
    await expect(engine.forget({ concepts: ['agent-1', 'nobody'] })).rejects.toMatchObject({ code: 'SUTRA_STORE_UNKNOWN' });
    await expect(engine.forget({ associations: [{ source: 'a', type: 'b', target: 'c' }] })).rejects.toThrow(/association a b c/);
    expect(await engine.concept('agent-1')).toMatchObject({ content: 'taught' });
    expect(await engine.forget({ key: 'f', concepts: ['agent-1'] })).toEqual({ seq: 1, duplicate: false });
    expect(await engine.forget({ key: 'f', concepts: ['agent-1'] })).toEqual({ seq: 1, duplicate: true });
    expect(await engine.concept('agent-1')).toMatchObject({ kind: 'entity', content: 'agent-1' });
    await expect(engine.forget({})).rejects.toMatchObject({ code: 'SUTRA_STORE_INVALID' });
  });
});

describe('a draft', () => {
  it('is refused with the name of the field that is wrong, and nothing of its batch is learned', async () => {
    await open();
    let deep: unknown = 1;
    for (let i = 0; i < 40; i++) deep = [deep];
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    const bad: [object, string][] = [
      [{ id: 'a\nb', content: 1 }, 'concepts[1].id'],
      [{ id: 'a\ud800', content: 1 }, 'concepts[1].id'],
      [{ id: 7, content: 1 }, 'concepts[1].id'],
      [{ id: 'a', content: Number.NaN }, 'concepts[1].content'],
      [{ id: 'a', content: { b: [1, undefined] } }, 'concepts[1].content.b.1'],
      [{ id: 'a', content: 'x'.repeat(2_000_000) }, 'concepts[1].content'],
      [{ id: 'a', content: 1, metadata: { x: 'x'.repeat(70_000) } }, 'concepts[1].metadata'],
      [{ id: 'a', content: 1, strength: Number.NaN }, 'concepts[1].strength'],
      [{ id: 'a', content: 1, embedding: [1, Number.NaN] }, 'concepts[1].embedding[1]'],
      [{ id: 'a', content: 1, embedding: [0, 0] }, 'concepts[1].embedding'],
    ];
    for (const [draft, field] of bad) {
      const batch = { concepts: [{ id: 'ok', content: 1 }, draft as { id: string; content: number }] };
      await expect(engine.learn(batch)).rejects.toMatchObject({
        code: 'SUTRA_STORE_INVALID',
        details: { field },
        message: expect.stringContaining(field),
      });
    }
    for (const content of [deep, cycle])
      await expect(engine.learn({ concepts: [{ id: 'a', content: content as number }] })).rejects.toThrow(/nested deeper than 32/);
    expect(await engine.concept('ok')).toBeUndefined();
    await engine.learn({ concepts: [{ id: 'v', content: 1, embedding: [1, 2, 3] }] });
    const wrong = { concepts: [{ id: 'w', content: 1, embedding: new Float32Array(4).fill(1) }] };
    for (let i = 0; i < 2; i++) {
      await expect(engine.learn(wrong)).rejects.toMatchObject({
        code: 'SUTRA_STORE_DIMENSION',
        details: { field: 'concepts[0].embedding', given: 4, dimension: 3 },
      });
      engine = await store.reopen();
    }
    await expect(engine.search({ vector: [1, 2] })).rejects.toMatchObject({ code: 'SUTRA_STORE_DIMENSION', details: { field: 'vector' } });
  });

  it('with two dimensions in two batches at once: the first decides', async () => {
    await open();
    const concept = (id: string, dimension: number) => ({
      concepts: [{ id, content: 1, embedding: new Array<number>(dimension).fill(1) }],
    });
    const outcome = await Promise.allSettled([engine.learn(concept('a', 3)), engine.learn(concept('b', 4)), engine.learn(concept('c', 3))]);
    expect(outcome.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});
