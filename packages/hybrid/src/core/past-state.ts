import type { ClarifyPlan, CountPlan, ListPlan, Plan, Where } from './plan.ts';

/** The events by which a state begins, by its name; of nodes and agents alike where a class names both. */
const BEGINS: Readonly<Record<string, readonly string[]>> = {
  degraded: ['agent_degraded'],
  offline: ['agent_offline'],
  crashed: ['node_crashed'],
  failed: ['node_crashed', 'node_gave_up'],
  '@failed': ['node_crashed', 'node_gave_up'],
  stopped: ['stop_succeeded'],
  lost: ['node_lost'],
  crash_loop: ['node_crash_looping'],
  '@down': ['agent_offline', 'node_crashed', 'node_lost'],
};
/** Asked of what was, and of no time. */
const WAS = /^(?:(?:so|and|ok|hey|please)\b,? )*(?:(?:which|what|who|how many|list|show)\b.*?\b)?(was|were|had been)\b/i;
const NOW = /\b(?:is|are|now|still|currently|ever|never|not|no|none)\b|n't\b/i;

/**
 * "which nodes were crash-looping?" is of the past, and says of no time when: those to which it happened, as it is of "which agents went offline". What
 * lasts and has no such beginning ("were running") is asked back. Any other plan is given back as it is.
 */
export function pastState(plan: Plan, question: string): Plan {
  const asked = question.trim();
  const [, verb] = WAS.exec(asked) ?? [];
  if (verb === undefined || (plan.op !== 'list' && plan.op !== 'count' && plan.op !== 'state')) return plan;
  if (plan.target === 'event' || plan.target === 'cluster' || plan.time !== undefined || plan.at !== undefined || plan.anchor !== undefined)
    return plan;
  if (plan.op !== 'state' && (plan.having !== undefined || plan.seq !== undefined || plan.order !== undefined)) return plan;
  const { status = statusOf(plan.expect), pattern, ...where } = plan.where ?? {};
  const states = [status, pattern].filter((one) => one !== undefined);
  if (states.length !== 1 || where['event'] !== undefined || where.any !== undefined) return plan;
  const named = Array.isArray(states[0]) ? (states[0] as readonly string[]) : [];
  const types = [...new Set(named.flatMap((name) => BEGINS[name] ?? []))].filter((type) => isOf(type, plan.target, where));
  const yesno = asked.toLowerCase().startsWith(verb.toLowerCase());
  if (types.length > 0 && named.every((name) => BEGINS[name] !== undefined) && !NOW.test(asked)) {
    const happened: Where = { ...where, event: types };
    if (plan.op === 'count') return { ...plan, target: 'event', where: happened } satisfies CountPlan;
    if (yesno) return { op: 'list', target: 'event', where: happened, form: 'yesno' } satisfies ListPlan;
    return { ...(plan.form === undefined ? {} : { form: plan.form }), op: 'list', target: plan.target, where: happened } satisfies ListPlan;
  }
  return yesno || NOW.test(asked.replace(/\bnot\b/gi, '')) ? plan : timeless(asked);
}

const statusOf = (expect: Readonly<Record<string, unknown>> | undefined): readonly string[] | undefined =>
  expect?.['status'] as readonly string[] | undefined;

/** A class of states of agents and nodes is of those that are asked about. */
function isOf(type: string, target: string, where: Where): boolean {
  const kind = target === 'entity' ? (where['node'] !== undefined ? 'node' : where['agent'] !== undefined ? 'agent' : target) : target;
  return kind === 'entity' || (kind === 'agent') === type.startsWith('agent_');
}

function timeless(asked: string): ClarifyPlan {
  const question = asked.replace(/[\s?.!]+$/, '');
  return {
    op: 'clarify',
    reason: 'ambiguous_time',
    slot: 'time',
    options: [`${question.replace(/\b(?:were|was|had been)\b/i, 'are')}?`, `${question} 1 hour ago?`],
  };
}
