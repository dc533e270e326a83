import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manualClock, type SutraError } from '@sutra/kit';
import { expect, it, onTestFinished } from 'vitest';
import { type FaultPoint, openEngine } from './index.ts';
import { event, TestStore } from './testing/store.ts';

it('makes the name of every folder on the way durable before the first promise, and only its own afterwards', async () => {
  const base = mkdtempSync(join(tmpdir(), 'sutra-names-'));
  onTestFinished(() => rmSync(base, { recursive: true }));
  const opened = async (folder: string): Promise<number> => {
    let synced = 0;
    const faults = (point: FaultPoint): void => {
      if (point === 'store.folder.sync') synced++;
    };
    const onFatal = (reason: SutraError): void => {
      throw reason;
    };
    const engine = await openEngine({ folder, clock: manualClock(), faults, onFatal });
    await (await engine.session('m', 1)).append([event(1)]);
    await engine.close();
    return synced;
  };
  // The store, new, deep, and the folder that holds the topmost new one.
  expect(await opened(join(base, 'new', 'deep', 'store'))).toBe(4);
  expect(await opened(join(base, 'new', 'deep', 'store'))).toBe(1);
  mkdirSync(join(base, 'made-before'));
  expect(await opened(join(base, 'made-before'))).toBe(2);
});

it('tells of the end only when no transaction of the graph index is under way: a process that exits within one would hang', async () => {
  const store = new TestStore();
  onTestFinished(() => store.remove());
  let finish: () => void = () => undefined;
  let broken = false;
  const engine = await store.open({
    faults: (point) => {
      if (point === 'graph.commit')
        return new Promise((resolve) => {
          finish = resolve;
        });
      if (point === 'segment.flush' && broken) throw new Error('EIO: i/o error, fdatasync');
      return undefined;
    },
  });
  await engine.learn({ concepts: [{ id: 'c', content: 1 }] });
  broken = true;
  const session = await engine.session('m', 1);
  await expect(session.append([event(1)])).rejects.toMatchObject({ code: 'SUTRA_STORE_FATAL' });
  await expect(engine.query({})).rejects.toMatchObject({ code: 'SUTRA_STORE_FATAL' });
  expect(store.fatal).toEqual([]);
  finish();
  await expect.poll(() => store.fatal).toMatchObject([{ code: 'SUTRA_STORE_FATAL' }]);
});

it('says what is wrong with a disk on which no store can be opened, and how to mend it', async () => {
  const base = mkdtempSync(join(tmpdir(), 'sutra-no-store-'));
  onTestFinished(() => rmSync(base, { recursive: true }));
  writeFileSync(join(base, 'file'), '');
  const opened = (folder: string, faults = (_: FaultPoint): void => undefined) =>
    openEngine({ folder, clock: manualClock(), faults, onFatal: () => undefined });
  await expect(opened(join(base, 'file', 'store'))).rejects.toMatchObject({
    code: 'SUTRA_STORE_FATAL',
    message: expect.stringContaining('ENOTDIR'),
  });
  const full = (point: FaultPoint): void => {
    if (point === 'lock.write') throw new Error('ENOSPC: no space left on device, write');
  };
  await expect(opened(join(base, 'store'), full)).rejects.toMatchObject({
    code: 'SUTRA_STORE_FATAL',
    message: expect.stringContaining('ENOSPC'),
    mend: expect.stringContaining('space'),
  });
});
