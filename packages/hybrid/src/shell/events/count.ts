import { isoFromUs } from '@sutra/kit';
import { toEventJson } from '@sutra/model';
import type { AggregateGroup } from '@sutra/storage';
import { civil } from '../../core/language/zone.ts';
import type { Dim } from '../../core/plan.ts';
import { counted, type PlanOf, type Result, type Work } from '../answer.ts';
import {
  type Compiled,
  compileWhere,
  dimensionOf,
  ROWS_READ_MAX,
  readEvents,
  unsupported,
  type Window,
  windowOf,
  windowText,
} from '../filter.ts';
import { anchored, MINUTE_US } from './anchored.ts';
import { bounds, countedEvents, EVIDENCE_MAX, nothing } from './words.ts';

/** The field of an event that gives a dimension directly. */
const DIM_FIELD: Partial<Readonly<Record<Dim, string>>> = {
  agent: 'agent_id',
  node: 'node_id',
  event: 'type',
  cause: 'cause',
  error: 'error',
  user: 'meta.actor',
  query_type: 'query_type',
};

export const HOUR_US = 3_600_000_000;

const UNIT_US: Readonly<Record<string, number>> = { s: 1_000_000, m: MINUTE_US, h: HOUR_US, d: 24 * HOUR_US, w: 168 * HOUR_US };

/** Microseconds of a plan's duration such as `15m`. */
export function durationUs(text: string): number {
  return Number(text.slice(0, -1)) * (UNIT_US[text.slice(-1)] ?? 0);
}

/** How many events, grouped where asked. Groups are counted by the store; only their names are looked up here. */
export async function countEvents(plan: PlanOf<'count'>, work: Work): Promise<Result> {
  const compiled = compileWhere(plan.where, work);
  if (compiled.also !== undefined || plan.having !== undefined || plan.seq !== undefined) return countOneByOne(plan, compiled, work);
  const { window, note } = await anchored(plan.anchor, windowOf(plan.time, work, plan.anchor === undefined ? 'day' : 'all'), work);
  const bucketUs = plan.bucket === undefined ? undefined : plan.bucket === 'auto' ? HOUR_US : durationUs(plan.bucket);
  const calendar = plan.by?.find((dim) => dim === 'hour_of_day' || dim === 'weekday');
  const dims = plan.distinct === undefined ? (plan.by ?? []) : [plan.distinct];
  const groupBy = dims.filter((dim) => dim !== calendar).map((dim) => DIM_FIELD[dim] ?? 'agent_id');
  if (dims.includes('status')) throw unsupported('counting events by status');
  const buckets = calendar === undefined ? bucketUs : HOUR_US;
  const result = await work.reader.aggregate(
    { ...compiled.filter, ...bounds(window), groupBy, ...(buckets === undefined ? {} : { bucketUs: buckets }), limit: 100_000 },
    work.options,
  );
  const assumptions = [...(window.assumption === undefined ? [] : [window.assumption]), ...note];
  const range = windowText(window, work);
  const base = {
    assumptions,
    as_of_seq: result.asOfSeq,
    scanned: result.scanned,
    partial: result.partial,
    ...(range === undefined ? {} : { window: range }),
  };
  if (result.total === 0) return { ...base, ...(await nothing(plan.where, window, work)) };
  const rows = merged(result.groups, dims, calendar, bucketUs !== undefined, work);
  const sorted = plan.order === undefined ? rows : plan.order.dir === 'asc' ? [...rows].reverse() : rows;
  const shown = plan.limit === undefined ? sorted : sorted.slice(0, plan.limit);
  const evidence = await readEvents(work, compiled, window, 'desc', EVIDENCE_MAX);
  const grouped = dims.length > 0 || bucketUs !== undefined;
  return {
    ...base,
    status: 'answered',
    value: plan.distinct === undefined ? result.total : rows.length,
    text: countText(plan, result.total, shown, grouped, await distinctNodes(plan, compiled, window, work)),
    ...(grouped ? { columns: [...dims, ...(bucketUs === undefined ? [] : ['time']), 'count'], rows: shown } : {}),
    events: evidence.events.map(toEventJson),
    evidence: evidence.events.map((event) => event.id),
  };
}

/** "How many nodes crashed" counts events; how many nodes that were stands beside it. */
async function distinctNodes(plan: PlanOf<'count'>, compiled: Compiled, window: Window, work: Work): Promise<string> {
  const event = plan.where?.['event'];
  const named = plan.where?.['node'];
  if (Array.isArray(named)) return ` of ${named.join(' and ')}`;
  if (
    plan.by !== undefined ||
    plan.distinct !== undefined ||
    !Array.isArray(event) ||
    !event.every((type) => /^(node_|spawn_|stop_)/.test(String(type)))
  )
    return '';
  const nodes = await work.reader.aggregate({ ...compiled.filter, ...bounds(window), groupBy: ['node_id'], limit: 1 }, work.options);
  return ` on ${counted(nodes.groupsTotal, 'node')}`;
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Groups of the store renamed and added up: several agents may share a region, several hours a weekday. */
function merged(
  groups: readonly AggregateGroup[],
  dims: readonly Dim[],
  calendar: Dim | undefined,
  bucketed: boolean,
  work: Work,
): Record<string, unknown>[] {
  const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
  const sums = new Map<string, { row: Record<string, unknown>; count: number; us: number }>();
  for (const group of groups) {
    let k = 0;
    const row: Record<string, unknown> = {};
    for (const dim of dims) {
      if (dim === calendar) {
        const at = civil(work.tz, (group.bucketUs ?? 0) / 1000);
        row[dim] = dim === 'weekday' ? days[at.weekday] : at.hour;
        continue;
      }
      const key = group.key[k++];
      row[dim] = DIM_FIELD[dim] === undefined ? (dimensionOf(work.state.agents.get(String(key)), dim) ?? null) : (key ?? null);
    }
    if (bucketed) row['time'] = isoFromUs(group.bucketUs ?? 0);
    const name = JSON.stringify(row);
    const known = sums.get(name) ?? { row, count: 0, us: group.bucketUs ?? 0 };
    known.count += group.count;
    sums.set(name, known);
  }
  return [...sums.values()]
    .sort((a, b) => (bucketed ? a.us - b.us : b.count - a.count) || byText(JSON.stringify(a.row), JSON.stringify(b.row)))
    .map(({ row, count }) => ({ ...row, count }));
}

function countText(
  plan: PlanOf<'count'>,
  total: number,
  rows: readonly Record<string, unknown>[],
  grouped: boolean,
  nodes: string,
): string {
  const what = countedEvents(total, plan.where);
  if (plan.distinct !== undefined) return `${counted(rows.length, plan.distinct)} with ${what}.`;
  if (!grouped) return `${what}${nodes}.`;
  const listed = rows.slice(0, 10).map(
    ({ count, ...key }) =>
      `${Object.values(key)
        .map((value) => value ?? 'unknown')
        .join(' ')} ${String(count)}`,
  );
  return `${what}: ${listed.join(', ')}${rows.length > 10 ? ` and ${rows.length - 10} more groups` : ''}.`;
}

async function countOneByOne(plan: PlanOf<'count'>, compiled: Compiled, work: Work): Promise<Result> {
  if (plan.by !== undefined || plan.bucket !== undefined || plan.having !== undefined || plan.seq !== undefined)
    throw unsupported('groups over conditions that are tested one by one');
  const window = windowOf(plan.time, work, 'day');
  const found = await readEvents(work, compiled, window, 'desc', ROWS_READ_MAX);
  const range = windowText(window, work);
  const base = {
    assumptions: window.assumption === undefined ? [] : [window.assumption],
    as_of_seq: found.asOfSeq,
    scanned: found.scanned,
    partial: found.partial || found.more,
    ...(range === undefined ? {} : { window: range }),
  };
  if (found.events.length === 0) return { ...base, ...(await nothing(plan.where, window, work)) };
  return {
    ...base,
    status: 'answered',
    value: found.events.length,
    text: `${countedEvents(found.events.length, plan.where)}.`,
    evidence: found.events.slice(0, EVIDENCE_MAX).map((event) => event.id),
    events: found.events.slice(0, EVIDENCE_MAX).map(toEventJson),
  };
}
