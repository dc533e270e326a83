import { startControl } from '@sutra/control';
import { silentSink } from '@sutra/events';
import { history, memoryReader } from '@sutra/hybrid/testing';
import { SutraError, silentLogger, systemClock } from '@sutra/kit';
import { expect, it } from 'vitest';
import { ControlClient } from '../client/control.ts';
import type { Invocation } from '../client/invocation.ts';
import '../errors.ts';
import { whereOf } from './why.ts';

it('a why may be of what is only in imported history: whether it is a node or an agent stands in its events', async () => {
  const told = history();
  const agent = { agent_id: 'berlin-1', hostname: 'box-1', platform: 'process', agent_endpoint: 's', max_storage_nodes: 9 } as never;
  told.tell(0, 'agent_registered', agent);
  const crash = { agent_id: 'tokyo-1', node_id: 'billing', exit_code: 1, generation: 1 } as never;
  told.tell(-86_400, 'node_crashed', crash, { emitter: 'import.tokyo', recordedAtS: 1 });
  const unasked = () => Promise.reject(new SutraError('SUTRA_NO_GRID', 'a why asks nothing of the master'));
  const control = await startControl({
    config: { host: '127.0.0.1', port: 0, token: 'test-token-of-at-least-thirty-two-characters' },
    store: memoryReader(told.events),
    master: { spawnStorageNode: unasked, stopStorageNode: unasked, restartStorageNode: unasked, getNodeLogs: unasked, serving: unasked },
    emitter: silentSink,
    clock: systemClock(),
    logger: silentLogger,
  });
  try {
    await control.ready();
    const address = `127.0.0.1:${control.port}`;
    const invocation = { at: { control: address, master: address, storage: address }, actor: 'cli:ann' } as Invocation;
    const where = (target: string) => whereOf(invocation, new ControlClient(invocation), target, {});
    expect(await where('billing')).toEqual({ node: ['billing'] });
    expect(await where('tokyo-1')).toEqual({ agent: ['tokyo-1'] });
    expect(await where('berlin-1')).toEqual({ agent: ['berlin-1'] });
    await expect(where('berlim-1')).rejects.toMatchObject({ code: 'SUTRA_NAME_UNKNOWN' });
  } finally {
    await control.close();
  }
});
