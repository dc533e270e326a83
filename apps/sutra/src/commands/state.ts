import type { AgentJson, NodeJson, StatusJson } from '@sutra/api';
import { inert } from '@sutra/kit';
import { atQuery } from '../client/at.ts';
import { ControlClient } from '../client/control.ts';
import type { Invocation } from '../client/invocation.ts';
import { showOne } from '../output/show.ts';
import { statusText } from '../output/status.ts';

/** `sutra state [--at]`: agents, their nodes and the verdict, at one position of the record. */
export async function state(invocation: Invocation, options: { readonly at?: string }): Promise<number> {
  const control = new ControlClient(invocation);
  const query = await atQuery(options.at, invocation.clock.wallUs());
  const [status, { agents }, { nodes }] = await Promise.all([
    control.get<StatusJson>('/api/grid/status', query),
    control.get<{ agents: AgentJson[] }>('/api/grid/agents', query),
    control.get<{ nodes: NodeJson[] }>('/api/grid/nodes', query),
  ]);
  showOne(invocation, { status, agents, nodes }, () => text(status, agents, nodes, query.at));
  return 0;
}

function text(status: StatusJson, agents: readonly AgentJson[], nodes: readonly NodeJson[], at: string | undefined): string {
  const lines = [`${statusText(status.status)}: ${inert(status.reason)}`, `  ${at === undefined ? 'now' : `at ${at}`}, as of event ${status.as_of_seq}`];
  for (const agent of agents) {
    lines.push(`${statusText(agent.status)}  ${agent.agent_id}  ${agent.hostname} · ${agent.platform}`);
    for (const node of nodes.filter((one) => one.agent_id === agent.agent_id)) {
      lines.push(`    ${statusText(node.status)}  ${node.node_id}${node.pid === undefined ? '' : `  pid ${node.pid}`}${node.endpoint === undefined ? '' : `  ${node.endpoint}`}`);
    }
  }
  if (agents.length === 0) lines.push('  no agents');
  return lines.join('\n');
}
