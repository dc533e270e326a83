import { describe, expect, it } from 'vitest';
import { type Known, reconcile, type SpawnWish } from './wishes.ts';

const wish = (nodeId: string, generation: number): SpawnWish => ({
  ...{ nodeId, generation, operationId: '', causedBy: '' },
  spec: { workload: { kind: 'storage' }, port: 0, storagePath: '', memoryLimitMb: 0, restart: 'always' },
});
const told = (wanted: 'running' | 'stopped', wanting: number, known?: Omit<Known, 'nodeId' | 'running'>): string[] =>
  reconcile(
    [{ wish: wish('n', wanting), wanted }],
    new Map(known === undefined ? [] : [['n', { nodeId: 'n', running: known.live, ...known }]]),
  ).map((action) => (action.do === 'stop' ? `stop ${action.wish.generation}` : `spawn ${action.wish.generation}`));

describe('reconciling', () => {
  it('starts what is not there and what is of an older generation, once', () => {
    expect(told('running', 1)).toEqual(['spawn 1']);
    expect(told('running', 2, { generation: 1, live: true })).toEqual(['spawn 2']);
    expect(told('running', 2, { generation: 1, live: false })).toEqual(['spawn 2']);
    expect(told('running', 1, { generation: 1, live: true })).toEqual([]);
  });

  it('does not start a generation again that has ended, and never goes back', () => {
    expect(told('running', 1, { generation: 1, live: false })).toEqual([]);
    expect(told('running', 1, { generation: 2, live: true })).toEqual([]);
  });

  it('stops what is not wanted, unless a newer generation is', () => {
    expect(told('stopped', 1, { generation: 1, live: true })).toEqual(['stop 1']);
    expect(told('stopped', 1, { generation: 1, live: false })).toEqual([]);
    expect(told('stopped', 1, { generation: 2, live: true })).toEqual([]);
    expect(told('stopped', 1)).toEqual([]);
  });

  it('stops what runs and is not named, and leaves alone what is only on the way', () => {
    const known = (running: boolean) => new Map([['n', { nodeId: 'n', generation: 3, live: true, running }]]);
    expect(reconcile([], known(true))).toMatchObject([
      { do: 'stop', wish: { nodeId: 'n', generation: 3, why: expect.stringContaining('does not want') } },
    ]);
    expect(reconcile([], known(false))).toEqual([]);
  });
});
