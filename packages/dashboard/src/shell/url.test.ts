import fc from 'fast-check';
import { expect, it } from 'vitest';
import { carried, formatSearch, parseSearch } from './url.ts';

it('keeps every key of an address, known or not, as text', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.string({ minLength: 1 })), (search) => {
      expect(parseSearch(formatSearch(search))).toEqual({ ...search });
    }),
  );
});

it('leaves out what is empty', () => expect(formatSearch({ a: '', b: undefined, c: '1' })).toBe('?c=1'));

it('carries time and zone from page to page and nothing else', () =>
  expect(carried({ t: 'live', tz: 'UTC', ev: 'x' })).toEqual({ t: 'live', tz: 'UTC' }));
