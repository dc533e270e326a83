import { counted, durationText, isoFromUs } from '@sutra/kit';
import type { AggregateGroup, AggregateResult, EventFilter } from '@sutra/storage';
import { nounOf } from '../../core/nouns.ts';
import type { PlanOf, Result, Work } from '../answer.ts';
import { carries, typesWith } from '../conditions.ts';
import { groupingOf } from '../events/grouping.ts';
import { compileWhere, typesOf, windowOf } from '../filter.ts';
import { chanceOfAtLeast, medianOf, robustDistance } from './tails.ts';

const HOUR_US = 3_600_000_000;
const DAY_US = 24 * HOUR_US;
/** Things whose figures are looked at. */
const THINGS_MAX = 100_000;
/** Kinds of events of things that are counted apart; an operation is a thing to the store too. Past it the answer is partial. */
const GROUPS_MAX = 100_000;
/** Windows of the same length before it that say what is usual, and how many of them must be in the record. */
const BASELINE_WINDOWS = 24;
const BASELINE_MIN = 6;
/** Over all that is tested, so many false alarms are accepted. */
const FALSE_ALARMS = 0.01;
/** Fewer than this many events are never called unusual. */
const EVENTS_MIN = 3;
/** A figure is unusual from so many robust standard deviations on. */
const FAR = 8;
/** Figures of things, with the type that carries them. */
const FIGURES: readonly FiguresOf[] = [
  { of: 'agent', types: ['agent_metrics'], fields: ['cpu_pct', 'memory_pct', 'disk_pct'] },
  { of: 'node', types: ['node_metrics'], fields: ['cpu_pct', 'memory_mb'] },
];
const RESTLESS = ['@problem', 'node_restarted', 'auth_failed', 'events_refused', 'emitter_gap', 'detector_suspect'];

interface FiguresOf {
  readonly of: 'agent' | 'node';
  readonly types: readonly string[];
  readonly fields: readonly string[];
}

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
  // A period up to now is longer by what has passed of this very second.
  const lengthText = durationText(Math.floor(span.lengthUs / 1_000_000) * 1000);
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
      text: `Whether something is unusual cannot be said: ${span.windows} of ${BASELINE_MIN} windows of ${lengthText} ${span.windows === 1 ? 'is' : 'are'} on record before it.`,
      unknown: ['what is usual: the record is too short'],
      certainty: 1,
      confidence_from: 'the length of the record',
    };
  const counts = plan.metric === undefined ? await unusualCounts(plan, span, work) : UNTESTED;
  const figures = eventsNamed(plan, work) === undefined ? await unusualFigures(plan, span, work) : UNTESTED;
  const found = [...counts.found, ...figures.found].sort((a, b) => b.rank - a.rank);
  const tested = counts.tested + figures.tested;
  const shared = {
    ...base,
    scanned: counts.scanned + figures.scanned,
    partial: counts.partial || figures.partial,
    certainty: 0.8,
    confidence_from: `${counted(tested, 'test')}; ${FALSE_ALARMS} false alarms accepted over all counts, ${FAR} robust deviations for figures`,
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

/** The events a question is about, where it names some: then nothing is said of others, nor of figures. */
function eventsNamed(plan: PlanOf<'anomaly'>, work: Work): readonly string[] | undefined {
  return plan.of === undefined ? compileWhere(plan.where, work).filter.types : typesOf([plan.of]);
}

async function unusualCounts(plan: PlanOf<'anomaly'>, span: Span, work: Work): Promise<Tested> {
  const types = eventsNamed(plan, work) ?? typesOf(RESTLESS);
  const { entities, where } = compileWhere(plan.where, work).filter;
  const filter = {
    ...(types === undefined ? {} : { types }),
    ...(entities === undefined ? {} : { entities }),
    ...(where === undefined ? {} : { where }),
    groupBy: ['type', 'entity:*'],
    limit: GROUPS_MAX,
  };
  const now = await work.reader.aggregate({ ...filter, fromUs: span.fromUs, toUs: span.toUs + 1 }, work.options);
  const cut = (one: AggregateResult): boolean => one.partial || one.groupsTotal > GROUPS_MAX;
  const candidates = now.groups.filter(({ key, count }) => count >= EVENTS_MIN && isThing(String(key[1]), work));
  const tested = now.groups.filter(({ key }) => isThing(String(key[1]), work)).length;
  if (candidates.length === 0) return { found: [], tested, scanned: now.scanned, partial: cut(now) };
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
  return { found: found.flat(), tested, scanned: now.scanned + before.scanned, partial: cut(now) || cut(before) };
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

async function unusualFigures(plan: PlanOf<'anomaly'>, span: Span, work: Work): Promise<Tested> {
  const asked = plan.metric === undefined ? FIGURES : carriersOf(plan.metric);
  const parts = await Promise.all(asked.map((figures) => unusualOf(figures, plan, span, work)));
  return {
    found: parts.flatMap(({ found }) => found),
    tested: parts.reduce((sum, { tested }) => sum + tested, 0),
    scanned: parts.reduce((sum, { scanned }) => sum + scanned, 0),
    partial: parts.some(({ partial }) => partial),
  };
}

/** What carries a figure: of nodes where its events name one, else of agents. */
function carriersOf(metric: string): FiguresOf[] {
  const types = typesWith(metric);
  const ofNodes = types.filter((type) => carries(type, 'node_id'));
  const ofAgents = types.filter((type) => !carries(type, 'node_id') && carries(type, 'agent_id'));
  const all: FiguresOf[] = [
    { of: 'agent', types: ofAgents, fields: [metric] },
    { of: 'node', types: ofNodes, fields: [metric] },
  ];
  return all.filter((one) => one.types.length > 0);
}

interface Tested {
  readonly found: readonly Unusual[];
  readonly tested: number;
  readonly scanned: number;
  /** A limit cut short what was looked at. */
  readonly partial: boolean;
}

const UNTESTED: Tested = { found: [], tested: 0, scanned: 0, partial: false };

/** Medians of figures of agents, or of nodes, against those of the windows before. */
async function unusualOf({ of, types, fields }: FiguresOf, plan: PlanOf<'anomaly'>, span: Span, work: Work): Promise<Tested> {
  const things: ReadonlyMap<string, unknown> = of === 'agent' ? work.state.agents : work.state.nodes;
  const { entities } = compileWhere(plan.where, work).filter;
  const filter = {
    types,
    ...(entities === undefined ? {} : { entities }),
    // Only what they are figures of: who else an event names has the same ones.
    groupBy: [groupingOf(things.keys())],
    measures: fields.map((field) => ({ fn: 'p50' as const, field })),
    limit: THINGS_MAX,
  };
  const windows = windowsOf(span, figureWindows(span));
  const [now, ...before] = await Promise.all(
    [{ fromUs: span.fromUs, toUs: span.toUs + 1 }, ...windows].map((window) =>
      work.reader.aggregate({ ...filter, ...window }, work.options),
    ),
  );
  const usual = new Map<string, (readonly (number | null)[])[]>();
  for (const { groups } of before)
    for (const { key, measures } of groups) {
      const seen = usual.get(String(key[0]));
      if (seen === undefined) usual.set(String(key[0]), [measures]);
      else seen.push(measures);
    }
  const found: Unusual[] = [];
  let tested = 0;
  for (const { key, measures } of now?.groups ?? []) {
    const entity = String(key[0]);
    if (!things.has(entity)) continue;
    for (const [i, field] of fields.entries()) {
      const value = measures[i];
      const past = (usual.get(entity) ?? []).flatMap((one) => one[i] ?? []);
      if (typeof value !== 'number' || past.length < BASELINE_MIN) continue;
      tested++;
      const distance = robustDistance(value, past);
      if (Math.abs(distance) >= FAR) found.push(unusualFigure(field, entity, value, past, distance));
    }
  }
  const all = [now, ...before].flatMap((one) => one ?? []);
  return { found, tested, scanned: all.reduce((sum, one) => sum + one.scanned, 0), partial: all.some((one) => one.partial) };
}

const toTenths = (value: number): number => Math.round(value * 10) / 10;

const unusualFigure = (field: string, entity: string, value: number, past: readonly number[], distance: number): Unusual => ({
  what: `median ${field}`,
  entity,
  now: toTenths(value),
  usual: toTenths(medianOf(past)),
  most: toTenths(Math.max(...past)),
  measure: `${distance.toFixed(1)} robust deviations`,
  rank: Math.abs(distance),
});
