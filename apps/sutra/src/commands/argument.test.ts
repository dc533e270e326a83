import { expect, it } from 'vitest';
import { oneOf } from './argument.ts';

it('a word that is none of many is answered with the nearest, or with what such words look like', () => {
  const many = Array.from({ length: 40 }, (_, i) => `kind_${i}`);
  expect(() => oneOf('kind_x', '--event', many)).toThrow(/did you mean kind_\d/);
  expect(() => oneOf('bogus', '--event', many)).toThrow('--event: there is no "bogus"; it is one of 40, such as kind_0, kind_1,');
  expect(() => oneOf('bogus', '--severity', ['info', 'warning'])).toThrow('it is one of info, warning');
});
