import { BlockEncoder, type EventRecord, eventId } from '@sutra/wire';
import { afterEach, describe, expect, it } from 'vitest';
import { checksum } from '../columns/block-rows.ts';
import { SLICE_ROWS } from '../read/slices.ts';
import { TestStore } from '../testing/store.ts';

const stores: TestStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.remove();
});

/** As many as one block takes: nothing is smaller to be walked, decided about or written than a frame. */
const BLOCK = 4_096;
const EVENTS = 4 * BLOCK;
const START = 1_760_000_000_000_000;

/** Of sixteen one is a failure that names the one before it. */
const FAILS_EVERY = 16;

function beat(n: number): EventRecord {
  const fails = n % FAILS_EVERY === 0;
  const id = (type: string, number: number): string => eventId(type, START + number * 1_000, 'm', 1, number);
  const type = fails ? 'crash' : 'beat';
  const entities = [fails ? 'node-1' : `agent-${n % 50}`];
  return {
    id: id(type, n),
    type,
    timeUs: START + n * 1_000,
    emitterSeq: n,
    entities,
    causes: fails ? [id('beat', n - 1)] : [],
    body: { n },
  };
}

describe('the work of retention', () => {
  // The clock stands still: no slice ever ends because of the time it took, so this is the bound on the slowest machine.
  it('touches a bounded number of rows between two turns of the event loop, however large the frames are, and writers get in at every one', async () => {
    const store = new TestStore();
    stores.push(store);
    const engine = await store.open();
    const raw = engine.openRaw('m', 1);
    const encoder = new BlockEncoder('m', 1, checksum);
    for (let n = 1; n <= EVENTS; n += BLOCK)
      await raw.append(encoder.encode(Array.from({ length: Math.min(BLOCK, EVENTS - n + 1) }, (_, i) => beat(n + i))));
    store.clock.advance(3_600_000);
    let turns = 0;
    let working = true;
    const count = (): void => {
      turns++;
      if (working) setImmediate(count);
    };
    setImmediate(count);
    const policy = { rules: [{ name: 'beats', types: ['beat'], rollUps: [{ afterUs: 1, widthUs: 60_000_000 }] }] };
    const { rolledUp, slices, sliceRowsMost } = await engine.retain({ policy });
    working = false;
    expect(rolledUp).toBeGreaterThan(EVENTS / 2);
    expect(sliceRowsMost).toBeLessThanOrEqual(SLICE_ROWS + 1_024);
    // Each row is walked, decided about, written and indexed: less than this many turns would mean that some of it is not counted.
    expect(slices).toBeGreaterThan((2 * EVENTS) / (SLICE_ROWS + 1_024));
    expect(turns).toBeGreaterThanOrEqual(slices);
    expect((await engine.aggregate({ types: ['beat'] })).total).toBe(EVENTS - EVENTS / FAILS_EVERY);
  });
});
