/** The grid's state after a restart: 1,000 agents and 10,000 nodes, from the newest snapshot and the events after it, over TCP. */
import { join } from 'node:path';
import { seededChance, systemClock } from '@sutra/kit';
import { apply, eventFromDraft, foldAll, fromSnapshotText, fromStored, snapshotText, stateHash, toRecord } from '@sutra/model';
import { openStoreClient } from '@sutra/storage/client';
import { eventId } from '@sutra/wire';
import { figure, mustEqual, timed } from '../measure.mjs';
import { withFolder, withStorage } from '../processes/child.mjs';

const TAIL = 1_000;

export async function rebuild({ quick, rounds: count }) {
  const agents = quick ? 100 : 1_000;
  const nodes = agents * 10;
  return withFolder((folder) =>
    withStorage(join(folder, 'store'), async (address) => {
      const store = openStoreClient({
        address,
        clock: systemClock(),
        chance: seededChance(3),
        name: 'bench',
        settings: { callMs: 60_000 },
      });
      const events = history(agents, nodes);
      const session = await store.session('master', 1);
      for (let from = 0; from < events.length; from += 1_024) await session.append(events.slice(from, from + 1_024).map(toRecord));
      await session.close();
      const stored = await read(store, 1);
      mustEqual(stored.length, events.length, 'stored events');
      const whole = foldAll(stored);
      mustEqual([whole.agents.size, whole.nodes.size], [agents, nodes], 'agents and nodes');
      const before = foldAll(stored.slice(0, -TAIL));
      await store.putSnapshot('grid', before.seq, Buffer.from(snapshotText(before)));
      const fromSnap = [];
      const fromEvents = [];
      for (let round = -1; round < count; round++) {
        const quickly = await timed(() => fromSnapshotAndTail(store));
        mustEqual(stateHash(quickly.value), stateHash(whole), 'the rebuilt state');
        const slowly = await timed(async () => foldAll(await read(store, 1)));
        mustEqual(stateHash(slowly.value), stateHash(whole), 'the replayed state');
        if (round < 0) continue;
        fromSnap.push(quickly.ms);
        fromEvents.push(slowly.ms);
      }
      await store.close();
      const label = `${agents.toLocaleString('en')} agents, ${nodes.toLocaleString('en')} nodes`;
      return [
        figure(`rebuild of ${label}: snapshot and ${TAIL.toLocaleString('en')} events`, 'ms', fromSnap, events.length, {
          goal: { atMost: 50 },
        }),
        figure(`rebuild of ${label}: all events`, 'ms', fromEvents, events.length),
      ];
    }),
  );
}

async function fromSnapshotAndTail(store) {
  const snapshot = await store.snapshot('grid');
  let state = fromSnapshotText(new TextDecoder().decode(snapshot.bytes));
  for (const event of await read(store, snapshot.seq + 1)) state = apply(state, event);
  return state;
}

async function read(store, fromSeq) {
  const over = new AbortController();
  const events = [];
  for await (const item of store.feed({ fromSeq }, over.signal)) {
    if (item.kind === 'live') break;
    for (const event of item.events) events.push(fromStored(event));
  }
  over.abort();
  return events;
}

/** Every agent registers, every node is asked for and runs, then heartbeats. */
function history(agents, nodes) {
  const drafts = [];
  const agentId = (n) => `agent-${String(n).padStart(4, '0')}`;
  for (let a = 0; a < agents; a++)
    drafts.push({
      type: 'agent_registered',
      body: { agent_id: agentId(a), hostname: `host-${a}`, platform: 'process', agent_endpoint: 'stream', max_storage_nodes: 50 },
    });
  for (let n = 0; n < nodes; n++) {
    const where = { node_id: `node-${String(n).padStart(5, '0')}`, agent_id: agentId(n % agents), generation: 1 };
    drafts.push({
      type: 'spawn_requested',
      body: { ...where, port: 50_000 + (n % 1_000), storage_path: `/data/${n}`, memory_limit_mb: 512 },
    });
    drafts.push({ type: 'spawn_succeeded', body: { ...where, pid: 1_000 + n, port: 50_000 + (n % 1_000) } });
  }
  for (let b = 0; b < 2 * TAIL; b++)
    drafts.push({ type: 'agent_heartbeat', body: { agent_id: agentId(b % agents), storage_node_count: 10 } });
  return drafts.map((draft, i) => {
    const timeUs = 1_760_000_000_000_000 + i * 1_000;
    const id = eventId(draft.type, timeUs, 'master', 1, i + 1);
    return eventFromDraft(draft, { id, wallUs: timeUs, emitter: 'master', emitterEpoch: 1, emitterSeq: i + 1 });
  });
}
