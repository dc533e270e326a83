import { describe, expect, it } from 'vitest';
import { gridCli } from './grid-cli.ts';

describe('the first command line, kept for old scripts', () => {
  it.each([
    [['list-agents'], ['agent', 'ls']],
    [
      ['-m', 'host:7000', 'status'],
      ['status', '--master', 'host:7000'],
    ],
    [
      ['spawn', '--agent', 'a1', '--port', '50053', '-m', '512'],
      ['node', 'spawn', '--agent', 'a1', '--port', '50053', '--memory-mb', '512'],
    ],
    [
      ['stop', '--node', 'n1', '--agent', 'a1'],
      ['node', 'stop', 'n1'],
    ],
    [
      ['node-status', '-n', 'n1'],
      ['node', 'get', 'n1'],
    ],
  ])('%j means %j', (old, ours) => {
    expect(gridCli(old)).toEqual(ours);
  });

  it('shows its usage for anything else', () => {
    expect(gridCli(['dance'])).toMatch(/^usage: sutra-grid-cli/);
    expect(gridCli(['stop'])).toMatch(/^usage/);
  });
});
