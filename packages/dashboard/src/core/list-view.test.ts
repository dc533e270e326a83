import { expect, it } from 'vitest';
import { narrow } from './list-view.ts';
import { matchNames } from './palette-match.ts';

const NAMES = ['node-1', 'node-2', 'cache-1', 'agent-1'];

it('says how many a filter hides and what hides them', () => {
  const { shown, hidden, by } = narrow(
    NAMES,
    'node',
    (name) => name,
    true,
    (name) => name.endsWith('2'),
  );
  expect(shown).toEqual(['node-2']);
  expect([hidden, by]).toEqual([3, '“node” and faults only']);
});

it('hides nothing without a filter', () => {
  expect(
    narrow(
      NAMES,
      '  ',
      (name) => name,
      false,
      () => false,
    ),
  ).toEqual({ shown: NAMES, hidden: 0, by: '' });
});

it('finds names by their start before their middle, and by letters in order last', () => {
  expect(matchNames('1', ['b-21', 'a-1', '1st'], (name) => name)).toEqual(['1st', 'a-1', 'b-21']);
  expect(matchNames('nd1', NAMES, (name) => name)).toEqual(['node-1']);
  expect(matchNames('zz', NAMES, (name) => name)).toEqual([]);
});
