import { durationText, isoFromUs } from '@sutra/kit';
import { Map as PMap } from 'immutable';
import type { AnyDraft } from './event.ts';
import type { AgentState, GridState } from './state.ts';

/** Limits of failure detection, all on the monotonic clock. */
export interface HealthLimits {
  /** Between two heartbeats of one agent. */
  readonly intervalMs: number;
  readonly degradedAfterMs: number;
  readonly offlineAfterMs: number;
  /** Between two ticks of the watcher itself. */
  readonly tickMs: number;
  /** A heartbeat of each agent is stored this often, and on every change. */
  readonly sampleMs: number;
  /** Losing more than this share of the agents at once, and at least `massLossMin`, is taken for our own failing first. */
  readonly massLossShare: number;
  readonly massLossMin: number;
  /** How long verdicts are withheld in a mass loss before they are given after all. */
  readonly massLossHoldMs: number;
}

/** Limits from the heartbeat interval: degraded after 3, offline after 6. */
export function healthLimits(intervalMs = 5_000): HealthLimits {
  return {
    intervalMs,
    degradedAfterMs: 3 * intervalMs,
    offlineAfterMs: 6 * intervalMs,
    tickMs: intervalMs / 5,
    sampleMs: 6 * intervalMs,
    massLossShare: 0.55,
    massLossMin: 3,
    massLossHoldMs: 600_000,
  };
}

/** What this process has heard of one agent. Kept beside the state: the monotonic clock means nothing to another process. */
export interface AgentWatch {
  /** Last heartbeat, monotonic ms; the time watching began while `heard` is false. */
  readonly heardMs: number;
  readonly heard: boolean;
  /** Silence is counted from here when it is later than `heardMs`: a granted window. */
  readonly grantedMs: number;
  /** When it was heard, wall clock, for people. */
  readonly heardUs: number;
  /** Heartbeats since the last stored one. */
  readonly received: number;
  readonly sampledMs: number;
  /** A verdict on it is being withheld. */
  readonly withheld: boolean;
  /** The registration this watch belongs to: an agent that registers again is given a new window. */
  readonly registeredUs: number;
}

export interface AgentWatches {
  readonly byAgent: PMap<string, AgentWatch>;
  /** Since when a mass loss is suspected, monotonic ms. */
  readonly massLossSinceMs?: number;
}

export const NO_WATCHES: AgentWatches = { byAgent: PMap() };

export interface Judged {
  readonly watches: AgentWatches;
  readonly drafts: AnyDraft[];
}

/** Grants every agent of the state one full window: for a watcher that has just begun, or a new leader. */
export function watchAll(state: GridState, nowMonoMs: number): AgentWatches {
  return {
    byAgent: PMap<string, AgentWatch>().withMutations((map) => {
      for (const agent of state.agents.values()) if (agent.health !== 'unregistered') map.set(agent.id, newWatch(agent, nowMonoMs));
    }),
  };
}

/** Notes a sign of life. */
export function heard(watches: AgentWatches, agentId: string, nowMonoMs: number, wallUs: number): AgentWatches {
  const was = watches.byAgent.get(agentId);
  const watch: AgentWatch = {
    heardMs: nowMonoMs,
    heard: true,
    grantedMs: nowMonoMs,
    heardUs: wallUs,
    received: (was?.received ?? 0) + 1,
    sampledMs: was?.sampledMs ?? nowMonoMs,
    withheld: false,
    registeredUs: was?.registeredUs ?? 0,
  };
  return { ...watches, byAgent: watches.byAgent.set(agentId, watch) };
}

/** Forgets an agent that has left. */
export function forget(watches: AgentWatches, agentId: string): AgentWatches {
  return { ...watches, byAgent: watches.byAgent.delete(agentId) };
}

export interface Beat {
  readonly agentId: string;
  readonly nodeCount: number;
}

/**
 * A heartbeat, whole: notes it, says `agent_recovered` when the agent was thought silent, and stores the heartbeat when it is
 * time. Of an agent the state does not know nothing is noted: `decide` answers that heartbeat with a refusal.
 */
export function onHeartbeat(
  watches: AgentWatches,
  state: GridState,
  beat: Beat,
  at: { readonly monoMs: number; readonly wallUs: number },
  limits: HealthLimits,
): Judged {
  const agent = state.agents.get(beat.agentId);
  if (agent === undefined || agent.health === 'unregistered') return { watches, drafts: [] };
  const was = watches.byAgent.get(agent.id);
  const known = {
    ...watches,
    byAgent: watches.byAgent.set(agent.id, { ...(was ?? newWatch(agent, at.monoMs)), registeredUs: agent.registeredUs }),
  };
  const next = heard(known, agent.id, at.monoMs, at.wallUs);
  const back = agent.health === 'healthy' ? [] : [recovery(agent, was, at)];
  const sampled = sampleHeartbeat(next, agent, beat.nodeCount, at.monoMs, limits, back.length > 0);
  return { watches: sampled.watches, drafts: [...back, ...sampled.drafts] };
}

function recovery(agent: AgentState, watch: AgentWatch | undefined, at: { readonly monoMs: number; readonly wallUs: number }): AnyDraft {
  // Silence that began before this process did is only known from the record, by wall time.
  const silentMs = watch?.heard === true ? at.monoMs - watch.heardMs : Math.max(0, (at.wallUs - agent.lastHeartbeatUs) / 1000);
  return {
    type: 'agent_recovered',
    body: { agent_id: agent.id, downtime_seconds: Math.round(silentMs / 1000) },
    because: `a heartbeat came after ${durationText(silentMs)} of silence; it was ${agent.health}`,
    ...(agent.healthEvent === '' ? {} : { causedBy: [agent.healthEvent] }),
  };
}

/** Stores a heartbeat every `sampleMs` and whenever what it says has changed, with how many came and how many did not. */
export function sampleHeartbeat(
  watches: AgentWatches,
  agent: AgentState,
  nodeCount: number,
  nowMonoMs: number,
  limits: HealthLimits,
  changed = false,
): Judged {
  const watch = watches.byAgent.get(agent.id);
  if (watch === undefined) return { watches, drafts: [] };
  const sinceMs = nowMonoMs - watch.sampledMs;
  if (!changed && sinceMs < limits.sampleMs && nodeCount === agent.reportedNodes) return { watches, drafts: [] };
  const missed = Math.max(0, Math.floor(sinceMs / limits.intervalMs) - watch.received);
  const body = { agent_id: agent.id, storage_node_count: nodeCount, received: watch.received, missed };
  const byAgent = watches.byAgent.set(agent.id, { ...watch, received: 0, sampledMs: nowMonoMs });
  return { watches: { ...watches, byAgent }, drafts: [{ type: 'agent_heartbeat', body }] };
}

/**
 * One tick of the watcher. Silence is judged on the monotonic clock; before anybody is judged the watcher judges itself:
 *
 * - its own tick came late by more than one heartbeat: it was stalled, heartbeats wait unread, nobody is judged and everybody
 *   gets one full window (`detector_suspect` self_pause);
 * - more than 55 % of the agents, and at least 3, are about to be lost at once: the fault is likelier here than there, offline
 *   is withheld (`detector_suspect` mass_loss), for `massLossHoldMs` at most.
 *
 * An agent that has passed both limits is said degraded, then offline; every verdict names the probe it rests on.
 */
export function judge(
  watches: AgentWatches,
  state: GridState,
  nowMonoMs: number,
  lastTickMonoMs: number,
  limits: HealthLimits,
  isStreamOpen: (agentId: string) => boolean = () => false,
): Judged {
  const known = withNewcomers(watches, state, nowMonoMs);
  const lateMs = nowMonoMs - lastTickMonoMs - limits.tickMs;
  if (lateMs > limits.intervalMs) return selfPaused(known, nowMonoMs, lateMs, limits);

  const silent = silentAgents(known, state, nowMonoMs, limits);
  const brake = massLoss(known, state, silent, nowMonoMs, limits);
  if (brake.released) return { watches: granted(known, silent, nowMonoMs), drafts: [] };
  const drafts: AnyDraft[] = [...brake.drafts];
  let byAgent = known.byAgent;
  for (const one of silent) {
    const { agent, watch, silentMs } = one;
    const streamOpen = isStreamOpen(agent.id);
    if (agent.health === 'healthy') sayDegraded(drafts, one, limits, streamOpen);
    if (silentMs < limits.offlineAfterMs) continue;
    if (!brake.holds) sayOffline(drafts, one, limits, streamOpen);
    else if (!watch.withheld) {
      drafts.push(probe(one, limits.offlineAfterMs, 'withheld', streamOpen));
      byAgent = byAgent.set(agent.id, { ...watch, withheld: true });
    }
  }
  return { watches: { byAgent, ...brake.since }, drafts };
}

interface Silent {
  readonly agent: AgentState;
  readonly watch: AgentWatch;
  /** Since its last heartbeat, or since a window was granted: what is judged. */
  readonly silentMs: number;
  /** Since its last heartbeat: what is said. */
  readonly quietMs: number;
}

function newWatch(agent: AgentState, nowMonoMs: number): AgentWatch {
  return {
    heardMs: nowMonoMs,
    heard: false,
    grantedMs: nowMonoMs,
    heardUs: agent.lastHeartbeatUs,
    received: 0,
    sampledMs: nowMonoMs,
    withheld: false,
    registeredUs: agent.registeredUs,
  };
}

/** Agents that came into the state since, or came back into it, get a full window from now; those that left are forgotten. */
function withNewcomers(watches: AgentWatches, state: GridState, nowMonoMs: number): AgentWatches {
  let byAgent = watches.byAgent;
  for (const agent of state.agents.values()) {
    const watch = byAgent.get(agent.id);
    if (agent.health === 'unregistered') byAgent = watch === undefined ? byAgent : byAgent.delete(agent.id);
    else if (watch === undefined) byAgent = byAgent.set(agent.id, newWatch(agent, nowMonoMs));
    else if (watch.registeredUs !== agent.registeredUs)
      byAgent = byAgent.set(agent.id, { ...watch, grantedMs: nowMonoMs, registeredUs: agent.registeredUs });
  }
  return byAgent === watches.byAgent ? watches : { ...watches, byAgent };
}

function selfPaused(watches: AgentWatches, nowMonoMs: number, lateMs: number, limits: HealthLimits): Judged {
  const byAgent = watches.byAgent.map((watch) => ({ ...watch, grantedMs: nowMonoMs, withheld: false }));
  if (byAgent.size === 0) return { watches, drafts: [] };
  const reason = `own tick came ${durationText(lateMs)} late, more than one heartbeat (${durationText(limits.intervalMs)}); nobody is judged for ${durationText(limits.degradedAfterMs)}`;
  const body = { reason, kind: 'self_pause', agents: byAgent.size, late_ms: Math.round(lateMs) } as const;
  return { watches: { byAgent }, drafts: [{ type: 'detector_suspect', body, because: reason }] };
}

/** Live agents whose silence has passed the first limit, in order of their ids. */
function silentAgents(watches: AgentWatches, state: GridState, nowMonoMs: number, limits: HealthLimits): Silent[] {
  const silent: Silent[] = [];
  for (const [agentId, watch] of watches.byAgent) {
    const agent = state.agents.get(agentId);
    if (agent === undefined || agent.health === 'offline' || agent.health === 'unregistered') continue;
    const silentMs = nowMonoMs - Math.max(watch.heardMs, watch.grantedMs);
    if (silentMs >= limits.degradedAfterMs) silent.push({ agent, watch, silentMs, quietMs: nowMonoMs - watch.heardMs });
  }
  return silent.sort((a, b) => (a.agent.id < b.agent.id ? -1 : 1));
}

/** A mass loss has passed: those not heard again yet are given the same chance as the others, one full window. */
function granted(watches: AgentWatches, silent: readonly Silent[], nowMonoMs: number): AgentWatches {
  return {
    byAgent: watches.byAgent.withMutations((map) => {
      for (const { agent, watch } of silent) map.set(agent.id, { ...watch, grantedMs: nowMonoMs, withheld: false });
    }),
  };
}

interface Brake {
  readonly holds: boolean;
  /** It was held until now, and the verdicts it withheld are not to fall all at once. */
  readonly released: boolean;
  readonly since: Pick<AgentWatches, 'massLossSinceMs'>;
  readonly drafts: readonly AnyDraft[];
}

function massLoss(watches: AgentWatches, state: GridState, silent: readonly Silent[], nowMonoMs: number, limits: HealthLimits): Brake {
  let live = 0;
  for (const { health } of state.agents.values()) if (health === 'healthy' || health === 'degraded') live++;
  const many = silent.length >= limits.massLossMin && silent.length > limits.massLossShare * live;
  const sinceMs = watches.massLossSinceMs;
  const none = { holds: false, released: false, since: {}, drafts: [] };
  const expired = sinceMs !== undefined && nowMonoMs - sinceMs >= limits.massLossHoldMs;
  if (!many) return { ...none, released: sinceMs !== undefined && !expired };
  if (sinceMs !== undefined) return { ...none, holds: !expired, since: { massLossSinceMs: sinceMs } };
  if (!silent.some(({ silentMs }) => silentMs >= limits.offlineAfterMs)) return none;
  const share = Math.round((100 * silent.length) / live);
  const reason = `${silent.length} of ${live} agents (${share} %) silent at once, more than ${Math.round(100 * limits.massLossShare)} %; offline withheld for ${durationText(limits.massLossHoldMs)} at most`;
  const body = { reason, kind: 'mass_loss', agents: silent.length } as const;
  return {
    holds: true,
    released: false,
    since: { massLossSinceMs: nowMonoMs },
    drafts: [{ type: 'detector_suspect', body, because: reason }],
  };
}

function sayDegraded(drafts: AnyDraft[], one: Silent, limits: HealthLimits, streamOpen: boolean): void {
  const at = drafts.push(probe(one, limits.degradedAfterMs, 'degraded', streamOpen)) - 1;
  drafts.push({
    type: 'agent_degraded',
    body: { agent_id: one.agent.id, seconds_since_heartbeat: Math.round(one.quietMs / 1000) },
    because: silence(one, limits.degradedAfterMs),
    causedByDrafts: [at],
  });
}

function sayOffline(drafts: AnyDraft[], one: Silent, limits: HealthLimits, streamOpen: boolean): void {
  const { agent, watch } = one;
  // Degraded a moment ago, in this very list, or earlier, in the record.
  const last = drafts.at(-1);
  const degradedHere = last?.type === 'agent_degraded' && last.body.agent_id === agent.id ? [drafts.length - 1] : [];
  const at = drafts.push(probe(one, limits.offlineAfterMs, 'offline', streamOpen)) - 1;
  drafts.push({
    type: 'agent_offline',
    body: { agent_id: agent.id, last_seen: isoFromUs(watch.heardUs) },
    because: silence(one, limits.offlineAfterMs),
    causedByDrafts: [at, ...degradedHere],
    ...(degradedHere.length === 0 && agent.healthEvent !== '' ? { causedBy: [agent.healthEvent] } : {}),
  });
}

function probe(one: Silent, limitMs: number, verdict: 'degraded' | 'offline' | 'withheld', streamOpen: boolean): AnyDraft {
  return {
    type: 'agent_unreachable_probe',
    body: { agent_id: one.agent.id, silent_ms: Math.round(one.quietMs), limit_ms: limitMs, verdict, stream_open: streamOpen },
    because: silence(one, limitMs),
  };
}

function silence({ silentMs, quietMs }: Silent, limitMs: number): string {
  const counted = quietMs - silentMs >= 100 ? `, ${(silentMs / 1000).toFixed(1)} s of it counted` : '';
  return `no heartbeat for ${(quietMs / 1000).toFixed(1)} s${counted}; limit ${limitMs / 1000} s`;
}
