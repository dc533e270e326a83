import { counted, durationText, isoFromUs } from '@sutra/kit';
import { toEventJson } from '@sutra/model';
import type { Agg, Dim } from '../../core/plan.ts';
import type { PlanOf, Result, Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { conditionWords } from '../condition-words.ts';
import type { Entity } from '../entities/entity.ts';
import { EVENT_ONLY } from '../entities/fields.ts';
import { costs, NO_COST } from '../entities/having.ts';
import { bucketEnd, bucketOf, bucketStart, durationUs } from '../events/bucket.ts';
import { inOrder } from '../events/count.ts';
import { measureOf } from '../events/groups.ts';
import { EVIDENCE_MAX, GROUPS_LISTED, groupsListed } from '../events/words.ts';
import { endOf, timeOf, type Window, windowOf, windowText } from '../filter.ts';
import { asRow, whereOf } from '../narrow.ts';
import { beforeTheRecord, notKept, sinceItBegins, windowWords } from '../nothing.ts';
import { partSpans, partsOf } from './parts.ts';
import { endedStretches, lengthUs, type Span, statusSpans, unheardOf } from './spans.ts';
import { spanKey, subjectsOf } from './subjects.ts';
import { DOWN, isWishedRestart, stretchOf, trackOf, UP } from './track.ts';

/** Spans shown as rows. */
const ROWS_MAX = 1_000;

interface Found {
  readonly span: Span;
  readonly entity: Entity | undefined;
}

/**
 * How long: downtime, uptime and time in a status are cut to the window, and what goes on now counts up to now; times from one event to
 * another are whole and count where they end.
 */
export async function durationOf(plan: PlanOf<'duration'>, work: Work): Promise<Result> {
  const window = windowOf(plan.time, work, 'all');
  const { found, unended, cost, types, unsure, assumed } = await spansOf(plan, window, work);
  const lacking = await notKept(window, work, { filter: { types } });
  const kept = found
    .filter(({ span }) => passes(lengthUs(span), plan.filter))
    .filter(({ span }) => plan.agg !== 'current' || (span.open && span.toUs >= endOf(window, work)));
  const untold = kept.flatMap(({ span }) =>
    span.toldTo === true ? [`how ${span.id} went on after ${clock(span.toUs, work)}: imported history ends there`] : [],
  );
  untold.push(
    ...unheardOf(
      kept.map(({ span }) => span),
      work,
    ),
  );
  const range = windowText(window, work);
  const going = kept.filter(({ span }) => span.open && span.unheard === undefined).length;
  const cut = kept.filter(({ span }) => span.cut && window.fromUs !== undefined).length;
  const base = {
    assumptions: [
      ...(window.assumption === undefined || plan.agg === 'current' ? [] : [window.assumption]),
      ...(going > 0 && plan.agg !== 'current'
        ? [`${counted(going, 'is', 'are')} still going on: counted up to ${clock(endOf(window, work), work)}`]
        : []),
      ...(cut > 0 ? [`${counted(cut, 'began', 'began')} before the window: only what lies within counts`] : []),
      ...assumed,
    ],
    as_of_seq: Math.max(cost.asOfSeq, work.state.seq),
    scanned: cost.scanned,
    partial: cost.partial,
    unknown: [
      ...lacking,
      ...unsure,
      ...untold,
      ...(unended === 0 ? [] : [`how long ${counted(unended, 'more', 'more')} will take: not ended yet`]),
    ],
    ...(range === undefined ? {} : { window: range }),
  };
  if (kept.length === 0)
    return { ...base, ...(await none(plan, found, [...lacking, ...unsure.map((one) => `it is not known ${one}`)], window, work)) };
  const value = figureOf(
    plan.agg,
    kept.map(({ span }) => span),
  );
  const rows = rowsOf(plan, kept, window, work);
  const evidence = kept.flatMap(({ span }) => [span.start, span.end]).filter((event) => event !== undefined);
  return {
    ...base,
    status: 'answered',
    value,
    text: `${sentenceOf(plan, value, kept, rows, work)}${begunBefore(plan, found, kept, work)}`,
    ...columnsOf(plan),
    rows,
    ...(plan.agg === 'trend' ? { series: rows.map(({ plan: _plan, ...point }) => point) } : {}),
    events: evidence.slice(-EVIDENCE_MAX).map(toEventJson),
    evidence: evidence.slice(-EVIDENCE_MAX).map((event) => event.id),
  };
}

async function spansOf(plan: PlanOf<'duration'>, window: ReturnType<typeof windowOf>, work: Work) {
  const parts = partsOf(plan);
  if (parts !== undefined) {
    const { spans, unknown, assumed, cost, types } = await partSpans(parts, plan.of, window, work);
    const found = spans.map((span): Found => ({ span, entity: undefined })).sort((a, b) => a.span.fromUs - b.span.fromUs);
    return { found, unended: 0, cost, types, unsure: unknown, assumed };
  }
  const stretch = stretchOf(plan);
  const found: Found[] = [];
  let unended = 0;
  let cost = NO_COST;
  const types = new Set<string>();
  for (const { kind, byId, counts } of subjectsOf(plan.where, stretch?.kind ?? targetOf(plan), work)) {
    const ids = new Set(byId.keys());
    const statuses = plan.of === 'downtime' ? DOWN[kind] : plan.of === 'uptime' ? UP[kind] : [plan.of.slice('time_in:'.length)];
    const read =
      stretch === undefined ? await statusSpans(kind, statuses, ids, window, work) : await endedStretches(stretch, ids, window, work);
    const again = isWishedRestart(plan) ? read.spans.filter(isRestart) : read.spans;
    found.push(...again.filter(counts).map((span) => ({ span, entity: byId.get(span.id) })));
    unended += read.unended;
    for (const type of stretch === undefined ? Object.keys(trackOf(kind, statuses)) : [...stretch.start, ...stretch.end, ...stretch.cancel])
      types.add(type);
    cost = costs(cost, read.cost);
  }
  found.sort((a, b) => a.span.fromUs - b.span.fromUs || (a.span.id < b.span.id ? -1 : 1));
  return { found, unended, cost, types: [...types], unsure: [] as readonly string[], assumed: [] as readonly string[] };
}

/** Grouped by node it is the nodes' own: of an agent there is no node to tell it by. */
const targetOf = ({ target, by }: PlanOf<'duration'>): PlanOf<'duration'>['target'] =>
  target === 'agent' && by?.includes('node') === true ? 'node' : target;

/** A start that was asked for in place of one that ran before. */
const isRestart = ({ start }: Span): boolean => start?.type === 'spawn_requested' && start.body.replaces !== undefined;

function passes(us: number, filter: PlanOf<'duration'>['filter']): boolean {
  const { gt, gte, lt, lte } = filter ?? {};
  return (
    (gt === undefined || us > durationUs(gt)) &&
    (gte === undefined || us >= durationUs(gte)) &&
    (lt === undefined || us < durationUs(lt)) &&
    (lte === undefined || us <= durationUs(lte))
  );
}

const seconds = (us: number): number => Math.round(us / 1000) / 1000;

/** Seconds, or how many for `count`. */
function figureOf(agg: Agg, spans: readonly Span[]): number {
  const lengths = spans.map((span) => lengthUs(span));
  switch (agg) {
    case 'count':
      return spans.length;
    case 'last':
      return seconds(lengthUs(spans.reduce((last, span) => (span.fromUs >= last.fromUs ? span : last))));
    case 'current':
      return seconds(Math.max(...lengths));
    case 'each':
      return seconds(measureOf('sum', lengths) as number);
    case 'trend':
      return seconds(measureOf('avg', lengths) as number);
    default:
      return seconds(measureOf(agg, lengths) as number);
  }
}

function rowsOf(
  plan: PlanOf<'duration'>,
  found: readonly Found[],
  window: ReturnType<typeof windowOf>,
  work: Work,
): Record<string, unknown>[] {
  const time = timeOf(window, work);
  if (plan.agg === 'trend') return trendRows(found, window, work);
  if (plan.by === undefined) {
    const rows = found.map(({ span }) => spanRow(span));
    return inOrder(
      rows,
      plan.order ?? (plan.agg === 'each' ? { by: 'time', dir: 'asc' } : undefined),
      false,
      ['entity_id'],
      'seconds',
    ).slice(0, plan.limit ?? ROWS_MAX);
  }
  const groups = new Map<string, { key: Record<string, string | number | boolean | null>; found: Found[] }>();
  for (const one of found) {
    const key = Object.fromEntries(plan.by.map((dim: Dim) => [dim, spanKey(one.span, dim, one.entity, work)]));
    const group = groups.get(JSON.stringify(key)) ?? { key, found: [] };
    group.found.push(one);
    groups.set(JSON.stringify(key), group);
  }
  const { by: _by, order: _order, limit: _limit, form: _form, ...rest } = plan;
  const ofEvents = plan.by.some((dim) => EVENT_ONLY.has(dim));
  const rows = [...groups.values()].map(({ key, found: members }) => ({
    ...key,
    value: figureOf(
      plan.agg,
      members.map(({ span }) => span),
    ),
    count: members.length,
    // A stretch that began before the window shows no event to ask a condition of: such a group cannot be said.
    ...(ofEvents && members.some(({ span }) => span.start === undefined)
      ? {}
      : { plan: asRow({ ...rest, where: whereOf(plan.where, key), time }) }),
  }));
  return inOrder(rows, plan.order, false, plan.by, 'value').slice(0, plan.limit);
}

function spanRow(span: Span): Record<string, unknown> {
  return {
    entity_id: span.id,
    time: isoFromUs(span.fromUs),
    to: span.open ? null : isoFromUs(span.toUs),
    seconds: seconds(lengthUs(span)),
    open: span.open,
    event_id: span.start?.id ?? span.end?.id ?? null,
  };
}

function trendRows(found: readonly Found[], window: ReturnType<typeof windowOf>, work: Work): Record<string, unknown>[] {
  const fromUs = window.fromUs ?? (found[0] as Found).span.fromUs;
  const buckets = { width: bucketOf('auto', endOf(window, work) - fromUs), tz: work.tz };
  const groups = new Map<number, Span[]>();
  for (const { span } of found) {
    const at = bucketStart(buckets, span.fromUs);
    groups.set(at, [...(groups.get(at) ?? []), span]);
  }
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([at, spans]) => ({
      time: isoFromUs(at),
      to: isoFromUs(bucketEnd(buckets, at)),
      value: figureOf('avg', spans),
      count: spans.length,
    }));
}

function columnsOf(plan: PlanOf<'duration'>): { columns: string[] } {
  if (plan.agg === 'trend') return { columns: ['time', 'value', 'count'] };
  return { columns: plan.by === undefined ? ['entity_id', 'time', 'to', 'seconds'] : [...plan.by, 'value', 'count'] };
}

/** "1.5 h" of a figure in seconds. */
const said = (value: number): string => durationText(value * 1000);

function sentenceOf(
  plan: PlanOf<'duration'>,
  value: number,
  found: readonly Found[],
  rows: readonly Record<string, unknown>[],
  work: Work,
): string {
  const what = nameOf(plan);
  if (plan.by !== undefined) {
    const listed = rows
      .slice(0, GROUPS_LISTED)
      .map(
        (row) =>
          `${(plan.by ?? []).map((dim) => String(row[dim] ?? 'unknown')).join(' ')} ${plan.agg === 'count' ? String(row['value']) : said(Number(row['value']))}`,
      );
    return `${AGG_WORDS[plan.agg]} ${what}${groupsListed(': ', listed, rows.length)}.`;
  }
  const [first] = found;
  const one =
    found.length === 1 && first !== undefined
      ? ` (${first.span.id}, from ${clock(first.span.fromUs, work)}${goesOn(first.span, work)})`
      : '';
  if (plan.agg === 'count') return `${counted(value, 'time', 'times')} ${what}${one}.`;
  if (plan.agg === 'last' && found.length > 1) return `${AGG_WORDS.last} ${what}: ${said(value)}${latestOf(found, work)}.`;
  const times = found.length === 1 ? one : `, over ${counted(found.length, 'time', 'times')}`;
  return `${AGG_WORDS[plan.agg]} ${what}: ${said(value)}${times}.`;
}

/** "2.0 s (web, from 07:40:12 UTC to 07:40:14 UTC)": how long the last of those took that are over. */
function lastLength(found: readonly Found[], work: Work): string {
  const { span } = found.reduce((last, one) => (one.span.toUs >= last.span.toUs ? one : last));
  return `${durationText(lengthUs(span) / 1_000)} (${span.id}, from ${clock(span.fromUs, work)} to ${clock(span.toUs, work)})`;
}

/** A part that runs since it was last started has run before: a grid is older than the run of its master. */
function begunBefore(plan: PlanOf<'duration'>, found: readonly Found[], kept: readonly Found[], work: Work): string {
  const [first] = found;
  if (partsOf(plan) === undefined || plan.of !== 'uptime' || plan.agg !== 'current' || first === undefined || kept.includes(first))
    return '';
  const { fromUs, id } = first.span;
  return ` That is since its last start: the first start of ${id} on record is of ${clock(fromUs, work)}, ${durationText((work.nowUs - fromUs) / 1_000)} ago.`;
}

/** " (web, from 07:40:12 UTC to 07:44:00 UTC; 3 times in all)": which of them the last one is. */
function latestOf(found: readonly Found[], work: Work): string {
  const { span } = found.reduce((last, one) => (one.span.fromUs >= last.span.fromUs ? one : last));
  const to = span.open ? goesOn(span, work) : ` to ${clock(span.toUs, work)}`;
  return ` (${span.id}, from ${clock(span.fromUs, work)}${to}; ${counted(found.length, 'time', 'times')} in all)`;
}

/** ", still going on", or up to when it is known. */
function goesOn({ open, unheard }: Span, work: Work): string {
  if (unheard !== undefined) return ` until ${clock(unheard.lastHeartbeatUs, work)} at least: its agent ${unheard.id} is not heard since`;
  return open ? ', still going on' : '';
}

const AGG_WORDS: Readonly<Record<Agg, string>> = {
  avg: 'Average',
  sum: 'Total',
  min: 'Shortest',
  max: 'Longest',
  p50: 'Median',
  p90: '90th percentile of',
  p95: '95th percentile of',
  p99: '99th percentile of',
  last: 'Last',
  current: 'Current',
  each: 'Total',
  count: 'Number of',
  trend: 'Average',
};

function nameOf(plan: PlanOf<'duration'>): string {
  const stretch = stretchOf(plan);
  if (stretch !== undefined) return `${plan.of.replaceAll('_', ' ')} (${stretch.says})`;
  return plan.of.startsWith('time_in:') ? `time ${plan.of.slice('time_in:'.length)}` : plan.of;
}

/** "downtime of n2 since 10:00:00 UTC": what was looked for. */
const soughtOf = (plan: PlanOf<'duration'>, window: Window, work: Work): string =>
  `${nameOf(plan)}${ofWhat(plan)}${windowWords(window, work)}`;

/** " of n2", " of agents in region us-east": whose it is. */
function ofWhat(plan: PlanOf<'duration'>): string {
  const { where } = plan;
  const named = where?.['node'] !== undefined || where?.['agent'] !== undefined || where?.['entity'] !== undefined;
  const kind = stretchOf(plan)?.kind ?? targetOf(plan);
  return `${named || kind === 'cluster' || kind === 'event' ? '' : ` of ${kind === 'entity' ? 'agents and nodes' : `${kind}s`}`}${conditionWords(where, named ? 'is' : 'are')}`;
}

async function none(
  plan: PlanOf<'duration'>,
  found: readonly Found[],
  lacking: readonly string[],
  window: Window,
  work: Work,
): Promise<Result> {
  if (found.length > 0)
    return {
      status: 'empty',
      nothing: 'hidden',
      value: 0,
      text:
        plan.agg === 'current'
          ? `None now: ${counted(found.length, 'time', 'times')} of ${nameOf(plan)}${ofWhat(plan)} ended before, the last after ${lastLength(found, work)}.`
          : `${counted(found.length, 'time', 'times')} of ${soughtOf(plan, window, work)}, none ${lengthWords(plan.filter)}.`,
    };
  if (lacking.length > 0)
    return {
      status: 'empty',
      nothing: 'not_recorded',
      text: `No ${soughtOf(plan, window, work)} that can be read. But ${lacking.join('; ')}: whether there was one cannot be said.`,
    };
  const unbegun = await beforeTheRecord(window.toUs, work);
  if (unbegun !== undefined) return unbegun;
  const none = plan.agg === 'sum' || plan.agg === 'count' || plan.agg === 'each' ? { value: 0 } : {};
  return {
    status: 'empty',
    nothing: 'none_matched',
    ...none,
    text: `No ${soughtOf(plan, window, work)}: the record is complete there${await sinceItBegins(window, work)}, and holds none.`,
  };
}

const LENGTHS = { gt: 'longer than', gte: 'of at least', lt: 'shorter than', lte: 'of at most' } as const;

/** "longer than 10m": the length that was asked for. */
function lengthWords(filter: PlanOf<'duration'>['filter']): string {
  const said = (Object.keys(LENGTHS) as (keyof typeof LENGTHS)[]).flatMap((sign) =>
    filter?.[sign] === undefined ? [] : [`${LENGTHS[sign]} ${filter[sign]}`],
  );
  return said.length === 0 ? 'of the length asked for' : said.join(' and ');
}
