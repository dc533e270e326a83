import { nounOf } from '../core/nouns.ts';
import type { Cond, Plan, Scalar, Where } from '../core/plan.ts';
import type { Result, Work } from './answer.ts';
import { kindsOf } from './condition-words.ts';
import { isOfEvents, typesOf } from './conditions.ts';
import { isOtherNumber } from './entities/entity.ts';
import { countEvents } from './events/count.ts';
import { nameOfField } from './figure-text.ts';

/** How many events of an answer's period are neither a number nor another one, for want of any: whoever asks for all but that number may mean them too. */
export async function unnumberedNotes(plan: Plan, { window }: Result, work: Work): Promise<string[]> {
  const where = 'where' in plan ? plan.where : undefined;
  const fields = Object.entries(where ?? {}).filter(
    ([field, condition]) => isOtherNumber(condition as Cond) && isOfEvents(field, typesNamed(where)),
  );
  const notes = await Promise.all(
    fields.map(async ([field]) => {
      const lacking = { ...where, [field]: { exists: false } } as Where;
      const time = window === undefined ? { from: null, to: null } : window;
      const { value } = await countEvents({ op: 'count', target: 'event', where: lacking, time }, work);
      if (typeof value !== 'number' || value === 0) return [];
      const { one, many } = where?.['event'] === undefined ? nounOf('@all') : kindsOf(where);
      return [`not among them: ${value.toLocaleString('en-US')} ${value === 1 ? one : many} without ${nameOfField(field)}`];
    }),
  );
  return notes.flat();
}

function typesNamed(where: Where | undefined): readonly string[] | undefined {
  const named = where?.['event'];
  return Array.isArray(named) ? typesOf(named as readonly Scalar[]) : undefined;
}
