import { describe, expect, it } from 'vitest';
import '../errors.ts';
import { shortId } from '../process/short-id.ts';
import { pickName } from './names.ts';

const KNOWN = ['node-7k3q9x2mab', 'node-7k9zzzzzzz', 'web', 'web-2', 'agent-1'];

describe('a name as it is typed', () => {
  it.each([
    ['web', 'web'],
    ['web-', 'web-2'],
    ['node-7k3', 'node-7k3q9x2mab'],
    ['7k3', 'node-7k3q9x2mab'],
    ['agent-1', 'agent-1'],
    ['1', 'agent-1'],
  ])('%s means %s: the name itself, or the only one that begins so', (typed, name) => {
    expect(pickName('node', typed, KNOWN)).toBe(name);
  });

  it('is never guessed: several matches are listed', () => {
    expect(() => pickName('node', '7k', KNOWN)).toThrow('"7k" could be node-7k3q9x2mab, node-7k9zzzzzzz');
  });

  it('that nobody has is refused, with the nearest there is', () => {
    expect(() => pickName('node', 'wbe', KNOWN)).toThrow('There is no node "wbe"; closest: web');
    expect(() => pickName('node', '', KNOWN)).toThrow('There is no node ""');
    expect(() => pickName('agent', 'q', [])).toThrow('There is no agent "q"');
  });
});

describe('a made-up id', () => {
  it('is ten letters and digits that cannot be mistaken for one another', () => {
    const ids = Array.from({ length: 2_000 }, shortId);
    for (const id of ids) expect(id).toMatch(/^[0-9a-hjkmnp-tv-z]{10}$/);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
