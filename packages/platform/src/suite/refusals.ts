import assert from 'node:assert/strict';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Stage, soon } from './suite.ts';

export function refusalStories({ hooks: { it }, on }: Stage): void {
  it(
    'says a missing program is missing, and leaves nothing behind',
    on(async ({ platform, shell }) => {
      for (const command of ['no-such-program-of-ours', '/no/such/program']) {
        const spec = shell('', { command });
        await assert.rejects(platform.start(spec, soon()), { code: 'SUTRA_BINARY_MISSING', details: { cause: 'missing_binary' } });
      }
      assert.deepEqual(await platform.list(soon()), []);
    }),
  );

  it(
    'lets a start that was refused succeed under the same key once the program is there',
    on(async ({ platform, shell }) => {
      const spec = shell('');
      const program = join(spec.folder, 'late.sh');
      await assert.rejects(platform.start({ ...spec, command: program, args: [] }, soon()), { code: 'SUTRA_BINARY_MISSING' });
      await writeFile(program, '#!/bin/sh\nexit 8\n', { mode: 0o755 });
      const handle = await platform.start({ ...spec, command: program, args: [] }, soon());
      assert.equal((await platform.wait(handle, soon())).exitCode, 8);
    }),
  );

  it(
    'tells a program that may not be executed from one that is not there',
    on(async ({ platform, shell }) => {
      const spec = shell('');
      await platform.wait(await platform.start(shell('exit 0'), soon()), soon());
      await mkdir(spec.folder, { recursive: true });
      const program = join(spec.folder, 'plain.txt');
      await writeFile(program, 'not a program');
      await chmod(program, 0o644);
      await assert.rejects(platform.start({ ...spec, command: program }, soon()), { code: 'SUTRA_BINARY_DENIED' });
      await assert.rejects(platform.start({ ...spec, command: spec.folder }, soon()), { code: 'SUTRA_BINARY_DENIED' });
    }),
  );

  it(
    'refuses folders that lead out of the data folder, by name or by link',
    on(async ({ platform, shell }) => {
      const spec = shell('echo escaped');
      for (const nodeId of ['..', '../x', 'a/b', '', '.hidden', 'x'.repeat(200), 'nul\0'])
        await assert.rejects(platform.start({ ...spec, nodeId }, soon()), { code: 'SUTRA_NODE_ID_INVALID' }, nodeId);
      for (const folder of ['/tmp', join(spec.folder, '..', '..', '..', 'elsewhere'), dirname(spec.folder)])
        await assert.rejects(platform.start({ ...spec, folder }, soon()), { code: 'SUTRA_FOLDER_ESCAPES' }, folder);
      await symlink('/tmp', spec.folder);
      await assert.rejects(platform.start(spec, soon()), { code: 'SUTRA_FOLDER_ESCAPES' });
      await assert.rejects(platform.logs(spec.folder, 100), { code: 'SUTRA_FOLDER_ESCAPES' });
      await assert.rejects(platform.logs('/etc', 100), { code: 'SUTRA_FOLDER_ESCAPES' });
    }),
  );

  it(
    'refuses what no program could be given: NUL characters, wrong names, too much',
    on(async ({ platform, shell }) => {
      const spec = shell('exit 0');
      const wrong: Partial<typeof spec>[] = [
        { command: '' },
        { args: ['a\0b'] },
        { env: { 'NO=NAME': 'x' } },
        { env: { NUL: 'a\0b' } },
        { args: Array.from({ length: 5_000 }, () => 'x') },
        { args: ['x'.repeat(200_000)] },
        { port: 70_000 },
        { port: 1.5 },
        { memoryLimitMb: -1 },
        { generation: -1 },
      ];
      for (const over of wrong) await assert.rejects(platform.start({ ...spec, ...over }, soon()), { code: 'SUTRA_START_INVALID' });
      assert.deepEqual(await platform.list(soon()), []);
    }),
  );
}
