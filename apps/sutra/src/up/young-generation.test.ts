import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { nodeFlagsOf } from './young-generation.ts';

describe('the flags of Node', () => {
  it('are given to those who fold the state of the grid, and to no others', () => {
    expect(nodeFlagsOf('master').length).toBeGreaterThan(0);
    expect(nodeFlagsOf('control')).toEqual(nodeFlagsOf('master'));
    expect(nodeFlagsOf('storage')).toEqual([]);
    expect(nodeFlagsOf('agent')).toEqual([]);
  });

  it('are known to the Node that runs this', () => {
    const { status, stderr } = spawnSync(process.execPath, [...nodeFlagsOf('master'), '-e', '0'], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });
});
