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
