import type { CountPlan, ListPlan, Plan, Where } from '../plan.ts';
import { isoSecond } from '../plan.ts';
import { type Clause, namesOf } from './clause.ts';
import { whereOf } from './follow-up.ts';
import type { Item, NumberItem } from './sentence.ts';
import { DAY } from './time/amount.ts';
import { calendarUnit } from './time/calendar.ts';

const ADDS = /^(?:(?:and|ok|now|please|also|then) )*(?:include|add|plus|throw in|count in|put in)\b/;

/** "include us-west as well", "add node-9 to that", "plus stop failures": what was asked, of these too. */
export function added(clause: Clause, text: string, before: Plan): Plan | undefined {
  if (!ADDS.test(text) || before.op === 'action' || before.op === 'compare' || before.op === 'path') return undefined;
  const where = whereOf(before);
  const [name, ...more] = Object.entries(namesOf(clause));
  const events = clause.words('event', true).flatMap((item) => item.entry.event ?? []);
  const [field, values] = name ?? ['event', events];
  if (more.length > 0 || (name !== undefined && events.length > 0) || !Array.isArray(values) || values.length === 0) return undefined;
  const known = where[field];
  if (!Array.isArray(known)) return undefined;
  return { ...before, where: { ...where, [field]: [...new Set([...known, ...values])] } as Where } as Plan;
}

const SAME_TIME = /^(?:(?:and|what about|how about|or|at|then) )*(?:the )?same (?:time|hour|moment|clock time) (?:of |on |but )?/;

/** "same time on the 16th?" after how something was at an instant of another day. */
export function sameTime(clause: Clause, text: string, before: Plan): Plan | undefined {
  const [day, ...more] = clause.periods();
  if (!SAME_TIME.test(text) || !('at' in before) || before.at === undefined) return undefined;
  const onMs = day?.period.atMs ?? day?.period.fromMs;
  if (onMs === undefined || onMs === null || more.length > 0) return undefined;
  const dayOf = (ms: number): number => calendarUnit('day', ms, clause.time.zone, 0)[0];
  const wasMs = Date.parse(before.at);
  return { ...before, at: isoSecond(dayOf(onMs) + wasMs - dayOf(wasMs)) };
}

const SAME_STRETCH =
  /^(?:(?:and|what about|how about|or|for|in|during|compared to|the) )*same (time|hours?|period|day|part of the day|stretch|window|timeframe) (?:on |of |the )?(?:(yesterday|day before|day earlier|previous day)|(?:last|a|one|previous|the previous) (day|week)(?: ago| before| earlier)?)$/;

/** "same time yesterday?", "same day last week?": the stretch that was asked about, as many days earlier. */
export function sameStretch({ time: { zone } }: Clause, text: string, before: Plan): Plan | undefined {
  const said = SAME_STRETCH.exec(text);
  const time = 'time' in before ? before.time : undefined;
  if (said === null || time?.from == null || time.to == null) return undefined;
  const days = said[3] === 'week' ? 7 : 1;
  const [fromMs, toMs] = [time.from, time.to].map((iso) => Date.parse(iso) - days * DAY) as [number, number];
  // "same day last week": all of that day, though today is not over.
  const [start, end] = calendarUnit('day', fromMs, zone, 0);
  const whole = said[1] === 'day' && start === fromMs && toMs < end;
  return { ...before, time: { from: isoSecond(fromMs), to: isoSecond(whole ? end : toMs) } } as Plan;
}

const THAT_DAY = /^(?:(?:and|what about|how about|or|then) )*at .+ (?:that|the same)(?: same)? day$/;

/** "at 6pm that day?" after how something was at an instant: of its day. */
export function thatDay(clause: Clause, text: string, before: Plan): Plan | undefined {
  const [clock, ...more] = clause.periods();
  const atMs = clock?.period.atMs;
  if (!THAT_DAY.test(text) || !('at' in before) || before.at === undefined || atMs === undefined || more.length > 0) return undefined;
  const dayOf = (ms: number): number => calendarUnit('day', ms, clause.time.zone, 0)[0];
  return { ...before, at: isoSecond(dayOf(Date.parse(before.at)) + atMs - dayOf(atMs)) };
}

/** "between 50 and 70" after those above 70 %: both bounds are said anew. */
export function betweenAnew(clause: Clause, text: string, before: Plan): Plan | undefined {
  if (
    (before.op !== 'list' && before.op !== 'count') ||
    !/^(?:(?:and|or|make (?:it|that)|what about) )*between \d+ ?%? and \d+ ?%?$/.test(text)
  )
    return undefined;
  const bounds = Object.entries(whereOf(before)).filter(([, cond]) => /^\{"(?:[gl]te?|between)":/.test(JSON.stringify(cond)));
  const [[field] = [], ...more] = bounds;
  const numbers = clause.tokens.flatMap(({ text: said }) => (/^\d+%?$/.test(said) ? [Number.parseInt(said, 10)] : []));
  if (field === undefined || more.length > 0 || numbers.length !== 2) return undefined;
  return { ...before, where: { ...before.where, [field]: { between: numbers as [number, number] } } } as Plan;
}

const LONGER = /^(?:(?:and|or|what about|only|make (?:it|that)) )*(?:those )?(?:longer|shorter|more|less|over|under|at least|at most)\b/;

/** "longer than half an hour?" after those longer than ten minutes. */
export function otherFilter(clause: Clause, text: string, before: Plan): Plan | undefined {
  if (before.op !== 'duration' || before.filter === undefined || !LONGER.test(text)) return undefined;
  const lengths = clause.items.filter((item): item is NumberItem => item.type === 'number' && item.amount !== undefined);
  const [length, ...more] = lengths;
  if (length?.amount === undefined || more.length > 0 || clause.items.some((item) => item !== length && says(item))) return undefined;
  const sign = /shorter|less|under|at most/.test(text) ? 'lt' : 'gt';
  return { ...before, filter: { [sign]: length.amount.dur } };
}

const says = (item: Item): boolean => item.type === 'name' || (item.type === 'word' && item.entry.event !== undefined);

const END =
  /^(?:(?:and|or|what about|so|ok|show|show me|give me|only|just) )*(?:the )?(bottom|lowest|last|least|fewest|smallest) (\d{1,3}|one)(?: ones?)?$/;
const FEWEST = /^(?:and )?which (\d{1,3}) (?:have|had|has) the (?:fewest|least|lowest|smallest)(?: .*)?$/;

/** "the bottom 5?" after the top 5: the same from the other end. */
export function otherEnd(text: string, before: Plan): Plan | undefined {
  const [, end, said] = END.exec(text) ?? [];
  const many = said ?? FEWEST.exec(text)?.[1];
  if (many === undefined || (before.op !== 'list' && before.op !== 'count') || before.order === undefined) return undefined;
  const { order } = before;
  // The last of what happened is the newest, as it was.
  if (order.by === 'time' || (end === 'last' && order.dir === 'asc')) return undefined;
  const { offset: _offset, ...kept } = before as ListPlan | (CountPlan & { readonly offset?: number });
  return { ...kept, order: { ...order, dir: order.dir === 'desc' ? 'asc' : 'desc' }, limit: many === 'one' ? 1 : Number(many) } as Plan;
}

/** "now the stop success rate", "how about the restart time": another share, or another length, of the same. */
export function otherKind(clause: Clause, before: Plan): Plan | undefined {
  if (before.op !== 'ratio' && before.op !== 'duration') return undefined;
  // What a share is of is no condition of another rate.
  if (before.op === 'ratio' && before.num !== undefined) return undefined;
  const words = clause.words(before.op === 'ratio' ? 'ratio' : 'duration', true);
  const [said, ...more] = words;
  const of = before.op === 'ratio' ? said?.entry.ratio : said?.entry.duration;
  if (said === undefined || of === undefined || of === before.of || more.length > 0) return undefined;
  const saysElse = clause.items.some(
    (item) =>
      item !== said &&
      (item.type === 'name' ||
        item.type === 'period' ||
        item.type === 'number' ||
        (item.type === 'word' &&
          (item.entry.event ??
            item.entry.cause ??
            item.entry.target ??
            item.entry.status ??
            item.entry.metric ??
            item.entry.act ??
            item.entry.dim ??
            item.entry.top) !== undefined)),
  );
  return saysElse ? undefined : ({ ...before, of } as Plan);
}

const STEP =
  /^(?:(?:and|or|ok|show|show me|give me|what about|now) )*(?:the )?(?:next (\d{1,3})|(\d{1,3}) (?:before|after|following|preceding) (?:those|that|these|them|it))(?: ones| please)?$/;

/** "and the one after that?" */
const ONE = /^(?:(?:and|or|what about|ok) )*the (?:one|next one|previous one)? ?(after|before) (?:that|it|this)(?: one)?$/;

/** "next 3", "the 20 before those": the rows behind those that were shown. */
export function nextRows(text: string, before: Plan): Plan | undefined {
  const side = ONE.exec(text)?.[1];
  if (side !== undefined && before.op === 'list' && before.limit === 1 && before.order?.by === 'time') {
    const step = (side === 'after') === (before.order.dir === 'asc') ? 1 : -1;
    const offset = (before.offset ?? 0) + step;
    return offset < 0 ? undefined : { ...before, offset };
  }
  const [, next, other] = STEP.exec(text) ?? [];
  const many = next ?? other;
  if (many === undefined || before.op !== 'list' || before.limit === undefined || before.order === undefined) return undefined;
  return { ...before, limit: Number(many), offset: (before.offset ?? 0) + before.limit };
}

const PLACES = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];
const PLACE = new RegExp(
  `^(?:(?:and|or|so|ok|but) )*(?:(?:who|which(?: one| agent| node| host| region| user| cause)?|what) (?:comes?|came|is|was|ranks?|ranked|places?|placed|takes?|took|got|has|had) |(?:what about|how about|show me|give me) )?(?:in )?(?:the )?(?:(${PLACES.slice(1).join('|')}|next|runner up|runner-up)(?: (?:one|place|rank|position|spot|worst|best|highest|lowest|busiest|most|largest))?)(?: in line| after that)?$`,
);

/** "who comes second?" after the first of an order. */
export function nextPlace(text: string, before: Plan): Plan | undefined {
  const said = PLACE.exec(text)?.[1];
  if (said === undefined || (before.op !== 'list' && before.op !== 'count') || before.limit !== 1 || before.order === undefined)
    return undefined;
  const step = /next|runner/.test(said) ? ((before as ListPlan).offset ?? 0) + 1 : PLACES.indexOf(said);
  return { ...before, offset: step } as Plan;
}

const BY_KIND =
  /^(?:(?:and|or|so|only|just|those|ones|done|by|of|from|was it|was that|is it|were they|did|a|an|any|some|the) )*(bots?|robots?|automation|machines?|humans?|human beings?|people|persons?|operators?)(?: only| alone)?(?: (?:do|did|behind|who did) (?:it|that|this|so))?$/;

/** "bots only" after what was done: by whom of that kind. */
export function byKind(text: string, before: Plan): Plan | undefined {
  const said = before.op === 'audit' ? BY_KIND.exec(text)?.[1] : undefined;
  if (said === undefined || before.op !== 'audit') return undefined;
  const asks = /\b(?:was|were|is|did)\b/.test(text) ? ({ form: 'yesno' } as const) : {};
  return { ...before, where: { ...before.where, actor_kind: [/^(?:bot|robot|automation|machine)/.test(said) ? 'bot' : 'human'] }, ...asks };
}

const WHERE_THEY_RUN =
  /^(?:(?:and|so|ok) )*(?:where|(?:on |in )?(?:which|what) (?:agents?|hosts?|machines?|boxes)) (?:do|are|did|were) (?:they|those|these)(?: nodes)?(?: all)?(?: run| running| live| living| placed| hosted| sit| sitting| on| at| now)*$/;

/** "where do they run?" after nodes: the same rows, which name their agents. */
export function whereTheyRun(text: string, before: Plan): Plan | undefined {
  if (before.op !== 'list' || before.target !== 'node' || !WHERE_THEY_RUN.test(text)) return undefined;
  return /^(?:(?:and|so|ok) )*(?:which|on which) agents? are they on$/.test(text) ? undefined : { ...before, form: 'where' };
}
