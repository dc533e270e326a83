import type { NodeActionAnswer, SpawnAnswer } from '@sutra/api';
import { durationText, inert, SutraError } from '@sutra/kit';
import type { MasterClient } from '@sutra/rpc';
import { type Invocation, limitOf } from '../client/invocation.ts';
import { openMaster } from '../client/master.ts';
import { pickName } from '../client/names.ts';
import { hint } from '../output/show.ts';
import { pairs, whole } from './argument.ts';
import { Results } from './results.ts';
import { several } from './several.ts';

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

export interface NodeActionOptions {
  readonly graceMs?: string;
  readonly reason?: string;
}

/** The master waits 30 s for a spawn; its answer needs time to travel. */
const SPAWN_LIMIT_MS = 35_000;
const STOP_MARGIN_MS = 15_000;
const LIST_LIMIT_MS = 8_000;
const COUNT_MAX = 100;
/** Kinds of failure that meet every wish of a command alike. */
const HOPELESS: ReadonlySet<string> = new Set(['invalid', 'unavailable', 'unauthenticated']);
/** Enough to keep a few agents busy; a start is mostly the work of its host's processors. */
const SPAWNS_IN_FLIGHT = 8;
const STOPS_IN_FLIGHT = 16;
/** Whoever restarts several nodes that stand in for each other does not want all of them away at once. */
const RESTARTS_IN_FLIGHT = 1;

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
  if (count > 1 && (options.port ?? '0') !== '0')
    throw new SutraError('SUTRA_USAGE', '--port is for one node; it cannot be used with --count');
  if (options.env !== undefined && command.length === 0) throw new SutraError('SUTRA_USAGE', '--env is for a command: add it after --');
  const request = spawnRequest(invocation, options, command);
  const results = new Results(invocation, count);
  const master = openMaster(invocation);
  try {
    const agentId = options.agent === undefined ? '' : pickName('agent', options.agent, (await listed(invocation, master)).agents);
    const wishes = Array.from({ length: count }, () => ({ ...request, agentId }));
    let hopeless = 0;
    const untried = await several(wishes, SPAWNS_IN_FLIGHT, async (wish, i) => {
      try {
        await spawnOne(invocation, master, wish, results);
        return true;
      } catch (reason) {
        if (count === 1) throw reason;
        const error = SutraError.from(reason);
        // After these the next one would fare no better; those under way beside it say the same.
        const goOn = !HOPELESS.has(error.kind);
        if (goOn || hopeless++ === 0) results.refused(`${i + 1} of ${count}`, error);
        return goOn;
      }
    });
    const others = untried + Math.max(0, hopeless - 1);
    if (others > 0) invocation.terminal.note(`  the same for the other ${others}`);
  } finally {
    await master.close();
  }
  if (results.someWentWell) hint(invocation, 'sutra node ls');
  return results.end();
}

type SpawnWish = Parameters<MasterClient['spawnStorageNode']>[0];

function spawnRequest(invocation: Invocation, options: SpawnOptions, command: readonly string[]): SpawnWish {
  const [program, ...args] = command;
  const memoryMb = options.memoryMb ?? String(invocation.config.agent.defaultMemoryMb);
  return {
    nodeId: options.node ?? '',
    port: whole(options.port ?? '0', '--port', 0, 65_535),
    storagePath: options.storagePath ?? '',
    memoryLimitMb: BigInt(whole(memoryMb, '--memory-mb', 0, 1_048_576)),
    restart: options.restart ?? '',
    reason: options.reason ?? '',
    actor: invocation.actor,
    ...(program === undefined ? {} : { workload: { kind: 'command', command: program, args, env: pairs(options.env ?? [], '--env') } }),
  };
}

async function spawnOne(invocation: Invocation, master: MasterClient, wish: SpawnWish, results: Results): Promise<void> {
  const startedMs = invocation.clock.monotonicMs();
  const reply = await master.spawnStorageNode(wish, { limitMs: limitOf(invocation, SPAWN_LIMIT_MS) });
  const endpoint = reply.endpoint === '' ? {} : { endpoint: reply.endpoint };
  const answer: SpawnAnswer = { node_id: reply.nodeId, ...endpoint, ...outcomeOf(reply) };
  results.add(answer, spawnText(answer, invocation.clock.monotonicMs() - startedMs));
}

function spawnText(answer: SpawnAnswer, tookMs: number): string {
  const { node_id: id, operation_id: operation } = answer;
  if (answer.outcome === 'unknown')
    return `? ${id}: its agent has not answered yet; the outcome is unknown and will be resolved (${operation})\n  → Watch it: sutra timeline ${operation}`;
  if (!answer.success) return `✕ ${id}: ${inert(answer.error ?? 'failed')} (${operation})\n  → Ask why: sutra why ${operation}`;
  return `● ${id} running${answer.endpoint === undefined ? '' : ` at ${answer.endpoint}`} (${durationText(tookMs)}, ${operation})`;
}

/** `sutra node stop|restart NAME…` */
export async function nodeAction(
  invocation: Invocation,
  verb: 'stop' | 'restart',
  typed: readonly string[],
  options: NodeActionOptions,
): Promise<number> {
  const graceMs = whole(options.graceMs ?? '10000', '--grace-ms', 0, 600_000);
  const master = openMaster(invocation);
  try {
    const { nodes } = await listed(invocation, master);
    // Every name is settled before anything is done: a typo must not leave half of the wish behind.
    const names = [...new Set(typed.map((name) => pickName('node', name, nodes)))];
    const results = new Results(invocation, typed.length);
    await several(names, verb === 'stop' ? STOPS_IN_FLIGHT : RESTARTS_IN_FLIGHT, async (nodeId) => {
      try {
        await actOne(invocation, master, verb, { nodeId, graceMs, reason: options.reason ?? '', actor: invocation.actor }, results);
      } catch (reason) {
        if (names.length === 1) throw reason;
        results.refused(nodeId, SutraError.from(reason));
      }
      return true;
    });
    return results.end();
  } finally {
    await master.close();
  }
}

interface ActionWish {
  readonly nodeId: string;
  readonly graceMs: number;
  readonly reason: string;
  readonly actor: string;
}

async function actOne(
  invocation: Invocation,
  master: MasterClient,
  verb: 'stop' | 'restart',
  wish: ActionWish,
  results: Results,
): Promise<void> {
  const reply = await (verb === 'stop'
    ? master.stopStorageNode(wish, { limitMs: limitOf(invocation, wish.graceMs + STOP_MARGIN_MS) })
    : master.restartStorageNode(wish, { limitMs: limitOf(invocation, wish.graceMs + SPAWN_LIMIT_MS) }));
  const answer = { node_id: wish.nodeId, ...outcomeOf(reply) };
  const done = verb === 'stop' ? 'stopped' : 'restarted';
  const text = answer.success
    ? `● ${wish.nodeId} ${done} (${answer.operation_id})`
    : `${answer.outcome === 'unknown' ? '?' : '✕'} ${wish.nodeId}: ${inert(answer.error ?? answer.outcome)} (${answer.operation_id})`;
  results.add(answer, text);
}

/** Names as the master knows them: what is changed is looked up where it is changed. */
async function listed(
  invocation: Invocation,
  master: MasterClient,
): Promise<{ readonly agents: readonly string[]; readonly nodes: readonly string[] }> {
  const { agents } = await master.listAgents({}, { limitMs: Math.min(LIST_LIMIT_MS, limitOf(invocation)) });
  return { agents: agents.map((agent) => agent.agentId), nodes: agents.flatMap((agent) => agent.storageNodes.map((node) => node.nodeId)) };
}
