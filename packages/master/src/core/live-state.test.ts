import { manualClock } from '@sutra/kit';
import { type AnyDraft, EMPTY_GRID, foldAll, type GridEvent } from '@sutra/model';
import { describe, expect, it } from 'vitest';
import { recordingSink } from '../testing/recording-sink.ts';
import { LiveState } from './live-state.ts';

const clock = manualClock();
const sink = recordingSink({ clock });
const say = (draft: AnyDraft): GridEvent => {
  clock.advance(1);
  return sink.emit(draft);
};
const registered = (id: string): GridEvent =>
  say({
    type: 'agent_registered',
    body: { agent_id: id, hostname: 'h', platform: 'process', agent_endpoint: 'stream', max_storage_nodes: 4 },
  });
const heartbeat = (id: string, count: number): GridEvent =>
  say({ type: 'agent_heartbeat', body: { agent_id: id, storage_node_count: count } });
const store = (events: readonly GridEvent[]): GridEvent[] =>
  events.map((event, i) => ({ ...event, seq: i + 1, recordedAtUs: event.timeUs }));

describe('the live state', () => {
  it('knows an event at once and the stored state when it comes back', () => {
    const live = new LiveState(100);
    const events = [registered('a'), registered('b')];
    for (const event of events) live.add(event);
    expect([...live.read().agents.keys()].sort()).toEqual(['a', 'b']);
    expect(live.pending).toBe(2);
    live.publish(foldAll(store(events)));
    expect(live.pending).toBe(0);
    expect(live.read()).toBe(live.stored);
  });

  it('keeps what is pending over a stored state that has only part of it', () => {
    const live = new LiveState(100);
    const events = [registered('a'), registered('b')];
    for (const event of events) live.add(event);
    live.publish(foldAll(store(events.slice(0, 1))));
    expect(live.pending).toBe(1);
    expect(live.read().agents.has('b')).toBe(true);
    expect(live.stored.agents.has('b')).toBe(false);
  });

  it('folds an event once, whether told twice or told after it was stored', () => {
    const live = new LiveState(100);
    const event = registered('a');
    live.publish(foldAll(store([event])));
    live.add(event);
    expect(live.pending).toBe(0);
    const other = registered('b');
    live.add(other);
    live.add(other);
    expect(live.pending).toBe(1);
  });

  it('shows samples but does not hold them through an outage', () => {
    const live = new LiveState(100);
    live.add(registered('a'));
    for (let i = 0; i < 1_000; i++) live.add(heartbeat('a', i));
    expect(live.read().agents.get('a')?.reportedNodes).toBe(999);
    expect(live.pending).toBe(1);
  });

  it('stays within its limit and says how much it gave up', () => {
    const live = new LiveState(10);
    for (let i = 0; i < 25; i++) live.add(registered(`a${i}`));
    expect(live.pending).toBe(10);
    expect(live.dropped).toBe(15);
    expect(live.read().agents.size).toBe(25);
  });

  it('begins empty', () => {
    expect(new LiveState(1).read()).toBe(EMPTY_GRID);
  });
});
