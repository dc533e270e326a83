import { afterEach, describe, expect, it } from 'vitest';
import { type Rig, startRig } from './testing/rig.ts';

let rig: Rig | undefined;
afterEach(async () => {
  await rig?.control.close();
  rig = undefined;
});

describe('control over sockets', () => {
  it('lists agents with their nodes from the folded record', async () => {
    rig = await startRig();
    const { status, json } = await rig.get('/api/grid/agents');
    expect(status).toBe(200);
    expect(json).toMatchObject({ stale: false, agents: [{ agent_id: 'agent-1', status: 'healthy', storage_nodes: [{ node_id: 'node-a1', status: 'running', pid: 4_242 }] }] });
  });
});
