import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { nodeFlagsOf } from './node-flags.ts';

const youngGeneration = (flags: readonly string[]): boolean => flags.some((flag) => flag.startsWith('--max-semi-space-size='));

describe('the flags of Node', () => {
  it('give a larger young generation to those who fold the state of the grid, and to no others', () => {
    expect(youngGeneration(nodeFlagsOf('master'))).toBe(true);
    expect(nodeFlagsOf('control')).toEqual(nodeFlagsOf('master'));
    expect(youngGeneration(nodeFlagsOf('storage'))).toBe(false);
    expect(nodeFlagsOf('agent')).toEqual(nodeFlagsOf('storage'));
  });

  it('leave a core to the program: no more helpers than the others, at least one, at most what Node takes', () => {
    const helpers = [1, 2, 4, 5, 64].map((cores) => nodeFlagsOf('storage', cores)[0]);
    expect(helpers).toEqual([1, 1, 3, 4, 4].map((count) => `--v8-pool-size=${count}`));
  });

  it('are known to the Node that runs this', () => {
    const { status, stderr } = spawnSync(process.execPath, [...nodeFlagsOf('master'), '-e', '0'], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });
});
