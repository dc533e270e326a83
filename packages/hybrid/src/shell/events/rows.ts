import { isoFromUs } from '@sutra/kit';
import { type GridEvent, primaryOf, summaryOf, toEventJson } from '@sutra/model';
import { counted, type PlanOf, type Result, type Work } from '../answer.ts';
import { type Compiled, compileWhere, ROWS_READ_MAX, readEvents, type Window, windowOf, windowText } from '../filter.ts';
import { anchored } from './anchored.ts';
import { bounds, clock, nameOf, nothing } from './words.ts';

/** Rows shown when no limit was asked for. */
const ROWS_DEFAULT = 100;

/** Events as rows, newest first unless asked otherwise. */
export async function listEvents(plan: PlanOf<'list'> | PlanOf<'timeline'>, work: Work): Promise<Result> {
  const ordered = plan.op === 'list' ? plan.order : undefined;
  const edge = ordered !== undefined && plan.limit === 1;
  const limit = plan.limit ?? (plan.op === 'timeline' ? 500 : ROWS_DEFAULT);
  const order = plan.op === 'timeline' ? 'asc' : (ordered?.dir ?? 'desc');
  const compiled = compileWhere(plan.where, work);
  const { window, note } = await anchored(
    plan.anchor,
    windowOf(plan.time, work, edge || plan.anchor !== undefined || (plan.op === 'list' && plan.limit !== undefined) ? 'all' : 'day'),
    work,
  );
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
    text: listText(plan, events, total),
    value: plan.form === 'yesno' ? true : plan.form === 'when' ? isoFromUs((events[0] as GridEvent).timeUs) : total,
    columns: ['time', 'event_type', 'entity_id', 'summary'],
    rows: events.map(eventRow),
    events: events.map(toEventJson),
    evidence: events.map((event) => event.id),
  };
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

function listText(plan: PlanOf<'list'> | PlanOf<'timeline'>, events: readonly GridEvent[], total: number): string {
  const first = events[0] as GridEvent;
  if (plan.limit === 1) return `${clock(first.timeUs)}: ${summaryOf(first)}.`;
  const shown = events.length < total ? `; the ${plan.op === 'timeline' ? 'newest' : 'first'} ${events.length} are shown` : '';
  const last = plan.op === 'timeline' ? (events.at(-1) as GridEvent) : first;
  const yes = plan.form === 'yesno' ? 'Yes: ' : '';
  return `${yes}${counted(total, nameOf(plan.where), `${nameOf(plan.where)}s`)}${shown}. Latest at ${clock(last.timeUs)}: ${summaryOf(last)}.`;
}

async function totalOf(compiled: Compiled, window: Window, work: Work): Promise<number> {
  if (compiled.also !== undefined) return (await readEvents(work, compiled, window, 'desc', ROWS_READ_MAX)).events.length;
  return (await work.reader.aggregate({ ...compiled.filter, ...bounds(window), limit: 1 }, work.options)).total;
}
