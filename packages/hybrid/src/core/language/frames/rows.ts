import type { CountPlan, Dim, Form, ListPlan, Order, Plan, Target, Where } from '../../plan.ts';
import { type Clause, isMark } from '../clause.ts';
import { anchorOf, havingOf, saidBackwards, seqOf, silenceOf } from '../linked-clauses.ts';
import { byValue, entityKind, eventWhere, made, type Parts, partsOf, stateWhere, subjectOf } from '../parts.ts';
import type { WordItem } from '../sentence.ts';
import { unfinishedOf } from '../unfinished.ts';
import { actorOf, askedFor, distinctOf, isUncounted } from './distinct.ts';
import { bucketOf, counting, formOf, some, trendOf } from './form.ts';
import type { Frame } from './frame.ts';
import { asGroups, dayAsked, risingOf, totalled, whyOften } from './grouping.ts';
import {
  atMostOf,
  byMetric,
  byWhom,
  mostCommon,
  mostThings,
  orderOf,
  type Rank,
  rankedBy,
  rankedThings,
  rankOf,
  sortedThings,
  whenOf,
} from './ranking.ts';

/** Rows and numbers about happenings and entities: the reading that needs no cue word. */
export function readRows(clause: Clause): Plan | undefined {
  const chart = clause.cue('chart');
  if (chart !== undefined) clause.use(chart);
  const form = formOf(clause);
  // "has gpu-box ever gone offline": idiom, and no period.
  if (form === 'yesno') clause.use(...clause.periods().filter((item) => clause.text(item) === 'ever'));
  if (clause.names('agent').length > 0 && asksWhatRuns(clause))
    clause.use(...clause.items.filter((item) => clause.text(item) === 'running'));
  const silent = silenceOf(clause);
  if (silent !== undefined) {
    const parts = partsOf(silent.rest, 'rows');
    return made<ListPlan>({
      op: counting(silent.rest) ? 'count' : 'list',
      target: 'agent',
      where: { ...stateWhere(parts), ...silent.where },
    } as ListPlan);
  }
  const anchored = saidBackwards(clause) ? undefined : anchorOf(clause);
  const body = anchored?.rest ?? clause;
  const bucket = bucketOf(body) ?? trendOf(body) ?? risingOf(body);
  const split = body.items.find(
    (item) =>
      isMark(item, 'by') &&
      /^(break|break down|breakdown|breakdown of|break down of|split|group|slice|rank|sort|order)$/.test(body.text(item)) &&
      !(body.text(item) === 'break' && !body.has(/^(by|down|up|into|per|down by|out by)$/)),
  );
  if (split !== undefined) body.use(split, ...body.items.filter((item) => item.at > split.at && /^(down|up|out)$/.test(body.text(item))));
  const dims = asGroups(body, split, bucket !== undefined);
  const listed = split === undefined || dims.length > 0 ? undefined : rankedThings(body, split);
  if (listed !== undefined) return listed;
  const sorted = sortedThings(body);
  if (sorted !== undefined) return sorted;
  const entityNoun = body.words('target').some((item) => entityKind(item.entry.target) !== undefined && !body.used.has(item));
  const seq = entityNoun ? (unfinishedOf(body) ?? seqOf(body)) : undefined;
  const having = seq === undefined && entityNoun && !/^why/.test(body.word(0)) ? havingOf(body) : undefined;
  const rest = seq?.rest ?? having?.rest ?? body;
  const distinct =
    rest.words('mark').find((item) => item.entry.mark === 'distinct') ??
    rest.items.find((item) => rest.text(item) === 'different' && counting(rest));
  if (distinct !== undefined) rest.use(distinct);
  if (isUncounted(rest, distinct)) return undefined;
  const kinds = distinctOf(rest, distinct);
  const many = counting(rest) || totalled(rest);
  if (many && rest.items.filter((item) => isMark(item, 'times')).length > 0)
    rest.use(...rest.items.filter((item) => isMark(item, 'times')));
  const common = rest.mark('common') ?? whyOften(rest);
  const rank = byWhom(rest, rankOf(rest));
  // "which nodes cause the most failures"
  if (rank !== undefined)
    rest.use(...rest.items.filter((item) => /^(cause|causes|caused|causing|produce|produces|produced)$/.test(rest.text(item))));
  // "who restarted the most nodes": whose deeds they were is not counted by things.
  if (rank !== undefined && rank.dim !== 'user' && rest.words('act').some((item) => item.entry.form === 'past') && rest.word(0) === 'who')
    return undefined;
  const few = rank === undefined && !many ? atMostOf(rest) : undefined;
  const order = rank === undefined ? orderOf(rest) : undefined;
  const topDay = rank !== undefined && bucket === undefined ? dayAsked(rest) : undefined;
  const asksWhen = topDay === undefined && rest.items.some((item) => rest.text(item) === 'when' || isMark(item, 'when'));
  const when = whenOf(rest, order !== undefined);
  const seen = rest.mark('seen');
  if (seen !== undefined) return lastSeen(rest, seen);
  const metricRank = rank === undefined ? undefined : (byMetric(rest, rank, many) ?? mostThings(rest, rank));
  if (metricRank !== undefined) return metricRank;
  const who = rest.mark('who');
  exitCodes(rest);
  const actor = actorOf(rest);
  const said = partsOf(rest, when !== undefined || (order !== undefined && rest.names().length > 0) ? 'event' : 'rows');
  const was = form === 'yesno' ? askedOfWhatWas(rest, said) : undefined;
  const read = was ?? said;
  const parts = actor === undefined ? read : { ...read, names: { ...read.names, actor_kind: [actor] } };
  const extra = {
    ...(anchored === undefined ? {} : { anchor: anchored.anchor }),
    ...(asksWhen ? { form: 'when' as const } : form === undefined || was !== undefined ? {} : { form }),
    ...(few === undefined || order?.limit !== undefined ? {} : { limit: few }),
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
    bucket: bucket ?? topDay,
    distinct: kinds ?? distinct !== undefined,
    rank: topDay === undefined || rank === undefined ? rank : { ...rank, limit: rank.limit ?? 1 },
    order: when ?? order,
    common,
    seq: seq?.seq,
    having: having?.having,
    extra,
  };
  return shaped(rest, parts, all);
}

/**
 * "did node-5 not crash", "were there no crashes": what there was says it all; a yes or no could be taken for either.
 */
function askedOfWhatWas(clause: Clause, parts: Parts): Parts | undefined {
  const { senses } = parts;
  const denied = senses.events.length === 0 && senses.eventsNot.length > 0 && !clause.items.some((item) => isMark(item, 'except'));
  return denied ? { ...parts, senses: { ...senses, events: senses.eventsNot, eventsNot: [] } } : undefined;
}

/** "what exit code did node-42 crash with", "exit codes of today's crashes": every row of a crash says its own. */
function exitCodes(clause: Clause): void {
  const code = clause.words('field', true).find((item) => item.entry.field === 'exit_code' && item.phrase !== 'exit');
  const next = code === undefined ? undefined : clause.next(code, /^(the|of|is|was|=|not|other|than|other than)$/);
  const crashed = clause.words('event').some((item) => item.entry.event?.[0] === 'node_crashed');
  const by = code === undefined ? undefined : clause.previous(code, /^(the|their|its)$/);
  if (code !== undefined && crashed && next?.type !== 'number' && !isMark(next, 'except') && !isMark(by, 'by', 'per')) clause.use(code);
}

/** "which nodes crashed every day this week": what happened on each of them to the same thing. */
const everyDay = (clause: Clause, parts: Parts, asked: Asked): boolean =>
  asked.bucket !== undefined &&
  !asked.many &&
  parts.senses.first?.entry.form === 'past' &&
  parts.targetItem?.entry.plural === true &&
  parts.targetItem.at < parts.senses.first.at &&
  clause.words('bucket').some((item) => /^(every|each) /.test(item.phrase));

interface Asked {
  readonly many: boolean;
  readonly dims: readonly Dim[];
  readonly bucket: string | undefined;
  /** Of what the different ones are counted; of the subject, where nothing is named. */
  readonly distinct: boolean | Dim;
  readonly rank: Rank | undefined;
  readonly order: { readonly order: Order; readonly limit?: number; readonly offset?: number } | undefined;
  readonly common: WordItem | undefined;
  readonly seq: ListPlan['seq'] | undefined;
  readonly having: ListPlan['having'] | undefined;
  readonly extra: object;
}

function shaped(clause: Clause, parts: Parts, asked: Asked): Plan | undefined {
  const { senses } = parts;
  const ranked = asked.rank;
  // "top error messages": errors are what failures say.
  if (ranked?.dim === 'error' && senses.events.length === 0)
    return shaped(clause, { ...parts, senses: { ...senses, events: ['@failure'] } }, asked);
  const happenings = senses.events.length > 0 || senses.eventsNot.length > 0;
  // "crashed, restarted and crashed again": a third step has no place.
  if (asked.seq !== undefined && happenings) return undefined;
  // "which nodes crashed every day": on each of the days, and no series.
  if (everyDay(clause, parts, asked)) return undefined;
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
    asked.many || asked.dims.length > 0 || asked.bucket !== undefined || asked.distinct !== false || (ranked !== undefined && happenings);
  const subject = entityKind(parts.target);
  const causal =
    senses.causes.length > 0 ||
    senses.causesNot.length > 0 ||
    parts.bounds['error'] !== undefined ||
    parts.bounds['exit_code'] !== undefined;
  // "is everything in us-east up": things that are up, not events.
  const things = !happenings && parts.target === 'event' && senses.statuses.length > 0 && parts.targetItem?.phrase === 'everything';
  const aboutEvents = happenings || (parts.target === 'event' && !things) || causal;
  if (numeric && aboutEvents) {
    const by =
      ranked !== undefined && asked.dims.length === 0 && asked.bucket === undefined
        ? [ranked.dim ?? subject ?? subjectOf(senses.events) ?? 'node']
        : asked.dims.length > 0
          ? asked.dims
          : undefined;
    return made<CountPlan>({
      op: 'count',
      target: 'event',
      where: asked.distinct === 'user' ? askedFor(eventWhere(parts)) : eventWhere(parts),
      by: ranked !== undefined && asked.dims.length > 0 && ranked.dim !== undefined && !asked.dims.includes(ranked.dim) ? [ranked.dim] : by,
      bucket: asked.bucket,
      distinct: asked.distinct === true ? (subject ?? subjectOf(senses.events)) : asked.distinct === false ? undefined : asked.distinct,
      ...(ranked === undefined ? {} : { order: byValue(ranked.dir), limit: ranked.limit }),
      time: parts.time,
      ...asked.extra,
    } as CountPlan);
  }
  if (numeric && asked.bucket === undefined) {
    const target: Target | undefined =
      subject ??
      (typeof asked.distinct === 'string' ? 'agent' : undefined) ??
      (parts.target === 'entity' ? 'entity' : undefined) ??
      whichEntity(parts, asked.dims);
    if (target === undefined) return undefined;
    return made<CountPlan>({
      op: 'count',
      target,
      where: stateWhere(parts),
      by: some(asked.dims),
      distinct: typeof asked.distinct === 'string' ? asked.distinct : undefined,
      at: parts.at,
      time: parts.at === undefined ? parts.time : undefined,
      ...(ranked === undefined ? {} : { order: byValue(ranked.dir), limit: ranked.limit }),
      ...asked.extra,
    } as CountPlan);
  }
  if (ranked !== undefined) return undefined;
  return list(clause, parts, asked, aboutEvents);
}

/** "offline by region": the status says whose. */
const whichEntity = (parts: Parts, dims: readonly Dim[]): Target | undefined => {
  if (parts.senses.kind === 'agent' || parts.senses.kind === 'node') return parts.senses.kind;
  return dims.length > 0 && parts.senses.statuses.length > 0 ? 'entity' : undefined;
};

function list(clause: Clause, parts: Parts, asked: Asked, aboutEvents: boolean): Plan | undefined {
  const { senses } = parts;
  const subject = entityKind(parts.target);
  const order = asked.order === undefined ? {} : asked.order;
  const verb = senses.first?.entry.form === 'past' || senses.first?.entry.form === 'ing' || senses.first?.entry.form === 'base';
  const firstNoun = parts.targetItem !== undefined && senses.first !== undefined && parts.targetItem.at < senses.first.at;
  if (aboutEvents) {
    const between = firstNoun
      ? clause.tokens.slice((parts.targetItem as WordItem).end, (senses.first as WordItem).at).map((one) => one.text)
      : [];
    const rows =
      subject !== undefined &&
      (senses.first === undefined && causedBy(clause, parts)
        ? true
        : verb
          ? true
          : firstNoun && between.some((word) => /^(with|having|had|have|that|which|experiencing|seeing|saw)$/.test(word)));
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
  const target: Target | undefined =
    subject ??
    (parts.target === 'entity' ? 'entity' : undefined) ??
    statusTarget(parts, where) ??
    (where['version'] !== undefined && anyone(clause) ? 'agent' : undefined) ??
    (where['host'] !== undefined && !Array.isArray(where['host']) ? 'agent' : undefined) ??
    (where['agent'] !== undefined && where['node'] === undefined && asksWhatRuns(clause) ? 'node' : undefined);
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

/** "what runs on gpu-box": the nodes there. */
export const asksWhatRuns = (clause: Clause): boolean =>
  /^(?:(?:so|and|show me|tell me|list|hey) )*(?:what|whatever)(?: all)?(?: is| are| has been| s)?(?: currently| all)? (?:runs?|running|ran|hosted|deployed|living|lives|sits|sitting|placed)(?: there)?(?: right now| now)? (?:on|at|under|in)\b/.test(
    clause.tokens.map((token) => token.text).join(' '),
  );

/** "anyone not on 1.5.1": whoever has a version is an agent. */
function anyone(clause: Clause): boolean {
  const who = clause.items.filter((item) => /^(who|anyone|anybody|everyone|everybody|what|which|still)$/.test(clause.text(item)));
  clause.use(...who);
  return who.length > 0;
}

/** "agents with network problems": the things it happened to; "permission errors on systemd agents": the events. */
function causedBy(clause: Clause, parts: Parts): boolean {
  const said = clause.words('cause')[0] ?? clause.words('field').find((item) => item.entry.field === 'error');
  return said !== undefined && parts.targetItem !== undefined && parts.targetItem.at < said.at;
}

/** What a status without a noun is about: "what's down", "anything degraded". */
function statusTarget(parts: Parts, where: Where): Target | undefined {
  if (parts.senses.kind === 'agent' || parts.senses.kind === 'node') return parts.senses.kind;
  if (parts.senses.statuses.length > 0 || parts.senses.statusesNot.length > 0 || parts.senses.pattern !== undefined) return 'entity';
  if (['cpu_pct', 'memory_pct', 'memory_mb', 'latency_ms'].some((field) => where[field] !== undefined)) return 'node';
  return Object.keys(where).some((key) => key.startsWith('label.')) ? 'agent' : undefined;
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

export const rows: Frame = { name: 'rows', weight: 4, read: (clause) => readRows(clause) };
