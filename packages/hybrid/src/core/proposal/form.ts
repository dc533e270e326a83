import { planSchema } from '../plan-schema.ts';

type Schema = Readonly<Record<string, unknown>>;

/**
 * Operations a model may propose. Wishes are missing on purpose: nothing a model says becomes one. So are free forms (what-if) and
 * what only the grammar decides: help, explanations of itself, questions back and refusals.
 */
export const PROPOSABLE: readonly string[] = [
  'list',
  'count',
  'timeline',
  'state',
  'rate',
  'ratio',
  'duration',
  'aggregate',
  'compare',
  'why',
  'impact',
  'changed',
  'path',
  'similar',
  'predict',
  'anomaly',
  'audit',
  'watch',
];

const WHEN: Schema = { type: 'string', description: 'the very words of the question that say when, such as "since monday"; never a date' };
const LENGTH: Schema = { type: 'string', description: 'the very words of the question that say how long, such as "10 minutes"' };
/** Keys that are no part of the form: what a reader of answers adds, and numbers that stand for times. */
const LEFT_OUT: ReadonlySet<string> = new Set(['expect', 'hour_of_day', 'weekday', 'offset', 'exists']);

/**
 * The form a model fills, as a JSON Schema in the strict dialect of structured output: every key is required and may be null. It is the
 * plan, except that times and lengths of time are words of the question, and that every value says which words it was read from.
 */
export function proposalSchema(): Schema {
  const { $defs } = planSchema() as { $defs: Record<string, { oneOf?: readonly Schema[] }> };
  const operations = ($defs['plan']?.oneOf ?? []).filter((one) => PROPOSABLE.includes(opOf(one)));
  const defs = Object.fromEntries(
    Object.entries({ ...$defs, time: WHEN, iso: WHEN, dur: LENGTH, plan: { anyOf: operations } }).map(([name, def]) => [
      name,
      strict(def as Schema),
    ]),
  );
  return {
    ...strict({
      type: 'object',
      properties: {
        plan: { $ref: '#/$defs/plan' },
        words: {
          type: 'array',
          description:
            'for every value in the plan that the question says in other words: the value, and those words exactly as they stand',
          items: { type: 'object', properties: { value: { type: 'string' }, from: { type: 'string' } }, required: ['value', 'from'] },
        },
      },
      required: ['words'],
    }),
    $defs: defs,
  };
}

const opOf = (operation: Schema): string =>
  String(((operation['properties'] as Record<string, Schema>)['op'] as { const?: unknown } | undefined)?.const);

/** In the strict dialect a key that may be missing is a key that may be null, alternatives are `anyOf` and constants are enumerations. */
function strict(schema: Schema): Schema {
  const { patternProperties: _free, oneOf, const: only, minItems: _min, maxItems: _max, ...rest } = schema;
  const alternatives = (oneOf ?? rest['anyOf']) as readonly Schema[] | undefined;
  const properties = rest['properties'] as Readonly<Record<string, Schema>> | undefined;
  const required = (rest['required'] ?? []) as readonly string[];
  const kept = properties === undefined ? [] : Object.entries(properties).filter(([key]) => !LEFT_OUT.has(key));
  return {
    ...rest,
    ...(only === undefined ? {} : { enum: [only] }),
    ...(alternatives === undefined ? {} : { anyOf: alternatives.map(strict) }),
    ...(rest['items'] === undefined ? {} : { items: strict(rest['items'] as Schema) }),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            kept.map(([key, value]) => [key, required.includes(key) ? strict(value) : { anyOf: [strict(value), { type: 'null' }] }]),
          ),
          required: kept.map(([key]) => key),
          additionalProperties: false,
        }),
  };
}
