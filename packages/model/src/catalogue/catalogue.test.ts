import { describe, expect, it } from 'vitest';
import { bodyOf } from '../testing/events.ts';
import {
  classOf,
  EVENT_TYPES,
  type EventType,
  entitiesOf,
  eventsJsonSchema,
  eventsReference,
  isEventType,
  jsonSchemaOf,
  primaryOf,
  rowOf,
  severityOf,
  summaryOf,
  validateBody,
  validateDraft,
} from './index.ts';

/** The 26 types of the original catalogue with their edge numbers and fields. Names and order of required fields never change. */
const ORIGINAL: Readonly<Record<string, readonly [edge: number, fields: string]>> = {
  agent_registered: [1, 'agent_id hostname platform agent_endpoint max_storage_nodes'],
  agent_heartbeat: [2, 'agent_id storage_node_count'],
  agent_degraded: [3, 'agent_id seconds_since_heartbeat'],
  agent_offline: [4, 'agent_id last_seen'],
  agent_recovered: [5, 'agent_id downtime_seconds'],
  agent_unregistered: [6, 'agent_id'],
  spawn_requested: [10, 'node_id agent_id port storage_path memory_limit_mb'],
  spawn_succeeded: [11, 'node_id agent_id pid port'],
  spawn_failed: [12, 'node_id agent_id error'],
  stop_requested: [20, 'node_id agent_id'],
  stop_succeeded: [21, 'node_id agent_id'],
  stop_failed: [22, 'node_id agent_id error'],
  node_crashed: [30, 'node_id agent_id'],
  node_restarted: [31, 'node_id agent_id restart_count new_pid'],
  cluster_healthy: [40, 'total_agents healthy_agents total_nodes running_nodes'],
  cluster_degraded: [41, 'total_agents healthy_agents reason'],
  cluster_critical: [42, 'total_agents healthy_agents reason'],
  storage_metrics: [0, 'node_id concept_count edge_count write_throughput read_latency_us memory_usage_mb'],
  query_performance: [0, 'node_id query_type query_depth result_count latency_ms confidence'],
  embedding_latency: [0, 'service_instance batch_size latency_ms dimension cache_hit'],
  hnsw_index_built: [0, 'node_id vector_count build_time_ms dimension'],
  hnsw_index_loaded: [0, 'node_id vector_count load_time_ms persisted'],
  pathfinding_metrics: [0, 'node_id source_id target_id path_length paths_explored latency_ms strategy'],
  reconciliation_complete: [0, 'node_id entries_processed reconciliation_time_ms disk_flush'],
  embedding_service_healthy: [0, 'instance_id endpoint success_rate cache_hit_rate'],
  embedding_service_degraded: [0, 'instance_id endpoint error_rate reason'],
};

/** Types the design adds to the original 26. */
const ADDED = `agent_draining agent_drained agent_undrained agent_unreachable_probe agent_metrics node_metrics node_adopted node_lost
node_gave_up placement_decided node_rescheduled binary_published binary_downloaded binary_verify_failed update_started update_completed
update_failed update_rolled_back scale_requested scale_decided scaled_up scaled_down leader_elected leader_lost backup_completed backup_failed
restore_completed retention_applied snapshot_written config_changed action_requested action_approved action_denied auth_failed question_asked
access_denied events_refused emitter_gap`.split(/\s+/);

describe('the catalogue', () => {
  it('keeps the 26 original types with their edges and required fields', () => {
    expect(Object.keys(ORIGINAL)).toHaveLength(26);
    for (const [type, [edge, fields]] of Object.entries(ORIGINAL)) {
      expect(isEventType(type), type).toBe(true);
      const row = rowOf(type as EventType);
      const required = Object.entries(row.fields).filter(([, field]) => !field.optional);
      expect([row.edge, required.map(([name]) => name).join(' ')], type).toEqual([edge, fields]);
    }
  });

  it('has every added type', () => {
    expect(ADDED.filter((type) => !isEventType(type))).toEqual([]);
  });

  it('gives every type outside the metrics an edge of its own', () => {
    const edges = EVENT_TYPES.map((type) => rowOf(type).edge).filter((edge) => edge !== 0);
    expect(new Set(edges).size).toBe(edges.length);
  });

  it('names only fields that exist, in templates and as primary', () => {
    for (const type of EVENT_TYPES) {
      const { says, primary, fields } = rowOf(type);
      for (const [, name] of says.matchAll(/\{(\w+)\}/g)) expect(Object.keys(fields), `${type} says {${name}}`).toContain(name);
      if ('field' in primary) expect(fields[primary.field]?.optional, type).toBe(false);
    }
  });

  it('has no place for a type that is an object property by accident', () => {
    for (const name of ['constructor', 'toString', '__proto__']) expect(isEventType(name)).toBe(false);
  });

  it('classes and rates types it does not know: a user event is audit and info', () => {
    expect([classOf('custom.deploy'), severityOf('custom.deploy')]).toEqual(['audit', 'info']);
    expect([classOf('agent_heartbeat'), severityOf('cluster_critical')]).toEqual(['heartbeat', 'critical']);
  });
});

describe('validation', () => {
  it('accepts a body with only the required fields, and one with all', () => {
    for (const type of EVENT_TYPES) {
      expect(validateBody(type, bodyOf(type)), type).toEqual({ ok: true });
      const full = Object.fromEntries(Object.keys(rowOf(type).fields).map((name) => [name, sample(type, name)]));
      expect(validateBody(type, full), type).toEqual({ ok: true });
    }
  });

  it.each([
    ['a missing field', { node_id: 'n' }, /agent_id: is missing/],
    [
      'an unknown field, with the nearest one',
      { node_id: 'n', agent_id: 'a', exit_cod: 1 },
      /exit_cod: unknown field; did you mean exit_code\?/,
    ],
    ['null', { node_id: 'n', agent_id: 'a', exit_code: null }, /exit_code: null is not a value; leave the field out/],
    [
      'a number out of range',
      { node_id: 'n', agent_id: 'a', exit_code: 2 ** 31 },
      /exit_code: must be a whole number from -2147483648 to 2147483647/,
    ],
    ['a fraction where a whole number belongs', { node_id: 'n', agent_id: 'a', exit_code: 1.5 }, /whole number/],
    ['NaN', { node_id: 'n', agent_id: 'a', memory_mb: Number.NaN }, /finite number/],
    ['an empty id', { node_id: '', agent_id: 'a' }, /node_id: must not be empty/],
    ['an id with a line break', { node_id: 'n\nx', agent_id: 'a' }, /no spaces or control characters/],
    ['an id that is too long', { node_id: 'n'.repeat(129), agent_id: 'a' }, /129 characters; at most 128/],
    ['text that is too long', { node_id: 'n', agent_id: 'a', stderr_tail: 'x'.repeat(8193) }, /at most 8192/],
    ['a cause that is not one', { node_id: 'n', agent_id: 'a', cause: 'gremlins' }, /must be one of oom, segfault/],
    ['a list of other things', { node_id: 'n', agent_id: 'a', changed: [1] }, /member 0 must be text/],
    ['a list', [], /must be an object of fields, not a list/],
    ['an inherited field', Object.create({ node_id: 'n', agent_id: 'a' }), /node_id: is missing/],
  ])('refuses %s', (_, body, problem) => {
    const result = validateBody('node_crashed', body);
    expect(result.ok ? '' : result.problems.join('\n')).toMatch(problem);
  });

  it('reports every problem, not only the first', () => {
    const result = validateBody('spawn_succeeded', { node_id: 1, pid: -1 });
    expect(result.ok ? 0 : result.problems.length).toBe(4);
  });

  it('bounds json by depth and size before it is ever serialised', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    const body = { node_id: 'n', agent_id: 'a' };
    expect(validateBody('placement_decided', { ...body, candidates: deep })).toMatchObject({ ok: false });
    expect(validateBody('placement_decided', { ...body, candidates: 'x'.repeat(70_000) })).toMatchObject({ ok: false });
    expect(validateBody('placement_decided', { ...body, candidates: { f: () => 1 } })).toMatchObject({ ok: false });
    expect(validateBody('placement_decided', { ...body, candidates: [{ agent: 'a', score: 1 }] })).toEqual({ ok: true });
  });

  it('takes user events with free fields and named entities, and says what is wrong with others', () => {
    const draft = { type: 'custom.deploy', body: { tag: 'v1', steps: [1, null] }, entities: ['node-1'] };
    expect(validateDraft(draft)).toEqual({ ok: true });
    expect(validateDraft({ ...draft, entities: [] })).toMatchObject({ ok: false });
    expect(validateDraft({ ...draft, type: 'custom.De ploy' })).toMatchObject({ ok: false });
    expect(validateDraft({ ...draft, type: 'agent_ofline' })).toMatchObject({
      problems: [expect.stringContaining('did you mean agent_offline?')],
    });
    expect(validateDraft({ ...draft, severity: 'fatal', timeUs: -1 })).toMatchObject({
      problems: [expect.any(String), expect.any(String)],
    });
  });
});

describe('what an event names', () => {
  it('is every entity in it, primary first, each kind under its own prefix', () => {
    const body = bodyOf('agent_registered', { agent_id: 'agent-7', hostname: 'web-1', region: 'us-east', env: 'prod' });
    expect(entitiesOf('agent_registered', body, 'op-1')).toEqual(['agent-7', 'host:web-1', 'region:us-east', 'env:prod', 'op-1']);
    expect(entitiesOf('node_rescheduled', { node_id: 'n', agent_id: 'b', from_agent: 'a' })).toEqual(['n', 'b', 'a']);
    expect(entitiesOf('cluster_healthy', bodyOf('cluster_healthy'))).toEqual(['cluster']);
    expect(entitiesOf('events_refused', bodyOf('events_refused', { source_emitter: 'agent-7' }))).toEqual(['emitter:agent-7']);
  });

  it('has a primary for every type', () => {
    for (const type of EVENT_TYPES) expect(entitiesOf(type, bodyOf(type))[0], type).toBe(primaryOf({ type, body: bodyOf(type) }));
  });
});

describe('the sentence of an event', () => {
  it('is whole for every type, with required fields only', () => {
    for (const type of EVENT_TYPES) expect(summaryOf({ type, body: bodyOf(type) }), type).not.toMatch(/[{}]|undefined|(?<!is )unknown/);
  });

  it('says how a node ended even when nobody wrote a summary', () => {
    expect(summaryOf({ type: 'node_crashed', body: { node_id: 'n', agent_id: 'a', exit_code: 3 } })).toBe(
      'n crashed on a: exited with code 3',
    );
    expect(summaryOf({ type: 'node_crashed', body: { node_id: 'n', agent_id: 'a', signal: 'SIGKILL' } })).toBe(
      'n crashed on a: killed by SIGKILL',
    );
    expect(summaryOf({ type: 'node_crashed', body: { node_id: 'n', agent_id: 'a' } })).toBe('n crashed on a: how it ended is not known');
  });

  it('writes durations, times and fractions for people, and makes control characters visible', () => {
    expect(summaryOf({ type: 'retention_applied', body: { removed: 1 } as never })).toBe('1 event removed by retention');
    expect(summaryOf({ type: 'retention_applied', body: { removed: 2 } as never })).toBe('2 events removed by retention');
    const all = { total_agents: 1, healthy_agents: 1, total_nodes: 1, running_nodes: 1 };
    expect(summaryOf({ type: 'cluster_healthy', body: all })).toBe('cluster healthy: 1/1 agents, 1/1 nodes');
    expect(summaryOf({ type: 'agent_recovered', body: { agent_id: 'a', downtime_seconds: 125 } })).toBe('a recovered after 2 min 5 s');
    const probe = { agent_id: 'a', silent_ms: 31_200, limit_ms: 30_000, verdict: 'offline', stream_open: false };
    expect(summaryOf({ type: 'agent_unreachable_probe', body: probe })).toBe('a judged offline: silent for 31 s');
    expect(summaryOf({ type: 'agent_offline', body: { agent_id: 'a', last_seen: '2025-10-09T08:53:20.123456Z' } })).toBe(
      'a offline: last seen 2025-10-09 08:53:20 UTC',
    );
    expect(summaryOf({ type: 'node_metrics', body: { node_id: 'n', agent_id: 'a', cpu_pct: 12.3456, memory_mb: 80 } })).toBe(
      'n: cpu 12.3 %, memory 80 MiB',
    );
    expect(summaryOf({ type: 'spawn_failed', body: { node_id: 'n', agent_id: 'a', error: 'no\u001b[31m way' } })).toBe(
      'spawn of n on a failed: no\\u001b[31m way',
    );
    expect(summaryOf({ type: 'custom.deploy', body: { tag: 'v1' } })).toBe('custom.deploy: tag=v1');
  });
});

describe('generated documents', () => {
  it('have a section and a schema for every type', () => {
    const reference = eventsReference();
    const schema = eventsJsonSchema() as { $defs: Record<string, unknown> };
    for (const type of EVENT_TYPES) {
      expect(reference).toContain(`## ${type}\n`);
      expect(schema.$defs[type]).toEqual(jsonSchemaOf(type));
    }
    expect(jsonSchemaOf('node_crashed')).toMatchObject({ required: ['node_id', 'agent_id'], additionalProperties: false });
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });
});

function sample(type: EventType, name: string): unknown {
  const kind = rowOf(type).fields[name]?.type;
  if (kind?.kind === 'oneOf') return kind.values.at(-1);
  const plain = { text: 'x', time: '2025-10-09T08:53:20Z', int: 0, number: -0.5, flag: false, texts: ['', 'b'], map: {}, json: [1] };
  return plain[kind?.kind ?? 'text'];
}
