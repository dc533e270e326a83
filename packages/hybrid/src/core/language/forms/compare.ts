import type { ComparePlan, CountPlan } from '../../plan.ts';
import { calendarUnit, type TimeContext } from '../period.ts';
import { linked, type Question } from '../question.ts';
import { eventWhere, plan, type Slots, slotsOf, timeOf } from '../slots.ts';
import { emptyRows, type FormReader } from './form.ts';

export const compare: FormReader = (question, time) => {
  if (question.take('compare', 'compared to', 'compared with', 'versus', 'vs') === undefined) return undefined;
  question.take('vs', 'versus', 'with', 'against', 'and');
  const [a, b] = question.periods;
  const periods =
    a !== undefined && b !== undefined ? [a.period, b.period] : a !== undefined ? [a.period, previousOf(question, a.at, time)] : undefined;
  const slots = { ...slotsOf(question), time: undefined };
  if (slots.event === undefined) return undefined;
  if (periods?.[1] !== undefined) {
    const sub: CountPlan = plan<CountPlan>({ ...emptyRows, op: 'count', target: 'event', where: eventWhere(slots as unknown as Slots) });
    return {
      op: 'compare',
      plan: sub,
      sides: periods.map((period) => ({ time: timeOf(period as NonNullable<typeof period>) })),
    } satisfies ComparePlan;
  }
  for (const kind of ['agent', 'node', 'region', 'env', 'platform'] as const) {
    const names = linked(question, kind, false);
    if (names.length < 2) continue;
    const sub: CountPlan = { op: 'count', target: 'event', where: { event: slots.event } };
    return { op: 'compare', plan: sub, sides: names.map((name) => ({ where: { [kind]: [name] } })) };
  }
  return undefined;
};

function previousOf(question: Question, at: number, { nowMs, zone }: TimeContext) {
  const unit = (['week', 'month', 'quarter'] as const).find((one) => question.tokens.slice(at).some((token) => token.text === one));
  if (unit === undefined) return undefined;
  const [fromMs, toMs] = calendarUnit(unit, nowMs, zone, -1);
  return { fromMs, toMs };
}
