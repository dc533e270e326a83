import { type Clause, isMark } from '../clause.ts';
import type { Item, PeriodItem } from '../sentence.ts';
import { calendarUnit } from '../time/calendar.ts';
import type { Period } from '../time/period.ts';

const UNIT = /^(minutes?|mins?|hours?|hrs?|days?|weeks?|months?|quarters?|years?|period|stretch|window|interval|one|ones|same|length)$/;
const EARLIER =
  /^(before|before that|before it|before then|prior|prior to|prior to that|preceding|previous|previously|earlier|earlier than)$/;
/** What may stand around the words for the stretch before: nothing of it says anything else. */
const AROUND =
  /^(the|that|it|this|to|with|and|in|of|than|a|an|those|them|just|right|immediately|its|compared|compare|versus|vs|same|during)$/;

/**
 * The stretch before the one a comparison names: "with the 5 before", "the hour before that", "the previous 10 minutes". Also the second of
 * two periods that would be the same as the first, where it is called the previous one.
 */
export function precedingOf(
  clause: Clause,
  periods: readonly PeriodItem[],
): { readonly period: Period; readonly taken: readonly Item[] } | undefined {
  const [subject, second] = periods;
  if (subject === undefined || subject.period.fromMs === null || subject.period.toMs === null) return undefined;
  if (second !== undefined) {
    const again = second.period.fromMs === subject.period.fromMs && second.period.toMs === subject.period.toMs;
    const named = /\b(previous|prior|preceding)\b/.test(clause.text(second)) || EARLIER.test(textAfter(clause, second));
    const before = again && named ? earlier(clause, subject, clause.text(second)) : undefined;
    return before === undefined ? undefined : { period: before, taken: [second, ...tail(clause, second)] };
  }
  const items = tail(clause, subject);
  const said = items.map((item) => clause.text(item));
  if (!said.some((text) => EARLIER.test(text) || text.split(' ').some((word) => EARLIER.test(word)))) return undefined;
  if (
    !items.some(
      (item) =>
        item.type === 'number' ||
        clause
          .text(item)
          .split(' ')
          .some((word) => UNIT.test(word)),
    )
  )
    return undefined;
  const before = earlier(clause, subject, said.join(' '));
  return before === undefined ? undefined : { period: before, taken: items };
}

const textAfter = (clause: Clause, item: Item): string => {
  const next = clause.items[clause.items.indexOf(item) + 1];
  return next === undefined ? '' : clause.text(next);
};

/** The words after a period that speak of the stretch before it, up to the first that says something else. */
function tail(clause: Clause, from: PeriodItem): Item[] {
  const found: Item[] = [];
  for (const item of clause.items.slice(clause.items.indexOf(from) + 1)) {
    const fits =
      item.type === 'number' ||
      isMark(item, 'versus', 'and', 'that', 'than') ||
      (item.type === 'word' && item.entry.cue === 'compare') ||
      clause
        .text(item)
        .split(' ')
        .every((word) => UNIT.test(word) || EARLIER.test(word) || AROUND.test(word));
    if (!fits) break;
    found.push(item);
  }
  return found;
}

/** As long as the one named, and right before it; a whole unit of the calendar before one of the calendar. */
function earlier(clause: Clause, { period, ...item }: PeriodItem, said: string): Period | undefined {
  const [fromMs, toMs] = [period.fromMs as number, period.toMs as number];
  const { zone } = clause.time;
  const text = `${clause.text({ period, ...item })} ${said}`;
  const unit = (['week', 'month', 'quarter', 'year'] as const).find((one) => text.includes(one)) ?? 'day';
  if (calendarUnit(unit, fromMs, zone, 0)[0] === fromMs) {
    const [start, end] = calendarUnit(unit, fromMs, zone, -1);
    return { fromMs: start, toMs: end };
  }
  return toMs > fromMs ? { fromMs: fromMs - (toMs - fromMs), toMs: fromMs } : undefined;
}
