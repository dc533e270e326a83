import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SutraError } from '@sutra/kit';
import { expect, it } from 'vitest';
import { openSubject } from './testing/subject.ts';

const mount = (folder: string): void => void execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'pipe' });

/** Why no small disk can be mounted here. */
function withoutDisks(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'sutra-platform-disk-'));
  try {
    mount(folder);
    execFileSync('umount', [folder]);
    return undefined;
  } catch (reason) {
    return String((reason as Error).message).split('\n')[0];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
const noDisk = withoutDisks();

it.skipIf(noDisk !== undefined)(
  `a start on a disk without room for it fails for that, whichever of its records is refused${noDisk === undefined ? '' : ` (SKIPPED: no small disk can be mounted here: ${noDisk})`}`,
  async () => {
    const subject = await openSubject();
    const disk = join(subject.root, 'nodes');
    const endAll = async (): Promise<void> => {
      for (const handle of await subject.platform.list(AbortSignal.timeout(5_000)))
        await subject.platform.stop(handle, 0, AbortSignal.timeout(10_000));
    };
    mount(disk);
    try {
      const { bavail, bsize } = statfsSync(disk);
      const ballast = join(disk, 'ballast');
      writeFileSync(ballast, Buffer.alloc(bavail * bsize));
      const refused: unknown[] = [];
      for (let blocks = 0; ; blocks++) {
        truncateSync(ballast, (bavail - blocks) * bsize);
        const spec = subject.shell('exec sleep 30');
        const failure = await subject.platform.start(spec, AbortSignal.timeout(15_000)).then(
          () => undefined,
          (reason: SutraError) => [reason.code, reason.details?.['cause']],
        );
        if (failure === undefined) break;
        refused.push(failure);
        await endAll();
        rmSync(spec.folder, { recursive: true });
      }
      expect(refused.length, 'more than one record was refused in turn').toBeGreaterThan(1);
      for (const one of refused) expect(one).toEqual(['SUTRA_DISK_FULL', 'disk_full']);
    } finally {
      await endAll();
      execFileSync('umount', [disk]);
      await subject.close();
    }
  },
);
