import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../engine.ts';
import { event, TestStore } from '../testing/store.ts';

const store = new TestStore();
let engine: Engine;
beforeAll(async () => {
  engine = await store.open();
  const session = await engine.session('m', 1);
  await session.append([
    event(1, { body: { severity: 'low', load: 3 } }),
    event(2, { type: 'node_crashed', entities: ['node-1'], body: { exit_code: 137 }, meta: { because: 'oom' } }),
  ]);
  await engine.learn({
    concepts: [{ id: 'ada', content: 'Ada', metadata: { role: 'author' } }],
    associations: [
      { source: 'ada', type: 'works_at', target: 'mill' },
      { source: 'ada', type: 'knew', target: 'bob' },
    ],
  });
  await engine.forget({ associations: [{ source: 'ada', type: 'knew', target: 'bob' }] });
});
afterAll(() => store.remove());

describe('an association type that nothing is called', () => {
  it('is named in the answer, with the one that was meant', async () => {
    const page = await engine.neighbours({ id: 'ada', types: ['work_at'] });
    expect(page).toMatchObject({ associations: [], unknown: [{ field: 'types[0]', name: 'work_at', nearest: 'works_at' }] });
    const { unknown } = await engine.paths({ from: 'ada', to: 'mill', types: ['works_at', 'zzzzzzzz'] });
    expect(unknown).toEqual([{ field: 'types[1]', name: 'zzzzzzzz' }]);
  });

  it('is told apart from one that was forgotten, one of events, and one that only others have', async () => {
    for (const types of [['knew'], ['node_crashed'], ['caused', 'temporal'], ['works_at']])
      expect(await engine.neighbours({ id: 'bob', types })).not.toHaveProperty('unknown');
  });

  it('is found again by an index built anew', async () => {
    const again = store.copy();
    const rebuilt = await again.open();
    expect(await rebuilt.neighbours({ id: 'ada', types: ['works_at'] })).not.toHaveProperty('unknown');
    expect(await rebuilt.neighbours({ id: 'ada', types: ['owns'] })).toHaveProperty('unknown');
    await again.remove();
  });
});

describe('a question about events that found nothing', () => {
  it('names types that the log never had', async () => {
    expect((await engine.query({ types: ['node_crash'] })).unknown).toEqual([
      { field: 'types[0]', name: 'node_crash', nearest: 'node_crashed' },
    ]);
    expect((await engine.aggregate({ types: ['tick', 'tik'], toUs: 1 })).unknown).toEqual([
      { field: 'types[1]', name: 'tik', nearest: 'tick' },
    ]);
  });

  it('names fields that no event it is about has, also of alternatives, groupings and measures', async () => {
    expect((await engine.query({ where: [{ field: 'severty', is: ['low'] }] })).unknown).toEqual([
      { field: 'where[0].field', name: 'severty', nearest: 'severity', lookedAt: 2 },
    ]);
    const about = { types: ['node_crashed'] };
    const any = [[{ field: 'exit_code', is: [1] }], [{ field: 'meta.becaus', exists: true }]];
    expect((await engine.query({ ...about, any })).unknown).toEqual([
      { field: 'any[1][0].field', name: 'meta.becaus', nearest: 'meta.because', lookedAt: 1 },
    ]);
    expect((await engine.aggregate({ groupBy: ['type', 'exitcode'], measures: [{ fn: 'max', field: 'laod' }] })).unknown).toEqual([
      { field: 'groupBy[1]', name: 'exitcode', nearest: 'exit_code', lookedAt: 2 },
      { field: 'measures[0].field', name: 'laod', nearest: 'load', lookedAt: 2 },
    ]);
  });

  it('says nothing of the kind when only the values do not fit, when something was found, or when the log is empty', async () => {
    for (const query of [
      { where: [{ field: 'severity', is: ['high'] }] },
      { where: [{ field: 'type', is: ['none'] }] },
      { entities: [['nobody']] },
      { types: ['tick', 'nothing'] },
      { types: ['tick'], where: [{ field: 'severity', is: ['low'] }] },
      { entities: [['nobody']], where: [{ field: 'what', exists: true }] },
    ])
      expect(await engine.query(query)).not.toHaveProperty('unknown');
    const empty = new TestStore();
    expect(await (await empty.open()).query({ types: ['x'] })).not.toHaveProperty('unknown');
    await empty.remove();
  });
});

describe('a field that concepts cannot have', () => {
  it.each([
    ['confidnce', 'did you mean confidence?'],
    ['meta.role', 'did you mean metadata.role?'],
  ])('%s is refused with what was meant', async (field, meant) => {
    await expect(engine.search({ text: 'ada', where: [{ field, exists: true }] })).rejects.toMatchObject({
      code: 'SUTRA_STORE_INVALID',
      message: expect.stringContaining(meant) as unknown,
      details: { field: 'where[0].field' },
    });
  });
});
