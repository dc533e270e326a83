import type { GridEvent } from '@sutra/model';
import type { Having, Seq, Where } from '../../core/plan.ts';
import type { Work } from '../answer.ts';
import { type Cost, havingEntities, kindOfEvents, NO_COST, sequences, universeOf } from '../entities/having.ts';
import { type Compiled, compileWhere, type Window } from '../filter.ts';
import { unsupported } from '../unsupported.ts';

/** Entities one query can be narrowed to. */
const NAMES_MAX = 10_000;

export interface Restricted {
  readonly compiled: Compiled;
  /** The events themselves, when only reading them could tell which they are: in order of time. */
  readonly events?: readonly GridEvent[];
  readonly cost: Cost;
  readonly unknown: string[];
}

/** Events narrowed to those of entities that meet a count condition, or to those that were (not) followed by another. */
export async function restricted(
  plan: { readonly where?: Where; readonly having?: readonly Having[]; readonly seq?: Seq },
  window: Window,
  work: Work,
): Promise<Restricted> {
  let compiled = compileWhere(plan.where, work);
  let cost = NO_COST;
  if (plan.having !== undefined) {
    const target = kindOfEvents(plan.having.map((one) => ({ event: one.event })));
    if (target === 'cluster') throw unsupported('a count condition on events that name neither agent nor node');
    const { met, cost: spent } = await havingEntities(plan.having, {}, universeOf(target, work), window, target, work);
    if (met.size > NAMES_MAX) throw unsupported(`events of more than ${NAMES_MAX} ${target}s at once`);
    cost = spent;
    const ids = met.size === 0 ? ['nothing meets the condition'] : [...met.keys()];
    compiled = { ...compiled, filter: { ...compiled.filter, entities: [...(compiled.filter.entities ?? []), ids] } };
  }
  if (plan.seq === undefined) return { compiled, cost, unknown: [] };
  if (plan.having !== undefined) throw unsupported('a count condition and a sequence at once');
  const target = kindOfEvents([
    { ...plan.where, ...plan.seq.first },
    { ...plan.where, ...plan.seq.then },
  ]);
  const { found, undecided, cost: spent } = await sequences(plan.seq, plan.where ?? {}, window, target, work);
  const events = [...new Map(found.map(({ first }) => [first.id, first])).values()];
  return {
    compiled: { filter: {}, ids: events.map((event) => event.id) },
    events,
    cost: spent,
    unknown: undecided === 0 ? [] : [`${undecided} of them could still be followed in time`],
  };
}
