import { isoFromUs } from '@sutra/kit';
import { type GridEvent, summaryOf } from '@sutra/model';
import { inNaturalOrder } from '../../core/natural-order.ts';
import { nounOf } from '../../core/nouns.ts';
import type { Cond, Having, Target, Where } from '../../core/plan.ts';
import type { PlanOf, Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { isOfEvents, typesOf } from '../conditions.ts';
import { anchored } from '../events/anchored.ts';
import { compileWhere, readEvents, type Window, windowOf } from '../filter.ts';
import { asRow, bothOf, whenIn } from '../narrow.ts';
import { notKept } from '../nothing.ts';
import { EVIDENCE_MAX, entitiesOf, idOf, meets, statusOf } from './entity.ts';
import { EVENT_ONLY } from './fields.ts';
import { type Cost, costs, type Followed, havingEntities, sequences, tallies, universeOf } from './having.ts';

/** A plan for agents, nodes or both. */
export type EntityPlan = Pick<PlanOf<'list'>, 'target' | 'where' | 'time' | 'at' | 'anchor' | 'having' | 'seq'>;

/** Entities by what happened to them, one row each. */
export interface Eventful {
  readonly rows: readonly (Record<string, unknown> & { readonly id: string })[];
  readonly columns: readonly string[];
  readonly window: Window;
  /** The event that bounds the window, where one does. */
  readonly anchorId: string | undefined;
  readonly assumptions: readonly string[];
  readonly unknown: readonly string[];
  /** What is missing of the events that were looked for: whoever has none may have had one. */
  readonly missing: readonly string[];
  readonly evidence: readonly GridEvent[];
  readonly cost: Cost;
  /** Said of a row in the sentence. */
  readonly says: (row: Record<string, unknown>) => string;
  /** How many were looked at. */
  readonly lookedAt: number;
}

/** True when a plan asks what happened to entities, not what they are. */
export function isEventful(plan: EntityPlan): boolean {
  return plan.having !== undefined || plan.seq !== undefined || hasEvents(plan.where);
}

function hasEvents(where: Where | undefined): boolean {
  return Object.entries(where ?? {}).some(([field, condition]) =>
    field === 'any' ? (condition as readonly Where[]).some(hasEvents) : EVENT_ONLY.has(field),
  );
}

export const keyField = (target: Target): string => (target === 'entity' ? 'entity_id' : `${target}_id`);

/** What of a condition the events must meet, and what the entity itself must be now. */
function partsOf(where: Where | undefined): { readonly events: Where; readonly entity: Where } {
  const named = where?.['event'];
  const types = Array.isArray(named) ? typesOf(named) : undefined;
  const events: Record<string, Cond | readonly Where[]> = {};
  const entity: Record<string, Cond | readonly Where[]> = {};
  for (const [field, condition] of Object.entries(where ?? {})) {
    if (condition === undefined) continue;
    const aboutState =
      field === 'status' || field === 'pattern' || (!EVENT_ONLY.has(field) && isNumber(field) && !isOfEvents(field, types));
    if (aboutState || (field === 'any' && !(condition as readonly Where[]).some(hasEvents))) entity[field] = condition;
    else events[field] = condition;
  }
  return { events, entity };
}

const isNumber = (field: string): boolean => /_(pct|mb|ms|us|s|count|depth|rate|slots|throughput)$/.test(field);

/** Agents or nodes by what happened to them. */
export async function eventful(plan: EntityPlan, work: Work): Promise<Eventful> {
  const { window, note, anchorId } = await anchored(
    plan.anchor,
    windowOf(plan.time, work, plan.seq !== undefined || plan.anchor !== undefined || asksNever(plan) ? 'all' : 'day'),
    work,
  );
  const { events, entity } = partsOf(plan.where);
  const members = Object.keys(entity).length === 0 ? undefined : new Set(membersOf(entity, plan.target, work));
  const assumptions = [...(window.assumption === undefined || plan.anchor !== undefined ? [] : [window.assumption]), ...note];
  const scene = { plan, events, members, window, anchorId, assumptions, work };
  if (plan.seq !== undefined) return bySequence(scene);
  return plan.having !== undefined ? byHaving(scene, plan.having) : byEvents(scene);
}

/** "Never" is of all history, not of the day that is looked at where no period is said. */
const asksNever = ({ having }: EntityPlan): boolean => having?.some(({ count }) => count.eq === 0) === true;

interface Scene {
  readonly plan: EntityPlan;
  readonly events: Where;
  /** Entities that are what is asked; undefined when nothing is asked of them. */
  readonly members: ReadonlySet<string> | undefined;
  readonly window: Window;
  /** The event that bounds the window, where one does. */
  readonly anchorId: string | undefined;
  readonly assumptions: readonly string[];
  readonly work: Work;
}

const membersOf = (where: Where, target: Target, work: Work): string[] =>
  entitiesOf(work.state, target)
    .filter((entity) => meets(entity, where, work.state, work.nowUs))
    .map(idOf);

/** Most first, then by name. */
const byCount = (a: { id: string; count: number }, b: { id: string; count: number }): number =>
  b.count - a.count || inNaturalOrder(a.id, b.id);

async function byEvents(scene: Scene): Promise<Eventful> {
  const { plan, members, work } = scene;
  let { window } = scene;
  let found = await tallies(scene.events, window, plan.target, work);
  const assumptions = [...scene.assumptions];
  if (found.total === 0 && plan.time === undefined && plan.anchor === undefined) {
    window = window.toUs === undefined ? {} : { toUs: window.toUs };
    found = await tallies(scene.events, window, plan.target, work);
    if (found.total > 0) assumptions.push('nothing in the last 24 h: widened to all history');
    else window = scene.window;
  }
  const rows = [...found.counts]
    .filter(([id]) => members?.has(id) ?? true)
    .map(([id, { count, firstUs, lastUs }]) => ({
      id,
      count,
      first: isoFromUs(firstUs),
      last: isoFromUs(lastUs),
      lastUs,
      plan: countPlan(scene, scene.events, id, window),
    }))
    .sort(byCount);
  const evidence = rows.length === 0 ? [] : (await readEvents(work, compileWhere(scene.events, work), window, 'desc', EVIDENCE_MAX)).events;
  return {
    ...scene,
    window,
    assumptions,
    rows: rows.map(({ lastUs: _last, ...row }) => row),
    columns: ['count', 'first', 'last'],
    unknown: [],
    missing: await missingOf(undefined, scene.events, window, work),
    evidence,
    cost: found.cost,
    says: (row) => `${String(row['count'])}×, last ${clock(rows.find((one) => one.id === row['id'])?.lastUs ?? 0, work)}`,
    lookedAt: found.counts.size,
  };
}

/** What of such events is not there: whoever has none now may have had one. */
function missingOf(kinds: readonly unknown[] | undefined, events: Where, window: Window, work: Work): Promise<string[]> {
  const named = kinds?.every(Array.isArray) === true ? { event: kinds.flat().map(String) } : {};
  return notKept(window, work, compileWhere({ ...events, ...named }, work));
}

/** The number of a row as a plan: events of this entity. */
function countPlan({ plan, anchorId, work }: Scene, events: Where, id: string, window: Window): Record<string, unknown> {
  const { target, at } = plan;
  const where = bothOf(events, { [target]: [id] });
  return asRow({ op: 'count', target: 'event', where, ...whenIn(plan, anchorId, window, work), ...(at === undefined ? {} : { at }) });
}

/** What the numbers of a row are called: the only one is the count, of several each is named by what it counts. */
function columnsOf(having: readonly Having[]): readonly string[] {
  if (having.length === 1) return ['count'];
  const named = having.map(({ event }) => event.map((type) => nounOf(type).many.replaceAll(/[ -]/g, '_')).join('_or_'));
  return new Set(named).size === having.length ? named : named.map((name, i) => `${name}_${i + 1}`);
}

async function byHaving(scene: Scene, having: readonly Having[]): Promise<Eventful> {
  const { plan, members, window, work } = scene;
  const registered = entitiesOf(work.state, plan.target).filter((entity) => statusOf(entity) !== 'unregistered');
  const { event: _event, ...about } = scene.events;
  const named = Object.fromEntries(Object.entries(about).filter(([field]) => !EVENT_ONLY.has(field) && field !== 'any')) as Where;
  const present = new Set(registered.filter((entity) => meets(entity, named, work.state, work.nowUs)).map(idOf));
  const universe = universeOf(plan.target, work).filter((id) => members?.has(id) ?? true);
  const { met, cost } = await havingEntities(having, scene.events, universe, window, plan.target, work);
  const names = columnsOf(having);
  const rows = [...met]
    // What it never happened to is asked of what is there: one that has left, or lies elsewhere, is not among those.
    .filter(([id, { counts }]) => counts.some((count) => count > 0) || present.has(id))
    .map(([id, { counts, busiest }]) => ({
      id,
      count: counts[0] ?? 0,
      ...Object.fromEntries(names.map((name, i) => [name, counts[i] ?? 0])),
      ...(busiest[0] === undefined
        ? {}
        : { busiest: busiest[0].count, busiest_from: busiest[0].count === 0 ? null : isoFromUs(busiest[0].fromUs) }),
      plan: countPlan(scene, { ...scene.events, ...having[0]?.where, event: having[0]?.event ?? [] }, id, window),
    }))
    .sort(byCount);
  const first = having[0] as Having;
  const evidence: GridEvent[] = [];
  for (const { where, event } of rows.length === 0 ? [] : having) {
    const read = await readEvents(work, compileWhere({ ...scene.events, ...where, event }, work), window, 'desc', EVIDENCE_MAX);
    evidence.push(...read.events.filter((one) => one.entities.some((id) => met.has(id))));
  }
  return {
    ...scene,
    rows,
    columns: [...names, ...(first.per === undefined ? [] : ['busiest', 'busiest_from'])],
    unknown: [],
    missing: await missingOf(
      having.map(({ event }) => event),
      scene.events,
      window,
      work,
    ),
    evidence: evidence.sort((a, b) => b.timeUs - a.timeUs).slice(0, EVIDENCE_MAX),
    cost,
    says: (row) => (first.per === undefined ? `${String(row['count'])}×` : `${String(row['busiest'])} within ${first.per}`),
    lookedAt: universe.length,
  };
}

async function bySequence(scene: Scene): Promise<Eventful> {
  const { plan, members, window, work } = scene;
  const seq = plan.seq as NonNullable<EntityPlan['seq']>;
  const { found, undecided, firsts, cost } = await sequences(seq, scene.events, window, plan.target, work);
  const latest = new Map<string, Followed>();
  for (const one of found) if (members?.has(one.id) ?? true) latest.set(one.id, one);
  const counts = new Map<string, number>();
  for (const { id } of found) counts.set(id, (counts.get(id) ?? 0) + 1);
  const rows = [...latest.values()].map(({ id, first, then }) => ({
    id,
    time: isoFromUs(first.timeUs),
    count: counts.get(id) ?? 0,
    followed: then === undefined || seq.absent === true ? null : isoFromUs(then.timeUs),
    summary: summaryOf(first),
    event_id: first.id,
  }));
  rows.sort((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : inNaturalOrder(a.id, b.id)));
  const events = [...latest.values()].flatMap(({ first, then }) => (then === undefined || seq.absent === true ? [first] : [first, then]));
  return {
    ...scene,
    rows,
    columns: ['time', ...(seq.absent === true ? [] : ['followed']), 'summary'],
    unknown: undecided === 0 ? [] : [`${undecided} could still be followed in time`],
    missing: await missingOf(
      [seq.first, seq.then].map(({ event }) => event),
      scene.events,
      window,
      work,
    ),
    evidence: events.slice(0, EVIDENCE_MAX),
    cost: costs(cost),
    says: (row) => `since ${clock(latest.get(String(row['id']))?.first.timeUs ?? 0, work)}`,
    lookedAt: firsts,
  };
}
