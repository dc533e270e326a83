import type { Anchor, Plan, Where } from './plan.ts';

/** What says that a node that was gone runs again. */
const NODE_RETURNS: readonly string[] = ['node_restarted', 'node_adopted', 'spawn_succeeded'];
/** What says that a node is gone: without one of these before it a start is no return. */
const NODE_GOES: readonly string[] = ['node_crashed', 'node_lost', 'node_gave_up', 'stop_succeeded'];
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
  if (!returned) return plan;
  const whole = { ...plan, where: { ...where, event: [...NODE_RETURNS] } };
  return { ...whole, ...sinceGone(whole) };
}

/** Returns are of the time after the node was gone: has it come back since it was gone last, how often did it since it first was. */
function sinceGone(plan: Plan): { readonly anchor?: Anchor } {
  if ((plan.op !== 'list' && plan.op !== 'count' && plan.op !== 'timeline') || plan.anchor !== undefined) return {};
  const node = plan.where?.['node'];
  if ((plan.op !== 'timeline' && plan.target !== 'event') || !Array.isArray(node)) return {};
  const latest = plan.op === 'list' && plan.form === 'yesno' && plan.time === undefined && node.length === 1;
  return { anchor: { where: { event: [...NODE_GOES], node }, rel: 'after', pick: latest ? 'last' : 'first' } };
}
