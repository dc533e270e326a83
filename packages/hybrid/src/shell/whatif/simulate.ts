import { paraphrase } from '../../core/paraphrase.ts';
import type { Cond, Where } from '../../core/plan.ts';
import type { PlanOf, Result, Work } from '../answer.ts';
import { typesOf } from '../conditions.ts';
import { unsupported } from '../unsupported.ts';
import { onAnotherAgent } from './elsewhere.ts';
import { loseAgents } from './lose.ts';
import { otherPlacement } from './placement.ts';
import { otherRestart } from './restart.ts';
import { moreAgents, moreNodes } from './scale.ts';

/** What a change may be: a loss (as events), or another policy (`policy` with its settings), or a number of nodes. */
export interface Change {
  readonly event?: Cond;
  readonly agent?: readonly string[];
  readonly node?: readonly string[];
  readonly host?: readonly string[];
  readonly region?: readonly string[];
  readonly policy?: 'restart' | 'placement' | 'scaling';
  readonly restart?: 'always' | 'on-failure' | 'never';
  /** Restarts in a row after which a node is left alone. */
  readonly restart_limit?: number;
  readonly max_nodes?: number;
  readonly without?: readonly string[];
  /** The agent that `node` is supposed to have run on. */
  readonly onto?: string;
  readonly nodes?: number;
  readonly more_nodes?: number;
  readonly agents?: number;
  /** A wish that is only supposed: `scale` to a count, `stop` and `drain` of what is named, `move` to an agent. */
  readonly verb?: string;
  readonly count?: number;
}

/**
 * What would follow, or would have followed: the same pure functions that run the grid, on the state as it is with a loss added, or on
 * the recorded history with another policy in force. Nothing is done; every answer is the difference.
 */
export async function simulateOf(plan: PlanOf<'simulate'>, work: Work): Promise<Result> {
  const change = supposed(plan.change as Change);
  if (change.policy === 'restart' || change.restart !== undefined || change.restart_limit !== undefined) return otherRestart(change, work);
  if (change.onto !== undefined && change.node !== undefined) return onAnotherAgent(change, work);
  if (change.policy === 'placement' || change.max_nodes !== undefined || change.without !== undefined) return otherPlacement(change, work);
  if (change.agents !== undefined) return moreAgents(change, work);
  if (change.policy === 'scaling' || typeof change.nodes === 'number') return moreNodes(change, work);
  const lost = change.verb === undefined ? lostAgents(change, work) : [];
  const nodes = change.verb === undefined ? (change.node ?? []).filter((id) => work.state.nodes.has(id)) : [];
  const deed = change.verb === undefined ? undefined : DEEDS[change.verb];
  if (deed !== undefined) return noLoss({ ...change, event: deed });
  if ((lost.length > 0 || nodes.length > 0) && !isLoss(change.event)) return noLoss(change);
  if (lost.length > 0) return loseAgents(lost, [], work, plan.outcome);
  if (nodes.length > 0) return loseAgents([], nodes, work, plan.outcome);
  throw unsupported(
    `what follows from ${JSON.stringify(plan.change)}; try the loss of an agent, host, region or node, another restart policy or limit, other places, or a number of nodes or agents`,
  );
}

/** Wishes that take nothing away for good, and what is on record of each once it was carried out. */
const DEEDS: Readonly<Record<string, readonly string[]>> = {
  restart: ['node_restarted'],
  update: ['@update'],
  rollback: ['update_rolled_back'],
  undrain: ['agent_undrained'],
  backup: ['@backup'],
  spawn: ['spawn_succeeded'],
};

/** What is gone, or as good as gone, once it has happened to it. */
const LOSSES: ReadonlySet<string> = new Set([
  'agent_degraded',
  'agent_offline',
  'agent_draining',
  'agent_drained',
  'agent_unregistered',
  'node_crashed',
  'node_lost',
  'node_crash_looping',
  'node_gave_up',
  'spawn_failed',
  'stop_requested',
  'stop_succeeded',
]);
/** What is gone as long as none of these has happened to it. */
const RETURNS: ReadonlySet<string> = new Set(['agent_recovered', 'node_restarted', 'node_adopted']);

/** Whether what is supposed of a thing is that it is gone: without any event it is named as what is lost. */
function isLoss(event: Cond | undefined): boolean {
  if (event === undefined) return true;
  const [types, gone] = Array.isArray(event) ? [event, LOSSES] : [(event as { readonly not?: readonly string[] }).not ?? [], RETURNS];
  const supposed = typesOf(types as readonly string[]) ?? [];
  return supposed.length > 0 && supposed.every((type) => gone.has(type));
}

/** A loss that is supposed away, or anything else that is no loss: the only thing that is computed of it would be its opposite. */
function noLoss({ event, agent, node, host, region }: Change): Result {
  const happened = Array.isArray(event) ? event : ((event as { readonly not?: readonly string[] } | undefined)?.not ?? []);
  const of = Object.fromEntries(Object.entries({ agent, node, host, region }).filter(([, names]) => names !== undefined)) as Where;
  const loss = { ...of, event: [node === undefined ? 'agent_offline' : 'node_crashed'] };
  return {
    status: 'refused',
    text: `${Array.isArray(event) ? 'What would follow from anything but a loss' : 'How things had gone if something had not happened'} is not computed, only what its loss would do to the grid as it is, and what followed from what did happen.`,
    suggestions: [
      { question: paraphrase({ op: 'impact', where: { ...of, event: [...happened] } }), why: 'what followed from it is on record' },
      { question: paraphrase({ op: 'simulate', change: loss }), why: 'the loss can be computed' },
    ],
  };
}

/** A supposed wish as what it comes to: what is stopped or drained is gone, a scale is a number of nodes, a move another place. */
function supposed(change: Change): Change {
  const { verb, count, ...rest } = change;
  if (verb === undefined) return change;
  if (verb === 'scale' && count !== undefined) return { policy: 'scaling', nodes: count };
  if (verb === 'move' && change.node !== undefined && change.agent?.length === 1)
    return { node: change.node, onto: change.agent[0] as string };
  return verb === 'stop' || verb === 'drain' ? rest : change;
}

function lostAgents({ agent, host, region }: Change, work: Work): string[] {
  return [...work.state.agents.values()]
    .filter(
      (one) =>
        one.health !== 'unregistered' &&
        ((agent?.includes(one.id) ?? false) || (host?.includes(one.hostname) ?? false) || (region?.includes(one.region ?? '') ?? false)),
    )
    .map(({ id }) => id);
}
