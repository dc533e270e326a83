import { durationText, usFromIso } from '@sutra/kit';
import { unitName } from '../../core/phrasing/measures.ts';
import type { PlanOf, Result, Work } from '../answer.ts';
import { endOf, windowOf } from '../filter.ts';
import { recordedIn } from '../unwatched.ts';
import { anchored } from './anchored.ts';
import { bucketEnd, bucketOf, durationUs } from './bucket.ts';
import { countEvents } from './count.ts';
import { countedEvents, GROUPS_LISTED, groupsListed, nameOf } from './words.ts';

/** A share of the time asked for from which on it is not said that some of it was not recorded. */
const WHOLE_FROM = 0.99;

/**
 * Events per unit of time: of the whole window, and of every group and bucket asked for. Divided by the time in which somebody watched: a
 * grid that is four minutes old has no rate of a day, and one that was off for the night did not crash more rarely then.
 */
export async function rateEvents(plan: PlanOf<'rate'>, work: Work): Promise<Result> {
  const per = plan.per ?? '1h';
  const { form: _form, per: _per, op: _op, expect: _expect, ...rest } = plan;
  const counts = await countEvents({ ...rest, op: 'count', target: 'event' }, work);
  if (counts.status !== 'answered') return counts;
  const { window } = await anchored(plan.anchor, windowOf(plan.time, work, plan.anchor === undefined ? 'day' : 'all'), work);
  const recorded = await recordedIn(window, work);
  const fromUs = window.fromUs ?? recorded.beganUs;
  const endUs = endOf(window, work);
  const rate = (count: number, spanUs: number): number | null =>
    spanUs <= 0 ? null : Number(((count / spanUs) * durationUs(per)).toPrecision(4));
  const buckets = plan.bucket === undefined ? undefined : { width: bucketOf(plan.bucket, endUs - fromUs), tz: work.tz };
  const spanOf = (row: Record<string, unknown>): number => {
    const startUs = buckets === undefined ? undefined : usFromIso(String(row['time']));
    if (startUs === undefined || buckets === undefined) return recorded.between(fromUs, endUs);
    return recorded.between(Math.max(startUs, fromUs), Math.min(bucketEnd(buckets, startUs), endUs));
  };
  const total = Number(counts.value);
  const wholeUs = recorded.between(fromUs, endUs);
  const value = rate(total, wholeUs);
  const grouped = plan.by !== undefined || plan.bucket !== undefined;
  const rows = grouped
    ? (counts.rows ?? []).map((row) => ({ ...row, seconds: seconds(spanOf(row)), rate: rate(Number(row['count']), spanOf(row)) }))
    : [{ count: total, seconds: seconds(wholeUs), rate: value, plan: counts.rows?.[0]?.['plan'] }];
  return {
    ...counts,
    ...(value === null ? {} : { value }),
    text: `${value ?? 'An unknown number of'} ${nameOf(plan.where).many} per ${unitName(per)}${grouped ? '' : `: ${countedEvents(total, plan.where)}`}${plan.bucket === undefined ? ` in ${durationText(wholeUs / 1000)}` : ''}${grouped ? listed(rows, plan) : ''}.`,
    assumptions: [
      ...(counts.assumptions ?? []),
      ...(wholeUs < (endUs - fromUs) * WHOLE_FROM
        ? [`of ${durationText(wholeUs / 1000)}, not ${durationText((endUs - fromUs) / 1000)}: nothing was recorded the rest of the time`]
        : []),
    ],
    columns: grouped ? [...(counts.columns ?? []), 'seconds', 'rate'] : ['count', 'seconds', 'rate'],
    rows,
    ...(counts.series === undefined ? {} : { series: rows.map(({ plan: _plan, ...point }: Record<string, unknown>) => point) }),
  };
}

const seconds = (us: number): number => Math.round(us / 1000) / 1000;

function listed(rows: readonly Record<string, unknown>[], plan: PlanOf<'rate'>): string {
  if (plan.by === undefined) return '';
  const first = rows
    .slice(0, GROUPS_LISTED)
    .map((row) => `${(plan.by ?? []).map((dim) => String(row[dim] ?? 'unknown')).join(' ')} ${String(row['rate'])}`);
  return groupsListed('; ', first, rows.length);
}
