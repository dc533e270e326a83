import { counted, isoFromUs } from '@sutra/kit';
import { toEventJson } from '@sutra/model';
import { inNaturalOrder } from '../../core/natural-order.ts';
import type { CountPlan, Order, Plan, Where } from '../../core/plan.ts';
import type { PlanOf, Result, Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { narrowedWords } from '../condition-words.ts';
import { type Compiled, endOf, readEvents, timeOf, type Window, windowOf, windowText } from '../filter.ts';
import { asRow, bucketTime, SINGLE, whenIn, whereOf } from '../narrow.ts';
import { nothing, notKept } from '../nothing.ts';
import { asRecorded } from '../their-nodes.ts';
import { unsupported } from '../unsupported.ts';
import { recordedIn } from '../unwatched.ts';
import { anyWished, ofRecordedType } from '../wished-restarts.ts';
import { anchored } from './anchored.ts';
import { type Buckets, bucketEnd, bucketOf, bucketStart, durationUs } from './bucket.ts';
import { type Group, type Grouped, type GroupQuery, groupEvents, groupsOf } from './groups.ts';
import { type Restricted, restricted } from './restricted.ts';
import { countedEvents, EVIDENCE_MAX, GROUPS_LISTED, groupsListed, nameOf } from './words.ts';

/** Buckets of a series that are shown also when nothing happened in them. */
const EMPTY_BUCKETS_MAX = 1_000;

/** How many events, grouped where asked. Groups are counted by the store; only their names are looked up here. */
export async function countEvents(plan: PlanOf<'count'>, work: Work): Promise<Result> {
  const open = plan.anchor !== undefined || plan.seq !== undefined;
  const { window, note, anchorId } = await anchored(plan.anchor, windowOf(plan.time, work, open ? 'all' : 'day'), work);
  const narrowed = await restricted(plan, window, work);
  const spanUs = endOf(window, work) - (window.fromUs ?? (await firstTime(narrowed.compiled, work)));
  const buckets = plan.bucket === undefined ? undefined : { width: bucketOf(plan.bucket, spanUs), tz: work.tz };
  if (buckets !== undefined && spanUs / durationUs(buckets.width) > 100_000)
    throw unsupported(`${plan.bucket} buckets over ${Math.round(spanUs / 86_400_000_000)} days`);
  const by = [...(plan.by ?? []), ...(plan.distinct === undefined ? [] : [plan.distinct])];
  const query: GroupQuery = { by, ...(buckets === undefined ? {} : { buckets }) };
  const all = await grouped(narrowed, window, query, work);
  const found = { ...all, groups: all.groups.filter(({ key }) => !isPartOfGrid(key['user'])) };
  const byParts = all.groups.reduce((sum, { key, count }) => sum + (isPartOfGrid(key['user']) ? count : 0), 0);
  const range = windowText(window, work);
  const base = {
    assumptions: [...(window.assumption === undefined || plan.anchor !== undefined ? [] : [window.assumption]), ...note],
    as_of_seq: found.asOfSeq,
    scanned: found.scanned + narrowed.cost.scanned,
    partial: found.partial || narrowed.cost.partial,
    unknown: narrowed.unknown,
    ...(range === undefined ? {} : { window: range }),
  };
  if (found.total === 0) {
    const none = await nothing(plan.where, window, work, narrowed.compiled, { narrowed: narrowedWords(plan) });
    return { ...base, ...none, unknown: [...narrowed.unknown, ...(none.unknown ?? [])], opens: opensOf(plan, window, work) };
  }
  const named = plan.distinct === undefined ? undefined : found.groups.map(({ key }) => key[plan.distinct as string]);
  const value = named === undefined ? found.total : new Set(named.filter((one) => one !== null)).size;
  const shape = { plan, window, buckets, anchorId, work };
  const [rows, evidence, lacking, opened] = await Promise.all([
    plan.by === undefined && buckets === undefined ? plainRows(shape, found, narrowed, value) : groupRows(shape, found.groups),
    readEvents(work, narrowed.compiled, window, 'desc', EVIDENCE_MAX),
    notKept(window, work, narrowed.compiled),
    plan.by?.includes('event') ? withTypes(plan.where ?? {}, narrowed, window, work) : plan.where,
  ]);
  return {
    ...base,
    status: 'answered',
    // Whether it went up or down is said in words.
    value: plan.form === 'yesno' && plan.bucket === undefined ? true : value,
    text: `${countText(plan, found.total, value, rows, work)}${byParts === 0 ? '' : ` ${byParts} of them by agents, which are no users.`}`,
    columns:
      plan.by === undefined && buckets === undefined
        ? ['what', 'count']
        : [...(plan.by ?? []), ...(buckets === undefined ? [] : ['time']), 'count'],
    rows,
    ...(buckets === undefined ? {} : { series: rows.map(({ plan: _plan, ...point }) => point) }),
    opens: opensOf(opened === undefined ? plan : { ...plan, where: opened }, window, work),
    events: evidence.events.map(toEventJson),
    evidence: evidence.events.map((event) => event.id),
    unknown: [...narrowed.unknown, ...lacking, ...outside(found, plan)],
  };
}

/** Whether a user is none: agents and the master are recorded with what they do by themselves. */
const isPartOfGrid = (user: unknown): boolean => typeof user === 'string' && /^(?:agent:|scheduler$|master$|control$)/.test(user);

/** Groups by the store, or of the events at hand when only reading could tell which they are. */
export async function grouped(narrowed: Restricted, window: Window, query: GroupQuery, work: Work): Promise<Grouped> {
  const { events } = narrowed;
  if (events === undefined) return groupEvents(work, narrowed.compiled, window, query);
  const { asOfSeq } = await work.reader.query({ limit: 1, order: 'desc' }, work.options);
  return { groups: groupsOf(events, query, work), total: events.length, asOfSeq, scanned: events.length, partial: false };
}

/**
 * A condition on users with the types of what it found. Where a plan speaks of types, what came of a wish is of whoever wished it: a part of it that names none
 * would by itself be of whoever recorded it.
 */
export async function withTypes(where: Where, narrowed: Restricted, window: Window, work: Work): Promise<Where> {
  if (work.askers === undefined || Array.isArray(where['event']) || !JSON.stringify(where).includes('"user"')) return where;
  const { groups } = await grouped(narrowed, window, { by: ['event'] }, work);
  return asRecorded({ where: { ...where, event: groups.map(({ key }) => String(key['event'])) } }).where;
}

async function firstTime(compiled: Compiled, work: Work): Promise<number> {
  return (await readEvents(work, compiled, {}, 'asc', 1)).events[0]?.timeUs ?? work.nowUs;
}

interface Shape {
  readonly plan: CountPlan;
  readonly window: Window;
  readonly buckets: Buckets | undefined;
  readonly anchorId: string | undefined;
  readonly work: Work;
}

/** One number: the events, and beside them how many different nodes they were on. */
async function plainRows(
  { plan, window, work }: Shape,
  found: Grouped,
  narrowed: Restricted,
  value: number,
): Promise<Record<string, unknown>[]> {
  const { order: _order, limit: _limit, offset: _offset, form: _form, ...rest } = plan;
  const same = { ...rest, ...whenOf(plan, window, work) };
  const events = { what: 'events', count: found.total, plan: asRow(withoutDistinct(same)) };
  if (plan.distinct !== undefined) return [{ what: `distinct ${plan.distinct}s`, count: value, plan: asRow(same) }, events];
  if (!aboutNodes(plan)) return [events];
  const nodes = (await grouped(narrowed, window, { by: ['node'] }, work)).groups.length;
  return [events, { what: 'distinct nodes', count: nodes, plan: asRow({ ...same, distinct: 'node' }) }];
}

function withoutDistinct({ distinct: _distinct, ...plan }: CountPlan): CountPlan {
  return plan;
}

/** "How many nodes crashed" counts events; how many nodes that were stands beside it. */
function aboutNodes(plan: CountPlan): boolean {
  const event = plan.where?.['event'];
  return plan.where?.['node'] === undefined && Array.isArray(event) && event.every((type) => /^(node_|spawn_|stop_)/.test(String(type)));
}

async function groupRows({ plan, window, buckets, anchorId, work }: Shape, groups: readonly Group[]): Promise<Record<string, unknown>[]> {
  // The event that gives the time bounds it to the µs: a part of it is cut by the period alone.
  const time = plan.anchor === undefined ? timeOf(window, work) : (plan.time ?? { from: null, to: null });
  // Of a part of the period, or of one thing, the same event gives the time, though it may have happened in another part, or to another thing.
  const when = whenIn(plan, anchorId, window, work);
  const sums = reduced(plan, groups);
  if (buckets !== undefined && plan.by === undefined) await fillEmpty(sums, buckets, window, work);
  const wished = plan.by?.includes('event') === true && (await anyWished(work));
  const rows = sums.map(({ key, startUs, count }) => {
    const cut = startUs === undefined || buckets === undefined ? undefined : bucketTime(startUs, bucketEnd(buckets, startUs), time);
    return {
      ...Object.fromEntries((plan.by ?? []).map((dim) => [dim, key[dim] ?? null])),
      ...(startUs === undefined ? {} : { time: isoFromUs(startUs) }),
      count,
      plan: asRow(groupPlan(plan, key, cut === undefined ? when : { ...when, time: cut }, wished)),
    };
  });
  const sorted = inOrder(rows, plan.order, buckets !== undefined, plan.by ?? []);
  const from = plan.offset ?? 0;
  return sorted.slice(from, plan.limit === undefined ? undefined : from + plan.limit);
}

/** The count of one group as a plan of its own. */
function groupPlan(plan: CountPlan, key: Group['key'], when: Pick<CountPlan, 'time' | 'anchor'>, wished: boolean): Plan {
  // An anchor stays: it is known to the µs, and a period only to the second.
  const { by: _by, bucket: _bucket, order: _order, limit: _limit, offset: _offset, form: _form, ...rest } = plan;
  const dims = Object.fromEntries((plan.by ?? []).map((dim) => [dim, key[dim] ?? null]));
  const where = whereOf(plan.where, dims);
  return asRecorded({ ...rest, where: wished ? ofRecordedType(where, plan.where ?? {}, dims['event']) : where, ...when });
}

/** When the events of a number happened, in the words of a plan. */
function whenOf({ anchor, time }: CountPlan, window: Window, work: Work): Pick<CountPlan, 'time' | 'anchor'> {
  if (anchor === undefined) return { time: timeOf(window, work) };
  return { anchor, ...(time === undefined ? {} : { time }) };
}

interface Sum {
  readonly key: Group['key'];
  readonly startUs?: number;
  /** null where nothing was recorded: how many there were is not known. */
  readonly count: number | null;
}

/** With `distinct`, a group counts the different values in it. */
function reduced(plan: CountPlan, groups: readonly Group[]): Sum[] {
  const { distinct } = plan;
  if (distinct === undefined || plan.by?.includes(distinct))
    return distinct === undefined ? [...groups] : groups.map((group) => ({ ...group, count: 1 }));
  const sums = new Map<string, Sum & { readonly count: number }>();
  for (const { key, startUs } of groups) {
    const { [distinct]: value, ...rest } = key;
    if (value === null) continue;
    const name = JSON.stringify([rest, startUs]);
    sums.set(name, { key: rest, ...(startUs === undefined ? {} : { startUs }), count: (sums.get(name)?.count ?? 0) + 1 });
  }
  return [...sums.values()];
}

/** Buckets in which there was nothing: none of those that were asked for, or nothing at all, before the record begins and while the grid was off. */
async function fillEmpty(sums: Sum[], buckets: Buckets, window: Window, work: Work): Promise<void> {
  const recorded = await recordedIn(window, work);
  const known = new Set(sums.map(({ startUs }) => startUs));
  const fromUs = window.fromUs ?? Math.min(...sums.map(({ startUs }) => startUs ?? work.nowUs));
  const endUs = endOf(window, work);
  let filled = 0;
  for (let at = bucketStart(buckets, fromUs); at < endUs && filled < EMPTY_BUCKETS_MAX; at = bucketEnd(buckets, at)) {
    if (known.has(at)) continue;
    const empty = recorded.between(Math.max(at, fromUs), Math.min(bucketEnd(buckets, at), endUs)) > 0;
    sums.push({ key: {}, startUs: at, count: empty ? 0 : null });
    filled++;
  }
}

/** Rows in the order asked for; series by time, groups by their number. Ties stand in the order of their names. */
export function inOrder(
  rows: readonly Record<string, unknown>[],
  order: Order | undefined,
  series: boolean,
  by: readonly string[],
  value = 'count',
): Record<string, unknown>[] {
  const field = order === undefined ? (series ? 'time' : value) : order.by === 'value' || order.by === 'count' ? value : order.by;
  if (field !== value && field !== 'time' && !by.includes(field)) throw unsupported(`groups ordered by ${field}`);
  const sign = (order?.dir ?? (series ? 'asc' : 'desc')) === 'asc' ? 1 : -1;
  const known = (row: Record<string, unknown>): boolean => row[field] !== null && row[field] !== undefined;
  return [...rows].sort((a, b) => Number(known(b)) - Number(known(a)) || compare(a[field], b[field]) * sign || byNames(a, b, by));
}

function byNames(a: Record<string, unknown>, b: Record<string, unknown>, by: readonly string[]): number {
  for (const dim of by) {
    const first = compare(a[dim], b[dim]);
    if (first !== 0) return first;
  }
  return compare(a['time'], b['time']);
}

/** Numbers by size, names by the numbers in them, nothing last. */
function compare(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (a === null || a === undefined) return 1;
  if (b === null || b === undefined) return -1;
  return typeof a === 'number' && typeof b === 'number' ? a - b : inNaturalOrder(String(a), String(b));
}

/** The rows behind the number. */
function opensOf(plan: CountPlan, window: Window, work: Work): Record<string, unknown> {
  const { where, having, seq, at } = plan;
  return asRow({
    op: 'list',
    target: 'event',
    // Named, so that no type is left out as too common to be meant.
    where: { event: ['@all'], ...where },
    ...(having === undefined ? {} : { having }),
    ...(seq === undefined ? {} : { seq }),
    ...(at === undefined ? {} : { at }),
    ...whenOf(plan, window, work),
  });
}

/** Events that are in the number and in no group. */
function outside({ groups, total }: Grouped, plan: CountPlan): string[] {
  const { distinct } = plan;
  if (distinct !== undefined) {
    const unnamed = groups.reduce((sum, { key, count }) => sum + (key[distinct] === null ? count : 0), 0);
    return unnamed === 0 ? [] : [`the ${distinct} of ${counted(unnamed, 'event')}: none is named`];
  }
  const dim = (plan.by ?? []).find((one) => !SINGLE.has(one));
  const inGroups = groups.reduce((sum, group) => sum + group.count, 0);
  return dim === undefined || inGroups >= total ? [] : [`the ${dim} of ${counted(total - inGroups, 'event')}: none is named`];
}

function countText(plan: CountPlan, total: number, value: number, rows: readonly Record<string, unknown>[], work: Work): string {
  const what = countedEvents(total, plan.where);
  if (plan.by === undefined && plan.bucket === undefined) {
    if (plan.distinct !== undefined) return `${counted(value, plan.distinct)} with ${what}.`;
    const nodes = rows.find((row) => row['what'] === 'distinct nodes')?.['count'];
    const named = plan.where?.['node'];
    return `${what}${nodes !== undefined ? ` on ${counted(Number(nodes), 'node')}` : Array.isArray(named) ? ` of ${named.join(' and ')}` : ''}.`;
  }
  const head = plan.distinct === undefined ? what : counted(value, `different ${plan.distinct}`);
  const timeText = (row: Record<string, unknown>): string => clock(Date.parse(String(row['time'])) * 1000, work);
  if (plan.by === undefined) {
    const some = rows.filter((row) => Number(row['count']) > 0);
    const listed = some.slice(0, GROUPS_LISTED).map((row) => `from ${timeText(row)} ${row['count']}`);
    const lacks = rows.some((row) => row['count'] === null) ? ' Of a part of it nothing is on record.' : '';
    return `${plan.form === 'yesno' ? `${wayOf(plan, rows)} ` : ''}${head}${groupsListed(': ', listed, some.length)}.${lacks}`;
  }
  const listed = rows
    .slice(0, GROUPS_LISTED)
    .map((row) =>
      [
        ...(plan.by ?? []).map((name) => labelOf(row[name])),
        ...(plan.bucket === undefined ? [] : [timeText(row)]),
        labelOf(row['count']),
      ].join(' '),
    );
  return `${head}${groupsListed(': ', listed, rows.length)}.`;
}

/** Whether there were more in the later half of what is on record than in the earlier one; the step in the middle of an odd number is of neither. */
function wayOf({ where }: CountPlan, rows: readonly Record<string, unknown>[]): string {
  const known = rows.map((row) => row['count']).filter((count) => typeof count === 'number');
  const half = Math.floor(known.length / 2);
  if (half === 0) return 'Whether it goes up or down cannot be said: too little is on record.';
  const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
  const rise = sum(known.slice(-half)) - sum(known.slice(0, half));
  const { many } = nameOf(where);
  if (rise === 0) return `Neither up nor down: as many ${many} in the earlier half as in the later one.`;
  return rise > 0
    ? `Up: more ${many} in the later half than in the earlier one.`
    : `Down: fewer ${many} in the later half than in the earlier one.`;
}

const labelOf = (value: unknown): string => (value === null || value === undefined ? 'unknown' : String(value));
