import type { WatchPlan, Where } from '../../plan.ts';
import { plan, slotsOf } from '../slots.ts';
import type { FormReader } from './form.ts';

export const watch: FormReader = (question) => {
  if (
    question.take(
      'tell me when',
      'let me know when',
      'let me know if',
      'alert me when',
      'alert me if',
      'alert when',
      'alert me',
      'notify me when',
      'notify me if',
      'notify when',
      'warn me when',
      'warn when',
      'warn me if',
      'watch for',
      'ping me when',
    ) === undefined
  )
    return undefined;
  const slots = slotsOf(question);
  const metric =
    slots.metric !== undefined && slots.number?.cmp !== undefined ? { [slots.metric]: { [slots.number.cmp]: slots.number.value } } : {};
  const events = slots.events.length > 0 ? { event: slots.events } : {};
  const where: Where = { ...events, ...slots.names, ...metric };
  return Object.keys(where).length === 0
    ? undefined
    : plan<WatchPlan>({ op: 'watch', where, having: undefined, for: undefined, time: undefined, form: undefined, expect: undefined });
};
