import type { Token } from '../tokens.ts';
import { amountAt, DAY } from './amount.ts';
import { besideAt } from './beside.ts';
import { hourOfPart } from './hour-of-part.ts';
import { justAt } from './just.ts';
import type { Period, PeriodMatch, TimeContext } from './match.ts';
import { namedAt, partOfDay } from './named.ts';
import { edgeAt, partOf } from './part-of.ts';
import { eitherDate, parsePoint, resolvePoint } from './point.ts';
import { datedRange, daysOfMonth, pointPeriod, RANGE_JOINS, rangeAt, wholeRange } from './range.ts';
import { relativeAt } from './relative.ts';
import { agoAt, agoRange, bareAmount, boundedAgo, rollingAt } from './rolling.ts';
import { bareHourAt, unclearAt } from './unclear.ts';
import { wholeAt } from './whole.ts';
import { zoneAfter } from './zone-after.ts';

export type { Period, PeriodMatch, TimeContext } from './match.ts';

const HOUR = 3_600_000;
const LAST = new Set(['last', 'past', 'previous', 'prior', 'recent', 'preceding', 'trailing', 'foregoing']);

/** The longest time expression that begins at token `i`, or undefined. */
export function periodAt(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const match = zonedAt(tokens, i, context);
  return match === undefined ? undefined : { ...match, ...onTheClock(match) };
}

/** The last instant that is written with four digits of a year. */
const LATEST_MS = Date.UTC(9999, 11, 31, 23, 59, 59);

/** "in the last 1000000 years": no further back than instants are counted. */
function onTheClock({ fromMs, toMs, atMs }: PeriodMatch): Pick<PeriodMatch, 'fromMs' | 'toMs' | 'atMs'> {
  const known = (ms: number): number => (Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), LATEST_MS));
  return {
    fromMs: fromMs === null ? null : known(fromMs),
    toMs: toMs === null ? null : known(toMs),
    ...(atMs === undefined ? {} : { atMs: known(atMs) }),
  };
}

function zonedAt(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const own = andSo(tokens, inFull(tokens, i, context) ?? saidAt(tokens, i, context), context);
  const zoned = own === undefined ? undefined : zoneAfter(tokens, own.end);
  if (own === undefined || zoned === undefined) return own;
  const there = { ...context, zone: zoned.zone };
  const match = andSo(tokens, inFull(tokens, i, there) ?? saidAt(tokens, i, there), there);
  return match === undefined || match.end !== own.end ? own : { ...match, end: zoned.end };
}

/** "the last day or so", "this quarter so far": no more than was said. */
function andSo(tokens: readonly Token[], match: PeriodMatch | undefined, { nowMs }: TimeContext): PeriodMatch | undefined {
  if (match === undefined || match.atMs !== undefined || match.toMs !== nowMs) return match;
  const tail = `${tokens[match.end]?.text ?? ''} ${tokens[match.end + 1]?.text ?? ''}`;
  return tail === 'or so' || tail === 'so far' ? { ...match, end: match.end + 2 } : match;
}

const BEFORE_HOUR = /^(?:at|around|about|circa|near|since|after|before|until|till|by)$/;

const BETWEEN = /^(?:between|from)$/;
const JOINED = /^(?:and|to|until|till)$/;
/** Words before the hour that say its day, at most: "on the 14th of March at". */
const DAY_WORDS_MAX = 6;

/** "around 9 this morning", "on Monday at 9 in the morning": read with the hour said in full. */
function inFull(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  for (let k = i + 1; k <= i + DAY_WORDS_MAX + 1; k++) {
    const before = tokens[k - 1]?.text ?? '';
    // "between 10 and 11 last night"
    const isHour = BEFORE_HOUR.test(before) || (BETWEEN.test(tokens[i]?.text ?? '') && JOINED.test(before));
    const said = isHour ? hourOfPart(tokens, k) : undefined;
    const match = said === undefined ? undefined : saidAt(said.tokens, i, context);
    if (said !== undefined && match !== undefined && match.end === said.tokens.length) return { ...match, end: said.end };
  }
  return undefined;
}

function saidAt(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const word = tokens[i]?.text ?? '';
  if (tokens[i]?.quoted === true) return undefined;
  switch (word) {
    case 'between':
    case 'from': {
      const open = word === 'from' ? onwards(tokens, i + 1, context) : undefined;
      if (open !== undefined) return open;
      return (
        agoRange(tokens, i + 1, RANGE_JOINS[word], context.nowMs) ??
        rangeAt(tokens, i + 1, context, RANGE_JOINS[word]) ??
        wholeRange(tokens, i + 1, context, RANGE_JOINS[word]) ??
        unclearRange(tokens, i + 1, context, RANGE_JOINS[word])
      );
    }
    case 'since': {
      // "since 8": of which half of the day, is not said.
      const hour = /^\d{1,2}$/.test(tokens[i + 1]?.text ?? '') ? Number(tokens[i + 1]?.text) : 0;
      if (hour >= 1 && hour <= 12 && /^[,]?$/.test(tokens[i + 2]?.text ?? ''))
        return { fromMs: null, toMs: null, ambiguous: true, end: i + 2 };
      // "since I last looked": when that was is not known here.
      if (
        /^(?:i|we) (?:last|was|were) (?:looked|checked|asked|here|watched|came|visited|logged)$/.test(
          [1, 2, 3].map((k) => tokens[i + k]?.text ?? '').join(' '),
        )
      )
        return { fromMs: null, toMs: null, ambiguous: true, end: i + 4 };
      const edge = edgeAt(tokens, i + 1, context);
      if (edge !== undefined) return { fromMs: edge.atMs, toMs: context.nowMs, end: edge.end };
      const match = periodAt(tokens, i + 1, context) ?? pointPeriod(tokens, i + 1, context, true);
      if (match === undefined || match.ambiguous === true) return match;
      return { fromMs: match.fromMs, toMs: match.fromMs === null ? null : context.nowMs, end: match.end };
    }
    // "had recovered by 9am": before it. "By hour" is no time.
    case 'by':
      if (parsePoint(tokens, i + 1)?.clock === undefined) return undefined;
      return boundAt(tokens, i, 'before', context);
    case 'before':
    case 'until':
    case 'till':
    case 'after':
      return boundAt(tokens, i, word, context);
    case 'around':
    case 'about':
    case 'circa': {
      // "what about yesterday at noon": said of what, not of when.
      if (word === 'about' && /^(what|how)$/.test(tokens[i - 1]?.text ?? '')) return undefined;
      const skip = tokens[i + 1]?.text === 'at' ? 2 : 1;
      const match = pointPeriod(tokens, i + skip, context, false);
      if (match?.fromMs == null) return unclearAt(tokens, i + skip, context) ?? bareHourAt(tokens, i + skip);
      const half = match.atMs === undefined ? DAY / 2 : HOUR / 2;
      const middle = match.atMs ?? match.fromMs + DAY / 2;
      return { fromMs: middle - half, toMs: Math.min(middle + half, context.nowMs), end: match.end, atMs: middle };
    }
    case 'over':
      // "took over 30s": longer than that.
      if (/^(take|takes|took|taken|taking|last|lasts|lasted|lasting|need|needs|needed)$/.test(tokens[i - 1]?.text ?? '')) return undefined;
      return bodyAt(tokens, i + 1, context, false);
    case 'in':
    case 'during':
    case 'within':
    case 'inside':
    case 'for':
    case 'on':
    case 'at':
    case 'as': {
      const skip = word === 'as' && tokens[i + 1]?.text === 'of' ? 2 : 1;
      if (word === 'as' && skip === 1) return undefined;
      if (
        word === 'at' &&
        /^\d{1,2}$/.test(tokens[i + 1]?.text ?? '') &&
        parsePoint(tokens, i + 1)?.date === undefined &&
        !/^(am|pm|a\.m|p\.m|utc|gmt)$/.test(tokens[i + 2]?.text ?? '')
      ) {
        const bare = Number(tokens[i + 1]?.text);
        // "at 4 o'clock" says no more than "at 4".
        const end = /^o'?clock$/.test(tokens[i + 2]?.text ?? '') ? i + 3 : i + 2;
        if (bare >= 1 && bare <= 12) return { fromMs: null, toMs: null, ambiguous: true, end };
      }
      // "at five": said last, or before a day.
      if (
        word === 'at' &&
        /^(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)$/.test(tokens[i + 1]?.text ?? '') &&
        /^(|today|yesterday|,)$/.test(tokens[i + 2]?.text ?? '')
      )
        return { fromMs: null, toMs: null, ambiguous: true, end: i + 2 };
      return bodyAt(tokens, i + skip, context, /^(within|inside|in|for|during)$/.test(word));
    }
    case 'outside':
      return unclearAt(tokens, i + 1, context);
    case 'just':
      return justAt(tokens, i, context) ?? unclearAt(tokens, i, context);
    case 'most':
      // "the most recent hour"
      return tokens[i + 1]?.text === 'recent' ? rollingAt(tokens, i + 1, context) : undefined;
    default:
      return bodyAt(tokens, i, context, false) ?? boundedAgo(tokens, i, context) ?? eitherSide(tokens, i, context);
  }
}

/** "before noon", "until last Monday", "after the end of February": what lies on one side of it. */
function boundAt(
  tokens: readonly Token[],
  i: number,
  word: 'before' | 'until' | 'till' | 'after',
  context: TimeContext,
): PeriodMatch | undefined {
  const edge = edgeAt(tokens, i + 1, context);
  if (edge !== undefined)
    return { fromMs: word === 'after' ? edge.atMs : null, toMs: word === 'after' ? context.nowMs : edge.atMs, end: edge.end };
  const match =
    pointPeriod(tokens, i + 1, context, false) ??
    wholePeriod(tokens, i + 1, context) ??
    (word === 'after' ? namedAt(tokens, i + 1, context) : undefined);
  if (match === undefined) return unclearAt(tokens, i, context) ?? unclearAt(tokens, i + 1, context) ?? bareHourAt(tokens, i + 1);
  if (word !== 'after') return { fromMs: dayBefore(tokens, i + 1, context), toMs: match.fromMs, end: match.end };
  return { fromMs: match.atMs ?? match.toMs, toMs: context.nowMs, end: match.end };
}

/** "5 minutes either side of 09:30": as long before it as after. */
function eitherSide(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  if (!tokens.some(({ text }) => text === 'side' || text === 'around' || text === 'before')) return undefined;
  const amount = amountAt(tokens, i);
  if (amount === undefined) return undefined;
  const at = ['on either side of', 'either side of', 'before and after', 'to either side of', 'around']
    .map((said) => said.split(' '))
    .find((said) => said.every((word, k) => tokens[amount.end + k]?.text === word));
  const middle = at === undefined ? undefined : pointPeriod(tokens, amount.end + at.length, context, false);
  if (middle?.atMs === undefined) return undefined;
  return { fromMs: middle.atMs - amount.ms, toMs: Math.min(middle.atMs + amount.ms, context.nowMs), end: middle.end };
}

/** "from Monday onwards": up to now. */
function onwards(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const edge = edgeAt(tokens, i, context);
  if (edge !== undefined && !RANGE_JOINS.from.includes(tokens[edge.end]?.text ?? ''))
    return { fromMs: edge.atMs, toMs: context.nowMs, end: edge.end };
  const match = pointPeriod(tokens, i, context, true) ?? namedAt(tokens, i, context);
  return match === undefined || match.fromMs === null || !/^(onwards?|forwards?)$/.test(tokens[match.end]?.text ?? '')
    ? undefined
    : { fromMs: match.fromMs, toMs: context.nowMs, end: match.end + 1 };
}

/** "before 6am today": of that day. A clock time alone, and a date, bound nothing on the other side. */
function dayBefore(tokens: readonly Token[], i: number, context: TimeContext): number | null {
  const point = parsePoint(tokens, /^(at|on)$/.test(tokens[i]?.text ?? '') ? i + 1 : i);
  if (point?.date === undefined || point.date.kind === 'date' || point.clock === undefined) return null;
  const { clock: _clock, ...day } = point;
  return resolvePoint(day, context)?.fromMs ?? null;
}

const HEADS: ReadonlySet<string> = new Set(
  (
    'this these current last past previous prior preceding the same full complete whole entire calendar iso week weeks cw kw day month quarter year weekend night morning afternoon evening ' +
    'today yesterday monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri sat sun ' +
    'january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec ' +
    'first second third fourth fifth final latter former opening closing a an one two three four five six seven eight nine ten eleven twelve ' +
    'so earlier all course throughout through christmas xmas boxing new other shortly just right early late mid middle end beginning start close ' +
    'moments out after hour minute my our rush work working business office peak off-peak core trading daylight school waking regular ' +
    'spring summer autumn winter lunch lunchtime breakfast brunch dinner dinnertime supper teatime bedtime dawn dusk sunrise sunset daybreak nightfall twilight daytime nighttime'
  ).split(' '),
);
/** Whether a word may begin one of the expressions that are looked for one by one: most words do not. */
const mayBegin = (word: string): boolean => HEADS.has(word) || /^(?:\d|[qh][1-4]|[ck]w\d|mid-|mondays|tuesdays)/.test(word);

/** A period without its preposition. `amount`: a bare amount counts as "the last …" ("in 5 minutes", "within 2h"). */
function bodyAt(tokens: readonly Token[], i: number, context: TimeContext, amount: boolean): PeriodMatch | undefined {
  // "this past week"
  const past = /^(?:this|these)$/.test(tokens[i]?.text ?? '') && tokens[i + 1]?.text === 'past' && tokens[i + 2]?.text !== 'weekend';
  const the = tokens[i]?.text === 'the' || past ? i + 1 : i;
  const start = tokens[the]?.text === 'most' && tokens[the + 1]?.text === 'recent' ? the + 1 : the;
  const word = tokens[start]?.text ?? '';
  const calendar = mayBegin(word);
  const part = calendar ? (besideAt(tokens, i, context) ?? partOf(tokens, start, context) ?? relativeAt(tokens, i, context)) : undefined;
  if (part !== undefined) return part;
  const dated = datedRange(tokens, start, context) ?? partOfDay(tokens, start, context) ?? daysOfMonth(tokens, start, context);
  if (dated !== undefined) return dated;
  const whole = calendar ? wholePeriod(tokens, start, context) : undefined;
  if (LAST.has(word)) {
    const rolled = rollingAt(tokens, start, context);
    const day = pointPeriod(tokens, start, context, false);
    const longer = [day, whole].find((one) => one !== undefined && one.end > (rolled?.end ?? 0));
    if (rolled !== undefined) return longer ?? rolled;
  }
  if (eitherDate(word)) return { fromMs: null, toMs: null, ambiguous: true, end: start + 1 };
  const named = namedAt(tokens, start, context);
  const point = pointPeriod(tokens, i, context, false) ?? pointPeriod(tokens, start, context, false);
  const loose = tokens[start + 1]?.text === '-' && /^\d{1,2}$/.test(word);
  const range =
    parsePoint(tokens, start) === undefined && !loose
      ? undefined
      : rangeAt(tokens, start, context, ['-', 'to', 'until', 'through', 'thru', 'till']);
  const best = [range, point, named, whole].filter((match) => match !== undefined).sort((a, b) => b.end - a.end)[0];
  const unclear = calendar ? unclearAt(tokens, start, context) : undefined;
  if (unclear !== undefined && unclear.end > (best?.end ?? 0)) return unclear;
  if (best !== undefined) return andNext(tokens, best, context) ?? best;
  return agoAt(tokens, start, context) ?? (amount || /^(\d+(\.\d+)?[smhdw])+$/.test(word) ? bareAmount(tokens, start, context) : undefined);
}

/** A unit of the calendar up to now. "The week" alone may be any: only with what says which it is a period. */
function wholePeriod(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const whole = wholeAt(tokens, i, context);
  if (
    whole === undefined ||
    (tokens[i]?.text === 'the' && whole.end === i + 2 && /^(?:day|week|month|quarter|year)$/.test(tokens[i + 1]?.text ?? ''))
  )
    return undefined;
  return whole.fromMs > context.nowMs ? undefined : { fromMs: whole.fromMs, toMs: Math.min(whole.toMs, context.nowMs), end: whole.end };
}

/** "between lunch and 5", "from 9 to lunch": one end of it is anybody's own. */
function unclearRange(tokens: readonly Token[], i: number, context: TimeContext, joins: readonly string[]): PeriodMatch | undefined {
  const join = tokens.findIndex(({ text }, k) => k > i && k < i + 4 && joins.includes(text));
  if (join < 0) return undefined;
  const [left, right] = [unclearAt(tokens, i, context), unclearAt(tokens, join + 1, context)];
  if (left?.end !== join && right === undefined) return undefined;
  const end = right?.end ?? parsePoint(tokens, join + 1)?.end ?? (/^\d{1,2}$/.test(tokens[join + 1]?.text ?? '') ? join + 2 : undefined);
  return end === undefined ? undefined : { fromMs: null, toMs: null, ambiguous: true, end };
}

const SIDES =
  /^(?:compare|compared|comparing|comparison|versus|vs|v|difference|between|than|against|contrast|beside|more|fewer|less|stack|each|respectively|how)$/;

/** "in January and February", "on Saturday and Sunday": one stretch, where nothing sets the two side by side. */
function andNext(tokens: readonly Token[], first: PeriodMatch, context: TimeContext): PeriodMatch | undefined {
  if (tokens[first.end]?.text !== 'and' || first.atMs !== undefined || first.toMs === null) return undefined;
  const at = /^(?:in|on)$/.test(tokens[first.end + 1]?.text ?? '') ? first.end + 2 : first.end + 1;
  const next = pointPeriod(tokens, at, context, false);
  if (next === undefined || next.atMs !== undefined || next.fromMs !== first.toMs) return undefined;
  if (tokens.some(({ text }, k) => SIDES.test(text) && (text !== 'how' || k > first.end))) return undefined;
  return { fromMs: first.fromMs, toMs: next.toMs, end: next.end };
}

/** A whole text as one time expression: for `--at`, `--since` and the time box. Undefined when it is not one, or not only one. */
export function readPeriod(tokens: readonly Token[], context: TimeContext): Period | undefined {
  const found = periodAt(tokens, 0, context);
  if (found === undefined || found.end !== tokens.length) return undefined;
  const { end: _end, ...period } = found;
  return period;
}
