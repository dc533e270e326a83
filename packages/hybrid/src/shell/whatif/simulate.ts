import type { PlanOf, Result, Work } from '../answer.ts';
import { unsupported } from '../unsupported.ts';
import { loseAgents } from './lose.ts';
import { otherPlacement } from './placement.ts';
import { otherRestart } from './restart.ts';
import { moreNodes } from './scale.ts';

/** What a change may be: a loss (as events), or another policy (`policy` with its settings), or a number of nodes. */
export interface Change {
  readonly event?: readonly string[];
  readonly agent?: readonly string[];
  readonly node?: readonly string[];
  readonly host?: readonly string[];
  readonly region?: readonly string[];
  readonly policy?: 'restart' | 'placement' | 'scaling';
  readonly restart?: 'always' | 'on-failure' | 'never';
  readonly max_nodes?: number;
  readonly without?: readonly string[];
  readonly nodes?: number;
}

/**
 * What would follow, or would have followed: the same pure functions that run the grid, on the state as it is with a loss added, or on
 * the recorded history with another policy in force. Nothing is done; every answer is the difference.
 */
export async function simulateOf(plan: PlanOf<'simulate'>, work: Work): Promise<Result> {
  const change = plan.change as Change;
  if (change.policy === 'restart' || change.restart !== undefined) return otherRestart(change, work);
  if (change.policy === 'placement' || change.max_nodes !== undefined || change.without !== undefined) return otherPlacement(change, work);
  if (change.policy === 'scaling' || typeof change.nodes === 'number') return moreNodes(change, work);
  const lost = lostAgents(change, work);
  if (lost.length > 0) return loseAgents(lost, [], work);
  const nodes = (change.node ?? []).filter((id) => work.state.nodes.has(id));
  if (nodes.length > 0) return loseAgents([], nodes, work);
  throw unsupported(
    `what follows from ${JSON.stringify(plan.change)}; try the loss of an agent, host, region or node, another restart policy, other places, or a number of nodes`,
  );
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
