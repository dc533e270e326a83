import { expect, it } from 'vitest';
import { parsePlan } from '../core/plan-check.ts';
import { history, sceneOf, type Teller } from '../testing/index.ts';
import { ask, executePlan } from './ask.ts';

/** An agent with a node that runs and one that crashed. */
function twoNodes(): Teller {
  const told = history();
  told.tell(0, 'agent_registered', {
    agent_id: 'agent-1',
    hostname: 'box',
    platform: 'process',
    agent_endpoint: 'stream',
    max_storage_nodes: 9,
  });
  for (const node_id of ['node-1', 'node-2']) {
    told.tell(1, 'spawn_requested', { node_id, agent_id: 'agent-1', port: 0, storage_path: '', memory_limit_mb: 512 });
    told.tell(2, 'spawn_succeeded', { node_id, agent_id: 'agent-1', pid: 7, port: 0 });
  }
  told.tell(3, 'node_crashed', { node_id: 'node-2', agent_id: 'agent-1', exit_code: 1 });
  return told;
}

it('a node that runs is healthy, and a wish for those that are not is about the others alone', async () => {
  const told = twoNodes();
  const scene = sceneOf(told);
  const at = { tz: 'UTC', nowUs: told.startUs + 10_000_000 };
  expect((await ask({ question: 'is node-1 healthy?', ...at }, scene)).value).toBe(true);
  expect((await ask({ question: 'is node-2 healthy?', ...at }, scene)).value).toBe(false);
  const nodes = async (where: { status: readonly string[] | { not: readonly string[] } }): Promise<unknown> =>
    (await executePlan({ op: 'list', target: 'node', where }, at, scene)).rows?.map((row) => row['node_id'] ?? row['entity_id']);
  expect(await nodes({ status: ['healthy'] })).toEqual(['node-1']);
  const wish = await executePlan({ op: 'action', verb: 'restart', target: 'node', where: { status: { not: ['healthy'] } } }, at, scene);
  expect(wish.rows).toEqual([{ node_id: 'node-2', verb: 'restart' }]);
});

it('a node that runs stands as running where agents and nodes are counted by status, and every group opens to those in it', async () => {
  const told = twoNodes();
  const at = { tz: 'UTC', nowUs: told.startUs + 10_000_000 };
  const groups = await executePlan({ op: 'count', target: 'entity', by: ['status'] }, at, sceneOf(told));
  expect(groups.rows?.map(({ status, count }) => [status, count])).toEqual([
    ['crashed', 1],
    ['healthy', 1],
    ['running', 1],
  ]);
  for (const { plan, count } of groups.rows ?? []) expect((await executePlan(parsePlan(plan), at, sceneOf(told))).value).toBe(count);
});
