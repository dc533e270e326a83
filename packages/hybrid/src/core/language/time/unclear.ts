import type { Token } from '../tokens.ts';
import { numberWord } from './amount.ts';
import type { PeriodMatch, TimeContext } from './match.ts';
import { namedAt, partOfDay } from './named.ts';
import { monthNumber, parseClock, parseDate } from './point.ts';
import { wholeAt } from './whole.ts';

/** Times of the day and of the year whose clock is anybody's own: when lunch is, and which hours are worked. */
const OWN =
  /^(?:lunch|lunchtime|breakfast|brunch|dinner|dinnertime|supper|teatime|bedtime|dawn|dusk|sunrise|sunset|daybreak|nightfall|twilight|daytime|nighttime)$/;
const HOURS = /^(?:work|working|business|office|opening|peak|off-peak|rush|core|trading|daylight|school|waking|regular)$/;
const SEASON = /^(?:spring|summer|autumn|winter)$/;
/** A day that is called nothing else. */
const LEAD =
  /^(?:at|over|during|since|before|after|until|till|by|around|about|from|between|past|through|in|outside|within|this|last|yesterday|today|on|monday|tuesday|wednesday|thursday|friday|saturday|sunday)$/;
const SAID: readonly (readonly string[])[] = [
  'hour before last',
  'minute before last',
  'day shift',
  'early shift',
  'late shift',
  'last shift',
  'previous shift',
  'this shift',
  'my shift',
  'our shift',
  'early in the morning',
  'late in the evening',
  'late in the afternoon',
  'late at night',
  'a while ago',
  'a while back',
  'a moment ago',
  'moments ago',
  'out of hours',
  'after hours',
  'end of the day',
  'end of day',
  'close of business',
  'end of business',
].map((one) => one.split(' '));
const HEADS: ReadonlySet<string> = new Set(
  SAID.flatMap((words) => [words[0] as string, ...(words[0] === 'the' ? [words[1] as string] : [])]),
);

/** `lunch`, `working hours`, `early March`, `the middle of last week`: a time nobody but who says it knows the bounds of. It is asked back. */
export function unclearAt(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const said = (k: number): string => tokens[i + k]?.text ?? '';
  const unclear = (words: number): PeriodMatch => ({ fromMs: null, toMs: null, ambiguous: true, end: dayAfter(tokens, i + words) });
  const word = said(0);
  const nowhere = impossibleAt(tokens, i);
  if (nowhere !== undefined) return unclear(nowhere);
  if (OWN.test(word) && LEAD.test(tokens[tokens[i - 1]?.text === 'the' ? i - 2 : i - 1]?.text ?? ''))
    return unclear(said(1) === 'time' || said(1) === 'break' ? 2 : 1);
  if (word === 'other' && tokens[i - 1]?.text === 'the' && /^(?:day|night|week)$/.test(said(1))) return unclear(2);
  if (word === 'first' && said(1) === 'thing' && tokens[i - 1]?.text !== 'the' && /^(?:this|today|yesterday|in|on)$/.test(said(2))) {
    const day = said(2) === 'in' ? 5 : said(2) === 'today' || said(2) === 'yesterday' ? 3 : 4;
    return unclear(Math.min(day, tokens.length - i));
  }
  if (/^\d{1,2}ish$/.test(word)) return unclear(1);
  if (/^(?:shortly|just|right)$/.test(word) && /^(?:before|after|past)$/.test(said(1)) && parseClock(tokens, i + 2) !== undefined)
    return unclear((parseClock(tokens, i + 2) as { end: number }).end - i);
  if (/^(?:last|this|past)$/.test(word) && SEASON.test(said(1))) return unclear(2);
  if (word === 'rush' && said(1) === 'hour') return unclear(2);
  // "the peak hours for failures" asks which they are.
  if (HOURS.test(word) && said(1) === 'hours' && (!word.endsWith('peak') || LEAD.test(tokens[i - 1]?.text ?? ''))) return unclear(2);
  if (SEASON.test(word) && /^(?:in|last|this|since|during|over|the)$/.test(tokens[i - 1]?.text ?? '')) return unclear(1);
  if (HEADS.has(word)) {
    const row = SAID.find((words) => words.every((one, k) => said(k) === one));
    if (row !== undefined) return unclear(row.length);
  }
  return vagueAt(tokens, i, context);
}

/** "31 February", "25:00": how many words are a time that no calendar and no clock has. */
function impossibleAt(tokens: readonly Token[], i: number): number | undefined {
  const said = (k: number): string => tokens[i + k]?.text ?? '';
  const clock = /^(\d{1,2}):(\d{2})$/.exec(said(0));
  if (clock !== null) return Number(clock[1]) > 24 || Number(clock[2]) > 59 ? 1 : undefined;
  const of = said(1) === 'of' ? 2 : 1;
  const [day, month, words] = monthNumber(said(0)) === undefined ? [said(0), said(of), of + 1] : [said(1), said(0), 2];
  const longest = DAYS[(monthNumber(month) ?? 0) - 1];
  const number = Number(/^(\d{1,2})(?:st|nd|rd|th)?$/.exec(day)?.[1] ?? 0);
  return longest !== undefined && number > longest ? words : undefined;
}
/** Days of each month, of a leap year. */
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** "before 9", "around 8 yesterday": an hour without a half of the day. Of more than that, or of things that are counted, nothing. */
export function bareHourAt(tokens: readonly Token[], i: number): PeriodMatch | undefined {
  const hour = numberWord(tokens[i]?.text);
  if (!/^(?:\d{1,2}|[a-z]{3,})$/.test(tokens[i]?.text ?? '') || hour === undefined || !Number.isInteger(hour) || hour < 1 || hour > 12)
    return undefined;
  const end = /^o'?clock$/.test(tokens[i + 1]?.text ?? '') ? i + 2 : i + 1;
  if (/^(?:one|a|an)$/.test(tokens[i]?.text ?? '') || !/^(?:|,|today|yesterday)$/.test(tokens[end]?.text ?? '')) return undefined;
  return { fromMs: null, toMs: null, ambiguous: true, end: dayAfter(tokens, end) };
}

/** "lunch yesterday", "office hours on Monday". */
function dayAfter(tokens: readonly Token[], end: number): number {
  const at = /^(?:on|of)$/.test(tokens[end]?.text ?? '') ? end + 1 : end;
  return parseDate(tokens, at)?.end ?? end;
}

/** "early March", "mid-February", "the end of last week": which part of it is not said. */
function vagueAt(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const word = tokens[i]?.text ?? '';
  const dashed = /^mid-([a-z]+)$/.exec(word);
  if (dashed !== null) {
    const whole = wholeAt([{ ...(tokens[i] as Token), text: dashed[1] as string }, ...tokens.slice(i + 1, i + 4)], 0, context);
    return whole === undefined ? undefined : { fromMs: null, toMs: null, ambiguous: true, end: i + whole.end };
  }
  if (!/^(?:early|late|mid|middle|end|beginning|start)$/.test(word)) return undefined;
  const of = /^(?:middle|end|beginning|start)$/.test(word)
    ? tokens[i + 1]?.text === 'of'
      ? 2
      : undefined
    : tokens[i + 1]?.text === 'in'
      ? 2
      : 1;
  if (of === undefined) return undefined;
  const named = tokens[i + of]?.text === 'the' ? i + of + 1 : i + of;
  const whole = wholeAt(tokens, i + of, context);
  const end = [whole, namedAt(tokens, named, context), partOfDay(tokens, named, context)].reduce(
    (at, one) => Math.max(at, one?.end ?? 0),
    0,
  );
  return end === 0 ? undefined : { fromMs: null, toMs: null, ambiguous: true, end };
}
