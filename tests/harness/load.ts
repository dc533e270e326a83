import { type Clock, hash32, seededChance, systemClock } from '@sutra/kit';
import { openStoreClient } from '@sutra/storage/client';
import { type EventRecord, eventId } from '@sutra/wire';

/** Writes events without pause and remembers which the store acknowledged: the oracle of "nothing acknowledged is lost". */
export interface Load {
  /** Highest number acknowledged: everything up to it must be stored, once. */
  acknowledged(): number;
  /** Batches that were acknowledged, for "traffic flowed before, during and after". */
  batches(): number;
  stop(): Promise<void>;
}

const BATCH = 20;
const EMITTER = 'load';

/** Appends batches of events to the store at `address`, one after the other, through every outage. */
export async function startLoad(address: string): Promise<Load> {
  const clock: Clock = systemClock();
  const store = openStoreClient({ address, name: EMITTER, clock, chance: seededChance(hash32(EMITTER)) });
  const epoch = Math.floor(clock.wallUs() / 1000);
  const session = await store.session(EMITTER, epoch);
  let next = 1;
  let acknowledged = 0;
  let batches = 0;
  let running = true;
  const work = (async () => {
    while (running) {
      const events = Array.from({ length: BATCH }, (_, i) => record(epoch, next + i, clock.wallUs()));
      const result = await session.append(events, { limitMs: 120_000 });
      acknowledged = Math.max(acknowledged, result.storedThrough);
      next += BATCH;
      batches++;
      // Breathe: the point is that something is always under way, not that the disk is full.
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  return {
    acknowledged: () => acknowledged,
    batches: () => batches,
    async stop() {
      running = false;
      await work;
      await session.close();
      await store.close();
    },
  };
}

function record(epoch: number, n: number, timeUs: number): EventRecord {
  return {
    id: eventId('custom.load', timeUs, EMITTER, epoch, n),
    type: 'custom.load',
    timeUs,
    emitterSeq: n,
    entities: [`load-${n % 10}`],
    causes: [],
    body: { n },
  };
}

/** Every number the store holds from the load, in order of the log. */
export async function storedNumbers(address: string): Promise<number[]> {
  const clock = systemClock();
  const store = openStoreClient({ address, name: 'oracle', clock, chance: seededChance(1) });
  try {
    const stored: { seq: number; n: number }[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.query(
        { types: ['custom.load'], order: 'asc', limit: 10_000, ...(cursor === undefined ? {} : { cursor }) },
        { limitMs: 60_000 },
      );
      if (page.partial) throw new Error(`the oracle read an incomplete page: ${page.partialBecause}`);
      for (const { seq, emitterSeq } of page.events) stored.push({ seq, n: emitterSeq });
      cursor = page.cursor;
    } while (cursor !== undefined);
    // Pages go by time, and a clock may be set back; the log goes by seq.
    return stored.sort((a, b) => a.seq - b.seq).map(({ n }) => n);
  } finally {
    await store.close();
  }
}
