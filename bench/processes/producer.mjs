/**
 * One producer in a process of its own. `node producer.mjs <mode> <address> <number> <events> <folder>`; gets ready, waits for
 * the word to start, says when storage has acknowledged its last event.
 *   batch512   a client session, 512 events an append, several in flight
 *   pipelined  a client session, 1 event an append, many in flight
 *   single     a client session, 1 event an append, the next when the last is acknowledged
 *   emitter    the emitter as every component uses it: checked, cleaned, written to its spool, sent
 */

import { openEmitter } from '@sutra/events';
import { seededChance, silentLogger, systemClock } from '@sutra/kit';
import { openStoreClient } from '@sutra/storage/client';
import { draftAt, records } from '../workload.mjs';

const [mode, address, number, eventsText, folder] = process.argv.slice(2);
const count = Number(eventsText);
const clock = systemClock();
const chance = seededChance(Number(number) + 1);
const name = `producer-${number}`;
const store = openStoreClient({ address, clock, chance, name });

const session = mode === 'emitter' ? undefined : await store.session(name, 1);
const events = mode === 'emitter' ? [] : [...records(name, 1, count, Number(number) + 1)];
const emitter = mode === 'emitter' ? await openEmitter({ emitter: name, folder, store, clock, chance, logger: silentLogger }) : undefined;

/** Appends of `size` events, at most `inFlight` unacknowledged. Returns how far the last acknowledgement reached. */
async function appended(size, inFlight) {
  const waiting = [];
  let last;
  for (let from = 0; from < count; from += size) {
    waiting.push(session.append(events.slice(from, from + size)));
    if (waiting.length >= inFlight) last = await waiting.shift();
  }
  for (const one of waiting) last = await one;
  return last.storedThrough;
}

async function emitted() {
  const seeded = seededChance(Number(number) + 1);
  for (let n = 0; n < count; n++) {
    emitter.emit(draftAt(n, seeded));
    // A component does other things too: let the event loop turn, and stay within what memory may hold.
    if (n % 500 === 499) await new Promise((resolve) => setImmediate(resolve));
    while (emitter.stats().unwritten > 20_000) await new Promise((resolve) => setImmediate(resolve));
  }
  await emitter.whenStored(AbortSignal.timeout(120_000));
  return emitter.stats().stored;
}

process.once('disconnect', () => process.exit()); // done, or the benchmark itself is gone
process.once('message', async () => {
  const start = Date.now();
  const stored =
    mode === 'batch512'
      ? await appended(512, 8)
      : mode === 'pipelined'
        ? await appended(1, 512)
        : mode === 'single'
          ? await appended(1, 1)
          : await emitted();
  process.send({ start, end: Date.now(), stored });
  await session?.close();
  await emitter?.close();
  await store.close();
  process.disconnect();
});
process.send({ ready: true });
