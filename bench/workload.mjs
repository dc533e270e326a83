/**
 * A grid's events as they come in practice: mostly heartbeats and metrics, some lifecycle, causes between them. Everything follows
 * from the seed, so the right answer to every query can be worked out beside the store.
 */
import { seededChance } from '@sutra/kit';
import { eventFromDraft, toRecord, validateDraft } from '@sutra/model';
import { eventId } from '@sutra/wire';

export const AGENTS = 100;
export const NODES = 1_000;
/** Events of an entity that a query asks for. */
export const LATEST = 100;
const START_US = 1_760_000_000_000_000;
/** Time between events: 10,000 a second. */
const STEP_US = 100;

/** Draft number `n`. */
export function draftAt(n, chance) {
  const node = Math.floor(chance.next() * NODES);
  const agent_id = `agent-${String(node % AGENTS).padStart(3, '0')}`;
  const node_id = `node-${String(node).padStart(4, '0')}`;
  const share = chance.next();
  if (share < 0.55) return { type: 'agent_heartbeat', body: { agent_id, storage_node_count: 10, received: 6, missed: 0 } };
  const cpu_pct = Math.round(chance.next() * 1000) / 10;
  if (share < 0.85)
    return {
      type: 'node_metrics',
      body: { node_id, agent_id, cpu_pct, memory_mb: 64 + Math.floor(chance.next() * 448), memory_limit_mb: 512 },
    };
  if (share < 0.9)
    return {
      type: 'agent_metrics',
      body: { agent_id, host: `host-${agent_id.slice(6)}`, cpu_pct, memory_pct: 41.5, disk_pct: 12.25, load: 0.7 },
    };
  if (share < 0.95)
    return { type: 'spawn_succeeded', body: { node_id, agent_id, pid: 1_000 + (n % 60_000), port: 50_000 + node }, operationId: `op-${n}` };
  return {
    type: 'node_crashed',
    body: { node_id, agent_id, exit_code: 137, signal: 'SIGKILL', cause: 'oom' },
    because: `memory reached its limit of 512 MiB; ${n % 9} kills counted`,
  };
}

/** Records of one emitter, each crash caused by the previous crash of the run, so that chains of any length exist. */
export function* records(emitter, epoch, count, seed = 1) {
  const chance = seededChance(seed);
  let lastCrash;
  for (let n = 0; n < count; n++) {
    const draft = draftAt(n, chance);
    const timeUs = START_US + n * STEP_US;
    const emitterSeq = n + 1;
    const id = eventId(draft.type, timeUs, emitter, epoch, emitterSeq);
    if (draft.type === 'node_crashed') {
      if (lastCrash !== undefined) draft.causedBy = [lastCrash];
      lastCrash = id;
    }
    mustBeValid(draft);
    yield toRecord(eventFromDraft(draft, { id, wallUs: timeUs, emitter, emitterEpoch: epoch, emitterSeq }));
  }
}

/** A draft that is not valid is another, slower path: it would be measured without anybody noticing. */
function mustBeValid(draft) {
  const { ok, problems } = validateDraft(draft);
  if (!ok) throw new Error(`the workload holds an invalid draft: ${problems.join('; ')}`);
}

/** What a store that holds `count` records must answer. */
export class Oracle {
  byTypeAndAgent = new Map();
  byEntity = new Map();
  crashes = [];
  count = 0;

  add(record) {
    this.count++;
    for (const entity of record.entities) {
      const ids = this.byEntity.get(entity) ?? [];
      ids.push(record.emitterSeq);
      // Only what is asked about: a heap of millions of numbers would be collected while a query is timed.
      if (ids.length > LATEST) ids.shift();
      this.byEntity.set(entity, ids);
      if (!entity.startsWith('agent-')) continue;
      const key = `${record.type} ${entity}`;
      this.byTypeAndAgent.set(key, (this.byTypeAndAgent.get(key) ?? 0) + 1);
    }
    if (record.type === 'node_crashed') this.crashes.push(record.id);
  }
}
