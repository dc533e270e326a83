import type { ProblemJson, ServerMessage } from '@sutra/api';
import { EMPTY_GRID, toSnapshot } from '@sutra/model';
import { expect, it } from 'vitest';
import { pushed, registered } from '../testing/events.ts';
import { type LiveState, lost, received, SILENCE_MS, silent, UNCONNECTED } from './live.ts';

const snapshot: ServerMessage = { type: 'snapshot', seq: 0, state: { ...toSnapshot(EMPTY_GRID) }, recent: [] };
const tick = (seq: number, store: 'up' | 'down' = 'up', problems: ProblemJson[] = []) =>
  ({ type: 'tick', seq, server_time: '2026-03-17T15:00:02.000000Z', store, master: 'up', problems }) as const;
const began = (): LiveState => received(UNCONNECTED, snapshot, 1_000).state;

it('is live from the first snapshot on', () => {
  expect(UNCONNECTED.phase).toBe('connecting');
  expect(began().phase).toBe('live');
});

it('folds pushed events with the reducers of the grid', () => {
  const { state, log } = received(began(), { type: 'events', from_seq: 1, to_seq: 1, events: pushed([registered('agent-1')]) }, 1_100);
  expect(state.grid?.agents.get('agent-1')?.health).toBe('healthy');
  expect(log).toBe('append');
});

it('asks for a snapshot when events are missing, and folds nothing of what comes after the hole', () => {
  const next = received(began(), { type: 'events', from_seq: 5, to_seq: 5, events: pushed([registered('agent-1')], 5) }, 1_100);
  expect(next.resync).toBe(true);
  expect(next.log).toBe('keep');
  expect(next.state.grid?.agents.size).toBe(0);
});

it('moves past an event of a type it does not know instead of stopping there', () => {
  const { state, resync } = received(
    began(),
    { type: 'events', from_seq: 1, to_seq: 2, events: pushed([{ type: 'invented_later', details: {} }, registered('agent-1')]) },
    1_100,
  );
  expect(resync).toBe(false);
  expect([state.grid?.seq, state.grid?.agents.size]).toEqual([2, 1]);
});

it('keeps what no event can tell as long as ticks tell it, and the same list while they say the same', () => {
  const since = '2026-03-17T15:00:01.000000Z';
  const full = { entity_id: 'cluster', kind: 'cluster', what: 'its disk is full', since, event_id: 'e-1', blast_radius: 'all' } as const;
  const told = received(began(), tick(0, 'up', [full]), 1_100).state;
  expect(told.untold).toEqual([
    { entityId: 'cluster', kind: 'cluster', what: 'its disk is full', sinceUs: 1_773_759_601_000_000, eventId: 'e-1', blastRadius: 'all' },
  ]);
  expect(received(told, tick(0, 'up', [{ ...full }]), 3_100).state.untold).toBe(told.untold);
  expect(received(told, tick(0), 3_100).state.untold).toEqual([]);
});

it('takes events it already has as nothing new', () => {
  const events = { type: 'events', from_seq: 1, to_seq: 1, events: pushed([registered('agent-1')]) } as const;
  const once = received(began(), { ...events, events: [...events.events] }, 1_100).state;
  const twice = received(once, { ...events, events: [...events.events] }, 1_200);
  expect(twice.state.grid).toBe(once.grid);
  expect(twice.resync).toBe(false);
});

it('says it is catching up while the server has more than it has folded', () => {
  const behind = received(began(), tick(3), 1_100).state;
  expect([behind.phase, behind.behind]).toEqual(['catching-up', 3]);
  const caughtUp = received(
    behind,
    { type: 'events', from_seq: 1, to_seq: 3, events: pushed([registered('a'), registered('b'), registered('c')]) },
    1_200,
  ).state;
  expect([caughtUp.phase, caughtUp.behind]).toEqual(['live', 0]);
});

it('learns the clock of the server and the health of what stands behind it from ticks', () => {
  const state = received(began(), tick(0, 'down'), Date.parse('2026-03-17T15:00:00Z')).state;
  expect([state.skewMs, state.store]).toEqual([2_000, 'down']);
});

it('keeps the last known grid when the connection is lost, and counts the attempts until a word comes', () => {
  const twice = lost(lost(began()));
  expect([twice.phase, twice.attempts, twice.grid !== undefined]).toEqual(['disconnected', 2, true]);
  expect(received(twice, tick(0), 2_000).state).toMatchObject({ phase: 'live', attempts: 0 });
});

it('is silent only after the limit, and never while it is known to be disconnected', () => {
  expect(silent(began(), 1_000 + SILENCE_MS)).toBe(false);
  expect(silent(began(), 1_001 + SILENCE_MS)).toBe(true);
  expect(silent(lost(began()), 99_000)).toBe(false);
});
