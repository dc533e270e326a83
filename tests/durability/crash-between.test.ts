import { describe, expect, it } from 'vitest';
import { shippedBuild } from './build.ts';
import { crashBetween, OPERATIONS } from './crash-between.ts';
import { whyNoTrace } from './strace.ts';

/** Every so many (moment, loss) pairs: `npm run test:durability` takes all of them. No multiple of 7, so that every loss has its turn. */
const STRIDE = Number(process.env['SUTRA_CRASH_STRIDE'] ?? 45);
const TOLD = 5;

const skipped = whyNoTrace();
if (skipped !== undefined) console.log(`SKIPPED crashes between file operations: ${skipped}`);

describe.skipIf(skipped !== undefined)(`a crash between the file operations of`, () => {
  it.each(OPERATIONS.map(({ name }) => name))(
    '%s leaves everything that was promised, or what says that it is unfinished',
    async (name) => {
      const { operations, images, failures } = await crashBetween(name, await shippedBuild(), STRIDE);
      console.log(`${name}: ${operations} disk operations, ${images} images`);
      expect(operations, 'the disk was worked on').toBeGreaterThan(20);
      expect(failures.slice(0, TOLD), `${failures.length} of ${images} images break a promise`).toEqual([]);
    },
  );
});
