import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ConceptRows } from './concept-rows.ts';
import { EdgeRows, type Visible } from './edge-rows.ts';

const VERSIONS = 100_000;
const folder = mkdtempSync(join(tmpdir(), 'sutra-versions-'));
const root = open<unknown, string>({ path: join(folder, 'graph.mdb'), noSubdir: true, maxDbs: 8 });
const concepts = new ConceptRows(root);
const edges = new EdgeRows(root, (id, number, visible) => concepts.forgottenSince(id, number, visible));

beforeAll(async () => {
  await root.transaction(() => {
    for (let number = 1; number <= VERSIONS; number++) {
      const row = { strength: 1, confidence: 1, metadata: {}, createdUs: 1, doc: 0, forgotten: false };
      concepts.put('busy', number, { ...row, content: number, version: number, updatedUs: number * 10, seq: number });
      edges.put({ source: 'hub', type: 'holds', target: 'busy' }, number, [1, number, number * 10, number, 0]);
    }
    edges.put({ source: 'hub', type: 'holds', target: 'calm' }, VERSIONS + 1, [1, 7, 0, 0, 0]);
  });
});
afterAll(async () => {
  await root.close();
  rmSync(folder, { recursive: true });
});

it('what was learned a hundred thousand times is read as of any of them with a look at a few versions', () => {
  for (const wanted of [0, 1, 2, 16, 17, 4_711, 50_000, VERSIONS - 1, VERSIONS]) {
    let looks = 0;
    const visible: Visible = ({ seq }) => {
      looks++;
      return seq <= wanted;
    };
    expect(concepts.newest('busy', visible)?.content).toBe(wanted === 0 ? undefined : wanted);
    expect(looks).toBeLessThan(64);
    looks = 0;
    const { edges: found, next } = edges.page({ id: 'hub' }, visible, undefined, 1_000);
    expect(found.map(({ target, weight }) => [target, weight])).toEqual([...(wanted === 0 ? [] : [['busy', wanted]]), ['calm', 7]]);
    expect(next).toBeUndefined();
    expect(looks).toBeLessThan(128);
  }
});
