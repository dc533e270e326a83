import { SutraError } from '@sutra/kit';
import '../errors.ts';
import {
  AGGS,
  CALENDAR_FIELDS,
  CLARIFY_REASONS,
  CLARIFY_SLOTS,
  DIMS,
  ENTITY_FIELDS,
  EVENT_FIELDS,
  FORMS,
  NUMBER_FIELDS,
  type Op,
  type Plan,
  RATIOS,
  REFUSE_REASONS,
  STATE_FIELDS,
  TARGETS,
  VERBS,
} from './plan.ts';

/** A check of one value: returns what is wrong at `path`, or undefined. */
type Check = (value: unknown, path: string) => string | undefined;

/** Deepest nesting of a plan: alternatives in conditions, a plan inside a comparison. */
const DEPTH_MAX = 8;
/** Most values in any list of a plan. */
const VALUES_MAX = 1_000;
const TEXT_CHARS_MAX = 1_000;

const FIELDS: ReadonlySet<string> = new Set([...ENTITY_FIELDS, ...EVENT_FIELDS, ...STATE_FIELDS, ...NUMBER_FIELDS, ...CALENDAR_FIELDS]);

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const text: Check = (v, p) => (typeof v === 'string' && v.length > 0 && v.length <= TEXT_CHARS_MAX ? undefined : `${p} must be text`);
const finite: Check = (v, p) => (typeof v === 'number' && Number.isFinite(v) ? undefined : `${p} must be a number`);
const yes: Check = (v, p) => (v === true ? undefined : `${p} must be true when present`);
const oneOf =
  (values: readonly string[]): Check =>
  (v, p) =>
    values.includes(v as string) ? undefined : `${p} must be one of ${values.join(', ')}`;
const matches =
  (pattern: RegExp, what: string): Check =>
  (v, p) =>
    typeof v === 'string' && pattern.test(v) ? undefined : `${p} must be ${what}`;
const integer =
  (min: number, max: number): Check =>
  (v, p) =>
    Number.isInteger(v) && (v as number) >= min && (v as number) <= max ? undefined : `${p} must be an integer from ${min} to ${max}`;
const list =
  (item: Check, min = 1): Check =>
  (v, p) => {
    if (!Array.isArray(v) || v.length < min || v.length > VALUES_MAX) return `${p} must be a list of at least ${min}`;
    for (const [i, one] of v.entries()) {
      const wrong = item(one, `${p}[${i}]`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };
const either =
  (...checks: readonly Check[]): Check =>
  (v, p) => {
    const wrong = checks.map((check) => check(v, p));
    return wrong.includes(undefined) ? undefined : wrong.join(', or ');
  };
/** An object with exactly these keys allowed. */
const shape =
  (keys: Readonly<Record<string, Check>>, required: readonly string[] = [], min = 0): Check =>
  (v, p) => {
    if (!isObject(v)) return `${p} must be an object`;
    for (const key of required) if (v[key] === undefined) return `${p}.${key} is missing`;
    if (Object.keys(v).length < min) return `${p} must not be empty`;
    for (const [key, value] of Object.entries(v)) {
      const check = Object.hasOwn(keys, key) ? keys[key] : undefined;
      if (check === undefined) return `${p}.${key} is not known; known: ${Object.keys(keys).join(', ')}`;
      const wrong = check(value, `${p}.${key}`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };
const anyObject: Check = (v, p) => (isObject(v) ? undefined : `${p} must be an object`);
const filledObject: Check = (v, p) => (isObject(v) && Object.keys(v).length > 0 ? undefined : `${p} must be an object with content`);

const dur = matches(/^[0-9]{1,9}(s|m|h|d|w)$/, 'a duration such as 15m');
const bucket = either(dur, oneOf(['auto']));
const iso: Check = (v, p) =>
  typeof v === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(v) && !Number.isNaN(Date.parse(v))
    ? undefined
    : `${p} must be a time such as 2026-03-18T14:30:00Z`;
const instant: Check = (v, p) => (v === null ? undefined : iso(v, p));
const time: Check = (v, p) => {
  const wrong = shape({ from: instant, to: instant }, ['from', 'to'])(v, p);
  if (wrong !== undefined) return wrong;
  const { from, to } = v as { from: string | null; to: string | null };
  return from !== null && to !== null && from > to ? `${p} ends before it begins` : undefined;
};
const scalar: Check = (v, p) => (typeof v === 'boolean' ? undefined : either(text, finite)(v, p));
const condition = either(
  list(scalar),
  shape(
    {
      not: list(scalar),
      gt: finite,
      gte: finite,
      lt: finite,
      lte: finite,
      eq: finite,
      between: (v, p) => (Array.isArray(v) && v.length === 2 ? list(finite)(v, p) : `${p} must be two numbers`),
      contains: text,
      like: text,
      exists: (v, p) => (typeof v === 'boolean' ? undefined : `${p} must be true or false`),
    },
    [],
    1,
  ),
);

function where(v: unknown, p: string): string | undefined {
  if (!isObject(v)) return `${p} must be an object`;
  if (p.split('.any[').length > DEPTH_MAX) return `${p} is nested too deeply`;
  for (const [field, value] of Object.entries(v)) {
    const wrong =
      field === 'any'
        ? list(where, 2)(value, `${p}.any`)
        : FIELDS.has(field) || /^label\.[a-z_]+$/.test(field)
          ? condition(value, `${p}.${field}`)
          : `${p}.${field} is not a field; fields: ${[...FIELDS].join(', ')}, label.<name>`;
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

const whole = integer(0, Number.MAX_SAFE_INTEGER);
const order = shape({ by: text, dir: oneOf(['asc', 'desc']) }, ['by', 'dir']);
const anchor = shape({ where, rel: oneOf(['before', 'after', 'around', 'at']), window: dur, pick: oneOf(['first', 'last']) }, [
  'where',
  'rel',
]);
const having = list(
  shape({ event: list(text), where, count: shape({ gt: whole, gte: whole, lt: whole, lte: whole, eq: whole }, [], 1), per: dur }, [
    'event',
    'count',
  ]),
);
// biome-ignore lint/suspicious/noThenProperty: the plan's name for what follows
const seq = shape({ first: where, then: where, absent: yes, within: dur }, ['first', 'then']);
const side = shape({ time, where, anchor }, [], 1);
const dims = list(oneOf(DIMS));
const limit = integer(1, 10_000);
const target = oneOf(TARGETS);
const form = oneOf(FORMS);
const common = { form, expect: anyObject, where, time };
const rows = { ...common, target, at: iso, anchor, having, seq, order, limit, offset: whole };
const agg = oneOf(AGGS);

/** Keys of every operation: allowed and required. Anything else in a plan is refused. */
const OPS: Readonly<Record<Op, readonly [Readonly<Record<string, Check>>, ...string[]]>> = {
  list: [rows, 'target'],
  count: [{ ...rows, by: dims, bucket, distinct: oneOf(DIMS) }, 'target'],
  timeline: [{ ...common, anchor, limit }],
  state: [{ ...common, target, at: iso, anchor }, 'target'],
  rate: [{ ...common, per: dur, by: dims, bucket, anchor }],
  ratio: [{ ...common, of: oneOf(RATIOS), num: where, by: dims, bucket, order, limit }, 'of'],
  duration: [
    {
      ...common,
      of: matches(/^(downtime|uptime|time_in:[a-z]+|spawn_time|stop_time|restart_time|time_to_crash|heartbeat_gap)$/, 'a kind of duration'),
      target,
      agg,
      by: dims,
      order,
      limit,
      filter: shape({ gt: dur, gte: dur, lt: dur, lte: dur }, [], 1),
    },
    'of',
    'target',
    'agg',
  ],
  aggregate: [{ ...common, metric: text, agg, target, by: dims, bucket, order, limit }, 'metric', 'agg', 'target'],
  compare: [
    {
      form,
      plan: (v, p) => planWrong(v, p),
      sides: (v, p) => (Array.isArray(v) && v.length > 6 ? `${p} has more than 6 sides` : list(side, 2)(v, p)),
    },
    'plan',
    'sides',
  ],
  why: [{ ...common, negate: yes, pick: oneOf(['first', 'last', 'all']), hypothesis: where }, 'where'],
  impact: [{ ...common, target, outcome: where }, 'where'],
  changed: [{ ...common, anchor }],
  path: [{ form, from: where, to: where, time }, 'from', 'to'],
  similar: [{ ...common, limit }, 'where'],
  predict: [
    { ...common, target, horizon: dur, threshold: shape({ metric: text, gte: finite, lte: finite }, ['metric']), limit, metric: text },
    'target',
  ],
  anomaly: [{ ...common, metric: text, of: text, target }],
  audit: [{ ...common, verb: oneOf(VERBS), pick: oneOf(['first', 'last']) }],
  simulate: [{ form, change: filledObject, outcome: where }, 'change'],
  action: [{ ...common, verb: oneOf(VERBS), target, params: anyObject, when: anyObject }, 'verb'],
  watch: [{ ...common, having, for: dur }],
  help: [{ topic: oneOf(['questions', 'events', 'fields', 'actions']) }],
  explain: [{ what: oneOf(['evidence', 'reading', 'calculation']) }, 'what'],
  clarify: [{ reason: oneOf(CLARIFY_REASONS), slot: oneOf(CLARIFY_SLOTS), options: list(text, 0) }, 'reason', 'slot'],
  refuse: [{ reason: oneOf(REFUSE_REASONS), term: text, closest: list(text, 0) }, 'reason'],
};

/** Which keys every operation may and must carry: what a published schema says of it. */
export function planKeys(): Readonly<Record<string, { readonly keys: readonly string[]; readonly required: readonly string[] }>> {
  return Object.fromEntries(Object.entries(OPS).map(([op, [keys, ...required]]) => [op, { keys: Object.keys(keys), required }]));
}

/** What is wrong with a plan, naming the field, or undefined when nothing is. */
export function planWrong(value: unknown, path = 'plan'): string | undefined {
  if (!isObject(value)) return `${path} must be an object`;
  if (path.split('.plan').length > 3) return `${path} is nested too deeply`;
  const row = typeof value.op === 'string' && Object.hasOwn(OPS, value.op) ? OPS[value.op as Op] : undefined;
  if (row === undefined) return `${path}.op must be one of ${Object.keys(OPS).join(', ')}`;
  const [keys, ...required] = row;
  return shape({ ...keys, op: text }, required)(value, path);
}

/**
 * A plan from outside, checked strictly.
 * @throws SutraError SUTRA_PLAN_INVALID naming the field and what it should be.
 */
export function parsePlan(value: unknown): Plan {
  const wrong = planWrong(value);
  if (wrong !== undefined)
    throw new SutraError('SUTRA_PLAN_INVALID', `Cannot use the plan: ${wrong}`, {
      details: { field: /^plan[\w.[\]]*/.exec(wrong)?.[0] ?? 'plan' },
    });
  return value as Plan;
}
