import type { ClarifyPlan, Plan } from '../plan.ts';
import { isMark } from './clause.ts';
import { timeIn } from './retarget.ts';
import type { Item, Sentence } from './sentence.ts';
import { DAY } from './time/amount.ts';
import { calendarUnit } from './time/calendar.ts';
import { PARTS } from './time/named.ts';
import type { Token } from './tokens.ts';
import { civil, instantOf, type Zone } from './zone.ts';

const LEADS = /^(?:in|during|over|within|on|at|for|throughout|inside|across)$/;
/** Nouns for a time, and how long it is, at most. */
const LENGTHS: Readonly<Record<string, number>> = {
  hour: DAY / 24,
  day: DAY * 1.05,
  night: DAY * 1.05,
  week: DAY * 8,
  month: DAY * 32,
  quarter: DAY * 93,
  year: DAY * 367,
  ...Object.fromEntries(['window', 'time', 'period', 'timeframe', 'interval', 'stretch', 'span', 'range'].map((noun) => [noun, Infinity])),
};

interface Said {
  readonly from: number;
  readonly to: number;
  readonly lengthMs: number;
  /** "the same day": said only of a time before. */
  readonly same: boolean;
}

/** Said of a time that was told before. */
const BACK_THEN: readonly (readonly string[])[] = [
  'back then',
  'at that moment',
  'at that point',
  'at that point in time',
  'at that instant',
  'around that time',
  'around then',
  'about then',
  'around that date',
  'on that date',
  'about that time',
].map((said) => said.split(' '));

/** Where "in that window", "that day", "during the same week" stands. */
function saidIn(tokens: readonly Token[]): Said | undefined {
  for (let k = 0; k < tokens.length; k++) {
    const back = BACK_THEN.find((words) => words.every((word, i) => tokens[k + i]?.text === word));
    if (back !== undefined && tokens[k]?.quoted !== true) return { from: k, to: k + back.length, lengthMs: Infinity, same: false };
    const same = tokens[k]?.text === 'the' && tokens[k + 1]?.text === 'same';
    const at = same || (tokens[k]?.text === 'that' && tokens[k + 1]?.text === 'same') ? k + 2 : k + 1;
    if (tokens[k]?.quoted === true || !(same || tokens[k]?.text === 'that')) continue;
    const two = tokens[at]?.text === 'time' && /^(?:frame|window|span|range)$/.test(tokens[at + 1]?.text ?? '');
    const noun = tokens[at]?.text ?? '';
    const lengthMs = two ? Infinity : Object.hasOwn(LENGTHS, noun) ? LENGTHS[noun] : undefined;
    const leads = LEADS.test(tokens[k - 1]?.text ?? '');
    // "which of them used that time": a time is said with its preposition, or by a part of the calendar.
    if (lengthMs === undefined || (!leads && lengthMs === Infinity) || (same && noun === 'time')) continue;
    return { from: leads ? k - 1 : k, to: at + (two ? 2 : 1), lengthMs, same };
  }
  return undefined;
}

/** The words without a time that was said before them, where that time is to be put in its place. */
export function withoutThatTime(tokens: readonly Token[]): readonly Token[] {
  const said = saidIn(tokens);
  return said === undefined ? tokens : [...tokens.slice(0, said.from), ...tokens.slice(said.to)];
}

const HOUR = /^(?:\d.*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|o'?clock|half|quarter|early|late)$/;

/** Where "in the morning" stands, of which nothing says which day it is of. */
function partIn({
  tokens,
  items,
}: Sentence): { readonly from: number; readonly to: number; readonly hours: readonly [number, number] } | undefined {
  const at = tokens.findIndex(({ text, quoted }) => quoted !== true && /^(?:mornings?|afternoons?|evenings?)$/.test(text));
  const hours = PARTS[(tokens[at]?.text ?? '').replace(/s$/, '')];
  const the = /^(?:the|early|late)$/.test(tokens[at - 1]?.text ?? '') ? at - 1 : at;
  const leads = /^(?:in|during|over|through|throughout|for|from)$/.test(tokens[the - 1]?.text ?? '');
  // "two in the morning": an hour.
  const clock = leads && HOUR.test(tokens[the - 2]?.text ?? '');
  if (at < 2 || clock || hours === undefined || (!leads && !tokens[at]?.text.endsWith('s'))) return undefined;
  if (items.some((item) => item.type !== 'word' && item.type !== 'plain' && item.at <= at && item.end > at)) return undefined;
  return { from: leads ? the - 1 : the, to: at + 1, hours };
}

/** "only in the morning" of what was asked of a day: of its morning. Asked back where no day was said. */
function inThatPart(sentence: Sentence, before: Plan | undefined, zone: Zone): Sentence | ClarifyPlan | undefined {
  const said = partIn(sentence);
  if (said === undefined) return undefined;
  const time = before === undefined ? undefined : timeIn(before);
  const periods = sentence.items.some((item) => item.type === 'period' && item.period.atMs === undefined);
  const fromMs = time?.from == null ? Number.NaN : Date.parse(time.from);
  const toMs = time?.to == null ? Number.NaN : Date.parse(time.to);
  const [dayMs] = Number.isNaN(fromMs) ? [Number.NaN] : calendarUnit('day', fromMs, zone, 0);
  if (periods || dayMs !== fromMs || !(toMs - fromMs <= DAY * 1.05)) return { op: 'clarify', reason: 'ambiguous_time', slot: 'time' };
  const { year, month, day } = civil(zone, fromMs);
  const [from, to] = said.hours.map((hour) => instantOf(zone, year, month, day, hour)) as [number, number];
  const then: Item = { type: 'period', at: said.from, end: said.to, period: { fromMs: from, toMs: Math.min(to, toMs) } };
  const kept = sentence.items.filter((item) => item.end <= said.from || item.at >= said.to);
  const lead = sentence.items
    .filter((item) => item.at < said.from && item.end > said.from)
    .map((item): Item => ({ ...item, end: said.from }));
  return { ...sentence, items: [...kept, ...lead, then].sort((a, b) => a.at - b.at) };
}

/** "what failed in that window?": the time of the question before is put in its place; asked back where there is none. */
export function inThatTime(sentence: Sentence, before: Plan | undefined, zone: Zone): Sentence | ClarifyPlan {
  const part = inThatPart(sentence, before, zone);
  if (part !== undefined) return part;
  const said = saidIn(sentence.tokens);
  if (said === undefined) return sentence;
  const covered = sentence.items.filter((item) => item.end > said.from && item.at < said.to);
  if (covered.some((item) => item.at < said.from || item.end > said.to)) return sentence;
  const time = before === undefined ? undefined : timeIn(before);
  if (time?.from == null || time.to == null) {
    const other = sentence.items.some(
      (item) => item.type === 'period' || (item.type === 'word' && item.entry.rel !== undefined && !covered.includes(item)),
    );
    return other || said.same || sentence.items.some((item) => isMark(item, 'if'))
      ? sentence
      : { op: 'clarify', reason: 'ambiguous_time', slot: 'time' };
  }
  const period = { fromMs: Date.parse(time.from), toMs: Date.parse(time.to) };
  if (period.toMs - period.fromMs > said.lengthMs) return sentence;
  const then: Item = { type: 'period', at: said.from, end: said.to, period };
  const [first] = covered;
  return { ...sentence, items: sentence.items.flatMap((item) => (item === first ? [then] : covered.includes(item) ? [] : [item])) };
}

const SAME =
  /^.+? (?:, )?(?:(?:for|over|in|during|within) )?(?:the |that |this )?same (?:time )?(?:period|window|timeframe|frame|range|span|interval|stretch|time)$/;

/** "request rate, same period": the words before, which lean on the question before and are of its time. */
export function ofSamePeriod(sentence: Sentence, before: Plan): Sentence {
  const { tokens, items } = sentence;
  const at = tokens.findLastIndex(({ text }) => text === 'same');
  if (at < 1 || timeIn(before) === undefined || !SAME.test(tokens.map(({ text }) => text).join(' '))) return sentence;
  const time = timeIn(before);
  if (time?.from == null || time.to == null) return sentence;
  const from = tokens.findLastIndex(({ text }, k) => k < at && !/^(?:,|the|that|this|for|over|in|during|within)$/.test(text)) + 1;
  const covered = items.filter((item) => item.end > from);
  const [first] = covered;
  if (from === 0 || first === undefined || first.at < from) return sentence;
  const then: Item = {
    type: 'period',
    at: first.at,
    end: tokens.length,
    period: { fromMs: Date.parse(time.from), toMs: Date.parse(time.to) },
  };
  return { ...sentence, items: [...items.filter((item) => item.end <= from), then] };
}

/** "not just today, the whole week": what is said behind, and no longer what was said before. */
export function notOnlyThen(sentence: Sentence): Sentence {
  const { tokens, items } = sentence;
  const first = items.findIndex(({ type }) => type === 'period');
  const at = items[first]?.at ?? 0;
  const rest = items.slice(first + 1);
  const lead = tokens.slice(0, at).map(({ text }) => text);
  if (!/^(?:(?:and|no|but|,) )*not (?:just|only|merely)(?: (?:for|in|on|during))?$/.test(lead.join(' '))) return sentence;
  const other = rest.findIndex(({ type }) => type === 'period');
  const joins = rest
    .slice(0, other)
    .every((item) => /^(?:,|but|for|in|on|over|rather|also|all|of|during)$/.test(tokens[item.at]?.text ?? ''));
  return other < 0 || !joins ? sentence : { ...sentence, items: rest.slice(other) };
}
