import { describe, expect, it } from 'vitest';
import { reworded } from './rewordings.ts';
import { tokenise } from './tokens.ts';

const read = (text: string): string =>
  reworded(tokenise(text))
    .map((token) => token.text)
    .join(' ');

describe('words that stand beside others', () => {
  it.each([
    ['nodes that exited with 137', 'nodes that crashed with exit code 137'],
    ['nodes with two crashes or more', 'nodes with at least two crashes'],
    ['agents with 2 spawn failures or fewer', 'agents with at most 2 spawn failures'],
    ['crashes in any 30 minute window', 'crashes within 30 minute'],
    ['crashes within the same 10-minute window', 'crashes within 10 minutes'],
    ['success rate, region by region', 'success rate , by region'],
    ['non-production agents', 'not production agents'],
  ])('%s is read as %s', (said, meant) => {
    expect(read(said)).toBe(meant);
  });

  it.each([
    ['nodes that died with 3 others'],
    ['nodes between 2 crashes or more outages'],
    ['non-functional agents'],
    ['in the window of an hour'],
    ['agent by region'],
  ])('%s is left as it was said', (said) => {
    expect(read(said)).toBe(said);
  });
});

describe('numbers and clocks as they are spoken', () => {
  it.each([
    ['the last seventy two hours', 'the last 72 hours'],
    ['twenty-four hours', '24 hours'],
    ['more than two hundred and fifty ms', 'more than 250 ms'],
    ['since half past eight', 'since 8:30'],
    ['before a quarter to nine', 'before 8:45'],
    ['node forty two', 'node 42'],
  ])('%s is read as %s', (said, meant) => {
    expect(read(said)).toBe(meant);
  });

  it.each([['two nodes'], ['from ten to twelve'], ['half of the crashes'], ['node one day ago']])('%s is left as it was said', (said) => {
    expect(read(said)).toBe(said);
  });
});

describe('names by how they begin', () => {
  it.each([
    ['agents whose name begins with edge-', 'agents matching edge-*'],
    ['nodes starting with writer', 'nodes matching writer*'],
  ])('%s is read as %s', (said, meant) => {
    expect(read(said)).toBe(meant);
  });

  it('a day something starts with is no name', () => {
    expect(read('crashes starting with Monday')).toBe('crashes starting with monday');
  });
});
