import { durationText, isoFromUs } from '@sutra/kit';
import type { AggregateGroup, EventFilter } from '@sutra/storage';
import { nounOf } from '../../core/nouns.ts';
import { counted, type PlanOf, type Result, type Work } from '../answer.ts';
import { compileWhere, typesOf, windowOf } from '../filter.ts';
import { chanceOfAtLeast, medianOf, robustDistance } from './tails.ts';

const HOUR_US = 3_600_000_000;
const DAY_US = 24 * HOUR_US;
/** Windows of the same length before it that say what is usual, and how many of them must be in the record. */
const BASELINE_WINDOWS = 24;
const BASELINE_MIN = 6;
/** Over all that is tested, so many false alarms are accepted. */
const FALSE_ALARMS = 0.01;
/** Fewer than this many events are never called unusual. */
const EVENTS_MIN = 3;
/** A figure is unusual from so many robust standard deviations on. */
const FAR = 8;
const FIGURES = ['cpu_pct', 'memory_pct', 'memory_mb', 'disk_pct'] as const;
const FIGURE_TYPES = ['agent_metrics', 'node_metrics'] as const;
const RESTLESS = ['@problem', 'node_restarted', 'auth_failed', 'events_refused', 'emitter_gap', 'detector_suspect'];

interface Unusual {
  readonly what: string;
  readonly entity: string;
  readonly now: number;
  readonly usual: number;
  readonly most: number;
  readonly measure: string;
  readonly rank: number;
}

interface Span {
  readonly fromUs: number;
  readonly toUs: number;
  readonly lengthUs: number;
  readonly baseFromUs: number;
  /** Windows of the baseline that lie wholly in the record. */
  readonly windows: number;
}

/** What is unusual in a window: counts of events and figures against the windows of the same length before it. */
export async function anomalyOf(plan: PlanOf<'anomaly'>, work: Work): Promise<Result> {
  const span = await spanOf(plan, work);
  const lengthText = durationText(span.lengthUs / 1000);
  const method = `window: the ${lengthText} to ${isoFromUs(span.toUs).slice(0, 19)}Z; baseline: the ${counted(span.windows, 'window')} of the same length before it`;
  const base = {
    window: { from: isoFromUs(span.fromUs), to: isoFromUs(span.toUs) },
    assumptions: [
      ...(plan.time === undefined ? ['no period given: the last hour'] : []),
      method,
      ...(figureWindows(span) < span.windows ? [`figures are held against the ${figureWindows(span)} newest of them`] : []),
    ],
  };
  if (span.windows < BASELINE_MIN)
    return {
      ...base,
      status: 'empty',
      nothing: 'not_recorded',
      text: `Whether something is unusual cannot be said: ${span.windows} of ${BASELINE_MIN} windows of ${lengthText} are on record before it.`,
      unknown: ['what is usual: the record is too short'],
      certainty: 1,
      confidence_from: 'the length of the record',
    };
  const counts = plan.metric === undefined ? await unusualCounts(plan, span, work) : { found: [], tested: 0, scanned: 0 };
  const figures = plan.of === undefined ? await unusualFigures(plan, span, work) : { found: [], tested: 0, scanned: 0 };
  const found = [...counts.found, ...figures.found].sort((a, b) => b.rank - a.rank);
  const tested = counts.tested + figures.tested;
  const shared = {
    ...base,
    scanned: counts.scanned + figures.scanned,
    certainty: 0.8,
    confidence_from: `${tested} tests; ${FALSE_ALARMS} false alarms accepted over all counts, ${FAR} robust deviations for figures`,
  };
  const [first] = found;
  if (first === undefined)
    return {
      ...shared,
      status: 'empty',
      nothing: 'none_matched',
      value: 0,
      text: `Nothing unusual in the last ${lengthText}, against the ${span.windows} windows of the same length before it.`,
    };
  return {
    ...shared,
    status: 'answered',
    value: found.length,
    text: `${counted(found.length, 'unusual thing')} in the last ${lengthText}: ${found.slice(0, 3).map(sentence).join('; ')}. Estimate against the ${span.windows} windows before.`,
    columns: ['entity_id', 'what', 'now', 'usual', 'most', 'measure'],
    rows: found.slice(0, 50).map(({ entity, what, now, usual, most, measure }) => ({ entity_id: entity, what, now, usual, most, measure })),
  };
}

const sentence = ({ what, entity, now, usual, measure }: Unusual): string =>
  `${what} of ${entity}: ${now} against ${usual} as a rule (${measure})`;

async function spanOf(plan: PlanOf<'anomaly'>, work: Work): Promise<Span> {
  const asked = windowOf(plan.time, work, 'all');
  const toUs = Math.min(asked.toUs ?? work.nowUs, work.nowUs);
  const fromUs = asked.fromUs ?? toUs - HOUR_US;
  const lengthUs = Math.max(60_000_000, toUs - fromUs);
  const first = await work.reader.query({ order: 'asc', limit: 1 }, work.options);
  const windows = Math.min(BASELINE_WINDOWS, Math.floor((fromUs - (first.events[0]?.timeUs ?? fromUs)) / lengthUs));
  return { fromUs, toUs, lengthUs, windows: Math.max(0, windows), baseFromUs: fromUs - Math.max(0, windows) * lengthUs };
}

async function unusualCounts(plan: PlanOf<'anomaly'>, span: Span, work: Work) {
  const types = typesOf(plan.of === undefined ? RESTLESS : [plan.of]);
  const { entities, where } = compileWhere(plan.where, work).filter;
  const filter = {
    ...(types === undefined ? {} : { types }),
    ...(entities === undefined ? {} : { entities }),
    ...(where === undefined ? {} : { where }),
    groupBy: ['type', 'entity:*'],
    limit: 5_000,
  };
  const now = await work.reader.aggregate({ ...filter, fromUs: span.fromUs, toUs: span.toUs + 1 }, work.options);
  const candidates = now.groups.filter(({ key, count }) => count >= EVENTS_MIN && isThing(String(key[1]), work));
  const tested = now.groups.filter(({ key }) => isThing(String(key[1]), work)).length;
  if (candidates.length === 0) return { found: [], tested, scanned: now.scanned };
  const named = [...new Set(candidates.map(({ key }) => String(key[1])))];
  const before = await work.reader.aggregate(
    { ...filter, entities: [...(filter.entities ?? []), named], fromUs: span.baseFromUs, toUs: span.fromUs },
    work.options,
  );
  const usual = new Map(before.groups.map((group) => [keyOf(group), group.count]));
  const rare = candidates.flatMap((group) => {
    // Half an event more than was seen, so that what never happened has a rate at all.
    const mean = ((usual.get(keyOf(group)) ?? 0) + 0.5) / span.windows;
    const chance = chanceOfAtLeast(group.count, mean);
    return chance > FALSE_ALARMS / Math.max(1, tested) ? [] : [{ group, mean, chance }];
  });
  const found = await Promise.all(rare.map(async (one) => unusualCount(one, await busiest(one.group, filter, span, work))));
  return { found: found.flat(), tested, scanned: now.scanned + before.scanned };
}

function unusualCount({ group, mean, chance }: { group: AggregateGroup; mean: number; chance: number }, most: number): Unusual[] {
  if (group.count <= most) return [];
  const [type, entity] = group.key.map(String) as [string, string];
  return [
    {
      what: nounOf(type).many,
      entity,
      now: group.count,
      usual: Math.round(mean * 100) / 100,
      most,
      measure: `chance ${chance < 1e-6 ? 'below 0.000001' : chance.toFixed(6)}`,
      rank: -Math.log10(Math.max(chance, 1e-300)),
    },
  ];
}

/** Events of one kind of one thing in the busiest window of the baseline. */
async function busiest(group: AggregateGroup, filter: EventFilter, span: Span, work: Work): Promise<number> {
  const [type, entity] = group.key.map(String) as [string, string];
  const counts = await Promise.all(
    windowsOf(span, span.windows).map(async ({ fromUs, toUs }) => {
      const { entities = [], where } = filter;
      const one = { types: [type], entities: [...entities, [entity]], ...(where === undefined ? {} : { where }), fromUs, toUs, limit: 1 };
      return (await work.reader.aggregate(one, work.options)).total;
    }),
  );
  return Math.max(0, ...counts);
}

/** The newest so many windows of the baseline, oldest first. */
const windowsOf = (span: Span, n: number): { fromUs: number; toUs: number }[] =>
  Array.from({ length: n }, (_, i) => ({ fromUs: span.fromUs - (n - i) * span.lengthUs, toUs: span.fromUs - (n - i - 1) * span.lengthUs }));

const keyOf = (group: AggregateGroup): string => JSON.stringify(group.key);
/** Nodes, agents and the cluster; the other entities of an event repeat the same count. */
const isThing = (id: string, work: Work): boolean => id === 'cluster' || work.state.nodes.has(id) || work.state.agents.has(id);

/** A median needs every value opened: of long windows no more are looked at than are needed, of short ones a day. */
const figureWindows = ({ windows, lengthUs }: Span): number => Math.min(windows, Math.max(BASELINE_MIN, Math.floor(DAY_US / lengthUs)));

async function unusualFigures(plan: PlanOf<'anomaly'>, span: Span, work: Work) {
  const fields = plan.metric === undefined ? FIGURES : [plan.metric];
  const { entities } = compileWhere(plan.where, work).filter;
  const filter = {
    types: FIGURE_TYPES,
    ...(entities === undefined ? {} : { entities }),
    groupBy: ['type', 'entity:*'],
    measures: fields.map((field) => ({ fn: 'p50' as const, field })),
    limit: 5_000,
  };
  const now = await work.reader.aggregate({ ...filter, fromUs: span.fromUs, toUs: span.toUs + 1 }, work.options);
  const before = await Promise.all(
    windowsOf(span, figureWindows(span)).map((window) => work.reader.aggregate({ ...filter, ...window }, work.options)),
  );
  const usual = new Map<string, (readonly (number | null)[])[]>();
  for (const { groups } of before)
    for (const group of groups) {
      const seen = usual.get(keyOf(group));
      if (seen === undefined) usual.set(keyOf(group), [group.measures]);
      else seen.push(group.measures);
    }
  const found: Unusual[] = [];
  let tested = 0;
  for (const group of now.groups) {
    const [type, entity] = group.key.map(String) as [string, string];
    const owner = type === 'agent_metrics' ? work.state.agents.has(entity) : work.state.nodes.has(entity);
    if (!owner) continue;
    for (const [i, field] of fields.entries()) {
      const value = group.measures[i];
      const past = (usual.get(keyOf(group)) ?? []).flatMap((measures) => measures[i] ?? []);
      if (typeof value !== 'number' || past.length < BASELINE_MIN) continue;
      tested++;
      const distance = robustDistance(value, past);
      if (Math.abs(distance) < FAR) continue;
      found.push({
        what: `median ${field}`,
        entity,
        now: Math.round(value * 10) / 10,
        usual: Math.round(medianOf(past) * 10) / 10,
        most: Math.round(Math.max(...past) * 10) / 10,
        measure: `${distance.toFixed(1)} robust deviations`,
        rank: Math.abs(distance),
      });
    }
  }
  return { found, tested, scanned: now.scanned + before.reduce((sum, one) => sum + one.scanned, 0) };
}
