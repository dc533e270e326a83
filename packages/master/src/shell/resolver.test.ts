import { describe, expect, it } from 'vitest';
import { startVerdict, stopVerdict } from './resolver.ts';

const operation = { generation: 2, agentId: 'a' };
const node = (status: string, generation = 2) => ({ status, generation });

describe('a start whose answer was lost', () => {
  it.each([
    ['runs', node('running'), false, 'succeeded'],
    ['runs on an agent that counts no generations', node('running', 0), false, 'succeeded'],
    ['failed', node('failed'), false, 'failed'],
    ['is still starting', node('starting'), false, undefined],
    ['has stopped, and may have run', node('stopped'), false, undefined],
    ['is not there yet', undefined, false, undefined],
    ['is still the generation before', node('running', 1), false, undefined],
    ['has been replaced', node('running', 3), false, 'failed'],
    ['is not there at the end', undefined, true, 'failed'],
    ['is still the generation before at the end', node('running', 1), true, 'failed'],
    ['is still starting at the end', node('starting'), true, 'failed'],
  ])('when the node %s', (_what, status, last, outcome) => {
    expect(startVerdict(status, operation, last)?.outcome).toBe(outcome);
  });
});

describe('a stop whose answer was lost', () => {
  it.each([
    ['is gone', undefined, false, 'succeeded'],
    ['is stopped', node('stopped'), false, 'succeeded'],
    ['runs', node('running'), false, undefined],
    ['runs in a later generation', node('running', 3), false, 'succeeded'],
    ['runs at the end', node('running'), true, 'failed'],
  ])('when the node %s', (_what, status, last, outcome) => {
    expect(stopVerdict(status, operation, last)?.outcome).toBe(outcome);
  });
});
