/**
 * The plan: the one typed query language. The parser, the dashboard's filters, saved views and assistants all produce it,
 * the engine alone executes it. An absent key means "not asked for". Times are UTC to the second; intervals are half-open.
 */

/** `90s`, `15m`, `24h`, `7d`, `2w`. */
export type Dur = string;
/** `2026-03-18T14:30:00Z`. */
export type Iso = string;
/** null means unbounded on that side. */
export interface Time {
  readonly from: Iso | null;
  readonly to: Iso | null;
}
export type Scalar = string | number | boolean;
export type Cond =
  | readonly Scalar[]
  | {
      readonly not?: readonly Scalar[];
      readonly gt?: number;
      readonly gte?: number;
      readonly lt?: number;
      readonly lte?: number;
      readonly eq?: number;
      readonly between?: readonly [number, number];
      readonly contains?: string;
      readonly like?: string;
      readonly exists?: boolean;
    };

export const ENTITY_FIELDS = [
  'entity',
  'agent',
  'node',
  'host',
  'region',
  'env',
  'platform',
  'version',
  'user',
  'actor_kind',
  'ref',
] as const;
export const EVENT_FIELDS = ['event', 'cause', 'exit_code', 'error', 'port', 'query_type'] as const;
export const STATE_FIELDS = ['status', 'pattern'] as const;
export const NUMBER_FIELDS = [
  'cpu_pct',
  'memory_pct',
  'memory_mb',
  'memory_limit_mb',
  'disk_pct',
  'latency_ms',
  'read_latency_us',
  'write_throughput',
  'concept_count',
  'edge_count',
  'heartbeat_age_s',
  'uptime_s',
  'node_count',
  'free_slots',
  'restart_count',
  'build_time_ms',
  'queue_depth',
  'request_rate',
] as const;
export const CALENDAR_FIELDS = ['hour_of_day', 'weekday'] as const;

/** Keys are ANDed; `any` holds alternatives. Field names: the lists above and `label.<name>`. */
export interface Where {
  readonly any?: readonly Where[];
  readonly [field: string]: Cond | readonly Where[] | undefined;
}

export const TARGETS = ['event', 'agent', 'node', 'cluster', 'entity'] as const;
export type Target = (typeof TARGETS)[number];
export const DIMS = [
  'agent',
  'node',
  'host',
  'region',
  'env',
  'platform',
  'version',
  'user',
  'event',
  'cause',
  'error',
  'status',
  'query_type',
  'hour_of_day',
  'weekday',
] as const;
export type Dim = (typeof DIMS)[number];
export const FORMS = ['rows', 'number', 'yesno', 'when', 'where', 'who', 'chart', 'report'] as const;
export type Form = (typeof FORMS)[number];
export const AGGS = ['avg', 'sum', 'min', 'max', 'p50', 'p90', 'p95', 'p99', 'last', 'current', 'each', 'count', 'trend'] as const;
export type Agg = (typeof AGGS)[number];
export const VERBS = [
  'scale',
  'spawn',
  'stop',
  'restart',
  'drain',
  'undrain',
  'update',
  'rollback',
  'move',
  'backup',
  'restore',
  'cancel',
  'confirm',
] as const;
export type Verb = (typeof VERBS)[number];
export const RATIOS = [
  'spawn_success',
  'spawn_failure',
  'stop_success',
  'stop_failure',
  'recovery',
  'availability',
  'cache_hit',
  'share',
] as const;
export type RatioKind = (typeof RATIOS)[number];
export const CLARIFY_REASONS = [
  'ambiguous_entity',
  'missing_entity',
  'missing_param',
  'ambiguous_time',
  'ambiguous_metric',
  'ambiguous_intent',
] as const;
export const CLARIFY_SLOTS = ['agent', 'node', 'entity', 'time', 'metric', 'params', 'op'] as const;
export const REFUSE_REASONS = ['out_of_scope', 'unsupported', 'unknown_entity', 'no_data', 'unparsed', 'unsafe'] as const;

/** A time given by an event: "before node-17 crashed". */
export interface Anchor {
  readonly where: Where;
  readonly rel: 'before' | 'after' | 'around' | 'at';
  readonly window?: Dur;
  readonly pick?: 'first' | 'last';
}
/** How often an entity must have had such an event. `eq: 0` is "never". */
export interface Having {
  readonly event: readonly string[];
  readonly where?: Where;
  readonly count: { readonly gt?: number; readonly gte?: number; readonly lt?: number; readonly lte?: number; readonly eq?: number };
  readonly per?: Dur;
}
/** One thing and then (or never) another. */
export interface Seq {
  readonly first: Where;
  readonly then: Where;
  readonly absent?: true;
  readonly within?: Dur;
}
export interface Order {
  readonly by: string;
  readonly dir: 'asc' | 'desc';
}
export interface Side {
  readonly time?: Time;
  readonly where?: Where;
  readonly anchor?: Anchor;
}

interface Common {
  readonly form?: Form;
  readonly expect?: Readonly<Record<string, unknown>>;
  readonly where?: Where;
  readonly time?: Time;
}
interface Rows extends Common {
  readonly target: Target;
  readonly at?: Iso;
  readonly anchor?: Anchor;
  readonly having?: readonly Having[];
  readonly seq?: Seq;
  readonly order?: Order;
  readonly limit?: number;
  readonly offset?: number;
}
export interface ListPlan extends Rows {
  readonly op: 'list';
}
export interface CountPlan extends Rows {
  readonly op: 'count';
  readonly by?: readonly Dim[];
  readonly bucket?: Dur | 'auto';
  readonly distinct?: Dim;
}
export interface TimelinePlan extends Common {
  readonly op: 'timeline';
  readonly anchor?: Anchor;
  readonly limit?: number;
}
export interface StatePlan extends Common {
  readonly op: 'state';
  readonly target: Target;
  readonly at?: Iso;
  readonly anchor?: Anchor;
}
export interface RatePlan extends Common {
  readonly op: 'rate';
  readonly per?: Dur;
  readonly by?: readonly Dim[];
  readonly bucket?: Dur | 'auto';
  readonly anchor?: Anchor;
}
export interface RatioPlan extends Common {
  readonly op: 'ratio';
  readonly of: RatioKind;
  readonly num?: Where;
  readonly by?: readonly Dim[];
  readonly bucket?: Dur | 'auto';
  readonly order?: Order;
  readonly limit?: number;
}
export interface DurationPlan extends Common {
  readonly op: 'duration';
  readonly of: string;
  readonly target: Target;
  readonly agg: Agg;
  readonly by?: readonly Dim[];
  readonly order?: Order;
  readonly limit?: number;
  readonly filter?: { readonly gt?: Dur; readonly gte?: Dur; readonly lt?: Dur; readonly lte?: Dur };
}
export interface AggregatePlan extends Common {
  readonly op: 'aggregate';
  readonly metric: string;
  readonly agg: Agg;
  readonly target: Target;
  readonly by?: readonly Dim[];
  readonly bucket?: Dur | 'auto';
  readonly order?: Order;
  readonly limit?: number;
}
export interface ComparePlan {
  readonly op: 'compare';
  readonly form?: Form;
  readonly plan: Plan;
  readonly sides: readonly Side[];
}
export interface WhyPlan extends Common {
  readonly op: 'why';
  readonly where: Where;
  readonly negate?: true;
  readonly pick?: 'first' | 'last' | 'all';
  readonly hypothesis?: Where;
}
export interface ImpactPlan extends Common {
  readonly op: 'impact';
  readonly where: Where;
  readonly target?: Target;
  readonly outcome?: Where;
}
export interface ChangedPlan extends Common {
  readonly op: 'changed';
  readonly anchor?: Anchor;
}
export interface PathPlan {
  readonly op: 'path';
  readonly form?: Form;
  readonly from: Where;
  readonly to: Where;
  readonly time?: Time;
}
export interface SimilarPlan extends Common {
  readonly op: 'similar';
  readonly where: Where;
  readonly limit?: number;
}
export interface PredictPlan extends Common {
  readonly op: 'predict';
  readonly target: Target;
  readonly horizon?: Dur;
  readonly threshold?: { readonly metric: string; readonly gte?: number; readonly lte?: number };
  readonly limit?: number;
  readonly metric?: string;
}
export interface AnomalyPlan extends Common {
  readonly op: 'anomaly';
  readonly metric?: string;
  readonly of?: string;
  readonly target?: Target;
}
export interface AuditPlan extends Common {
  readonly op: 'audit';
  readonly verb?: Verb;
  /** One deed alone: the earliest or the latest there is. */
  readonly pick?: 'first' | 'last';
}
export interface SimulatePlan {
  readonly op: 'simulate';
  readonly form?: Form;
  readonly change: Readonly<Record<string, unknown>>;
  readonly outcome?: Where;
}
/** A wish read from words. It is shown to a person; nothing in this package carries it out. */
export interface ActionPlan extends Common {
  readonly op: 'action';
  readonly verb: Verb;
  readonly target?: Target;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly when?: Readonly<Record<string, unknown>>;
}
export interface WatchPlan extends Common {
  readonly op: 'watch';
  readonly having?: readonly Having[];
  readonly for?: Dur;
}
export interface HelpPlan {
  readonly op: 'help';
  readonly topic?: 'questions' | 'events' | 'fields' | 'actions';
}
export interface ExplainPlan {
  readonly op: 'explain';
  readonly what: 'evidence' | 'reading' | 'calculation';
}
export interface ClarifyPlan {
  readonly op: 'clarify';
  readonly reason: (typeof CLARIFY_REASONS)[number];
  readonly slot: (typeof CLARIFY_SLOTS)[number];
  readonly options?: readonly string[];
}
export interface RefusePlan {
  readonly op: 'refuse';
  readonly reason: (typeof REFUSE_REASONS)[number];
  readonly term?: string;
  readonly closest?: readonly string[];
}

export type Plan =
  | ListPlan
  | CountPlan
  | TimelinePlan
  | StatePlan
  | RatePlan
  | RatioPlan
  | DurationPlan
  | AggregatePlan
  | ComparePlan
  | WhyPlan
  | ImpactPlan
  | ChangedPlan
  | PathPlan
  | SimilarPlan
  | PredictPlan
  | AnomalyPlan
  | AuditPlan
  | SimulatePlan
  | ActionPlan
  | WatchPlan
  | HelpPlan
  | ExplainPlan
  | ClarifyPlan
  | RefusePlan;

export type Op = Plan['op'];

/**
 * Whole years around every record in which an instant is a safe number of microseconds. A time beyond them is the first or the last of
 * them: it bounds the same stretch.
 */
export const FIRST_MS = Date.UTC(1700, 0, 1);
export const LAST_MS = Date.UTC(2250, 0, 1);

/** The plan's time text of an instant, to the second. */
export function isoSecond(ms: number): Iso {
  const named = Math.min(Math.max(ms, FIRST_MS), LAST_MS);
  return `${new Date(Math.floor(named / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}
