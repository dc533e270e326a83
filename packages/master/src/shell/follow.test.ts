import { manualClock, seededChance, silentLogger } from '@sutra/kit';
import { EMPTY_GRID, foldAll, fromSnapshotText, fromStored, type GridEvent, type GridState, snapshotText, stateHash } from '@sutra/model';
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../testing/memory-store.ts';
import { recordingSink } from '../testing/recording-sink.ts';
import { followStore, SNAPSHOT } from './follow.ts';

const AGENTS = 1_000;
const NODES = 10_000;

/** A history that leaves so many agents with so many running nodes. */
function history(agents: number, nodes: number): GridEvent[] {
  const clock = manualClock();
  const sink = recordingSink({ clock });
  for (let a = 0; a < agents; a++) {
    const body = { agent_id: `agent-${a}`, hostname: `host-${a}`, platform: 'process', agent_endpoint: 'stream', max_storage_nodes: 20 };
    sink.emit({ type: 'agent_registered', body });
  }
  for (let n = 0; n < nodes; n++) {
    const base = { node_id: `node-${n}`, agent_id: `agent-${n % agents}`, generation: 1 };
    const operationId = `op-${n}`;
    clock.advance(1);
    sink.emit({ type: 'spawn_requested', body: { ...base, port: 0, storage_path: '', memory_limit_mb: 0 }, operationId });
    sink.emit({ type: 'spawn_succeeded', body: { ...base, pid: 1_000 + n, port: 20_000 + n }, operationId });
  }
  return sink.said;
}

/** Processor time since, ms. */
function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
}

async function rebuild(store: ReturnType<typeof memoryStore>): Promise<{ state: GridState; tookMs: number }> {
  let state = EMPTY_GRID;
  const before = process.cpuUsage();
  const follower = followStore({
    store: store.client,
    clock: manualClock(),
    chance: seededChance(1),
    logger: silentLogger,
    readSnapshot: (bytes) => fromSnapshotText(new TextDecoder().decode(bytes)),
    readEvent: fromStored,
    publish: (given) => {
      state = given;
    },
  });
  await follower.caughtUp;
  const tookMs = cpuMs(before);
  await follower.close();
  return { state, tookMs };
}

describe('rebuilding', () => {
  it('1,000 agents with 10,000 nodes from a snapshot and a tail costs little more than reading the snapshot, and comes to the state of the whole record', async () => {
    const store = memoryStore();
    for (const event of history(AGENTS, NODES)) store.append(event);
    const whole = foldAll(store.events);
    const cut = store.events.length - 500;
    const head = foldAll(store.events.slice(0, cut));
    store.snapshots.set(SNAPSHOT, { seq: head.seq, bytes: new TextEncoder().encode(snapshotText(head)) });
    const { bytes } = store.snapshots.get(SNAPSHOT) ?? { bytes: new Uint8Array() };
    const readings: number[] = [];
    const rebuilds: number[] = [];
    for (let i = 0; i < 4; i++) {
      const before = process.cpuUsage();
      fromSnapshotText(new TextDecoder().decode(bytes));
      readings.push(cpuMs(before));
      const { state, tookMs } = await rebuild(store);
      rebuilds.push(tookMs);
      expect(state.nodes.size).toBe(NODES);
      if (i === 0) expect(stateHash(state)).toBe(stateHash(whole));
    }
    // The 100 ms of the goal are the bench's business; what holds on any machine under any load is the ratio.
    expect(Math.min(...rebuilds) / Math.min(...readings)).toBeLessThan(4);
  });

  it('from events alone comes to the same state', async () => {
    const store = memoryStore();
    for (const event of history(20, 200)) store.append(event);
    const { state } = await rebuild(store);
    expect(stateHash(state)).toBe(stateHash(foldAll(store.events)));
  });
});

describe('a feed that skips events', () => {
  it('is read again from the last position that was folded', async () => {
    const store = memoryStore();
    for (const event of history(20, 0)) store.append(event);
    const asked: number[] = [];
    const clock = manualClock();
    let state = EMPTY_GRID;
    const follower = followStore({
      store: {
        ...store.client,
        async *feed(query, signal) {
          asked.push(query.fromSeq);
          if (asked.length > 1) return yield* store.client.feed(query, signal);
          yield { kind: 'events', events: [] };
          yield { kind: 'gap', fromSeq: 3, toSeq: 9 };
        },
      },
      clock,
      chance: seededChance(1),
      logger: silentLogger,
      readSnapshot: () => EMPTY_GRID,
      readEvent: fromStored,
      publish: (given) => {
        state = given;
      },
    });
    while (!follower.complete()) {
      clock.advance(50);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(asked).toEqual([1, 1]);
    expect(state.agents.size).toBe(20);
    await follower.close();
  });
});

describe('a record that was put back to an earlier time', () => {
  it('is read anew, not waited for', async () => {
    const store = memoryStore();
    for (const event of history(20, 0)) store.append(event);
    const clock = manualClock();
    let state = EMPTY_GRID;
    const follower = followStore({
      store: store.client,
      clock,
      chance: seededChance(1),
      logger: silentLogger,
      readSnapshot: () => EMPTY_GRID,
      readEvent: fromStored,
      publish: (given) => {
        state = given;
      },
    });
    await follower.caughtUp;
    expect(state.agents.size).toBe(20);
    store.setUp(false);
    store.events.length = 5;
    await new Promise((resolve) => setImmediate(resolve));
    store.setUp(true);
    for (let i = 0; i < 200 && state.agents.size !== 5; i++) {
      clock.advance(100);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect([...state.agents.keys()]).toHaveLength(5);
    expect(state.seq).toBe(5);
    await follower.close();
  });
});
