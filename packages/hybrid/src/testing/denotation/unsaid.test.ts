import { expect, it } from 'vitest';
import type { Answer } from '../../shell/answer.ts';
import { unsaid } from './unsaid.ts';

const told = (text: string): Partial<Answer> => ({
  status: 'answered',
  text,
  value: 49.1,
  rows: [
    { region: 'us-east', value: 36.95, samples: 2 },
    { region: 'eu-west', value: 0.04567, samples: 1 },
  ],
});

it('a figure of a sentence stands in the answer as it is, or with the digits that were measured; any other is told', () => {
  expect(unsaid(told('Average memory_pct: 49.1 %; us-east 37 %, eu-west 0.046 %.') as Answer)).toEqual([]);
  expect(unsaid(told('Average memory_pct: 49.1 %; us-east 38 %, eu-west 0.05 %.') as Answer)).toEqual(['38', '0.05']);
});
