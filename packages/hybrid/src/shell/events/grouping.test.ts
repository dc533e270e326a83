import { describe, expect, it } from 'vitest';
import { groupingOf } from './grouping.ts';

describe('what things are grouped by', () => {
  it.each([
    [['node-1', 'node-20', 'node-3'], 'entity:node-'],
    [['node-1'], 'entity:node-1'],
    [['edge-tokyo', 'agent-1'], 'entity:*'],
    [['*a', '*b'], 'entity:*'],
    [['node', 'node-1'], 'entity:node'],
    [[], 'entity:*'],
  ])('%j: %s', (ids, grouping) => {
    expect(groupingOf(ids)).toBe(grouping);
  });
});
