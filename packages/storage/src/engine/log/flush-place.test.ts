import { expect, it } from 'vitest';
import { FlushPlace } from './flush-place.ts';

/** How many flushes in a row run elsewhere from here on. */
function elsewhere(place: FlushPlace): number {
  let count = 0;
  for (; !place.here; count++) place.took(20);
  return count;
}

it('flushes in place as long as that is quick', () => {
  const place = new FlushPlace();
  for (let i = 0; i < 1_000; i++) {
    expect(place.here).toBe(true);
    place.took(0.08);
  }
});

it('goes on in place when one flush among quick ones is slow', () => {
  const place = new FlushPlace();
  for (let i = 0; i < 1_000; i++) {
    place.took(i % 50 === 0 ? 6 : 0.1);
    expect(place.here).toBe(true);
  }
});

it('leaves a disk that is a little slow every time', () => {
  const place = new FlushPlace();
  let here = 0;
  for (; place.here; here++) place.took(2);
  expect(here).toBeLessThan(16);
});

it('leaves a slow disk to another thread, for longer each time it is slow again, and never for good', () => {
  const place = new FlushPlace();
  const runs = Array.from({ length: 12 }, () => {
    place.took(20);
    return elsewhere(place);
  });
  expect(runs).toEqual([32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 8192, 8192, 8192]);
});

it('trusts a disk that has become quick again little by little', () => {
  const place = new FlushPlace();
  for (let i = 0; i < 4; i++) {
    place.took(20);
    elsewhere(place);
  }
  for (let i = 0; i < 1_000; i++) place.took(0.1);
  place.took(20);
  expect(elsewhere(place)).toBe(32);
});
