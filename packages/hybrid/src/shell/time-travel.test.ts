import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manualClock, seededChance } from '@sutra/kit';
import { apply, EMPTY_GRID, fromStored, type GridEvent, type GridState, snapshotText, stateHash } from '@sutra/model';
import { type Engine, openEngine, restoreBackup } from '@sutra/storage/engine';
import { eventId } from '@sutra/wire';
import { expect, it, onTestFinished } from 'vitest';
import { GRID_SNAPSHOT, stateAt } from './state-at.ts';

/** Histories, each looked at from many instants: `npm run test:questions` plays 400, continuous integration this many. */
const HISTORIES = Number(process.env['SUTRA_TIME_TRAVELS'] ?? 8);
const EVENTS = 120;
const INSTANTS = 25;

type Chance = ReturnType<typeof seededChance>;
const below = (chance: Chance, n: number): number => Math.floor(chance.next() * n);

/** What a grid of a few agents and nodes may say next, in any order: the fold has to bear it, and so has time travel. */
function draft(chance: Chance): { type: string; entities: string[]; body: Record<string, string | number> } {
  const agent = `agent-${below(chance, 3)}`;
  const node = `node-${below(chance, 4)}`;
  const [agents, both] = [[agent], [node, agent]];
  const said = [
    {
      type: 'agent_registered',
      entities: agents,
      body: { agent_id: agent, hostname: 'box', platform: 'process', agent_endpoint: 'stream', max_storage_nodes: 10 },
    },
    { type: 'agent_heartbeat', entities: agents, body: { agent_id: agent, storage_node_count: below(chance, 5) } },
    { type: 'agent_degraded', entities: agents, body: { agent_id: agent, seconds_since_heartbeat: 16 } },
    { type: 'agent_offline', entities: agents, body: { agent_id: agent, last_seen: '2026-03-18T12:00:00.000000Z' } },
    { type: 'agent_recovered', entities: agents, body: { agent_id: agent, downtime_seconds: 4 } },
    { type: 'spawn_succeeded', entities: both, body: { node_id: node, agent_id: agent, pid: 1 + below(chance, 9_999), port: 50_100 } },
    { type: 'node_crashed', entities: both, body: { node_id: node, agent_id: agent, exit_code: below(chance, 3) } },
    { type: 'stop_succeeded', entities: both, body: { node_id: node, agent_id: agent } },
  ];
  return said[below(chance, said.length)]!;
}

const fold = (events: readonly GridEvent[]): GridState => events.reduce(apply, EMPTY_GRID);
const START_US = Date.UTC(2026, 2, 18, 12) * 1_000;

/** Two emitters, one of which was cut off now and then: its events come late, in batches, with the times at which they happened. */
async function play(engine: Engine, chance: Chance, clock: ReturnType<typeof manualClock>): Promise<GridEvent[]> {
  const sessions = [await engine.session('near', 1), await engine.session('far', 1)];
  const numbers = [0, 0];
  const waiting: Parameters<(typeof sessions)[0]['append']>[0][number][] = [];
  for (let i = 0; i < EVENTS; i++) {
    clock.advance(200 + below(chance, 2_000));
    const who = below(chance, 3) === 0 ? 1 : 0;
    const { type, entities, body } = draft(chance);
    // Clocks differ by up to a second.
    const timeUs = clock.wallUs() + below(chance, 2_000_000) - 1_000_000;
    const emitterSeq = ++numbers[who]!;
    const id = eventId(type, timeUs, who === 0 ? 'near' : 'far', 1, emitterSeq);
    const record = { id, type, timeUs, emitterSeq, entities, causes: [], body };
    if (who === 0) await sessions[0]!.append([record]);
    else waiting.push(record);
    if (waiting.length > 0 && below(chance, 8) === 0) await sessions[1]!.append(waiting.splice(0));
    if (below(chance, 10) === 0) await keepSnapshot(engine);
  }
  if (waiting.length > 0) await sessions[1]!.append(waiting);
  return eventsOf(engine);
}

async function eventsOf(engine: Engine): Promise<GridEvent[]> {
  const { events } = await engine.query({ limit: 10_000 });
  return [...events].sort((a, b) => a.seq - b.seq).map(fromStored);
}

async function keepSnapshot(engine: Engine): Promise<void> {
  const state = fold(await eventsOf(engine));
  await engine.putSnapshot(GRID_SNAPSHOT, state.seq, new TextEncoder().encode(snapshotText(state)));
}

it(`the state at any instant is the fold of what happened up to it, also of what came late, in ${HISTORIES} histories with snapshots`, async () => {
  const base = mkdtempSync(join(tmpdir(), 'sutra-travel-'));
  onTestFinished(() => rmSync(base, { recursive: true }));
  let [late, past] = [0, 0];
  for (let seed = 1; seed <= HISTORIES; seed++) {
    const chance = seededChance(seed);
    const clock = manualClock(START_US);
    const onFatal = (reason: Error): void => {
      throw reason;
    };
    const open = (folder: string): Promise<Engine> => openEngine({ folder, clock, onFatal, limits: { segmentBytes: 8_192 } });
    const engine = await open(join(base, `store-${seed}`));
    const events = await play(engine, chance, clock);
    for (let i = 0; i < INSTANTS; i++) {
      const seq = below(chance, events.length + 1);
      expect(stateHash(await stateAt(engine, { seq })), `seed ${seed}, seq ${seq}`).toBe(stateHash(fold(events.slice(0, seq))));
      const atUs = START_US + below(chance, clock.wallUs() - START_US + 2_000_000);
      const known = events.filter(({ timeUs }) => timeUs <= atUs);
      expect(stateHash(await stateAt(engine, { atUs })), `seed ${seed}, time ${atUs}`).toBe(stateHash(fold(known)));
      if (known.some((event, at) => at > 0 && event.timeUs < known[at - 1]!.timeUs)) late++;
      if (known.length < events.length) past++;
    }
    // A store that was restored to a position has the state of that position, and nothing of what came later.
    await engine.backup(join(base, `backup-${seed}`));
    const seq = below(chance, events.length + 1);
    await restoreBackup({ from: join(base, `backup-${seed}`), to: join(base, `restored-${seed}`), at: { seq }, clock });
    const restored = await open(join(base, `restored-${seed}`));
    const now = { seq: Number.MAX_SAFE_INTEGER };
    expect(stateHash(await stateAt(restored, now))).toBe(stateHash(fold(events.slice(0, seq))));
    await restored.close();
    await engine.close();
  }
  expect(late, 'instants with late events').toBeGreaterThan(HISTORIES);
  expect(past).toBeGreaterThan(HISTORIES);
});
