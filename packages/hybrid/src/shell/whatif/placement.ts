import { counted } from '@sutra/kit';
import { apply, EMPTY_GRID, type GridEvent, type GridState, place, STATE_TYPES, type TypedEvent } from '@sutra/model';
import type { Result, Work } from '../answer.ts';
import { eventsBetween } from '../state-at.ts';
import type { Change } from './simulate.ts';

/** Events folded for one question at most. */
const FOLDED_MAX = 200_000;

/**
 * Replays the recorded history with other places: every agent may hold `max_nodes` at most, or the agents `without` take none. Each
 * start is placed anew by the real placement; where the choice differs, the history goes on as if the node were there.
 */
export async function otherPlacement({ max_nodes: maxNodes, without = [] }: Change, work: Work): Promise<Result> {
  let state: GridState = EMPTY_GRID;
  let folded = 0;
  const rows: Record<string, unknown>[] = [];
  const moved = new Map<string, string>();
  const relevant = new Set<string>(STATE_TYPES);
  const evidence: string[] = [];
  let asked = 0;
  for await (const event of eventsBetween(work.reader, 1, work.state.seq, work.options)) {
    if (folded >= FOLDED_MAX) break;
    if (!relevant.has(event.type) || event.timeUs > work.nowUs) continue;
    folded++;
    if (event.type === 'spawn_requested' && (event.body.replaces ?? 0) === 0) {
      asked++;
      const { node_id: node, agent_id: was, port } = event.body;
      const choice = place(limited(state, maxNodes, without), { port });
      const home = choice.do === 'place' ? choice.agentId : undefined;
      if (home !== was) {
        rows.push({ node_id: node, was_on: was, would_be_on: home ?? null, because: choice.because, event_id: event.id });
        evidence.push(event.id);
        if (home !== undefined) moved.set(node, home);
      } else moved.delete(node);
    }
    state = apply(state, elsewhere(event, moved));
  }
  const refused = rows.filter((row) => row['would_be_on'] === null).length;
  const what =
    [
      ...(maxNodes === undefined ? [] : [`at most ${counted(maxNodes, 'node')} an agent`]),
      ...(without.length === 0 ? [] : [`nothing on ${without.join(', ')}`]),
    ].join(' and ') || 'the placement of today';
  return {
    status: 'answered',
    value: rows.length,
    text: `With ${what}, ${rows.length} of ${counted(asked, 'start')} would have gone elsewhere${refused === 0 ? '' : `, ${refused} of them nowhere`}. Estimate: the recorded requests, placed anew.`,
    columns: ['node_id', 'was_on', 'would_be_on', 'because'],
    rows: rows.slice(0, 1_000),
    assumptions: ['a request that named its agent is placed freely here; nodes live as long as they really did'],
    evidence: evidence.slice(-50),
    scanned: folded,
    partial: folded >= FOLDED_MAX,
    certainty: 0.7,
    confidence_from: `${counted(asked, 'recorded request')} replayed through the placement`,
  };
}

function limited(state: GridState, maxNodes: number | undefined, without: readonly string[]): GridState {
  const agents = state.agents.map((agent) => ({
    ...agent,
    maxNodes: without.includes(agent.id) ? 0 : Math.min(agent.maxNodes, maxNodes ?? agent.maxNodes),
  }));
  return { ...state, agents };
}

/** The same event, told of where the node would have been. */
function elsewhere(event: GridEvent, moved: ReadonlyMap<string, string>): GridEvent {
  const home = moved.get((event.body as { readonly node_id?: string }).node_id ?? '');
  return home === undefined ? event : ({ ...event, body: { ...event.body, agent_id: home } } as TypedEvent<'spawn_requested'>);
}
