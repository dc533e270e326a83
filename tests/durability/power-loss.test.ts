import { describe, expect, it } from 'vitest';
import { shippedBuild } from './build.ts';
import { record, replay, WORKLOADS } from './power-loss.ts';
import { whyNoTrace } from './strace.ts';

/** Images per workload: `npm run test:durability` takes 300, continuous integration this many. */
const IMAGES = Number(process.env['SUTRA_POWER_LOSS_IMAGES'] ?? 40);
const SEED = Number(process.env['SUTRA_POWER_LOSS_SEED'] ?? 1);
/** Failures told in full; the rest is counted. */
const TOLD = 5;

const skipped = whyNoTrace();
if (skipped !== undefined) console.log(`SKIPPED power loss: ${skipped}`);

describe.skipIf(skipped !== undefined)(`power lost at ${IMAGES} moments of`, () => {
  for (const workload of WORKLOADS) {
    it(`${workload}: every acknowledged event, batch and snapshot is there, once and whole`, async () => {
      const build = await shippedBuild();
      const recording = await record(workload, build);
      try {
        expect(recording.trace.acks.length, 'traffic was acknowledged').toBeGreaterThan(50);
        const { images, lossy, failures } = await replay(recording, build, IMAGES, SEED);
        console.log(
          `${workload}: ${recording.trace.steps.length} disk operations, ${recording.trace.acks.length} acknowledgements, ${images} images, ${lossy} lossy`,
        );
        expect(failures.slice(0, TOLD), `${failures.length} of ${images} images break a promise`).toEqual([]);
        expect(lossy, 'images in which something under way was lost').toBeGreaterThan(images / 8);
      } finally {
        recording.remove();
      }
    });
  }
});
