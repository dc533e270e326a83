import { z } from 'zod';

/**
 * What control says and hears, as schemas: the server validates with them and generates its OpenAPI document from them, the
 * browser takes its types. JSON field names are snake_case and stable.
 */

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
  wanted: z.enum(['running', 'stopped']),
  generation: z.number().int(),
  workload: z.object({ kind: z.enum(['storage', 'command']), command: z.string().optional(), args: z.array(z.string()).optional() }),
  restart: z.enum(['always', 'on-failure', 'never']),
  memory_limit_mb: z.number().int(),
  pid: z.number().int().optional(),
  port: z.number().int().optional(),
  endpoint: z.string().optional(),
  started_at: z.string().optional(),
  restart_count: z.number().int(),
  crash_count: z.number().int(),
  crash_looping: z.boolean(),
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
  current_storage_nodes: z.number().int(),
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
  /** The event to ask "why?" about. */
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
  event_type: z.string().optional().describe('one type, or several separated by commas'),
  entity_id: z.string().optional().describe('events that name this entity'),
  hours: z.coerce
    .number()
    .positive()
    .max(24 * 3650)
    .optional()
    .describe('only the last so many hours; 24 when neither from nor hours is given'),
  from: z.string().optional().describe('RFC 3339, inclusive'),
  to: z.string().optional().describe('RFC 3339, exclusive'),
  severity: z.string().optional().describe('one severity, or several separated by commas'),
  operation_id: z.string().optional(),
  order: z.enum(['asc', 'desc']).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).optional(),
  cursor: z.string().optional(),
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

export const SpawnRequest = z.object({
  agent_id: z.string().optional().describe('where; chosen by free capacity when absent'),
  node_id: z.string().optional().describe('wanted name; made by the master when absent'),
  port: z.number().int().min(0).max(65_535).optional().describe('0 or absent: chosen by the agent'),
  storage_path: z.string().optional().describe('a name under the agent data folder'),
  memory_limit_mb: z.number().int().min(0).optional(),
  command: z.string().optional().describe('run this program instead of a storage node'),
  args: z.array(z.string()).optional(),
  env: z.record(z.string(), z.string()).optional(),
  restart: z.enum(['always', 'on-failure', 'never']).optional(),
  reason: z.string().optional().describe('why, kept in the audit record'),
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
  agent_id: z.string().optional(),
  node_id: z.string(),
  grace_ms: z.number().int().min(0).max(600_000).optional(),
  reason: z.string().optional(),
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

export const AskRequest = z.object({
  question: z.string().min(1).max(1_000_000),
  context: z.string().optional().describe('the question before, for follow-ups'),
  tz: z.string().optional().describe('IANA zone for words like "today"; UTC when absent'),
  at: z.string().optional().describe('RFC 3339: ask as of then'),
});
export type AskRequest = z.infer<typeof AskRequest>;

export const PathStep = z.object({
  /** Event at the cause end, or null for the first step. */
  from: z.string().nullable(),
  to: z.string(),
  kind: z.enum(['recorded', 'inferred', 'correlated']),
  rule: z.string().optional(),
  dt_ms: z.number().optional(),
});
export type PathStep = z.infer<typeof PathStep>;

/** One shape for every surface. */
export const AnswerJson = z.object({
  question: z.string(),
  plan: z.record(z.string(), z.unknown()),
  reading: z.string(),
  assumptions: z.array(z.string()),
  alternatives: z.array(z.object({ plan: z.record(z.string(), z.unknown()), reading: z.string() })),
  status: z.enum(['answered', 'empty', 'clarify', 'refused', 'preview']),
  text: z.string(),
  /** Why there is nothing, when the status is `empty`. */
  nothing: z.enum(['never', 'none_matched', 'hidden', 'not_recorded']).optional(),
  value: z.union([z.number(), z.string(), z.boolean()]).optional(),
  /** The plan that lists what `value` counts. */
  opens: z.record(z.string(), z.unknown()).optional(),
  columns: z.array(z.string()).optional(),
  /** A row with a number carries the `plan` that yields it. */
  rows: z.array(z.record(z.string(), z.unknown())).optional(),
  /** The rows as a line over time, when they are one. */
  series: z.array(z.record(z.string(), z.unknown())).optional(),
  path: z.array(PathStep).optional(),
  /** The events the answer rests on, whole, so that a reader can open them. */
  events: z.array(EventJson).optional(),
  evidence: z.array(z.string()),
  ruled_out: z.array(z.object({ hypothesis: z.string(), because: z.string() })),
  unknown: z.array(z.string()),
  confidence: z.number(),
  confidence_from: z.string(),
  window: z.object({ from: z.string(), to: z.string() }).optional(),
  as_of_seq: z.number().int(),
  scanned: z.number().int(),
  partial: z.boolean(),
  ms: z.number(),
  suggestions: z.array(
    z.object({
      question: z.string(),
      why: z.string(),
      action: z.record(z.string(), z.unknown()).optional().describe('a plan of a wish: shown as a preview, confirmed by a person'),
    }),
  ),
});
export type AnswerJson = z.infer<typeof AnswerJson>;

/** WebSocket /api/ws: what the browser sends. */
export const ClientMessage = z.discriminatedUnion('type', [
  /** `resume_seq` continues where a lost connection stopped; the server answers with a snapshot when it cannot. */
  z.object({ type: z.literal('subscribe'), resume_seq: z.number().int().min(0).optional() }),
  z.object({ type: z.literal('ping'), n: z.number().int() }),
]);
export type ClientMessage = z.infer<typeof ClientMessage>;

/** WebSocket /api/ws: what the server sends. */
export const ServerMessage = z.discriminatedUnion('type', [
  /** The whole state at `seq`; `state` is the model's snapshot form. Newest events (at most 200) come with it. */
  z.object({ type: z.literal('snapshot'), seq: z.number().int(), state: z.record(z.string(), z.unknown()), recent: z.array(EventJson) }),
  /** Events after the last message, in order, without holes: the browser folds them with the same reducers. */
  z.object({ type: z.literal('events'), from_seq: z.number().int(), to_seq: z.number().int(), events: z.array(EventJson) }),
  /** Sent every 2 s even when nothing happened: the age of this is the freshness shown. */
  z.object({
    type: z.literal('tick'),
    seq: z.number().int(),
    server_time: z.string(),
    store: z.enum(['up', 'down']),
    master: z.enum(['up', 'down']),
  }),
  z.object({ type: z.literal('pong'), n: z.number().int() }),
  z.object({ type: z.literal('error'), error: ErrorJson.shape.error }),
]);
export type ServerMessage = z.infer<typeof ServerMessage>;

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

export const PlanRequest = z.object({
  plan: z.record(z.string(), z.unknown()).optional().describe('execute this plan; it is validated first'),
  question: z.string().min(1).max(1_000_000).optional().describe('or: only read this question, do not execute'),
  context: z.string().optional(),
  tz: z.string().optional(),
  at: z.string().optional(),
});
export type PlanRequest = z.infer<typeof PlanRequest>;

/** How a question was read, before anything was executed. */
export const ReadingJson = z.object({
  plan: z.record(z.string(), z.unknown()),
  reading: z.string(),
  spans: z.array(z.object({ from: z.number().int(), to: z.number().int(), slot: z.string() })),
  assumptions: z.array(z.string()),
  alternatives: z.array(z.object({ plan: z.record(z.string(), z.unknown()), reading: z.string() })),
  ignored: z.array(z.string()),
  confidence: z.number(),
});
export type ReadingJson = z.infer<typeof ReadingJson>;
/** POST /api/ask/plan: `reading` for a question, `answer` for a plan. */
export const PlanAnswer = z.object({ reading: ReadingJson.optional(), answer: AnswerJson.optional() });
export type PlanAnswer = z.infer<typeof PlanAnswer>;

/** POST /api/ask/complete */
export const CompleteRequest = z.object({
  text: z.string().max(1_000).describe('what was typed so far'),
  tz: z.string().optional().describe('IANA zone for words like "today"; UTC when absent'),
  limit: z.number().int().min(1).max(20).optional(),
});
export const CompleteAnswer = z.object({
  completions: z.array(z.object({ question: z.string(), reading: z.string() })).describe('the most useful first'),
});
export type CompleteAnswer = z.infer<typeof CompleteAnswer>;

/** POST /api/events: a user's own event. */
export const CustomEventRequest = z.object({
  event_type: z.string().regex(/^custom\.[a-z0-9_.]{1,64}$/, 'custom.<name> in lower case, digits, _ and .'),
  entities: z.array(z.string().min(1).max(128)).min(1).max(16),
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
});
export type VersionAnswer = z.infer<typeof VersionAnswer>;

/** GET /api/session: who this browser is. `csrf_token` goes into the `x-sutra-csrf` header of every change. */
export const SessionAnswer = z.object({ authenticated: z.boolean(), csrf_token: z.string().optional(), expires_at: z.string().optional() });
export type SessionAnswer = z.infer<typeof SessionAnswer>;
/** POST /api/login-link (token only): a link that works once, for five minutes. */
export const LoginLinkAnswer = z.object({ url: z.string(), expires_at: z.string() });
export type LoginLinkAnswer = z.infer<typeof LoginLinkAnswer>;

/** GET /api/audit: who did what in a period. */
export const AuditQuery = z.object({
  from: z.string().optional().describe('RFC 3339, inclusive; all history when absent'),
  to: z.string().optional().describe('RFC 3339, exclusive'),
  tz: z.string().optional().describe('IANA zone of times in the text; UTC when absent'),
});
export type AuditQuery = z.infer<typeof AuditQuery>;
/** GET /api/audit/log: the signed log as its three files; `tools/verify-audit.mjs` checks them. */
export const AuditLogAnswer = z.object({
  files: z.object({ 'log.jsonl': z.string(), 'checkpoints.jsonl': z.string(), 'public.pem': z.string() }),
  entries: z.number().int(),
  unsigned: z.number().int(),
});
export type AuditLogAnswer = z.infer<typeof AuditLogAnswer>;

/** POST /api/watches: a question that stands. Notices come as `watch_fired` and `watch_recovered` events on the live stream, and where asked. */
export const WatchRequest = z.object({
  question: z.string().min(1).max(2_000).optional().describe('in plain words: "tell me when edge-tokyo comes back"'),
  plan: z.record(z.string(), z.unknown()).optional().describe('or the watch plan itself'),
  tz: z.string().optional(),
  webhook: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional()
    .describe('POSTed to; redirects are not followed'),
  command: z.array(z.string().max(4_096)).min(1).max(64).optional().describe('program and arguments, run without a shell'),
});
export type WatchRequest = z.infer<typeof WatchRequest>;
export const WatchJson = z.object({
  watch_id: z.string(),
  question: z.string(),
  reading: z.string(),
  plan: z.record(z.string(), z.unknown()),
  created: z.string(),
  actor: z.string().optional(),
  webhook: z.string().optional(),
  command: z.array(z.string()).optional(),
  /** What it is about that is going on now. */
  open: z.array(z.string()),
  /** Notices so far. */
  fired: z.number().int(),
});
export type WatchJson = z.infer<typeof WatchJson>;
/** `secret` signs the webhook's notices; it is told once. */
export const WatchAnswer = WatchJson.extend({ secret: z.string().optional() });
export type WatchAnswer = z.infer<typeof WatchAnswer>;
export const WatchesAnswer = z.object({ watches: z.array(WatchJson) });
export type WatchesAnswer = z.infer<typeof WatchesAnswer>;
export const WatchRemoveRequest = z.object({ watch_id: z.string().min(1).max(128) });
export type WatchRemoveRequest = z.infer<typeof WatchRemoveRequest>;
