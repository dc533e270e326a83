import { LogsAnswer, NodeActionAnswer, NodeActionRequest, SpawnAnswer, SpawnRequest } from '@sutra/api';
import { SutraError } from '@sutra/kit';
import type { MasterClient } from '@sutra/rpc';
import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import type { App, Context } from './context.ts';
import { unknown } from './grid.ts';

interface Wish {
  readonly nodeId: string;
  readonly agentId: string;
  readonly graceMs: number;
  readonly actor: string;
  readonly reason: string;
}
type WishReply = Awaited<ReturnType<MasterClient['stopStorageNode']>>;

const LOG_BYTES_DEFAULT = 65_536;
const OUTCOMES = ['succeeded', 'failed', 'unknown'] as const;

/**
 * Wishes: passed to the master in the name of whoever asked, and answered with the outcome as the master knows it. A wish
 * has a deadline but is not cancelled when the browser goes away: it may have reached the agent already.
 */
export function actionRoutes(app: App, context: Context): void {
  app.post(
    '/api/grid/spawn',
    {
      config: { access: 'change' },
      schema: { tags: ['actions'], summary: 'Start a node', body: SpawnRequest, response: { 200: SpawnAnswer } },
    },
    async (request) => {
      const { body } = request;
      const reply = await context.master.spawnStorageNode(
        {
          agentId: body.agent_id ?? '',
          nodeId: body.node_id ?? '',
          port: body.port ?? 0,
          storagePath: body.storage_path ?? '',
          memoryLimitMb: BigInt(body.memory_limit_mb ?? 0),
          restart: body.restart ?? '',
          actor: request.actor,
          reason: body.reason ?? '',
          ...(body.command === undefined
            ? {}
            : { workload: { kind: 'command', command: body.command, args: body.args ?? [], env: body.env ?? {} } }),
        },
        { limitMs: LIMITS.spawnMs },
      );
      return { ...outcome(reply), node_id: reply.nodeId, ...(reply.endpoint === '' ? {} : { endpoint: reply.endpoint }) };
    },
  );
  for (const [path, summary, act] of [
    ['/api/grid/stop', 'Stop a node', (wish: Wish) => context.master.stopStorageNode(wish, { limitMs: LIMITS.stopMs })],
    [
      '/api/grid/restart',
      'Restart a node',
      (wish: Wish) => context.master.restartStorageNode(restartOf(wish), { limitMs: LIMITS.spawnMs + LIMITS.stopMs }),
    ],
  ] as const) {
    app.post(
      path,
      {
        config: { access: 'change' },
        schema: { tags: ['actions'], summary, body: NodeActionRequest, response: { 200: NodeActionAnswer } },
      },
      async (request) => {
        const { body } = request;
        const wish = {
          nodeId: body.node_id,
          agentId: body.agent_id ?? '',
          graceMs: body.grace_ms ?? 0,
          actor: request.actor,
          reason: body.reason ?? '',
        };
        return outcome(await act(wish));
      },
    );
  }
  app.get(
    '/api/grid/nodes/:id/logs',
    {
      schema: {
        tags: ['grid'],
        summary: 'The last lines a node wrote',
        params: z.object({ id: z.string().min(1).max(128) }),
        querystring: z.object({
          max_bytes: z.coerce.number().int().min(1).max(1_048_576).optional(),
          at: z.string().optional().describe('refused: logs are files of the agent, only their present end can be read'),
        }),
        response: { 200: LogsAnswer },
      },
    },
    async (request) => {
      if (request.query.at !== undefined)
        throw new SutraError('SUTRA_CONTROL_INVALID', 'Cannot read logs at a past instant: they are files, not events', {
          mend: 'Ask without `at`; the last lines before a crash are in the node_crashed event (stderr_tail).',
        });
      const { id } = request.params;
      if (context.live.known && !context.live.state.nodes.has(id)) throw unknown('node', id, context.live.state.nodes.keys());
      const reply = await context.master.getNodeLogs(
        { nodeId: id, maxBytes: request.query.max_bytes ?? LOG_BYTES_DEFAULT },
        { signal: request.gone, limitMs: LIMITS.logsMs },
      );
      return { node_id: id, stdout: reply.stdout, stderr: reply.stderr, truncated: reply.truncated };
    },
  );
}

/** The master knows where a node is: a restart names no agent. */
function restartOf({ agentId: _agentId, ...wish }: Wish): Omit<Wish, 'agentId'> {
  return wish;
}

function outcome(reply: Pick<WishReply, 'success' | 'operationId' | 'outcome' | 'errorMessage'>): NodeActionAnswer {
  const known = OUTCOMES.find((one) => one === reply.outcome);
  return {
    success: reply.success,
    operation_id: reply.operationId,
    outcome: known ?? (reply.success ? 'succeeded' : 'failed'),
    ...(reply.errorMessage === '' ? {} : { error: reply.errorMessage }),
  };
}
