import { describe, expect, it } from 'vitest';
import { typoDistance } from './link.ts';

describe('a name that is nearly another', () => {
  it.each([
    ['ap-suoth', 'ap-south'],
    ['eu-wset', 'eu-west'],
    ['edge-tokio', 'edge-tokyo'],
  ])('%s is a slip of the hand for %s', (word, name) => {
    expect(typoDistance(word, name)).toBeGreaterThan(0);
  });

  it.each([
    ['af-south', 'ap-south'],
    ['ap-southeast', 'ap-northeast'],
    ['us-west', 'us-east'],
    ['node-43', 'node-42'],
  ])('%s is another place, or another thing, than %s', (word, name) => {
    expect(typoDistance(word, name)).toBeUndefined();
  });
});
