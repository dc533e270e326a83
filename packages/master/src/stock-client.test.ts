import { fileURLToPath } from 'node:url';
import { credentials, loadPackageDefinition, type ServiceError, status } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, startBench } from './testing/harness.ts';

type Call = (method: string, request: object) => Promise<Record<string, unknown>>;

/** A client made from the original proto text alone, by a library that knows nothing of us. */
function stockClient(address: string): { call: Call; close(): void } {
  const proto = fileURLToPath(new URL('./testdata/original-grid.proto', import.meta.url));
  const loaded = loadPackageDefinition(loadSync(proto, { keepCase: true, longs: Number, defaults: true }));
  const { GridMaster } = loaded['grid'] as unknown as { GridMaster: new (address: string, creds: unknown, options: object) => object };
  const stub = new GridMaster(address, credentials.createInsecure(), { 'grpc.enable_http_proxy': 0 }) as unknown as Record<
    string,
    unknown
  > & {
    close(): void;
  };
  return {
    close: () => stub.close(),
    call: (method, request) =>
      new Promise((resolve, reject) => {
        const send = stub[method] as (
          request: object,
          done: (failure: ServiceError | null, reply: Record<string, unknown>) => void,
        ) => void;
        send.call(stub, request, (failure, reply) => (failure === null ? resolve(reply) : reject(failure)));
      }),
  };
}

let bench: Bench;
let call: Call;
beforeEach(async () => {
  bench = await startBench();
  const stock = stockClient(bench.master.address);
  bench.scope.own(stock, 'stock client');
  ({ call } = stock);
});
afterEach(() => bench.scope.close());

const info = {
  agent_id: 'agent-stock',
  hostname: 'old-host',
  platform: 'docker',
  max_storage_nodes: 3,
  version: '0.9',
  agent_endpoint: 'old-host:8000',
};

describe('a stock client of the original', () => {
  it('registers, heartbeats and finds itself in the list', async () => {
    expect(await call('RegisterAgent', info)).toEqual({ success: true, master_version: '0.1.0-test', error_message: '' });
    const beat = await call('Heartbeat', { agent_id: 'agent-stock', storage_node_count: 0, timestamp: 1 });
    expect(beat['acknowledged']).toBe(true);
    expect(Math.abs((beat['timestamp'] as number) - Date.now() / 1000)).toBeLessThan(60);
    const { agents } = await call('ListAgents', {});
    expect(agents).toMatchObject([
      {
        agent_id: 'agent-stock',
        hostname: 'old-host',
        platform: 'docker',
        status: 'healthy',
        max_storage_nodes: 3,
        current_storage_nodes: 0,
      },
    ]);
    expect(bench.sink.of('agent_registered')).toHaveLength(1);
  });

  it('spawns a node on an agent with a stream, sees it run, and stops it', async () => {
    const agent = await bench.connected('agent-1', { maxNodes: 5 });
    const spawned = await call('SpawnStorageNode', { agent_id: 'agent-1', storage_path: 'data1', memory_limit_mb: 512, port: 50_061 });
    expect(spawned).toMatchObject({ success: true, error_message: '', endpoint: 'localhost:50061' });
    const nodeId = spawned['node_id'] as string;
    expect(nodeId).toMatch(/^node-[0-9a-f-]{36}$/);
    const asked = agent.requests[0]?.wish;
    if (asked?.case !== 'spawn') throw new Error(`the agent was asked to ${asked?.case}`);
    expect(asked.value).toMatchObject({
      nodeId,
      storagePath: 'data1',
      memoryLimitMb: 512n,
      port: 50_061,
      generation: 1,
      restart: 'always',
    });

    expect(await call('GetStorageNodeStatus', { node_id: nodeId })).toMatchObject({
      node_id: nodeId,
      status: 'running',
      endpoint: 'localhost:50061',
    });
    const { agents } = await call('ListAgents', {});
    expect(agents).toMatchObject([
      { agent_id: 'agent-1', current_storage_nodes: 1, storage_nodes: [{ node_id: nodeId, status: 'running' }] },
    ]);
    expect(await call('GetClusterStatus', {})).toEqual({
      total_agents: 1,
      healthy_agents: 1,
      total_storage_nodes: 1,
      running_storage_nodes: 1,
      status: 'healthy',
    });
    expect(await call('StopStorageNode', { agent_id: 'agent-1', node_id: nodeId })).toEqual({ success: true, error_message: '' });
    expect(await call('GetStorageNodeStatus', { node_id: nodeId })).toMatchObject({ status: 'stopped' });
  });

  it('gets the statuses of the original for what cannot be done', async () => {
    await call('RegisterAgent', info);
    const codes: Record<string, number> = {};
    for (const [name, method, request] of [
      ['heartbeat of a stranger', 'Heartbeat', { agent_id: 'nobody' }],
      ['leave of a stranger', 'UnregisterAgent', { agent_id: 'nobody' }],
      ['spawn on a stranger', 'SpawnStorageNode', { agent_id: 'nobody' }],
      ['spawn without a stream', 'SpawnStorageNode', { agent_id: 'agent-stock' }],
      ['stop of nothing', 'StopStorageNode', { agent_id: 'agent-stock', node_id: 'node-x' }],
      ['status of nothing', 'GetStorageNodeStatus', { node_id: 'node-x' }],
      ['bad agent', 'RegisterAgent', { ...info, agent_id: '../../etc' }],
    ] as const)
      codes[name] = await call(method, request).then(
        () => status.OK,
        (failure: ServiceError) => failure.code,
      );
    expect(codes).toEqual({
      'heartbeat of a stranger': status.NOT_FOUND,
      'leave of a stranger': status.NOT_FOUND,
      'spawn on a stranger': status.NOT_FOUND,
      'spawn without a stream': status.UNAVAILABLE,
      'stop of nothing': status.NOT_FOUND,
      'status of nothing': status.NOT_FOUND,
      'bad agent': status.INVALID_ARGUMENT,
    });
  });

  it('leaves, and is gone from the list', async () => {
    await call('RegisterAgent', info);
    expect(await call('UnregisterAgent', { agent_id: 'agent-stock' })).toEqual({});
    expect((await call('ListAgents', {}))['agents']).toEqual([]);
    expect(await call('GetClusterStatus', {})).toMatchObject({ total_agents: 0, status: 'unknown' });
    const [left] = bench.sink.of('agent_unregistered');
    const [asked] = bench.sink.of('action_requested');
    expect(left?.causedBy).toEqual([asked?.id]);
  });
});
