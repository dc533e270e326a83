import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyStore } from '../index.ts';
import { mixedEvents, TestStore } from '../testing/store.ts';

let store: TestStore;
const backup = (): string => `${store.folder}-backup`;

/** Two emitters, several segments, concepts, a snapshot; closed. */
beforeEach(async () => {
  store = new TestStore({ segmentBytes: 16 * 1024 });
  const engine = await store.open();
  const sessions = [await engine.session('m', 1), await engine.session('n', 2)];
  const streams = [mixedEvents(1, 400, 'm', 1, []), mixedEvents(2, 400, 'n', 2, [])];
  for (let i = 0; i < 800; i += 40) {
    await sessions[(i / 40) % 2]!.append(streams[(i / 40) % 2]!.splice(0, 40));
    await engine.learn({
      key: `k${i}`,
      concepts: [{ id: 'rack', content: i }],
      associations: [{ source: 'rack', type: 'has', target: `t${i}` }],
    });
  }
  await engine.putSnapshot('state', 300, new Uint8Array(50));
  await engine.backup(backup());
  await engine.close();
  store.engine = undefined;
});
afterEach(async () => {
  await store.remove();
  rmSync(backup(), { recursive: true, force: true });
});

const verify = (folder = store.folder) => verifyStore(folder, store.clock);

function change(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at < 0 ? bytes.length + at : at]! ^= 0x10;
  writeFileSync(path, bytes);
}

describe('verifying a store', () => {
  it('finds nothing wrong with one that was closed, and says what it looked at', async () => {
    const verdict = await verify();
    expect(verdict).toMatchObject({
      kind: 'store',
      events: 800,
      learned: 20,
      lastSeq: 800,
      findings: [],
      notes: [],
      graphChecked: true,
      snapshotsChecked: 1,
    });
    expect(verdict.segments).toBeGreaterThan(3);
    expect(verdict.indexesChecked).toBe(verdict.segments);
    expect(await verify()).toEqual(verdict);
  });

  it('names the bounds of damage in the log', async () => {
    const file = join(store.folder, 'log', '0000000002.seg');
    change(file, 300);
    const { findings } = await verify();
    expect(findings).toEqual([
      expect.objectContaining({
        file,
        offset: expect.any(Number),
        length: expect.any(Number),
        fromSeq: expect.any(Number),
        toSeq: expect.any(Number),
      }),
    ]);
    const { offset, length } = findings[0]!;
    expect(offset).toBeLessThanOrEqual(300);
    expect(offset + length).toBeGreaterThan(300);
  });

  it('finds a segment that is missing or belongs to another store', async () => {
    const log = join(store.folder, 'log');
    const third = readFileSync(join(log, '0000000003.seg'));
    rmSync(join(log, '0000000003.seg'));
    expect((await verify()).findings.map(({ what }) => what).join()).toContain('segments 3 to 3 are missing');
    const other = new TestStore({ segmentBytes: 16 * 1024 });
    const engine = await other.open();
    await (await engine.session('m', 1)).append(mixedEvents(1, 700, 'm', 1, []));
    await engine.close();
    writeFileSync(join(log, '0000000003.seg'), readFileSync(join(other.folder, 'log', '0000000001.seg')));
    expect((await verify()).findings.length).toBeGreaterThan(0);
    writeFileSync(join(log, '0000000003.seg'), third);
    expect((await verify()).findings).toEqual([]);
    await other.remove();
  });

  it('finds an index that is damaged, and one that is whole but does not say what the log says', async () => {
    const log = join(store.folder, 'log');
    const [first, second] = ['0000000001', '0000000002'].map((name) => join(log, `${name}.idx`)) as [string, string];
    const kept = readFileSync(first);
    change(first, -5);
    expect((await verify()).findings).toEqual([
      expect.objectContaining({ file: first, what: expect.stringContaining('damaged'), fromSeq: 1 }),
    ]);
    writeFileSync(first, kept);
    // The same length of segment, identity and checksum, other rows: made by changing a column and writing the file again.
    const { readIndex } = await import('../columns/read-index.ts');
    const { indexFile } = await import('../columns/write-index.ts');
    const { parseSegmentHead } = await import('../log/segment-file.ts');
    const content = readFileSync(second.replace('.idx', '.seg'));
    const identity = { ...parseSegmentHead(content)!, segmentBytes: content.length };
    const index = readIndex(second, identity);
    if (typeof index === 'string') throw new Error(index);
    index.time.data[7]! += 1;
    writeFileSync(second, await indexFile(index, identity));
    expect((await verify()).findings).toEqual([
      expect.objectContaining({ file: second, what: 'column time differs from the log', fromSeq: index.firstSeq + 7 }),
    ]);
    rmSync(second);
    const { findings, notes } = await verify();
    expect(findings).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('0000000002.idx is missing')]);
  });

  it('finds a graph index that was changed, or that lacks what the log has', async () => {
    const graph = join(store.folder, 'graph', 'graph.mdb');
    const kept = readFileSync(graph);
    change(graph, -100);
    expect((await verify()).findings).toEqual([
      expect.objectContaining({ file: graph, what: expect.stringContaining('changed while it was closed') }),
    ]);
    writeFileSync(graph, kept);
    // An index of the same store that stopped short, closed in good order.
    const { GraphIndex } = await import('../graph/graph-index.ts');
    const { noFaults } = await import('../faults.ts');
    const { silentLogger } = await import('@sutra/kit');
    const { parseSegmentHead } = await import('../log/segment-file.ts');
    const { storeId } = parseSegmentHead(readFileSync(join(store.folder, 'log', '0000000001.seg')))!;
    rmSync(join(store.folder, 'graph'), { recursive: true });
    const short = await GraphIndex.open(join(store.folder, 'graph'), storeId, 20, noFaults, silentLogger);
    await short.apply([{ number: 1, seq: 40, atUs: 1, key: 'k0', concepts: [{ id: 'rack', content: 0 }], associations: [] }]);
    await short.close();
    expect((await verify()).findings).toEqual([
      expect.objectContaining({ what: expect.stringContaining('differs from the log in table') }),
    ]);
  });

  it('finds a damaged snapshot', async () => {
    const file = join(store.folder, 'snapshots', readdirSync(join(store.folder, 'snapshots'))[0]!);
    change(file, -1);
    expect((await verify()).findings).toEqual([expect.objectContaining({ file, fromSeq: 300 })]);
  });

  it('looks at the log only while the store is in use, and changes nothing', async () => {
    const engine = await store.open();
    await (await engine.session('m', 1)).append(
      mixedEvents(9, 5, 'm', 1, []).map((event, i) => ({ ...event, emitterSeq: 5000 + i, id: `x${i}` })),
    );
    const verdict = await verify();
    expect(verdict).toMatchObject({ events: 805, findings: [], graphChecked: false, indexesChecked: 0 });
    expect(verdict.notes).toEqual([expect.stringContaining('in use')]);
    expect(engine.lastSeq).toBe(805);
  });

  it('takes a store left by a crash for what it is: whole', async () => {
    const engine = await store.open();
    await (await engine.session('z', 1)).append(mixedEvents(9, 50, 'z', 1, []));
    const image = store.copy();
    const verdict = await verifyStore(image.folder, store.clock);
    expect(verdict).toMatchObject({ events: 850, findings: [] });
    expect(verdict.notes.length).toBeGreaterThan(0);
    expect(verdict.notes.join()).not.toContain('not acknowledged');
    const last = join(image.folder, 'log', readdirSync(join(image.folder, 'log')).findLast((name) => name.endsWith('.seg'))!);
    appendFileSync(last, Buffer.from([0, 7, 7, 0]));
    const torn = await verifyStore(image.folder, store.clock);
    expect(torn).toMatchObject({ events: 850, findings: [] });
    expect(torn.notes.join()).toMatch(/bytes of a write that was not acknowledged: they are cut at the next start/);
    await image.remove();
  });
});

describe('verifying a backup', () => {
  it('finds nothing wrong with a whole one', async () => {
    expect(await verify(backup())).toMatchObject({ kind: 'backup', events: 800, learned: 20, findings: [] });
  });

  it('names the file that was changed', async () => {
    const file = join(backup(), 'log', '0000000002.seg');
    change(file, 1000);
    expect((await verify(backup())).findings).toEqual([
      expect.objectContaining({ file, what: expect.stringContaining('is not what was backed up') }),
    ]);
  });
});

it('verifying what is neither store nor backup is refused', async () => {
  await expect(verify(join(store.folder, 'snapshots'))).rejects.toMatchObject({ code: 'SUTRA_STORE_NONE' });
});

describe('a folder that is no store', () => {
  const odd = (): string => join(store.folder, 'odd');

  it.each<readonly [what: string, why: string, make: () => void]>([
    ['that is not there', 'there is no such folder', () => undefined],
    ['that is a file', 'it is not a folder', () => writeFileSync(odd(), '')],
    ['that is empty', 'it is empty', () => mkdirSync(odd())],
    ['of something else', 'there is no store and no backup in it', () => mkdirSync(join(odd(), 'src'), { recursive: true })],
    ['with a log of something else', 'no part of a log', () => mkdirSync(join(odd(), 'log'), { recursive: true })],
    ['whose log is a file', 'log is not a folder', () => writeFileSync(join(mkdirSync(odd(), { recursive: true }) ?? odd(), 'log'), '')],
  ])('%s is refused with why', async (_what, why, make) => {
    make();
    await expect(verify(odd())).rejects.toMatchObject({
      code: 'SUTRA_STORE_NONE',
      kind: 'not_found',
      message: expect.stringContaining(why) as unknown,
    });
  });

  it('is told apart from a store whose log is gone', async () => {
    for (const name of readdirSync(join(store.folder, 'log'))) rmSync(join(store.folder, 'log', name));
    expect((await verify()).findings.map(({ what }) => what)).toContain('the log is gone: there is no segment');
  });

  it('and from one that a later version wrote, which is not opened either', async () => {
    const first = join(
      store.folder,
      'log',
      readdirSync(join(store.folder, 'log'))
        .filter((name) => name.endsWith('.seg'))
        .sort()[0]!,
    );
    const bytes = readFileSync(first);
    bytes.writeUInt16LE(9, 8);
    bytes.writeUInt32LE(crc32(bytes.subarray(0, 32)), 32);
    writeFileSync(first, bytes);
    await expect(verify()).rejects.toMatchObject({ code: 'SUTRA_STORE_NEWER', message: expect.stringContaining('form 9') as unknown });
    await expect(store.open()).rejects.toMatchObject({ code: 'SUTRA_STORE_NEWER' });
    store.engine = undefined;
  });
});
