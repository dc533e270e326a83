import { type AgentState, apply, EMPTY_GRID, fromEventJson } from '@sutra/model';
import { expect, it } from 'vitest';
import { pushed, registered, type Saying, T0 } from '../testing/events.ts';
import { beatStrip, lastHeardUs } from './heartbeat.ts';

const span = { toUs: T0 + 600e6, slots: 10, slotUs: 60e6 };

function strip(sayings: readonly Saying[]): string {
  const events = pushed(sayings);
  const grid = events.reduce((state, event) => apply(state, fromEventJson(event)), EMPTY_GRID);
  const letters = { healthy: 'h', missed: 'm', degraded: 'd', offline: 'o', unregistered: 'u', none: '.' } as const;
  return beatStrip(grid.agents.get('agent-1') as AgentState, events, span)
    .map((slot) => letters[slot.beat])
    .join('');
}

const changed = (type: string, at: number, details: object): Saying => ({ type, at, details: { agent_id: 'agent-1', ...details } });

const beats = (from: number, to: number): Saying[] =>
  Array.from({ length: Math.floor((to - from) / 30) }, (_, i) =>
    changed('agent_heartbeat', from + 5 + i * 30, { storage_node_count: 0, received: 6, missed: 0 }),
  );

it('is not recorded before the agent first came, and healthy after', () => {
  expect(strip([registered('agent-1', 200)])).toBe('...hhhhhhh');
});

it('carries health from change to change and shows the worst of a minute', () => {
  const story = [
    registered('agent-1', 0),
    changed('agent_degraded', 125, { seconds_since_heartbeat: 15 }),
    changed('agent_offline', 140, { last_seen: '2025-10-09T08:55:00.000000Z' }),
    changed('agent_recovered', 250, { downtime_seconds: 120 }),
  ];
  expect(strip(story)).toBe('hhooohhhhh');
});

it('marks minutes in which heartbeats were missed', () => {
  const missed = changed('agent_heartbeat', 331, { storage_node_count: 0, received: 4, missed: 2 });
  expect(strip([registered('agent-1', 0), ...beats(0, 600), missed])).toBe('hhhhhmhhhh');
});

it('does not know minutes in which nobody watched: no heartbeat is recorded, and nothing that would say why', () => {
  expect(strip([registered('agent-1', 0), ...beats(0, 200), ...beats(420, 600)])).toBe('hhh....hhh');
  expect(strip([registered('agent-1', 0), ...beats(0, 200)])).toBe('hhh.......');
  const offline = changed('agent_offline', 215, { last_seen: '2025-10-09T08:55:00.000000Z' });
  expect(strip([registered('agent-1', 0), ...beats(0, 200), offline])).toBe('hhhooooooo');
});

it('has heard an agent when its figures came, if they are younger than its last recorded heartbeat', () => {
  const figures = changed('agent_metrics', 310, { cpu_pct: 1, memory_pct: 2, disk_pct: 3, load: 0 });
  const heardOf = (...events: Parameters<typeof pushed>[0]): number => {
    const grid = pushed(events).reduce((state, event) => apply(state, fromEventJson(event)), EMPTY_GRID);
    return lastHeardUs(grid.agents.get('agent-1') as AgentState);
  };
  const before = heardOf(registered('agent-1', 0));
  expect(heardOf(registered('agent-1', 0), figures) - before).toBe(310_000_000);
  expect(heardOf(registered('agent-1', 0), figures, changed('agent_heartbeat', 330, { storage_node_count: 0 })) - before).toBe(330_000_000);
});

it('knows what an agent was before the first change of the window from the change itself', () => {
  const events = pushed([registered('agent-1', -3_600), changed('agent_degraded', 305, { seconds_since_heartbeat: 15 })]);
  const grid = events.reduce((state, event) => apply(state, fromEventJson(event)), EMPTY_GRID);
  const agent = grid.agents.get('agent-1') as AgentState;
  const beats = beatStrip(agent, events.slice(1), span).map((slot) => slot.beat);
  expect(beats.slice(3, 7)).toEqual(['healthy', 'healthy', 'degraded', 'degraded']);
});
