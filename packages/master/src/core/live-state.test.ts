import { manualClock } from '@sutra/kit';
import { type AnyDraft, EMPTY_GRID, foldAll, type GridEvent, stateHash } from '@sutra/model';
import fc from 'fast-check';
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

  it('comes to the same state step by step as by folding anew, in whatever order the record has it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3), fc.nat(4), fc.nat(5)), { maxLength: 40 }), fc.infiniteStream(fc.nat(3)), (moves, delays) => {
        const time = manualClock();
        const emitters = ['master', 'agent-a'].map((emitter) => recordingSink({ clock: time, emitter }));
        const begun = new Set<number>();
        const told = moves.map(([node, any]) => {
          time.advance(1);
          const what = begun.has(node) ? any : 0; // a node begins with the master's wish
          begun.add(node);
          return (what < 2 ? emitters[0] : emitters[1])?.emit(move(`n${node}`, what)) as GridEvent;
        });
        const record = recordOrder(told, delays).map((event, i) => ({ ...event, seq: i + 1, recordedAtUs: event.timeUs }));
        const stepwise = new LiveState(1_000);
        const anew = new LiveState(1_000);
        let [stored, at] = [EMPTY_GRID, 0];
        for (const [i, event] of told.entries()) {
          for (const live of [stepwise, anew]) live.add(event);
          const batch = record.slice(at, at + (moves[i]?.[2] ?? 0)).filter(({ id }) => told.slice(0, i + 1).some((said) => said.id === id));
          if (batch.length < (moves[i]?.[2] ?? 0)) continue;
          at += batch.length;
          stored = foldAll(batch, stored);
          stepwise.publish(stored, batch);
          anew.publish(stored);
          expect(stepwise.pending).toBe(anew.pending);
          expect(statuses(stepwise)).toEqual(statuses(anew));
        }
        const rest = record.slice(at);
        stepwise.publish(foldAll(rest, stored), rest);
        expect(stateHash(stepwise.read())).toBe(stateHash(foldAll(record)));
      }),
      { numRuns: 300 },
    );
  });

  it('begins empty', () => {
    expect(new LiveState(1).read()).toBe(EMPTY_GRID);
  });
});

/** The master asks (0, 1), the agent says how it is (2, 3, 4). */
function move(node: string, what: number): AnyDraft {
  const base = { node_id: node, agent_id: 'a', generation: 1 };
  const operationId = `op-${node}`;
  if (what === 0) return { type: 'spawn_requested', body: { ...base, port: 0, storage_path: '', memory_limit_mb: 0 }, operationId };
  if (what === 1) return { type: 'stop_requested', body: base, operationId: `${operationId}-stop` };
  if (what === 2) return { type: 'spawn_succeeded', body: { ...base, pid: 1, port: 2 }, operationId };
  if (what === 3) return { type: 'node_crashed', body: base };
  return { type: 'stop_succeeded', body: base, operationId: `${operationId}-stop` };
}

/** The order in the record: each emitter's own order is kept, the two are interleaved at will. */
function recordOrder(told: readonly GridEvent[], choices: Iterable<number>): GridEvent[] {
  const queues = ['master', 'agent-a'].map((emitter) => told.filter((event) => event.emitter === emitter));
  const choose = choices[Symbol.iterator]();
  const order: GridEvent[] = [];
  while (order.length < told.length) {
    const first = (choose.next().value as number) % 2;
    const next = queues[first]?.shift() ?? queues[1 - first]?.shift();
    if (next !== undefined) order.push(next);
  }
  return order;
}

const statuses = (live: LiveState): Record<string, string> =>
  Object.fromEntries([...live.read().nodes].map(([id, { status, wanted }]) => [id, `${status} ${wanted}`]).sort());
