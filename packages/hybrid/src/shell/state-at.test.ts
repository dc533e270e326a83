import { apply, EMPTY_GRID, fromStored, snapshotText, stateHash } from '@sutra/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { history, memoryReader } from '../testing/index.ts';
import { GRID_SNAPSHOT, stateAt } from './state-at.ts';

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

function heartbeats(count: number) {
  const told = history();
  told.tell(0, 'agent_registered', {
    agent_id: 'agent-1',
    hostname: 'box-1',
    platform: 'process',
    agent_endpoint: 'stream',
    max_storage_nodes: 10,
  });
  for (let n = 1; n < count; n++) {
    if (n % 7 === 0) told.tell(n, 'agent_degraded', { agent_id: 'agent-1', seconds_since_heartbeat: 16 });
    else if (n % 7 === 3) told.tell(n, 'agent_recovered', { agent_id: 'agent-1', downtime_seconds: 4 });
    else told.tell(n, 'agent_heartbeat', { agent_id: 'agent-1', storage_node_count: n });
  }
  return told;
}
const fold = (events: readonly Parameters<typeof fromStored>[0][]) => events.map(fromStored).reduce(apply, EMPTY_GRID);

describe('the state at an instant', () => {
  it('is the fold of everything up to it, wherever snapshots lie', async () => {
    const told = heartbeats(60);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 70 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 5 }),
        async (second, kept) => {
          const reader = memoryReader(told.events);
          for (const seq of kept)
            reader.keepSnapshot(GRID_SNAPSHOT, seq, new TextEncoder().encode(snapshotText(fold(told.events.slice(0, seq)))));
          const atUs = told.startUs + second * 1_000_000;
          const state = await stateAt(reader, { atUs });
          expect(stateHash(state)).toBe(stateHash(fold(told.events.filter((event) => event.timeUs <= atUs))));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('by position is exactly what was recorded up to there', async () => {
    const told = heartbeats(20);
    const state = await stateAt(memoryReader(told.events), { seq: 8 });
    expect(stateHash(state)).toBe(stateHash(fold(told.events.slice(0, 8))));
    expect(await stateAt(memoryReader(told.events), { seq: 0 })).toBe(EMPTY_GRID);
  });

  it('by time includes what happened before it and was recorded later', async () => {
    const told = heartbeats(5);
    told.tell(2.5, 'agent_offline', { agent_id: 'agent-1', last_seen: '2026-03-18T12:00:00.000000Z' }, { recordedAtS: 100 });
    const reader = memoryReader(told.events);
    expect((await stateAt(reader, { atUs: told.startUs + 2_600_000 })).seq).toBe(6);
  });

  it('passes over a snapshot it cannot read', async () => {
    const told = heartbeats(20);
    const reader = memoryReader(told.events);
    reader.keepSnapshot(GRID_SNAPSHOT, 10, bytes({ version: 99 }));
    reader.keepSnapshot(GRID_SNAPSHOT, 12, bytes('not even that'));
    expect(stateHash(await stateAt(reader, { seq: 15 }))).toBe(stateHash(fold(told.events.slice(0, 15))));
  });
});
