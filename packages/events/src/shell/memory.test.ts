import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { bundled } from '../testing/bundle.ts';
import { spoolFolder } from '../testing/opened.ts';

/** Emitted while storage is away: `SUTRA_AWAY_EVENTS=1000000` for a long outage. */
const EVENTS = Number(process.env['SUTRA_AWAY_EVENTS'] ?? 40_000);
const MIB = 1024 * 1024;
/** What may be kept in memory of all that waits on disk: books of files, the block being written. */
const KEPT_BYTES_MAX = 16 * MIB;

interface Said {
  readonly what: string;
  readonly rss: number;
  readonly heapUsed: number;
  readonly arrayBuffers: number;
  readonly pending: number;
}

test(`a process whose storage is away keeps ${EVENTS} events on disk and next to nothing of them in memory`, async () => {
  const build = spoolFolder(onTestFinished);
  const program = await bundled('away-child', build);
  const env = { SPOOL_FOLDER: join(build, 'spool'), EVENTS: String(EVENTS) };
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program], { env });
  const said = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Said);
  const [begin, end] = [said[0]!, said.at(-1)!];
  const kept = end.heapUsed + end.arrayBuffers - begin.heapUsed - begin.arrayBuffers;
  expect(begin.what).toBe('warm');
  expect(end).toMatchObject({ what: 'collected' });
  // All of them wait: spool quotas of a long outage give up heartbeats and metrics first, which is told elsewhere.
  expect(end.pending).toBeGreaterThan(EVENTS / 2);
  expect(kept).toBeLessThan(KEPT_BYTES_MAX);
});
