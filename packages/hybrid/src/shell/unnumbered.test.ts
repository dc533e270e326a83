import { apply, EMPTY_GRID, fromStored } from '@sutra/model';
import { expect, it } from 'vitest';
import { catalogueOf } from '../core/names.ts';
import { history, memoryReader } from '../testing/index.ts';
import type { Answer } from './answer.ts';
import { ask } from './ask.ts';

const told = history(Date.UTC(2026, 2, 16, 12) * 1000);
const agent = { agent_id: 'berlin-1', hostname: 'box', platform: 'process', agent_endpoint: 'stream', max_storage_nodes: 9 };
told.tell(0, 'agent_registered', agent);
for (const [i, node_id] of ['web', 'db', 'cache'].entries())
  told.tell(1, 'spawn_succeeded', { node_id, agent_id: 'berlin-1', pid: i + 1, port: 50_100 + i });
told.tell(60, 'node_crashed', { node_id: 'web', agent_id: 'berlin-1', exit_code: 3 });
told.tell(61, 'node_crashed', { node_id: 'db', agent_id: 'berlin-1', exit_code: 1 });
told.tell(62, 'node_crashed', { node_id: 'cache', agent_id: 'berlin-1', signal: 'SIGKILL' });

const state = told.events.map(fromStored).reduce(apply, EMPTY_GRID);
const scene = { reader: memoryReader(told.events), catalogue: catalogueOf(state), state };
const asked = (question: string): Promise<Answer> => ask({ question, tz: 'UTC', nowUs: told.startUs + 3_600_000_000 }, scene);

it('another exit code is one: what a signal ended has none, and how much that is stands beside the answer', async () => {
  const nodes = await asked('which nodes exited with a code other than 3?');
  expect(nodes.rows?.map(({ node_id: node }) => node)).toEqual(['db']);
  for (const question of [
    'which nodes exited with a code other than 3?',
    'crashes today with an exit code other than 3',
    'how many crashes today have an exit code other than 3?',
    "today's crashes, leaving out the ones with exit code 3",
  ]) {
    const { value, assumptions } = await asked(question);
    expect([question, value, assumptions]).toEqual([question, 1, expect.arrayContaining(['not among them: 1 crash without exit code'])]);
  }
});

it('names are otherwise: what has no cause on record was not caused by want of memory', async () => {
  expect((await asked('how many crashes today were not caused by oom?')).value).toBe(3);
});
