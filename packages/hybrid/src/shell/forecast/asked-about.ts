import type { PlanOf, Work } from '../answer.ts';
import { entitiesOf, idOf, meets } from '../entities/entity.ts';

/** Agents and nodes that meet what a plan says of them. */
export function askedAbout({ target, where }: Pick<PlanOf<'predict'>, 'target' | 'where'>, { state, nowUs }: Work): ReadonlySet<string> {
  const { event: _event, ...about } = where ?? {};
  return new Set(
    entitiesOf(state, target)
      .filter((entity) => meets(entity, about, state, nowUs))
      .map(idOf),
  );
}
