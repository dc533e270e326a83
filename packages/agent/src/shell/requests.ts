import { SutraError } from '@sutra/kit';
import { type agentpb, type gridpb, type Init, nodeSpecOf, type Shape } from '@sutra/rpc';
import type { Outcome, SpawnWish, StopWish } from '../core/wishes.ts';
import type { Keeper } from './keeper.ts';
import type { NodeRecord, Phase } from './records.ts';

type Reply = Init<typeof gridpb.ReplySchema>;
type Request = Shape<typeof gridpb.RequestSchema>;
type SpawnRequest = Shape<typeof agentpb.SpawnNodeRequestSchema>;

/** The nodes of an agent, as requests see them. */
export interface Nodes {
  all(): readonly Keeper[];
  find(nodeId: string): Keeper | undefined;
  /** @throws SutraError SUTRA_NODE_ID_INVALID, SUTRA_AGENT_FULL */
  spawn(wish: SpawnWish): Promise<Outcome>;
  stop(wish: StopWish): Promise<Outcome>;
  logs(nodeId: string, maxBytes: number): Promise<{ stdout: string; stderr: string; truncated: boolean }>;
}

/** @throws SutraError SUTRA_RPC_INVALID */
export function wishOf(message: SpawnRequest): SpawnWish {
  const { nodeId, generation, operationId, causedBy } = message;
  return { nodeId, generation, operationId, causedBy, spec: nodeSpecOf(message) };
}

/** Bytes of each stream when a request names no number. */
const LOG_BYTES = 65_536;

/** Does what a request asks. A failure is an answer, never silence. */
export async function answer(request: Request, nodes: Nodes, endpoint: (port: number) => string): Promise<Reply> {
  const reply = (given: Reply['answer']): Reply => ({ requestId: request.requestId, ...(given === undefined ? {} : { answer: given }) });
  try {
    const { wish } = request;
    switch (wish.case) {
      case 'spawn':
        return reply({ case: 'spawn', value: spawned(wish.value.nodeId, await nodes.spawn(wishOf(wish.value))) });
      case 'restart': {
        const { nodeId, generation, graceMs, operationId, causedBy } = wish.value;
        const keeper = found(nodes, nodeId);
        const outcome = await keeper.restart({ nodeId, generation, graceMs: grace(graceMs), operationId, causedBy });
        return reply({ case: 'spawn', value: spawned(nodeId, outcome) });
      }
      case 'stop': {
        const { nodeId, generation, graceMs, operationId, causedBy } = wish.value;
        const outcome = await nodes.stop({ nodeId, generation, graceMs: grace(graceMs), operationId, causedBy });
        const { ok, error, errorCode, eventId } = outcome;
        return reply({ case: 'stop', value: { success: ok, errorMessage: error, errorCode, eventId } });
      }
      case 'status':
        return reply({ case: 'status', value: statusMessage(known(found(nodes, wish.value.nodeId)), endpoint) });
      case 'list':
        return reply({ case: 'list', value: { nodes: statusMessages(nodes, endpoint) } });
      case 'logs': {
        const tail = await nodes.logs(wish.value.nodeId, wish.value.maxBytes || LOG_BYTES);
        return reply({ case: 'logs', value: { success: true, ...tail } });
      }
      default:
        throw new SutraError('SUTRA_RPC_INVALID', 'Cannot answer the request: this agent does not know what it asks');
    }
  } catch (reason) {
    const { code, message, mend } = SutraError.from(reason);
    return reply({ case: 'failure', value: { code, message, mend } });
  }
}

const grace = (ms: number): number | undefined => (ms === 0 ? undefined : ms);

function found(nodes: Nodes, nodeId: string): Keeper {
  const keeper = nodes.find(nodeId);
  if (keeper === undefined) throw new SutraError('SUTRA_NODE_UNKNOWN', `Cannot find ${nodeId} on this agent`);
  return keeper;
}

function known(keeper: Keeper): NodeRecord {
  if (keeper.record === undefined) throw new SutraError('SUTRA_NODE_UNKNOWN', `Cannot find ${keeper.nodeId}: it has not been started`);
  return keeper.record;
}

function spawned(nodeId: string, outcome: Outcome): Init<typeof agentpb.SpawnNodeResponseSchema> {
  const { ok, pid, port, endpoint, eventId, error, errorCode } = outcome;
  return { success: ok, nodeId, pid, port, endpoint, eventId, errorMessage: error, errorCode };
}

/** The five words of the original contract. A node between two attempts is starting: it is not given up. */
const STATUS: Readonly<Record<Phase, string>> = {
  starting: 'starting',
  running: 'running',
  waiting: 'starting',
  stopping: 'stopping',
  stopped: 'stopped',
  finished: 'stopped',
  failed: 'failed',
};

function statusMessage(record: NodeRecord, endpoint: (port: number) => string): Init<typeof agentpb.NodeStatusResponseSchema> {
  const runs = record.phase === 'running' || record.phase === 'stopping';
  return {
    nodeId: record.nodeId,
    status: STATUS[record.phase],
    pid: runs ? (record.handle?.pid ?? 0) : 0,
    port: record.port,
    storagePath: record.spec.storagePath,
    startedAt: BigInt(Math.floor((record.handle?.startedUs ?? 0) / 1_000_000)),
    restartCount: record.history.restarts,
    generation: record.generation,
    endpoint: record.port === 0 ? '' : endpoint(record.port),
  };
}

export function statusMessages(
  nodes: Pick<Nodes, 'all'>,
  endpoint: (port: number) => string,
): Init<typeof agentpb.NodeStatusResponseSchema>[] {
  return nodes.all().flatMap(({ record }) => (record === undefined ? [] : [statusMessage(record, endpoint)]));
}
