import { type Chance, seededChance } from '@sutra/kit';
import { type Command, decide } from '../commands/index.ts';
import { emitInOrder } from '../envelope.ts';
import type { AnyDraft, GridEvent } from '../event.ts';
import { apply, EMPTY_GRID } from '../fold/index.ts';
import { decideRestart, FRESH_HISTORY, type RestartHistory } from '../restart.ts';
import type { GridState } from '../state.ts';
import { decideVerdict } from '../verdict.ts';
import { emitterOf, T0 } from './events.ts';

/** What a plausible grid said: one stream an emitter, and the state as its master saw it live. */
export interface World {
  readonly streams: readonly (readonly GridEvent[])[];
  /** The master's own events folded when said, the agents' when they happened to be delivered. */
  readonly live: GridState;
}

interface Running {
  generation: number;
  up: boolean;
  history: RestartHistory;
}

const AGENTS = ['agent-1', 'agent-2', 'agent-3'];
const NODES = ['node-a', 'node-b', 'node-c', 'node-d'];

/**
 * Plays a small grid with the real `decide`, `decideRestart` and `decideVerdict`: agents obey, crash, restart, fall silent and
 * come back; answers get lost; the agents' events reach the master late. Everything follows from the seed.
 */
export function playWorld(seed: number, steps: number): World {
  const chance = seededChance(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(chance.next() * from.length)] as T;
  const master = emitterOf('master');
  const sayAs = new Map(AGENTS.map((id) => [id, emitterOf(id)]));
  const streams = new Map<string, GridEvent[]>([['master', []], ...AGENTS.map((id) => [id, []] as [string, GridEvent[]])]);
  const undelivered: GridEvent[] = [];
  const machines = new Map<string, Map<string, Running>>(AGENTS.map((id) => [id, new Map()]));
  let live = EMPTY_GRID;
  let nowUs = T0;
  let serial = 0;

  const say = (drafts: readonly AnyDraft[]): void => {
    emitInOrder(drafts, (draft) => {
      const event = master(draft, nowUs);
      streams.get('master')?.push(event);
      live = apply(live, event);
      return event.id;
    });
  };
  const agentSays = (agentId: string, draft: AnyDraft): void => {
    const event = sayAs.get(agentId)?.(draft, nowUs);
    if (event === undefined) return;
    streams.get(agentId)?.push(event);
    undelivered.push(event);
  };
  const command = (wish: Command): void => {
    const decision = decide(live, wish, { wallUs: nowUs, nodeId: `node-${serial}` });
    if ('rejected' in decision) return;
    say(decision.drafts);
    const asked = decision.drafts.find((draft) => draft.type === 'spawn_requested' || draft.type === 'stop_requested');
    if (asked !== undefined && chance.next() < 0.85) obey(asked);
    else if (asked !== undefined)
      command({ kind: 'outcome', operationId: asked.operationId ?? '', outcome: 'unknown', error: 'no answer in 30 s' });
  };
  const obey = (asked: AnyDraft): void => {
    const { node_id, agent_id, generation = 1 } = asked.body as { node_id: string; agent_id: string; generation?: number };
    const machine = machines.get(agent_id);
    const base = { node_id, agent_id, generation };
    const op = asked.operationId === undefined ? {} : { operationId: asked.operationId };
    if (machine === undefined) return;
    if (asked.type === 'stop_requested') {
      if (chance.next() < 0.15) {
        agentSays(agent_id, { type: 'stop_failed', body: { ...base, error: 'will not die' }, ...op });
        return;
      }
      machine.delete(node_id);
      agentSays(agent_id, { type: 'stop_succeeded', body: { ...base, exit_code: 0 }, ...op });
      return;
    }
    const was = machine.get(node_id);
    if (was?.up === true) agentSays(agent_id, { type: 'stop_succeeded', body: { ...base, generation: was.generation }, ...op });
    if (chance.next() < 0.15) {
      machine.delete(node_id);
      agentSays(agent_id, { type: 'spawn_failed', body: { ...base, error: 'address in use', cause: 'port_conflict' }, ...op });
      return;
    }
    machine.set(node_id, { generation, up: true, history: FRESH_HISTORY });
    agentSays(agent_id, { type: 'spawn_succeeded', body: { ...base, pid: 1000 + serial, port: 50_051 }, ...op });
  };
  const steer = { command, say, agentSays, machines, live: () => live, chance, pick };
  for (const agentId of AGENTS)
    command({ kind: 'register', agentId, hostname: `h-${agentId}`, platform: 'process', endpoint: 'stream', maxNodes: 3 });
  for (let i = 0; i < steps; i++) {
    serial++;
    nowUs += Math.floor(1 + chance.next() * 5_000_000);
    oneStep(steer, `op-${serial}`);
    while (undelivered.length > 0 && chance.next() < 0.6) live = apply(live, undelivered.shift() as GridEvent);
    say(decideVerdict(live));
  }
  for (const event of undelivered) live = apply(live, event);
  return { streams: [...streams.values()], live };
}

interface Steer {
  readonly command: (wish: Command) => void;
  readonly say: (drafts: readonly AnyDraft[]) => void;
  readonly agentSays: (agentId: string, draft: AnyDraft) => void;
  readonly machines: ReadonlyMap<string, Map<string, Running>>;
  readonly live: () => GridState;
  readonly chance: Chance;
  readonly pick: <T>(from: readonly T[]) => T;
}

function oneStep({ command, say, agentSays, machines, live, chance, pick }: Steer, operationId: string): void {
  const agentId = pick(AGENTS);
  const nodeId = pick(NODES);
  const agent = live().agents.get(agentId);
  switch (Math.floor(chance.next() * 10)) {
    case 0:
    case 1: {
      command({ kind: 'spawn', operationId, nodeId, ...(chance.next() < 0.5 ? { agentId } : {}) });
      return;
    }
    case 2: {
      command({ kind: 'stop', operationId, nodeId });
      return;
    }
    case 3: {
      command({ kind: 'restart', operationId, nodeId });
      return;
    }
    case 4: {
      if (agent?.health === 'healthy') say([{ type: 'agent_degraded', body: { agent_id: agentId, seconds_since_heartbeat: 15 } }]);
      else if (agent?.health === 'degraded')
        say([{ type: 'agent_offline', body: { agent_id: agentId, last_seen: '2025-10-09T08:53:20.000000Z' } }]);
      else if (agent?.health === 'offline') say([{ type: 'agent_recovered', body: { agent_id: agentId, downtime_seconds: 40 } }]);
      return;
    }
    case 5: {
      say([{ type: 'agent_heartbeat', body: { agent_id: agentId, storage_node_count: 1 } }]);
      return;
    }
    case 6: {
      command({ kind: agent?.draining === true ? 'undrain' : 'drain', agentId });
      return;
    }
    case 7:
      if (chance.next() < 0.2) {
        command({ kind: 'unregister', agentId });
        return;
      }
      {
        command({ kind: 'register', agentId, hostname: `h-${agentId}`, platform: 'process', endpoint: 'stream', maxNodes: 3 });
        return;
      }
    default: {
      crashSome(machines.get(agentId) ?? new Map(), agentId, agentSays, chance);
      return;
    }
  }
}

function crashSome(machine: Map<string, Running>, agentId: string, agentSays: Steer['agentSays'], chance: Chance): void {
  const [nodeId, node] = [...machine.entries()][0] ?? [];
  if (nodeId === undefined || node === undefined) return;
  const base = { node_id: nodeId, agent_id: agentId, generation: node.generation };
  if (!node.up) {
    node.up = true;
    agentSays(agentId, { type: 'node_restarted', body: { ...base, restart_count: node.history.restarts, new_pid: 2000 } });
    return;
  }
  node.up = false;
  agentSays(agentId, { type: 'node_crashed', body: { ...base, exit_code: 3, cause: 'unknown' } });
  const decision = decideRestart(node.history, { exitCode: 3, uptimeMs: 100 }, { mode: 'always' }, 0, chance);
  node.history = decision.history;
  if (decision.do === 'restart' && decision.crashLoop !== undefined) {
    const { crashes, windowMs } = decision.crashLoop;
    const body = { ...base, crashes, window_ms: windowMs, next_delay_ms: decision.delayMs };
    agentSays(agentId, { type: 'node_crash_looping', body });
  }
}

/** A random order of all events in which each stream keeps its own: what the log may look like. */
export function interleave(streams: readonly (readonly GridEvent[])[], seed: number): GridEvent[] {
  const chance = seededChance(seed);
  const at = streams.map(() => 0);
  const out: GridEvent[] = [];
  const total = streams.reduce((sum, stream) => sum + stream.length, 0);
  while (out.length < total) {
    const i = Math.floor(chance.next() * streams.length);
    const next = streams[i]?.[at[i] ?? 0];
    if (next === undefined) continue;
    out.push(next);
    at[i] = (at[i] ?? 0) + 1;
  }
  return out;
}
