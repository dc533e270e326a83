import { describe, expect, it } from 'vitest';
import { validateDraft } from '../catalogue/index.ts';
import { emitInOrder } from '../envelope.ts';
import type { AnyDraft } from '../event.ts';
import { apply, EMPTY_GRID } from '../fold/index.ts';
import { REDACTED } from '../redact.ts';
import type { GridState } from '../state.ts';
import { emitterOf, T0 } from '../testing/events.ts';
import { type Command, type Decision, decide, decideDrained } from './index.ts';

class Grid {
  state: GridState = EMPTY_GRID;
  readonly #master = emitterOf('master');
  readonly #agent = emitterOf('agent-1');
  #op = 0;

  try(command: Command): Decision {
    return decide(this.state, command, { wallUs: T0, nodeId: `node-${this.#op}` });
  }
  do(command: Command): Decision {
    const decision = this.try(command);
    if (!('rejected' in decision)) this.say(decision.drafts);
    return decision;
  }
  say(drafts: readonly AnyDraft[], as = this.#master): void {
    for (const draft of drafts) expect(validateDraft(draft)).toEqual({ ok: true });
    emitInOrder(drafts, (draft) => {
      const event = as(draft, T0);
      this.state = apply(this.state, event);
      return event.id;
    });
  }
  agentSays(draft: AnyDraft): void {
    this.say([draft], this.#agent);
  }
  op(): string {
    return `op-${++this.#op}`;
  }
  agent(agentId: string, over: Partial<Extract<Command, { kind: 'register' }>> = {}): Decision {
    return this.do({
      kind: 'register',
      agentId,
      hostname: `host-${agentId}`,
      platform: 'process',
      endpoint: 'stream',
      maxNodes: 2,
      ...over,
    });
  }
  spawn(over: Partial<Extract<Command, { kind: 'spawn' }>> = {}): Decision {
    return this.do({ kind: 'spawn', operationId: this.op(), agentId: 'agent-1', ...over });
  }
  runs(nodeId: string, generation = 1, operationId?: string): void {
    const body = { node_id: nodeId, agent_id: 'agent-1', pid: 10, port: 50_051, generation };
    this.agentSays({ type: 'spawn_succeeded', body, ...(operationId === undefined ? {} : { operationId }) });
  }
}

const code = (decision: Decision): string => ('rejected' in decision ? decision.rejected.code : 'accepted');
const grid = (): Grid => {
  const g = new Grid();
  g.agent('agent-1');
  return g;
};

describe('an agent that comes back after it was called offline', () => {
  const silent = (): Grid => {
    const there = new Grid();
    there.agent('agent-1', { epoch: 3 });
    there.say([{ type: 'agent_degraded', body: { agent_id: 'agent-1', seconds_since_heartbeat: 15 } }]);
    there.say([{ type: 'agent_offline', body: { agent_id: 'agent-1', last_seen: '2026-01-01T00:00:00.000000Z' } }]);
    expect(there.state.agents.get('agent-1')?.health).toBe('offline');
    return there;
  };

  it('is not registered anew when it is the same run as before: it was merely not heard', () => {
    expect(silent().agent('agent-1', { epoch: 3 })).toMatchObject({ drafts: [], already: true });
  });

  it('has recovered, and is registered anew, when it has started again, changed, or lives elsewhere', () => {
    for (const over of [{ epoch: 4 }, { epoch: 3, maxNodes: 7 }, { epoch: 3, hostname: 'elsewhere' }]) {
      const there = silent();
      const offline = there.state.agents.get('agent-1')?.healthEvent;
      expect(there.agent('agent-1', over)).toMatchObject({
        drafts: [
          { type: 'agent_recovered', causedBy: [offline] },
          { type: 'agent_registered', causedBy: [offline] },
        ],
      });
      expect(there.state.agents.get('agent-1')?.health).toBe('healthy');
    }
  });
});

describe('the storage path of a spawn', () => {
  const pathOf = (decision: Decision): unknown => ('rejected' in decision ? decision.rejected.message : decision.spec?.storagePath);
  const agentThere = (): Grid => {
    const there = new Grid();
    there.agent('agent-1', { maxNodes: 20 });
    return there;
  };

  it('is, from a client of the original contract, the last name of an absolute path, and the decision says so', () => {
    for (const [path, name] of [
      ['/tmp/storage', 'storage'],
      ['/data/x/', 'x'],
      ['plain', 'plain'],
      ['', ''],
    ] as const) {
      const decision = agentThere().spawn({ nodeId: 'n-1', storagePath: path, original: true });
      expect(pathOf(decision), path).toBe(name);
      const because = 'because' in decision ? decision.because : '';
      if (path === name) expect(because).toBe('asked for on agent-1');
      else expect(because).toBe(`asked for on agent-1; storage path ${path} is read as ${name} in the node's own folder`);
    }
  });

  it('is refused when it leads out of the node’s folder or has no name at all', () => {
    for (const path of ['/', '/tmp/..', '/tmp/.hidden', '../x', 'a/../b', '/tmp/a b'])
      expect(pathOf(agentThere().spawn({ nodeId: 'n-1', storagePath: path, original: true })), path).toMatch(/not a plain name/);
    expect(pathOf(agentThere().spawn({ nodeId: 'n-1', storagePath: '/tmp/storage' })), 'a client of ours').toMatch(/not a plain name/);
  });
});

describe('registering', () => {
  it('takes an agent, takes it again after a restart, and says nothing when nothing changed', () => {
    const g = new Grid();
    expect(g.agent('agent-1', { epoch: 1 })).toMatchObject({ drafts: [{ type: 'agent_registered' }] });
    expect(g.agent('agent-1', { epoch: 1 })).toMatchObject({ drafts: [], already: true });
    expect(g.agent('agent-1', { epoch: 2 })).toMatchObject({ drafts: [{ type: 'agent_registered' }] });
  });

  it('refuses a second host under the id of a living agent, and takes it when the first is offline', () => {
    const g = grid();
    expect(code(g.agent('agent-1', { hostname: 'other' }))).toBe('SUTRA_AGENT_TAKEN');
    g.say([
      { type: 'agent_degraded', body: { agent_id: 'agent-1', seconds_since_heartbeat: 15 } },
      { type: 'agent_offline', body: { agent_id: 'agent-1', last_seen: '2025-10-09T08:53:20Z' } },
    ]);
    expect(code(g.agent('agent-1', { hostname: 'other' }))).toBe('accepted');
    expect(g.state.agents.get('agent-1')).toMatchObject({ health: 'healthy', hostname: 'other' });
  });

  it.each([
    { agentId: 'a b' },
    { agentId: '../x' },
    { agentId: '' },
    { hostname: '' },
    { maxNodes: -1 },
    { maxNodes: 1.5 },
    { platform: 'P!' },
  ])('refuses %j', (over) => {
    expect(code(new Grid().agent('agent-1', over))).toBe('SUTRA_AGENT_INVALID');
  });

  it('answers heartbeats of unknown and departed agents with a refusal', () => {
    const g = grid();
    expect(code(g.try({ kind: 'heartbeat', agentId: 'nobody', nodeCount: 0 }))).toBe('SUTRA_AGENT_UNKNOWN');
    expect(code(g.try({ kind: 'heartbeat', agentId: 'agent-1', nodeCount: 0 }))).toBe('accepted');
    g.do({ kind: 'unregister', agentId: 'agent-1' });
    expect(code(g.try({ kind: 'heartbeat', agentId: 'agent-1', nodeCount: 0 }))).toBe('SUTRA_AGENT_UNKNOWN');
    expect(g.state.cluster.verdict).toBe('unknown');
  });
});

describe('spawning', () => {
  it('asks for generation 1, once per operation', () => {
    const g = grid();
    const command: Command = { kind: 'spawn', operationId: 'op-x', agentId: 'agent-1', nodeId: 'n', actor: 'ada', reason: 'why not' };
    expect(g.do(command)).toMatchObject({
      about: { nodeId: 'n', generation: 1 },
      drafts: [{ type: 'spawn_requested', operationId: 'op-x', actor: 'ada' }],
    });
    expect(g.do(command)).toMatchObject({ drafts: [], already: true, about: { nodeId: 'n', generation: 1 } });
    expect(code(g.do({ ...command, nodeId: 'm' }))).toBe('SUTRA_OPERATION_MISMATCH');
    expect(code(g.do({ kind: 'stop', operationId: 'op-x', nodeId: 'n' }))).toBe('SUTRA_OPERATION_MISMATCH');
  });

  it('refuses unknown, departed, offline, draining and full agents, each in its own words', () => {
    const g = grid();
    expect(code(g.spawn({ agentId: 'nobody' }))).toBe('SUTRA_AGENT_UNKNOWN');
    g.do({ kind: 'drain', agentId: 'agent-1' });
    expect(code(g.spawn())).toBe('SUTRA_AGENT_DRAINING');
    g.do({ kind: 'undrain', agentId: 'agent-1' });
    expect([code(g.spawn()), code(g.spawn()), code(g.spawn())]).toEqual(['accepted', 'accepted', 'SUTRA_AGENT_FULL']);
    g.say([
      { type: 'agent_degraded', body: { agent_id: 'agent-1', seconds_since_heartbeat: 15 } },
      { type: 'agent_offline', body: { agent_id: 'agent-1', last_seen: '2025-10-09T08:53:20Z' } },
    ]);
    const decision = g.spawn();
    expect(decision).toMatchObject({ rejected: { code: 'SUTRA_AGENT_OFFLINE', kind: 'unavailable', mend: expect.any(String) } });
    g.do({ kind: 'unregister', agentId: 'agent-1' });
    expect(code(g.spawn())).toBe('SUTRA_AGENT_UNKNOWN');
  });

  it('refuses a port that another wanted node holds on the same host, also through another agent, until it is free', () => {
    const g = grid();
    g.agent('agent-2', { hostname: 'host-agent-1' });
    g.agent('agent-3');
    expect(code(g.spawn({ nodeId: 'n', port: 6000 }))).toBe('accepted');
    expect(g.spawn({ nodeId: 'm', port: 6000 })).toMatchObject({ rejected: { message: expect.stringContaining('held by n') } });
    expect(code(g.spawn({ nodeId: 'm', port: 6000, agentId: 'agent-2' }))).toBe('SUTRA_PORT_TAKEN');
    expect(code(g.spawn({ nodeId: 'm', port: 6000, agentId: 'agent-3' }))).toBe('accepted');
    g.runs('n');
    expect(code(g.spawn({ nodeId: 'o', port: 50_051 }))).toBe('SUTRA_PORT_TAKEN');
    g.do({ kind: 'stop', operationId: g.op(), nodeId: 'n' });
    expect(code(g.spawn({ nodeId: 'o', port: 6000 }))).toBe('SUTRA_PORT_TAKEN');
    g.agentSays({ type: 'stop_succeeded', body: { node_id: 'n', agent_id: 'agent-1', generation: 1 } });
    expect(code(g.spawn({ nodeId: 'o', port: 6000 }))).toBe('accepted');
  });

  it.each([
    { nodeId: 'a/b' },
    { nodeId: '-x' },
    { nodeId: 'x'.repeat(64) },
    { port: 65_536 },
    { port: -1 },
    { port: 1.5 },
    { memoryLimitMb: 7 },
    { memoryLimitMb: -1 },
    { storagePath: '/etc' },
    { storagePath: '../x' },
    { storagePath: 'a/../b' },
    { storagePath: 'a//b' },
    { storagePath: '.hidden' },
    { storagePath: 'a\0b' },
    { storagePath: 'x'.repeat(201) },
    { workload: { kind: 'command' } as const },
    { workload: { kind: 'command', command: 'a', args: ['x\0'] } as const },
    { workload: { kind: 'command', command: 'a', env: { 'A B': 'x' } } as const },
    { workload: { kind: 'storage', command: 'sh' } as const },
    { restart: 'sometimes' as never },
    { operationId: 'a b' },
  ])('refuses %j', (over) => {
    expect(code(grid().spawn(over))).toBe('SUTRA_SPAWN_INVALID');
  });

  it('takes plain nested names, and keeps secrets out of the event but in what is run', () => {
    const g = grid();
    const workload = { kind: 'command', command: 'run', args: ['--token', 'abc'], env: { API_KEY: 'abc', A: 'b' } } as const;
    const decision = g.spawn({ nodeId: 'n', storagePath: 'b-1.c.d', workload });
    expect(decision).toMatchObject({ spec: { workload } });
    expect(decision).toMatchObject({
      drafts: [{ body: { args: ['--token', REDACTED], env: { API_KEY: REDACTED, A: 'b' }, restart: 'on-failure' } }],
    });
  });

  it('refuses a name that is in use, and begins the next generation of one that has stopped', () => {
    const g = grid();
    g.spawn({ nodeId: 'n' });
    expect(code(g.spawn({ nodeId: 'n' }))).toBe('SUTRA_NODE_TAKEN');
    expect(code(g.spawn({ nodeId: 'agent-1' }))).toBe('SUTRA_NODE_TAKEN');
    g.runs('n');
    g.do({ kind: 'stop', operationId: g.op(), nodeId: 'n' });
    g.agentSays({ type: 'stop_succeeded', body: { node_id: 'n', agent_id: 'agent-1', generation: 1 } });
    expect(g.spawn({ nodeId: 'n' })).toMatchObject({ about: { generation: 2 } });
    expect(g.state.nodes.get('n')).toMatchObject({ status: 'pending', generation: 2, wanted: 'running' });
  });

  it('chooses the emptiest agent when none is named, and records every candidate', () => {
    const g = grid();
    g.agent('agent-2', { maxNodes: 10 });
    g.agent('agent-3', { maxNodes: 0 });
    g.spawn();
    const decision = g.do({ kind: 'spawn', operationId: g.op(), nodeId: 'n' });
    expect(decision).toMatchObject({
      about: { agentId: 'agent-2' },
      drafts: [
        { type: 'placement_decided', because: expect.stringContaining('agent-2 scores 100') },
        { type: 'spawn_requested', causedByDrafts: [0] },
      ],
    });
    expect(decision).toMatchObject({
      drafts: [
        {
          body: {
            candidates: {
              considered: 3,
              listed: [{ agent_id: 'agent-2' }, { agent_id: 'agent-1' }, { fits: false, why: 'full: 0 of 0 places used' }],
            },
          },
        },
        {},
      ],
    });
    expect(new Grid().try({ kind: 'spawn', operationId: 'o' })).toMatchObject({ rejected: { code: 'SUTRA_NO_AGENT_FITS' } });
  });
});

describe('stopping and restarting', () => {
  it('stops once: a second wish is answered with the first operation, a stopped node with nothing to do', () => {
    const g = grid();
    g.spawn({ nodeId: 'n' });
    g.runs('n');
    expect(g.do({ kind: 'stop', operationId: 's1', nodeId: 'n', graceMs: 100 })).toMatchObject({
      drafts: [{ type: 'stop_requested', body: { generation: 1, grace_ms: 100 } }],
    });
    expect(g.do({ kind: 'stop', operationId: 's2', nodeId: 'n' })).toMatchObject({
      drafts: [],
      about: { operationId: 's1' },
      already: true,
    });
    g.agentSays({ type: 'stop_succeeded', body: { node_id: 'n', agent_id: 'agent-1', generation: 1 }, operationId: 's1' });
    expect(g.state.operations.get('s1')?.status).toBe('succeeded');
    expect(g.do({ kind: 'stop', operationId: 's3', nodeId: 'n' })).toMatchObject({ drafts: [], already: true });
    expect(code(g.do({ kind: 'stop', operationId: 's4', nodeId: 'nothing' }))).toBe('SUTRA_NODE_UNKNOWN');
    expect(code(g.do({ kind: 'stop', operationId: 's5', nodeId: 'n', agentId: 'agent-9' }))).toBe('SUTRA_NODE_UNKNOWN');
  });

  it('can be asked to stop again after a refusal', () => {
    const g = grid();
    g.spawn({ nodeId: 'n' });
    g.runs('n');
    g.do({ kind: 'stop', operationId: 's1', nodeId: 'n' });
    g.agentSays({ type: 'stop_failed', body: { node_id: 'n', agent_id: 'agent-1', generation: 1, error: 'busy' }, operationId: 's1' });
    expect(g.state.nodes.get('n')).toMatchObject({ status: 'running', wanted: 'stopped' });
    expect(g.do({ kind: 'stop', operationId: 's2', nodeId: 'n' })).toMatchObject({ drafts: [{ type: 'stop_requested' }] });
    expect(g.state.nodes.get('n')?.status).toBe('stopping');
  });

  it('restarts into the next generation, and the stop of the old one does not end the operation', () => {
    const g = grid();
    g.spawn({ nodeId: 'n' });
    expect(code(g.do({ kind: 'restart', operationId: 'r0', nodeId: 'n' }))).toBe('SUTRA_NODE_BUSY');
    g.runs('n');
    expect(g.do({ kind: 'restart', operationId: 'r1', nodeId: 'n' })).toMatchObject({
      about: { generation: 2 },
      drafts: [{ body: { replaces: 1 } }],
    });
    g.agentSays({ type: 'stop_succeeded', body: { node_id: 'n', agent_id: 'agent-1', generation: 1 }, operationId: 'r1' });
    expect(g.state.operations.get('r1')).toMatchObject({ verb: 'restart', status: 'requested' });
    g.runs('n', 2, 'r1');
    expect(g.state.operations.get('r1')?.status).toBe('succeeded');
    expect(g.state.nodes.get('n')).toMatchObject({ status: 'running', generation: 2, wanted: 'running' });
  });
});

describe('outcomes', () => {
  it('go from unknown to resolved, once', () => {
    const g = grid();
    g.spawn({ operationId: 'o', nodeId: 'n' });
    expect(g.do({ kind: 'outcome', operationId: 'o', outcome: 'unknown', error: 'no answer in 30 s' })).toMatchObject({
      drafts: [{ type: 'spawn_unknown' }],
    });
    expect(g.state.nodes.get('n')?.status).toBe('unknown');
    expect(g.do({ kind: 'outcome', operationId: 'o', outcome: 'unknown' })).toMatchObject({ drafts: [], already: true });
    expect(g.do({ kind: 'outcome', operationId: 'o', outcome: 'failed', error: 'no such file' })).toMatchObject({
      drafts: [{ type: 'spawn_failed', body: { resolved: true } }],
    });
    expect(g.do({ kind: 'outcome', operationId: 'o', outcome: 'succeeded' })).toMatchObject({ drafts: [], already: true });
    expect(code(g.do({ kind: 'outcome', operationId: 'x', outcome: 'failed' }))).toBe('SUTRA_OPERATION_UNKNOWN');
  });

  it('are resolved by the agent’s own word when it comes', () => {
    const g = grid();
    g.spawn({ operationId: 'o', nodeId: 'n' });
    g.do({ kind: 'outcome', operationId: 'o', outcome: 'unknown', error: 'no answer' });
    g.runs('n', 1, 'o');
    expect(g.state.operations.get('o')?.status).toBe('succeeded');
    expect(g.state.nodes.get('n')?.status).toBe('running');
  });
});

describe('draining', () => {
  it('is said once, and done when the last node has gone', () => {
    const g = grid();
    g.spawn({ nodeId: 'n' });
    g.runs('n');
    expect(g.do({ kind: 'drain', agentId: 'agent-1' })).toMatchObject({ drafts: [{ type: 'agent_draining' }] });
    expect(g.do({ kind: 'drain', agentId: 'agent-1' })).toMatchObject({ drafts: [] });
    expect(decideDrained(g.state)).toEqual([]);
    g.agentSays({ type: 'stop_succeeded', body: { node_id: 'n', agent_id: 'agent-1', generation: 1 } });
    g.say(decideDrained(g.state));
    expect(g.state.agents.get('agent-1')?.drained).toBe(true);
    expect(decideDrained(g.state)).toEqual([]);
  });
});
