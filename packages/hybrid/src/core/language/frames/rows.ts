import type { CountPlan, Dim, Form, ListPlan, Order, Plan, RatePlan, StatePlan, Target, TimelinePlan, Where } from '../../plan.ts';
import { type Clause, isMark } from '../clause.ts';
import { anchorOf, havingOf, seqOf, silenceOf } from '../linked-clauses.ts';
import { byValue, dimsOf, entityKind, eventWhere, made, type Parts, partsOf, perOf, stateWhere, subjectOf } from '../parts.ts';
import type { Item, NumberItem, WordItem } from '../sentence.ts';
import { type Frame, YESNO } from './frame.ts';

/** Order and limit that words like "top 5", "the most", "last 10", "first" ask for. */
interface Rank {
  readonly dir: 'asc' | 'desc';
  readonly limit?: number;
  readonly dim?: Dim;
  readonly item: WordItem;
}

/** A number that says how many rows: bare, and not the value of anything. */
const bareNumber = (item: Item | undefined): item is NumberItem =>
  item?.type === 'number' &&
  item.sign === undefined &&
  item.unit === undefined &&
  item.amount === undefined &&
  Number.isInteger(item.value) &&
  item.value >= 1;

/** "top 5 agents by crashes", "which node crashed the most", "region with the fewest outages". */
function rankOf(clause: Clause): Rank | undefined {
  const item = clause.words('top', true)[0];
  if (
    item === undefined ||
    (item.entry.agg !== undefined && !/^(top|worst|highest|the highest|lowest|the lowest|best|biggest|largest)$/.test(item.phrase))
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
  clause.use(item);
  const counted = clause.words('cue').find((one) => one.entry.cue === 'count' && /number|count/.test(one.phrase));
  if (counted !== undefined) clause.use(counted);
  const noun = clause.items.find(
    (one): one is WordItem =>
      one.type === 'word' && one.entry.dim !== undefined && !clause.used.has(one) && !isMark(clause.previous(one), 'by', 'per'),
  );
  if (noun !== undefined && noun.entry.event === undefined) clause.use(noun);
  const limit = number?.value ?? (noun?.entry.plural === true || noun === undefined ? undefined : 1);
  return {
    dir: item.entry.top as 'asc' | 'desc',
    ...(limit === undefined ? {} : { limit }),
    ...(noun === undefined ? {} : { dim: noun.entry.dim as Dim }),
    item,
  };
}

/** "rank agents by crashes": things in the order of how often it happened to them. */
function rankedThings(clause: Clause, split: Item): Plan | undefined {
  const noun = clause.items[clause.items.indexOf(split) + 1];
  if (!/^(rank|sort|order)$/.test(clause.text(split)) || noun?.type !== 'word' || entityKind(noun.entry.target) === undefined)
    return undefined;
  const by = clause.mark('by');
  const inner = clause.without([split, noun]);
  clause.use(noun, ...clause.items.filter((item) => isMark(item, 'by')));
  counting(inner);
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

/** "which users had the most errors": who is asked for as a group. */
function byWhom(clause: Clause, rank: Rank | undefined): Rank | undefined {
  const who = rank === undefined || rank.dim !== undefined ? undefined : clause.mark('who');
  if (rank === undefined || who === undefined || !/users?|operators?|person|people/.test(who.phrase)) return rank;
  clause.use(who);
  const plural = /users|operators|people/.test(who.phrase);
  return { ...rank, dim: 'user', ...(plural || rank.limit !== undefined ? {} : { limit: 1 }) };
}

/** "last 10 crashes", "the first crash", "most recent": rows in order of time. */
function orderOf(clause: Clause): { readonly order: Order; readonly limit?: number } | undefined {
  const item = clause.words('order', true)[0];
  if (item === undefined) return undefined;
  const around = [clause.next(item, /^(the|of|few)$/), clause.previous(item, /^(the|of|our|me|show)$/)];
  const number = around.find(bareNumber);
  const noun = clause.items
    .slice(clause.items.indexOf(item) + 1)
    .find((one): one is WordItem => one.type === 'word' && (one.entry.event !== undefined || one.entry.target !== undefined));
  if (number !== undefined) clause.use(number);
  clause.use(item);
  const limit = number?.value ?? (noun?.entry.plural === true && !/time$/.test(item.phrase) ? undefined : 1);
  return { order: { by: 'time', dir: item.entry.order === 'first' ? 'asc' : 'desc' }, ...(limit === undefined ? {} : { limit }) };
}

const starts = (clause: Clause): string =>
  clause.items
    .map((item) => clause.text(item))
    .find(
      (text) =>
        !/^(so|and|ok|okay|hey|hi|hello|well|please|pls|um|,|now|then|but|also|could you tell me if|tell me|can you tell me|could you tell me|can you|could you|you|me|tell|know|do you know|if|whether|check|say|can|could|would)$/.test(
          text,
        ),
    ) ?? '';

export function formOf(clause: Clause): Form | undefined {
  if (clause.cue('chart') !== undefined) return 'chart';
  const first = starts(clause).split(' ')[0] ?? '';
  return YESNO.test(first) ? 'yesno' : undefined;
}

/** Rows and numbers about happenings and entities: the reading that needs no cue word. */
export function readRows(clause: Clause): Plan | undefined {
  const chart = clause.cue('chart');
  if (chart !== undefined) clause.use(chart);
  const form = formOf(clause);
  const silent = silenceOf(clause);
  if (silent !== undefined) {
    const parts = partsOf(silent.rest, 'rows');
    return made<ListPlan>({
      op: counting(silent.rest) ? 'count' : 'list',
      target: 'agent',
      where: { ...stateWhere(parts), ...silent.where },
    } as ListPlan);
  }
  const anchored = anchorOf(clause);
  const body = anchored?.rest ?? clause;
  const bucket = bucketOf(body);
  const split = body.items.find(
    (item) => isMark(item, 'by') && /^(break|break down|breakdown|split|group|slice|rank|sort|order)$/.test(body.text(item)),
  );
  if (split !== undefined) body.use(split, ...body.items.filter((item) => item.at > split.at && /^(down|up|out)$/.test(body.text(item))));
  const dims = dimsOf(body);
  const listed = split === undefined || dims.length > 0 ? undefined : rankedThings(body, split);
  if (listed !== undefined) return listed;
  const entityNoun = body.words('target').some((item) => entityKind(item.entry.target) !== undefined && !body.used.has(item));
  const seq = entityNoun ? seqOf(body) : undefined;
  const having = seq === undefined && entityNoun && !/^why/.test(body.word(0)) ? havingOf(body) : undefined;
  const rest = seq?.rest ?? having?.rest ?? body;
  const distinct =
    rest.words('mark').find((item) => item.entry.mark === 'distinct') ??
    rest.items.find((item) => rest.text(item) === 'different' && counting(rest));
  if (distinct !== undefined) rest.use(distinct);
  const many = counting(rest);
  if (many && rest.items.filter((item) => isMark(item, 'times')).length > 0)
    rest.use(...rest.items.filter((item) => isMark(item, 'times')));
  const common = rest.mark('common');
  const rank = byWhom(rest, rankOf(rest));
  const order = rank === undefined ? orderOf(rest) : undefined;
  const asksWhen = rest.items.some((item) => rest.text(item) === 'when' || isMark(item, 'when'));
  const when = whenOf(rest, order !== undefined);
  const seen = rest.mark('seen');
  if (seen !== undefined) return lastSeen(rest, seen);
  const metricRank = rank === undefined ? undefined : byMetric(rest, rank, many);
  if (metricRank !== undefined) return metricRank;
  const who = rest.mark('who');
  const parts = partsOf(rest, when !== undefined || (order !== undefined && rest.names().length > 0) ? 'event' : 'rows');
  const extra = {
    ...(anchored === undefined ? {} : { anchor: anchored.anchor }),
    ...(asksWhen ? { form: 'when' as const } : form === undefined ? {} : { form }),
  };
  if (who !== undefined && parts.target === undefined && subjectOf(parts.senses.events) === 'agent' && parts.names['agent'] === undefined) {
    rest.use(who);
    return made<ListPlan>({ op: 'list', target: 'agent', where: eventWhere(parts), time: parts.time, ...extra } as ListPlan);
  }
  const again = rest.mark('again');
  if (again !== undefined) rest.use(again);
  const all = {
    many,
    dims,
    bucket,
    distinct: distinct !== undefined,
    rank,
    order: when ?? order,
    common,
    seq: seq?.seq,
    having: having?.having,
    extra,
  };
  return shaped(rest, parts, all);
}

interface Asked {
  readonly many: boolean;
  readonly dims: readonly Dim[];
  readonly bucket: string | undefined;
  readonly distinct: boolean;
  readonly rank: Rank | undefined;
  readonly order: { readonly order: Order; readonly limit?: number } | undefined;
  readonly common: WordItem | undefined;
  readonly seq: ListPlan['seq'] | undefined;
  readonly having: ListPlan['having'] | undefined;
  readonly extra: object;
}

function shaped(clause: Clause, parts: Parts, asked: Asked): Plan | undefined {
  const { senses } = parts;
  const happenings = senses.events.length > 0 || senses.eventsNot.length > 0;
  const ranked = asked.rank;
  if (asked.common !== undefined) return mostCommon(clause, parts, asked.common);
  if (asked.seq !== undefined || asked.having !== undefined) {
    const target = entityKind(parts.target) ?? 'node';
    const where = { ...stateWhere(parts), ...(happenings ? eventWhere(parts) : {}) };
    return made<ListPlan>({
      op: asked.many ? 'count' : 'list',
      target,
      where,
      seq: asked.seq,
      having: asked.having,
      time: parts.time,
      ...asked.extra,
    } as ListPlan);
  }
  const numeric =
    asked.many || asked.dims.length > 0 || asked.bucket !== undefined || asked.distinct || (ranked !== undefined && happenings);
  const subject = entityKind(parts.target);
  const causal =
    senses.causes.length > 0 ||
    senses.causesNot.length > 0 ||
    parts.bounds['error'] !== undefined ||
    parts.bounds['exit_code'] !== undefined;
  const aboutEvents = happenings || parts.target === 'event' || (causal && subject === undefined);
  if (numeric && aboutEvents) {
    const by =
      ranked !== undefined && asked.dims.length === 0
        ? [ranked.dim ?? subject ?? subjectOf(senses.events) ?? 'node']
        : asked.dims.length > 0
          ? asked.dims
          : undefined;
    return made<CountPlan>({
      op: 'count',
      target: 'event',
      where: eventWhere(parts),
      by: ranked !== undefined && asked.dims.length > 0 && ranked.dim !== undefined && !asked.dims.includes(ranked.dim) ? [ranked.dim] : by,
      bucket: asked.bucket,
      distinct: asked.distinct ? (subject ?? subjectOf(senses.events)) : undefined,
      ...(ranked === undefined ? {} : { order: byValue(ranked.dir), limit: ranked.limit }),
      time: parts.time,
      ...asked.extra,
    } as CountPlan);
  }
  if (numeric && asked.bucket === undefined) {
    const target: Target | undefined = subject ?? (parts.target === 'entity' ? 'entity' : undefined) ?? whichEntity(parts, asked.dims);
    if (target === undefined) return undefined;
    return made<CountPlan>({
      op: 'count',
      target,
      where: stateWhere(parts),
      by: some(asked.dims),
      at: parts.at,
      time: parts.at === undefined ? parts.time : undefined,
      ...(ranked === undefined ? {} : { order: byValue(ranked.dir), limit: ranked.limit }),
      ...asked.extra,
    } as CountPlan);
  }
  if (ranked !== undefined) return undefined;
  return list(clause, parts, asked, aboutEvents);
}

const some = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);

/** "offline by region": the status says whose. */
const whichEntity = (parts: Parts, dims: readonly Dim[]): Target | undefined => {
  if (parts.senses.kind === 'agent' || parts.senses.kind === 'node') return parts.senses.kind;
  return dims.length > 0 && parts.senses.statuses.length > 0 ? 'entity' : undefined;
};

function list(clause: Clause, parts: Parts, asked: Asked, aboutEvents: boolean): Plan | undefined {
  const { senses } = parts;
  const subject = entityKind(parts.target);
  const order =
    asked.order === undefined ? {} : { order: asked.order.order, ...(asked.order.limit === undefined ? {} : { limit: asked.order.limit }) };
  const verb = senses.first?.entry.form === 'past' || senses.first?.entry.form === 'ing' || senses.first?.entry.form === 'base';
  const firstNoun = parts.targetItem !== undefined && senses.first !== undefined && parts.targetItem.at < senses.first.at;
  if (aboutEvents) {
    const between = firstNoun
      ? clause.tokens.slice((parts.targetItem as WordItem).end, (senses.first as WordItem).at).map((one) => one.text)
      : [];
    const rows =
      subject !== undefined &&
      (verb ? true : firstNoun && between.some((word) => /^(with|having|had|have|that|which|experiencing|seeing|saw)$/.test(word)));
    const adjective =
      subject !== undefined &&
      senses.first !== undefined &&
      (parts.targetItem?.at ?? 0) >= senses.first.end &&
      senses.first.entry.status !== undefined;
    if ((rows || adjective) && subject !== undefined && Object.keys(order).length === 0 && !(verb && parts.names[subject] !== undefined))
      return made<ListPlan>({
        op: 'list',
        target: subject,
        where: { ...eventWhere(parts), ...(senses.statuses.length === 0 ? {} : stateWhere(parts)) },
        time: parts.time,
        ...asked.extra,
      } as ListPlan);
    return made<ListPlan>({
      op: 'list',
      target: 'event',
      where: eventWhere(parts),
      time: parts.time,
      ...rankedBy(senses.first),
      ...order,
      ...asked.extra,
    } as ListPlan);
  }
  const where = stateWhere(parts);
  const target: Target | undefined = subject ?? (parts.target === 'entity' ? 'entity' : undefined) ?? statusTarget(parts, where);
  if (target === undefined || parts.target === 'cluster') return undefined;
  const { form: _form, ...extra } = asked.extra as { form?: Form };
  return made<ListPlan>({
    op: 'list',
    target,
    where,
    at: parts.at,
    time: parts.at === undefined ? parts.time : undefined,
    ...order,
    ...extra,
  } as ListPlan);
}

/** "slow queries": in the order of the figure that makes them so. */
const rankedBy = (word: WordItem | undefined): { readonly order?: Order; readonly limit?: number } =>
  word?.entry.rankedBy === undefined
    ? {}
    : { order: { by: word.entry.rankedBy, dir: 'desc' }, ...(word.entry.plural === true ? {} : { limit: 1 }) };

/** What a status without a noun is about: "what's down", "anything degraded". */
function statusTarget(parts: Parts, where: Where): Target | undefined {
  if (parts.senses.kind === 'agent' || parts.senses.kind === 'node') return parts.senses.kind;
  if (parts.senses.statuses.length > 0 || parts.senses.statusesNot.length > 0 || parts.senses.pattern !== undefined) return 'entity';
  if (['cpu_pct', 'memory_pct', 'memory_mb', 'latency_ms'].some((field) => where[field] !== undefined)) return 'node';
  return Object.keys(where).some((key) => key.startsWith('label.')) ? 'agent' : undefined;
}

function mostCommon(clause: Clause, parts: Parts, common: WordItem): Plan {
  clause.use(common);
  const dim = clause
    .words('dim')
    .find((item) => item.entry.target === undefined && (!clause.used.has(item) || item.entry.event !== undefined));
  const kind = clause.items.find((item) => clause.text(item) === 'type' || clause.text(item) === 'kind');
  const cause = clause.cue('why');
  clause.use(...[dim, kind, cause].filter((item) => item !== undefined));
  const by: Dim = cause !== undefined ? 'cause' : (dim?.entry.dim ?? 'event');
  const named = dim !== undefined && /^(causes|reasons|types|kinds|versions|regions|agents|nodes|users|errors)\b/.test(dim.phrase);
  return made<CountPlan>({
    op: 'count',
    target: 'event',
    where: eventWhere(parts),
    by: [by],
    order: byValue('desc'),
    ...(named ? {} : { limit: 1 }),
    time: parts.time,
  } as CountPlan);
}

/** "top 5 nodes by memory", "which agent has the most nodes": entities ordered by what they are now. */
function byMetric(clause: Clause, rank: Rank, many: boolean): Plan | undefined {
  if (many) return undefined;
  const metric = rank.item.entry.metric === undefined ? clause.words('metric', true)[0] : rank.item;
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
    order: { by: metric?.entry.metric ?? 'node_count', dir: rank.dir },
    limit: rank.limit,
  } as ListPlan);
}

/** "when did node-42 crash", "when was the last crash": the latest one. */
function whenOf(clause: Clause, ordered: boolean): { readonly order: Order; readonly limit: number } | undefined {
  const when = clause.items.find((item) => clause.text(item) === 'when' || isMark(item, 'when'));
  if (when === undefined || ordered) {
    if (when !== undefined) clause.use(when);
    return undefined;
  }
  clause.use(when);
  return { order: { by: 'time', dir: 'desc' }, limit: 1 };
}

function lastSeen(clause: Clause, seen: WordItem): Plan | undefined {
  clause.use(seen, ...clause.items.filter((item) => clause.text(item) === 'when' || isMark(item, 'when')), ...clause.words('order'));
  const parts = partsOf(clause, 'rows');
  if (Object.keys(parts.names).length === 0) return undefined;
  return made<ListPlan>({
    op: 'list',
    target: 'event',
    where: { event: ['agent_heartbeat'], ...parts.names },
    order: { by: 'time', dir: 'desc' },
    limit: 1,
    form: 'when',
  } as ListPlan);
}

function counting(clause: Clause): boolean {
  const cues = clause.words('cue').filter((item) => item.entry.cue === 'count');
  clause.use(...cues);
  return cues.length > 0;
}

function bucketOf(clause: Clause): string | undefined {
  const item = clause.words('bucket', true)[0] ?? clause.words('agg', true).find((one) => one.entry.agg === 'trend');
  if (item === undefined) return undefined;
  clause.use(item);
  return item.entry.bucket ?? 'auto';
}

const rows: Frame = { name: 'rows', weight: 4, read: (clause) => readRows(clause) };

const rate: Frame = {
  name: 'rate',
  weight: 7,
  read: (clause) => {
    const per = perOf(clause);
    if (per === undefined) return undefined;
    const anchored = anchorOf(clause);
    const body = anchored?.rest ?? clause;
    counting(body);
    body.use(
      ...body.words('agg').filter((item) => item.entry.agg === 'avg'),
      ...body.items.filter((item) => /^(rate|rate of)$/.test(body.text(item))),
    );
    const dims = dimsOf(body);
    const parts = partsOf(body, 'event');
    if (parts.senses.events.length === 0 && parts.target !== 'event') return undefined;
    return made<RatePlan>({
      op: 'rate',
      where: eventWhere(parts),
      per,
      by: some(dims),
      time: parts.time,
      anchor: anchored?.anchor,
    } as RatePlan);
  },
};

/** "what happened to agent-2", "timeline of …", "what happened before the crash". */
const timeline: Frame = {
  name: 'timeline',
  weight: 6,
  read: (clause) => {
    const anchored = anchorOf(clause);
    const body = anchored?.rest ?? clause;
    const cues = clause.words('cue').filter((item) => item.entry.cue === 'timeline');
    const doing =
      cues.length === 0 &&
      /^what (did|has|have) /.test(
        body.tokens
          .slice(0, 3)
          .map((one) => one.text)
          .join(' '),
      ) &&
      body.has(/^(do|done|been doing|doing)$/);
    if (cues.length === 0 && !doing) return undefined;
    body.use(...cues, ...body.words('cue').filter((item) => item.entry.cue === 'state'));
    const parts = partsOf(body, 'event');
    if (doing && (parts.names['user'] !== undefined || (parts.names['agent'] === undefined && parts.names['node'] === undefined)))
      return undefined;
    const where = { ...eventWhere(parts) };
    if (anchored === undefined && Object.keys(where).length === 0 && parts.time === undefined) return undefined;
    if (
      parts.senses.events.length > 0 &&
      anchored === undefined &&
      !/timeline|history|chronology|story/.test(cues.map((item) => item.phrase).join(' '))
    )
      return undefined;
    return made<TimelinePlan>({ op: 'timeline', where, time: parts.time, anchor: anchored?.anchor } as TimelinePlan);
  },
};

/** One entity or the grid, now or at an instant. */
const state: Frame = {
  name: 'state',
  weight: 5,
  read: (clause) => {
    const first = starts(clause).split(' ')[0] ?? '';
    const anchored = anchorOf(clause);
    const body = anchored?.rest ?? clause;
    const current = body.mark('current');
    const cues = body.words('cue').filter((item) => item.entry.cue === 'state');
    const where = body.mark('where');
    const word = body.words('dim').filter((item) => item.entry.dim === 'status');
    const doing = body.items.filter((item) => /^(doing|state|look|like)$/.test(body.text(item)));
    body.use(...cues, ...word, ...doing, ...(where === undefined ? [] : [where]), ...(current === undefined ? [] : [current]));
    const region = body
      .words('dim')
      .filter(
        (item) =>
          ['version', 'region', 'host', 'platform', 'env', 'agent'].includes(item.entry.dim as string) &&
          /^(what|which)$/.test(body.word(item.at - 1)) &&
          body.names().some((name) => name.kind === 'node' || name.kind === 'agent'),
      );
    body.use(...region);
    const ok = body.items.filter((item) => isMark(item, 'all') && /^(everything|all)$/.test(body.text(item)));
    if (ok.length > 0 && body.names().length === 0) body.use(...ok);
    const parts = partsOf(body, 'rows');
    const { senses, names } = parts;
    if (senses.events.length > 0 || senses.causes.length > 0 || senses.pattern !== undefined || Object.keys(parts.bounds).length > 0)
      return undefined;
    const kind = names['node'] !== undefined ? 'node' : names['agent'] !== undefined ? 'agent' : undefined;
    const asked = cues.length > 0 || word.length > 0 || where !== undefined || region.length > 0;
    const status = senses.statuses.length > 0 || senses.statusesNot.length > 0;
    const time = parts.at === undefined ? parts.time : undefined;
    const rest = { at: parts.at, time, anchor: anchored?.anchor, ...(where === undefined ? {} : { form: 'where' as const }) };
    const bare =
      body.items.filter(
        (item) => item.type === 'word' && item.entry.filler !== true && item.entry.mark === undefined && !body.used.has(item),
      ).length === 0;
    if (
      kind !== undefined &&
      (parts.target === undefined || parts.target === kind || parts.target === 'cluster') &&
      (asked || status || bare)
    ) {
      if (kind === 'node' && names['agent'] !== undefined && !status) return undefined;
      return made<StatePlan>({
        op: 'state',
        target: kind,
        where: names,
        ...rest,
        ...(status && YESNO.test(first) ? { form: 'yesno', expect: { status: senses.statuses } } : {}),
      } as StatePlan);
    }
    if (kind === undefined && parts.target === 'cluster' && (Object.keys(names).length === 0 || asked || status))
      return made<StatePlan>({
        op: 'state',
        target: 'cluster',
        where: names,
        ...rest,
        ...(status ? { form: 'yesno', expect: { status: senses.statuses } } : {}),
      } as StatePlan);
    if (
      kind === undefined &&
      parts.target === undefined &&
      Object.keys(names).length === 0 &&
      ((ok.length > 0 && (status || asked)) || (asked && !status))
    )
      return made<StatePlan>({
        op: 'state',
        target: 'cluster',
        ...rest,
        ...(status ? { form: 'yesno', expect: { status: senses.statuses } } : {}),
      } as StatePlan);
    return undefined;
  },
};

export const ROW_FRAMES: readonly Frame[] = [rows, rate, timeline, state];
