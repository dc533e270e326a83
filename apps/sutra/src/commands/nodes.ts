import type { LogsAnswer, NodeActionAnswer, NodeJson, SpawnAnswer } from '@sutra/api';
import { durationText, inert, SutraError } from '@sutra/kit';
import { atQuery } from '../client/at.ts';
import { ControlClient } from '../client/control.ts';
import type { Invocation } from '../client/invocation.ts';
import { openMaster } from '../client/master.ts';
import { hint, showOne, showRows } from '../output/show.ts';
import { paintStatus, statusText } from '../output/status.ts';
import type { Column } from '../output/table.ts';
import { sinceText } from '../output/when.ts';

/** `sutra node ls` */
export async function nodeList(invocation: Invocation, options: { readonly at?: string; readonly agent?: string; readonly status?: string }): Promise<number> {
  const nowUs = invocation.clock.wallUs();
  const { nodes } = await new ControlClient(invocation).get<{ nodes: NodeJson[] }>('/api/grid/nodes', await atQuery(options.at, nowUs));
  const shown = nodes.filter(
    (node) => (options.agent === undefined || node.agent_id === options.agent) && (options.status === undefined || node.status === options.status),
  );
  const hidden = nodes.length - shown.length;
  showRows(
    invocation,
    shown,
    columns(invocation, nowUs),
    hidden > 0 ? `No node matches; ${hidden} hidden by the filter.` : 'No nodes. Start one with: sutra node spawn',
  );
  const crashed = shown.find((node) => node.status === 'crashed' || node.status === 'failed');
  if (crashed !== undefined) hint(invocation, `sutra why ${crashed.node_id}`);
  return 0;
}

function columns(invocation: Invocation, nowUs: number): Column<NodeJson>[] {
  return [
    { title: 'NAME', of: (row) => row.node_id },
    {
      title: 'STATUS',
      of: (row) => (row.crash_looping ? `${statusText(row.status)} (loop)` : statusText(row.status)),
      paint: (text, row) => paintStatus(invocation.terminal, row.status)(text),
    },
    { title: 'AGENT', of: (row) => row.agent_id, dropOrder: 4 },
    { title: 'RUNS', of: (row) => (row.workload.kind === 'storage' ? 'storage' : [row.workload.command, ...(row.workload.args ?? [])].join(' ').slice(0, 40)), dropOrder: 3 },
    { title: 'PID', of: (row) => row.pid?.toString() ?? '–', align: 'right', dropOrder: 2 },
    { title: 'ENDPOINT', of: (row) => row.endpoint ?? '–', dropOrder: 5 },
    { title: 'MEM', of: (row) => (row.metrics === undefined ? '–' : `${Math.round(row.metrics.memory_mb)}M`), align: 'right', dropOrder: 1 },
    { title: 'RESTARTS', of: (row) => String(row.restart_count), align: 'right' },
    { title: 'SINCE', of: (row) => sinceText(row.status_since, nowUs), align: 'right' },
    { title: 'GEN', of: (row) => String(row.generation), align: 'right', wide: true },
    { title: 'RESTART', of: (row) => row.restart, wide: true },
    { title: 'LAST EXIT', of: (row) => row.last_exit?.summary ?? '–', wide: true },
  ];
}

/** `sutra node get NAME` */
export async function nodeGet(invocation: Invocation, name: string): Promise<number> {
  const node = await new ControlClient(invocation).get<NodeJson>(`/api/grid/nodes/${encodeURIComponent(name)}`);
  showOne(invocation, node, (value) => facts(value, invocation.clock.wallUs()));
  if (node.last_exit !== undefined) hint(invocation, `sutra why ${node.node_id}`);
  return 0;
}

function facts(node: NodeJson, nowUs: number): string {
  const workload = node.workload.kind === 'storage' ? 'storage node' : [node.workload.command, ...(node.workload.args ?? [])].join(' ');
  return [
    `${node.node_id}  ${statusText(node.status)} since ${node.status_since} (${sinceText(node.status_since, nowUs)})${node.crash_looping ? ' · crash-looping' : ''}`,
    `  on ${node.agent_id} · generation ${node.generation} · wanted ${node.wanted} · restart ${node.restart}`,
    `  runs ${inert(workload)}${node.pid === undefined ? '' : ` · pid ${node.pid}`}${node.endpoint === undefined ? '' : ` · ${node.endpoint}`}`,
    `  restarts ${node.restart_count} · crashes ${node.crash_count} · memory limit ${node.memory_limit_mb === 0 ? 'none' : `${node.memory_limit_mb} MiB`}${
      node.metrics === undefined ? '' : ` · uses ${Math.round(node.metrics.memory_mb)} MiB, ${Math.round(node.metrics.cpu_pct)} % cpu`
    }`,
    ...(node.last_exit === undefined ? [] : [`  last exit ${node.last_exit.at}: ${inert(node.last_exit.summary)} (cause ${node.last_exit.cause})`, `    ${node.last_exit.event_id}`]),
    `  status from ${node.status_event}`,
  ].join('\n');
}

export interface SpawnOptions {
  readonly agent?: string;
  readonly node?: string;
  readonly port?: string;
  readonly storagePath?: string;
  readonly memoryMb?: string;
  readonly env?: readonly string[];
  readonly restart?: string;
  readonly reason?: string;
  readonly count?: string;
}

const SPAWN_LIMIT_MS = 35_000;
const STOP_MARGIN_MS = 15_000;
const COUNT_MAX = 100;

/** What every reply to a wish says about how it went, in the outside's names. */
function outcomeOf(reply: { success: boolean; operationId: string; outcome: string; errorMessage: string }): NodeActionAnswer {
  return {
    success: reply.success,
    operation_id: reply.operationId,
    outcome: reply.outcome as NodeActionAnswer['outcome'],
    ...(reply.errorMessage === '' ? {} : { error: reply.errorMessage }),
  };
}

/** `sutra node spawn [-- COMMAND ARGS…]` */
export async function nodeSpawn(invocation: Invocation, options: SpawnOptions, command: readonly string[]): Promise<number> {
  const count = whole(options.count ?? '1', '--count', 1, COUNT_MAX);
  if (count > 1 && options.node !== undefined) throw new SutraError('SUTRA_USAGE', '--node names one node; it cannot be used with --count');
  const master = openMaster(invocation);
  let worst = 0;
  try {
    for (let i = 0; i < count; i++) {
      const startedMs = invocation.clock.monotonicMs();
      const reply = await master.spawnStorageNode(
        {
          agentId: options.agent ?? '',
          nodeId: options.node ?? '',
          port: whole(options.port ?? '0', '--port', 0, 65_535),
          storagePath: options.storagePath ?? '',
          memoryLimitMb: BigInt(whole(options.memoryMb ?? String(invocation.config.agent.defaultMemoryMb), '--memory-mb', 0, 1_048_576)),
          restart: options.restart ?? 'always',
          reason: options.reason ?? '',
          actor: invocation.actor,
          operationId: '',
          ...(command[0] === undefined ? {} : { workload: { kind: 'command', command: command[0], args: command.slice(1), env: pairs(options.env ?? []) } }),
        },
        { limitMs: SPAWN_LIMIT_MS },
      );
      const answer: SpawnAnswer = {
        node_id: reply.nodeId,
        ...(reply.endpoint === '' ? {} : { endpoint: reply.endpoint }),
        ...outcomeOf(reply),
      };
      showOne(invocation, answer, (value) => spawnText(value, invocation.clock.monotonicMs() - startedMs));
      if (!answer.success) worst = answer.outcome === 'unknown' ? 7 : 1;
    }
  } finally {
    await master.close();
  }
  hint(invocation, 'sutra node ls');
  return worst;
}

function spawnText(answer: SpawnAnswer, tookMs: number): string {
  if (answer.outcome === 'unknown') return `? ${answer.node_id}: no answer from the agent yet; the outcome is unknown and will be resolved (operation ${answer.operation_id})`;
  if (!answer.success) return `✕ ${answer.node_id}: ${inert(answer.error ?? 'failed')} (operation ${answer.operation_id})`;
  return `● ${answer.node_id} running${answer.endpoint === undefined || answer.endpoint === '' ? '' : ` at ${answer.endpoint}`} (${durationText(tookMs)}, operation ${answer.operation_id})`;
}

/** `sutra node stop|restart NAME…` */
export async function nodeAction(
  invocation: Invocation,
  verb: 'stop' | 'restart',
  names: readonly string[],
  options: { readonly graceMs?: string; readonly reason?: string },
): Promise<number> {
  const master = openMaster(invocation);
  let failures = 0;
  try {
    for (const nodeId of names) {
      const wish = { nodeId, graceMs: whole(options.graceMs ?? '10000', '--grace-ms', 0, 600_000), reason: options.reason ?? '', actor: invocation.actor, operationId: '' };
      try {
        const answer: NodeActionAnswer = outcomeOf(
          await (verb === 'stop'
            ? master.stopStorageNode({ agentId: '', ...wish }, { limitMs: wish.graceMs + STOP_MARGIN_MS })
            : master.restartStorageNode(wish, { limitMs: wish.graceMs + SPAWN_LIMIT_MS })),
        );
        showOne(invocation, answer, (value) => actionText(nodeId, verb, value));
        if (!answer.success) failures++;
      } catch (reason) {
        if (names.length === 1) throw reason;
        invocation.terminal.note(`✕ ${nodeId}: ${inert(SutraError.from(reason).message)}`);
        failures++;
      }
    }
  } finally {
    await master.close();
  }
  return failures === 0 ? 0 : failures === names.length ? 1 : 9;
}

function actionText(nodeId: string, verb: string, answer: NodeActionAnswer): string {
  if (answer.success) return `● ${nodeId} ${verb === 'stop' ? 'stopped' : 'restarted'} (operation ${answer.operation_id})`;
  return `${answer.outcome === 'unknown' ? '?' : '✕'} ${nodeId}: ${inert(answer.error ?? answer.outcome)} (operation ${answer.operation_id})`;
}

/** `sutra node logs NAME` */
export async function nodeLogs(invocation: Invocation, name: string, options: { readonly bytes?: string; readonly stream?: string }): Promise<number> {
  const answer = await new ControlClient(invocation).get<LogsAnswer>(`/api/grid/nodes/${encodeURIComponent(name)}/logs`, { max_bytes: options.bytes });
  if (invocation.output !== 'table' && invocation.output !== 'wide') {
    showOne(invocation, answer, () => '');
    return 0;
  }
  if (answer.truncated) invocation.terminal.note('(earlier output not shown; --bytes N shows more)');
  if (options.stream !== 'stderr' && answer.stdout !== '') invocation.terminal.out(plain(answer.stdout));
  if (options.stream !== 'stdout' && answer.stderr !== '') invocation.terminal.note(plain(answer.stderr));
  if (answer.stdout === '' && answer.stderr === '') invocation.terminal.note(`${name} has written nothing.`);
  return 0;
}

/** A node's output is data: it may not move the cursor or recolour this terminal. */
const plain = (text: string): string => text.split('\n').map(inert).join('\n');

function whole(text: string, flag: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) throw new SutraError('SUTRA_USAGE', `${flag} must be a whole number from ${min} to ${max}, got "${text}"`);
  return value;
}

function pairs(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const cut = text.indexOf('=');
      if (cut < 1) throw new SutraError('SUTRA_USAGE', `--env must be NAME=value, got "${text}"`);
      return [text.slice(0, cut), text.slice(cut + 1)];
    }),
  );
}
