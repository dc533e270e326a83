import { describe, expect, it } from 'vitest';
import { type Build, buildAt, shippedBuild } from './build.ts';
import { SABOTEURS, sabotage } from './saboteurs.ts';
import { whyNoTrace } from './strace.ts';

const skipped = whyNoTrace();
if (skipped !== undefined) console.log(`SKIPPED saboteurs of flushing: ${skipped}`);

describe('a build that breaks a promise is caught:', () => {
  for (const saboteur of SABOTEURS) {
    it.skipIf(saboteur.traced === true && skipped !== undefined)(saboteur.name, async () => {
      const shipped = await shippedBuild();
      // The same check on flushing, with more images, is what power-loss.test.ts is.
      if (saboteur.traced !== true) await saboteur.check(shipped);
      const { dist, remove } = sabotage(saboteur);
      try {
        const broken: Build = saboteur.package === 'storage' ? await buildAt(dist) : { ...shipped, dist };
        await expect(saboteur.check(broken)).rejects.toThrow(saboteur.caught);
      } finally {
        remove();
      }
    });
  }
});
