import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import '../errors.ts';
import { nextEpoch } from './epoch.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sutra-master-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the master’s epoch', () => {
  it('grows with every start, also within one second and with the clock set back', async () => {
    const first = await nextEpoch(folder, 1_000_000_000);
    const second = await nextEpoch(folder, 1_000_000_000);
    const third = await nextEpoch(folder, 5_000_000);
    expect([first, second, third]).toEqual([1_000, 1_001, 1_002]);
  });

  it('is still higher when the data folder was lost, as long as the clock runs', async () => {
    const before = await nextEpoch(folder, 1_000_000_000);
    const elsewhere = join(folder, 'new');
    expect(await nextEpoch(elsewhere, 1_010_000_000)).toBeGreaterThan(before);
  });

  it('is not guessed when its file holds something else', async () => {
    await writeFile(join(folder, 'master-epoch'), 'seven\n');
    await expect(nextEpoch(folder, 1_000_000_000)).rejects.toMatchObject({ code: 'SUTRA_MASTER_EPOCH' });
    expect(await readFile(join(folder, 'master-epoch'), 'utf8')).toBe('seven\n');
  });

  it('refuses a folder that cannot be written, naming it', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(nextEpoch(join(folder, 'file'), 0)).rejects.toMatchObject({
      code: 'SUTRA_MASTER_EPOCH',
      message: expect.stringContaining(join(folder, 'file')),
    });
  });
});
