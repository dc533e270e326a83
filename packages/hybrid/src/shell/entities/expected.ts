import { STATUS_CLASSES } from '../../core/language/lexicon.ts';
import { own } from '../../core/own.ts';
import type { PlanOf } from '../answer.ts';

/** Whether everything has a status that was asked for; undefined when none was. */
export function answersExpectation(plan: PlanOf<'state'>, statuses: readonly (readonly string[])[]): boolean | undefined {
  const wanted = plan.expect?.['status'];
  if (!Array.isArray(wanted)) return undefined;
  const expected = wanted.flatMap((one) => own(STATUS_CLASSES, String(one)) ?? [String(one)]);
  return statuses.every((ways) => ways.some((status) => expected.includes(status)));
}
