import { isoFromUs } from '@sutra/kit';
import { type GridEvent, primaryOf, summaryOf, toEventJson } from '@sutra/model';
import type { Order } from '../../core/plan.ts';
import type { PlanOf, Result, Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { narrowedWords } from '../condition-words.ts';
import { NUMBER_FIELD } from '../conditions.ts';
import { type Compiled, countOf, type EventsRead, readEvents, type Window, weightOf, windowOf, windowText } from '../filter.ts';
import { hidden, nothing, notKept } from '../nothing.ts';
import { unsupported } from '../unsupported.ts';
import { anchored } from './anchored.ts';
import { QUIET_TYPES } from './quiet.ts';
import { restricted } from './restricted.ts';
import { countedEvents } from './words.ts';

/** Rows shown when no limit was asked for. */
const ROWS_DEFAULT = 100;
const TIMELINE_DEFAULT = 500;
/** Rows shown of all history, where the last day has none. */
const WIDENED_MAX = 10;

type RowsPlan = PlanOf<'list'> | PlanOf<'timeline'>;

/** Events as rows, newest first unless asked otherwise. */
export async function listEvents(plan: RowsPlan, work: Work): Promise<Result> {
  const ordered = plan.op === 'list' ? plan.order : undefined;
  const offset = plan.op === 'list' ? (plan.offset ?? 0) : 0;
  const edge = ordered !== undefined && plan.limit === 1;
  const limit = plan.limit ?? (plan.op === 'timeline' ? TIMELINE_DEFAULT : ROWS_DEFAULT);
  const narrow = plan.op === 'list' && (plan.having !== undefined || plan.seq !== undefined);
  const quiet = !narrow && leavesOutQuiet(plan);
  const open =
    edge || plan.anchor !== undefined || (plan.op === 'list' && plan.limit !== undefined) || (plan.op === 'list' && plan.seq !== undefined);
  const { window, note } = await anchored(plan.anchor, windowOf(plan.time, work, open ? 'all' : 'day'), work);
  const {
    compiled: all,
    cost,
    unknown,
  } = await restricted(plan.op === 'list' ? plan : { ...(plan.where === undefined ? {} : { where: plan.where }) }, window, work);
  const compiled = carrying(quiet ? withoutQuiet(all) : all, ordered?.by);
  const read = (from: Window, most: number): Promise<EventsRead> =>
    // A timeline that is too long keeps its newest part.
    readRows(plan, compiled, from, most, work);
  let found = await read(window, offset + limit);
  const assumptions = [
    ...(window.assumption === undefined || plan.anchor !== undefined ? [] : [window.assumption]),
    ...note,
    ...(quiet ? ['heartbeats, metrics and questions left out'] : []),
  ];
  let shown: Window = window;
  if (found.events.length === 0 && plan.time === undefined && plan.anchor === undefined && !edge && !narrow) {
    shown = { ...(window.toUs === undefined ? {} : { toUs: window.toUs }) };
    found = await readNewest(plan, compiled, shown, Math.min(limit, WIDENED_MAX), work);
    if (found.events.length > 0) assumptions.push('nothing in the last 24 h: widened to the most recent match');
  }
  const page = found.events.slice(offset);
  const events = plan.op === 'timeline' ? [...page].reverse() : page;
  const range = windowText(shown, work);
  const base = {
    assumptions,
    as_of_seq: found.asOfSeq,
    scanned: found.scanned + cost.scanned,
    partial: found.partial || cost.partial,
    unknown,
    ...(range === undefined ? {} : { window: range }),
  };
  if (events.length === 0) {
    const none = await noRows(plan, all, quiet, found, window, work);
    return { ...base, ...none, unknown: [...unknown, ...(none.unknown ?? [])] };
  }
  const counts = found.more || offset > 0 || events.some((event) => weightOf(event) > 1);
  const [total, restarted, lacking] = await Promise.all([
    plan.limit === undefined && counts ? countOf(work, compiled, shown).then((counted) => counted.total) : events.length,
    restartedSince(plan, events, work),
    notKept(shown, work, compiled),
  ]);
  return {
    ...base,
    status: 'answered',
    text: `${listText(plan, events, total, work)}${restarted}`,
    value: plan.form === 'yesno' ? isAsExpected(plan, events) : plan.form === 'when' ? isoFromUs((events[0] as GridEvent).timeUs) : total,
    columns: ['time', 'event_type', 'entity_id', 'summary', ...(isField(ordered?.by) ? [ordered?.by as string] : [])],
    rows: events.map((event) => ({
      ...eventRow(event),
      ...(isField(ordered?.by) ? { [ordered?.by as string]: numberOf(event, ordered?.by as string) } : {}),
    })),
    events: events.map(toEventJson),
    evidence: events.map((event) => event.id),
    unknown: [...unknown, ...lacking],
  };
}

/** In order of time by the store; in order of a number by reading all that carry it. */
async function readRows(plan: RowsPlan, compiled: Compiled, window: Window, most: number, work: Work): Promise<EventsRead> {
  const order = plan.op === 'list' ? plan.order : undefined;
  if (plan.op === 'timeline' || !isField(order?.by))
    return readEvents(work, compiled, window, plan.op === 'timeline' ? 'desc' : (order?.dir ?? 'desc'), most);
  const found = await readEvents(work, compiled, window, 'desc');
  const events = byNumber(found.events, order as Order);
  return { ...found, events: events.slice(0, most), more: events.length > most, partial: found.partial || found.more };
}

/** The newest there are, in the order of the rows: the first by a number, or by time, may be of long ago. */
async function readNewest(plan: RowsPlan, compiled: Compiled, window: Window, most: number, work: Work): Promise<EventsRead> {
  const order = plan.op === 'list' ? plan.order : undefined;
  const found = await readEvents(work, compiled, window, 'desc', most);
  if (order !== undefined && isField(order.by)) return { ...found, events: byNumber(found.events, order) };
  return order?.dir === 'asc' ? { ...found, events: [...found.events].reverse() } : found;
}

/** Of those with the same number the one that is first stays first. */
function byNumber(events: readonly GridEvent[], { by, dir }: Order): GridEvent[] {
  const sign = dir === 'asc' ? 1 : -1;
  return [...events].sort((a, b) => (numberOf(a, by) - numberOf(b, by)) * sign);
}

/** Only what carries the number the rows are ordered by. */
function carrying(compiled: Compiled, by: string | undefined): Compiled {
  if (!isField(by)) return compiled;
  return { ...compiled, filter: { ...compiled.filter, where: [...(compiled.filter.where ?? []), { field: by as string, exists: true }] } };
}

/** Whether events are to be ordered by a number they carry rather than by time. */
function isField(by: string | undefined): boolean {
  if (by === undefined || by === 'time' || by === 'value') return false;
  if (!NUMBER_FIELD.has(by) && by !== 'exit_code' && by !== 'port') throw unsupported(`events ordered by ${by}`);
  return true;
}

const numberOf = (event: GridEvent, field: string): number => Number((event.body as Readonly<Record<string, unknown>>)[field]);

async function noRows(plan: RowsPlan, all: Compiled, quiet: boolean, found: EventsRead, window: Window, work: Work): Promise<Result> {
  if (found.events.length > 0) return hidden(found.events.length, plan.where, 'the rows that were skipped');
  if (quiet) {
    const loud = await countOf(work, all, window);
    if (loud.total > 0) return hidden(loud.total, plan.where, 'leaving out heartbeats, metrics and questions');
  }
  const none = await nothing(plan.where, window, work, all, { narrowed: plan.op === 'list' ? narrowedWords(plan) : '' });
  return plan.form === 'yesno' && window.lacks !== undefined && window.outside !== true ? { ...none, text: `No: ${window.lacks}.` } : none;
}

/** Conditions that say whose events, and nothing about which. */
const WHOSE = new Set(['agent', 'node', 'entity', 'host', 'region', 'env', 'platform', 'version']);

/** "What happened?" asks for what changed: the pulse of the grid is left out, and the answer says so. */
function leavesOutQuiet(plan: RowsPlan): boolean {
  return (
    plan.form !== 'when' &&
    (plan.op === 'timeline' || !isField(plan.order?.by)) &&
    Object.keys(plan.where ?? {}).every((field) => WHOSE.has(field))
  );
}

function withoutQuiet(compiled: Compiled): Compiled {
  return { ...compiled, filter: { ...compiled.filter, typesNot: [...(compiled.filter.typesNot ?? []), ...QUIET_TYPES] } };
}

/** "When did it start?" names the start that was asked for; a restart since then started it again. */
async function restartedSince(plan: RowsPlan, events: readonly GridEvent[], work: Work): Promise<string> {
  const start = events[0];
  if (plan.form !== 'when' || start?.type !== 'spawn_succeeded' || plan.limit !== 1) return '';
  const filter = { types: ['node_restarted'], entities: [[start.body.node_id]] };
  const window = { fromUs: start.timeUs, ...(work.past ? { toUs: work.nowUs + 1 } : {}) };
  const again = (await readEvents(work, { filter }, window, 'desc', 1)).events[0];
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

/** Whether the first of the rows is what it was asked to be; that there are any, where nothing more was asked. */
function isAsExpected(plan: RowsPlan, [first]: readonly GridEvent[]): boolean {
  const wanted = plan.op === 'list' ? plan.expect?.['event'] : undefined;
  return !Array.isArray(wanted) || (first !== undefined && wanted.includes(first.type));
}

function listText(plan: RowsPlan, events: readonly GridEvent[], total: number, work: Work): string {
  const first = events[0] as GridEvent;
  if (plan.limit === 1) {
    const verdict = plan.op !== 'list' || plan.expect === undefined ? '' : isAsExpected(plan, events) ? 'Yes: ' : 'No: ';
    return `${verdict}${clock(first.timeUs, work)}: ${summaryOf(first)}.`;
  }
  const shown = events.length < total ? `; the ${plan.op === 'timeline' ? 'newest' : 'first'} ${events.length} are shown` : '';
  const last = plan.op === 'timeline' ? (events.at(-1) as GridEvent) : first;
  const yes = plan.form === 'yesno' ? 'Yes: ' : '';
  return `${yes}${countedEvents(total, plan.where)}${shown}. Latest at ${clock(last.timeUs, work)}: ${summaryOf(last)}.`;
}
