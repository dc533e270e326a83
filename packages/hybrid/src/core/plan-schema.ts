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
  RATIOS,
  REFUSE_REASONS,
  STATE_FIELDS,
  TARGETS,
  VERBS,
} from './plan.ts';
import { planKeys } from './plan-check.ts';

type Schema = Readonly<Record<string, unknown>>;

const ref = (name: string): Schema => ({ $ref: `#/$defs/${name}` });
const enumOf = (values: readonly string[]): Schema => ({ enum: [...values] });
const listOf = (items: Schema): Schema => ({ type: 'array', items });
const object = (properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema => ({
  type: 'object',
  properties,
  ...(required.length === 0 ? {} : { required: [...required] }),
  additionalProperties: false,
});
const TEXT: Schema = { type: 'string' };
const NUMBER: Schema = { type: 'number' };
const COUNT: Schema = { type: 'integer', minimum: 0 };

const DEFS: Readonly<Record<string, Schema>> = {
  dur: { type: 'string', pattern: '^[0-9]{1,9}(s|m|h|d|w)$', description: 'a duration such as 15m' },
  iso: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z$', description: 'UTC to the second' },
  time: {
    ...object({ from: { anyOf: [ref('iso'), { type: 'null' }] }, to: { anyOf: [ref('iso'), { type: 'null' }] } }, ['from', 'to']),
    description: 'half-open; null is unbounded',
  },
  scalar: { type: ['string', 'number', 'boolean'] },
  cond: {
    anyOf: [
      listOf(ref('scalar')),
      object({
        not: listOf(ref('scalar')),
        gt: NUMBER,
        gte: NUMBER,
        lt: NUMBER,
        lte: NUMBER,
        eq: NUMBER,
        between: { type: 'array', items: NUMBER, minItems: 2, maxItems: 2 },
        contains: TEXT,
        like: TEXT,
        exists: { type: 'boolean' },
      }),
    ],
    description: 'a list means any of these',
  },
  where: {
    type: 'object',
    description: 'field → condition; keys are ANDed, `any` holds alternatives',
    properties: {
      any: listOf(ref('where')),
      ...Object.fromEntries(
        [...ENTITY_FIELDS, ...EVENT_FIELDS, ...STATE_FIELDS, ...NUMBER_FIELDS, ...CALENDAR_FIELDS].map((field) => [field, ref('cond')]),
      ),
    },
    patternProperties: { '^label\\.[a-z_]+$': ref('cond') },
    additionalProperties: false,
  },
  anchor: object(
    { where: ref('where'), rel: enumOf(['before', 'after', 'around', 'at']), window: ref('dur'), pick: enumOf(['first', 'last']) },
    ['where', 'rel'],
  ),
  having: listOf(
    object(
      {
        event: listOf(TEXT),
        where: ref('where'),
        count: object({ gt: COUNT, gte: COUNT, lt: COUNT, lte: COUNT, eq: COUNT }),
        per: ref('dur'),
      },
      ['event', 'count'],
    ),
  ),
  // biome-ignore lint/suspicious/noThenProperty: the plan's name for what follows
  seq: object({ first: ref('where'), then: ref('where'), absent: { const: true }, within: ref('dur') }, ['first', 'then']),
  order: object({ by: TEXT, dir: enumOf(['asc', 'desc']) }, ['by', 'dir']),
};

/** What a key means wherever it stands. A key that means something else in one operation is listed there. */
const KEYS: Readonly<Record<string, Schema>> = {
  form: enumOf(FORMS),
  expect: { type: 'object' },
  where: ref('where'),
  time: ref('time'),
  target: enumOf(TARGETS),
  at: ref('iso'),
  anchor: ref('anchor'),
  having: ref('having'),
  seq: ref('seq'),
  order: ref('order'),
  limit: { type: 'integer', minimum: 1, maximum: 10_000 },
  offset: COUNT,
  by: listOf(enumOf(DIMS)),
  bucket: { anyOf: [ref('dur'), { const: 'auto' }] },
  distinct: enumOf(DIMS),
  per: ref('dur'),
  of: TEXT,
  num: ref('where'),
  agg: enumOf(AGGS),
  metric: TEXT,
  filter: object({ gt: ref('dur'), gte: ref('dur'), lt: ref('dur'), lte: ref('dur') }),
  plan: ref('plan'),
  sides: { type: 'array', minItems: 2, maxItems: 6, items: object({ time: ref('time'), where: ref('where'), anchor: ref('anchor') }) },
  negate: { const: true },
  pick: enumOf(['first', 'last', 'all']),
  hypothesis: ref('where'),
  outcome: ref('where'),
  from: ref('where'),
  to: ref('where'),
  horizon: ref('dur'),
  threshold: object({ metric: TEXT, gte: NUMBER, lte: NUMBER }, ['metric']),
  verb: enumOf(VERBS),
  change: { type: 'object' },
  params: { type: 'object' },
  when: { type: 'object' },
  for: ref('dur'),
  topic: enumOf(['questions', 'events', 'fields', 'actions']),
  what: enumOf(['evidence', 'reading', 'calculation']),
  reason: TEXT,
  slot: enumOf(CLARIFY_SLOTS),
  options: listOf(TEXT),
  term: TEXT,
  closest: listOf(TEXT),
};

const OWN: Readonly<Record<string, Readonly<Record<string, Schema>>>> = {
  ratio: { of: enumOf(RATIOS) },
  clarify: { reason: enumOf(CLARIFY_REASONS) },
  refuse: { reason: enumOf(REFUSE_REASONS) },
};

/** The plan as a JSON Schema (draft 2020-12): for assistants and editors. The strict check is `parsePlan`. */
export function planSchema(): Schema {
  const operations = Object.entries(planKeys()).map(([op, { keys, required }]) =>
    object({ op: { const: op }, ...Object.fromEntries(keys.map((key) => [key, OWN[op]?.[key] ?? KEYS[key] ?? {}])) }, ['op', ...required]),
  );
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Sutra Grid query plan',
    $ref: '#/$defs/plan',
    $defs: { ...DEFS, plan: { oneOf: operations } },
  };
}
