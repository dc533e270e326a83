import type { AgentsAnswer, NodesAnswer, StatusAnswer } from '@sutra/api';
import { inert } from '@sutra/kit';
import { atQuery } from '../client/at.ts';
import { ControlClient } from '../client/control.ts';
import type { Invocation } from '../client/invocation.ts';
import { noteStale, showOne } from '../output/show.ts';
import { countsText, paintStatus, statusText } from '../output/status.ts';
import { momentText } from '../output/when.ts';

interface Whole {
  readonly status: StatusAnswer;
  readonly agents: AgentsAnswer['agents'];
  readonly nodes: NodesAnswer['nodes'];
}

/** Tries to read three views of one moment while events keep coming. */
const TRIES_MAX = 5;

/** `sutra state [--at]`: agents, their nodes and the verdict, at one position of the record. */
export async function state(invocation: Invocation, options: { readonly at?: string }): Promise<number> {
  const query = await atQuery(invocation, options.at);
  const whole = await readWhole(invocation, query);
  noteStale(invocation, whole.status);
  showOne(invocation, whole, () => text(invocation, whole, query.at));
  return 0;
}

async function readWhole(invocation: Invocation, query: { readonly at?: string }): Promise<Whole> {
  const control = new ControlClient(invocation);
  for (let tried = 1; ; tried++) {
    const [status, agents, nodes] = await Promise.all([
      control.get<StatusAnswer>('/api/grid/status', query),
      control.get<AgentsAnswer>('/api/grid/agents', query),
      control.get<NodesAnswer>('/api/grid/nodes', query),
    ]);
    const seqs = [status.as_of_seq, agents.as_of_seq, nodes.as_of_seq];
    if (new Set(seqs).size === 1 || tried === TRIES_MAX) {
      if (new Set(seqs).size > 1) invocation.terminal.note(`(events came in between: read as of events ${[...new Set(seqs)].join(', ')})`);
      return { status, agents: agents.agents, nodes: nodes.nodes };
    }
  }
}

function text({ terminal, clock, zone, gridName }: Invocation, { status, agents, nodes }: Whole, at: string | undefined): string {
  const glyph = (word: string): string => paintStatus(terminal, word)(statusText(word));
  const when = at === undefined ? 'now' : `as it was at ${momentText(at, clock.wallUs(), zone)}`;
  const lines = [
    `${glyph(status.status)}  ${gridName}: ${countsText(status)}`,
    terminal.paint.dim(`  ${when} · as of event ${status.as_of_seq}`),
  ];
  for (const agent of agents) {
    lines.push(`${glyph(agent.status)}  ${agent.agent_id}  ${inert(agent.hostname)} · ${agent.platform}`);
    for (const node of nodes.filter((one) => one.agent_id === agent.agent_id)) {
      const more = [node.pid === undefined ? '' : `  pid ${node.pid}`, node.endpoint === undefined ? '' : `  ${node.endpoint}`].join('');
      lines.push(`    ${glyph(node.status)}  ${node.node_id}${more}`);
    }
  }
  if (agents.length === 0) lines.push(at === undefined ? '  no agents' : '  no agents then');
  return lines.join('\n');
}
