import type { Agg, AggregatePlan, ComparePlan, CountPlan, DurationPlan, Plan, RatioPlan, Side, Target, Where } from '../../plan.ts';
import { type Clause, isMark, namesOf, timeOf } from '../clause.ts';
import { anchorOf } from '../linked-clauses.ts';
import { byValue, dimsOf, entityKind, eventWhere, made, partsOf, stateWhere } from '../parts.ts';
import { calendarUnit } from '../period.ts';
import type { Item, PeriodItem, WordItem } from '../sentence.ts';
import type { Frame } from './frame.ts';
import { readRows } from './rows.ts';

function aggOf(clause: Clause): WordItem | undefined {
  const item = clause.words('agg', true)[0];
  if (item !== undefined) clause.use(item);
  return item;
}

const bucketOf = (clause: Clause): string | undefined => {
  const item = clause.words('bucket', true)[0];
  if (item !== undefined) clause.use(item);
  return item?.entry.bucket;
};
const some = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);
const chartForm = (clause: Clause): 'chart' | undefined => {
  const chart = clause.cue('chart');
  if (chart === undefined) return undefined;
  clause.use(chart);
  return 'chart';
};

/** "which region has the highest spawn failure rate": groups in order. */
function topGroup(
  clause: Clause,
): { readonly by: readonly string[]; readonly order: ReturnType<typeof byValue>; readonly limit?: number } | undefined {
  const top = clause.words('top').find((item) => item.entry.duration === undefined);
  const noun = clause
    .words('dim', true)
    .find(
      (item) =>
        /^(which|what)$/.test(clause.word(item.at - 1)) ||
        clause.items.indexOf(item) < 2 ||
        /^(which|what|top)$/.test(clause.word(item.at - 2)),
    );
  if (top === undefined || noun === undefined || clause.items.indexOf(noun) > clause.items.indexOf(top) + 3) return undefined;
  const number = clause.numbers().find((item) => item.sign === undefined && item.unit === undefined && item.amount === undefined);
  clause.use(top, noun, ...(number === undefined ? [] : [number]));
  const limit = number?.value ?? (noun.entry.plural === true ? undefined : 1);
  return { by: [noun.entry.dim as string], order: byValue(top.entry.top as 'desc'), ...(limit === undefined ? {} : { limit }) };
}

/** "spawn success rate", "percentage of crashes with exit code 137", "uptime of agent-2 this month". */
const ratio: Frame = {
  name: 'ratio',
  weight: 8,
  read: (clause) => {
    const share = clause.cue('share');
    const often = clause.words('cue').find((item) => /how often|how frequently/.test(item.phrase));
    const named = clause.words('ratio')[0];
    const uptime = clause.words('duration').find((item) => item.entry.duration === 'uptime');
    const kind =
      named?.entry.ratio ??
      bySpawn(clause, share ?? often) ??
      (uptime !== undefined && clause.periods().some((item) => item.amount === undefined) && clause.mark('long') === undefined
        ? 'availability'
        : undefined);
    if (kind !== undefined) {
      clause.use(
        ...clause.words('ratio'),
        ...[share, often, kind === 'availability' ? uptime : undefined].filter((item) => item !== undefined),
      );
      const group = topGroup(clause);
      const by = group?.by ?? some(dimsOf(clause));
      const bucket = bucketOf(clause) ?? (clause.words('agg').some((item) => item.entry.agg === 'trend') ? 'auto' : undefined);
      const form = chartForm(clause);
      clause.use(
        ...clause.words('agg').filter((item) => /overall|average|trend|total|over time|evolution/.test(item.phrase)),
        ...clause.items.filter((item) => isMark(item, 'current')),
      );
      const parts = partsOf(clause, 'event');
      return made<RatioPlan>({
        op: 'ratio',
        of: kind,
        where: { ...parts.names, ...parts.bounds },
        by,
        bucket,
        ...(group === undefined ? {} : { order: group.order, limit: group.limit }),
        time: parts.time,
        form,
      } as RatioPlan);
    }
    return share === undefined ? undefined : shareOf(clause, share);
  },
};

/** "how often do spawns succeed", "what share of spawns fail". */
function bySpawn(clause: Clause, share: WordItem | undefined): RatioPlan['of'] | undefined {
  if (share === undefined) return undefined;
  const happening = clause.words('event').find((item) => /spawn|stop|start/.test(item.phrase));
  if (happening === undefined) return undefined;
  const kind = /stop/.test(happening.phrase) ? 'stop' : 'spawn';
  const succeed = clause.items.find((item) => /^(succeed|succeeds|succeeded|successful|work|worked|success|ok)$/.test(clause.text(item)));
  const fail = clause.words('event').filter((item) => item.entry.event?.[0] === '@failure' || item.entry.event?.[0] === `${kind}_failed`);
  if (succeed !== undefined) {
    clause.use(happening, succeed);
    return `${kind}_success`;
  }
  if (fail.length === 0) return undefined;
  clause.use(happening, ...fail);
  return `${kind}_failure`;
}

/** What part of some events also meets a further condition: the condition stands after the verb, or after "with". */
function shareOf(clause: Clause, share: WordItem): Plan | undefined {
  const happening =
    clause.words('event').find((item) => item.entry.form === 'noun' && item.entry.cause === undefined) ?? clause.words('event')[0];
  if (happening === undefined) return undefined;
  clause.use(share);
  const at = clause.items.indexOf(happening);
  const head = clause.part([happening]);
  const where = eventWhere(partsOf(head, 'event'));
  const rest = clause.without([happening]);
  clause.use(
    ...clause.items
      .slice(at + 1)
      .filter(
        (item) =>
          /^(caused|due|because|happened|resulting|triggered)$/.test(clause.text(item)) ||
          isMark(item, 'only') ||
          (item.type === 'word' && item.entry.cue === 'why'),
      ),
  );
  const parts = partsOf(rest, 'event');
  const { event: second, ...cond } = eventWhere(parts);
  const num: Where = { ...cond };
  if (Object.keys(num).length === 0 && second === undefined) return undefined;
  return made<RatioPlan>({
    op: 'ratio',
    of: 'share',
    where,
    num: Object.keys(num).length === 0 ? { event: second as string[] } : num,
    time: parts.time,
  } as RatioPlan);
}

/** "how long was agent-3 down", "average recovery time", "longest outage", "outages over 10 minutes". */
const duration: Frame = {
  name: 'duration',
  weight: 8,
  read: (clause) => {
    const long = clause.mark('long');
    const named = clause.words('duration')[0];
    const spent = clause.items.find((item) => /^(time|spent)$/.test(clause.text(item)));
    const outage = clause.words('event').find((item) => item.entry.form === 'noun' && /outage|blackout|downtime/.test(item.phrase));
    const agg = clause.words('agg').find((item) => item.entry.agg !== 'trend');
    const bound = clause.numbers().find((item) => item.sign !== undefined && item.amount !== undefined);
    const lasting = clause.items.find((item) =>
      /^(lasting|lasted|last|length|duration|durations|lengths|last for)$/.test(clause.text(item)),
    );
    const status = clause.words('status')[0];
    const timeIn = status !== undefined && spent !== undefined && clause.has(/^(spent|spend)$/) ? status : undefined;
    const spawnRank = clause.words('event').find((item) => /^(spawn|spawns|restart|restarts|stop|stops)$/.test(item.phrase));
    const ofRank = agg?.entry.top !== undefined && spawnRank !== undefined && /longest|slowest|fastest|shortest|quickest/.test(agg.phrase);
    const outageMeasured =
      outage !== undefined && (agg?.entry.agg !== undefined || bound !== undefined || (lasting !== undefined && bound !== undefined));
    if (long === undefined && named === undefined && timeIn === undefined && !outageMeasured && !ofRank) return undefined;
    if (long !== undefined && !/how|long|time/.test(long.phrase)) return undefined;
    const group = topGroup(clause);
    const downLongest = group !== undefined && long === undefined && named === undefined && !ofRank;
    clause.use(
      ...[
        long,
        named,
        outageMeasured ? outage : undefined,
        ofRank ? spawnRank : undefined,
        lasting,
        timeIn === undefined ? undefined : spent,
      ].filter((item) => item !== undefined),
    );
    const dims = group === undefined ? dimsOf(clause) : [];
    const aggItem = aggOf(clause) ?? agg;
    const take = clause.has(/^(take|took|takes|taken)$/);
    const words = clause.items.filter(
      (item): item is WordItem =>
        item.type === 'word' &&
        !clause.used.has(item) &&
        (item.entry.event !== undefined || item.entry.status !== undefined) &&
        item.entry.target === undefined,
    );
    const cueOut = clause.words('cue').filter((item) => /happened|going on|outage/.test(item.phrase));
    const latest = clause.words('order').filter((item) => item.entry.order === 'last');
    clause.use(...latest, ...cueOut, ...clause.items.filter((item) => isMark(item, 'current', 'that', 'only')));
    const of =
      named?.entry.duration ??
      (outageMeasured
        ? 'downtime'
        : ofRank
          ? `${/spawn/.test(spawnRank?.phrase ?? '') ? 'spawn' : /restart/.test(spawnRank?.phrase ?? '') ? 'restart' : 'stop'}_time`
          : kindOf(words, outage));
    if (of === undefined) return undefined;
    clause.use(...words, ...(outage === undefined ? [] : [outage]));
    let filter: DurationPlan['filter'];
    if (bound !== undefined) {
      clause.use(bound);
      filter = { [bound.sign as 'gt']: bound.amount?.dur as string };
    }
    const parts = partsOf(clause, 'rows');
    const target = durationTarget(of, parts.names, entityKind(parts.target));
    const period = parts.time !== undefined;
    const chosen: Agg =
      filter !== undefined && aggItem === undefined
        ? 'each'
        : (named?.entry.agg ??
          aggItem?.entry.agg ??
          (latest.length > 0 ? 'last' : undefined) ??
          fallback(of, { clause, period, take, names: Object.keys(parts.names).length > 0 }));
    void downLongest;
    return made<DurationPlan>({
      op: 'duration',
      of,
      target,
      where: parts.names,
      agg: chosen,
      by: group?.by ?? some(dims),
      ...(group === undefined ? {} : { order: group.order, limit: group.limit }),
      filter,
      time: parts.time,
    } as DurationPlan);
  },
};

/** What a length of time is the length of, by its words. */
function kindOf(words: readonly WordItem[], outage: WordItem | undefined): string | undefined {
  for (const { entry, phrase } of words) {
    const type = entry.event?.[0];
    if (type === 'agent_recovered' && entry.form !== undefined) return 'downtime';
    if (/^spawn_|^@spawn/.test(type ?? '') && entry.status === undefined) return 'spawn_time';
    if (type === 'node_restarted') return 'restart_time';
    if (type === 'stop_succeeded' && phrase !== 'stopped') return 'stop_time';
    if (type === 'agent_heartbeat') return 'heartbeat_gap';
    if (entry.status?.[0] === '@down' || entry.status?.[0] === 'offline' || type === 'agent_offline') return 'downtime';
    if (entry.status?.[0] === '@up' || entry.status?.[0] === 'running') return 'uptime';
    if (type === 'node_crashed' && entry.status === undefined) return 'time_to_crash';
    if (entry.status?.[0] !== undefined && !entry.status[0].startsWith('@')) return `time_in:${entry.status[0]}`;
  }
  return outage === undefined ? undefined : 'downtime';
}

function durationTarget(of: string, names: Where, noun: 'agent' | 'node' | undefined): Target {
  if (/^(spawn_time|stop_time|restart_time|time_to_crash)$/.test(of)) return 'node';
  if (of === 'heartbeat_gap') return 'agent';
  return names['node'] !== undefined
    ? 'node'
    : names['agent'] !== undefined && noun !== 'node'
      ? 'agent'
      : (noun ?? (/running|crashed|stopped|pending|restarting/.test(of) ? 'node' : 'agent'));
}

function fallback(
  of: string,
  seen: { readonly clause: Clause; readonly period: boolean; readonly take: boolean; readonly names: boolean },
): Agg {
  const { clause, period, take } = seen;
  const been = clause.has(/^(been|is|are)$/) || /\bbeen\b/.test(clause.tokens.map((one) => one.text).join(' '));
  if (!period && (been || of === 'uptime') && !/_time$/.test(of)) return 'current';
  if (/^(spawn|stop|restart)_time$|^time_to_crash$/.test(of)) return take && clause.has(/^(did)$/) && seen.names ? 'last' : 'avg';
  if (of === 'heartbeat_gap') return 'avg';
  if (take) return 'last';
  return period ? 'sum' : clause.mark('long') === undefined ? 'sum' : 'last';
}

/** "which node is slowest": the node whose queries took longest. */
function slowest(clause: Clause): Plan | undefined {
  const top = clause.words('top').find((item) => /^(the )?(slowest|fastest)$/.test(item.phrase));
  const noun = clause.words('target').find((item) => item.entry.target === 'node');
  if (top === undefined || noun === undefined || clause.words('event').length > 0 || clause.words('duration').length > 0) return undefined;
  const number = clause.numbers().find((item) => item.sign === undefined && item.unit === undefined && item.amount === undefined);
  clause.use(top, noun, ...(number === undefined ? [] : [number]));
  const parts = partsOf(clause, 'rows');
  const limit = number?.value ?? (noun.entry.plural === true ? undefined : 1);
  return made<AggregatePlan>({
    op: 'aggregate',
    metric: /storage|shard/.test(noun.phrase) ? 'read_latency_us' : 'latency_ms',
    agg: 'max',
    target: 'node',
    where: stateWhere(parts),
    by: ['node'],
    order: byValue(top.entry.top as 'desc'),
    limit,
    time: parts.time,
  } as AggregatePlan);
}

/** "p95 query latency per node", "average cpu today", "node-42 cpu". */
const aggregate: Frame = {
  name: 'aggregate',
  weight: 7,
  read: (clause) => {
    const metric = clause.words('metric')[0];
    if (metric === undefined) return slowest(clause);
    if (clause.numbers().some((item) => item.sign !== undefined && item.amount === undefined)) return undefined;
    // "the node with the highest cpu" asks for the node.
    if (
      clause.periods().length === 0 &&
      clause.words('top').length > 0 &&
      clause.names('node').length === 0 &&
      clause.words('target').some((item) => entityKind(item.entry.target) !== undefined && !isMark(clause.previous(item), 'by', 'per'))
    )
      return undefined;
    clause.use(metric);
    const group = clause.periods().length > 0 ? topGroup(clause) : undefined;
    const agg = group === undefined ? aggOf(clause) : clause.words('agg')[0];
    const current = clause.mark('current');
    const bucket = bucketOf(clause);
    const form = chartForm(clause);
    const dims = group === undefined ? dimsOf(clause) : [];
    const much = clause
      .words('cue')
      .filter(
        (item) =>
          /how many|how much|number|count|state|how is|amount|total/.test(item.phrase) ||
          item.entry.cue === 'state' ||
          item.entry.cue === 'changed',
      );
    const counted = much.some((item) => /how many|number/.test(item.phrase));
    const trend = clause.words('agg').find((item) => item.entry.agg === 'trend');
    clause.use(...much, ...(current === undefined ? [] : [current]), ...(trend === undefined ? [] : [trend]));
    const parts = partsOf(clause, 'rows');
    if (parts.senses.events.length > 0) return undefined;
    const named = parts.names['node'] !== undefined || parts.names['agent'] !== undefined;
    const kind: Agg | undefined =
      trend !== undefined
        ? 'trend'
        : group !== undefined
          ? 'max'
          : (agg?.entry.agg ??
            // "how many concepts": of all nodes together.
            (counted && /_count$/.test(metric.entry.metric as string) && !named
              ? 'sum'
              : parts.time === undefined || current !== undefined
                ? named || much.length > 0 || dims.length > 0 || current !== undefined
                  ? 'current'
                  : undefined
                : 'avg'));
    if (kind === undefined) return undefined;
    if (metric.entry.metric === 'throughput')
      return { op: 'clarify', reason: 'ambiguous_metric', slot: 'metric', options: ['write throughput', 'request rate'] };
    const target: Target =
      parts.names['node'] !== undefined
        ? 'node'
        : (entityKind(parts.target) ??
          (parts.names['agent'] !== undefined ||
          dims[0] === 'agent' ||
          group?.by[0] === 'agent' ||
          /^(free_slots|node_count|heartbeat_age_s)$/.test(metric.entry.metric as string)
            ? 'agent'
            : 'node'));
    return made<AggregatePlan>({
      op: 'aggregate',
      metric: metric.entry.metric as string,
      agg: kind,
      target,
      where: stateWhere(parts),
      by: group?.by ?? some(dims),
      bucket,
      ...(group === undefined ? {} : { order: group.order, limit: group.limit }),
      time: parts.time,
      form,
    } as AggregatePlan);
  },
};

/** Two sides of one question: periods, names of a kind, before and after. The first named is the subject. */
const compare: Frame = {
  name: 'compare',
  weight: 12,
  read: (clause) => {
    const cue = clause.cue('compare') ?? clause.mark('versus');
    const than = clause.mark('than');
    const more = clause.mark('more', 'less');
    const periods = clause.periods();
    if (
      cue === undefined &&
      !(
        more !== undefined &&
        (than !== undefined || periods.length >= 2 || (periods.length === 1 && calendarOf(clause, periods[0] as PeriodItem) !== undefined))
      )
    )
      return undefined;
    const loose = clause.items.filter(
      (item) =>
        (item.type === 'word' && (item.entry.cue === 'compare' || item.entry.cue === 'count')) ||
        isMark(item, 'versus', 'than', 'more', 'less', 'only') ||
        (item.type === 'word' && item.entry.cue === 'state' && item.entry.metric === undefined),
    );
    clause.use(...loose);
    const sided = sidesOf(clause, periods);
    if (sided === undefined)
      return cue === undefined || !clause.items.some((item) => isMark(item, 'by', 'per')) ? undefined : measured(clause.without(loose));
    const joins = clause.items.filter((item) => isMark(item, 'and', 'or') || /^(between|with|to)$/.test(clause.text(item)));
    clause.use(...sided.taken, ...joins);
    const rest = clause.without([...sided.taken, ...loose]);
    const plan = measured(rest);
    return plan === undefined ? undefined : ({ op: 'compare', plan, sides: sided.sides } satisfies ComparePlan);
  },
};

function measured(rest: Clause): Plan | undefined {
  for (const frame of [ratio, duration, aggregate]) {
    const plan = frame.read(rest);
    if (plan !== undefined && plan.op !== 'clarify') return plan;
  }
  const plan = readRows(rest);
  if (plan === undefined || (plan.op !== 'list' && plan.op !== 'count')) return undefined;
  const { order: _order, limit: _limit, form: _form, ...kept } = plan;
  const rows = { ...kept, op: 'count' as const };
  return rows.where?.['event'] === undefined || rows.target === 'event' ? (rows as CountPlan) : ({ ...rows, target: 'event' } as CountPlan);
}

function sidesOf(
  clause: Clause,
  periods: readonly PeriodItem[],
): { readonly sides: readonly Side[]; readonly taken: readonly Item[] } | undefined {
  if (periods.length >= 2) return { sides: periods.slice(0, 2).map((item) => ({ time: timeOf(item.period) })), taken: periods };
  const rels = clause.words('rel').filter((item) => item.entry.rel === 'before' || item.entry.rel === 'after');
  if (rels.length >= 2) {
    const [a, b] = rels as [WordItem, WordItem];
    clause.use(a);
    const anchored = anchorOf(clause.without([a]));
    if (anchored === undefined) return undefined;
    const side = (item: WordItem): Side => ({ anchor: { where: anchored.anchor.where, rel: item.entry.rel as 'before' } });
    return { sides: [side(a), side(b)], taken: [a, ...clause.items.filter((item) => !anchored.rest.items.includes(item))] };
  }
  for (const kind of ['agent', 'node', 'region', 'env', 'platform', 'version', 'host'] as const) {
    const names = clause.names(kind);
    if (names.length >= 2) return { sides: names.slice(0, 6).map((item) => ({ where: { [kind]: [item.name] } })), taken: names };
  }
  const [only] = periods;
  const before = only === undefined ? undefined : calendarOf(clause, only);
  if (only === undefined || before === undefined) return undefined;
  return { sides: [{ time: timeOf(only.period) }, { time: timeOf(before) }], taken: [only] };
}

/** The unit before the one named: "did crashes increase this week" compares with last week. */
function calendarOf(clause: Clause, item: PeriodItem): { readonly fromMs: number; readonly toMs: number } | undefined {
  const unit =
    (['week', 'month', 'quarter', 'year'] as const).find((one) => clause.text(item).includes(one)) ??
    (/today/.test(clause.text(item)) ? 'day' : undefined);
  if (unit === undefined) return undefined;
  const [fromMs, toMs] = calendarUnit(unit, clause.time.nowMs, clause.time.zone, -1);
  return { fromMs, toMs };
}

export function namesWhere(clause: Clause): Where {
  return namesOf(clause);
}

export const MEASURE_FRAMES: readonly Frame[] = [ratio, duration, aggregate, compare];
