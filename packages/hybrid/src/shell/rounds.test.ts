import { apply, EMPTY_GRID, fromStored } from '@sutra/model';
import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../core/names.ts';
import { history, memoryReader, type Teller } from '../testing/index.ts';
import { ask } from './ask.ts';

const ON = { agent_id: 'agent-1', node_id: 'node-1' };

/** A node that ends so many times, each end caused by the restart before it, with these exit codes. */
function loop(exits: readonly number[]): Teller {
  const told = history();
  told.tell(0, 'agent_registered', {
    agent_id: 'agent-1',
    hostname: 'h',
    platform: 'process',
    agent_endpoint: 'stream',
    max_storage_nodes: 9,
  });
  let cause = told.tell(1, 'spawn_succeeded', { ...ON, pid: 1, port: 0, generation: 1 });
  exits.forEach((exit_code, n) => {
    const crash = told.tell(10 + n * 20, 'node_crashed', { ...ON, exit_code, generation: 1, pid: n }, { causedBy: [cause] });
    cause = told.tell(11 + n * 20, 'node_restarted', { ...ON, restart_count: n + 1, new_pid: n + 1 }, { causedBy: [crash] });
  });
  return told;
}

async function why(told: Teller) {
  const state = told.events.map(fromStored).reduce(apply, EMPTY_GRID);
  const scene = { reader: memoryReader(told.events), catalogue: catalogueOf(state), state };
  return ask({ question: 'why did node-1 crash?', tz: 'UTC', nowUs: told.startUs + 3_600_000_000 }, scene);
}

describe('a path that goes round and round', () => {
  it('says how often, and which events are those of all but the first and the last round; nothing is taken out of it', async () => {
    const told = loop(Array(8).fill(1));
    const answer = await why(told);
    const ids = told.events.filter(({ type }) => /^node_(crashed|restarted)$/.test(type)).map(({ id }) => id);
    expect(answer.rounds).toEqual([{ of: ['node_crashed', 'node_restarted'], times: 8, between: ids.slice(2, -2) }]);
    expect(answer.path).toHaveLength(ids.length);
    expect(new Set(answer.evidence)).toEqual(new Set(told.events.slice(1).map(({ id }) => id)));
  });

  it('is told apart where a round is not like the others', async () => {
    const { rounds } = await why(loop([1, 1, 1, 1, 137, 1, 1, 1, 1, 1]));
    expect(rounds?.map(({ of, times, between }) => [of, times, between.length])).toEqual([
      [['node_crashed', 'node_restarted'], 4, 4],
      // What comes after the other one begins with its restart.
      [['node_restarted', 'node_crashed'], 5, 6],
    ]);
  });

  it('has none where it goes round a few times only', async () => {
    expect((await why(loop([1, 1, 1]))).rounds).toBeUndefined();
  });
});
