import { usFromIso } from '@sutra/kit';
import type { PlanOf, Result, Work } from '../answer.ts';
import { countEvents, durationUs, HOUR_US } from './count.ts';
import { nameOf } from './words.ts';

/** Events per unit of time. */
export async function rateEvents(plan: PlanOf<'rate'>, work: Work): Promise<Result> {
  const per = plan.per ?? '1h';
  const counts = await countEvents(
    {
      op: 'count',
      target: 'event',
      ...(plan.where === undefined ? {} : { where: plan.where }),
      ...(plan.time === undefined ? {} : { time: plan.time }),
    },
    work,
  );
  if (counts.status !== 'answered' || counts.window === undefined) return counts;
  const spanUs = (usFromIso(counts.window.to) ?? 0) - (usFromIso(counts.window.from) ?? 0);
  const value = Number(((Number(counts.value) / spanUs) * durationUs(per)).toPrecision(4));
  return {
    ...counts,
    value,
    text: `${value} ${nameOf(plan.where).many} per ${per.replace(/^1/, '')}: ${String(counts.value)} in ${(spanUs / HOUR_US).toFixed(1)} h.`,
  };
}
