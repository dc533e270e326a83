import { misleads } from '@sutra/kit';
import { NODE_ID } from '@sutra/model';
import { z } from 'zod';
import { ModelSetUpJson } from './model.ts';

/**
 * What control says and hears, as schemas: the server validates with them and generates its OpenAPI document from them, the
 * browser takes its types. JSON field names are snake_case and stable.
 */

/** What names a node or an agent. */
export const NameText = z.string().regex(NODE_ID, 'a name has 1 to 63 letters, digits, . _ and -, and starts with a letter or digit');
/** What names anything an event may be about. It is printed in terminals and pages: nothing in it may change how the rest reads. */
const EntityText = z
  .string()
  .min(1)
  .max(128)
  .refine((text) => !misleads(text), 'a name holds no control characters and no marks of direction');
/** Why something is done; the master keeps as much. */
const ReasonText = z
  .string()
  .max(1_024)
  .refine((text) => !misleads(text.replaceAll(/[\n\t]/g, '')), 'a reason holds no control characters and no marks of direction')
  .describe('why, kept in the audit record');

/** An event as the outside sees it: envelope fields flat, `details` the parsed body. */
export const EventJson = z.object({
  event_id: z.string(),
  event_type: z.string(),
  /** Primary entity. */
  entity_id: z.string(),
  /** RFC 3339 UTC µs. */
  timestamp: z.string(),
  recorded_at: z.string(),
  seq: z.number().int(),
  severity: z.enum(['debug', 'info', 'warning', 'error', 'critical']),
  entities: z.array(z.string()),
  caused_by: z.array(z.string()),
  operation_id: z.string().optional(),
  because: z.string().optional(),
  actor: z.string().optional(),
  reason: z.string().optional(),
  emitter: z.string(),
  emitter_epoch: z.number().int(),
  emitter_seq: z.number().int(),
  schema_version: z.number().int(),
  /** One sentence, from the catalogue. */
  summary: z.string(),
  details: z.record(z.string(), z.unknown()),
});
export type EventJson = z.infer<typeof EventJson>;

export const NodeJson = z.object({
  node_id: z.string(),
  agent_id: z.string(),
  status: z.enum(['pending', 'unknown', 'running', 'crashed', 'failed', 'stopping', 'stopped', 'lost']),
  status_since: z.string(),
  /** Event that put it into this status. */
  status_event: z.string(),
  /** False while its agent is not heard: the status is then only what was last known. */
  observed: z.boolean(),
  wanted: z.enum(['running', 'stopped']),
  generation: z.number().int(),
  workload: z.object({ kind: z.enum(['storage', 'command']), command: z.string().optional(), args: z.array(z.string()).optional() }),
  restart: z.enum(['always', 'on-failure', 'never']),
  memory_limit_mb: z.number().int(),
  pid: z.number().int().optional(),
  port: z.number().int().optional(),
  endpoint: z.string().optional(),
  started_at: z.string().optional(),
  /** Since it was last stable: what the back-off is reckoned from. */
  restart_count: z.number().int(),
  /** Ever. */
  crash_count: z.number().int(),
  crash_looping: z.boolean(),
  /** First crash of the crash loop it is in. */
  crash_looping_since: z.string().optional(),
  last_exit: z
    .object({
      at: z.string(),
      event_id: z.string(),
      exit_code: z.number().int().optional(),
      signal: z.string().optional(),
      cause: z.string(),
      summary: z.string(),
    })
    .optional(),
  metrics: z.object({ at: z.string(), cpu_pct: z.number(), memory_mb: z.number(), memory_limit_mb: z.number().optional() }).optional(),
});
export type NodeJson = z.infer<typeof NodeJson>;

export const AgentJson = z.object({
  agent_id: z.string(),
  hostname: z.string(),
  platform: z.string(),
  status: z.enum(['healthy', 'degraded', 'offline', 'unregistered']),
  status_since: z.string(),
  status_event: z.string(),
  region: z.string().optional(),
  env: z.string().optional(),
  version: z.string().optional(),
  labels: z.record(z.string(), z.string()),
  draining: z.boolean(),
  max_storage_nodes: z.number().int(),
  /** Those that run. */
  current_storage_nodes: z.number().int(),
  /** Of `max_storage_nodes`: those that run, are meant to run, or may still run. */
  places_taken: z.number().int(),
  /** RFC 3339: last heartbeat in the record (sampled every 30 s). */
  last_heartbeat: z.string(),
  metrics: z.object({ at: z.string(), cpu_pct: z.number(), memory_pct: z.number(), disk_pct: z.number(), load: z.number() }).optional(),
  storage_nodes: z.array(
    z.object({ node_id: z.string(), status: z.string(), pid: z.number().int().optional(), endpoint: z.string().optional() }),
  ),
});
export type AgentJson = z.infer<typeof AgentJson>;

/** A problem an operator should look at, worst first. */
export const ProblemJson = z.object({
  entity_id: z.string(),
  kind: z.enum(['agent', 'node', 'cluster']),
  what: z.string(),
  since: z.string(),
  /** The event to ask "why?" about; empty for what no event can tell. */
  event_id: z.string(),
  /** What depends on it, in words. */
  blast_radius: z.string(),
});
export type ProblemJson = z.infer<typeof ProblemJson>;

export const StatusJson = z.object({
  status: z.enum(['unknown', 'healthy', 'degraded', 'critical']),
  /** The verdict in words, with numbers. */
  reason: z.string(),
  since: z.string(),
  total_agents: z.number().int(),
  healthy_agents: z.number().int(),
  total_storage_nodes: z.number().int(),
  running_storage_nodes: z.number().int(),
  problems: z.array(ProblemJson),
  as_of_seq: z.number().int(),
  timestamp: z.string(),
});
export type StatusJson = z.infer<typeof StatusJson>;

export const ErrorJson = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    mend: z.string(),
    kind: z.string(),
    retry: z.boolean(),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
});
export type ErrorJson = z.infer<typeof ErrorJson>;

export const EventsQuery = z.object({
  event_type: z.string().min(1).max(2_000).optional().describe('one type, or several separated by commas'),
  entity_id: EntityText.optional().describe('events that name this entity'),
  hours: z.coerce
    .number()
    .positive()
    .max(24 * 3650)
    .optional()
    .describe('only the last so many hours; 24 when neither from nor hours is given'),
  from: z.string().optional().describe('RFC 3339, inclusive'),
  to: z.string().optional().describe('RFC 3339, exclusive'),
  severity: z.string().optional().describe('one severity, or several separated by commas'),
  operation_id: EntityText.optional(),
  order: z.enum(['asc', 'desc']).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).optional(),
  cursor: z.string().min(1).max(2_000).optional(),
  at: z.string().optional().describe('RFC 3339: the record as it stood then'),
});
export type EventsQuery = z.infer<typeof EventsQuery>;

export const EventsAnswer = z.object({
  events: z.array(EventJson),
  cursor: z.string().optional(),
  as_of_seq: z.number().int(),
  scanned: z.number().int(),
  partial: z.boolean(),
  partial_because: z.string().optional(),
});
export type EventsAnswer = z.infer<typeof EventsAnswer>;

/** GET /api/grid/density: how much happened when, for drawing a rail of time. */
export const DensityQuery = z.object({
  from: z.string().describe('RFC 3339, inclusive'),
  to: z.string().describe('RFC 3339, exclusive'),
  buckets: z.coerce.number().int().min(1).max(400).optional().describe('at most so many; 120 when absent'),
});
export type DensityQuery = z.infer<typeof DensityQuery>;
export const DensityAnswer = z.object({
  from: z.string(),
  to: z.string(),
  bucket_ms: z.number().int(),
  /** Time of the oldest event in the record; absent when there is none. */
  oldest: z.string().optional(),
  /** Buckets with anything in them, oldest first; the pulse of the grid (heartbeats, metrics) is not counted. */
  buckets: z.array(z.object({ at: z.string(), info: z.number().int(), warning: z.number().int(), error: z.number().int() })),
  /** Crashes and losses, the newest when there are too many. */
  marks: z.array(
    z.object({ event_id: z.string(), event_type: z.string(), entity_id: z.string(), timestamp: z.string(), seq: z.number().int() }),
  ),
  marks_more: z.boolean(),
  as_of_seq: z.number().int(),
  partial: z.boolean(),
});
export type DensityAnswer = z.infer<typeof DensityAnswer>;

export const SpawnRequest = z.object({
  agent_id: NameText.optional().describe('where; chosen by free capacity when absent'),
  node_id: NameText.optional().describe('wanted name; made by the master when absent'),
  port: z.number().int().min(0).max(65_535).optional().describe('0 or absent: chosen by the agent'),
  storage_path: z.string().optional().describe('a name under the agent data folder'),
  memory_limit_mb: z.number().int().min(0).optional(),
  command: z.string().optional().describe('run this program instead of a storage node'),
  args: z.array(z.string()).optional(),
  env: z.record(z.string(), z.string()).optional(),
  restart: z.enum(['always', 'on-failure', 'never']).optional(),
  reason: ReasonText.optional(),
});
export type SpawnRequest = z.infer<typeof SpawnRequest>;

export const SpawnAnswer = z.object({
  success: z.boolean(),
  node_id: z.string(),
  endpoint: z.string().optional(),
  operation_id: z.string(),
  outcome: z.enum(['succeeded', 'failed', 'unknown']),
  error: z.string().optional(),
});
export type SpawnAnswer = z.infer<typeof SpawnAnswer>;

export const NodeActionRequest = z.object({
  agent_id: NameText.optional(),
  node_id: NameText,
  grace_ms: z.number().int().min(0).max(600_000).optional(),
  reason: ReasonText.optional(),
});
export type NodeActionRequest = z.infer<typeof NodeActionRequest>;
export const NodeActionAnswer = z.object({
  success: z.boolean(),
  operation_id: z.string(),
  outcome: z.enum(['succeeded', 'failed', 'unknown']),
  error: z.string().optional(),
});
export type NodeActionAnswer = z.infer<typeof NodeActionAnswer>;

export const LogsAnswer = z.object({ node_id: z.string(), stdout: z.string(), stderr: z.string(), truncated: z.boolean() });
export type LogsAnswer = z.infer<typeof LogsAnswer>;

/** Every read of state says how fresh it is: a state that could not be followed to now is marked, never shown as now. */
export const Freshness = z.object({
  /** Position of the last event folded in. */
  as_of_seq: z.number().int(),
  /** Time of the last event folded in, RFC 3339 UTC µs. */
  as_of: z.string(),
  /** True when the store cannot be followed right now: this is the last known state. */
  stale: z.boolean(),
  /** When it was last known to be current; present when stale. */
  stale_since: z.string().optional(),
  /** Present where the grid was not running at the instant asked about: nothing was recorded in between, and what is given is the last that was known. */
  unwatched: z
    .object({ from: z.string().describe('RFC 3339'), to: z.string().describe('RFC 3339'), why: z.string().describe('In words') })
    .optional(),
});
export type Freshness = z.infer<typeof Freshness>;

export const AtQuery = z.object({ at: z.string().optional().describe('RFC 3339: the grid as it stood then') });
export type AtQuery = z.infer<typeof AtQuery>;

export const AgentsAnswer = Freshness.extend({ agents: z.array(AgentJson) });
export type AgentsAnswer = z.infer<typeof AgentsAnswer>;
export const AgentAnswer = Freshness.extend({ agent: AgentJson });
export type AgentAnswer = z.infer<typeof AgentAnswer>;
export const NodesAnswer = Freshness.extend({ nodes: z.array(NodeJson) });
export type NodesAnswer = z.infer<typeof NodesAnswer>;
export const NodeAnswer = Freshness.extend({ node: NodeJson });
export type NodeAnswer = z.infer<typeof NodeAnswer>;
export const StatusAnswer = StatusJson.extend(Freshness.shape);
export type StatusAnswer = z.infer<typeof StatusAnswer>;
/** `state` is the model's snapshot form: fold it on with the same reducers. */
export const StateAnswer = Freshness.extend({ state: z.record(z.string(), z.unknown()) });
export type StateAnswer = z.infer<typeof StateAnswer>;

/** One event with what it rests on and what followed from it. */
export const EventDetailAnswer = z.object({
  event: EventJson,
  causes: z.array(EventJson),
  effects: z.array(EventJson),
  /** Named as causes but not in the record (any more). */
  causes_missing: z.array(z.string()),
});
export type EventDetailAnswer = z.infer<typeof EventDetailAnswer>;

/** POST /api/events: a user's own event. */
export const CustomEventRequest = z.object({
  event_type: z.string().regex(/^custom\.[a-z0-9_.]{1,64}$/, 'custom.<name> in lower case, digits, _ and .'),
  entities: z.array(EntityText).min(1).max(16),
  details: z.record(z.string(), z.unknown()).default({}),
  timestamp: z.string().optional().describe('RFC 3339: when it happened; now when absent'),
  caused_by: z.array(z.string()).max(32).optional(),
  severity: z.enum(['debug', 'info', 'warning', 'error', 'critical']).optional(),
  reason: z.string().max(8_192).optional(),
});
export type CustomEventRequest = z.infer<typeof CustomEventRequest>;
/** Accepted means handed to the emitter: in its queue or spool, stored as soon as the store takes it. */
export const CustomEventAnswer = z.object({ accepted: z.boolean(), event_id: z.string().optional() });
export type CustomEventAnswer = z.infer<typeof CustomEventAnswer>;

export const HealthAnswer = z.object({
  status: z.enum(['healthy', 'degraded']),
  store: z.enum(['up', 'down']),
  master: z.enum(['up', 'down']),
  uptime_s: z.number(),
  as_of_seq: z.number().int(),
});
export type HealthAnswer = z.infer<typeof HealthAnswer>;
export const VersionAnswer = z.object({
  name: z.string(),
  version: z.string(),
  api: z.number().int(),
  /** What the grid is called in its configuration. */
  grid_name: z.string().optional(),
  model: ModelSetUpJson.optional(),
});
export type VersionAnswer = z.infer<typeof VersionAnswer>;

/** GET /api/session: who this browser is. `csrf_token` goes into the `x-sutra-csrf` header of every change. */
export const SessionAnswer = z.object({ authenticated: z.boolean(), csrf_token: z.string().optional(), expires_at: z.string().optional() });
export type SessionAnswer = z.infer<typeof SessionAnswer>;
/** POST /api/login-link (token only): a link that works once, for five minutes. */
export const LoginLinkAnswer = z.object({ url: z.string(), expires_at: z.string() });
export type LoginLinkAnswer = z.infer<typeof LoginLinkAnswer>;
