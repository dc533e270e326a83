import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nextEpoch } from './epoch.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sutra-epoch-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const atMs = (wallMs: number) => (above: number) => Math.max(above + 1, Math.floor(wallMs));
const file = (): string => join(folder, 'epoch');

describe('the number of a run', () => {
  it('grows with every start, whatever the clock says', async () => {
    expect(await nextEpoch(folder, 0, atMs(1_000.7))).toBe(1_000);
    expect(await nextEpoch(folder, 0, atMs(1_000.7))).toBe(1_001);
    expect(await nextEpoch(folder, 0, atMs(10))).toBe(1_002);
    expect(await nextEpoch(folder, 5_000, atMs(10))).toBe(5_001);
    expect(await nextEpoch(folder, 0, atMs(9_000))).toBe(9_000);
    expect(await nextEpoch(folder, 0, atMs(10))).toBe(9_001);
  });

  it('is written in place: a later start takes no space that the first did not', async () => {
    await nextEpoch(folder, 0, atMs(1_000));
    const { ino, size, blocks } = statSync(file());
    for (let i = 0; i < 5; i++) await nextEpoch(folder, 0, atMs(1_000));
    expect(statSync(file())).toMatchObject({ ino, size, blocks });
  });

  it('is never less than one that was promised, wherever the next write is cut short', async () => {
    for (let cut = 0; cut <= 64; cut++) {
      rmSync(file(), { force: true });
      for (let i = 0; i < 3; i++) await nextEpoch(folder, 0, atMs(1_000));
      // The third start wrote the second slot: the fourth would write the first.
      const handle = openSync(file(), 'r+');
      writeSync(handle, `7777 ${'?'.repeat(58)}\n`.slice(0, cut), 0);
      closeSync(handle);
      expect(await nextEpoch(folder, 0, atMs(10))).toBe(1_003);
    }
  });

  it('starts from the clock and the spool where the file is no such file', async () => {
    writeFileSync(file(), 'garbage');
    expect(await nextEpoch(folder, 7, atMs(50))).toBe(50);
    expect(await nextEpoch(folder, 70, atMs(50))).toBe(71);
  });
});
