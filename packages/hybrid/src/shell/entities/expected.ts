import type { GridState } from '@sutra/model';
import { STATUS_CLASSES } from '../../core/language/lexicon.ts';
import { own } from '../../core/own.ts';
import type { PlanOf } from '../answer.ts';
import { type Entity, fieldOf, idOf, meets, statusesOf } from './entity.ts';

/** Whether everything has a status that was asked for; undefined when none was. */
export function answersExpectation(plan: PlanOf<'state'>, statuses: readonly (readonly string[])[]): boolean | undefined {
  const wanted = plan.expect?.['status'];
  if (!Array.isArray(wanted)) return undefined;
  const expected = wanted.flatMap((one) => own(STATUS_CLASSES, String(one)) ?? [String(one)]);
  return statuses.every((ways) => ways.some((status) => expected.includes(status)));
}

/** Whether all that was asked of some things is so; undefined when nothing was. */
export interface Verdict {
  readonly yes: boolean | 'unknown' | undefined;
  /** What is on record of each fact that was asked beside the status: "the version of agent-5 is 1.5.0". */
  readonly said: readonly string[];
}

/** "is agent-5 healthy", "is agent-5 on 1.5.1". How those that are not heard stand is not known; no is no whatever else was asked. */
export function verdictOf(
  plan: PlanOf<'state'>,
  found: readonly Entity[],
  unheard: ReadonlyMap<Entity, string>,
  state: GridState,
  atUs: number,
): Verdict {
  const stands = answersExpectation(plan, found.filter((entity) => !unheard.has(entity)).map(statusesOf));
  const asked = Object.entries(plan.expect ?? {}).filter(([field, values]) => field !== 'status' && Array.isArray(values));
  const facts = found.flatMap((entity) =>
    asked.map(([field, values]) => {
      const value = fieldOf(entity, field, state, atUs);
      const of = `${field} of ${idOf(entity)}`;
      if (value === undefined) return { yes: 'unknown' as const, said: `no ${of} is on record` };
      return { yes: meets(entity, { [field]: values as readonly string[] }, state, atUs), said: `the ${of} is ${value}` };
    }),
  );
  const parts = [
    ...(stands === undefined ? [] : [stands && unheard.size > 0 ? ('unknown' as const) : stands]),
    ...facts.map(({ yes }) => yes),
  ];
  const yes = parts.length === 0 ? undefined : parts.includes(false) ? false : parts.includes('unknown') ? 'unknown' : true;
  return { yes, said: facts.map(({ said }) => said) };
}
