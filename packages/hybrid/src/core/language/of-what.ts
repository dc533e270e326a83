import type { LiveCatalogue } from '../names.ts';
import type { Plan } from '../plan.ts';
import type { Item, Sentence } from './sentence.ts';

/**
 * Whose figure is meant where nothing is named: that of nodes, unless the catalogue knows that nodes carry no such figure, or that there is no
 * node while agents carry it. Undefined where the plan stays as it is.
 */
export function ofWhat(
  plan: Plan,
  sentence: Sentence,
  { names, figures }: LiveCatalogue,
): { readonly plan: Plan; readonly why: string } | undefined {
  if (figures === undefined) return undefined;
  if (plan.op === 'duration' && plan.target === 'agent' && plan.where === undefined && !sentence.items.some(isThing))
    return { plan, why: 'of agents: nothing else is named' };
  if ((plan.op !== 'aggregate' && plan.op !== 'predict') || plan.target !== 'node') return undefined;
  const metric = plan.op === 'aggregate' ? plan.metric : (plan.threshold?.metric ?? plan.metric);
  if (metric === undefined || figures.agent.has(metric) === false) return undefined;
  const where = 'where' in plan ? plan.where : undefined;
  if (where?.['node'] !== undefined || sentence.items.some((item) => item.type === 'word' && item.entry.target === 'node'))
    return undefined;
  const none = names.node.size === 0;
  if (figures.node.has(metric) && !none) return undefined;
  return {
    plan: { ...plan, target: 'agent' },
    why: none ? 'of agents: there are no nodes' : `of agents: no ${metric} is recorded of nodes`,
  };
}

const isThing = (item: Item): boolean => item.type === 'name' || (item.type === 'word' && item.entry.target !== undefined);
