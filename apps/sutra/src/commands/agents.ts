import type { AgentJson } from '@sutra/api';
import { atQuery } from '../client/at.ts';
import { ControlClient } from '../client/control.ts';
import type { Invocation } from '../client/invocation.ts';
import { hint, showOne, showRows } from '../output/show.ts';
import { paintStatus, statusText } from '../output/status.ts';
import type { Column } from '../output/table.ts';
import { sinceText } from '../output/when.ts';

/** `sutra agent ls` */
export async function agentList(invocation: Invocation, options: { readonly at?: string }): Promise<number> {
  const nowUs = invocation.clock.wallUs();
  const { agents } = await new ControlClient(invocation).get<{ agents: AgentJson[] }>('/api/grid/agents', await atQuery(options.at, nowUs));
  showRows(invocation, agents, columns(invocation, nowUs), 'No agents. Start one with: sutra agent run --agent-id NAME');
  const sick = agents.find((agent) => agent.status === 'offline' || agent.status === 'degraded');
  if (sick !== undefined) hint(invocation, `sutra why ${sick.agent_id}`);
  return 0;
}

/** `sutra agent get NAME` */
export async function agentGet(invocation: Invocation, name: string): Promise<number> {
  const agent = await new ControlClient(invocation).get<AgentJson>(`/api/grid/agents/${encodeURIComponent(name)}`);
  showOne(invocation, agent, (value) => facts(value, invocation.clock.wallUs()));
  return 0;
}

function columns(invocation: Invocation, nowUs: number): Column<AgentJson>[] {
  const percent = (value: number | undefined): string => (value === undefined ? '–' : `${Math.round(value)}%`);
  return [
    { title: 'NAME', of: (row) => row.agent_id },
    { title: 'STATUS', of: (row) => statusText(row.status), paint: (text, row) => paintStatus(invocation.terminal, row.status)(text) },
    { title: 'PLATFORM', of: (row) => row.platform, dropOrder: 3 },
    { title: 'REGION', of: (row) => row.region ?? '–', dropOrder: 2 },
    { title: 'NODES', of: (row) => `${row.current_storage_nodes}/${row.max_storage_nodes}`, align: 'right' },
    { title: 'CPU', of: (row) => percent(row.metrics?.cpu_pct), align: 'right', dropOrder: 5 },
    { title: 'MEM', of: (row) => percent(row.metrics?.memory_pct), align: 'right', dropOrder: 4 },
    { title: 'SINCE', of: (row) => sinceText(row.status_since, nowUs), align: 'right', dropOrder: 1 },
    { title: 'HOST', of: (row) => row.hostname, wide: true },
    { title: 'VERSION', of: (row) => row.version ?? '–', wide: true },
  ];
}

function facts(agent: AgentJson, nowUs: number): string {
  const nodes = agent.storage_nodes.map((node) => `  ${statusText(node.status)}  ${node.node_id}${node.endpoint === undefined ? '' : `  ${node.endpoint}`}`);
  return [
    `${agent.agent_id}  ${statusText(agent.status)} since ${agent.status_since} (${sinceText(agent.status_since, nowUs)})`,
    `  host ${agent.hostname} · platform ${agent.platform} · version ${agent.version ?? 'unknown'}`,
    `  nodes ${agent.current_storage_nodes} of ${agent.max_storage_nodes} · last heartbeat on record ${agent.last_heartbeat}`,
    ...(agent.draining ? ['  draining'] : []),
    ...nodes,
  ].join('\n');
}
