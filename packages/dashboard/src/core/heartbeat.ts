import type { EventJson } from '@sutra/api';
import { usFromIso } from '@sutra/kit';
import type { AgentHealth, AgentState } from '@sutra/model';

/**
 * When the agent was last heard of, as far as is recorded, µs: of its heartbeats only one in half a minute is, its figures come oftener.
 */
export function lastHeardUs(agent: AgentState): number {
  return Math.max(agent.lastHeartbeatUs, agent.metrics?.atUs ?? 0);
}

/** One slot of the strip: the worst that was known of the agent in it. `none` is before it was ever seen, or not recorded. */
export type Beat = AgentHealth | 'missed' | 'none';
export interface BeatSlot {
  readonly fromUs: number;
  readonly beat: Beat;
  /** Heartbeats missed in the slot, as far as recorded. */
  readonly missed: number;
}

const HEALTH_OF: Readonly<Record<string, AgentHealth>> = {
  agent_registered: 'healthy',
  agent_recovered: 'healthy',
  agent_degraded: 'degraded',
  agent_offline: 'offline',
  agent_unregistered: 'unregistered',
};
/** The event types a strip is computed from. */
export const BEAT_TYPES = [...Object.keys(HEALTH_OF), 'agent_heartbeat'];

const WORSE: readonly Beat[] = ['none', 'unregistered', 'healthy', 'missed', 'degraded', 'offline'];

/** Of an agent's heartbeats one in half a minute is recorded: with so long between two of them nobody watched it, or somebody said that it was away. */
const UNHEARD_US = 90_000_000;

export interface StripSpan {
  readonly toUs: number;
  readonly slots: number;
  readonly slotUs: number;
}

/**
 * The last stretch of an agent's life in equal slots, oldest first: health is carried from event to event, missed heartbeats
 * mark their slot. Before the first event of the window the state before it is not guessed, except from the agent's own
 * `healthSinceUs` when nothing changed within the window. Where its recorded heartbeats stop and nothing says why, the grid itself was not running.
 * @param events of this agent, in any order
 */
export function beatStrip(agent: AgentState, events: readonly EventJson[], span: StripSpan): BeatSlot[] {
  const startUs = span.toUs - span.slots * span.slotUs;
  const slots = Array.from({ length: span.slots }, (_, i) => ({ fromUs: startUs + i * span.slotUs, beat: 'none' as Beat, missed: 0 }));
  const changes = events
    .filter((event) => HEALTH_OF[event.event_type] !== undefined)
    .map((event) => ({ us: usFromIso(event.timestamp) ?? 0, health: HEALTH_OF[event.event_type] as AgentHealth }))
    .sort((a, b) => a.us - b.us);
  paintHealth(slots, span, changes, agent);
  unpaintUnheard(slots, span, events);
  for (const event of events) {
    if (event.event_type !== 'agent_heartbeat') continue;
    const missed = Number(event.details['missed'] ?? 0);
    const slot = slots[Math.floor(((usFromIso(event.timestamp) ?? 0) - startUs) / span.slotUs)];
    if (slot === undefined || missed <= 0) continue;
    slot.missed += missed;
    slot.beat = worse(slot.beat, 'missed');
  }
  return slots;
}

type Slot = { fromUs: number; beat: Beat; missed: number };

function paintHealth(slots: Slot[], span: StripSpan, changes: readonly { us: number; health: AgentHealth }[], agent: AgentState): void {
  const first = changes[0];
  const before: Beat = first === undefined || first.us > agent.healthSinceUs ? agent.health : beforeFirst(first, agent);
  const stretches = [
    { us: Math.max(agent.registeredUs, 0), health: before as Beat },
    ...changes.map((c) => ({ us: c.us, health: c.health as Beat })),
  ];
  for (let i = 0; i < stretches.length; i++) {
    const { us, health } = stretches[i] as { us: number; health: Beat };
    const untilUs = stretches[i + 1]?.us ?? span.toUs;
    for (const slot of slots) if (slot.fromUs < untilUs && slot.fromUs + span.slotUs > us) slot.beat = worse(slot.beat, health);
  }
}

function unpaintUnheard(slots: Slot[], span: StripSpan, events: readonly EventJson[]): void {
  const heard = events.map((event) => usFromIso(event.timestamp) ?? 0).sort((a, b) => a - b);
  if (!events.some((event) => event.event_type === 'agent_heartbeat')) return;
  heard.forEach((fromUs, i) => {
    const untilUs = heard[i + 1] ?? span.toUs;
    if (untilUs - fromUs <= UNHEARD_US) return;
    for (const slot of slots)
      if (slot.fromUs > fromUs && slot.fromUs + span.slotUs <= untilUs && slot.beat === 'healthy') slot.beat = 'none';
  });
}

/** What an agent was before a change: recovery and first silence follow from other states, so these can be read backwards. */
function beforeFirst(first: { us: number; health: AgentHealth }, agent: AgentState): Beat {
  if (first.us <= agent.registeredUs) return 'none';
  return first.health === 'degraded' ? 'healthy' : first.health === 'offline' ? 'degraded' : 'none';
}

function worse(a: Beat, b: Beat): Beat {
  return WORSE.indexOf(b) > WORSE.indexOf(a) ? b : a;
}
