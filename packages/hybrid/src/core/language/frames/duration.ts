import type { Agg, DurationPlan, Order, Target, Where } from '../../plan.ts';
import { type Clause, isMark } from '../clause.ts';
import { byValue, dimsOf, entityKind, made, partsOf } from '../parts.ts';
import type { Item, WordItem } from '../sentence.ts';
import { aggOf, some } from './form.ts';
import type { Frame } from './frame.ts';
import { bareNumber, topGroup } from './ranking.ts';

/** "how long was agent-3 down", "average recovery time", "longest outage", "outages over 10 minutes". */
export const duration: Frame = {
  name: 'duration',
  weight: 8,
  read: (clause) => {
    const long = clause.mark('long') ?? partOfTime(clause);
    const named = clause.words('duration')[0];
    const spent = clause.items.find((item) => /^(time|spent)$/.test(clause.text(item)));
    const outage = clause.words('event').find((item) => item.entry.form === 'noun' && /outage|blackout|downtime/.test(item.phrase));
    const agg = clause.words('agg').find((item) => item.entry.agg !== 'trend');
    const bound = clause.numbers().find((item) => item.sign !== undefined && item.amount !== undefined);
    const lasting = clause.items.find((item) =>
      /^(lasting|lasted|last|length|duration|durations|lengths|last for)$/.test(clause.text(item)),
    );
    const status = clause.words('status')[0] ?? clause.words('event').find((item) => /^been (offline|down)/.test(item.phrase));
    // "the time agent-2 spent degraded", "total time gpu-box was degraded"
    const whole = spent !== undefined && /^(total|much|the|overall|cumulative)$/.test(clause.word(spent.at - 1));
    const timeIn = status !== undefined && spent !== undefined && (whole || clause.has(/^(spent|spend)$/)) ? status : undefined;
    const spawnRank = clause.words('event').find((item) => /^(spawn|spawns|restart|restarts|stop|stops)$/.test(item.phrase));
    const ofRank = agg?.entry.top !== undefined && spawnRank !== undefined && /longest|slowest|fastest|shortest|quickest/.test(agg.phrase);
    // "agents that were down for more than an hour yesterday": each of their outages that lasted so long.
    const downFor =
      bound !== undefined &&
      status !== undefined &&
      /^(@down|offline)$/.test(status.entry.status?.[0] ?? '') &&
      clause.next(status, /^(for|since|at|a)$/) === bound &&
      clause.periods().some((item) => item.amount === undefined);
    const outageMeasured =
      outage !== undefined && (agg?.entry.agg !== undefined || bound !== undefined || (lasting !== undefined && bound !== undefined));
    // "which node has been up the longest": by how long a status lasts.
    const lasts =
      status !== undefined &&
      /longest|shortest/.test(agg?.phrase ?? '') &&
      clause.items.indexOf(agg as WordItem) > clause.items.indexOf(status);
    const longer = bound !== undefined && clause.has(/^(take|took|takes|taking|taken)$/) && spawnRank !== undefined;
    if (long === undefined && named === undefined && timeIn === undefined && !outageMeasured && !ofRank && !lasts && !longer && !downFor)
      return undefined;
    if (long !== undefined && !/how|long|time|duration|length|portion/.test(long.phrase)) return undefined;
    const group = topGroup(clause);
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
    if (longer) clause.use(...clause.items.filter((item) => clause.text(item) === 'taking'));
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
          : kindOf(words, outage, clause.has(/^been$/)));
    if (of === undefined) return undefined;
    clause.use(...words, ...(outage === undefined ? [] : [outage]));
    let filter: DurationPlan['filter'];
    if (bound !== undefined) {
      clause.use(bound);
      filter = { [bound.sign as 'gt']: bound.amount?.dur as string };
    }
    const parts = partsOf(clause, 'rows');
    // A figure that bounds the things, too, has no place here: rows are asked for.
    if (Object.keys(parts.bounds).length > 0) return undefined;
    // Of what the grid is made of only storage stands still: the word for it names it.
    const stalled = of === STALLED && Object.keys(parts.names).length === 0;
    const names: Where = stalled ? { entity: ['storage'] } : parts.names;
    const target: Target = stalled
      ? 'entity'
      : durationTarget(
          of,
          parts.names,
          entityKind((group?.by[0] as Target | undefined) ?? parts.target ?? dims.find((dim) => dim === 'node')),
          parts.target === 'cluster',
        );
    const several = outageMeasured && bound === undefined ? clause.numbers().find(bareNumber) : undefined;
    if (several !== undefined && aggItem?.entry.top !== undefined) {
      // "top 5 longest outages": each of them, in order.
      clause.use(several, ...clause.words('top'));
      return made<DurationPlan>({
        op: 'duration',
        of,
        target,
        where: parts.names,
        agg: 'each',
        order: { by: 'value', dir: aggItem.entry.top },
        limit: several.value,
        time: parts.time,
      } as DurationPlan);
    }
    const period = parts.time !== undefined;
    const chosen: Agg =
      filter !== undefined && aggItem === undefined
        ? clause.has(/^(how many|number|number of|the number of|count|count of|how often)$/)
          ? 'count'
          : 'each'
        : (named?.entry.agg ??
          (lasts && !period && clause.has(/^(is|are|has|have)$/) ? 'current' : undefined) ??
          (of === 'uptime' && group !== undefined && !period && aggItem?.entry.top !== undefined ? 'current' : undefined) ??
          // "top 3 agents by downtime": by all of it.
          (of === 'downtime' && group !== undefined && /^(top|bottom)/.test(aggItem?.phrase ?? '') ? 'sum' : undefined) ??
          aggItem?.entry.agg ??
          (latest.length > 0 ? 'last' : undefined) ??
          fallback(of, { clause, period, take, names: Object.keys(parts.names).length > 0 }));
    return made<DurationPlan>({
      op: 'duration',
      of,
      target,
      where: names,
      agg: chosen,
      by: group?.by ?? some(dims),
      ...(group === undefined ? {} : { order: inOrder(group.order, of, clause), limit: group.limit }),
      filter,
      time: parts.time,
    } as DurationPlan);
  },
};

const STALLED = 'time_in:stalled';

/** "the best uptime" is the longest, though the best of most lengths of time is the shortest. */
const inOrder = (order: Order, of: string, clause: Clause): Order =>
  /^(uptime|time_to_crash)$/.test(of) && clause.has(/^(the )?(best|worst|poorest)$/)
    ? byValue(order.dir === 'asc' ? 'desc' : 'asc')
    : order;

/** "how much of yesterday was agent-4 offline": the part of a stretch of time is a length. */
function partOfTime(clause: Clause): WordItem | undefined {
  return clause.words('cue').find((item) => {
    const at = clause.items.indexOf(item);
    const [next, then] = [clause.items[at + 1], clause.items[at + 2]];
    return (
      /^how much( of)?$/.test(clause.text(item)) &&
      (next?.type === 'period' || (then?.type === 'period' && clause.text(next as Item) === 'of'))
    );
  });
}

/** What a length of time is the length of, by its words. */
function kindOf(words: readonly WordItem[], outage: WordItem | undefined, been: boolean): string | undefined {
  for (const { entry, phrase } of words) {
    const type = entry.event?.[0];
    if (type === 'agent_recovered' && entry.form !== undefined) return 'downtime';
    if (/^spawn_|^@spawn/.test(type ?? '') && entry.status === undefined) return 'spawn_time';
    if (type === 'node_restarted') return been && phrase === 'restarting' ? 'time_in:restarting' : 'restart_time';
    if (type === 'stop_succeeded' && phrase !== 'stopped') return 'stop_time';
    if (type === 'agent_heartbeat') return 'heartbeat_gap';
    if (type === 'storage_stalled') return STALLED;
    if (entry.status?.[0] === '@down' || entry.status?.[0] === 'offline' || type === 'agent_offline') return 'downtime';
    if (entry.status?.[0] === '@up' || entry.status?.[0] === 'running') return 'uptime';
    if (type === 'node_crashed' && entry.status === undefined) return 'time_to_crash';
    if (entry.status?.[0] !== undefined && !entry.status[0].startsWith('@')) return `time_in:${entry.status[0]}`;
  }
  return outage === undefined ? undefined : 'downtime';
}

function durationTarget(of: string, names: Where, noun: 'agent' | 'node' | undefined, grid: boolean): Target {
  if (grid && of.startsWith('time_in:') && names['node'] === undefined && names['agent'] === undefined) return 'cluster';
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
  // "how fast do agents recover": of all of them, as a rule.
  if (!period && !seen.names && clause.has(/^(do|does)$/)) return 'avg';
  if (take) return 'last';
  return period ? 'sum' : clause.mark('long') === undefined ? 'sum' : 'last';
}
