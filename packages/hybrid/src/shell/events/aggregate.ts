import { counted, isoFromUs } from '@sutra/kit';
import { type GridEvent, toEventJson } from '@sutra/model';
import type { Measure } from '@sutra/storage';
import type { Noun } from '../../core/nouns.ts';
import type { Agg, Dim, Plan, Where } from '../../core/plan.ts';
import type { PlanOf, Result, Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { typesOf, typesWith } from '../conditions.ts';
import { type Entity, entitiesOf, fieldOf, idOf, isStateField, meets } from '../entities/entity.ts';
import { unknownFigure } from '../entities/figures.ts';
import { nameOfField, unitOf } from '../figure-text.ts';
import { type Compiled, compileWhere, endOf, readEvents, timeOf, type Window, windowOf, windowText } from '../filter.ts';
import { isAgent, isNode } from '../imported.ts';
import { asRow, bucketTime, whereOf } from '../narrow.ts';
import { nothing, notKept } from '../nothing.ts';
import { unsupported } from '../unsupported.ts';
import { bucketEnd, bucketOf } from './bucket.ts';
import { inOrder } from './count.ts';
import { carryingBoth, DERIVED, type Derived, derivedGroups } from './derived.ts';
import { type Group, type Grouped, type GroupQuery, groupEvents, measureOf } from './groups.ts';
import { EVIDENCE_MAX, GROUPS_LISTED, groupsListed } from './words.ts';

/** Types whose events are about one kind of thing: a figure "of nodes" is not mixed with that of their hosts. */
const OF_TARGET: Readonly<Record<string, (type: string) => boolean>> = {
  node: (type) => type !== 'agent_metrics',
  agent: (type) => type !== 'node_metrics',
};

/** A figure over a number that events carry, or that agents and nodes have now. */
export async function aggregateOf(plan: PlanOf<'aggregate'>, work: Work): Promise<Result> {
  const asked = plan.where?.['event'];
  const named = Array.isArray(asked) ? typesOf(asked) : undefined;
  const carrying = typesWith(plan.metric)
    .filter((type) => (named ?? [type]).includes(type))
    .filter(OF_TARGET[plan.target] ?? (() => true));
  const custom = named?.filter((type) => type.startsWith('custom.')) ?? [];
  const derived = plan.target === 'node' ? DERIVED[plan.metric] : undefined;
  const types = derived === undefined ? [...carrying, ...custom] : [derived.of];
  if (plan.agg === 'current' || types.length === 0) return overState(plan, work);
  const where: Where = { ...plan.where, event: types };
  const window = windowOf(plan.time, work, 'day');
  const plain = compileWhere(where, work);
  const compiled = derived === undefined ? carryingIt(plain, plan.metric) : carryingBoth(plain, derived);
  const scene: Scene = { plan, where, compiled, window, work, derived };
  const found = await overEvents(scene);
  const range = windowText(window, work);
  const base = {
    ...found.base,
    assumptions: window.assumption === undefined ? [] : [window.assumption],
    ...(range === undefined ? {} : { window: range }),
  };
  if (found.samples === 0) {
    const { value: none, ...rest } = await nothing(where, window, work, compiled, { noun: valuesOf(plan.metric) });
    // There may be none of them; there is no percentile of none.
    return { ...base, ...rest, ...(plan.agg === 'count' && none !== undefined ? { value: none } : {}) };
  }
  const [evidence, unknown] = await Promise.all([
    readEvents(work, compiled, window, 'desc', EVIDENCE_MAX),
    notKept(window, work, compiled),
  ]);
  return {
    ...base,
    status: 'answered',
    value: found.value,
    text: sentence(plan, found.value, found.samples, found.rows),
    columns: found.columns,
    rows: found.rows,
    ...(found.columns[0] === 'time' ? { series: found.rows.map(({ plan: _plan, ...point }) => point) } : {}),
    events: evidence.events.map(toEventJson),
    evidence: evidence.events.map((event) => event.id),
    unknown,
  };
}

const valuesOf = (metric: string): Noun => ({ one: `value of ${nameOfField(metric)}`, many: `values of ${nameOfField(metric)}` });

/** Events that have a value there. */
const carryingIt = (compiled: Compiled, field: string): Compiled => ({
  ...compiled,
  filter: { ...compiled.filter, where: [...(compiled.filter.where ?? []), { field, exists: true }] },
});

interface Scene {
  readonly plan: PlanOf<'aggregate'>;
  readonly where: Where;
  readonly compiled: Compiled;
  readonly window: Window;
  readonly work: Work;
  /** How the number is worked out, where no event carries it. */
  readonly derived: Derived | undefined;
}
interface Figures {
  readonly value: number;
  readonly samples: number;
  readonly columns: string[];
  readonly rows: Record<string, unknown>[];
  readonly base: Pick<Result, 'status' | 'text' | 'as_of_seq' | 'scanned' | 'partial'>;
}

const STORED: ReadonlySet<Agg> = new Set<Agg>(['avg', 'sum', 'min', 'max', 'p50', 'p90', 'p95', 'p99']);

function overEvents(scene: Scene): Promise<Figures> {
  const { agg } = scene.plan;
  return (agg === 'last' || agg === 'each') && scene.derived === undefined ? oneByOne(scene) : grouped(scene);
}

/** Figures of the whole and of every group and bucket, by the store. */
async function grouped({ plan, where, compiled, window, work, derived }: Scene): Promise<Figures> {
  const measures: Measure[] =
    plan.agg === 'count' ? [] : [{ fn: STORED.has(plan.agg) ? (plan.agg as Measure['fn']) : 'avg', field: plan.metric }];
  const bucket = plan.bucket ?? (plan.agg === 'trend' ? 'auto' : undefined);
  const fromUs = window.fromUs ?? (await readEvents(work, compiled, window, 'asc', 1)).events[0]?.timeUs ?? work.nowUs;
  const buckets = bucket === undefined ? undefined : { width: bucketOf(bucket, endOf(window, work) - fromUs), tz: work.tz };
  const groups = (query: GroupQuery): Promise<Grouped> =>
    derived === undefined ? groupEvents(work, compiled, window, query) : derivedGroups(work, compiled, window, query, plan.metric, derived);
  const all = await groups({ by: [], measures });
  const by = plan.by ?? [];
  const apart = by.length > 0 || buckets !== undefined;
  const parts = apart ? await groups({ by, measures, ...(buckets === undefined ? {} : { buckets }) }) : all;
  const time = timeOf(window, work);
  const { by: _by, bucket: _bucket, order: _order, limit: _limit, form: _form, ...rest } = plan;
  const figure = (group: Group | undefined): number => (plan.agg === 'count' ? (group?.count ?? 0) : round(group?.measures[0] ?? 0));
  const rows = parts.groups.map((group) => {
    const key = Object.fromEntries(by.map((dim) => [dim, group.key[dim] ?? null]));
    const cut =
      group.startUs === undefined || buckets === undefined ? time : bucketTime(group.startUs, bucketEnd(buckets, group.startUs), time);
    const narrowed: Plan = { ...rest, agg: plan.agg === 'trend' ? 'avg' : plan.agg, where: whereOf(where, key), time: cut };
    return {
      ...(group.startUs === undefined ? {} : { time: isoFromUs(group.startUs) }),
      ...key,
      value: figure(group),
      samples: group.count,
      plan: asRow(narrowed),
    };
  });
  const names = [...(buckets === undefined ? [] : ['time']), ...by];
  return {
    value: figure(all.groups[0]),
    samples: all.total,
    columns: [...names, 'value', 'samples'],
    rows: inOrder(
      rows,
      plan.order === undefined ? undefined : { ...plan.order, by: plan.order.by === plan.metric ? 'value' : plan.order.by },
      buckets !== undefined,
      by,
      'value',
    ).slice(0, plan.limit),
    base: {
      status: 'answered',
      text: '',
      as_of_seq: all.asOfSeq,
      scanned: all.scanned + (apart ? parts.scanned : 0),
      partial: all.partial || parts.partial,
    },
  };
}

/** The latest value of each thing, or every value there was. */
async function oneByOne({ plan, compiled, window, work }: Scene): Promise<Figures> {
  const by = plan.by ?? [];
  const found =
    plan.agg === 'last' && by.length === 0
      ? await readEvents(work, compiled, window, 'desc', 1)
      : await readEvents(work, compiled, window, 'desc');
  const numbers = found.events.map((event) => ({ event, value: round(numberOf(event, plan.metric)) }));
  const kept = plan.agg === 'last' && by.length > 0 ? latestOf(numbers, by, work) : numbers;
  const rows = kept.slice(0, plan.limit ?? 1_000).map(({ event, value }) => ({
    time: isoFromUs(event.timeUs),
    entity_id: event.entities[0] ?? '',
    value,
    event_id: event.id,
  }));
  const order = plan.order === undefined || plan.order.by === 'time' ? undefined : plan.order;
  return {
    value: plan.agg === 'last' ? (numbers[0]?.value ?? 0) : numbers.length,
    samples: numbers.length,
    columns: ['time', 'entity_id', 'value'],
    rows: order === undefined ? rows : inOrder(rows, { by: 'value', dir: order.dir }, false, ['entity_id'], 'value'),
    base: {
      status: 'answered',
      text: '',
      as_of_seq: found.asOfSeq,
      scanned: found.scanned,
      partial: found.partial || (plan.agg === 'each' && found.more),
    },
  };
}

type Valued = { readonly event: GridEvent; readonly value: number };

function latestOf(numbers: readonly Valued[], by: readonly Dim[], work: Work): Valued[] {
  const latest = new Map<string, Valued>();
  for (const one of numbers)
    for (const id of one.event.entities) {
      const fits = (by.includes('node') && isNode(id, work)) || (by.includes('agent') && isAgent(id, work));
      if (fits && !latest.has(id)) latest.set(id, one);
    }
  return [...latest.values()];
}

const numberOf = (event: GridEvent, field: string): number => Number((event.body as Readonly<Record<string, unknown>>)[field]);

/** Figures to six digits: what is shown is what is compared. */
const round = (value: number): number => Number(value.toPrecision(6));

/** Over what agents and nodes have now: also for numbers no event carries, such as free slots. */
async function overState(plan: PlanOf<'aggregate'>, work: Work): Promise<Result> {
  if (!isStateField(plan.metric))
    return {
      status: 'empty',
      nothing: 'not_recorded',
      text: `Nothing here records ${plan.metric}.`,
      unknown: [`${plan.metric}: neither an event nor the state carries it`],
    };
  if (plan.bucket !== undefined || plan.agg === 'trend' || (plan.time !== undefined && plan.agg !== 'current'))
    throw unsupported(`${plan.metric} over time: it is known of now only`);
  const target = plan.target === 'event' || plan.target === 'cluster' ? 'entity' : plan.target;
  const found = entitiesOf(work.state, target).filter((entity) => meets(entity, plan.where, work.state, work.nowUs));
  const valued = found.flatMap((entity) => {
    const value = fieldOf(entity, plan.metric, work.state, work.nowUs);
    return typeof value === 'number' ? [{ entity, value }] : [];
  });
  const base = { as_of_seq: work.state.seq, scanned: found.length, assumptions: [`values as of ${clock(work.nowUs, work)}`] };
  if (valued.length === 0)
    return {
      ...base,
      status: 'empty',
      nothing: 'not_recorded',
      ...unknownFigure(plan.metric, found, target),
    };
  const by = plan.by ?? [];
  const groups = new Map<string, { key: Record<string, string | number | boolean | null>; values: number[] }>();
  for (const { entity, value } of valued) {
    const key = Object.fromEntries(
      (by.length === 0 ? (['entity'] as const) : by).map((dim) => [dim === 'entity' ? 'entity_id' : dim, propertyOf(entity, dim, work)]),
    );
    const group = groups.get(JSON.stringify(key)) ?? { key, values: [] };
    group.values.push(value);
    groups.set(JSON.stringify(key), group);
  }
  const rows = [...groups.values()].map(({ key, values }) => ({
    ...key,
    value: round(figureOf(plan.agg, values)),
    samples: values.length,
  }));
  const names = by.length === 0 ? ['entity_id'] : [...by];
  const sorted = inOrder(
    rows,
    plan.order === undefined ? undefined : { ...plan.order, by: plan.order.by === plan.metric ? 'value' : plan.order.by },
    false,
    names,
    'value',
  ).slice(0, plan.limit);
  const value = round(
    figureOf(
      plan.agg,
      valued.map((one) => one.value),
    ),
  );
  return {
    ...base,
    status: 'answered',
    value,
    text: sentence(plan, value, valued.length, sorted),
    columns: [...names, 'value', 'samples'],
    rows: sorted,
  };
}

const propertyOf = (entity: Entity, dim: Dim | 'entity', work: Work): string | number | boolean | null =>
  dim === 'entity' ? idOf(entity) : (fieldOf(entity, dim, work.state, work.nowUs) ?? null);

function figureOf(agg: Agg, values: readonly number[]): number {
  if (agg === 'count' || agg === 'each') return values.length;
  const fn = STORED.has(agg) ? (agg as Measure['fn']) : 'avg';
  return measureOf(fn, values) as number;
}

const WORDS: Readonly<Record<Agg, string>> = {
  avg: 'average',
  sum: 'total',
  min: 'lowest',
  max: 'highest',
  p50: 'median',
  p90: '90th percentile of',
  p95: '95th percentile of',
  p99: '99th percentile of',
  last: 'latest',
  current: 'current average of',
  each: 'number of values of',
  count: 'number of values of',
  trend: 'average',
};

/** A figure as a sentence says it: digits beyond what was measured say nothing. The value of the answer keeps them. */
const shown = (amount: number): number => Number(Math.abs(amount) < 1 ? amount.toPrecision(2) : amount.toFixed(1));

function sentence(plan: PlanOf<'aggregate'>, value: number, samples: number, rows: readonly Record<string, unknown>[]): string {
  const counting = plan.agg === 'count' || plan.agg === 'each';
  const figure = (amount: number): string => (counting ? String(amount) : `${shown(amount)}${unitOf(plan.metric)}`);
  const words = WORDS[plan.agg];
  const only = plan.agg === 'current' && samples === 1 ? rows[0]?.['entity_id'] : undefined;
  // Of one thing nothing is averaged.
  const name = nameOfField(plan.metric);
  if (only !== undefined) return `${name[0]?.toUpperCase()}${name.slice(1)} of ${String(only)}: ${figure(value)}.`;
  const head = `${words[0]?.toUpperCase()}${words.slice(1)} ${plan.metric}: ${figure(value)}`;
  const tail = counting ? '' : ` over ${counted(samples, 'value')}`;
  if (plan.by === undefined) return `${head}${tail}.`;
  const listed = rows
    .slice(0, GROUPS_LISTED)
    .map(
      (row) =>
        `${(plan.by ?? []).map((dim) => String(row[dim] ?? row['entity_id'] ?? 'unknown')).join(' ')} ${typeof row['value'] === 'number' ? figure(row['value']) : String(row['value'])}`,
    );
  return `${head}${groupsListed('; ', listed, rows.length)}.`;
}
