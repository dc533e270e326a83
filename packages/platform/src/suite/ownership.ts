import assert from 'node:assert/strict';
import { eventually, type Stage, soon } from './suite.ts';

/** A node that says who it is every tenth of a second. */
const TICKER = 'while :; do echo tick $$; sleep 0.1; done';

export function ownershipStories({ hooks: { it }, on, hosted }: Stage): void {
  it(
    'starts one node however often it is asked, together or one after another',
    on(async ({ platform, shell }) => {
      const spec = shell(TICKER);
      const together = await Promise.all([1, 2, 3].map(() => platform.start(spec, soon())));
      const again = await platform.start(spec, soon());
      for (const handle of together) assert.deepEqual(handle, again);
      assert.equal((await platform.list(soon())).length, 1);
    }),
  );

  it(
    'answers a repeated start of what has ended with the same handle, and starts nothing',
    on(async ({ platform, shell }) => {
      const spec = shell('echo once; exit 6');
      const handle = await platform.start(spec, soon());
      await platform.wait(handle, soon());
      assert.deepEqual(await platform.start(spec, soon()), handle);
      assert.equal((await platform.wait(handle, soon())).exitCode, 6);
      assert.equal((await platform.logs(spec.folder, 100)).stdout, 'once\n');
    }),
  );

  it(
    'refuses a new generation while the old one runs, and takes it afterwards',
    on(async ({ platform, shell }) => {
      const spec = shell(TICKER);
      const handle = await platform.start(spec, soon());
      await assert.rejects(platform.start({ ...spec, generation: spec.generation + 1 }, soon()), { code: 'SUTRA_NODE_PROCESS_BUSY' });
      await assert.rejects(platform.start({ ...spec, attempt: 1 }, soon()), { code: 'SUTRA_NODE_PROCESS_BUSY' });
      await platform.stop(handle, 0, soon());
      const next = await platform.start({ ...spec, attempt: 1 }, soon());
      assert.notEqual(next.pid, handle.pid);
    }),
  );

  it(
    'finds its nodes again after the agent is gone: same pid, nothing restarted',
    on(async (subject, skip) => {
      if (!subject.platform.can.outliveAgent) skip('nodes of this platform end with the agent');
      const handle = await subject.platform.start(subject.shell(TICKER), soon());
      const { platform } = await subject.reopen();
      assert.deepEqual(await platform.recover(handle, soon()), { state: 'running' });
      assert.deepEqual(await platform.list(soon()), [handle]);
      await platform.stop(handle, 0, soon());
      assert.deepEqual(await platform.list(soon()), []);
    }),
  );

  it(
    'tells the exit code and the time of an end that nobody watched',
    on(async (subject, skip) => {
      if (!subject.platform.can.outliveAgent) skip('nodes of this platform end with the agent');
      const spec = subject.shell('sleep 0.2; exit 37');
      const handle = await subject.platform.start(spec, soon());
      await eventually('the end, unwatched', async () => (await subject.platform.list(soon())).length === 0 || undefined);
      const endedBy = Date.now();
      await new Promise((resolve) => setTimeout(resolve, 300));
      const { platform } = await subject.reopen();
      const found = await platform.recover(handle, soon());
      assert.equal(found.state, 'gone');
      assert.ok(found.state === 'gone' && found.exit.exitCode === 37);
      assert.ok(found.exit.atUs / 1000 <= endedBy + 150, 'the time is that of the end, not that of the finding');
    }),
  );

  it(
    'adopts what a killed agent left running',
    on(async (subject, skip) => {
      if (hosted === undefined) return skip('no way was given to host this platform in a process of its own');
      if (!subject.platform.can.outliveAgent) skip('nodes of this platform end with the agent');
      const agent = await hosted(subject);
      const spec = subject.shell(TICKER);
      const handle = await agent.start(spec);
      await agent.kill();
      assert.deepEqual(await subject.platform.start(spec, soon()), handle);
      assert.deepEqual(await subject.platform.recover(handle, soon()), { state: 'running' });
      const before = (await subject.platform.logs(spec.folder, 100_000)).stdout.length;
      await eventually(
        'more output after the agent was killed',
        async () => (await subject.platform.logs(spec.folder, 100_000)).stdout.length > before || undefined,
      );
      assert.equal((await subject.platform.stop(handle, 0, soon())).signal, 'SIGKILL');
    }),
  );
}
