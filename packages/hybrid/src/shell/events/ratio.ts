import { isoFromUs } from '@sutra/kit';
import { type GridEvent, toEventJson } from '@sutra/model';
import type { Plan, Where } from '../../core/plan.ts';
import type { PlanOf, Result, Work } from '../answer.ts';
import { conditionWords } from '../condition-words.ts';
import { COMES_BACK, costs, NO_COST, sequences } from '../entities/having.ts';
import { compileWhere, endOf, readEvents, timeOf, type Window, windowOf, windowText } from '../filter.ts';
import { asRow, bothOf, bucketTime, whereOf } from '../narrow.ts';
import { beforeTheRecord, notKept, windowWords } from '../nothing.ts';
import { availabilityOf } from '../spans/availability.ts';
import { asRecorded } from '../their-nodes.ts';
import { type Buckets, bucketEnd, bucketOf } from './bucket.ts';
import { grouped, inOrder, withTypes } from './count.ts';
import type { Group, GroupQuery } from './groups.ts';
import type { Restricted } from './restricted.ts';
import { EVIDENCE_MAX, GROUPS_LISTED, groupsListed, nameOf } from './words.ts';

const RATIO_TYPES: Readonly<Record<string, readonly [yes: readonly string[], no: readonly string[]]>> = {
  spawn_success: [['spawn_succeeded'], ['spawn_failed']],
  spawn_failure: [['spawn_failed'], ['spawn_succeeded']],
  stop_success: [['stop_succeeded'], ['stop_failed']],
  stop_failure: [['stop_failed'], ['stop_succeeded']],
};
/** One side of a share, and the plan that counts it. */
interface Part extends Restricted {
  readonly plan?: Plan;
}
interface Share {
  readonly yes: Part;
  readonly all: Part;
  readonly name: string;
  readonly of: string;
}

/** A share: successes of attempts that ended, or events that also meet a second condition; of the whole and of every group. */
export async function ratioOf(plan: PlanOf<'ratio'>, work: Work): Promise<Result> {
  if (plan.of === 'availability') return availabilityOf(plan, work);
  const window = windowOf(plan.time, work, 'all');
  const share = await shareOf(plan, window, work);
  const [yes, all, unknown] = await Promise.all([
    grouped(share.yes, window, { by: [] }, work),
    grouped(share.all, window, { by: [] }, work),
    notKept(window, work, share.all.compiled),
  ]);
  const range = windowText(window, work);
  const base = {
    assumptions: window.assumption === undefined ? [] : [window.assumption],
    as_of_seq: all.asOfSeq,
    scanned: all.scanned + yes.scanned + share.all.cost.scanned,
    partial: all.partial || yes.partial || share.all.cost.partial,
    unknown,
    ...(range === undefined ? {} : { window: range }),
  };
  if (all.total === 0)
    return {
      ...base,
      ...((await beforeTheRecord(window.toUs, work)) ?? {
        status: 'empty',
        nothing: 'none_matched',
        text: `No ${share.of}${conditionWords(plan.where)}${windowWords(window, work)}, so there is no ${share.name}.`,
      }),
    };
  const value = percent(yes.total, all.total);
  const evidence = await evidenceOf(share, window, work);
  const names = [...(plan.by ?? []), ...(plan.bucket === undefined ? [] : ['time'])];
  const apart = names.length > 0;
  const rows = apart ? await groupRows(plan, share, window, work) : wholeRows(share, yes.total, all.total);
  const listed = rows
    .slice(0, GROUPS_LISTED)
    .map((row) => `${names.map((name) => String(row[name] ?? 'unknown')).join(' ')} ${String(row['value'])} %`);
  return {
    ...base,
    status: 'answered',
    value,
    text: `${value} % ${share.name}${apart ? '' : ` (${yes.total} of ${all.total} ${share.of})`}${apart ? groupsListed(': ', listed, rows.length) : ''}.`,
    columns: apart ? [...names, 'value', 'part', 'whole'] : ['part', 'count'],
    rows,
    ...(plan.bucket === undefined ? {} : { series: rows.map(({ plan: _plan, ...point }) => point) }),
    events: evidence.map(toEventJson),
    evidence: evidence.map((event) => event.id),
  };
}

/** In per cent, to one digit. */
export const percent = (part: number, whole: number): number => Number(((100 * part) / whole).toFixed(1));

async function evidenceOf({ yes, all }: Share, window: Window, work: Work): Promise<readonly GridEvent[]> {
  const shown = yes.events ?? all.events;
  if (shown !== undefined) return shown.slice(-EVIDENCE_MAX).reverse();
  return (await readEvents(work, all.compiled, window, 'desc', EVIDENCE_MAX)).events;
}

async function shareOf(plan: PlanOf<'ratio'>, window: Window, work: Work): Promise<Share> {
  const where = plan.where ?? {};
  const time = timeOf(window, work);
  const part = (asked: Where): Part => ({
    compiled: compileWhere(asked, work),
    cost: NO_COST,
    unknown: [],
    plan: { op: 'count', target: 'event', where: asked, time },
  });
  if (plan.of === 'share') {
    const [yes, all] = [part(bothOf(where, plan.num ?? {})), part(where)];
    const whole: Plan = { op: 'count', target: 'event', where: await withTypes(where, all, window, work), time };
    return { yes, all: { ...all, plan: whole }, name: 'of them', of: nameOf(plan.where).many };
  }
  if (plan.of === 'recovery') return recoveries(where, window, work);
  if (plan.of === 'cache_hit') {
    const all = part({ ...where, event: ['embedding_latency'] });
    const { plan: _plan, ...yes } = all;
    const filter = { ...all.compiled.filter, where: [...(all.compiled.filter.where ?? []), { field: 'cache_hit', is: [true] }] };
    return { yes: { ...yes, compiled: { ...yes.compiled, filter } }, all, name: 'cache hits', of: 'embedding batches' };
  }
  const [yes, no] = RATIO_TYPES[plan.of] as readonly [readonly string[], readonly string[]];
  return {
    yes: part({ ...where, event: [...yes] }),
    all: part({ ...where, event: [...yes, ...no] }),
    name: plan.of.replace('_', ' '),
    of: `${plan.of.split('_')[0]}s that ended`,
  };
}

/** Failures after which the same agent or node came back. */
async function recoveries(where: Where, window: Window, work: Work): Promise<Share> {
  const kinds = [
    { target: 'agent', first: ['agent_offline'], back: COMES_BACK.agent },
    { target: 'node', first: ['node_crashed', 'node_lost'], back: COMES_BACK.node },
  ] as const;
  const yes: GridEvent[] = [];
  const all: GridEvent[] = [];
  let cost = NO_COST;
  for (const { target, first, back } of kinds) {
    const { event: _event, ...rest } = where;
    // biome-ignore lint/suspicious/noThenProperty: the plan's name for what follows
    const found = await sequences({ first: { event: first }, then: { event: back } }, rest, window, target, work);
    yes.push(...new Map(found.found.map((one) => [one.first.id, one.first])).values());
    const failed = await readEvents(work, compileWhere({ ...rest, event: first }, work), window, 'asc');
    all.push(...failed.events);
    cost = costs(cost, found.cost, { ...failed, partial: failed.partial || failed.more });
  }
  const byTime = (a: GridEvent, b: GridEvent): number => a.timeUs - b.timeUs || a.seq - b.seq;
  const part = (events: GridEvent[]): Part => ({ compiled: { filter: {}, ids: [] }, events: events.sort(byTime), cost, unknown: [] });
  const plan: Plan = {
    op: 'count',
    target: 'event',
    where: { ...where, event: kinds.flatMap((kind) => [...kind.first]) },
    time: timeOf(window, work),
  };
  return { yes: part(yes), all: { ...part(all), plan }, name: 'recovered', of: 'failures of agents and nodes' };
}

function wholeRows({ yes, all, name, of }: Share, part: number, whole: number): Record<string, unknown>[] {
  const row = (what: string, count: number, { plan }: Part): Record<string, unknown> => ({
    part: what,
    count,
    ...(plan === undefined ? {} : { plan: asRow(plan) }),
  });
  return [row(name, part, yes), row(of, whole, all)];
}

async function groupRows(plan: PlanOf<'ratio'>, share: Share, window: Window, work: Work): Promise<Record<string, unknown>[]> {
  const fromUs = window.fromUs ?? (await firstTime(share.all, work));
  const buckets: Buckets | undefined =
    plan.bucket === undefined ? undefined : { width: bucketOf(plan.bucket, endOf(window, work) - fromUs), tz: work.tz };
  const query: GroupQuery = { by: plan.by ?? [], ...(buckets === undefined ? {} : { buckets }) };
  const name = ({ key, startUs }: Group): string => JSON.stringify([(plan.by ?? []).map((dim) => key[dim] ?? null), startUs]);
  const yes = new Map((await grouped(share.yes, window, query, work)).groups.map((group) => [name(group), group.count]));
  const all = (await grouped(share.all, window, query, work)).groups;
  const time = timeOf(window, work);
  const { by: _by, bucket: _bucket, order: _order, limit: _limit, form: _form, ...rest } = plan;
  const rows = all.map((group) => {
    const part = yes.get(name(group)) ?? 0;
    const cut =
      group.startUs === undefined || buckets === undefined ? time : bucketTime(group.startUs, bucketEnd(buckets, group.startUs), time);
    const key = Object.fromEntries((plan.by ?? []).map((dim) => [dim, group.key[dim] ?? null]));
    return {
      ...key,
      ...(group.startUs === undefined ? {} : { time: isoFromUs(group.startUs) }),
      value: percent(part, group.count),
      part,
      whole: group.count,
      plan: asRow(asRecorded({ ...rest, where: whereOf(plan.where, key), time: cut })),
    };
  });
  return inOrder(rows, plan.order, buckets !== undefined, plan.by ?? [], 'value').slice(0, plan.limit);
}

async function firstTime(part: Part, work: Work): Promise<number> {
  const first = part.events?.[0] ?? (await readEvents(work, part.compiled, {}, 'asc', 1)).events[0];
  return first?.timeUs ?? work.nowUs;
}
