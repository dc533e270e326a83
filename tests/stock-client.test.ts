import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentials, loadPackageDefinition, type ServiceClientConstructor, status } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Grid, pidIsAlive, startGrid, until } from './harness/grid.ts';

/** The original service as it was published: its own field numbers, none of our additions. */
const ORIGINAL = readFileSync(new URL('../packages/master/src/testdata/original-grid.proto', import.meta.url), 'utf8');

describe('a stock gRPC client of the original service, against the real master', () => {
  let grid: Grid;
  let call: <T>(method: string, request: object) => Promise<T>;
  let hangUp: () => void;
  beforeAll(async () => {
    grid = await startGrid();
    const file = join(mkdtempSync(join(tmpdir(), 'sutra-proto-')), 'grid.proto');
    writeFileSync(file, ORIGINAL);
    const loaded = loadPackageDefinition(loadSync(file, { keepCase: true, longs: Number, defaults: true }));
    const Service = (loaded['grid'] as unknown as { GridMaster: ServiceClientConstructor }).GridMaster;
    const client = new Service(grid.at.master, credentials.createInsecure());
    hangUp = () => client.close();
    call = (method, request) =>
      new Promise((resolve, reject) => {
        const run = client[method] as (request: object, options: object, done: (failure: unknown, reply: never) => void) => void;
        run.call(client, request, { deadline: Date.now() + 35_000 }, (failure, reply) =>
          failure === null ? resolve(reply) : reject(failure),
        );
      });
  });
  afterAll(async () => {
    hangUp();
    await grid.close();
  });

  it('registers an agent, sends heartbeats and is listed', async () => {
    const info = {
      agent_id: 'stock-1',
      hostname: 'elsewhere',
      platform: 'docker',
      max_storage_nodes: 3,
      version: '1.0',
      agent_endpoint: 'elsewhere:8001',
    };
    expect(await call('RegisterAgent', info)).toMatchObject({ success: true });
    expect(await call('Heartbeat', { agent_id: 'stock-1', storage_node_count: 2, timestamp: Math.floor(Date.now() / 1000) })).toMatchObject(
      { acknowledged: true },
    );
    const { agents } = await call<{ agents: { agent_id: string; status: string; max_storage_nodes: number }[] }>('ListAgents', {});
    expect(agents.find((agent) => agent.agent_id === 'stock-1')).toMatchObject({ status: 'healthy', max_storage_nodes: 3 });
  });

  it('spawns a real node, asks for its status, and stops it', async () => {
    const spawned = await call<{ success: boolean; node_id: string; endpoint: string }>('SpawnStorageNode', {
      agent_id: 'agent-1',
      storage_path: '',
      memory_limit_mb: 512,
      port: 0,
    });
    expect(spawned).toMatchObject({ success: true });
    expect(spawned.endpoint).toMatch(/:\d+$/);
    const running = await call<{ status: string; pid: number }>('GetStorageNodeStatus', { node_id: spawned.node_id });
    expect(running.status).toBe('running');
    expect(pidIsAlive(running.pid)).toBe(true);
    expect(await call('StopStorageNode', { agent_id: 'agent-1', node_id: spawned.node_id })).toMatchObject({ success: true });
    await until('the process is gone', 5_000, async () => !pidIsAlive(running.pid));
  });

  it('may keep the path its old command line sends by default: it becomes a folder of the node, and the record says so', async () => {
    const asked = { agent_id: 'agent-1', storage_path: '/tmp/storage', memory_limit_mb: 512, port: 0 };
    const spawned = await call<{ success: boolean; node_id: string; error_message: string }>('SpawnStorageNode', asked);
    expect(spawned).toMatchObject({ success: true, error_message: '' });
    expect(existsSync(join(grid.data, 'agents', 'agent-1', 'nodes', spawned.node_id, 'storage'))).toBe(true);
    const [requested] = await grid.events({ entity_id: spawned.node_id, event_type: 'spawn_requested' });
    expect(requested?.because).toContain('storage path /tmp/storage is read as storage');
    expect(requested?.details).toMatchObject({ storage_path: 'storage' });
    await expect(call('SpawnStorageNode', { ...asked, storage_path: '/' })).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
    expect(await call('StopStorageNode', { agent_id: 'agent-1', node_id: spawned.node_id })).toMatchObject({ success: true });
  });

  it('is told of unknown agents, agents it cannot reach, and the cluster, in gRPC’s own words', async () => {
    await expect(call('Heartbeat', { agent_id: 'nobody' })).rejects.toMatchObject({ code: status.NOT_FOUND });
    await expect(call('SpawnStorageNode', { agent_id: 'nobody', port: 0 })).rejects.toMatchObject({ code: status.NOT_FOUND });
    await expect(call('SpawnStorageNode', { agent_id: 'stock-1', port: 0 })).rejects.toMatchObject({ code: status.UNAVAILABLE });
    await expect(call('GetStorageNodeStatus', { node_id: 'nothing' })).rejects.toMatchObject({ code: status.NOT_FOUND });
    expect(await call('GetClusterStatus', {})).toMatchObject({ total_agents: 2 });
    expect(await call('UnregisterAgent', { agent_id: 'stock-1' })).toEqual({});
  });
});
