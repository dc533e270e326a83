import type { Token } from '../tokens.ts';
import { DAY } from './amount.ts';
import type { PeriodMatch, TimeContext } from './match.ts';
import { type PointSyntax, parseClock, parseDate, parsePoint, resolvePoint } from './point.ts';

/** A date, a clock time or both, as a period: a clock time covers its grain, a date its day. */
export function pointPeriod(tokens: readonly Token[], i: number, context: TimeContext, since: boolean): PeriodMatch | undefined {
  const start = /^(at|on)$/.test(tokens[i]?.text ?? '') ? i + 1 : i;
  const point = parsePoint(tokens, start);
  if (point === undefined) return undefined;
  const span = resolvePoint(point, context);
  if (span === undefined) return undefined;
  return {
    fromMs: span.fromMs,
    toMs: since ? context.nowMs : Math.min(span.toMs, context.nowMs),
    end: point.end,
    ...(point.clock === undefined ? {} : { atMs: span.fromMs }),
  };
}

/** `9 and 10am IST today`: the sides lend each other what they lack. A date at the end includes its whole day. */
export function rangeAt(tokens: readonly Token[], i: number, context: TimeContext, joins: readonly string[]): PeriodMatch | undefined {
  const left = looseClock(tokens, i) ?? parsePoint(tokens, i);
  if (left === undefined || !joins.includes(tokens[left.end]?.text ?? '')) return undefined;
  const right = parsePoint(tokens, left.end + 1) ?? (left.clock === undefined ? undefined : looseClock(tokens, left.end + 1));
  if (right === undefined) return undefined;
  const from = resolvePoint(lend(left, right), context);
  const to = resolvePoint(lend(right, left), context);
  if (from === undefined || to === undefined) return undefined;
  // "11pm to 2am": the end is on the next day.
  const toMs =
    (right.clock === undefined ? to.toMs : to.fromMs) +
    (right.clock !== undefined && right.date === undefined && to.fromMs <= from.fromMs ? DAY : 0);
  return { fromMs: from.fromMs, toMs: Math.min(toMs, Math.max(context.nowMs, from.fromMs)), end: right.end };
}

function lend(own: PointSyntax, other: PointSyntax): PointSyntax {
  const clock = own.clock;
  const meridiem = clock !== undefined && clock.meridiem === undefined && clock.hour <= 12 ? other.clock?.meridiem : clock?.meridiem;
  const date = own.date ?? other.date;
  const zone = own.zone ?? other.zone;
  return {
    end: own.end,
    ...(clock === undefined ? {} : { clock: meridiem === undefined ? clock : { ...clock, meridiem } }),
    ...(date === undefined ? {} : { date }),
    ...(zone === undefined ? {} : { zone }),
  };
}

/** A bare hour, allowed where the other side of a range says what it is. */
function looseClock(tokens: readonly Token[], i: number): PointSyntax | undefined {
  if (parseDate(tokens, i) !== undefined) return undefined;
  const word = tokens[i]?.text ?? '';
  if (parseClock(tokens, i) !== undefined || !/^\d{1,2}$/.test(word) || Number(word) > 23) return undefined;
  return { clock: { hour: Number(word), grain: 'hour' }, end: i + 1 };
}
