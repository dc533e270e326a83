/**
 * One import in a process of its own: `node importer.mjs <form> <file> tcp|folder <address or folder>`; gets ready, waits for the word, and says how long it took,
 * what became new, and how much memory it held at most.
 */
import { seededChance, systemClock } from '@sutra/kit';
import { openStoreClient } from '@sutra/storage/client';
import { EventLines, EventRuns, entriesOf, importEvents, openEngine, piecesOf } from '@sutra/storage/engine';

const [form, path, way, where] = process.argv.slice(2);
const clock = systemClock();
const store =
  way === 'tcp'
    ? openStoreClient({ address: where, clock, chance: seededChance(3), name: 'importer' })
    : await openEngine({
        folder: where,
        clock,
        onFatal(reason) {
          console.error(reason);
          process.exit(70);
        },
      });

process.once('disconnect', () => process.exit()); // done, or the benchmark itself is gone
process.once('message', async () => {
  let most = 0;
  const onProgress = () => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  const start = performance.now();
  const { stored } = await importEvents(store, entriesOf(piecesOf(path), form === 'blocks' ? new EventRuns() : new EventLines()), {
    onProgress,
  });
  const ms = performance.now() - start;
  await store.close();
  process.send({ ms, stored, mb: most / 2 ** 20 });
  process.disconnect();
});
process.send({ ready: true });
