import { sideWords } from '../core/paraphrase.ts';
import type { Side } from '../core/plan.ts';
import { firstOf, type PlanOf, type Result, type Work } from './answer.ts';
import { type Entity, entitiesOf, idOf, meets, stateOf } from './entities/entity.ts';
import { FACTS } from './entities/facts.ts';

type Told = Pick<Result, 'text' | 'value' | 'columns' | 'rows'>;

/** Of what tells one run of a program from another, and is no difference anybody asks for. */
const OF_A_RUN: ReadonlySet<string> = new Set(['pid', 'generation']);
/** Differences that are told; the rows have all. */
const TOLD_MAX = 6;

/**
 * Two things or more, or one at several instants, beside each other: how each is, and in which facts they differ. `value` is the number of
 * those. Where a side is not exactly one thing, only how each is.
 */
export async function comparedStates(
  sides: readonly Side[],
  plans: readonly PlanOf<'state'>[],
  results: readonly Result[],
  work: Work,
): Promise<Told> {
  const how = results.map(({ text }) => text).join(' ');
  const found = await Promise.all(plans.map((plan) => thingsOf(plan, work)));
  const things = found.flatMap((all) => (all.length === 1 ? all : []));
  const names = headings(things, sides);
  if (things.length < sides.length || new Set(things.map(({ kind }) => kind)).size > 1)
    return {
      text: how,
      columns: ['side', 'state'],
      rows: sides.map((side, i) => ({ side: sideWords(side), state: results[i]?.text ?? '' })),
    };
  const facts = FACTS[(things[0] as Entity).kind].map(([fact, read]) => ({ fact, values: things.map(read) }));
  const known = facts.filter(({ values }) => values.some((value) => value !== undefined));
  const differ = known.filter(({ values }) => new Set(values).size > 1);
  const alike = known.filter((one) => !differ.includes(one));
  const also = differ.some(({ fact }) => fact === 'status') ? 'also ' : '';
  const told = differ
    .filter(({ fact }) => fact !== 'status' && !OF_A_RUN.has(fact))
    .map(({ fact, values }) => `${fact} (${values.map((value) => String(value ?? 'none')).join(' against ')})`);
  return {
    value: differ.length,
    text: `${how} ${told.length === 0 ? 'Nothing else that is on record of them differs.' : `They ${also}differ in ${firstOf(told, TOLD_MAX)}.`}`,
    columns: ['fact', ...names],
    rows: [...differ, ...alike].map(({ fact, values }) => ({
      fact,
      ...Object.fromEntries(values.map((value, i) => [names[i] as string, value ?? null])),
    })),
  };
}

async function thingsOf(plan: PlanOf<'state'>, work: Work): Promise<readonly Entity[]> {
  if (plan.target !== 'agent' && plan.target !== 'node') return [];
  const { state, atUs } = await stateOf(plan, work);
  return entitiesOf(state, plan.target).filter((entity) => meets(entity, plan.where, state, atUs));
}

/** Each thing by its name; by its side where one thing is held against itself, or is named like the column of the facts. */
function headings(things: readonly Entity[], sides: readonly Side[]): readonly string[] {
  const ids = things.map(idOf);
  return new Set(['fact', ...ids]).size > ids.length ? ids : sides.map((side, i) => sideWords(side) || `side ${i + 1}`);
}
