import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Grid, pidIsAlive, startGrid, until } from './harness/grid.ts';
import { type Load, startLoad, storedNumbers } from './harness/load.ts';

/** Kills per target. `npm run test:kill` runs the whole number; continuous integration a part of it. */
const ROUNDS = Number(process.env['SUTRA_KILL_ROUNDS'] ?? 3);
const TARGETS = ['master', 'agent', 'storage', 'control'] as const;
type Target = (typeof TARGETS)[number];

describe(`kill -9 under load, ${ROUNDS} times each`, () => {
  let grid: Grid;
  let load: Load;
  beforeAll(async () => {
    grid = await startGrid();
    await grid.json('node', 'spawn', '--node', 'steady-store');
    await grid.json('node', 'spawn', '--node', 'steady-command', '--', 'sleep', '100000');
    load = await startLoad(grid.at.storage);
  });
  afterAll(async () => {
    await grid.close();
  });

  /** What must not change: which nodes run, as which process, and that nothing about them is in doubt. */
  const facts = async () => {
    const nodes = await grid.nodes();
    return nodes.map(({ node_id, pid, status, generation, restart_count, crash_count }) => ({
      node_id,
      pid,
      status,
      generation,
      restart_count,
      crash_count,
    }));
  };

  const killAndRecover = async (targets: readonly Target[]) => {
    const before = await facts();
    const pids = grid.pids();
    const batches = load.batches();
    for (const target of targets) {
      expect(pidIsAlive(pids[target]), `${target} was alive before it was killed`).toBe(true);
      process.kill(pids[target], 'SIGKILL');
    }
    await until(`${targets.join(', ')} started again and on record`, 60_000, async () => {
      const now = grid.pids();
      const started = await grid.events({ event_type: 'component_started' });
      return targets.every(
        (target) =>
          now[target] !== pids[target] &&
          started.some((event) => event.details['component'] === target && event.details['pid'] === now[target]),
      );
    });
    const after = await until(`the grid whole again after killing ${targets.join(', ')}`, 60_000, async () => {
      const status = await grid.status();
      const seen = await facts();
      return status.status === 'healthy' && JSON.stringify(seen) === JSON.stringify(before) ? seen : undefined;
    }).catch(async (reason: unknown) => {
      throw new Error(
        `${(reason as Error).message}\nbefore ${JSON.stringify(before)}\nafter ${JSON.stringify(await facts())}\n${JSON.stringify(await grid.status())}`,
      );
    });
    for (const node of after) expect(pidIsAlive(node.pid as number)).toBe(true);
    await until('traffic flows again', 30_000, async () => load.batches() > batches);
  };

  for (const target of TARGETS) {
    it(`${target}: nodes keep their pids and the state is the same`, async () => {
      for (let round = 0; round < ROUNDS; round++) await killAndRecover([target]);
    });
  }

  it('all four at once: the same', async () => {
    for (let round = 0; round < ROUNDS; round++) await killAndRecover(TARGETS);
  });

  it('lost no acknowledged event, stored none twice, and kept their order', async () => {
    await load.stop();
    const acknowledged = load.acknowledged();
    expect(acknowledged).toBeGreaterThan(ROUNDS * TARGETS.length * 20);
    const numbers = await storedNumbers(grid.at.storage);
    expect(new Set(numbers).size, 'no number twice').toBe(numbers.length);
    expect(numbers, 'every number up to the last acknowledged, in order').toEqual(Array.from({ length: numbers.length }, (_, i) => i + 1));
    expect(numbers.length).toBeGreaterThanOrEqual(acknowledged);
  });

  it('answers with the history of its own deaths', async () => {
    const started = await grid.events({ event_type: 'component_started' });
    for (const target of TARGETS) {
      const own = started.filter((event) => event.details['component'] === target);
      expect(own.length, target).toBe(1 + ROUNDS * 2);
      expect(own.filter((event) => event.details['recovered'] === true)).toHaveLength(ROUNDS * 2);
    }
  });
});
