import type { ComparePlan, CountPlan, Plan, Side } from '../../plan.ts';
import { type Clause, isMark, timeOf } from '../clause.ts';
import { anchorOf } from '../linked-clauses.ts';
import { entityKind, made, partsOf } from '../parts.ts';
import type { Item, PeriodItem, WordItem } from '../sentence.ts';
import { calendarUnit } from '../time/calendar.ts';
import { type Period, periodAt } from '../time/period.ts';
import { civil, instantOf } from '../zone.ts';
import { aggregate } from './aggregate.ts';
import { duration } from './duration.ts';
import type { Frame } from './frame.ts';
import { precedingOf } from './preceding.ts';
import { rate } from './rate.ts';
import { ratio } from './ratio.ts';
import { readRows } from './rows.ts';

/** Two sides of one question: periods, names of a kind, before and after. The first named is the subject. */
export const compare: Frame = {
  name: 'compare',
  weight: 12,
  read: (clause) => {
    const cue = clause.cue('compare') ?? clause.mark('versus') ?? differenceOf(clause);
    const than = clause.mark('than');
    // "nodes with more crashes than restarts": things, by two counts of each.
    if (
      clause.items.some(
        (item, k) =>
          /^(with|having|had|have)$/.test(clause.text(item)) && isMark(clause.items[k + 1], 'more', 'less') && thingsAt(clause, k - 1),
      ) &&
      clause.words('event').length >= 2
    )
      return undefined;
    const more = clause.mark('more', 'less') ?? fallen(clause);
    const periods = cue === undefined ? clause.periods() : apart(clause);
    // "is the latency of node-7 going up today": how it goes, and nothing beside it.
    const pair = KINDS.some((kind) => clause.names(kind).length >= 2);
    if (
      cue === undefined &&
      !(
        more !== undefined &&
        (than !== undefined ||
          pair ||
          clause.words('rel').some((item) => item.entry.rel === 'after') ||
          periods.length >= 2 ||
          (periods.length === 1 &&
            calendarOf(clause, periods[0] as PeriodItem) !== undefined &&
            !(/ing$/.test(more.phrase) && clause.words('metric').length > 0)))
      ) &&
      !bothSides(clause) &&
      !twoStretches(clause)
    )
      return undefined;
    if (more !== undefined && more.entry.event !== undefined) clause.use(more);
    const loose = clause.items.filter(
      (item) =>
        item === cue ||
        (item.type === 'word' && (item.entry.cue === 'compare' || item.entry.cue === 'count')) ||
        isMark(item, 'versus', 'than', 'more', 'less', 'only') ||
        (item.type === 'word' && item.entry.cue === 'state' && item.entry.metric === undefined) ||
        /^how (does|do|did)$/.test(clause.text(item)),
    );
    clause.use(...loose);
    const moments = atMoments(clause, loose);
    if (moments !== undefined) return moments;
    const earlier = precedingOf(clause, periods);
    const sided =
      aroundHappening(clause) ?? (earlier === undefined ? sidesOf(clause, periods) : besideEarlier(periods[0] as PeriodItem, earlier));
    if (sided === undefined)
      return cue === undefined || !clause.items.some((item) => isMark(item, 'by', 'per')) ? undefined : measured(clause.without(loose));
    const joins = clause.items.filter((item) => isMark(item, 'and', 'or') || /^(between|with|to)$/.test(clause.text(item)));
    clause.use(...sided.taken, ...joins);
    if (sided.events === true) return countOf(clause, sided.sides);
    const rest = clause.without([...sided.taken, ...loose, ...(more?.entry.event === undefined ? [] : [more])]);
    const judged = /worse|better/.test(more?.phrase ?? '');
    const plan =
      (judged ? undefined : standing(rest, sided.sides)) ??
      (judged && sided.sides.every(({ where }) => where?.['platform'] === undefined) ? failures(rest) : undefined) ??
      overTime(measured(rest), sided.sides) ??
      (cue === undefined || sided.sides[0]?.time === undefined ? undefined : troubles(rest));
    // "which agents got worse": how many there are of them says nothing of it.
    if (cue === undefined && judged && plan?.op === 'count' && plan.target !== 'event') return undefined;
    return plan === undefined ? undefined : ({ op: 'compare', plan: ofEach(clause, plan), sides: sided.sides } satisfies ComparePlan);
  },
};

/** "how many nodes were running at 3pm yesterday versus now": of two instants or more, how many there were at each. */
function atMoments(clause: Clause, loose: readonly Item[]): Plan | undefined {
  const { nowMs } = clause.time;
  const said = clause.items.filter(
    (item): item is PeriodItem | WordItem => item.type === 'period' || (isMark(item, 'current') && NOW.test(clause.text(item))),
  );
  const moments = said.map((item, i) => (item.type === 'period' ? ofSameDay(clause, item, said[i + 1]) : nowMs));
  if (moments.length < 2 || moments.includes(undefined) || said.every((item) => item.type !== 'period')) return undefined;
  const joins = clause.items.filter((item) => isMark(item, 'and', 'or') || /^(between|with|to)$/.test(clause.text(item)));
  const plan = measured(clause.without([...loose, ...said, ...joins]));
  if (plan?.op !== 'count' || plan.target === 'event' || plan.where?.['event'] !== undefined || plan.having !== undefined) return undefined;
  clause.use(...said, ...joins);
  const sides = (moments as readonly number[]).map((atMs) => ({ time: timeOf({ fromMs: atMs, toMs: atMs }) }));
  return { op: 'compare', plan, sides };
}
const NOW = /^(?:right now|now|currently|at the moment|at present|this moment|this minute|presently)$/;

/** "at 9am and at 5pm yesterday": a time of day without a day is of the day that is said after it. */
function ofSameDay(clause: Clause, { period, ...item }: PeriodItem, after: Item | undefined): number | undefined {
  const { atMs } = period;
  const day = after?.type === 'period' ? after.period.atMs : undefined;
  const text = clause.text({ ...item, period });
  if (atMs === undefined || day === undefined || !TIME_OF_DAY.test(text) || TIME_OF_DAY.test(clause.text(after as Item))) return atMs;
  const { zone } = clause.time;
  const [date, hour] = [civil(zone, day), civil(zone, atMs)];
  return instantOf(zone, date.year, date.month, date.day, hour.hour, hour.minute, hour.second);
}
const TIME_OF_DAY = /^(?:at )?(?:noon|midday|midnight|\d{1,2}(?: ?[:.] ?\d{2})?(?: ?(?:am|pm|o'clock|h))?)$/;

const besideEarlier = (subject: PeriodItem, { period, taken }: { readonly period: Period; readonly taken: readonly Item[] }) => ({
  sides: [{ time: timeOf(subject.period) }, { time: timeOf(period) }] as readonly Side[],
  taken: [subject, ...taken],
  events: undefined,
});

/** "compare today with yesterday": of two stretches with nothing named, what went wrong in each is what tells them apart. */
function troubles(rest: Clause): Plan | undefined {
  const parts = partsOf(rest, 'rows');
  if (parts.senses.events.length > 0 || parts.senses.statuses.length > 0 || (parts.target !== undefined && parts.target !== 'cluster'))
    return undefined;
  return { op: 'count', target: 'event', where: { event: ['@problem'], ...parts.names } };
}

/** "compare agent-3 with agent-5": of two things that are named and nothing else said, how each of them is. */
function standing(rest: Clause, sides: readonly Side[]): Plan | undefined {
  const kind = (['agent', 'node'] as const).find((one) => sides.every(({ where }) => where?.[one] !== undefined));
  if (kind === undefined || rest.mark('more', 'less') !== undefined || rest.items.some((item) => !saysNothing(item))) return undefined;
  rest.use(...rest.items);
  return { op: 'state', target: kind };
}

const saysNothing = (item: Item): boolean =>
  item.type === 'word' &&
  (item.entry.filler === true ||
    item.entry.mark === 'current' ||
    item.entry.cue === 'state' ||
    item.entry.dim === 'status' ||
    item.entry.target === 'entity');

/** "agents with more crashes than last week": of each of them, and not of all together. */
function ofEach(clause: Clause, plan: ComparePlan['plan']): ComparePlan['plan'] {
  if (plan.op !== 'count' || plan.target !== 'event' || plan.by !== undefined || plan.bucket !== undefined) return plan;
  const head = clause.items.find(
    (item) => item.type !== 'plain' && !/^(which|what|list|show|show me|the|all|find)$/.test(clause.text(item)),
  );
  const kind = head?.type === 'word' && head.entry.plural === true ? entityKind(head.entry.target) : undefined;
  return kind === 'node' || kind === 'agent' ? { ...plan, by: [kind] } : plan;
}

/** "is staging worse than production", "are we doing better than last week": with nothing named, what failed is what tells. */
function failures(rest: Clause): Plan | undefined {
  if (rest.items.some((item) => item.type !== 'period' && !saysNothing(item))) return undefined;
  const { time } = partsOf(rest, 'rows');
  rest.use(...rest.items);
  return made<CountPlan>({ op: 'count', target: 'event', where: { event: ['@failure'] }, time } as CountPlan);
}

/** Nodes or agents in the plural, not one of two that are named. */
const thingsAt = (clause: Clause, k: number): boolean => {
  const item = clause.items[/^(that|which|who|have|has)$/.test(clause.text(clause.items[k] as Item)) ? k - 1 : k];
  return item?.type === 'word' && item.entry.plural === true && (item.entry.target === 'agent' || item.entry.target === 'node');
};

const KINDS = ['agent', 'node', 'region', 'env', 'platform', 'version', 'host'] as const;

/** "the difference in cpu between docker and kubernetes", "between agent-3 and agent-5": between two that are named, a comparison. */
function differenceOf(clause: Clause): WordItem | undefined {
  const cue = clause.words('cue').find((item) => /^(the )?differences?$/.test(item.phrase));
  const measured =
    clause.words('metric').length + clause.words('event').length + clause.words('duration').length + clause.words('ratio').length > 0;
  const things = clause.periods().length === 0 && (['agent', 'node'] as const).some((kind) => clause.names(kind).length === 2);
  return cue !== undefined && (measured || things) && clause.has(/^between$/) && KINDS.some((kind) => clause.names(kind).length >= 2)
    ? cue
    : undefined;
}

/** "is latency worse now than before the rollout": what it is since then, beside what it was. */
function thanBefore(clause: Clause): { readonly sides: readonly Side[]; readonly taken: readonly Item[] } | undefined {
  const [rel, ...more] = clause.words('rel');
  if (rel === undefined || rel.entry.rel !== 'before' || more.length > 0 || clause.mark('than') === undefined) return undefined;
  const anchored = anchorOf(clause);
  if (anchored === undefined || anchored.anchor.rel !== 'before' || anchored.anchor.window !== undefined) return undefined;
  const side = (to: 'before' | 'after'): Side => ({ anchor: { where: anchored.anchor.where, rel: to } });
  const now = clause.items.filter((item) => isMark(item, 'current'));
  return { sides: [side('after'), side('before')], taken: [...now, ...clause.items.filter((item) => !anchored.rest.items.includes(item))] };
}

/** "did crashes go down": what goes down here is a number, not an agent. */
function fallen(clause: Clause): WordItem | undefined {
  return clause.words('event').find((item) => {
    if (!/^(go|goes|going|went|gone) down$/.test(item.phrase)) return false;
    const before = clause.previous(item, /^(count|counts|number|numbers|rate|rates|total|totals|the|of|our|has|have|also)$/);
    return before?.type === 'word' && before.entry.event !== undefined && before.entry.form === 'noun';
  });
}

/** A figure of two stretches is not what it is now: it is what it was as a rule in each. */
const overTime = (plan: Plan | undefined, sides: readonly Side[]): Plan | undefined =>
  plan?.op === 'aggregate' && plan.agg === 'current' && sides.some((side) => side.time !== undefined || side.anchor !== undefined)
    ? { ...plan, agg: 'avg' }
    : plan;

/** "did restarts increase after the config change?": what followed a happening, beside what was before it. */
function sinceHappening(clause: Clause): { readonly sides: readonly Side[]; readonly taken: readonly Item[] } | undefined {
  const [rel, ...more] = clause.words('rel').filter((item) => item.entry.rel === 'after');
  if (rel === undefined || more.length > 0 || clause.periods().length > 0) return undefined;
  const anchored = anchorOf(clause);
  if (anchored === undefined || anchored.anchor.rel !== 'after' || anchored.anchor.window !== undefined) return undefined;
  const side = (to: 'before' | 'after'): Side => ({ anchor: { where: anchored.anchor.where, rel: to } });
  return { sides: [side('after'), side('before')], taken: clause.items.filter((item) => !anchored.rest.items.includes(item)) };
}

/** "crashes before and after the rollout": both sides of one happening. */
const bothSides = (clause: Clause): boolean =>
  clause.words('rel').some((item) => {
    const [and, other] = clause.items.slice(clause.items.indexOf(item) + 1);
    return item.entry.rel === 'before' && isMark(and, 'and', 'versus') && other?.type === 'word' && other.entry.rel === 'after';
  });

/** "crashes after the rollout with crashes before it": one happening, said once, and both of its sides. */
function besideThat(
  clause: Clause,
  [first, second]: readonly WordItem[],
): { readonly sides: readonly Side[]; readonly taken: readonly Item[] } | undefined {
  const { items } = clause;
  const that = items.find((item): item is WordItem => /^(before|after) that$/.test(clause.text(item)));
  const other = second ?? that;
  if (first === undefined || other === undefined || other.at < first.at) return undefined;
  const rel = /before|prior|preceding|ahead|leading|earlier/.test(other.phrase) ? 'before' : 'after';
  const at = items.indexOf(other);
  if (rel === first.entry.rel || !items.slice(at + 1).every((item) => /^(it|that|then|the|rollout)$/.test(clause.text(item))))
    return undefined;
  let join = at - 1;
  while (
    join > items.indexOf(first) &&
    !(isMark(items[join], 'versus', 'than', 'and', 'or') || JOINS.test(clause.text(items[join] as Item)))
  )
    join--;
  if (join <= items.indexOf(first) + 1) return undefined;
  const said = items.slice(0, items.indexOf(first)).flatMap((item) => (item.type === 'word' ? (item.entry.event ?? []) : []));
  const again = items.slice(join + 1, at);
  const bare = (item: Item): boolean =>
    item.type === 'word' &&
    (item.entry.filler === true || (item.entry.event?.every((type) => said.includes(type)) ?? item.entry.cue !== undefined));
  if (!again.every(bare)) return undefined;
  const joined =
    isMark(items[join - 1], 'versus') || (items[join - 1]?.type === 'word' && (items[join - 1] as WordItem).entry.cue === 'compare');
  const head = clause.part(items.slice(0, joined ? join - 1 : join));
  const anchored = anchorOf(head);
  if (anchored === undefined || anchored.anchor.rel !== first.entry.rel) return undefined;
  clause.use(...items.slice(joined ? join - 1 : join));
  const side = (to: 'before' | 'after'): Side => ({ anchor: { where: anchored.anchor.where, rel: to } });
  return { sides: [side(anchored.anchor.rel as 'before'), side(rel)], taken: items.filter((item) => !anchored.rest.items.includes(item)) };
}
const JOINS = /^(with|to|and|against|compared to|compared with|compared against|than)$/;

/** "how many rollouts did we do in February and how many this month": two stretches that have nothing in common, each counted. */
function twoStretches(clause: Clause): boolean {
  const [a, b, ...more] = clause.periods();
  if (a === undefined || b === undefined || more.length > 0 || clause.words('cue').every((item) => item.entry.cue !== 'count'))
    return false;
  const apart = (a.period.toMs ?? Infinity) <= (b.period.fromMs ?? 0) || (b.period.toMs ?? Infinity) <= (a.period.fromMs ?? 0);
  const between = clause.items.slice(clause.items.indexOf(a), clause.items.indexOf(b));
  return apart && between.some((item) => isMark(item, 'and', 'versus', 'or'));
}

/** The periods of a comparison; "between yesterday and today" is two of them. */
function apart(clause: Clause): readonly PeriodItem[] {
  const [only, ...more] = clause.periods();
  if (only === undefined || more.length > 0 || clause.word(only.at) !== 'between') return clause.periods();
  const and = clause.tokens.findIndex((token, k) => k > only.at && k < only.end && token.text === 'and');
  const left = periodAt(clause.tokens, only.at + 1, clause.time);
  const right = periodAt(clause.tokens, and + 1, clause.time);
  if (and < 0 || left?.end !== and || right?.end !== only.end || left.atMs !== undefined || right.atMs !== undefined) return [only];
  clause.use(only);
  return [
    { type: 'period', at: only.at, end: and, period: left },
    { type: 'period', at: and + 1, end: only.end, period: right },
  ];
}

/** "crashes vs restarts": two kinds of happenings, counted under the same conditions. */
function countOf(clause: Clause, sides: readonly Side[]): ComparePlan {
  const parts = partsOf(clause, 'rows');
  const plan = made<CountPlan>({ op: 'count', target: 'event', where: { ...parts.names, ...parts.bounds }, time: parts.time } as CountPlan);
  return { op: 'compare', plan, sides };
}

function measured(rest: Clause): Plan | undefined {
  for (const frame of [ratio, duration, rate, aggregate]) {
    const plan = frame.read(rest);
    if (plan !== undefined && plan.op !== 'clarify') return plan;
  }
  const plan = readRows(rest);
  if (plan === undefined || (plan.op !== 'list' && plan.op !== 'count')) return undefined;
  const { order: _order, limit: _limit, form: _form, ...kept } = plan;
  const rows = { ...kept, op: 'count' as const };
  return rows.where?.['event'] === undefined || rows.target === 'event' ? (rows as CountPlan) : ({ ...rows, target: 'event' } as CountPlan);
}

/** "in the 24 hours after the rollout … in the 24 hours before it": a stretch on each side of one happening. */
function aroundHappening(
  clause: Clause,
): { readonly sides: readonly Side[]; readonly taken: readonly Item[]; readonly events?: true } | undefined {
  const rels = clause.words('rel').filter((item) => item.entry.rel === 'before' || item.entry.rel === 'after');
  const found = rels.flatMap((rel) => {
    const at = clause.items.indexOf(rel);
    const [window, next] = [clause.items[at - 1], clause.items[at + 1]];
    const amount = window?.type === 'period' || window?.type === 'number' ? window.amount : undefined;
    const leans = next === undefined || isMark(next, 'it', 'that');
    return amount === undefined
      ? []
      : [{ rel, window: window as Item, dur: amount.dur, leans, pronoun: leans && next !== undefined ? [next] : [] }];
  });
  const [a, b] = found;
  if (rels.length !== 2 || a === undefined || b === undefined || a.leans === b.leans || a.rel.entry.rel === b.rel.entry.rel)
    return undefined;
  const other = a.leans ? a : b;
  // "… compare with the number in", "… with those in"
  const joining: Item[] = [];
  for (let k = clause.items.indexOf(other.window) - 1; k > 0; k--) {
    const item = clause.items[k] as Item;
    const joins =
      item.type === 'word' && (item.entry.filler === true || item.entry.cue !== undefined || isMark(item, 'them', 'versus', 'and'));
    if (!joins) break;
    joining.push(item);
  }
  const gone = [other.rel, other.window, ...other.pronoun, ...joining];
  const anchored = anchorOf(clause.without(gone));
  if (anchored === undefined) return undefined;
  clause.use(a.window, b.window);
  const side = ({ rel, dur }: typeof a): Side => ({
    anchor: { where: anchored.anchor.where, rel: rel.entry.rel as 'before', window: dur },
  });
  return {
    sides: [side(a), side(b)],
    taken: [...gone, a.window, b.window, ...clause.items.filter((item) => !anchored.rest.items.includes(item))],
  };
}

function sidesOf(
  clause: Clause,
  periods: readonly PeriodItem[],
): { readonly sides: readonly Side[]; readonly taken: readonly Item[]; readonly events?: true } | undefined {
  if (periods.length >= 2) return { sides: periods.slice(0, 6).map((item) => ({ time: timeOf(item.period) })), taken: periods };
  const rels = clause.words('rel').filter((item) => item.entry.rel === 'before' || item.entry.rel === 'after');
  const turned = besideThat(clause, rels);
  if (turned !== undefined) return turned;
  if (rels.length >= 2) {
    const [a, b] = rels as [WordItem, WordItem];
    clause.use(a);
    const anchored = anchorOf(clause.without([a]));
    if (anchored === undefined) return undefined;
    const side = (item: WordItem): Side => ({ anchor: { where: anchored.anchor.where, rel: item.entry.rel as 'before' } });
    return { sides: [side(a), side(b)], taken: [a, ...clause.items.filter((item) => !anchored.rest.items.includes(item))] };
  }
  const since = clause.cue('compare') === undefined && periods.length === 0 ? (thanBefore(clause) ?? sinceHappening(clause)) : undefined;
  if (since !== undefined) return since;
  for (const kind of KINDS) {
    const names = clause.names(kind);
    if (names.length >= 2) clause.use(...clause.words('dim').filter((item) => item.entry.dim === kind && item.end === names[0]?.at));
    if (names.length >= 2) return { sides: names.slice(0, 6).map((item) => ({ where: { [kind]: [item.name] } })), taken: names };
  }
  const kinds = clause
    .words('event', true)
    .filter((item) => item.entry.target === undefined && (item.entry.form === 'noun' || item.entry.plural === true));
  if (
    kinds.length === 2 &&
    !clause.items.some((item) => isMark(item, 'by', 'per')) &&
    kinds[0]?.entry.event?.join() !== kinds[1]?.entry.event?.join()
  )
    return { sides: kinds.map((item) => ({ where: { event: item.entry.event as readonly string[] } })), taken: kinds, events: true };
  const [only] = periods;
  const before = only === undefined ? undefined : calendarOf(clause, only);
  if (only === undefined || before === undefined) return undefined;
  const text = clause.text(only);
  // "more than last week": what it is compared with was named.
  if (/^(in |over |during |since )?(the )?(last|previous|prior) |yesterday/.test(text)) {
    const unit = /yesterday/.test(text) ? 'day' : unitOf(text);
    if (unit === undefined) return undefined;
    const [fromMs] = calendarUnit(unit, clause.time.nowMs, clause.time.zone, 0);
    return {
      sides: [{ time: timeOf({ fromMs, toMs: clause.time.nowMs }) }, { time: timeOf(/^since /.test(text) ? before : only.period) }],
      taken: [only],
    };
  }
  return { sides: [{ time: timeOf(only.period) }, { time: timeOf(before) }], taken: [only] };
}

const unitOf = (text: string): 'week' | 'month' | 'quarter' | 'year' | undefined =>
  (['week', 'month', 'quarter', 'year'] as const).find((one) => text.includes(one));

/** The unit before the one named: "did crashes increase this week" compares with last week. */
function calendarOf(clause: Clause, item: PeriodItem): { readonly fromMs: number; readonly toMs: number } | undefined {
  const unit = unitOf(clause.text(item)) ?? (/today|yesterday/.test(clause.text(item)) ? 'day' : undefined);
  if (unit === undefined) return undefined;
  const [fromMs, toMs] = calendarUnit(unit, clause.time.nowMs, clause.time.zone, -1);
  return { fromMs, toMs };
}
