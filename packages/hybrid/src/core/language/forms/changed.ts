import type { ChangedPlan } from '../../plan.ts';
import { plan, slotsOf } from '../slots.ts';
import { anchorOf } from './anchor.ts';
import type { FormReader } from './form.ts';

/** "what changed between …", "what changed right before node-17 crashed". */
export const changed: FormReader = (question) => {
  if (
    question.take(
      'what changed',
      'what has changed',
      'what is different',
      'what was changed',
      'changes between',
      'show changes',
      'any changes',
      'diff',
    ) === undefined
  )
    return undefined;
  const anchor = anchorOf(question);
  const slots = slotsOf(question);
  if (anchor !== undefined) return { op: 'changed', anchor };
  return plan<ChangedPlan>({ op: 'changed', where: slots.names, time: slots.time, anchor: undefined, form: undefined, expect: undefined });
};
