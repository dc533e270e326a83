import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EventEmitter } from '../sink.ts';
import { heartbeat, metric, spawned } from '../testing/drafts.ts';
import { MemoryStore } from '../testing/memory-store.ts';
import { limit, opened, spoolFolder } from '../testing/opened.ts';

type Step =
  | { readonly do: 'emit'; readonly kind: number; readonly count: number }
  | { readonly do: 'down' | 'up' | 'restart' | 'lose reply' | 'wait' | 'spool' | 'disk fails' | 'disk works' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('emit' as const), kind: fc.nat(2), count: fc.integer({ min: 1, max: 60 }) }) },
  {
    weight: 5,
    arbitrary: fc
      .constantFrom('down', 'up', 'restart', 'lose reply', 'wait', 'spool', 'disk fails', 'disk works')
      .map((what) => ({ do: what }) as Step),
  },
);

/** Plays the steps against one folder and one storage; returns the ids of every event emitted, in order. */
async function play(steps: readonly Step[], folder: string, store: MemoryStore): Promise<string[]> {
  let diskFails = false;
  const faults = () => (diskFails ? Object.assign(new Error('EIO: i/o error'), { code: 'EIO' }) : undefined);
  const open = (): Promise<EventEmitter> =>
    opened(folder, {
      store,
      faults,
      limits: { windowEventsMax: 40, batchEventsMax: 16, batchesInFlightMax: 3, segmentBytesMax: 4_096, closeDrainMs: 5 },
    });
  let emitter = await open();
  const ids: string[] = [];
  let n = 0;
  for (const one of steps) {
    if (one.do === 'emit') {
      for (let i = 0; i < one.count; i++, n++) ids.push(emitter.emit(([spawned, heartbeat, metric][one.kind] as typeof spawned)(n)).id);
    } else if (one.do === 'down') store.setUp(false);
    else if (one.do === 'up') store.setUp(true);
    else if (one.do === 'lose reply') store.loseReplies++;
    else if (one.do === 'disk fails') diskFails = true;
    else if (one.do === 'disk works') diskFails = false;
    else if (one.do === 'wait') await new Promise((resolve) => setTimeout(resolve, 7));
    else {
      diskFails = false; // a restart with a dead disk and storage away loses memory, and says so: not this property
      if (one.do === 'spool')
        await emitter.whenSpooled().catch(() => undefined); // a flush that failed before may make it refuse
      else {
        await emitter.close();
        emitter = await open();
      }
    }
  }
  diskFails = false;
  store.loseReplies = 0;
  store.setUp(true);
  await emitter.whenStored(limit());
  await emitter.close();
  return ids;
}

test('whatever happens in whatever order, storage ends up with exactly the emitted events, in order, once', async () => {
  let replies = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async (steps) => {
      const ends: (() => void)[] = [];
      const store = new MemoryStore();
      try {
        const ids = await play(
          steps,
          spoolFolder((work) => ends.push(work)),
          store,
        );
        expect(store.stored.map(({ record }) => record.id)).toEqual(ids);
        replies += store.repliesLost;
      } finally {
        for (const end of ends) end();
      }
    }),
    { numRuns: 120, seed: 20_260_701, endOnFailure: false },
  );
  expect(replies).toBeGreaterThan(15); // the faults did happen
});
