import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededChance, systemClock } from '@sutra/kit';
import { expect, it, onTestFinished } from 'vitest';
import { shippedBuild } from './build.ts';
import { checkRecovered } from './recovery.ts';
import { freePort, startServer } from './server-process.ts';
import { EPOCH, eventOf } from './told.mjs';

/** Kills: `npm run test:durability` takes 200, continuous integration this many. */
const ROUNDS = Number(process.env['SUTRA_KILL9_ROUNDS'] ?? 8);
const PRODUCERS = Array.from({ length: 10 }, (_, i) => `e${i}`);
const BATCH = 20;
/** Each server lives this long under load, by chance in between. */
const [LIFE_MIN_MS, LIFE_MAX_MS] = [60, 180];
const CALL_MS = 60_000;

it(`storage killed -9 ${ROUNDS} times under ${PRODUCERS.length} producers: everything acknowledged is there, once, in order`, async () => {
  const build = await shippedBuild();
  const base = mkdtempSync(join(tmpdir(), 'sutra-kills-'));
  onTestFinished(() => rmSync(base, { recursive: true }));
  const folder = join(base, 'store');
  const port = await freePort();
  const chance = seededChance(Date.now());
  const store = build.openStoreClient({ address: `127.0.0.1:${port}`, clock: systemClock(), chance, name: 'kills' });
  const through = new Map<string, number>();
  let [acks, running] = [0, true];
  const produce = async (emitter: string): Promise<void> => {
    const session = await store.session(emitter, EPOCH, { limitMs: CALL_MS });
    for (let n = 1; running; n += BATCH) {
      const batch = Array.from({ length: BATCH }, (_, i) => eventOf(emitter, n + i));
      through.set(emitter, (await session.append(batch, { limitMs: CALL_MS })).storedThrough);
      acks++;
    }
  };
  let server = await startServer({ folder, port });
  onTestFinished(() => server.kill());
  const work = Promise.all(PRODUCERS.map(produce));
  for (let round = 1; round <= ROUNDS; round++) {
    const before = acks;
    while (acks === before) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, LIFE_MIN_MS + chance.next() * (LIFE_MAX_MS - LIFE_MIN_MS)));
    server.kill();
    expect(await server.ended).toBe('SIGKILL');
    server = await startServer({ folder, port });
  }
  running = false;
  await work;
  await store.close();
  server.kill();
  await server.ended;
  expect([...through.values()].reduce((sum, n) => sum + n, 0)).toBeGreaterThan(ROUNDS * PRODUCERS.length * BATCH);
  await (await checkRecovered(build, folder, { through, batches: 0, snapshot: 0 }, true)).close();
});
