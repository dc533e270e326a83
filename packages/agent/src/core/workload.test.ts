import type { NodeSpec } from '@sutra/model';
import { describe, expect, it } from 'vitest';
import { agentConfig } from '../config.ts';
import { assertAllowed, changesBetween, planOf, type StartFacts } from './workload.ts';

const storage: NodeSpec = { workload: { kind: 'storage' }, port: 0, storagePath: '', memoryLimitMb: 0, restart: 'always' };
const config = agentConfig({
  ...{ agentId: 'a', hostname: 'h', version: '1', dataFolder: '/data', storageCommand: ['/usr/bin/node', '/opt/storage.js'] },
  ...{ baseEnv: { PATH: '/bin' }, eventStorage: 'localhost:50052' },
});

describe('what is run for a node', () => {
  it('is the configured program with port, folder, id and limit, and an environment of known origin', () => {
    expect(planOf('n', { ...storage, memoryLimitMb: 64 }, 50_100, '/data/nodes/n', config)).toEqual({
      command: '/usr/bin/node',
      args: ['/opt/storage.js', '--port', '50100', '--storage-path', '/data/nodes/n/data', '--node-id', 'n', '--memory-limit', '64'],
      env: { PATH: '/bin', EVENT_STORAGE: 'localhost:50052', PORT: '50100', SUTRA_NODE_ID: 'n', SUTRA_AGENT_ID: 'a' },
    });
    const command: NodeSpec = { ...storage, workload: { kind: 'command', command: 'sleep', args: ['1'], env: { A: 'b' } } };
    expect(planOf('n', command, 0, '/data/nodes/n', config)).toMatchObject({
      command: 'sleep',
      args: ['1'],
      env: { A: 'b', PATH: '/bin' },
    });
  });

  it('is only what the configuration allows', () => {
    const command: NodeSpec = { ...storage, workload: { kind: 'command', command: '/bin/sh', env: { LD_PRELOAD: 'x' } } };
    expect(() => assertAllowed(command, config)).toThrow(/LD_PRELOAD/);
    expect(() => assertAllowed(command, { ...config, allowEnv: ['LD_PRELOAD'] })).not.toThrow();
    expect(() =>
      assertAllowed({ ...command, workload: { kind: 'command', command: '/bin/sh' } }, { ...config, commands: ['/bin/true'] }),
    ).toThrow(/bin\/true/);
    for (const storagePath of ['..', '/tmp', 'a/b', '.sutra', 'a\0b', 'x'.repeat(200)])
      expect(() => assertAllowed({ ...storage, storagePath }, config), storagePath).toThrow(/plain name/);
    expect(() => assertAllowed({ ...storage, storagePath: 'tenant-7' }, config)).not.toThrow();
  });
});

describe('what changed between two starts', () => {
  it('is said in words, without the values of variables', () => {
    const before: StartFacts = {
      ...{ atUs: 1, port: 50_100, files: { '/opt/a': '10 1' }, agentVersion: '1' },
      spec: { ...storage, workload: { kind: 'command', command: 'a', env: { TOKEN: 'old', GONE: '1' } }, memoryLimitMb: 64 },
    };
    const now: StartFacts = {
      ...{ atUs: 2, port: 50_101, files: { '/opt/a': '11 2' }, agentVersion: '2' },
      spec: { ...storage, workload: { kind: 'command', command: 'a', args: ['-x'], env: { TOKEN: 'new', MORE: '1' } }, memoryLimitMb: 32 },
    };
    const changes = changesBetween(before, now);
    expect(changes).toEqual([
      'arguments: 0 → 1, not the same',
      ...['variable TOKEN: changed', 'variable GONE: removed', 'variable MORE: added'],
      ...['port: 50100 → 50101', 'memory limit, MiB: 64 → 32', 'agent version: 1 → 2', 'file /opt/a: its size or change time'],
    ]);
    expect(changes.join()).not.toMatch(/old|new,/);
    expect(changesBetween(now, now)).toEqual([]);
  });
});

it('refuses a configuration that cannot work, naming the setting', () => {
  const settings = { agentId: 'a', hostname: 'h', version: '1', dataFolder: '/d', storageCommand: ['x'] };
  expect(() => agentConfig({ ...settings, agentId: 'a b' })).toThrow(/agent id/);
  expect(() => agentConfig({ ...settings, storageCommand: [] })).toThrow(/storage_command/);
  expect(() => agentConfig({ ...settings, portFrom: 10, portTo: 9 })).toThrow(/ports 10 to 9/);
  expect(() => agentConfig({ ...settings, maxNodes: 0 })).toThrow(/max_nodes/);
});
