import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemClock } from '@sutra/kit';
import type { NodeHandle, StartSpec } from '../../contract/index.ts';
import type { HostedPlatform, SuiteSubject } from '../../suite/index.ts';
import { openProcessPlatform, type ProcessPlatform, type ProcessPlatformOptions } from '../platform.ts';

export interface ProcessSubject extends SuiteSubject {
  readonly platform: ProcessPlatform;
  readonly root: string;
  reopen(): Promise<ProcessSubject>;
}

let serial = 0;

export async function openSubject(over: Partial<ProcessPlatformOptions> = {}): Promise<ProcessSubject> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'sutra-platform-')));
  const opened: ProcessPlatform[] = [];
  const subject = async (): Promise<ProcessSubject> => {
    const platform = await openProcessPlatform({
      dataFolder: root,
      clock: systemClock(),
      logger: silentLogger,
      selfPid: process.pid,
      ...over,
    });
    opened.push(platform);
    return {
      platform,
      root,
      reopen: subject,
      shell(script, more = {}) {
        const nodeId = more.nodeId ?? `node-${++serial}`;
        const plain = { command: '/bin/sh', args: ['-c', script], env: { PATH: '/usr/bin:/bin' }, port: 0, memoryLimitMb: 0 };
        return { nodeId, generation: 1, attempt: 0, folder: join(root, 'nodes', nodeId), ...plain, ...more };
      },
      async close() {
        const last = opened.at(-1) as ProcessPlatform;
        for (const handle of await last.list(AbortSignal.timeout(5_000))) await last.stop(handle, 0, AbortSignal.timeout(10_000));
        for (const each of opened.splice(0)) await each.close();
        await rm(root, { recursive: true, force: true });
      },
    };
  };
  return subject();
}

/** Opens the platform in a process of its own. */
export async function openHost(file: string, root: string): Promise<HostedPlatform & { readonly child: ChildProcess }> {
  const child = fork(file, [root], { execArgv: [] });
  await once(child, 'message');
  return {
    child,
    async start(spec: StartSpec): Promise<NodeHandle> {
      child.send(spec);
      const [said] = (await once(child, 'message')) as [{ handle?: NodeHandle; error?: string }];
      if (said.handle === undefined) throw new Error(said.error);
      return said.handle;
    },
    async kill() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
