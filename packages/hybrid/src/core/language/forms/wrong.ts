import type { StatePlan, WhyPlan } from '../../plan.ts';
import { plan, slotsOf } from '../slots.ts';
import type { FormReader } from './form.ts';

/** "what is wrong?", "is everything ok?": the state of the grid with its problems; with a name, why that is in trouble. */
export const wrong: FormReader = (question) => {
  const well = question.take('is everything ok', 'is everything okay', 'is everything fine', 'is everything all right', 'is all well');
  if (well === 0)
    return plan<StatePlan>({
      op: 'state',
      target: 'cluster',
      form: 'yesno',
      expect: { status: ['healthy'] },
      at: undefined,
      time: undefined,
      where: undefined,
      anchor: undefined,
    });
  const asked = question.take(
    'what is wrong',
    'what is going wrong',
    'what is broken',
    'what is not working',
    'anything wrong',
    'something wrong',
    'anything broken',
    'what needs attention',
    'what should i look at',
  );
  if (asked === undefined) return undefined;
  question.take('with');
  const slots = slotsOf(question);
  if (slots.events.length > 0 || slots.status !== undefined || slots.cause !== undefined || slots.time !== undefined) return undefined;
  if (Object.keys(slots.names).length > 0)
    return plan<WhyPlan>({
      op: 'why',
      where: slots.names,
      time: undefined,
      negate: undefined,
      pick: undefined,
      hypothesis: undefined,
      form: undefined,
      expect: undefined,
    });
  if (slots.target !== undefined && slots.target !== 'cluster') return undefined;
  return plan<StatePlan>({
    op: 'state',
    target: 'cluster',
    at: undefined,
    time: undefined,
    where: undefined,
    form: undefined,
    expect: undefined,
    anchor: undefined,
  });
};
