import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { eventually, type Stage, soon } from './suite.ts';

export function stopStories({ hooks: { it }, on }: Stage): void {
  it(
    'lets a node end by itself within its grace and says it was not forced',
    on(async ({ platform, shell }) => {
      const spec = shell('trap "echo bye; exit 5" TERM; echo up; while :; do sleep 0.05; done');
      const handle = await platform.start(spec, soon());
      await eventually('the trap to be set', async () => (await platform.logs(spec.folder, 100)).stdout.includes('up') || undefined);
      const end = await platform.stop(handle, 5_000, soon());
      assert.equal(end.exitCode, 5);
      assert.equal(end.forced, false);
      assert.ok((await platform.logs(spec.folder, 100)).stdout.endsWith('bye\n'));
    }),
  );

  it(
    'stops twice, together and again, with the same end',
    on(async ({ platform, shell }) => {
      const handle = await platform.start(shell('sleep 60'), soon());
      const [one, two] = await Promise.all([platform.stop(handle, 2_000, soon()), platform.stop(handle, 2_000, soon())]);
      const three = await platform.stop(handle, 2_000, soon());
      for (const end of [one, two, three]) assert.deepEqual([end.signal, end.atUs], ['SIGTERM', one.atUs]);
      assert.equal(three.forced, false);
    }),
  );

  it(
    'ends the whole tree: children that ignore TERM, leave the session and lose their parent',
    on(async ({ platform, shell }) => {
      const stubborn = `trap "" TERM; (setsid sh -c 'trap "" TERM; echo child $$; (sh -c "trap \\"\\" TERM; echo grandchild \\$\\$; exec sleep 61" &) ; exec sleep 61' &); sleep 61 & wait; sleep 61`;
      const spec = shell(stubborn);
      const handle = await platform.start(spec, soon());
      const pids = await eventually('both to say their pid', async () => {
        const found = [...(await platform.logs(spec.folder, 1_000)).stdout.matchAll(/child (\d+)/g)].map((match) => Number(match[1]));
        return found.length === 2 ? found : undefined;
      });
      const end = await platform.stop(handle, 200, soon());
      assert.equal(end.forced, true);
      if (platform.name === 'process') for (const pid of pids) assert.equal(runs(pid), false, `process ${pid} survived the stop`);
      assert.deepEqual(await platform.list(soon()), []);
    }),
  );

  it(
    'stops a frozen node',
    on(async ({ platform, shell }) => {
      const handle = await platform.start(shell('kill -STOP $$; sleep 60'), soon());
      const end = await platform.stop(handle, 2_000, soon());
      assert.equal(end.signal, 'SIGTERM');
      assert.equal(end.forced, false);
    }),
  );

  it(
    'leaves the port free',
    on(async ({ platform, shell }) => {
      const port = await freePort();
      const serve = `require('node:net').createServer().listen(${port}, () => console.log('listening')); process.on('SIGTERM', () => {})`;
      const spec = { ...shell(''), command: process.execPath, args: ['-e', serve], port };
      const handle = await platform.start(spec, soon());
      await eventually('the server', async () => (await platform.logs(spec.folder, 100)).stdout.includes('listening') || undefined);
      const end = await platform.stop(handle, 100, soon());
      assert.equal(end.forced, true);
      assert.deepEqual(
        end.missing.filter((line) => line.startsWith('port')),
        [],
      );
      await listenOnce(port);
    }),
  );
}

/** A zombie does not run: it only waits for whoever adopted it to look. */
function runs(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX] /s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch (reason) {
    assert.equal((reason as NodeJS.ErrnoException).code, 'ENOENT');
    return false;
  }
}

async function freePort(): Promise<number> {
  return listenOnce(0);
}

/** Listens on the port and lets go; rejects when it is taken. */
function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}
