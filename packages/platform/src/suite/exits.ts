import assert from 'node:assert/strict';
import { eventually, type Stage, soon } from './suite.ts';

const CODES = [0, 1, 2, 3, 64, 77, 125, 126, 127, 128, 129, 131, 134, 137, 139, 143, 200, 254, 255];
const SIGNALS = ['SIGKILL', 'SIGTERM', 'SIGHUP', 'SIGSEGV', 'SIGABRT', 'SIGUSR1'];

export function exitStories({ hooks: { it }, on }: Stage): void {
  it(
    'keeps every exit code, those above 128 too',
    on(async ({ platform, shell }) => {
      const ends = await Promise.all(CODES.map(async (code) => platform.wait(await platform.start(shell(`exit ${code}`), soon()), soon())));
      assert.deepEqual(
        ends.map((exit) => [exit.exitCode, exit.signal]),
        CODES.map((code) => [code, undefined]),
      );
    }),
  );

  it(
    'names the signal that ended a node and never dresses it as an exit code',
    on(async ({ platform, shell }) => {
      const ends = await Promise.all(
        SIGNALS.map(async (signal) => platform.wait(await platform.start(shell(`kill -${signal.slice(3)} $$; sleep 30`), soon()), soon())),
      );
      assert.deepEqual(
        ends.map((exit) => [exit.exitCode, exit.signal]),
        SIGNALS.map((signal) => [undefined, signal]),
      );
    }),
  );

  it(
    'notices an end within half a second and says when it was',
    on(async ({ platform, shell }) => {
      const handle = await platform.start(shell('sleep 0.3; exit 4'), soon());
      const exit = await platform.wait(handle, soon());
      const late = Date.now() - exit.atUs / 1000;
      assert.ok(late >= -5 && late < 500, `noticed ${late} ms after the end`);
      assert.ok(exit.atUs / 1000 - handle.startedUs / 1000 >= 200, 'it ended after it had slept');
    }),
  );

  it(
    'gives the same end to everyone who waits, also afterwards',
    on(async ({ platform, shell }) => {
      const handle = await platform.start(shell('exit 9'), soon());
      const [first, second] = await Promise.all([platform.wait(handle, soon()), platform.wait(handle, soon())]);
      assert.deepEqual(first, second);
      assert.deepEqual(await platform.wait(handle, soon()), first);
    }),
  );

  it(
    'gives a node exactly the environment it was promised, beside its marks',
    on(async ({ platform, shell }) => {
      const env = { PATH: '/usr/bin:/bin', ONE: 'two words', QUOTES: `a'b"c$d\`e\nf`, EMPTY: '' };
      const spec = shell('env -0', { env });
      await platform.wait(await platform.start(spec, soon()), soon());
      const { stdout } = await platform.logs(spec.folder, 65_536);
      const seen = stdout
        .split('\0')
        .filter((pair) => pair !== '' && !pair.startsWith('SUTRA_'))
        .filter((pair) => !/^(PWD|OLDPWD|SHLVL|_)=/.test(pair)); // the sh under test adds these itself
      assert.deepEqual(
        seen.sort(),
        Object.entries(env)
          .map(([name, value]) => `${name}=${value}`)
          .sort(),
      );
    }),
  );

  it(
    'passes arguments as they are: nothing is expanded or split',
    on(async ({ platform, shell }) => {
      const words = ['$HOME', '`id`', 'a b', '; exit 3', '*', "'", '"', '\\', '-n', ''];
      const spec = shell('');
      await platform.wait(await platform.start({ ...spec, args: ['-c', 'printf "%s|" "$@"', 'sh', ...words] }, soon()), soon());
      assert.equal((await platform.logs(spec.folder, 65_536)).stdout, words.map((word) => `${word}|`).join(''));
    }),
  );

  it(
    'keeps the last bytes of both outputs and says when there was more',
    on(async ({ platform, shell }) => {
      const spec = shell('i=0; while [ $i -lt 400 ]; do echo line $i; echo complaint $i >&2; i=$((i+1)); done');
      await platform.wait(await platform.start(spec, soon()), soon());
      const tail = await platform.logs(spec.folder, 100);
      assert.ok(tail.stdout.endsWith('line 399\n') && tail.stderr.endsWith('complaint 399\n'));
      assert.ok(Buffer.byteLength(tail.stdout) <= 100 && tail.truncated);
      const all = await platform.logs(spec.folder, 1_000_000);
      assert.ok(all.stdout.startsWith('line 0\n') && !all.truncated);
    }),
  );

  it(
    'reports an OOM kill as such, with the counter, when it enforces memory limits',
    on(async ({ platform, shell }, skip) => {
      if (!platform.can.limitMemory) skip('this platform does not enforce memory limits itself');
      const spec = shell('x=xxxxxxxxxxxxxxxx; while :; do x=$x$x; done', { memoryLimitMb: 24 });
      const exit = await platform.wait(await platform.start(spec, soon()), soon());
      assert.equal(exit.signal, 'SIGKILL');
      assert.ok((exit.oomKills ?? 0) > 0, `oom_kill counter was ${exit.oomKills}`);
    }),
  );

  it(
    'measures a running node, and nothing of one that has ended',
    on(async ({ platform, shell }, skip) => {
      if (!platform.can.metrics) skip('this platform does not measure nodes');
      const handle = await platform.start(shell('while :; do :; done'), soon());
      await eventually('cpu use of a busy loop', async () => ((await platform.usage(handle))?.cpuPct ?? 0) > 5 || undefined);
      const usage = await platform.usage(handle);
      assert.ok(usage !== undefined && usage.memoryMb > 0 && usage.memoryMb < 100);
      await platform.stop(handle, 0, soon());
      assert.equal(await platform.usage(handle), undefined);
    }),
  );
}
