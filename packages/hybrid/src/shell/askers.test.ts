import { apply, EMPTY_GRID, fromStored } from '@sutra/model';
import type { EventQuery } from '@sutra/storage';
import { expect, it } from 'vitest';
import { catalogueOf } from '../core/names.ts';
import type { Plan, Where } from '../core/plan.ts';
import { history, memoryReader } from '../testing/index.ts';
import { ask, executePlan } from './ask.ts';
import { withAskers } from './askers.ts';

const AGENT = { hostname: 'box', platform: 'process', agent_endpoint: 'stream', max_storage_nodes: 9 };

/** An agent, and three spawns: two that Priya asked for, one that Marcus did. */
function spawned() {
  const told = history();
  const on = (node_id: string) => ({ node_id, agent_id: 'agent-1' });
  told.tell(0, 'agent_registered', { agent_id: 'agent-1', ...AGENT });
  for (const [n, actor] of ['cli:priya', 'cli:marcus', 'cli:priya'].entries()) {
    const operation = `op-${n}`;
    const spec = { ...on(`node-${n}`), port: 0, storage_path: '', memory_limit_mb: 512 };
    told.tell(10 * n + 1, 'spawn_requested', spec, { operation, meta: { actor } });
    told.tell(10 * n + 2, 'spawn_succeeded', { ...on(`node-${n}`), pid: n + 1, port: 0 }, { operation });
  }
  return { told, on };
}

function sceneOf({ events, startUs }: ReturnType<typeof history>) {
  const state = events.map(fromStored).reduce(apply, EMPTY_GRID);
  const scene = { reader: memoryReader(events), catalogue: catalogueOf(state), state };
  return { scene, at: { tz: 'UTC', nowUs: startUs + 3_600_000_000 } };
}

it('what came of a wish is of whoever wished it, though whoever carried it out does not name him', async () => {
  const { told, on } = spawned();
  const spec = { ...on('node-9'), port: 0, storage_path: '', memory_limit_mb: 512 };
  told.tell(50, 'spawn_requested', spec, { operation: 'op-9', meta: { actor: 'cli:marcus' } });
  told.tell(51, 'spawn_failed', { ...on('node-9'), error: 'no memory' }, { operation: 'op-9', meta: { actor: 'agent:agent-1' } });
  told.tell(60, 'node_crashed', { ...on('node-1'), exit_code: 1 });
  told.tell(61, 'node_restarted', { ...on('node-1'), restart_count: 1, new_pid: 2 });
  const { scene, at } = sceneOf(told);
  const count = async (where: Where): Promise<unknown> =>
    (await executePlan({ op: 'count', target: 'event', where: { event: ['spawn_succeeded'], ...where } }, at, scene)).value;
  expect(await count({ user: ['priya'] })).toBe(2);
  expect(await count({ user: ['cli:priya'] })).toBe(2);
  expect(await count({ user: ['nobody'] })).toBe(0);
  expect(await count({ user: { not: ['priya'] } })).toBe(1);
  // A restart nobody asked for is nobody's.
  expect(await count({ event: ['node_restarted'], user: ['priya'] })).toBe(0);
  expect((await ask({ question: 'how many times did priya spawn nodes today', ...at }, scene)).value).toBe(2);
  expect((await ask({ question: 'successful spawns by marcus today', ...at }, scene)).text).toMatch(/^1 successful spawn\b/);
  // So in groups, in counts of different people, and where the types are named by their class.
  const rows = async (question: string): Promise<unknown> =>
    ((await ask({ question, ...at }, scene)).rows ?? []).map(({ user, count: n, plan }) => [user, n, (plan as Plan | undefined)?.op]);
  expect(await rows('failed spawns by user today')).toEqual([['cli:marcus', 1, 'count']]);
  expect(await rows('successful spawns by user today')).toEqual([
    ['cli:priya', 2, 'count'],
    ['cli:marcus', 1, 'count'],
  ]);
  expect(await rows('failures by user today')).toEqual([
    ['cli:marcus', 1, 'count'],
    [null, 1, 'count'],
  ]);
  const people = { op: 'count', target: 'event', where: { event: ['spawn_succeeded'] }, distinct: 'user' } as const;
  expect((await executePlan(people, at, scene)).value).toBe(2);
});

it('is refused where more was asked for than is looked through, and not counted as nobody’s', async () => {
  const { scene, at } = sceneOf(spawned().told);
  const plan: Plan = { op: 'count', target: 'event', where: { event: ['spawn_succeeded'], user: ['priya'] } };
  const work = { ...scene, ...at, options: {}, past: false };
  expect((await withAskers(plan, work, 3)).askers?.size).toBe(3);
  await expect(withAskers(plan, work, 2)).rejects.toMatchObject({
    code: 'SUTRA_ASK_NOT_COMPUTED',
    message: expect.stringContaining('more wishes are on record than the 2 looked through'),
  });
  const { reader } = scene;
  const cutShort = { ...reader, query: async (query: EventQuery) => ({ ...(await reader.query(query)), partial: true }) };
  expect(await executePlan(plan, at, { ...scene, reader: cutShort })).toMatchObject({
    status: 'refused',
    text: expect.stringContaining('more wishes are on record'),
  });
});
