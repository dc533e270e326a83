import type { ChangedPlan, Cond, CountPlan, ListPlan, Plan, PredictPlan, RatioPlan, TimelinePlan, Where } from '../plan.ts';
import { isoSecond } from '../plan.ts';
import {
  added,
  betweenAnew,
  byKind,
  nextPlace,
  nextRows,
  otherEnd,
  otherFilter,
  otherKind,
  sameStretch,
  sameTime,
  thatDay,
  whereTheyRun,
} from './added.ts';
import { Clause, namesOf } from './clause.ts';
import { whereOf } from './follow-up.ts';
import { happeningOf } from './linked-clauses.ts';
import { otherOutcome } from './outcome-of.ts';
import { namesOnly, timeIn, verbOf } from './retarget.ts';
import type { Item, NumberItem, Sentence, WordItem } from './sentence.ts';
import { amountAt, DAY } from './time/amount.ts';
import { calendarUnit } from './time/calendar.ts';
import type { TimeContext } from './time/period.ts';
import type { Token } from './tokens.ts';
import { widened } from './widened.ts';

/** What may be said before the new value: none of it asks for anything. */
const LEAD = '(?:(?:and|or|so|ok|okay|now|then|but|just|only|please|what about|how about|what of|as for|also|,) )*';
const anchored = (pattern: string): RegExp => new RegExp(`^${LEAD}(?:${pattern})$`);

/** "and 100%?", "more than 5?", "within 1 minute", "an hour earlier", "and OOM?": the question before, with one of its values said anew. */
export function continued(
  sentence: Sentence,
  before: Plan,
  time: TimeContext,
): { readonly plan: Plan; readonly clause: Clause } | undefined {
  const clause = new Clause(sentence.items, sentence.tokens, time);
  const text = sentence.tokens.map((token) => token.text).join(' ');
  const plan =
    widened(text, before) ??
    added(clause, text, before) ??
    sameTime(clause, text, before) ??
    thatDay(clause, text, before) ??
    sameStretch(clause, text, before) ??
    betweenAnew(clause, text, before) ??
    otherFilter(clause, text, before) ??
    otherEnd(text, before) ??
    nextRows(text, before) ??
    nextPlace(text, before) ??
    otherKind(clause, before) ??
    byKind(text, before) ??
    whereTheyRun(text, before) ??
    otherInstant(clause, text, before) ??
    otherLength(text, before, time) ??
    otherThreshold(clause, text, before) ??
    otherBound(clause, text, before) ??
    otherCount(clause, text, before) ??
    otherWithin(clause, text, before) ??
    otherSide(text, before) ??
    otherSilence(clause, text, before) ??
    otherAnchor(clause, text, before) ??
    otherPart(clause, text, before) ??
    otherOutcome(text, before) ??
    otherDeed(clause, text, before) ??
    differentOnes(text, before) ??
    theOthers(text, before) ??
    among(clause, text, before) ??
    howOften(text, before) ??
    theLast(text, before) ??
    inAll(text, before);
  if (plan === undefined) return undefined;
  clause.use(...sentence.items);
  return { plan, clause };
}

const LATER = / (?:later|after)(?: that)?$/;
const MOVED = / (?:earlier|before|later|after)(?: that)?$/;

/** "and an hour earlier?" of how something was at an instant. */
function otherInstant({ tokens }: Clause, text: string, before: Plan): Plan | undefined {
  if (!('at' in before) || before.at === undefined || !MOVED.test(text)) return undefined;
  const from = tokens.findIndex((_, k) => amountAt(tokens, k) !== undefined);
  const amount = from < 0 ? undefined : amountAt(tokens, from);
  if (
    amount === undefined ||
    !anchored('(?:the )?').test(spoken(tokens.slice(0, from))) ||
    !MOVED.test(` ${spoken(tokens.slice(amount.end)).trim()}`)
  )
    return undefined;
  return { ...before, at: isoSecond(Date.parse(before.at) + (LATER.test(text) ? amount.ms : -amount.ms)) };
}

/** Words, each with a space behind it. */
const spoken = (tokens: readonly Token[]): string => tokens.map(({ text }) => `${text} `).join('');

const LAST_N = anchored('(?:in |over |for |during )?(?:the )?(?:last|past|previous) (\\d{1,3})');

/** "ok, and the last 12?" after the last 24 hours: of the unit that was said. */
function otherLength(text: string, before: Plan, { nowMs, zone }: TimeContext): Plan | undefined {
  const many = LAST_N.exec(text)?.[1];
  const time = timeIn(before);
  if (many === undefined || time?.from == null || time.to == null || 'limit' in before) return undefined;
  const fromMs = Date.parse(time.from);
  const length = Date.parse(time.to) - fromMs;
  // A stretch of the calendar has no unit that was said.
  const calendar = calendarUnit('day', fromMs, zone, 0)[0] === fromMs && length % DAY !== 0;
  if (Math.abs(Date.parse(time.to) - nowMs) > 1000 || length <= 0 || calendar) return undefined;
  const unit = UNITS_MS.find((ms) => length % ms === 0 && (ms !== DAY || length >= 3 * DAY));
  if (unit === undefined || (unit === MINUTE && length > 2 * HOUR)) return undefined;
  return { ...before, time: { from: isoSecond(nowMs - Number(many) * unit), to: time.to } } as Plan;
}
const HOUR = DAY / 24;
const MINUTE = HOUR / 60;
/** Units of a rolling stretch, the longest that fits first. */
const UNITS_MS = [DAY, HOUR, MINUTE];

const isSmall = (item: Item): boolean =>
  item.type === 'plain'
    ? !/[a-z0-9]/.test(item.text)
    : item.type === 'word' &&
      (item.entry.event ?? item.entry.status ?? item.entry.act ?? item.entry.metric ?? item.entry.target ?? item.entry.cause) === undefined;

/** The one number of a sentence that says nothing else. */
function onlyNumber(clause: Clause): NumberItem | undefined {
  const [number, ...more] = clause.items.filter((item): item is NumberItem => item.type === 'number');
  return number !== undefined && more.length === 0 && clause.items.every((item) => item === number || isSmall(item)) ? number : undefined;
}

/** "and 100%?" after when something reaches 90 %. */
function otherThreshold(clause: Clause, text: string, before: Plan): Plan | undefined {
  if (before.op !== 'predict' || before.threshold === undefined) return undefined;
  const number = onlyNumber(clause);
  const { metric } = before.threshold as { readonly metric: string };
  if (number === undefined || number.amount !== undefined || !(number.unit === '%' || anchored('(?:at |to |for )?\\d{1,5}').test(text)))
    return undefined;
  const [sign] = Object.keys(before.threshold).filter((key) => key !== 'metric');
  return { ...before, threshold: { metric, [sign as string]: number.value } } as PredictPlan;
}

/** "make that 90%" after those above 80 %. */
function otherBound(clause: Clause, text: string, before: Plan): Plan | undefined {
  if ((before.op !== 'list' && before.op !== 'count' && before.op !== 'watch') || before.where === undefined) return undefined;
  const bounds = Object.entries(before.where).filter(([, cond]) => isBound(cond));
  const [[field, cond] = [], ...more] = bounds;
  const number = onlyNumber(clause);
  if (field === undefined || more.length > 0 || number === undefined || number.amount !== undefined) return undefined;
  if (
    (number.unit === '%') !== field.endsWith('_pct') ||
    !anchored('(?:make (?:it|that) |at |above |over |below |under )?\\d{1,5} ?%?').test(text)
  )
    return undefined;
  const [own] = Object.keys(cond as object);
  return { ...before, where: { ...before.where, [field]: { [number.sign ?? (own as string)]: number.value } } } as Plan;
}
const isBound = (cond: unknown): boolean =>
  typeof cond === 'object' &&
  cond !== null &&
  !Array.isArray(cond) &&
  Object.keys(cond).length === 1 &&
  /^[gl]te?$/.test(Object.keys(cond)[0] as string);

/** "more than 5?" after those that crashed more than 3 times. */
function otherCount(clause: Clause, text: string, before: Plan): Plan | undefined {
  if ((before.op !== 'list' && before.op !== 'count') || before.having?.length !== 1) return undefined;
  const number = onlyNumber(clause);
  if (number?.sign === undefined || number.unit === '%' || number.amount !== undefined || /\b(?:last|first|top)\b/.test(text))
    return undefined;
  const [one] = before.having;
  const count = number.sign === 'eq' ? { eq: number.value } : { [number.sign]: number.value };
  return { ...before, having: [{ ...one, count }] } as ListPlan;
}

const WITHIN = anchored('(?:make (?:it|that) )?(?:within|in|inside|under) (?:the )?.+');

/** "within 1 minute" after what followed within 5. */
function otherWithin(clause: Clause, text: string, before: Plan): Plan | undefined {
  if (before.op !== 'list' && before.op !== 'count') return undefined;
  const said = clause.items.find((item) => (item.type === 'period' || item.type === 'number') && item.amount !== undefined);
  const dur = said?.type === 'period' || said?.type === 'number' ? said.amount?.dur : undefined;
  if (dur === undefined || !WITHIN.test(text) || !clause.items.every((item) => item === said || isSmall(item))) return undefined;
  if (before.seq?.within !== undefined) return { ...before, seq: { ...before.seq, within: dur } };
  const [one, ...more] = before.having ?? [];
  if (one?.per !== undefined && more.length === 0) return { ...before, having: [{ ...one, per: dur }] } as ListPlan;
  return before.anchor?.window === undefined ? undefined : { ...before, anchor: { ...before.anchor, window: dur } };
}

const SIDE = anchored(
  '(?:what )?(?:right |just |shortly |immediately |directly |straight )?(before|after|around|afterwards)(?: (?:it|that|this|then))?',
);

/** "and right after it?" after what changed before something. */
function otherSide(text: string, before: Plan): Plan | undefined {
  const rel = SIDE.exec(text)?.[1]?.replace('wards', '') as 'before' | 'after' | 'around' | undefined;
  if (rel === undefined || !('anchor' in before) || before.anchor === undefined || before.anchor.rel === rel) return undefined;
  return { ...before, anchor: { ...before.anchor, rel } } as Plan;
}

const SILENT = anchored('(?:in |for |since |over |more than |longer than |at least |make (?:it|that) )*(?:the last )?.+');

/** "in 10 minutes?" after those not heard of for five. */
function otherSilence(clause: Clause, text: string, before: Plan): Plan | undefined {
  if ((before.op !== 'list' && before.op !== 'count' && before.op !== 'watch') || !SILENT.test(text)) return undefined;
  const bound = before.where?.['heartbeat_age_s'];
  const said = clause.items.filter((item) => (item.type === 'period' || item.type === 'number') && item.amount !== undefined);
  const [length, ...more] = said;
  const seconds = length?.type === 'period' || length?.type === 'number' ? (length.amount?.ms ?? 0) / 1000 : 0;
  if (!isBound(bound) || more.length > 0 || seconds <= 0 || !clause.items.every((item) => item === length || isSmall(item)))
    return undefined;
  const [sign] = Object.keys(bound as object);
  return { ...before, where: { ...before.where, heartbeat_age_s: { [sign as string]: seconds } } } as Plan;
}

/** "and after 1.5.1?" after what came first after the rollout of 1.5.0. */
function otherAnchor(clause: Clause, text: string, before: Plan): Plan | undefined {
  if (
    !('anchor' in before) ||
    before.anchor === undefined ||
    !anchored('(?:before|after|around|since|(?:the )?same(?: thing| question| again)? (?:for|of|with)) (?:the )?.+').test(text)
  )
    return undefined;
  const rel = clause.words('rel')[0]?.entry.rel ?? (/\bsame\b/.test(text) ? before.anchor.rel : undefined);
  const names = namesOf(clause);
  const [kind, ...more] = Object.keys(names);
  const { where } = before.anchor;
  if (rel === undefined || kind === undefined || more.length > 0 || where[kind] === undefined) return undefined;
  if (!clause.items.every((item) => item.type === 'name' || isSmall(item) || (item.type === 'word' && item.entry.event !== undefined)))
    return undefined;
  const told = happeningOf(new Clause(clause.items, clause.tokens, clause.time));
  const same = told['event'] === undefined || JSON.stringify(told['event']) === JSON.stringify(where['event']);
  if (!same) return undefined;
  return { ...before, anchor: { ...before.anchor, rel, where: { ...where, ...names } } } as ListPlan | TimelinePlan | ChangedPlan;
}

/** "and OOM?" after what share of crashes were segfaults. */
function otherPart(clause: Clause, text: string, before: Plan): Plan | undefined {
  if (
    before.op !== 'ratio' ||
    before.of !== 'share' ||
    before.num === undefined ||
    !anchored('(?:(?:by|due to|because of|for|from|in|on|with|the|a|an|of) )*[a-z0-9_ -]+').test(text)
  )
    return undefined;
  const [field, ...more] = Object.keys(before.num);
  const told = partOf(clause);
  const [key, ...others] = Object.keys(told);
  if (field === undefined || more.length > 0 || key !== field || others.length > 0) return undefined;
  if (clause.items.some((item) => item.type === 'number' || item.type === 'period' || item.type === 'lost')) return undefined;
  return { ...before, num: { [field]: told[key] as Cond } } as RatioPlan;
}

/** What a fragment names: a cause, or names of one kind. */
function partOf(clause: Clause): Where {
  const causes = clause.words('cause').map((item) => item.entry.cause as string);
  const rest = clause.items.filter((item) => item.type !== 'name' && !(item.type === 'word' && item.entry.cause !== undefined));
  // "uptime agent-5", "when was agent-2 last seen": a question, and no part of the one before.
  if (!rest.every((item) => isSmall(item) && !(item.type === 'word' && asksMore(item.entry)))) return {};
  if (clause.tokens.some(({ text }) => ASKS.test(text)) && !/^(?:and |or |so |but )*(?:what|how) about\b/.test(spoken(clause.tokens)))
    return {};
  return { ...(causes.length === 0 ? {} : { cause: [...new Set(causes)] }), ...namesOnly(namesOf(clause)) };
}

const asksMore = ({ duration, ratio, cue, agg, field, dim }: WordItem['entry']): boolean =>
  (duration ?? ratio ?? cue ?? agg ?? field ?? dim) !== undefined;
const ASKS = /^(?:what|which|who|whom|how|when|where|why|is|are|was|were|did|do|does|has|have|had)$/;

/** "just the rollbacks" after everything somebody did: one kind of deed. */
function otherDeed(clause: Clause, text: string, before: Plan): Plan | undefined {
  if (before.op !== 'audit' || before.verb !== undefined || !anchored('(?:the |his |her |their |its |those |all )?[a-z -]+').test(text))
    return undefined;
  if (ASKS_ELSE.test(text)) return undefined;
  const events = clause.words('event', true);
  const verb = verbOf(events.flatMap((item) => item.entry.event ?? []));
  if (verb === undefined || !clause.items.every((item) => events.includes(item as never) || isSmall(item))) return undefined;
  return { ...before, verb };
}

/** "what is the reason for the restarts", "let me know when the update completes": a question, and no kind of deed. */
const ASKS_ELSE =
  /\b(?:what(?! about)|which|who|whom|how(?! about)|when|where|why|whether|if|let|tell|reason|cause|after|before|since|until)\b/;

const DIFFERENT = anchored(
  '(?:how many|which|number of) (?:distinct|different|unique|separate) (agent|node|host|region|user)s?(?: (?:was|were|is|are) (?:that|those|it|they|there|affected|involved|these|this))?',
);

/** "how many distinct agents was that?" */
function differentOnes(text: string, before: Plan): Plan | undefined {
  const dim = DIFFERENT.exec(text)?.[1];
  if (dim === undefined || (before.op !== 'count' && before.op !== 'list') || before.where?.['event'] === undefined) return undefined;
  const { order: _order, limit: _limit, form: _form, by: _by, bucket: _bucket, ...kept } = before as CountPlan;
  return { ...kept, op: 'count', target: 'event', distinct: dim as 'agent' };
}

const OTHERS = anchored('(?:all |of |for |on |in )*(?:the )?(?:others?|rest|remaining ones|other ones|remainder|other (?:agent|node)s)');

/** "and the others?" after what was asked of one: of all but that. */
function theOthers(text: string, before: Plan): Plan | undefined {
  const where = whereOf(before);
  const kinds = (['node', 'agent', 'region', 'env', 'host', 'user'] as const).filter((kind) => Array.isArray(where[kind]));
  const [kind, ...more] = kinds;
  const counts = before.op === 'list' || before.op === 'count' || before.op === 'audit' || before.op === 'rate' || before.op === 'ratio';
  if (!OTHERS.test(text) || kind === undefined || more.length > 0 || !counts) return undefined;
  return { ...before, where: { ...where, [kind]: { not: where[kind] as readonly string[] } } } as Plan;
}

const AMONG =
  /^(?:and |so |or |but )*(?:is|was|are|were) (\S+) (?:also |even )?(?:among (?:them|those|these)|(?:one|part) of (?:them|those|these|it)|in (?:there|the list|that list)|on (?:the list|that list)|included|affected as well|amongst (?:them|those|these))(?: too| as well)?$/;

/** "was node-4 among them?": the same, of that one alone. */
function among(clause: Clause, text: string, before: Plan): Plan | undefined {
  const [name, ...more] = clause.names();
  if (!AMONG.test(text) || name === undefined || more.length > 0) return undefined;
  if ((before.op !== 'list' && before.op !== 'count') || (before.target !== name.kind && before.target !== 'event')) return undefined;
  const { order: _order, limit: _limit, form: _form, by: _by, bucket: _bucket, distinct: _distinct, ...kept } = before as CountPlan;
  return { ...kept, op: 'list', where: { ...whereOf(before), [name.kind]: [name.name] }, form: 'yesno' } as Plan;
}

const HOW_OFTEN = anchored(
  '(?:how often|how many times|how frequently)(?: (?:was|is|did|does) (?:that|it|this)(?: happen)?)?( (?:did |was |has |for |of )?each(?: one| of them| of those)?)?',
);

/** "and how often?" after to whom it happened: how many times it did. */
function howOften(text: string, before: Plan): Plan | undefined {
  if (!HOW_OFTEN.test(text) || (before.op !== 'list' && before.op !== 'count') || whereOf(before)['event'] === undefined) return undefined;
  const { order: _order, limit: _limit, form: _form, ...kept } = before as CountPlan;
  const each = HOW_OFTEN.exec(text)?.[1] !== undefined && (before.target === 'agent' || before.target === 'node');
  return { ...kept, op: 'count', target: 'event', ...(each ? { by: [before.target] } : {}) } as Plan;
}

const LAST = anchored(
  '(?:(?:which|what|when) (?:one )?(?:was|is) )?the (?:very )?(last|latest|newest|most recent|first|earliest|oldest)(?: one| of (?:them|those|these))?|when (?:was it |did (?:it|that|they) (?:happen )?)?(?:for )?the (?:very )?(last|first) time(?: exactly)?',
);

/** "which was the last?" after what was counted or listed. */
function theLast(text: string, before: Plan): Plan | undefined {
  const said = LAST.exec(text);
  const end = said?.[1] ?? said?.[2];
  if (end === undefined || (before.op !== 'rate' && before.op !== 'list' && before.op !== 'count')) return undefined;
  if (before.op !== 'rate' && before.target !== 'event') return undefined;
  const {
    by: _by,
    bucket: _bucket,
    distinct: _distinct,
    form: _form,
    per: _per,
    ...kept
  } = before as CountPlan & { readonly per?: string };
  const when = /\bwhen\b/.test(text) ? ({ form: 'when' } as const) : {};
  const dir = /first|earliest|oldest/.test(end) ? 'asc' : 'desc';
  return { ...kept, op: 'list', target: 'event', order: { by: 'time', dir }, limit: 1, ...when } as Plan;
}

const IN_ALL = anchored(
  '(?:how many )?(?:(?:all )?(together|combined|summed up|added up|taken together)|in total|in all|overall|altogether|in sum|as a total|all in all|the total|the sum)',
);

/** "and in total?" after a number of each; "and together?" is of several, which were not asked about at once where one was. */
function inAll(text: string, before: Plan): Plan | undefined {
  const said = IN_ALL.exec(text);
  if (said === null || before.op !== 'count') return undefined;
  if (before.by !== undefined || before.bucket !== undefined) {
    const { by: _by, bucket: _bucket, order: _order, limit: _limit, ...kept } = before;
    return kept;
  }
  const one = Object.values(namesOnly(before.where ?? {})).some((names) => Array.isArray(names) && names.length === 1);
  return said[1] !== undefined && one ? { op: 'clarify', reason: 'missing_entity', slot: 'entity' } : undefined;
}
