import type { Plan, Where } from './plan.ts';

/** What says that a node that was gone runs again. */
const NODE_RETURNS: readonly string[] = ['node_restarted', 'node_adopted', 'spawn_succeeded'];
/** Words of coming back, and the word for one way of it. */
const BACK = /\b(back|recover\w*|return\w*|runs(?= again|\W*$)|(?:running|up) again)\b/i;
const RESTART = /\b(re-?start|re-?boot|re-?launch)/i;

/**
 * A plan read from words in which a node "comes back" or "recovers": a node has no recovery of its own name, as agents have, it comes back by running
 * again, restarted or not. Any other plan is given back as it is, and so is what asks why.
 */
export function nodesReturn<P extends Plan>(plan: P, question: string): P {
  const where = 'where' in plan ? (plan.where as Where | undefined) : undefined;
  const event = where?.['event'];
  if (plan.op === 'why' || where?.['node'] === undefined || !Array.isArray(event) || event.length !== 1) return plan;
  const returned = event[0] === 'agent_recovered' || (event[0] === 'node_restarted' && BACK.test(question) && !RESTART.test(question));
  return returned ? { ...plan, where: { ...where, event: [...NODE_RETURNS] } } : plan;
}
