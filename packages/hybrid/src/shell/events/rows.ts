import { isoFromUs } from '@sutra/kit';
import { type GridEvent, primaryOf, summaryOf, toEventJson } from '@sutra/model';
import type { PlanOf, Result, Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { type Compiled, compileWhere, ROWS_READ_MAX, readEvents, type Window, windowOf, windowText } from '../filter.ts';
import { anchored } from './anchored.ts';
import { QUIET_TYPES } from './quiet.ts';
import { bounds, countedEvents, nothing } from './words.ts';

/** Rows shown when no limit was asked for. */
const ROWS_DEFAULT = 100;

/** Events as rows, newest first unless asked otherwise. */
export async function listEvents(plan: PlanOf<'list'> | PlanOf<'timeline'>, work: Work): Promise<Result> {
  const ordered = plan.op === 'list' ? plan.order : undefined;
  const edge = ordered !== undefined && plan.limit === 1;
  const limit = plan.limit ?? (plan.op === 'timeline' ? 500 : ROWS_DEFAULT);
  const order = plan.op === 'timeline' ? 'asc' : (ordered?.dir ?? 'desc');
  const quiet = leavesOutQuiet(plan);
  const compiled = withoutQuiet(compileWhere(plan.where, work), quiet);
  const { window, note } = await anchored(
    plan.anchor,
    windowOf(plan.time, work, edge || plan.anchor !== undefined || (plan.op === 'list' && plan.limit !== undefined) ? 'all' : 'day'),
    work,
  );
  // A timeline that is too long keeps its newest part.
  let found = await readEvents(work, compiled, window, plan.op === 'timeline' ? 'desc' : order, limit);
  const assumptions = [
    ...(window.assumption === undefined ? [] : [window.assumption]),
    ...note,
    ...(quiet ? ['heartbeats, metrics and questions left out'] : []),
  ];
  let shown: Window = window;
  if (found.events.length === 0 && plan.time === undefined && plan.anchor === undefined && !edge) {
    shown = { ...(window.toUs === undefined ? {} : { toUs: window.toUs }) };
    found = await readEvents(work, compiled, shown, 'desc', Math.min(limit, 10));
    if (found.events.length > 0) assumptions.push('nothing in the last 24 h: widened to the most recent match');
  }
  const events = plan.op === 'timeline' ? [...found.events].reverse() : found.events;
  const range = windowText(shown, work);
  const base = {
    assumptions,
    as_of_seq: found.asOfSeq,
    scanned: found.scanned,
    partial: found.partial,
    ...(range === undefined ? {} : { window: range }),
  };
  if (events.length === 0) return { ...base, ...(await nothing(plan.where, shown, work)) };
  const total = found.more && plan.limit === undefined ? await totalOf(compiled, shown, work) : events.length;
  return {
    ...base,
    status: 'answered',
    text: `${listText(plan, events, total, work)}${await restartedSince(plan, events, work)}`,
    value: plan.form === 'yesno' ? true : plan.form === 'when' ? isoFromUs((events[0] as GridEvent).timeUs) : total,
    columns: ['time', 'event_type', 'entity_id', 'summary'],
    rows: events.map(eventRow),
    events: events.map(toEventJson),
    evidence: events.map((event) => event.id),
  };
}

/** Conditions that say whose events, and nothing about which. */
const WHOSE = new Set(['agent', 'node', 'entity', 'host', 'region', 'env', 'platform', 'version']);

/** "What happened?" asks for what changed: the pulse of the grid is left out, and the answer says so. */
function leavesOutQuiet(plan: PlanOf<'list'> | PlanOf<'timeline'>): boolean {
  return plan.form !== 'when' && Object.keys(plan.where ?? {}).every((field) => WHOSE.has(field));
}

function withoutQuiet(compiled: Compiled, quiet: boolean): Compiled {
  return quiet
    ? { ...compiled, filter: { ...compiled.filter, typesNot: [...(compiled.filter.typesNot ?? []), ...QUIET_TYPES] } }
    : compiled;
}

/** "When did it start?" names the start that was asked for; a restart since then started it again. */
async function restartedSince(plan: PlanOf<'list'> | PlanOf<'timeline'>, events: readonly GridEvent[], work: Work): Promise<string> {
  const start = events[0];
  if (plan.form !== 'when' || start?.type !== 'spawn_succeeded' || plan.limit !== 1) return '';
  const where = { node: [String((start.body as { readonly node_id?: string }).node_id)], event: ['node_restarted'] };
  const window = { fromUs: start.timeUs, ...(work.past ? { toUs: work.nowUs + 1 } : {}) };
  const again = (await readEvents(work, compileWhere(where, work), window, 'desc', 1)).events[0];
  return again === undefined ? '' : ` Restarted since, last at ${clock(again.timeUs, work)}: ${summaryOf(again)}.`;
}

export function eventRow(event: GridEvent): Record<string, unknown> {
  return {
    time: isoFromUs(event.timeUs),
    event_type: event.type,
    entity_id: primaryOf(event),
    summary: summaryOf(event),
    event_id: event.id,
  };
}

function listText(plan: PlanOf<'list'> | PlanOf<'timeline'>, events: readonly GridEvent[], total: number, work: Work): string {
  const first = events[0] as GridEvent;
  if (plan.limit === 1) return `${clock(first.timeUs, work)}: ${summaryOf(first)}.`;
  const shown = events.length < total ? `; the ${plan.op === 'timeline' ? 'newest' : 'first'} ${events.length} are shown` : '';
  const last = plan.op === 'timeline' ? (events.at(-1) as GridEvent) : first;
  const yes = plan.form === 'yesno' ? 'Yes: ' : '';
  return `${yes}${countedEvents(total, plan.where)}${shown}. Latest at ${clock(last.timeUs, work)}: ${summaryOf(last)}.`;
}

async function totalOf(compiled: Compiled, window: Window, work: Work): Promise<number> {
  if (compiled.also !== undefined) return (await readEvents(work, compiled, window, 'desc', ROWS_READ_MAX)).events.length;
  return (await work.reader.aggregate({ ...compiled.filter, ...bounds(window), limit: 1 }, work.options)).total;
}
