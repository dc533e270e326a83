import { isEventType, rowOf } from '@sutra/model';
import type { Anchor, Plan, Scalar, Where } from '../core/plan.ts';
import { typesOf } from './conditions.ts';
import { isAgent, isNode, type Names } from './imported.ts';

/** Fields that name what an event is about, or choose it otherwise. */
const NAMES = ['node', 'agent', 'entity', 'ref', 'any'] as const;

/**
 * A time given by an event of which it is not said what of ("when did db start after the stop?") is that of an event of the same thing, where the question
 * names one and such events always say of which it was.
 */
export function withOwnAnchor(plan: Plan, names: Names): Plan {
  if (plan.op === 'compare') {
    const where = 'where' in plan.plan ? plan.plan.where : undefined;
    const sides = plan.sides.map((side) =>
      side.anchor === undefined ? side : { ...side, anchor: ownAnchor(side.anchor, { ...where, ...side.where }, names) },
    );
    return { ...plan, sides };
  }
  if (!('anchor' in plan) || plan.anchor === undefined) return plan;
  return { ...plan, anchor: ownAnchor(plan.anchor, plan.where, names) };
}

function ownAnchor(anchor: Anchor, where: Where | undefined, names: Names): Anchor {
  const { event } = anchor.where;
  const types = Array.isArray(event) ? typesOf(event as readonly Scalar[]) : undefined;
  if (types === undefined || NAMES.some((field) => anchor.where[field] !== undefined)) return anchor;
  const own = Object.entries({ node: where?.['node'], agent: where?.['agent'], entity: where?.['entity'] }).filter(([field, named]) => {
    if (!Array.isArray(named)) return false;
    const ids = named.map(String);
    const kinds =
      field !== 'entity'
        ? [field]
        : ids.every((id) => isNode(id, names))
          ? ['node']
          : ids.every((id) => isAgent(id, names))
            ? ['agent']
            : [];
    return kinds.some((kind) => types.every((type) => alwaysNames(type, `${kind}_id`)));
  });
  return own.length === 0 ? anchor : { ...anchor, where: { ...anchor.where, ...Object.fromEntries(own) } };
}

const alwaysNames = (type: string, field: string): boolean => isEventType(type) && (rowOf(type).fields[field]?.optional ?? true) === false;
