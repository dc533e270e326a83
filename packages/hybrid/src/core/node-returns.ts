import type { Plan, Where } from './plan.ts';

/** What says that a node that was gone runs again. */
const NODE_RETURNS: readonly string[] = ['node_restarted', 'node_adopted', 'spawn_succeeded'];

/**
 * A plan read from words in which a node "comes back" or "recovers": a node has no recovery of its own name, as agents have, it comes back by running
 * again. Any other plan is given back as it is.
 */
export function nodesReturn<P extends Plan>(plan: P): P {
  const where = 'where' in plan ? (plan.where as Where | undefined) : undefined;
  const event = where?.['event'];
  if (where?.['node'] === undefined || !Array.isArray(event) || event.length !== 1 || event[0] !== 'agent_recovered') return plan;
  return { ...plan, where: { ...where, event: [...NODE_RETURNS] } };
}
