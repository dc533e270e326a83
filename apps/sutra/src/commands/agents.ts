import type { AgentAnswer, AgentJson, AgentsAnswer } from '@sutra/api';
import { inert } from '@sutra/kit';
import { atQuery, shownUs } from '../client/at.ts';
import { ControlClient, isAway } from '../client/control.ts';
import type { Invocation } from '../client/invocation.ts';
import { type AgentRow, agentsFromMaster, noteMasterView } from '../client/master-view.ts';
import { readNamed } from '../client/names.ts';
import { hint, noteStale, showOne, showRows } from '../output/show.ts';
import { paintStatus, statusText } from '../output/status.ts';
import type { Column } from '../output/table.ts';
import { momentText, sinceText } from '../output/when.ts';

/** `sutra agent ls` */
export async function agentList(invocation: Invocation, options: { readonly at?: string }): Promise<number> {
  const names = new Intl.Collator('en', { numeric: true });
  const query = await atQuery(invocation, options.at);
  const found = await read(invocation, query);
  const agents = [...found].sort((a, b) => names.compare(a.agent_id, b.agent_id));
  const none = options.at === undefined ? 'No agents. Start one with: sutra agent run --agent-id NAME' : 'There were no agents then.';
  showRows(invocation, agents, columns(invocation, shownUs(invocation, query)), none);
  const sick = agents.find((agent) => agent.status === 'offline' || agent.status === 'degraded');
  if (sick !== undefined) hint(invocation, `sutra why ${sick.agent_id}`);
  return 0;
}

async function read(invocation: Invocation, query: { readonly at?: string }): Promise<readonly AgentRow[]> {
  try {
    const answer = await new ControlClient(invocation).get<AgentsAnswer>('/api/grid/agents', query);
    noteStale(invocation, answer);
    return answer.agents;
  } catch (reason) {
    if (!isAway(reason) || query.at !== undefined) throw reason; // only the record knows the past
    const { agents } = await agentsFromMaster(invocation, reason);
    noteMasterView(invocation, reason);
    return agents;
  }
}

/** `sutra agent get NAME` */
export async function agentGet(invocation: Invocation, name: string): Promise<number> {
  const answer = await readNamed<AgentAnswer>(invocation, 'agent', name, (id) => `/api/grid/agents/${id}`);
  noteStale(invocation, answer);
  const { agent } = answer;
  showOne(invocation, agent, (value) => facts(invocation, value));
  if (agent.status === 'offline' || agent.status === 'degraded') hint(invocation, `sutra why ${agent.agent_id}`);
  return 0;
}

function columns({ terminal }: Invocation, atUs: number): Column<AgentRow>[] {
  // What an agent told of its machine before it fell silent says nothing of now.
  const percent = (row: AgentRow, value: number | undefined): string =>
    value === undefined || !isHeard(row) ? '–' : `${Math.round(value)}%`;
  return [
    { title: 'NAME', of: (row) => row.agent_id },
    {
      title: 'STATUS',
      of: (row) => `${statusText(row.status)}${row.draining === true ? ' (draining)' : ''}`,
      paint: (text, row) => paintStatus(terminal, row.status)(text),
    },
    { title: 'PLATFORM', of: (row) => row.platform, dropOrder: 3 },
    { title: 'REGION', of: (row) => row.region ?? '–', dropOrder: 2 },
    { title: 'NODES', of: (row) => `${row.places_taken ?? row.current_storage_nodes}/${row.max_storage_nodes}`, align: 'right' },
    { title: 'CPU', of: (row) => percent(row, row.metrics?.cpu_pct), align: 'right', dropOrder: 5 },
    { title: 'MEM', of: (row) => percent(row, row.metrics?.memory_pct), align: 'right', dropOrder: 4 },
    { title: 'SINCE', of: (row) => sinceText(row.status_since ?? '', atUs), align: 'right', dropOrder: 1 },
    { title: 'HOST', of: (row) => row.hostname, wide: true },
    { title: 'VERSION', of: (row) => row.version ?? '–', wide: true },
  ];
}

const isHeard = ({ status }: Pick<AgentRow, 'status'>): boolean => status === 'healthy' || status === 'degraded';

function facts({ clock, zone, terminal }: Invocation, agent: AgentJson): string {
  const nowUs = clock.wallUs();
  const heard = isHeard(agent);
  const nodes = agent.storage_nodes.map((node) => ({ ...node, status: node.status === 'running' && !heard ? 'unobserved' : node.status }));
  const listed = nodes.map(
    (node) =>
      `  ${paintStatus(terminal, node.status)(statusText(node.status))}  ${node.node_id}${node.endpoint === undefined ? '' : `  ${node.endpoint}`}`,
  );
  const labels = Object.entries(agent.labels).map(([key, value]) => inert(`${key}=${value}`));
  return [
    `${terminal.paint.bold(agent.agent_id)}  ${paintStatus(terminal, agent.status)(statusText(agent.status))} since ${momentText(agent.status_since, nowUs, zone)} (${sinceText(agent.status_since, nowUs)})`,
    `  host ${inert(agent.hostname)} · platform ${agent.platform} · version ${agent.version ?? 'unknown'}`,
    `  ${agent.current_storage_nodes} ${heard ? 'running' : 'ran when it was last heard'} · ${agent.places_taken} of ${agent.max_storage_nodes} places taken · last heartbeat on record ${momentText(agent.last_heartbeat, nowUs, zone)}`,
    ...(labels.length === 0 ? [] : [`  labels ${labels.join(' ')}`]),
    ...(agent.draining ? ['  draining'] : []),
    ...listed,
  ].join('\n');
}
