import type { LogsAnswer, NodeAnswer, NodeJson, NodesAnswer } from '@sutra/api';
import { inert } from '@sutra/kit';
import { atQuery, shownUs } from '../client/at.ts';
import { ControlClient, isAway } from '../client/control.ts';
import type { Invocation } from '../client/invocation.ts';
import { agentsFromMaster, type NodeRow, noteMasterView } from '../client/master-view.ts';
import { pickName, readNamed } from '../client/names.ts';
import { forPrograms, hint, noteStale, showOne, showRows } from '../output/show.ts';
import { NODE_STATUSES, paintStatus, statusText } from '../output/status.ts';
import type { Column } from '../output/table.ts';
import { momentText, sinceText } from '../output/when.ts';
import { oneOf, whole } from './argument.ts';

export interface NodeListOptions {
  readonly at?: string;
  readonly agent?: string;
  readonly status?: string;
}

/** `sutra node ls` */
export async function nodeList(invocation: Invocation, options: NodeListOptions): Promise<number> {
  const statuses = options.status === undefined ? undefined : oneOf(options.status, '--status', NODE_STATUSES);
  const query = await atQuery(invocation, options.at);
  const nodes = await read(invocation, query);
  const agent =
    options.agent === undefined ? undefined : pickName('agent', options.agent, await agentNames(invocation, nodes, options.agent));
  const shown = nodes.filter(
    (node) => (agent === undefined || node.agent_id === agent) && (statuses === undefined || statuses.includes(node.status)),
  );
  const hidden = nodes.length - shown.length;
  const none = options.at === undefined ? 'No nodes. Start one with: sutra node spawn' : 'There were no nodes then.';
  showRows(
    invocation,
    shown,
    columns(invocation, shownUs(invocation, query)),
    hidden > 0 ? `No node matches; ${hidden} hidden by the filter.` : none,
  );
  const crashed = shown.find((node) => node.status === 'crashed' || node.status === 'failed');
  if (crashed !== undefined) hint(invocation, `sutra why ${crashed.node_id}`);
  return 0;
}

async function read(invocation: Invocation, query: { readonly at?: string }): Promise<readonly NodeRow[]> {
  try {
    const answer = await new ControlClient(invocation).get<NodesAnswer>('/api/grid/nodes', query);
    noteStale(invocation, answer);
    return inOrder(answer.nodes);
  } catch (reason) {
    if (!isAway(reason) || query.at !== undefined) throw reason; // only the record knows the past
    const { nodes } = await agentsFromMaster(invocation, reason);
    noteMasterView(invocation, reason);
    return inOrder(nodes);
  }
}

/** By name, `web-2` before `web-10`: the same list twice looks the same. */
function inOrder(nodes: readonly NodeRow[]): readonly NodeRow[] {
  const names = new Intl.Collator('en', { numeric: true });
  return [...nodes].sort((a, b) => names.compare(a.node_id, b.node_id));
}

/** Names an agent filter may mean. An agent without nodes is asked for only when no agent with nodes fits. */
async function agentNames(invocation: Invocation, nodes: readonly NodeRow[], typed: string): Promise<readonly string[]> {
  const seen = [...new Set(nodes.map((node) => node.agent_id))];
  if (seen.includes(typed)) return seen;
  const { namesOf } = await import('../client/names.ts');
  return [...new Set([...seen, ...(await namesOf(invocation)).agent])];
}

function columns({ terminal }: Invocation, atUs: number): Column<NodeRow>[] {
  return [
    { title: 'NAME', of: (row) => row.node_id },
    {
      title: 'STATUS',
      of: (row) => (row.crash_looping === true ? `${statusText(row.status)} (loop)` : statusText(seenStatus(row))),
      paint: (text, row) => paintStatus(terminal, seenStatus(row))(text),
    },
    { title: 'AGENT', of: (row) => row.agent_id, dropOrder: 4 },
    { title: 'RUNS', of: (row) => workloadText(row.workload, terminal.isTty ? 40 : undefined), dropOrder: 3 },
    { title: 'PID', of: (row) => row.pid?.toString() ?? '–', align: 'right', dropOrder: 2 },
    { title: 'ENDPOINT', of: (row) => row.endpoint ?? '–', dropOrder: 5 },
    {
      title: 'MEM',
      of: (row) => (row.metrics === undefined || seenStatus(row) !== 'running' ? '–' : `${Math.round(row.metrics.memory_mb)}M`),
      align: 'right',
      dropOrder: 1,
    },
    // Of its whole life: restarts are counted since it was last stable, and read as none soon after a crash.
    { title: 'CRASHES', of: (row) => row.crash_count?.toString() ?? '–', align: 'right' },
    { title: 'SINCE', of: (row) => sinceText(sinceOf(row) ?? '', atUs), align: 'right' },
    { title: 'GEN', of: (row) => String(row.generation), align: 'right', wide: true },
    { title: 'RESTARTS', of: (row) => String(row.restart_count), align: 'right', wide: true },
    { title: 'RESTART', of: (row) => row.restart ?? '–', wide: true },
    { title: 'LAST EXIT', of: (row) => row.last_exit?.summary ?? '–', wide: true },
  ];
}

/** That a node runs is not known while nobody hears its agent. */
const seenStatus = ({ status, observed }: NodeRow): string => (status === 'running' && observed === false ? 'unobserved' : status);

/**
 * A node in a crash loop has been so since its first crash, whatever it is at this moment, until it is given up; one that runs has
 * run since its process began, whoever found it running later.
 */
function sinceOf(row: NodeRow): string | undefined {
  if (row.crash_looping_since !== undefined && row.status !== 'failed') return row.crash_looping_since;
  return row.status === 'running' ? (row.started_at ?? row.status_since) : row.status_since;
}

function workloadText(workload: NodeJson['workload'] | undefined, charsMax: number | undefined): string {
  if (workload === undefined) return '–';
  if (workload.kind === 'storage') return 'storage';
  const text = [workload.command, ...(workload.args ?? [])].join(' ');
  return charsMax === undefined || text.length <= charsMax ? text : `${text.slice(0, charsMax - 1)}…`;
}

/** `sutra node get NAME` */
export async function nodeGet(invocation: Invocation, name: string): Promise<number> {
  const answer = await readNamed<NodeAnswer>(invocation, 'node', name, (id) => `/api/grid/nodes/${id}`);
  noteStale(invocation, answer);
  const { node } = answer;
  showOne(invocation, node, (value) => facts(invocation, value));
  if (node.last_exit !== undefined) hint(invocation, `sutra why ${node.node_id}`);
  return 0;
}

function facts({ clock, zone, terminal }: Invocation, node: NodeJson): string {
  const nowUs = clock.wallUs();
  const when = (iso: string): string => `${momentText(iso, nowUs, zone)} (${sinceText(iso, nowUs)} ago)`;
  const runs = node.workload.kind === 'storage' ? 'storage node' : workloadText(node.workload, undefined);
  const limit = node.memory_limit_mb === 0 ? 'none' : `${node.memory_limit_mb} MiB`;
  const uses =
    node.metrics === undefined ? '' : ` · uses ${Math.round(node.metrics.memory_mb)} MiB, ${Math.round(node.metrics.cpu_pct)} % cpu`;
  return [
    `${terminal.paint.bold(node.node_id)}  ${paintStatus(terminal, seenStatus(node))(statusText(seenStatus(node)))} since ${when(node.status_since)}${loopText(node, when)}`,
    ...(node.observed ? [] : [`  its agent is not heard: ${node.status} is what was last known`]),
    `  on ${node.agent_id} · generation ${node.generation} · wanted ${node.wanted} · restart ${node.restart}`,
    `  runs ${inert(runs)}${node.pid === undefined ? '' : ` · pid ${node.pid}`}${node.endpoint === undefined ? '' : ` · ${node.endpoint}`}`,
    `  restarts ${node.restart_count} · crashes ${node.crash_count} · memory limit ${limit}${uses}`,
    ...(node.last_exit === undefined
      ? []
      : [
          `  last exit ${when(node.last_exit.at)}: ${inert(node.last_exit.summary)} (cause ${node.last_exit.cause})`,
          terminal.paint.dim(`    ${node.last_exit.event_id}`),
        ]),
    terminal.paint.dim(`  status from ${node.status_event}`),
  ].join('\n');
}

function loopText({ crash_looping: looping, crash_looping_since: since }: NodeJson, when: (iso: string) => string): string {
  if (!looping) return '';
  return since === undefined ? ' · crash-looping' : ` · crash-looping since ${when(since)}`;
}

export interface LogsOptions {
  readonly bytes?: string;
  readonly stream?: string;
}

const LOG_BYTES_MAX = 1_048_576;

/** `sutra node logs NAME`: its standard output on ours, its standard error on ours. */
export async function nodeLogs(invocation: Invocation, name: string, options: LogsOptions): Promise<number> {
  const bytes = options.bytes === undefined ? '' : `?max_bytes=${whole(options.bytes, '--bytes', 1, LOG_BYTES_MAX)}`;
  const answer = await readNamed<LogsAnswer>(invocation, 'node', name, (id) => `/api/grid/nodes/${id}/logs${bytes}`);
  if (forPrograms(invocation)) {
    showOne(invocation, answer, () => '');
    return 0;
  }
  const { terminal } = invocation;
  if (answer.truncated) terminal.note('(earlier output not shown; --bytes N shows more)');
  if (options.stream !== 'stderr' && answer.stdout !== '') terminal.out(plain(answer.stdout));
  if (options.stream !== 'stdout' && answer.stderr !== '') terminal.note(plain(answer.stderr));
  if (answer.stdout === '' && answer.stderr === '') terminal.note(`${answer.node_id} has written nothing.`);
  return 0;
}

/** A node's output is data: it may not move the cursor or recolour this terminal. */
const plain = (text: string): string => text.split('\n').map(inert).join('\n');
