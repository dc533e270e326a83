import { SURFACES, SutraError } from '@sutra/kit';
import type { MasterClient } from '@sutra/rpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FakeAgent } from './testing/fake-agent.ts';
import { type Bench, startBench } from './testing/harness.ts';

let bench: Bench;
let agent: FakeAgent;
beforeAll(async () => {
  bench = await startBench();
  agent = await bench.connected('agent-1');
});
afterAll(() => bench.scope.close());

/** gRPC status numbers. */
const [INVALID_ARGUMENT, NOT_FOUND, RESOURCE_EXHAUSTED] = [3, 5, 8];
/** Turns around how what follows it is read. */
const TURNED = '\u202e';
const command = (more: object): object => ({ nodeId: 'n', agentId: 'agent-1', workload: { kind: 'command', command: 'x', ...more } });
const info = (more: object): object => ({ agentId: 'agent-2', hostname: 'box', platform: 'process', maxStorageNodes: 1, ...more });
const SPAWN = 'SUTRA_SPAWN_INVALID';
const AGENT = 'SUTRA_AGENT_INVALID';
const REQUEST = 'SUTRA_REQUEST_INVALID';
const UNKNOWN = 'SUTRA_NODE_UNKNOWN';

type Unary = Exclude<keyof MasterClient, 'close' | 'serving'>;
type Row = readonly [what: string, call: string, request: object, status: number, code: string, names: string];
const REQUESTS: readonly Row[] = [
  ['a name that is a path', 'spawnStorageNode', { nodeId: '../etc' }, INVALID_ARGUMENT, SPAWN, 'node id'],
  ['a name with a bell', 'spawnStorageNode', { nodeId: 'a\u0007' }, INVALID_ARGUMENT, SPAWN, 'node id'],
  ['a name that turns the line around', 'spawnStorageNode', { nodeId: `a${TURNED}b` }, INVALID_ARGUMENT, SPAWN, 'node id'],
  ['a name of 100,000 characters', 'spawnStorageNode', { nodeId: 'n'.repeat(1e5) }, INVALID_ARGUMENT, SPAWN, 'node id'],
  ['a name of every object', 'spawnStorageNode', { nodeId: '__proto__' }, INVALID_ARGUMENT, SPAWN, 'node id'],
  ['a port there is none of', 'spawnStorageNode', { nodeId: 'n', agentId: 'agent-1', port: 70_000 }, INVALID_ARGUMENT, SPAWN, 'port 70000'],
  ['memory no process lives on', 'spawnStorageNode', { nodeId: 'n', memoryLimitMb: 1n }, INVALID_ARGUMENT, SPAWN, 'memory limit'],
  ['memory beyond all', 'spawnStorageNode', { nodeId: 'n', memoryLimitMb: 2n ** 63n }, INVALID_ARGUMENT, SPAWN, 'memory limit'],
  ['a policy nobody has', 'spawnStorageNode', { nodeId: 'n', restart: 'sometimes' }, INVALID_ARGUMENT, SPAWN, 'restart policy'],
  [
    'a folder that escapes',
    'spawnStorageNode',
    { nodeId: 'n', storagePath: '../../etc', reason: 'x' },
    INVALID_ARGUMENT,
    SPAWN,
    'storage path',
  ],
  [
    'a folder that turns the line around',
    'spawnStorageNode',
    { nodeId: 'n', storagePath: TURNED, reason: 'x' },
    INVALID_ARGUMENT,
    SPAWN,
    'storage path',
  ],
  [
    'a kind of work nobody has',
    'spawnStorageNode',
    { nodeId: 'n', workload: { kind: 'constructor' } },
    INVALID_ARGUMENT,
    SPAWN,
    'workload',
  ],
  ['a command that is empty', 'spawnStorageNode', command({ command: ' ' }), INVALID_ARGUMENT, SPAWN, 'command'],
  ['an argument with a NUL', 'spawnStorageNode', command({ args: ['a\u0000b'] }), INVALID_ARGUMENT, SPAWN, 'argument'],
  ['1,000 arguments', 'spawnStorageNode', command({ args: Array(1_000).fill('a') }), INVALID_ARGUMENT, SPAWN, '1000 arguments'],
  ['a variable without a name', 'spawnStorageNode', command({ env: { '': 'x' } }), INVALID_ARGUMENT, SPAWN, 'environment variable'],
  [
    'a variable named with a line end',
    'spawnStorageNode',
    command({ env: { 'A\nB': 'x' } }),
    INVALID_ARGUMENT,
    SPAWN,
    'environment variable',
  ],
  ['an operation with a line end', 'spawnStorageNode', { nodeId: 'n', operationId: 'op\n1' }, INVALID_ARGUMENT, SPAWN, 'operation id'],
  ['an operation with a bell', 'spawnStorageNode', { nodeId: 'n', operationId: 'op\u0007' }, INVALID_ARGUMENT, SPAWN, 'operation id'],
  ['a reason of 100,000 characters', 'spawnStorageNode', { nodeId: 'n', reason: 'x'.repeat(1e5) }, INVALID_ARGUMENT, REQUEST, 'reason'],
  ['an actor with an escape', 'stopStorageNode', { nodeId: 'n', actor: 'me\u001b[2J' }, INVALID_ARGUMENT, REQUEST, 'actor'],
  ['a reason that turns the line around', 'stopStorageNode', { nodeId: 'n', reason: TURNED }, INVALID_ARGUMENT, REQUEST, 'reason'],
  [
    'a request of 5 MiB',
    'spawnStorageNode',
    { nodeId: 'n', reason: 'x'.repeat(5 * 2 ** 20) },
    RESOURCE_EXHAUSTED,
    'SUTRA_RPC_TOO_LARGE',
    'SpawnStorageNode',
  ],
  ['a spawn on a stranger', 'spawnStorageNode', { nodeId: 'n', agentId: 'agent-9' }, NOT_FOUND, 'SUTRA_AGENT_UNKNOWN', 'agent-9'],
  ['a stop of nothing', 'stopStorageNode', { nodeId: '' }, NOT_FOUND, UNKNOWN, 'no such node'],
  ['a stop of a stranger', 'stopStorageNode', { nodeId: 'nobody' }, NOT_FOUND, UNKNOWN, 'nobody'],
  ['a stop of what turns the line around', 'stopStorageNode', { nodeId: `n${TURNED}` }, NOT_FOUND, UNKNOWN, 'no such node'],
  ['a stop of a prototype', 'stopStorageNode', { nodeId: 'constructor' }, NOT_FOUND, UNKNOWN, 'constructor'],
  ['a restart of a stranger', 'restartStorageNode', { nodeId: 'nobody' }, NOT_FOUND, UNKNOWN, 'nobody'],
  ['a restart of a bell', 'restartStorageNode', { nodeId: '\u0007' }, NOT_FOUND, UNKNOWN, 'no such node'],
  ['the status of a stranger', 'getStorageNodeStatus', { nodeId: '__proto__' }, NOT_FOUND, UNKNOWN, '__proto__'],
  ['the logs of a stranger', 'getNodeLogs', { nodeId: 'a\u001b[2J' }, NOT_FOUND, UNKNOWN, 'no such node'],
  ['a heartbeat of nobody', 'heartbeat', { agentId: '' }, NOT_FOUND, 'SUTRA_AGENT_UNKNOWN', 'no agent'],
  ['an agent without a name', 'registerAgent', info({ agentId: '' }), INVALID_ARGUMENT, AGENT, 'id ""'],
  ['an agent that is a path', 'registerAgent', info({ agentId: '../../etc' }), INVALID_ARGUMENT, AGENT, 'id'],
  ['an agent on no host', 'registerAgent', info({ hostname: '' }), INVALID_ARGUMENT, AGENT, 'hostname'],
  ['an agent on a host with an escape', 'registerAgent', info({ hostname: 'box\u001b[2J' }), INVALID_ARGUMENT, AGENT, 'hostname'],
  [
    'an agent on a host that turns the line around',
    'registerAgent',
    info({ hostname: `box${TURNED}` }),
    INVALID_ARGUMENT,
    AGENT,
    'hostname',
  ],
  ['an agent of a platform that is none', 'registerAgent', info({ platform: 'Win dows' }), INVALID_ARGUMENT, AGENT, 'platform'],
  ['an agent of a million nodes', 'registerAgent', info({ maxStorageNodes: 1e6 }), INVALID_ARGUMENT, AGENT, 'max_storage_nodes'],
  ['an agent in a region with a line end', 'registerAgent', info({ region: 'us\neast' }), INVALID_ARGUMENT, AGENT, 'region'],
  ['an agent of a run beyond counting', 'registerAgent', info({ agentEpoch: 2n ** 63n }), INVALID_ARGUMENT, REQUEST, 'agent_epoch'],
];

describe('what makes no sense, over gRPC', () => {
  it.each(REQUESTS)(
    '%s is refused by its code and name, with how to mend it, and the next is answered',
    async (_what, call, request, status, code, names) => {
      const wishes = agent.requests.length;
      const send = bench.client[call as Unary] as (request: object) => Promise<object>;
      const reason = await send(request).then(
        (reply) =>
          Promise.reject(
            new Error(`it was answered with ${JSON.stringify(reply, (_, value) => (typeof value === 'bigint' ? `${value}` : value))}`),
          ),
        (failure: unknown) => failure,
      );
      expect(reason).toBeInstanceOf(SutraError);
      const error = reason as SutraError;
      expect([SURFACES[error.kind].grpc, error.code]).toEqual([status, code]);
      expect(error.message).toContain(names);
      expect(error.message, 'what was sent is not repeated as it was').not.toMatch(/\p{Cc}|\u202e/u);
      expect(error.message.length).toBeLessThan(600);
      expect(error.mend).toMatch(/\S{3}/);
      expect(agent.requests.length, 'nothing was asked of the agent').toBe(wishes);
      expect((await bench.client.listAgents({})).agents.map(({ agentId }) => agentId)).toEqual(['agent-1']);
    },
  );
});
