import { usFromIso } from '@sutra/kit';
import type { PlanOf, Result, Work } from '../answer.ts';
import { endOf, windowOf } from '../filter.ts';
import { anchored } from './anchored.ts';
import { bucketEnd, bucketOf, durationUs, HOUR_US } from './bucket.ts';
import { countEvents } from './count.ts';
import { countedEvents, nameOf } from './words.ts';

/** Events per unit of time: of the whole window, and of every group and bucket asked for. */
export async function rateEvents(plan: PlanOf<'rate'>, work: Work): Promise<Result> {
  const per = plan.per ?? '1h';
  const { form: _form, per: _per, op: _op, expect: _expect, ...rest } = plan;
  const counts = await countEvents({ ...rest, op: 'count', target: 'event' }, work);
  if (counts.status !== 'answered') return counts;
  const { window } = await anchored(plan.anchor, windowOf(plan.time, work, plan.anchor === undefined ? 'day' : 'all'), work);
  const fromUs = window.fromUs ?? (await beginning(counts, work));
  const endUs = endOf(window, work);
  const rate = (count: number, spanUs: number): number => (spanUs <= 0 ? 0 : Number(((count / spanUs) * durationUs(per)).toPrecision(4)));
  const buckets = plan.bucket === undefined ? undefined : { width: bucketOf(plan.bucket, endUs - fromUs), tz: work.tz };
  const spanOf = (row: Record<string, unknown>): number => {
    const startUs = buckets === undefined ? undefined : usFromIso(String(row['time']));
    if (startUs === undefined || buckets === undefined) return endUs - fromUs;
    return Math.min(bucketEnd(buckets, startUs), endUs) - Math.max(startUs, fromUs);
  };
  const total = Number(counts.value);
  const value = rate(total, endUs - fromUs);
  const grouped = plan.by !== undefined || plan.bucket !== undefined;
  const rows = grouped
    ? (counts.rows ?? []).map((row) => ({ ...row, hours: hours(spanOf(row)), rate: rate(Number(row['count']), spanOf(row)) }))
    : [{ count: total, hours: hours(endUs - fromUs), rate: value, plan: counts.rows?.[0]?.['plan'] }];
  return {
    ...counts,
    value,
    text: `${value} ${nameOf(plan.where).many} per ${per.replace(/^1/, '')}${grouped ? '' : `: ${countedEvents(total, plan.where)}`}${plan.bucket === undefined ? ` in ${hours(endUs - fromUs)} h` : ''}${grouped ? listed(rows, plan) : ''}.`,
    columns: grouped ? [...(counts.columns ?? []), 'hours', 'rate'] : ['count', 'hours', 'rate'],
    rows,
    ...(counts.series === undefined ? {} : { series: rows.map(({ plan: _plan, ...point }: Record<string, unknown>) => point) }),
  };
}

const hours = (us: number): number => Number((us / HOUR_US).toFixed(1));

async function beginning(counts: Result, work: Work): Promise<number> {
  const first = (await work.reader.query({ order: 'asc', limit: 1 }, work.options)).events[0];
  return first?.timeUs ?? usFromIso(counts.window?.from ?? '') ?? work.nowUs;
}

function listed(rows: readonly Record<string, unknown>[], plan: PlanOf<'rate'>): string {
  if (plan.by === undefined) return '';
  const first = rows
    .slice(0, 10)
    .map((row) => `${(plan.by ?? []).map((dim) => String(row[dim] ?? 'unknown')).join(' ')} ${String(row['rate'])}`);
  return `; ${first.join(', ')}`;
}
