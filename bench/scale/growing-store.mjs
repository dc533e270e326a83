/** A store that is filled further and further, and asked at each size. */
import { readFileSync } from 'node:fs';
import { seededChance, systemClock } from '@sutra/kit';
import { openStoreClient } from '@sutra/storage/client';
import { median, mustEqual, percentile, timed } from '../measure.mjs';
import { bytesOf } from '../peers/server-process.mjs';
import { started } from '../processes/child.mjs';
import { LATEST, records } from '../workload.mjs';
import { History } from './history.mjs';

const BATCH = 512;
const IN_FLIGHT = 8;
/** Events made before their clock starts: making them costs more than storing them. */
const MADE = 40 * BATCH;
const CHAIN = 10;
const TIMES = { latest: 600, count: 5, chain: 300, acks: 300 };
const CALL_MS = 120_000;
const MIB = 2 ** 20;
const NEVER = 100_000_000;

export class GrowingStore {
  #folder;
  #events = records('bench', 1, NEVER);
  #history = new History();

  constructor(folder) {
    this.#folder = folder;
  }

  /** Fills up to a size, asks, closes, opens and asks again. */
  async measuredAt(size) {
    const filled = await this.#open();
    const append = await this.#filledUpTo(filled.store, size);
    const questions = await this.#asked(filled.store);
    const residentMb = residentOf(filled.server.child.pid);
    const busy = await this.#askedBesideAppends(filled);
    await this.#close(filled);
    const bytes = bytesOf(this.#folder) / this.#history.count;
    const { ms: open, value: again } = await timed(async () => {
      const opened = await this.#open();
      await this.#latest(opened.store, 0);
      return opened;
    });
    const openMb = residentOf(again.server.child.pid);
    const { ms: firstCount } = await timed(() => this.#count(again.store));
    await this.#close(again);
    return { append, ...questions, residentMb, ...busy, bytes, open, openMb, firstCount };
  }

  async #open() {
    const server = started('storage', [this.#folder]);
    const { port } = await server.message();
    const store = openStoreClient({
      address: `127.0.0.1:${port}`,
      clock: systemClock(),
      chance: seededChance(1),
      name: 'bench',
      settings: { callMs: CALL_MS },
    });
    return { server, store };
  }

  async #close({ server, store }) {
    await store.close();
    const ended = server.ended();
    server.say('stop');
    await ended;
  }

  /** Returns events a second, of the time that appending took. */
  async #filledUpTo(store, size) {
    const session = await store.session('bench', 1);
    const before = this.#history.count;
    let spent = 0;
    while (this.#history.count < size) {
      const made = this.#made(Math.min(MADE, size - this.#history.count));
      const { ms } = await timed(async () => {
        const waiting = [];
        for (let at = 0; at < made.length; at += BATCH) {
          waiting.push(session.append(made.slice(at, at + BATCH)));
          if (waiting.length >= IN_FLIGHT) await waiting.shift();
        }
        await Promise.all(waiting);
      });
      spent += ms;
    }
    await session.close();
    return (size - before) / (spent / 1000);
  }

  #made(count) {
    const made = [];
    while (made.length < count) {
      const event = this.#events.next().value;
      this.#history.add(event);
      made.push(event);
    }
    return made;
  }

  async #asked(store) {
    for (let i = 0; i < TIMES.latest / 2; i++) await this.#latest(store, i);
    const latest = [];
    for (let i = 0; i < TIMES.latest; i++) latest.push((await timed(() => this.#latest(store, i))).ms);
    await this.#count(store);
    const count = [];
    for (let i = 0; i < TIMES.count; i++) count.push((await timed(() => this.#count(store))).ms);
    const chain = [];
    for (let i = 0; i < TIMES.chain; i++) chain.push((await timed(() => this.#chain(store, i))).ms);
    const { ms } = await timed(() => this.#replay(store));
    return {
      latest: median(latest),
      latestP99: percentile(latest, 0.99),
      count: median(count),
      chain: median(chain),
      replay: this.#history.count / (ms / 1000),
    };
  }

  async #latest(store, i) {
    const entity = this.#history.entity(i);
    const { events } = await store.query({ entities: [[entity]], limit: LATEST });
    mustEqual(
      events.map(({ emitterSeq }) => emitterSeq),
      this.#history.latest(entity),
      `the latest ${LATEST} of ${entity}`,
    );
  }

  async #count(store) {
    const { groups } = await store.aggregate({
      groupBy: ['type', 'entity:agent-'],
      fromUs: this.#history.fromUs,
      toUs: this.#history.toUs,
      limit: 10_000,
    });
    this.#history.checkCounts(groups);
  }

  async #chain(store, i) {
    const { id, expected } = this.#history.chain(i, CHAIN);
    const causes = await store.causes({ id, depth: CHAIN });
    mustEqual([id, ...causes.map((event) => event.id)], expected, 'the causal chain');
  }

  async #replay(store) {
    const over = new AbortController();
    let last = 0;
    for await (const item of store.feed({ fromSeq: 1 }, over.signal)) {
      if (item.kind === 'live') break;
      for (const { seq } of item.events) {
        if (seq !== last + 1) throw new Error(`seq ${seq} follows ${last}`);
        last = seq;
      }
    }
    over.abort();
    mustEqual(last, this.#history.count, 'the events replayed');
  }

  /** One event after the other, each acknowledged, while another client, in a process of its own, asks the heaviest questions without a pause. */
  async #askedBesideAppends({ server, store }) {
    const session = await store.session('bench', 1);
    const asker = started('asker', [store.address, CALL_MS]);
    await asker.message();
    server.say('watch');
    await server.message();
    const acks = [];
    for (let i = 0; i < TIMES.acks; i++) {
      const made = this.#made(1);
      acks.push((await timed(() => session.append(made))).ms);
    }
    server.say('watched');
    const { delayP99Ms: delayP99 } = await server.message();
    const ended = asker.ended();
    asker.say('stop');
    await ended;
    await session.close();
    return { delayP99, ackP50: median(acks), ackP99: percentile(acks, 0.99) };
  }
}

function residentOf(pid) {
  return (Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024) / MIB;
}
