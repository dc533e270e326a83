import { isoFromUs, usFromIso } from '@sutra/kit';
import { type GridEvent, primaryOf, summaryOf, toEventJson } from '@sutra/model';
import type { AggregateGroup } from '@sutra/storage';
import { EVENT_CLASSES } from '../core/language/lexicon.ts';
import { civil } from '../core/language/zone.ts';
import type { Dim, Where } from '../core/plan.ts';
import { counted, type PlanOf, type Result, type Work } from './answer.ts';
import { type Compiled, compileWhere, dimensionOf, readEvents, ROWS_READ_MAX, unsupported, type Window, windowOf, windowText } from './filter.ts';

/** Rows shown when no limit was asked for. */
const ROWS_DEFAULT = 100;
/** Events listed as evidence of a count. */
const EVIDENCE_MAX = 20;

/** Events as rows, newest first unless asked otherwise. */
export async function listEvents(plan: PlanOf<'list'> | PlanOf<'timeline'>, work: Work): Promise<Result> {
  const ordered = plan.op === 'list' ? plan.order : undefined;
  const edge = ordered !== undefined && plan.limit === 1;
  const limit = plan.limit ?? (plan.op === 'timeline' ? 500 : ROWS_DEFAULT);
  const order = plan.op === 'timeline' ? 'asc' : (ordered?.dir ?? 'desc');
  const compiled = compileWhere(plan.where, work);
  const { window, note } = await anchored(plan.anchor, windowOf(plan.time, work, edge || plan.anchor !== undefined || (plan.op === 'list' && plan.limit !== undefined) ? 'all' : 'day'), work);
  // A timeline that is too long keeps its newest part.
  let found = await readEvents(work, compiled, window, plan.op === 'timeline' ? 'desc' : order, limit);
  const assumptions = [...(window.assumption === undefined ? [] : [window.assumption]), ...note];
  let shown: Window = window;
  if (found.events.length === 0 && plan.time === undefined && plan.anchor === undefined && !edge) {
    shown = { ...(window.toUs === undefined ? {} : { toUs: window.toUs }) };
    found = await readEvents(work, compiled, shown, 'desc', Math.min(limit, 10));
    if (found.events.length > 0) assumptions.push('nothing in the last 24 h: widened to the most recent match');
  }
  const events = plan.op === 'timeline' ? [...found.events].reverse() : found.events;
  const range = windowText(shown, work);
  const base = { assumptions, as_of_seq: found.asOfSeq, scanned: found.scanned, partial: found.partial, ...(range === undefined ? {} : { window: range }) };
  if (events.length === 0) return { ...base, ...(await nothing(plan.where, shown, work)) };
  const total = found.more && plan.limit === undefined ? await totalOf(compiled, shown, work) : events.length;
  return {
    ...base,
    status: 'answered',
    text: listText(plan, events, total),
    value: plan.form === 'yesno' ? true : plan.form === 'when' ? isoFromUs((events[0] as GridEvent).timeUs) : total,
    columns: ['time', 'event_type', 'entity_id', 'summary'],
    rows: events.map(eventRow),
    events: events.map(toEventJson),
    evidence: events.map((event) => event.id),
  };
}

export function eventRow(event: GridEvent): Record<string, unknown> {
  return { time: isoFromUs(event.timeUs), event_type: event.type, entity_id: primaryOf(event), summary: summaryOf(event), event_id: event.id };
}

function listText(plan: PlanOf<'list'> | PlanOf<'timeline'>, events: readonly GridEvent[], total: number): string {
  const first = events[0] as GridEvent;
  if (plan.limit === 1) return `${clock(first.timeUs)}: ${summaryOf(first)}.`;
  const shown = events.length < total ? `; the ${plan.op === 'timeline' ? 'newest' : 'first'} ${events.length} are shown` : '';
  const last = plan.op === 'timeline' ? (events.at(-1) as GridEvent) : first;
  const yes = plan.form === 'yesno' ? 'Yes: ' : '';
  return `${yes}${counted(total, nameOf(plan.where), `${nameOf(plan.where)}s`)}${shown}. Latest at ${clock(last.timeUs)}: ${summaryOf(last)}.`;
}

/** 2026-03-18 14:30:00 UTC. */
export function clock(us: number): string {
  const iso = isoFromUs(us);
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

function nameOf(where: Where | undefined): string {
  const event = where?.['event'];
  const type = Array.isArray(event) && event.length === 1 ? String(event[0]) : '';
  const names: Readonly<Record<string, string>> = { '@failure': 'failure', '@problem': 'problem', '@recovery': 'recovery event' };
  return names[type] ?? (type === '' || type.startsWith('@') ? `${type.slice(1)} event`.trim() : `${type} event`);
}

/** What an empty result means: none at all, or none in the part of the window that is still kept. */
export async function nothing(where: Where | undefined, window: Window, work: Work): Promise<Result> {
  const trimmed = (await work.reader.query({ types: ['retention_applied'], limit: 1, order: 'desc' }, work.options)).events[0];
  const before = trimmed === undefined ? undefined : usFromIso(String(trimmed.body['before'] ?? ''));
  const name = nameOf(where);
  if (before !== undefined && before > (window.fromUs ?? 0)) {
    const kept = clock(before);
    return { status: 'empty', text: `No ${name} found since ${kept}; what happened before that was removed by retention.`, unknown: [`everything before ${kept} (removed by retention)`], evidence: [trimmed?.id as string] };
  }
  return { status: 'empty', text: `0 ${name}s: the window is fully recorded and none matched.`, value: 0 };
}

async function totalOf(compiled: Compiled, window: Window, work: Work): Promise<number> {
  if (compiled.also !== undefined) return (await readEvents(work, compiled, window, 'desc', ROWS_READ_MAX)).events.length;
  return (await work.reader.aggregate({ ...compiled.filter, ...bounds(window), limit: 1 }, work.options)).total;
}

const bounds = ({ fromUs, toUs }: Window): { fromUs?: number; toUs?: number } => ({ ...(fromUs === undefined ? {} : { fromUs }), ...(toUs === undefined ? {} : { toUs }) });

const MINUTE_US = 60_000_000;
const AROUND_US = 10 * MINUTE_US;

/** A window given by an event: "before node-17 crashed". */
async function anchored(anchor: PlanOf<'list'>['anchor'], window: Window, work: Work): Promise<{ window: Window; note: string[] }> {
  if (anchor === undefined) return { window, note: [] };
  const found = await readEvents(work, compileWhere(anchor.where, work), windowOf(undefined, work, 'all'), anchor.pick === 'first' || anchor.rel === 'after' ? 'asc' : 'desc', 1);
  const event = found.events[0];
  if (event === undefined) return { window: { fromUs: 0, toUs: 0 }, note: ['the event that was to give the time never happened'] };
  const note = [`${anchor.rel} means ${anchor.rel} ${clock(event.timeUs)}: ${summaryOf(event)}`];
  const end = work.past ? { toUs: work.nowUs + 1 } : {};
  if (anchor.rel === 'after') return { window: { fromUs: event.timeUs + 1, ...end }, note };
  if (anchor.rel === 'before') return { window: { fromUs: event.timeUs - 6 * AROUND_US, toUs: event.timeUs }, note: [...note, 'no width given: the hour before'] };
  return { window: { fromUs: event.timeUs - AROUND_US, toUs: event.timeUs + AROUND_US }, note: [...note, 'no width given: 10 min on either side'] };
}

/** The field of an event that gives a dimension directly. */
const DIM_FIELD: Partial<Readonly<Record<Dim, string>>> = { agent: 'agent_id', node: 'node_id', event: 'type', cause: 'cause', error: 'error', user: 'meta.actor', query_type: 'query_type' };
const HOUR_US = 3_600_000_000;
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
  const result = await work.reader.aggregate({ ...compiled.filter, ...bounds(window), groupBy, ...(buckets === undefined ? {} : { bucketUs: buckets }), limit: 100_000 }, work.options);
  const assumptions = [...(window.assumption === undefined ? [] : [window.assumption]), ...note];
  const range = windowText(window, work);
  const base = { assumptions, as_of_seq: result.asOfSeq, scanned: result.scanned, partial: result.partial, ...(range === undefined ? {} : { window: range }) };
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
  if (plan.by !== undefined || plan.distinct !== undefined || !Array.isArray(event) || !event.every((type) => /^(node_|spawn_|stop_)/.test(String(type)))) return '';
  const nodes = await work.reader.aggregate({ ...compiled.filter, ...bounds(window), groupBy: ['node_id'], limit: 1 }, work.options);
  return ` on ${counted(nodes.groupsTotal, 'node')}`;
}

/** Groups of the store renamed and added up: several agents may share a region, several hours a weekday. */
function merged(groups: readonly AggregateGroup[], dims: readonly Dim[], calendar: Dim | undefined, bucketed: boolean, work: Work): Record<string, unknown>[] {
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
  return [...sums.values()].sort((a, b) => (bucketed ? a.us - b.us : b.count - a.count)).map(({ row, count }) => ({ ...row, count }));
}

function countText(plan: PlanOf<'count'>, total: number, rows: readonly Record<string, unknown>[], grouped: boolean, nodes: string): string {
  const what = counted(total, nameOf(plan.where));
  if (plan.distinct !== undefined) return `${counted(rows.length, plan.distinct)} with ${what}.`;
  if (!grouped) return `${what}${nodes}.`;
  const listed = rows.slice(0, 10).map(({ count, ...key }) => `${Object.values(key).map((value) => value ?? 'unknown').join(' ')} ${String(count)}`);
  return `${what}: ${listed.join(', ')}${rows.length > 10 ? ` and ${rows.length - 10} more groups` : ''}.`;
}

async function countOneByOne(plan: PlanOf<'count'>, compiled: Compiled, work: Work): Promise<Result> {
  if (plan.by !== undefined || plan.bucket !== undefined || plan.having !== undefined || plan.seq !== undefined) throw unsupported('groups over conditions that are tested one by one');
  const window = windowOf(plan.time, work, 'day');
  const found = await readEvents(work, compiled, window, 'desc', ROWS_READ_MAX);
  const range = windowText(window, work);
  const base = { assumptions: window.assumption === undefined ? [] : [window.assumption], as_of_seq: found.asOfSeq, scanned: found.scanned, partial: found.partial || found.more, ...(range === undefined ? {} : { window: range }) };
  if (found.events.length === 0) return { ...base, ...(await nothing(plan.where, window, work)) };
  return { ...base, status: 'answered', value: found.events.length, text: `${counted(found.events.length, nameOf(plan.where))}.`, evidence: found.events.slice(0, EVIDENCE_MAX).map((event) => event.id), events: found.events.slice(0, EVIDENCE_MAX).map(toEventJson) };
}

/** Events per unit of time. */
export async function rateEvents(plan: PlanOf<'rate'>, work: Work): Promise<Result> {
  const per = plan.per ?? '1h';
  const counts = await countEvents({ op: 'count', target: 'event', ...(plan.where === undefined ? {} : { where: plan.where }), ...(plan.time === undefined ? {} : { time: plan.time }) }, work);
  if (counts.status !== 'answered' || counts.window === undefined) return counts;
  const spanUs = (usFromIso(counts.window.to) ?? 0) - (usFromIso(counts.window.from) ?? 0);
  const value = Number(((Number(counts.value) / spanUs) * durationUs(per)).toPrecision(4));
  return { ...counts, value, text: `${value} ${nameOf(plan.where)}s per ${per.replace(/^1/, '')}: ${String(counts.value)} in ${(spanUs / HOUR_US).toFixed(1)} h.` };
}

const RATIO_TYPES: Readonly<Record<string, readonly [yes: readonly string[], no: readonly string[]]>> = {
  spawn_success: [['spawn_succeeded'], ['spawn_failed']],
  spawn_failure: [['spawn_failed'], ['spawn_succeeded']],
  stop_success: [['stop_succeeded'], ['stop_failed']],
  stop_failure: [['stop_failed'], ['stop_succeeded']],
};

/** A share: successes of attempts that ended, or events that also meet a second condition. */
export async function ratioOf(plan: PlanOf<'ratio'>, work: Work): Promise<Result> {
  const window = windowOf(plan.time, work, 'all');
  const [yes, all, what] = await parts(plan, window, work);
  const range = windowText(window, work);
  const base = { assumptions: window.assumption === undefined ? [] : [window.assumption], as_of_seq: all.asOfSeq, scanned: all.scanned + yes.scanned, partial: all.partial || yes.partial, ...(range === undefined ? {} : { window: range }) };
  if (all.total === 0) return { ...base, status: 'empty', text: `No ${what.of} in this window, so there is no ${what.name}.` };
  const value = Number(((100 * yes.total) / all.total).toFixed(1));
  const evidence = await readEvents(work, what.rows, window, 'desc', EVIDENCE_MAX);
  return { ...base, status: 'answered', value, text: `${value} % ${what.name} (${yes.total} of ${all.total} ${what.of}).`, columns: ['part', 'count'], rows: [{ part: what.name, count: yes.total }, { part: what.of, count: all.total }], events: evidence.events.map(toEventJson), evidence: evidence.events.map((event) => event.id) };
}

async function parts(plan: PlanOf<'ratio'>, window: Window, work: Work) {
  if (plan.by !== undefined || plan.bucket !== undefined) throw unsupported('ratios by group');
  const total = (compiled: Compiled) => work.reader.aggregate({ ...compiled.filter, ...bounds(window), limit: 1 }, work.options);
  if (plan.of === 'share') {
    const rows = compileWhere({ ...plan.where, ...plan.num }, work);
    const all = compileWhere(plan.where, work);
    if (rows.also !== undefined || all.also !== undefined) throw unsupported('a share over conditions that are tested one by one');
    return [await total(rows), await total(all), { name: 'of them', of: `${nameOf(plan.where)}s`, rows }] as const;
  }
  if (plan.of === 'cache_hit') {
    const all = compileWhere({ ...plan.where, event: ['embedding_latency'] }, work);
    const rows: Compiled = { filter: { ...all.filter, where: [...(all.filter.where ?? []), { field: 'cache_hit', is: [true] }] } };
    return [await total(rows), await total(all), { name: 'cache hits', of: 'embedding batches', rows }] as const;
  }
  const types = RATIO_TYPES[plan.of];
  if (types === undefined) throw unsupported(`the ratio ${plan.of}`);
  const [yesTypes, noTypes] = types;
  const yes = compileWhere({ ...plan.where, event: [...yesTypes] }, work);
  const all = compileWhere({ ...plan.where, event: [...yesTypes, ...noTypes] }, work);
  if (all.also !== undefined) throw unsupported('a ratio over conditions that are tested one by one');
  return [await total(yes), await total(all), { name: plan.of.replace('_', ' '), of: `${plan.of.split('_')[0]}s that ended`, rows: all }] as const;
}

/** Events of a type class, for callers that read them whole. */
export function classTypes(name: string): readonly string[] {
  return EVENT_CLASSES[name] ?? [name];
}

/** Wishes by who asked: "who stopped node-5?". */
export async function auditOf(plan: PlanOf<'audit'>, work: Work): Promise<Result> {
  const types: Readonly<Record<string, readonly string[]>> = { stop: ['stop_requested'], spawn: ['spawn_requested'], restart: ['stop_requested', 'spawn_requested'], drain: ['agent_draining'], undrain: ['agent_undrained'], scale: ['scale_requested'], update: ['update_started'] };
  const event = plan.verb === undefined ? ['stop_requested', 'spawn_requested', 'agent_draining', 'agent_undrained', 'scale_requested', 'update_started', 'config_changed', 'action_requested', 'action_approved', 'action_denied', 'auth_failed', 'backup_completed', 'restore_completed'] : [...(types[plan.verb] ?? ['action_requested'])];
  const window = windowOf(plan.time, work, 'all');
  const found = await readEvents(work, compileWhere({ ...plan.where, event }, work), window, 'desc', plan.verb === undefined ? 1_000 : 10);
  const range = windowText(window, work);
  const base = { assumptions: window.assumption === undefined ? [] : [window.assumption], as_of_seq: found.asOfSeq, scanned: found.scanned, partial: found.partial || (found.more && plan.verb === undefined), ...(range === undefined ? {} : { window: range }) };
  const latest = found.events[0];
  if (latest === undefined) return { ...base, ...(await nothing({ event }, window, work)), text: `Nobody asked for this in the record${plan.verb === undefined ? '' : ` (no ${event.join(' or ')})`}.` };
  const who = latest.actor ?? 'an actor that was not recorded';
  const text = plan.verb === undefined ? `${counted(found.events.length, 'audited event')}.` : `${who} at ${clock(latest.timeUs)}: ${summaryOf(latest)}${latest.reason === undefined ? '' : ` (${latest.reason})`}.`;
  return { ...base, status: 'answered', value: plan.verb === undefined ? found.events.length : who, text, columns: ['time', 'actor', 'event_type', 'entity_id', 'summary'], rows: found.events.map((one) => ({ ...eventRow(one), actor: one.actor ?? null })), events: found.events.map(toEventJson), evidence: found.events.map((one) => one.id), unknown: latest.actor === undefined ? ['who asked: the event carries no actor'] : [] };
}

