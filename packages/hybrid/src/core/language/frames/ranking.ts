import type { CountPlan, Dim, ListPlan, Order, Plan } from '../../plan.ts';
import { type Clause, isMark } from '../clause.ts';
import { byValue, entityKind, eventWhere, made, type Parts, partsOf, stateWhere } from '../parts.ts';
import type { Item, NumberItem, WordItem } from '../sentence.ts';
import { counting } from './form.ts';

const whichOf = (clause: Clause, at: number): boolean =>
  [2, 3].some((back) => clause.word(at - back) === 'which' && clause.word(at - back + 1) === 'of');

/** Order and limit that words like "top 5", "the most", "last 10", "first" ask for. */
export interface Rank {
  readonly dir: 'asc' | 'desc';
  readonly limit?: number;
  readonly dim?: Dim;
  readonly item: WordItem;
}

const AGAIN = /^(\w+ first|descending|ascending|in (descending|ascending) order)$/;

/** A number that says how many rows: bare, and not the value of anything. */
export const bareNumber = (item: Item | undefined): item is NumberItem =>
  item?.type === 'number' &&
  item.sign === undefined &&
  item.unit === undefined &&
  item.amount === undefined &&
  Number.isInteger(item.value) &&
  item.value >= 1;

/** "with the longest queue": of a figure things have now, not of how long something took. */
const ofFigure = (clause: Clause, item: WordItem): boolean => {
  const next = clause.items[clause.items.indexOf(item) + 1];
  return next?.type === 'word' && /^(queue_depth|node_count|free_slots|memory_mb|memory_limit_mb)$/.test(next.entry.metric ?? '');
};

/** "top 5 agents by crashes", "which node crashed the most", "region with the fewest outages". */
export function rankOf(clause: Clause): Rank | undefined {
  const item = clause.words('top', true)[0];
  if (
    item === undefined ||
    (item.entry.agg !== undefined &&
      !/^(top|worst|highest|the highest|lowest|the lowest|best|biggest|largest)$/.test(item.phrase) &&
      !ofFigure(clause, item))
  )
    return undefined;
  const after = clause.next(item, /^(the|of|our)$/);
  const before = clause.previous(item, /^(the|of|our|with|have|had|has|show|me|that|which)$/);
  const number = bareNumber(after)
    ? after
    : bareNumber(before)
      ? before
      : clause.numbers().find((one) => bareNumber(one) && clause.items.indexOf(one) < clause.items.indexOf(item));
  if (number !== undefined) clause.use(number);
  // "worst offenders for crashes, top 5": how many of them, said after.
  const tail = clause.words('top', true).find((one) => one !== item && one.phrase === 'top');
  const more = tail === undefined ? undefined : clause.next(tail);
  const count = number === undefined && bareNumber(more) ? more : undefined;
  if (tail !== undefined && count !== undefined) clause.use(tail, count);
  // "… with the biggest edge count, largest first": the same order, said again.
  clause.use(...clause.words('top', true).filter((one) => one !== item && one.entry.top === item.entry.top && AGAIN.test(one.phrase)));
  // "least stable" says what is counted as well: it stays for the happenings.
  if (item.entry.event === undefined) clause.use(item);
  const counted = clause.words('cue').find((one) => one.entry.cue === 'count' && /number|count/.test(one.phrase));
  if (counted !== undefined) clause.use(counted);
  const noun = clause.items.find(
    (one): one is WordItem =>
      one.type === 'word' && one.entry.dim !== undefined && !clause.used.has(one) && !isMark(clause.previous(one), 'by', 'per'),
  );
  if (noun !== undefined && noun.entry.event === undefined) clause.use(noun);
  const own = item.entry.dim;
  if (own !== undefined) return { dir: item.entry.top as 'asc' | 'desc', limit: number?.value ?? 1, dim: own, item };
  // "which of our regions is …": one of them is asked for.
  const oneOf = noun !== undefined && /^(is|has|was|gives|gave|had|causes)$/.test(clause.word(noun.end)) && whichOf(clause, noun.at);
  // "what node restarts the most": the node is part of what happened to it.
  const joined = clause
    .words('event')
    .find((one) => noun === undefined && /^(node|agent) /.test(one.phrase) && /^(what|which)$/.test(clause.word(one.at - 1)));
  if (joined !== undefined)
    return { dir: item.entry.top as 'asc' | 'desc', limit: number?.value ?? 1, dim: clause.word(joined.at) as Dim, item };
  const limit = number?.value ?? count?.value ?? ((noun?.entry.plural === true && !oneOf) || noun === undefined ? undefined : 1);
  return {
    dir: item.entry.top as 'asc' | 'desc',
    ...(limit === undefined ? {} : { limit }),
    ...(noun === undefined ? {} : { dim: noun.entry.dim as Dim }),
    item,
  };
}

/** "rank agents by crashes": things in the order of how often it happened to them. */
export function rankedThings(clause: Clause, split: Item): Plan | undefined {
  const noun = clause.next(split, /^(the|our|all)$/);
  if (!/^(rank|sort|order)$/.test(clause.text(split)) || noun?.type !== 'word' || noun.entry.dim === undefined) return undefined;
  const by = clause.mark('by');
  const inner = clause.without([split, noun]);
  clause.use(noun, ...clause.items.filter((item) => isMark(item, 'by')));
  counting(inner);
  // "worst first": the order it is in already.
  inner.use(...inner.words('top', true).filter((one) => one.entry.top === 'desc' && AGAIN.test(one.phrase)));
  const metric = inner.words('metric', true)[0];
  const target = entityKind(noun.entry.target);
  if (
    by !== undefined &&
    metric !== undefined &&
    target !== undefined &&
    inner.words('event', true).length === 0 &&
    inner.periods().length === 0
  ) {
    clause.use(metric);
    const dir = inner.words('top', true)[0];
    if (dir !== undefined) clause.use(dir);
    return made<ListPlan>({
      op: 'list',
      target,
      where: stateWhere(partsOf(inner.without([metric]), 'rows')),
      order: { by: metric.entry.metric as string, dir: dir?.entry.top ?? 'desc' },
    } as ListPlan);
  }
  const parts = partsOf(inner, 'event');
  if (by === undefined || parts.senses.events.length === 0) return undefined;
  return made<CountPlan>({
    op: 'count',
    target: 'event',
    where: eventWhere(parts),
    by: [noun.entry.dim as Dim],
    order: byValue('desc'),
    time: parts.time,
  } as CountPlan);
}

/** "nodes sorted by memory", "nodes ordered by restarts": things in the order of a figure, or of how often something happened to them. */
export function sortedThings(clause: Clause): Plan | undefined {
  const by = clause.items.find((item): item is WordItem => isMark(item, 'by') && /^(sorted|ordered|ranked) by$/.test(clause.text(item)));
  const noun = by === undefined ? undefined : clause.previous(by);
  if (by === undefined || noun?.type !== 'word' || noun.entry.dim === undefined) return undefined;
  const metric = clause.words('metric', true).find((item) => item.at > by.at);
  const target = entityKind(noun.entry.target);
  const happening = clause.words('event', true).find((item) => item.at > by.at);
  if (metric !== undefined && target !== undefined && happening === undefined && clause.periods().length === 0) {
    clause.use(by, metric);
    const parts = partsOf(clause, 'rows');
    return made<ListPlan>({
      op: 'list',
      target,
      where: stateWhere(parts),
      order: { by: metric.entry.metric as string, dir: 'desc' },
    } as ListPlan);
  }
  if (happening === undefined || clause.words('event', true).some((item) => item.at < by.at)) return undefined;
  clause.use(by, noun);
  const parts = partsOf(clause.without([by, noun]), 'event');
  return made<CountPlan>({
    op: 'count',
    target: 'event',
    where: eventWhere(parts),
    by: [noun.entry.dim as Dim],
    order: byValue('desc'),
    time: parts.time,
  } as CountPlan);
}

/** "which users had the most errors": who is asked for as a group. */
export function byWhom(clause: Clause, rank: Rank | undefined): Rank | undefined {
  // "which user stopped the most nodes": of the users, whatever they did it to.
  const who =
    rank === undefined || (rank.dim !== undefined && !/^(?:which|what) /.test(clause.mark('who')?.phrase ?? ''))
      ? undefined
      : clause.mark('who');
  if (rank === undefined || who === undefined || !/users?|operators?|person|people/.test(who.phrase)) return rank;
  clause.use(who);
  const plural = /users|operators|people/.test(who.phrase);
  return { ...rank, dim: 'user', ...(plural || rank.limit !== undefined ? {} : { limit: 1 }) };
}

/** Ordinals by how many come before. */
const NTH = ['first', 'second', 'third', 'fourth', 'fifth'];

/** "last 10 crashes", "the first crash", "most recent": rows in order of time. */
export function orderOf(clause: Clause): { readonly order: Order; readonly limit?: number; readonly offset?: number } | undefined {
  const item = clause.words('order', true).find((one) => NTH.indexOf(clause.text(one)) < 1);
  if (item === undefined) return undefined;
  // "the second most recent crash": the one before the latest.
  const nth = NTH.indexOf(clause.word(item.at - 1));
  const around = [clause.next(item, /^(the|of|few)$/), clause.previous(item, /^(the|of|our|me|show)$/)];
  const number = around.find(bareNumber);
  const noun = clause.items
    .slice(clause.items.indexOf(item) + 1)
    .find((one): one is WordItem => one.type === 'word' && (one.entry.event !== undefined || one.entry.target !== undefined));
  if (number !== undefined) clause.use(number);
  clause.use(item);
  const limit = number?.value ?? (noun?.entry.plural === true && !/time$/.test(item.phrase) ? undefined : 1);
  const order: Order = { by: 'time', dir: item.entry.order === 'first' ? 'asc' : 'desc' };
  // "newest first": the order of them all.
  if (/^(newest|latest|most recent|oldest|earliest) (first|on top)$|chronolog|of time$/.test(item.phrase)) return { order };
  if (nth > 0 && item.entry.order === 'last') {
    clause.use(...clause.items.filter((one) => one.end === item.at));
    return { order, limit: 1, offset: nth };
  }
  return { order, ...(limit === undefined ? {} : { limit }) };
}

/** "at most 25 of them", "limit 25", "…, no more than 25": how many rows are wanted, said behind what they are of. */
export function atMostOf(clause: Clause): number | undefined {
  const last = clause.items.at(-1);
  for (const item of clause.numbers()) {
    if (item.unit !== undefined || item.amount !== undefined || item.high !== undefined || !/^(?:lte)?$/.test(item.sign ?? '')) continue;
    const at = clause.items.indexOf(item);
    const [before, next, third] = [clause.items[at - 1], clause.items[at + 1], clause.items[at + 2]];
    const ofThem = next !== undefined && third !== undefined && clause.text(next) === 'of' && isMark(third, 'them');
    const rows = next !== undefined && /^(?:rows?|results?|entries|lines|items|hits)$/.test(clause.text(next));
    const limit = before !== undefined && /^(?:limit|limited to|limit to|limit of|max|maximum|capped at|cap)$/.test(clause.text(before));
    const behind =
      item.sign === 'lte' && item === last && clause.words('metric').length === 0 && before !== undefined && clause.text(before) === ',';
    if (!ofThem && !rows && !limit && !behind) continue;
    clause.use(item, ...(ofThem ? [next, third] : []), ...(rows ? [next] : []), ...(limit ? [before] : []));
    return item.value;
  }
  return undefined;
}

export function mostCommon(clause: Clause, parts: Parts, common: WordItem): Plan {
  clause.use(common);
  const dim = clause
    .words('dim')
    .find((item) => item.entry.target === undefined && (!clause.used.has(item) || item.entry.event !== undefined));
  const kind = clause.items.find((item) => clause.text(item) === 'type' || clause.text(item) === 'kind');
  const cause = clause.cue('why');
  clause.use(...[dim, kind, cause].filter((item) => item !== undefined));
  // One type of happening has no types to count: what differs are its causes.
  const single = parts.senses.events.length === 1 && parts.senses.events[0]?.startsWith('@') === false;
  const by: Dim =
    cause !== undefined || /cause/.test(common.phrase)
      ? 'cause'
      : (dim?.entry.dim ??
        (single
          ? clause.tokens.some(({ text }, k) => /^errors?$/.test(text) && /^(?:which|what)$/.test(clause.word(k - 1)))
            ? 'error'
            : 'cause'
          : 'event'));
  // "the three most frequent reasons"
  const number = [clause.previous(common, /^(the|of|our)$/), clause.next(common)].find(bareNumber);
  if (number !== undefined) clause.use(number);
  const where = Object.fromEntries(Object.entries(eventWhere(parts)).filter(([field]) => field !== 'cause' || by !== 'cause'));
  // "the most common version": of what there is, where nothing is said to have happened. A cause is one of crashes.
  const nothing = where['event'] === undefined;
  const ofAgents = nothing && parts.time === undefined && ['version', 'region', 'env', 'platform'].includes(by);
  const named = dim !== undefined && /^(causes|reasons|types|kinds|versions|regions|agents|nodes|users|errors)\b/.test(dim.phrase);
  return made<CountPlan>({
    op: 'count',
    target: ofAgents ? 'agent' : 'event',
    // "is OOM the main cause": of all causes, this one too.
    where: nothing && by === 'cause' ? { event: ['node_crashed'], ...where } : where,
    by: [by],
    order: byValue('desc'),
    ...(number !== undefined ? { limit: number.value } : named ? {} : { limit: 1 }),
    time: parts.time,
  } as CountPlan);
}

/** "top 5 nodes by memory", "which agent has the most nodes": entities ordered by what they are now. */
export function byMetric(clause: Clause, rank: Rank, many: boolean): Plan | undefined {
  const numbered = byNumberOf(clause, rank);
  if (many && !numbered) return undefined;
  // "the least loaded by cpu": the figure that is named, not the one the word stands for.
  const said = clause.words('metric', true).find((item) => isMark(clause.previous(item, /^(the|their|its)$/), 'by'));
  const metric = rank.item.entry.metric === undefined ? clause.words('metric', true)[0] : (said ?? rank.item);
  const nodes =
    metric === undefined && rank.dim === 'agent' ? clause.words('target', true).find((item) => item.entry.target === 'node') : undefined;
  if (metric === undefined && nodes === undefined) return undefined;
  if (clause.periods().some((item) => item.period.atMs === undefined && item.amount === undefined)) return undefined;
  const target = entityKind(clause.words('target').find((item) => item !== nodes)?.entry.target) ?? 'node';
  clause.use(...[metric, nodes].filter((item) => item !== undefined));
  const by = clause.mark('by');
  if (by !== undefined) clause.use(by);
  const parts = partsOf(clause, 'rows');
  if (parts.senses.events.length > 0) return undefined;
  return made<ListPlan>({
    op: 'list',
    target: entityKind(parts.target) ?? target,
    where: stateWhere(parts),
    // "least loaded" are those with the most room, and with the least of what they are loaded with.
    order: {
      by: metric?.entry.metric ?? 'node_count',
      dir: metric === said && rank.item.entry.metric === 'free_slots' ? FLIPPED[rank.dir] : rank.dir,
    },
    limit: rank.limit,
  } as ListPlan);
}

/** "which platform has the most agents": groups of them, by how many there are. */
export function mostThings(clause: Clause, rank: Rank): Plan | undefined {
  const { dim } = rank;
  if (dim === undefined || dim === 'node' || rank.item.entry.metric !== undefined) return undefined;
  const things = clause.words('target', true).filter((item) => entityKind(item.entry.target) !== undefined && item.entry.dim !== dim);
  const other = clause.items.some(
    (item) => item.type === 'word' && (item.entry.event ?? item.entry.metric ?? item.entry.duration ?? item.entry.ratio) !== undefined,
  );
  const [thing, ...more] = things;
  if (thing === undefined || more.length > 0 || other || clause.periods().length > 0 || thing.at < rank.item.at) return undefined;
  clause.use(thing);
  const parts = partsOf(clause, 'rows');
  return made<CountPlan>({
    op: 'count',
    target: entityKind(thing.entry.target) ?? 'node',
    where: stateWhere(parts),
    by: [dim],
    order: byValue(rank.dir),
    limit: rank.limit,
  } as CountPlan);
}

const FLIPPED = { asc: 'desc', desc: 'asc' } as const;

/** "busiest agent by number of nodes": what they are put in the order of, not what is counted. */
function byNumberOf(clause: Clause, rank: Rank): boolean {
  const count = clause
    .words('cue')
    .find((item) => /number of|count of/.test(item.phrase) && isMark(clause.previous(item, /^(the)$/), 'by'));
  const next = count === undefined ? undefined : clause.next(count);
  if (count === undefined || rank.dim !== 'agent' || next?.type !== 'word' || next.entry.target !== 'node') return false;
  clause.use(count);
  return true;
}

/** "when did node-42 crash", "when was the last crash": the latest one. */
export function whenOf(clause: Clause, ordered: boolean): { readonly order: Order; readonly limit: number } | undefined {
  const when = clause.items.find((item) => clause.text(item) === 'when' || isMark(item, 'when'));
  if (when === undefined || ordered) {
    if (when !== undefined) clause.use(when);
    return undefined;
  }
  clause.use(when);
  return { order: { by: 'time', dir: 'desc' }, limit: 1 };
}

/** "slow queries": in the order of the figure that makes them so. */
export const rankedBy = (word: WordItem | undefined): { readonly order?: Order; readonly limit?: number } =>
  word?.entry.rankedBy === undefined
    ? {}
    : { order: { by: word.entry.rankedBy, dir: 'desc' }, ...(word.entry.plural === true ? {} : { limit: 1 }) };

/** "which region has the highest spawn failure rate": groups in order. */
export function topGroup(
  clause: Clause,
): { readonly by: readonly string[]; readonly order: ReturnType<typeof byValue>; readonly limit?: number } | undefined {
  const top = clause.words('top').find((item) => item.entry.duration === undefined);
  const noun = clause
    .words('dim', true)
    .find(
      (item) =>
        /^(which|what)$/.test(clause.word(item.at - 1)) ||
        clause.items.indexOf(item) < 2 ||
        (clause.items.indexOf(item) === 2 && bareNumber(clause.items[1]) && clause.words('top')[0] === clause.items[0]) ||
        /^(which|what|top)$/.test(clause.word(item.at - 2)) ||
        (/^(with|having)$/.test(clause.word(item.end)) && clause.words('top').some((one) => one.at > item.end && one.at <= item.end + 2)),
    );
  if (top === undefined || noun === undefined || clause.items.indexOf(noun) > clause.items.indexOf(top) + 3) return undefined;
  const number = clause.numbers().find((item) => item.sign === undefined && item.unit === undefined && item.amount === undefined);
  clause.use(top, noun, ...(number === undefined ? [] : [number]));
  const limit = number?.value ?? (noun.entry.plural === true ? undefined : 1);
  return { by: [noun.entry.dim as string], order: byValue(top.entry.top as 'desc'), ...(limit === undefined ? {} : { limit }) };
}
