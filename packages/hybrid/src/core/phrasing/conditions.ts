import type { Cond, Scalar, Where } from '../plan.ts';
import { CALENDAR_FIELDS, ENTITY_FIELDS, EVENT_FIELDS, NUMBER_FIELDS, STATE_FIELDS } from '../plan.ts';
import type { Cursor } from './cursor.ts';
import { listOf, type Say, type Value } from './piece.ts';
import { number, scalar, text } from './scalars.ts';

const FIELDS: ReadonlySet<string> = new Set([...ENTITY_FIELDS, ...EVENT_FIELDS, ...STATE_FIELDS, ...NUMBER_FIELDS, ...CALENDAR_FIELDS]);
const FIELD = /[a-z_]+(?:\.[a-z_]+)?(?= )/y;
const scalars = listOf(scalar, ' or ');

/** What a value must be, and the words for it. */
const BOUNDS = {
  gte: '≥',
  lte: '≤',
  gt: '>',
  lt: '<',
  eq: '=',
} as const;

/** One field and what it must be: `cause oom or segfault`, `cpu_pct > 80 and cpu_pct < 90`, `region not us-east`. */
function sayCondition(field: string, condition: Cond, say: Say): string {
  if (Array.isArray(condition)) return `${field} ${scalars.say(condition as readonly Scalar[], say)}`;
  return Object.entries(condition as object)
    .map(([sign, value]) => {
      if (sign === 'not') return `${field} not ${scalars.say(value as readonly Scalar[], say)}`;
      if (sign === 'between') return `${field} between ${(value as readonly number[]).join(' and ')}`;
      if (sign === 'exists') return `${field} ${value === true ? 'known' : 'unknown'}`;
      if (sign === 'contains' || sign === 'like') return `${field} ${sign} ${text.say(value as string, say)}`;
      return `${field} ${BOUNDS[sign as keyof typeof BOUNDS]} ${String(value)}`;
    })
    .join(' and ');
}

function readBound(cursor: Cursor): object | undefined {
  if (cursor.words('known')) return { exists: true };
  if (cursor.words('unknown')) return { exists: false };
  if (cursor.take('not ')) return labelled('not', scalars.read(cursor));
  if (cursor.take('contains ')) return labelled('contains', text.read(cursor));
  if (cursor.take('like ')) return labelled('like', text.read(cursor));
  if (cursor.take('between ')) {
    const low = number.read(cursor);
    const high = low !== undefined && cursor.take(' and ') ? number.read(cursor) : undefined;
    return high === undefined ? undefined : { between: [low, high] };
  }
  for (const [sign, words] of Object.entries(BOUNDS)) if (cursor.take(`${words} `)) return labelled(sign, number.read(cursor));
  return undefined;
}

const labelled = (key: string, value: unknown): object | undefined => (value === undefined ? undefined : { [key]: value });

function readField(cursor: Cursor): string | undefined {
  return cursor.attempt(() => {
    const field = cursor.match(FIELD);
    return field !== undefined && (FIELDS.has(field) || field.startsWith('label.')) && cursor.take(' ') ? field : undefined;
  });
}

function readCondition(cursor: Cursor): Where | undefined {
  const field = readField(cursor);
  if (field === undefined) return undefined;
  let bounds = cursor.attempt(() => readBound(cursor));
  if (bounds === undefined) {
    const list = scalars.read(cursor);
    return list === undefined ? undefined : { [field]: list };
  }
  for (;;) {
    const more = cursor.attempt(() => (cursor.take(` and ${field} `) ? readBound(cursor) : undefined));
    if (more === undefined) return { [field]: bounds as Cond };
    bounds = { ...bounds, ...more };
  }
}

/** Conditions side by side: `cause oom, region us-east, either (status running) or (env dev)`. */
export const conditions: Value<Where> = {
  say: (where, say) => {
    const said = Object.entries(where).map(([field, condition]) =>
      field === 'any'
        ? `either ${(condition as readonly Where[]).map((one) => `(${conditions.say(one, say)})`).join(' or ')}`
        : sayCondition(field, condition as Cond, say),
    );
    return said.length === 0 ? 'anything' : said.join(', ');
  },
  read: (cursor) => {
    if (cursor.words('anything')) return {};
    let where = readOne(cursor);
    while (where !== undefined) {
      const next = cursor.attempt(() => (cursor.take(', ') ? readOne(cursor) : undefined));
      if (next === undefined) return where;
      where = { ...where, ...next };
    }
    return undefined;
  },
};

/** Alternatives inside alternatives, at most. */
const NESTED_MAX = 8;
const alternatives = listOf<Where>(
  {
    say: () => '',
    read: (cursor) => {
      if (!cursor.take('(') || cursor.text.slice(0, cursor.at).split('(').length > NESTED_MAX * 4) return undefined;
      const where = conditions.read(cursor);
      return where !== undefined && cursor.take(')') ? where : undefined;
    },
  },
  ' or ',
);

function readOne(cursor: Cursor): Where | undefined {
  if (!cursor.take('either ')) return readCondition(cursor);
  const any = alternatives.read(cursor);
  return any === undefined ? undefined : { any };
}
