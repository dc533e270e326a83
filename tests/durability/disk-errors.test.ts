import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededChance, systemClock } from '@sutra/kit';
import type { StoreClient } from '@sutra/storage';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Build, shippedBuild } from './build.ts';
import { type Acknowledged, checkRecovered, open } from './recovery.ts';
import { freePort, startServer } from './server-process.ts';
import { injectArguments, whyNoTrace } from './strace.ts';
import { batchOf, EPOCH, eventOf, snapshotOf } from './told.mjs';

/** The exit code of `sutra storage` when the disk refused. */
const DISK_REFUSED = 74;
/** At once, on a machine that may do much else. */
const EXIT_LIMIT_MS = 5_000;
const GIVE_UP_MS = 30_000;
/** An acknowledgement sent just before the failure may still be on its way to the client for so long. */
const ON_THE_WAY_MS = 1_000;
const PRODUCERS = ['e0', 'e1', 'e2'];
const SMALL_SEGMENTS = { segmentBytes: 8 * 1024 };

interface Site {
  readonly what: string;
  readonly call: string;
  /** Below the store's folder. */
  readonly path: string;
  readonly error: 'EIO' | 'ENOSPC';
  readonly nth: number;
  /** The real executable runs when absent; it has no option for small segments. */
  readonly limits?: Readonly<Record<string, number>>;
  /** Nothing that failed here may have been readable before the end. */
  readonly hides: boolean;
}

const SITES: readonly Site[] = [
  { what: 'the flush of appended events', call: 'fdatasync', path: 'log/0000000001.seg', error: 'EIO', nth: 10, hides: true },
  { what: 'the write of appended events', call: 'pwrite64', path: 'log/0000000001.seg', error: 'EIO', nth: 10, hides: true },
  { what: 'the write of appended events', call: 'pwrite64', path: 'log/0000000001.seg', error: 'ENOSPC', nth: 10, hides: true },
  {
    what: 'the creation of a segment',
    call: 'openat',
    path: 'log/0000000003.seg',
    error: 'ENOSPC',
    nth: 1,
    limits: SMALL_SEGMENTS,
    hides: true,
  },
  {
    what: 'the write of a head',
    call: 'pwrite64',
    path: 'log/0000000003.seg',
    error: 'ENOSPC',
    nth: 1,
    limits: SMALL_SEGMENTS,
    hides: true,
  },
  { what: 'the flush of a head', call: 'fsync', path: 'log/0000000003.seg', error: 'EIO', nth: 1, limits: SMALL_SEGMENTS, hides: true },
  { what: 'the flush of the folder', call: 'fsync', path: 'log', error: 'EIO', nth: 2, limits: SMALL_SEGMENTS, hides: false },
  {
    what: 'the flush of an index',
    call: 'fdatasync',
    path: 'log/0000000002.idx.tmp',
    error: 'EIO',
    nth: 1,
    limits: SMALL_SEGMENTS,
    hides: false,
  },
  {
    what: 'the write of an index',
    call: 'pwrite64',
    path: 'log/0000000002.idx.tmp',
    error: 'ENOSPC',
    nth: 1,
    limits: SMALL_SEGMENTS,
    hides: false,
  },
  {
    what: 'the renaming of an index',
    call: 'rename',
    path: 'log/0000000002.idx.tmp',
    error: 'EIO',
    nth: 1,
    limits: SMALL_SEGMENTS,
    hides: false,
  },
  { what: 'the flush of the snapshots folder', call: 'fsync', path: 'snapshots', error: 'EIO', nth: 4, hides: false },
  { what: 'the commit of the graph index', call: 'fdatasync', path: 'graph/graph.mdb', error: 'EIO', nth: 4, hides: false },
];

const skipped = whyNoTrace();
if (skipped !== undefined) console.log(`SKIPPED disk errors: ${skipped}`);

/** What clients were told, and when. */
class Clients {
  readonly through = new Map<string, number>();
  batches = 1;
  snapshot = 0;
  lastAckMs = 0;
  seen = new Map<string, number>();
  readonly #store: StoreClient;
  readonly #work: Promise<unknown>;

  constructor(build: Build, port: number) {
    this.#store = build.openStoreClient({
      address: `127.0.0.1:${port}`,
      clock: systemClock(),
      chance: seededChance(1),
      name: 'disk-errors',
    });
    this.#work = Promise.allSettled([...PRODUCERS.map((name) => this.#produce(name)), this.#learn(), this.#snapshot(), this.#read()]);
  }

  get acknowledged(): Acknowledged {
    return { through: this.through, batches: this.batches, snapshot: this.snapshot };
  }

  #acked(): void {
    this.lastAckMs = Date.now();
  }

  async #produce(emitter: string): Promise<void> {
    const session = await this.#store.session(emitter, EPOCH);
    for (let n = session.storedThrough + 1; ; n++) {
      const { storedThrough } = await session.append([eventOf(emitter, n)]);
      this.through.set(emitter, storedThrough);
      this.#acked();
    }
  }

  async #learn(): Promise<void> {
    for (let n = 2; ; n++) {
      await this.#store.learn(batchOf(n));
      this.batches = n;
    }
  }

  async #snapshot(): Promise<void> {
    for (;;) {
      const { lastSeq } = await this.#store.stats();
      await this.#store.putSnapshot('state', lastSeq, snapshotOf(lastSeq));
      this.snapshot = lastSeq;
    }
  }

  async #read(): Promise<void> {
    for (;;) {
      const { events } = await this.#store.query({ limit: 10 });
      for (const { emitter, emitterSeq } of events) this.seen.set(emitter, Math.max(this.seen.get(emitter) ?? 0, emitterSeq));
    }
  }

  async stop(): Promise<void> {
    await this.#store.close();
    await this.#work;
  }
}

/** A store with something in it, closed cleanly: what follows fails on a disk that had worked. */
async function prepare(build: Build, folder: string): Promise<void> {
  const engine = await open(build, folder);
  for (const emitter of PRODUCERS) await (await engine.session(emitter, EPOCH)).append([eventOf(emitter, 1), eventOf(emitter, 2)]);
  await engine.learn(batchOf(1));
  await engine.close();
}

/** Wall times of the first injected failure and of the end, ms, as strace saw them. */
function failureIn(log: string): { readonly failedMs: number; readonly endedMs: number } {
  const lines = readFileSync(log, 'latin1').split('\n');
  const time = (line: string | undefined): number => Number(/^\d+ +([\d.]+)/.exec(line ?? '')?.[1]) * 1000;
  return {
    failedMs: time(lines.find((line) => line.includes('(INJECTED)'))),
    endedMs: time(lines.findLast((line) => line.includes('exited with'))),
  };
}

describe.skipIf(skipped !== undefined)('when the disk refuses', () => {
  it.each(SITES)('$what ($call, $error), storage stops with its own code, acknowledges nothing more, and starts whole', async (site) => {
    const build = await shippedBuild();
    const base = realpathSync(mkdtempSync(join(tmpdir(), 'sutra-disk-')));
    onTestFinished(() => rmSync(base, { recursive: true }));
    const [folder, log] = [join(base, 'store'), join(base, 'trace')];
    await prepare(build, folder);
    const before = ['strace', '-ttt', ...injectArguments(log, site.call, join(folder, site.path), site.error, site.nth)];
    const port = await freePort();
    const server = await startServer({ folder, port, limits: site.limits, before });
    onTestFinished(() => server.kill());
    const clients = new Clients(build, port);
    // A failure that never comes must not be waited for.
    const givenUp = setTimeout(() => server.kill(), GIVE_UP_MS);
    const ended = await server.ended;
    clearTimeout(givenUp);
    await clients.stop();
    const { failedMs, endedMs } = failureIn(log);
    expect(failedMs, 'the failure happened').toBeGreaterThan(0);
    expect(ended, server.said()).toBe(DISK_REFUSED);
    expect(endedMs - failedMs).toBeLessThan(EXIT_LIMIT_MS);
    expect(clients.through.size, 'traffic flowed before').toBe(PRODUCERS.length);
    if (site.hides) {
      expect(clients.lastAckMs - failedMs, 'no acknowledgement after the failure').toBeLessThan(ON_THE_WAY_MS);
      for (const [emitter, n] of clients.seen)
        expect(n, `${emitter}: nothing was readable that was not acknowledged`).toBeLessThanOrEqual(clients.through.get(emitter)!);
    }
    await (await checkRecovered(build, folder, clients.acknowledged, true)).close();
  });
});
