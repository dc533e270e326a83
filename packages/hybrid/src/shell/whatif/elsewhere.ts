import { counted, durationText } from '@sutra/kit';
import { place } from '@sutra/model';
import type { Result, Work } from '../answer.ts';
import { costs } from '../entities/having.ts';
import { type Span, statusSpans } from '../spans/spans.ts';
import type { Change } from './simulate.ts';

/**
 * Named nodes on another agent: for how long, while each wanted to run, its own agent was away and the other one was, over the whole
 * history. What a node did by itself goes with it and is not part of the difference.
 */
export async function onAnotherAgent({ node: ids = [], onto = '' }: Change, work: Work): Promise<Result> {
  const other = work.state.agents.get(onto);
  const nodes = ids.flatMap((id) => work.state.nodes.get(id) ?? []);
  const homes = [...new Set(nodes.map(({ agentId }) => agentId))];
  const lived = await statusSpans('node', ['running', 'crashed', 'lost'], new Set(ids), {}, work);
  const away = await statusSpans('agent', ['offline'], new Set([onto, ...homes]), {}, work);
  const rows = nodes.map((node) => {
    const own = lived.spans.filter(({ id }) => id === node.id);
    const was = overlap(
      own,
      away.spans.filter(({ id }) => id === node.agentId),
    );
    const would = overlap(
      own,
      away.spans.filter(({ id }) => id === onto),
    );
    return {
      node_id: node.id,
      was_on: node.agentId,
      outages_were: was.times,
      away_s_was: was.s,
      outages_would_be: would.times,
      away_s_would_be: would.s,
    };
  });
  const room = place(work.state).candidates.find(({ agentId }) => agentId === onto);
  const [was, would] = [rows.reduce((sum, row) => sum + row.away_s_was, 0), rows.reduce((sum, row) => sum + row.away_s_would_be, 0)];
  const what = rows.map((row) => row.node_id).join(', ');
  const compared =
    was === would
      ? `for just as long (${durationText(was * 1000)})`
      : `for ${durationText(would * 1000)} instead of ${durationText(was * 1000)}`;
  const fits =
    other === undefined || other.health === 'unregistered'
      ? `${onto} is not there now.`
      : room?.fits === true
        ? 'It would fit there now.'
        : `It would not fit there now: ${room?.why ?? 'not known'}.`;
  const cost = costs(lived.cost, away.cost);
  return {
    status: 'answered',
    value: would - was,
    text: `On ${onto}, ${what} would have been without ${nodes.length === 1 ? 'its' : 'their'} agent ${compared}. ${fits} Estimate: the recorded outages of both agents. Nothing was done.`,
    columns: ['node_id', 'was_on', 'outages_were', 'away_s_was', 'outages_would_be', 'away_s_would_be'],
    rows,
    assumptions: [
      'what a node did by itself (its own crashes) would have gone with it',
      `the agents of a node are the last it ran on: ${homes.join(', ')}`,
    ],
    evidence: away.spans.flatMap(({ start }) => start?.id ?? []).slice(-50),
    scanned: cost.scanned,
    as_of_seq: cost.asOfSeq,
    partial: cost.partial,
    certainty: 0.7,
    confidence_from: `${counted(away.spans.length, 'recorded outage')} of the agents, held against when the nodes wanted to run`,
  };
}

/** How often and for how long the second stretches fell into the first. */
function overlap(own: readonly Span[], away: readonly Span[]): { readonly times: number; readonly s: number } {
  const shared = away.map((span) =>
    own.reduce((sum, one) => sum + Math.max(0, Math.min(one.toUs, span.toUs) - Math.max(one.fromUs, span.fromUs)), 0),
  );
  return { times: shared.filter((us) => us > 0).length, s: Math.round(shared.reduce((sum, us) => sum + us, 0) / 1e6) };
}
