import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manualClock } from '@sutra/kit';
import { apply, EMPTY_GRID, fromStored, type GridState, snapshotText, toSnapshot } from '@sutra/model';
import { openEngine } from '@sutra/storage/engine';
import type { StoredEvent } from '@sutra/wire';
import { eventId } from '@sutra/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { history } from '../testing/index.ts';
import { GRID_SNAPSHOT, stateAt } from './state-at.ts';

const DAY_US = 86_400_000_000;
const ROLL_UP = {
  name: 'all that is frequent',
  types: ['agent_heartbeat', 'agent_metrics', 'node_metrics'],
  rollUps: [{ afterUs: DAY_US, widthUs: 3_600_000_000 }],
};

/** An agent and two nodes: heartbeats and metrics, and now and then something that happens to them. */
function grid(draws: readonly number[]) {
  const told = history();
  told.tell(0, 'agent_registered', { agent_id: 'a', hostname: 'h', platform: 'process', agent_endpoint: 'stream', max_storage_nodes: 9 });
  for (const node of ['n1', 'n2']) {
    told.tell(0, 'spawn_requested', { agent_id: 'a', node_id: node, storage_path: '/d', memory_limit_mb: 512, port: 0 });
    told.tell(0, 'spawn_succeeded', { agent_id: 'a', node_id: node, endpoint: 'x:1', pid: 7, port: 1, generation: 1 });
  }
  let restarts = 0;
  draws.forEach((draw, i) => {
    const second = 1 + i * 2;
    const node = draw % 2 === 0 ? 'n1' : 'n2';
    if (draw < 45) told.tell(second, 'agent_heartbeat', { agent_id: 'a', storage_node_count: draw % 5 });
    else if (draw < 95) told.tell(second, 'node_metrics', { agent_id: 'a', node_id: node, cpu_pct: draw / 10, memory_mb: draw });
    else if (draw < 97) told.tell(second, 'node_crashed', { agent_id: 'a', node_id: node, exit_code: 1, generation: 1 });
    else told.tell(second, 'node_restarted', { agent_id: 'a', node_id: node, restart_count: ++restarts, new_pid: second, generation: 1 });
  });
  return told;
}

/** What the grid is; how many numbers of an emitter were heard is not part of it. */
const shown = (state: GridState): unknown => {
  const { heard: _heard, ...rest } = toSnapshot(state) as unknown as Record<string, unknown>;
  return rest;
};
const fold = (events: readonly StoredEvent[]): GridState => events.map(fromStored).reduce(apply, EMPTY_GRID);

describe('the state of a history that was rolled up', () => {
  it('is what it was at every position that no roll-up spans, from any snapshot, and of a node at whatever happened to it', async () => {
    let [rolledUp, exact] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        // Drawn evenly: a history near the ends of the range holds nothing that is rolled up.
        fc.array(fc.noBias(fc.integer({ min: 0, max: 99 })), { minLength: 150, maxLength: 250 }),
        fc.array(fc.integer({ min: 1, max: 250 }), { maxLength: 3 }),
        async (draws, kept) => {
          const folder = mkdtempSync(join(tmpdir(), 'sutra-state-'));
          const clock = manualClock();
          const limits = { segmentBytes: 8192 };
          const engine = await openEngine({ folder, clock, limits, retention: { rules: [ROLL_UP] }, onFatal: () => undefined });
          try {
            const { events, startUs } = grid(draws);
            const records = events.map((event, i) => {
              const id = eventId(event.type, event.timeUs, 'm', 1, i + 1);
              return { ...event, id, emitterSeq: i + 1, causes: [], emitter: 'm', epoch: 1, seq: i + 1, recordedAtUs: event.timeUs };
            });
            const session = await engine.session('m', 1);
            for (let i = 0; i < records.length; i += 10) await session.append(records.slice(i, i + 10));
            for (const seq of kept.filter((one) => one <= records.length))
              await engine.putSnapshot(GRID_SNAPSHOT, seq, new TextEncoder().encode(snapshotText(fold(records.slice(0, seq)))));
            clock.advance((startUs + 2 * DAY_US - clock.wallUs()) / 1000);
            rolledUp += (await engine.retain()).rolledUp;
            const { events: left } = await engine.query({ limit: 10_000 });
            for (const { seq, type, entities } of left) {
              const [now, was] = [await stateAt(engine, { seq }), fold(records.slice(0, seq))];
              // Within a stretch that became one row, that row is still to come; the store says of such a position that it is not exact.
              if (!(await engine.aggregate({ asOf: { seq } })).partial) {
                expect(shown(now)).toEqual(shown(was));
                exact++;
              }
              // What happened to a node finds the last word about it before, wherever it stands.
              if (type === 'node_crashed') expect(now.nodes.get(entities[0]!)).toEqual(was.nodes.get(entities[0]!));
            }
            expect(shown(await stateAt(engine, { seq: records.length }))).toEqual(shown(fold(records)));
          } finally {
            await engine.close();
            rmSync(folder, { recursive: true });
          }
        },
      ),
      { numRuns: 6 },
    );
    expect(rolledUp).toBeGreaterThan(100);
    expect(exact).toBeGreaterThan(6);
  });
});
