import type { Token } from '../tokens.ts';
import { amountAt, DAY, numberWord, UNITS } from './amount.ts';
import { backMonths, calendarUnit } from './calendar.ts';
import type { PeriodMatch, TimeContext } from './match.ts';

/** "5 minutes" beside "in", "within", "for": the last ones, unless it turns out to be a window. */
export function bareAmount(tokens: readonly Token[], i: number, { nowMs }: TimeContext): PeriodMatch | undefined {
  const amount = amountAt(tokens, i);
  return amount === undefined ? undefined : { fromMs: nowMs - amount.ms, toMs: nowMs, end: amount.end, amountMs: amount.ms };
}

/** `last hour`, `past 30 minutes`, `last week` (the calendar one), `past week` (rolling). */
export function rollingAt(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const { nowMs, zone } = context;
  const word = tokens[i]?.text;
  const amount = amountAt(tokens, i + 1);
  if (amount !== undefined) {
    const unit = UNITS[amount.unit];
    return {
      fromMs: typeof unit === 'string' ? backMonths(nowMs, zone, unit, amount.count) : nowMs - amount.ms,
      toMs: nowMs,
      end: amount.end,
    };
  }
  const unit = Object.hasOwn(UNITS, tokens[i + 1]?.text ?? '') ? UNITS[tokens[i + 1]?.text as string] : undefined;
  if (unit === undefined) return undefined;
  // "the last hour and a half"
  const half = ['and', 'a', 'half'].every((one, k) => tokens[i + 2 + k]?.text === one);
  if (half && typeof unit === 'number') return { fromMs: nowMs - 1.5 * unit, toMs: nowMs, end: i + 5 };
  const calendar = word === 'last' || word === 'previous' || word === 'prior' || word === 'preceding';
  if (calendar && (typeof unit === 'string' || unit === 7 * DAY)) {
    const [fromMs, toMs] = calendarUnit(unit === 7 * DAY ? 'week' : (unit as 'month'), nowMs, zone, -1);
    return { fromMs, toMs, end: i + 2 };
  }
  return { fromMs: typeof unit === 'string' ? backMonths(nowMs, zone, unit, 1) : nowMs - unit, toMs: nowMs, end: i + 2 };
}

/** `2 hours ago`, `2 to 4 hours ago`: an instant, and for events the unit that follows it. */
export function agoAt(tokens: readonly Token[], i: number, { nowMs, zone }: TimeContext): PeriodMatch | undefined {
  const amount = amountAt(tokens, i);
  // Days ago are days of the calendar: what happened "two days ago" happened on that day.
  if (amount !== undefined && /^days?$/.test(amount.unit) && Number.isInteger(amount.count) && tokens[amount.end]?.text === 'ago') {
    const [fromMs, toMs] = calendarUnit('day', nowMs, zone, -amount.count);
    return { fromMs, toMs, end: amount.end + 1 };
  }
  // So did what happened "a week ago".
  if (amount !== undefined && amount.unit === 'week' && amount.count === 1 && tokens[amount.end]?.text === 'ago') {
    const [fromMs, toMs] = calendarUnit('day', nowMs, zone, -7);
    return { fromMs, toMs, end: amount.end + 1 };
  }
  const unit = amount === undefined || !Number.isInteger(amount.count) ? undefined : UNITS[amount.unit];
  if (amount !== undefined && tokens[amount.end]?.text === 'ago' && typeof unit === 'string') {
    const [atMs, toMs] = [0, 1].map((k) => backMonths(nowMs, zone, unit, amount.count - k)) as [number, number];
    return { fromMs: atMs, toMs, atMs, end: amount.end + 1 };
  }
  if (amount !== undefined && tokens[amount.end]?.text === 'ago')
    return {
      fromMs: nowMs - amount.ms,
      toMs: Math.min(nowMs, nowMs - amount.ms + amount.ms / amount.count),
      atMs: nowMs - amount.ms,
      end: amount.end + 1,
    };
  return agoRange(tokens, i, ['to', '-'], nowMs);
}

/** `2 to 4 hours ago`, `between 2 and 4 hours ago`, `from an hour to two hours ago`, `2-4 hours ago`: one unit for both ends unless the first has its own. */
export function agoRange(tokens: readonly Token[], i: number, joins: readonly string[], nowMs: number): PeriodMatch | undefined {
  const joined = /^(\d{1,4})-(\d{1,4})$/.exec(tokens[i]?.text ?? '');
  const both =
    joined === null ? undefined : amountAt([{ ...(tokens[i] as Token), text: joined[2] as string }, ...tokens.slice(i + 1, i + 3)], 0);
  if (both !== undefined && tokens[i + both.end]?.text === 'ago')
    return span(nowMs, (both.ms / both.count) * Number(joined?.[1]), both.ms, i + both.end + 1);
  const own = amountAt(tokens, i);
  const low = own === undefined ? numberWord(tokens[i]?.text) : undefined;
  let at = own?.end ?? i + 1;
  if (own !== undefined && tokens[at]?.text === 'ago') at++;
  if ((own === undefined && low === undefined) || !joins.includes(tokens[at]?.text ?? '')) return undefined;
  const high = amountAt(tokens, at + 1);
  if (high === undefined || tokens[high.end]?.text !== 'ago') return undefined;
  return span(nowMs, own?.ms ?? (high.ms / high.count) * (low as number), high.ms, high.end + 1);
}

/** Between two lengths ago, whichever was said first. */
const span = (nowMs: number, a: number, b: number, end: number): PeriodMatch | undefined =>
  a === b ? undefined : { fromMs: nowMs - Math.max(a, b), toMs: nowMs - Math.min(a, b), end };

const BOUNDS: readonly (readonly [readonly string[], 'since' | 'until'])[] = (
  [
    [
      'since',
      'no more than, not more than, less than, fewer than, under, no longer than, not longer than, at most, no earlier than, within',
    ],
    ['until', 'more than, longer than, over, at least, earlier than, no later than, upwards of'],
  ] as const
).flatMap(([side, phrases]) => phrases.split(', ').map((phrase) => [phrase.split(' '), side] as const));

const HEADS: ReadonlySet<string> = new Set(BOUNDS.map(([words]) => words[0] as string));

/** "no more than 20 minutes ago", "over two days ago": everything since then, or everything until then. */
export function boundedAgo(tokens: readonly Token[], i: number, { nowMs }: TimeContext): PeriodMatch | undefined {
  if (!HEADS.has(tokens[i]?.text ?? '')) return undefined;
  for (const [words, side] of BOUNDS) {
    if (!words.every((word, k) => tokens[i + k]?.text === word)) continue;
    const amount = amountAt(tokens, i + words.length);
    if (amount === undefined || tokens[amount.end]?.text !== 'ago') continue;
    const then = nowMs - amount.ms;
    return { fromMs: side === 'since' ? then : null, toMs: side === 'since' ? nowMs : then, end: amount.end + 1 };
  }
  return undefined;
}
