import { type GridState, isObserved } from '@sutra/model';
import type { Where } from '../core/plan.ts';
import { firstOf, type Work } from './answer.ts';
import { clock } from './clock.ts';
import { type Entity, idOf, meets, statusOf } from './entities/entity.ts';

/** Nodes named in one sentence. */
const NAMED_MAX = 6;

/** A node that ran when its agent was last heard, and its agent is not heard any more: that it still runs is more than anybody knows. */
export const isUnheard = (entity: Entity, state: GridState): boolean =>
  entity.kind === 'node' && entity.agent !== undefined && statusOf(entity) === 'running' && !isObserved(state, entity.node);

/** "whether db and web are running now is not known: their agent edge-3 is offline, last heard at 12:00:30 UTC", of those a condition may be about. */
export function unheardWords(where: Where | undefined, all: readonly Entity[], state: GridState, work: Work): string[] {
  const { status: _status, ...others } = where ?? {};
  const byAgent = new Map<string, Entity[]>();
  for (const entity of all)
    if (isUnheard(entity, state) && meets(entity, others, state, work.nowUs))
      byAgent.set(entity.agent?.id ?? '', [...(byAgent.get(entity.agent?.id ?? '') ?? []), entity]);
  return [...byAgent].map(([agent, nodes]) => {
    const [are, their] = nodes.length === 1 ? ['is', 'its'] : ['are', 'their'];
    const { health, lastHeartbeatUs } = nodes[0]?.agent ?? { health: 'offline', lastHeartbeatUs: 0 };
    return `whether ${firstOf(nodes.map(idOf), NAMED_MAX)} ${are} running now is not known: ${their} agent ${agent} is ${health}, last heard at ${clock(lastHeartbeatUs, work)}`;
  });
}
