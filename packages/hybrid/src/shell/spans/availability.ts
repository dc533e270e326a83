import { durationText, isoFromUs } from '@sutra/kit';
import { toEventJson } from '@sutra/model';
import type { Dim } from '../../core/plan.ts';
import type { PlanOf, Result, Work } from '../answer.ts';
import { conditionWords } from '../condition-words.ts';
import { bucketEnd, bucketOf, bucketStart } from '../events/bucket.ts';
import { inOrder } from '../events/count.ts';
import { EVIDENCE_MAX } from '../events/words.ts';
import { endOf, timeOf, windowOf, windowText } from '../filter.ts';
import { asRow, bucketTime, whereOf } from '../narrow.ts';
import { beforeTheRecord, notKept, windowWords } from '../nothing.ts';
import { watchedUs } from '../unwatched.ts';
import { lengthUs, type Span, statusSpansOfEach, unheardOf } from './spans.ts';
import { spanKey, subjectsOf } from './subjects.ts';
import { DOWN, TRACKS, UP } from './track.ts';

/** A share of what was asked from which on it is not said that some of it is missing. */
const WHOLE_FROM = 0.99;

interface Part {
  readonly key: Readonly<Record<string, string | number | boolean | null>>;
  readonly startUs?: number;
  upUs: number;
  downUs: number;
}

/**
 * The share of time something was up, of the time it was either up or down: a node that was stopped on request and an agent that had
 * left are neither. Of nodes when a node is named or grouped by, else of agents.
 */
export async function availabilityOf(plan: PlanOf<'ratio'>, work: Work): Promise<Result> {
  const window = windowOf(plan.time, work, 'all');
  const target = plan.where?.['node'] !== undefined || plan.by?.includes('node') === true ? 'node' : 'agent';
  const [subjects] = subjectsOf(plan.where, target, work);
  if (subjects === undefined) throw new RangeError(`no subjects for ${target}`);
  const ids = new Set(subjects.byId.keys());
  const [[up, down], unknown] = await Promise.all([
    statusSpansOfEach(subjects.kind, [UP[subjects.kind], DOWN[subjects.kind]], ids, window, work),
    notKept(window, work, { filter: { types: Object.keys(TRACKS[subjects.kind]) } }),
  ]);
  if (up === undefined || down === undefined) throw new RangeError('as many lists of spans as were asked for');
  const { cost } = up;
  const unseen = unheardOf(up.spans, work);
  const range = windowText(window, work);
  const base = {
    assumptions: [
      ...(window.assumption === undefined ? [] : [window.assumption]),
      `of ${target}s: up ${UP[subjects.kind].join(' or ')}, down ${DOWN[subjects.kind].join(', ')}`,
    ],
    as_of_seq: Math.max(cost.asOfSeq, work.state.seq),
    scanned: cost.scanned,
    partial: cost.partial,
    unknown: [...unknown, ...unseen],
    ...(range === undefined ? {} : { window: range }),
  };
  const whole = { upUs: total(up.spans), downUs: total(down.spans) };
  if (whole.upUs + whole.downUs === 0)
    return {
      ...base,
      ...((await beforeTheRecord(window.toUs, work)) ?? {
        status: 'empty',
        ...(unseen.length > 0
          ? { nothing: 'not_recorded', text: `Not known: ${unseen.join('; ')}.` }
          : {
              nothing: 'none_matched',
              text: `No ${target}${conditionWords(plan.where)} was up or down${windowWords(window, work)}, so there is no availability.`,
            }),
      }),
    };
  const askedUs = window.fromUs === undefined ? 0 : (endOf(window, work) - window.fromUs) * ids.size;
  const seenUs = whole.upUs + whole.downUs;
  if (seenUs < askedUs * WHOLE_FROM)
    base.assumptions.push(
      `of ${durationText(seenUs / 1000)} in all, not ${durationText(askedUs / 1000)}: the rest of the time ${ids.size === 1 ? `the ${target} was` : `${target}s were`} not there, stopped or not watched`,
    );
  const by: readonly Dim[] = plan.by ?? [target];
  const fromUs = window.fromUs ?? Math.min(...[...up.spans, ...down.spans].map((span) => span.fromUs));
  const buckets = plan.bucket === undefined ? undefined : { width: bucketOf(plan.bucket, endOf(window, work) - fromUs), tz: work.tz };
  const parts = new Map<string, Part>();
  const add = (span: Span, side: 'upUs' | 'downUs'): void => {
    const key = Object.fromEntries(
      (plan.by === undefined && buckets !== undefined ? [] : by).map((dim) => [dim, spanKey(span, dim, subjects.byId.get(span.id), work)]),
    );
    for (let at = span.fromUs; at < span.toUs; ) {
      const startUs = buckets === undefined ? undefined : bucketStart(buckets, at);
      const endUs = startUs === undefined || buckets === undefined ? span.toUs : Math.min(span.toUs, bucketEnd(buckets, startUs));
      const name = JSON.stringify([key, startUs]);
      const part = parts.get(name) ?? { key, ...(startUs === undefined ? {} : { startUs }), upUs: 0, downUs: 0 };
      part[side] += watchedUs(at, endUs, span.unwatched ?? []);
      parts.set(name, part);
      at = endUs;
    }
  };
  for (const span of up.spans) add(span, 'upUs');
  for (const span of down.spans) add(span, 'downUs');
  const time = timeOf(window, work);
  const { by: _by, bucket: _bucket, order: _order, limit: _limit, form: _form, ...rest } = plan;
  const rows = [...parts.values()].map(({ key, startUs, upUs, downUs }) => ({
    ...key,
    ...(startUs === undefined ? {} : { time: isoFromUs(startUs) }),
    value: share(upUs, downUs),
    up_s: Math.round(upUs / 1000) / 1000,
    down_s: Math.round(downUs / 1000) / 1000,
    plan: asRow({
      ...rest,
      where: whereOf(plan.where, key),
      time: startUs === undefined || buckets === undefined ? time : bucketTime(startUs, bucketEnd(buckets, startUs), time),
    }),
  }));
  const names = [...(plan.by === undefined && buckets !== undefined ? [] : by), ...(buckets === undefined ? [] : ['time'])];
  const sorted = inOrder(
    rows,
    plan.order ?? (buckets === undefined ? { by: 'value', dir: 'asc' } : undefined),
    buckets !== undefined,
    names.filter((one) => one !== 'time'),
    'value',
  ).slice(0, plan.limit);
  const value = share(whole.upUs, whole.downUs);
  const events = down.spans.flatMap((span) => [span.start, span.end]).filter((event) => event !== undefined);
  return {
    ...base,
    status: 'answered',
    value,
    text: `${value} % available: ${sorted
      .slice(0, 10)
      .map(
        (row) =>
          `${names.map((name) => String((row as Record<string, unknown>)[name] ?? 'unknown')).join(' ')} ${String((row as Record<string, unknown>)['value'])} %`,
      )
      .join(', ')}${sorted.length > 10 ? ` and ${sorted.length - 10} more` : ''}.`,
    columns: [...names, 'value', 'up_s', 'down_s'],
    rows: sorted,
    events: events.slice(-EVIDENCE_MAX).map(toEventJson),
    evidence: events.slice(-EVIDENCE_MAX).map((event) => event.id),
  };
}

const total = (spans: readonly Span[]): number => spans.reduce((sum, span) => sum + lengthUs(span), 0);

/** In per cent, to three digits: the difference between three nines and four is what is asked for. */
const share = (upUs: number, downUs: number): number => Number(((100 * upUs) / (upUs + downUs)).toFixed(3));
