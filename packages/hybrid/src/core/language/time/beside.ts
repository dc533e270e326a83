import type { Token } from '../tokens.ts';
import { civil, instantOf } from '../zone.ts';
import { amountAt, DAY } from './amount.ts';
import type { PeriodMatch, TimeContext } from './match.ts';
import { PARTS } from './named.ts';
import { parseDate, resolvePoint, weekdayOf } from './point.ts';
import { pointPeriod } from './range.ts';

/** `the minute after 14:54`, `the morning of the 15th`, `Sunday the 15th`: a time told by another that is named with it. */
export function besideAt(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const the = tokens[i]?.text === 'the' ? i + 1 : i;
  // "20 minutes before noon" is an instant.
  const stretch = the > i ? besideClock(tokens, the, context) : undefined;
  return stretch ?? partOfDate(tokens, the, context) ?? weekdayAndDate(tokens, i, context);
}

/** "the two minutes before 14:55": so long on one side of it. */
function besideClock(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  // "the minute after": one.
  const bare = /^(?:second|minute|hour)$/.test(tokens[i]?.text ?? '');
  const amount = bare ? amountAt([{ ...(tokens[i] as Token), text: '1' }, tokens[i] as Token], 0) : amountAt(tokens, i);
  if (amount === undefined) return undefined;
  const at = bare ? i + 1 : amount.end;
  const side = /^(?:after|following)$/.test(tokens[at]?.text ?? '') ? 1 : /^(?:before|preceding)$/.test(tokens[at]?.text ?? '') ? -1 : 0;
  const point = side === 0 ? undefined : pointPeriod(tokens, at + 1, context, false);
  if (point?.atMs === undefined) return undefined;
  const [fromMs, toMs] = side > 0 ? [point.atMs, point.atMs + amount.ms] : [point.atMs - amount.ms, point.atMs];
  return fromMs >= context.nowMs ? undefined : { fromMs, toMs: Math.min(toMs, context.nowMs), end: point.end };
}

/** "the morning of November 20", "the evening of the 15th". */
function partOfDate(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const word = tokens[i]?.text ?? '';
  const part = Object.hasOwn(PARTS, word) ? PARTS[word] : undefined;
  if (part === undefined || tokens[i + 1]?.text !== 'of') return undefined;
  const date = parseDate(tokens, i + 2) ?? parseDate(tokens, tokens[i + 2]?.text === 'the' ? i + 3 : i + 2);
  const day = date === undefined ? undefined : resolvePoint(date, context);
  if (date === undefined || day === undefined) return undefined;
  const c = civil(context.zone, day.fromMs);
  const hour = (of: number): number => instantOf(context.zone, c.year, c.month, c.day + Math.floor(of / 24), of % 24);
  return hour(part[0]) > context.nowMs ? undefined : { fromMs: hour(part[0]), toMs: Math.min(hour(part[1]), context.nowMs), end: date.end };
}

/** "Sunday the 15th", "Sunday, November 15": the date, which is not the latest such day; where the two contradict each other, neither. */
function weekdayAndDate(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const weekday = weekdayOf(tokens[i]?.text ?? '');
  if (weekday === undefined) return undefined;
  const next = tokens[i + 1]?.text === ',' ? i + 2 : i + 1;
  const at = tokens[next]?.text === 'the' ? next + 1 : next;
  const date = weekdayOf(tokens[at]?.text ?? '') === undefined ? (parseDate(tokens, next) ?? parseDate(tokens, at)) : undefined;
  const day = date?.date.kind === 'date' ? resolvePoint({ date: date.date, end: date.end }, context) : undefined;
  if (date === undefined || day === undefined || day.toMs - day.fromMs > 1.1 * DAY || tokens[date.end]?.text === 'at') return undefined;
  if (civil(context.zone, day.fromMs).weekday !== weekday) return { fromMs: null, toMs: null, ambiguous: true, end: date.end };
  return { fromMs: day.fromMs, toMs: Math.min(day.toMs, context.nowMs), end: date.end };
}
