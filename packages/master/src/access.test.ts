import { silentLogger, systemClock } from '@sutra/kit';
import { openMasterClient } from '@sutra/rpc';
import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, startBench } from './testing/harness.ts';

let bench: Bench;
afterEach(() => bench.scope.close());

const withToken = (token: string) =>
  bench.scope.own(openMasterClient({ address: bench.master.address, token, clock: systemClock(), logger: silentLogger }), 'client');

describe('the token', () => {
  it('guards every call when it is required, and refusals are recorded, once a second', async () => {
    bench = await startBench({ token: 'right', requireToken: true });
    for (let i = 0; i < 3; i++) await expect(bench.client.listAgents({})).rejects.toMatchObject({ code: 'SUTRA_RPC_TOKEN_MISSING' });
    await expect(withToken('wrong').spawnStorageNode({ agentId: 'a' })).rejects.toMatchObject({ kind: 'unauthenticated' });
    expect((await withToken('right').listAgents({})).agents).toEqual([]);
    const failed = bench.sink.of('auth_failed');
    expect(failed.length).toBeGreaterThanOrEqual(1);
    expect(failed.length).toBeLessThanOrEqual(2);
    expect(failed[0]?.body).toMatchObject({ surface: 'grpc' });
    expect(JSON.stringify(bench.sink.said)).not.toContain('right');
  });

  it('keeps an agent without it out', async () => {
    bench = await startBench({ token: 'right', requireToken: true });
    const agent = bench.agent('a');
    agent.connect();
    await expect.poll(() => agent.closed).toEqual(['SUTRA_RPC_TOKEN_MISSING']);
    expect(bench.sink.of('agent_registered')).toEqual([]);
  });
});

describe('a start that cannot be', () => {
  it('leaves nothing behind', async () => {
    bench = await startBench();
    const taken = bench.master.port;
    await expect(startBench({ port: taken })).rejects.toMatchObject({ code: 'SUTRA_RPC_PORT_TAKEN' });
    await expect(startBench({ host: '0.0.0.0' })).rejects.toMatchObject({ code: 'SUTRA_RPC_BIND_EXPOSED' });
    expect((await bench.client.listAgents({})).agents).toEqual([]);
  });
});
