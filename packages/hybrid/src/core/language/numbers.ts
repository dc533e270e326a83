import { CALENDAR_FIELDS, ENTITY_FIELDS, EVENT_FIELDS, NUMBER_FIELDS, STATE_FIELDS } from '../plan.ts';
import { amountAt, numberWord } from './time/amount.ts';
import type { Token } from './tokens.ts';

export type Sign = 'gt' | 'gte' | 'lt' | 'lte' | 'eq';

/** A stretch of time: its length and how it is written in a plan. */
export interface Amount {
  readonly ms: number;
  readonly dur: string;
}
/** A number, its unit, and how a value is to compare with it. */
export interface Comparison {
  readonly value: number;
  readonly sign?: Sign;
  /** The other end of "between 50 and 80". */
  readonly high?: number;
  readonly unit?: string;
  readonly amount?: Amount;
}

const COMPARATORS: readonly (readonly [string, Sign])[] = (
  [
    [
      'gte',
      'greater than or equal to, at least, no less than, not less than, minimum of, a minimum of, at minimum, no fewer than, >=, ≥, not below, not under, starting at',
    ],
    [
      'lte',
      'less than or equal to, at most, no more than, not more than, maximum of, a maximum of, <=, ≤, not above, not over, up to, within, no longer than, not longer than',
    ],
    [
      'gt',
      'more than, more then, more as, higher as, fuller than, hotter than, busier than, heavier than, greater then, higher then, longer then, greater than, higher than, larger than, bigger than, longer than, above, over, exceeding, exceeds, exceed, exceeded, in excess of, beyond, north of, past, upwards of, more often than, older than, slower than, surpassing, surpasses, >, gt, worse than, outside of, rises above, rise above, rising above, climbs above, climb above, goes above, go above, went above, goes over, go over, went over, gets above, is above, are above, is over, are over, crosses, tops, passes',
    ],
    [
      'lt',
      'less than, less then, less as, lower as, emptier than, cooler than, lighter than, fewer then, lower then, fewer than, lower than, smaller than, shorter than, below, under, beneath, less often than, <, lt, faster than, younger than, south of, quicker than, falls below, fall below, fell below, falling below, drops below, drop below, dropped below, dropping below, dips below, dip below, sinks below, goes below, go below, went below, gets below, is below, are below, falls under, drops under, goes under, is under',
    ],
    ['eq', 'exactly, equal to, equals, precisely, =, ==, eq'],
  ] as const
)
  .flatMap(([sign, phrases]) => phrases.split(',').map((phrase) => [phrase.trim(), sign] as const))
  .sort((a, b) => b[0].split(' ').length - a[0].split(' ').length);
const BY_HEAD = new Map<string, (readonly [readonly string[], Sign])[]>();
for (const [phrase, sign] of COMPARATORS) {
  const words = phrase.split(' ');
  const known = BY_HEAD.get(words[0] as string);
  if (known === undefined) BY_HEAD.set(words[0] as string, [[words, sign]]);
  else known.push([words, sign]);
}

const UNITS: Readonly<Record<string, string>> = {
  '%': '%',
  percent: '%',
  pct: '%',
  percentage: '%',
  per_cent: '%',
  ms: 'ms',
  millisecond: 'ms',
  milliseconds: 'ms',
  millis: 'ms',
  msec: 'ms',
  us: 'us',
  µs: 'us',
  microseconds: 'us',
  mb: 'mb',
  mib: 'mb',
  megabytes: 'mb',
  megabyte: 'mb',
  megs: 'mb',
  gb: 'gb',
  gib: 'gb',
  gigabytes: 'gb',
  gigabyte: 'gb',
  gigs: 'gb',
  gig: 'gb',
  times: 'x',
  time: 'x',
  x: 'x',
};
const AFTER: Readonly<Record<string, Sign>> = {
  'or more': 'gte',
  'or higher': 'gte',
  'or above': 'gte',
  'or over': 'gte',
  'or longer': 'gte',
  'or greater': 'gte',
  'and above': 'gte',
  'and up': 'gte',
  'and over': 'gte',
  'or better': 'gte',
  'and more': 'gte',
  'or less': 'lte',
  'or fewer': 'lte',
  'or lower': 'lte',
  'or below': 'lte',
  'or under': 'lte',
  'or shorter': 'lte',
  'and below': 'lte',
  'and under': 'lte',
};

/** A number at `i` with what compares it: `over 80%`, `at least twice`, `500ms or more`, `between 50 and 80 percent`, `10`. */
export function numberAt(tokens: readonly Token[], i: number): (Comparison & { readonly end: number }) | undefined {
  const word = tokens[i]?.text ?? '';
  for (const [words, sign] of BY_HEAD.get(word) ?? []) {
    if (!words.every((one, k) => tokens[i + k]?.text === one)) continue;
    const skip = tokens[i + words.length]?.text === 'than' ? 1 : 0;
    const value = valueAt(tokens, i + words.length + skip, true);
    if (value !== undefined) return { ...value, sign };
  }
  if (word === 'between') {
    const low = valueAt(tokens, i + 1, true);
    const high = low === undefined || tokens[low.end]?.text !== 'and' ? undefined : valueAt(tokens, low.end + 1, true);
    if (low !== undefined && high !== undefined && (high.unit !== undefined || high.amount !== undefined || noHours(low, high, tokens)))
      return { ...high, value: scaled(low, high), high: high.value };
  }
  const bare = valueAt(tokens, i, false);
  if (bare === undefined) return undefined;
  if (tokens[bare.end]?.text === '+') return { ...bare, sign: 'gte', end: bare.end + 1 };
  const after = AFTER[`${tokens[bare.end]?.text ?? ''} ${tokens[bare.end + 1]?.text ?? ''}`];
  return after === undefined ? bare : { ...bare, sign: after, end: bare.end + 2 };
}

/** "between 2 and 4" are hours, "between 2024 and 2025" years: these are neither. */
const noHours = (low: Comparison, high: Comparison & { readonly end: number }, tokens: readonly Token[]): boolean =>
  (high.value > HOURS_OF_A_DAY && !(isYear(low.value) && isYear(high.value))) || COUNTED.test(tokens[high.end]?.text ?? '');
const HOURS_OF_A_DAY = 24;
const isYear = (value: number): boolean => Number.isInteger(value) && value >= 1990 && value <= 2100;
const COUNTED = /^(?:free|spawn|stop|(?!this|plus|hours|across|besides)[a-z]{3,}s)$/;

const scaled = (low: Comparison, high: Comparison): number => (low.unit === undefined && high.unit === 'gb' ? low.value * 1024 : low.value);

/** `80%`, `500ms`, `3 times`, `twice`, `10 minutes`, `five`. Number words stand alone only where something compares with them, or before a thing. */
function valueAt(tokens: readonly Token[], i: number, compared: boolean): (Comparison & { readonly end: number }) | undefined {
  const word = tokens[i]?.text ?? '';
  if (compared && /^(once|twice|thrice)$/.test(word))
    return { value: { once: 1, twice: 2, thrice: 3 }[word] as number, unit: 'x', end: i + 1 };
  if (word === 'half' && tokens[i + 1]?.text === 'a' && tokens[i + 2]?.text === 'dozen') return { value: 6, end: i + 3 };
  const compact = /^(-?\d{1,12}(?:\.\d+)?)(ms|us|µs|mb|mib|gb|gib|%|x|\+)?$/.exec(word);
  if (compact?.[2] === undefined) {
    const span = amountAt(tokens, i);
    if (span !== undefined && (compared || !/^(a|an)$/.test(word)))
      return { value: span.count, amount: { ms: span.ms, dur: durOf(span.ms) }, end: span.end };
  }
  const value = compact === null ? numberWord(word) : Number(compact[1]);
  if (value === undefined || /^(a|an|half|few|couple)$/.test(word)) return undefined;
  if (compact?.[2] === '+') return { value, sign: 'gte', end: i + 1 };
  // "5 million concepts"
  const thousands = compact?.[2] === undefined ? THOUSANDS[tokens[i + 1]?.text ?? ''] : undefined;
  if (thousands !== undefined) return { value: value * thousands, end: i + 2 };
  const next = tokens[i + 1]?.text ?? '';
  const unit = compact?.[2] ?? (Object.hasOwn(UNITS, next) ? next : undefined);
  if (unit === undefined) return { value, end: i + 1 };
  const known = UNITS[unit] as string;
  const size = known === 'gb' ? { value: value * 1024, unit: 'mb' } : { value, unit: known };
  return { ...size, end: compact?.[2] === undefined ? i + 2 : i + 1 };
}

const THOUSANDS: Readonly<Record<string, number>> = { thousand: 1e3, million: 1e6, millions: 1e6, mio: 1e6, billion: 1e9 };

/** The plan's text of a length of time: the largest unit that divides it. */
export function durOf(ms: number): string {
  for (const [unit, size] of [
    ['w', 604_800_000],
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
  ] as const)
    if (ms % size === 0 && ms >= size && !(unit === 'w' && ms < 14 * 86_400_000 && ms !== size)) return `${ms / size}${unit}`;
  return `${Math.round(ms / 1000)}s`;
}

const FIELDS = new Set<string>([...ENTITY_FIELDS, ...EVENT_FIELDS, ...STATE_FIELDS, ...NUMBER_FIELDS, ...CALENDAR_FIELDS, 'label']);

/** `key:value`, `key=value`, `key>=value`: straight to a condition. `!` before the value negates it. */
export function filterAt(
  tokens: readonly Token[],
  i: number,
): { readonly field: string; readonly sign: string; readonly values: readonly string[]; readonly end: number } | undefined {
  const labelled = labelSaid(tokens, i);
  if (labelled !== undefined) return labelled;
  const word = asLabel(tokens[i]?.text ?? '');
  const whole = /^([a-z_]+(?:\.[a-z_]+)?)[:=](.+)$/.exec(word);
  if (whole !== null && isField(whole[1] as string)) return built(whole[1] as string, '=', whole[2] as string, i + 1);
  if (!isField(word)) return undefined;
  const said = saidAt(tokens, i, word);
  if (said !== undefined) return said;
  const sign = tokens[i + 1]?.text ?? '';
  const value = tokens[i + 2]?.text;
  if (value !== undefined && value !== 'not' && word.startsWith('label.') && /^(is|equals)$/.test(sign))
    return built(word, '=', value, i + 3);
  if (!/^(=|!=|>|<|>=|<=|≥|≤|:)$/.test(sign) || value === undefined) return undefined;
  if (!/[_.]/.test(word) && /^[<>]/.test(sign)) return undefined;
  return built(word, sign, value, i + 3);
}

/** "with the label gpu set to true", "where label tier is core". */
function labelSaid(tokens: readonly Token[], i: number) {
  const said = (k: number): string => tokens[i + k]?.text ?? '';
  if (!/^(?:label|tag|annotation)$/.test(said(0)) || !/^[a-z][a-z0-9_]*$/.test(said(1))) return undefined;
  const is = /^(?:set|equal)$/.test(said(2)) && said(3) === 'to' ? 2 : /^(?:is|equals|being|=)$/.test(said(2)) ? 1 : 0;
  const value = said(2 + is);
  if (is === 0 || !/^[a-z0-9][a-z0-9_.-]*$/.test(value) || /^(?:not|set|the|an?|missing|there|absent|present)$/.test(value))
    return undefined;
  return built(`label.${said(1)}`, '=', value, i + 3 + is);
}

/** What an operator hangs on a machine has several names elsewhere; here it is a label. */
const asLabel = (word: string): string => word.replace(/^(?:metadata|meta|annotations?|labels|tags?)\.(?=[a-z_])/, 'label.');

/** Fields whose values stand beside them in plain words: `with cause oom or segfault`, `with env not dev`. */
const SAID = /^(status|cause|pattern|exit_code|query_type|label\.[a-z_]+)$/;

function saidAt(tokens: readonly Token[], i: number, word: string) {
  if (!/^(with|,|or)$/.test(tokens[i - 1]?.text ?? '')) return undefined;
  const not = tokens[i + 1]?.text === 'not';
  if (!SAID.test(word) && !not) return undefined;
  let k = not ? i + 2 : i + 1;
  const values: string[] = [];
  for (;;) {
    const value = tokens[k]?.text ?? '';
    if (!/^@?[a-z0-9][a-z0-9_.@-]*$/.test(value) || /^(of|the|is|a|in|for|containing|contains|to)$/.test(value)) return undefined;
    values.push(value);
    k++;
    if (tokens[k]?.text !== 'or') break;
    k++;
  }
  return { field: word, sign: not ? '!=' : '=', values, end: k };
}

const isField = (word: string): boolean => FIELDS.has(word) || /^label\.[a-z_]+$/.test(word);

function built(field: string, sign: string, text: string, end: number) {
  const negated = text.startsWith('!');
  return { field, sign: negated ? '!=' : sign, values: text.replace(/^!/, '').split(','), end };
}
