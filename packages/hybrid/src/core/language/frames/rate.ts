import type { RatePlan } from '../../plan.ts';
import type { Clause } from '../clause.ts';
import { anchorOf } from '../linked-clauses.ts';
import { dimsOf, eventWhere, made, partsOf, perOf } from '../parts.ts';
import { counting, some } from './form.ts';
import type { Frame } from './frame.ts';

/** "daily restart rate": how often in each of the steps. */
function paceOf(clause: Clause): string | undefined {
  const rate = clause.items.find((item) => /^(rate|rates|frequency)(?: of)?$/.test(clause.text(item)));
  const step = rate === undefined ? undefined : clause.words('bucket', true)[0];
  if (rate === undefined || step === undefined) return undefined;
  clause.use(rate, step);
  return step.entry.bucket;
}

/** "the crash rate", "at what rate do nodes crash": how often, in whatever unit. */
function isPace(clause: Clause): boolean {
  const rate = clause.items.find((item) => /^(rate|rates)$/.test(clause.text(item)));
  if (rate === undefined) return false;
  const before = clause.items[clause.items.indexOf(rate) - 1];
  const of = clause.word(rate.end) === 'of' ? clause.next(rate) : undefined;
  const thing = [before, of].some((item) => item?.type === 'word' && item.entry.event !== undefined && item.entry.form !== 'past');
  const asked = /^(what|which)$/.test(clause.word(rate.at - 1)) && clause.word(rate.at - 2) === 'at';
  return thing || asked;
}

/** "crashes per hour": events in a unit of time. */
export const rate: Frame = {
  name: 'rate',
  weight: 7,
  read: (clause) => {
    const per = perOf(clause) ?? paceOf(clause);
    if (per === undefined && !isPace(clause)) return undefined;
    const anchored = anchorOf(clause);
    const body = anchored?.rest ?? clause;
    counting(body);
    body.use(
      ...body.words('agg').filter((item) => item.entry.agg === 'avg'),
      ...body.items.filter((item) => /^(rate|rate of)$/.test(body.text(item))),
    );
    const dims = dimsOf(body);
    const parts = partsOf(body, 'event');
    if (parts.senses.events.length === 0 && parts.target !== 'event') return undefined;
    return made<RatePlan>({
      op: 'rate',
      where: eventWhere(parts),
      per,
      by: some(dims),
      time: parts.time,
      anchor: anchored?.anchor,
    } as RatePlan);
  },
};
