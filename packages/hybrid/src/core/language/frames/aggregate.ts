import type { Agg, AggregatePlan, Plan, Target } from '../../plan.ts';
import { type Clause, isMark } from '../clause.ts';
import { byValue, dimsOf, entityKind, made, partsOf, perOf, stateWhere } from '../parts.ts';
import type { WordItem } from '../sentence.ts';
import { aggOf, bucketOf, chartForm, some } from './form.ts';
import type { Frame } from './frame.ts';
import { topGroup } from './ranking.ts';

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

/** "is memory of ingest-3 going up?": how it went, where nothing is named to compare it with. */
const rising = (clause: Clause): WordItem | undefined => {
  const mark = clause.mark('more', 'less');
  return mark !== undefined &&
    clause.mark('than') === undefined &&
    clause.periods().length < 2 &&
    /ing$|^(on the|up or down|go|rise|grow|increase|decrease)/.test(mark.phrase)
    ? mark
    : undefined;
};

/** "memory of all nodes", "cpu of the agents": of each of them, now. */
function ofAll(clause: Clause, metric: WordItem): boolean {
  const next = clause.next(metric, /^(the|a|of|our|my|all|on|in|for|across|used|usage|by)$/);
  return /^(of|for|on|across)$/.test(clause.word(metric.end)) && next?.type === 'word' && entityKind(next.entry.target) !== undefined;
}

/** "the worst p95 latency by agent": of each its p95, and of these the highest. */
function worstOf(clause: Clause): { readonly agg: WordItem; readonly top: WordItem } | undefined {
  const aggs = clause.words('agg', true);
  const top = aggs.find((item) => item.entry.top !== undefined);
  const agg = aggs.find((item) => item.entry.top === undefined && item.entry.agg !== 'trend' && item.entry.agg !== 'sum');
  if (
    top === undefined ||
    agg === undefined ||
    aggs.length !== 2 ||
    !clause.words('dim').some((item) => isMark(clause.previous(item, /^(the|each|every)$/), 'by', 'per'))
  )
    return undefined;
  clause.use(top);
  return { agg, top };
}

/** "the smallest number of free slots any agent had": the least of the figures. */
function leastNumber(clause: Clause, metric: WordItem): Agg | undefined {
  const top = clause.words('top', true).find((item) => item.end === metric.at && /(number|amount|count) of$/.test(item.phrase));
  if (top === undefined || clause.words('top').length > 1 || clause.periods().length === 0) return undefined;
  clause.use(top);
  return top.entry.top === 'asc' ? 'min' : 'max';
}

/** "memory usage?": nothing but the figure, and where. */
const isBare = (clause: Clause, metric: WordItem): boolean =>
  clause.items.every(
    (item) =>
      item === metric ||
      (item.type === 'name' && (item.kind === 'region' || item.kind === 'env' || item.kind === 'platform')) ||
      (item.type === 'word' && item.entry.filler === true && item.entry.event === undefined && item.entry.status === undefined),
  );

/** "p95 query latency per node", "average cpu today", "node-42 cpu". */
export const aggregate: Frame = {
  name: 'aggregate',
  weight: 7,
  read: (clause) => {
    const metric = clause.words('metric')[0];
    if (metric === undefined) return slowest(clause);
    const slow = clause.words('top').some((item) => /slowest|fastest/.test(item.phrase));
    if (slow && /latency|time/.test(metric.phrase) && clause.names('node').length === 0 && clause.words('target').length > 0) {
      clause.use(metric, ...clause.items.filter((item) => isMark(item, 'by')));
      return slowest(clause);
    }
    if (clause.numbers().some((item) => item.sign !== undefined && item.amount === undefined)) return undefined;
    // "rank nodes by memory" puts the nodes in order.
    if (/^(rank|sort|order)$/.test(clause.word(clause.mark('by')?.at ?? -1)) && clause.periods().length === 0) return undefined;
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
    // "the highest p95 latency": of each its p95, and then the highest.
    const ordered = group === undefined ? worstOf(clause) : undefined;
    const bound = leastNumber(clause, metric);
    const agg =
      ordered !== undefined
        ? ordered.agg
        : group === undefined
          ? aggOf(clause)
          : clause.words('agg').find((item) => item.entry.top === undefined);
    if (agg !== undefined) clause.use(agg);
    // "…, as a percentage": what the figure is already.
    if (metric.entry.metric?.endsWith('_pct') === true) clause.use(...clause.words('cue').filter(({ entry }) => entry.cue === 'share'));
    // "so far this week" is about the week.
    const current = clause
      .words('mark')
      .find((item) => item.entry.mark === 'current' && (item.phrase !== 'so far' || clause.periods().length === 0));
    const bucket = bucketOf(clause) ?? perOf(clause);
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
    const trend = clause.words('agg').find((item) => item.entry.agg === 'trend') ?? rising(clause);
    clause.use(...much, ...(current === undefined ? [] : [current]), ...(trend === undefined ? [] : [trend]));
    const parts = partsOf(clause, 'rows');
    if (parts.senses.events.length > 0) return undefined;
    const named = parts.names['node'] !== undefined || parts.names['agent'] !== undefined;
    const kind: Agg | undefined =
      trend !== undefined
        ? 'trend'
        : group !== undefined
          ? (agg?.entry.agg ?? 'max')
          : (bound ??
            agg?.entry.agg ??
            // "how many concepts": of all nodes together.
            (counted && /_count$/.test(metric.entry.metric as string) && !named
              ? 'sum'
              : parts.time === undefined || current !== undefined
                ? named || much.length > 0 || dims.length > 0 || current !== undefined || ofAll(clause, metric) || isBare(clause, metric)
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
          (dims[0] === 'node' ? 'node' : undefined) ??
          (parts.names['agent'] !== undefined ||
          dims[0] === 'agent' ||
          group?.by[0] === 'agent' ||
          /^(free_slots|node_count|heartbeat_age_s)$/.test(metric.entry.metric as string)
            ? 'agent'
            : 'node'));
    return made<AggregatePlan>({
      op: 'aggregate',
      // Percents of different sizes have no sum.
      metric: kind === 'sum' && metric.entry.metric === 'memory_pct' ? 'memory_mb' : (metric.entry.metric as string),
      agg: kind,
      target,
      where: stateWhere(parts),
      by: group?.by ?? some(dims) ?? (kind === 'current' && ofAll(clause, metric) ? [target] : undefined),
      bucket,
      ...(group === undefined
        ? ordered === undefined || dims.length === 0
          ? {}
          : { order: byValue(ordered.top.entry.top as 'desc'), limit: 1 }
        : { order: group.order, limit: group.limit }),
      time: parts.time,
      form,
    } as AggregatePlan);
  },
};
