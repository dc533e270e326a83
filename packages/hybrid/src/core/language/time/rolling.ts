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
  const calendar = word === 'last' || word === 'previous' || word === 'prior';
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
  if (amount !== undefined && tokens[amount.end]?.text === 'ago')
    return {
      fromMs: nowMs - amount.ms,
      toMs: Math.min(nowMs, nowMs - amount.ms + amount.ms / amount.count),
      atMs: nowMs - amount.ms,
      end: amount.end + 1,
    };
  const low = numberWord(tokens[i]?.text);
  const high = /^(to|-)$/.test(tokens[i + 1]?.text ?? '') ? amountAt(tokens, i + 2) : undefined;
  if (low === undefined || high === undefined || tokens[high.end]?.text !== 'ago') return undefined;
  return { fromMs: nowMs - high.ms, toMs: nowMs - (high.ms / high.count) * low, end: high.end + 1 };
}
