import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { manualClock, type SutraError, seededChance, silentLogger, systemClock } from '@sutra/kit';
import { apply, EMPTY_GRID, fromStored, stateHash } from '@sutra/model';
import type { Engine, EngineLimits, FaultPoint } from '@sutra/storage/engine';
import { eventId, FRAME } from '@sutra/wire';
import { RawPeer } from '../../packages/storage/src/testing/raw-peer.ts';
import type { Build } from './build.ts';
import type { Check } from './checks.ts';
import { everyEvent, open } from './recovery.ts';
import { EPOCH, eventOf } from './told.mjs';

function demand(holds: boolean, promise: string): void {
  if (!holds) throw new Error(promise);
}

async function inFolder(work: (base: string) => Promise<void>): Promise<void> {
  const base = mkdtempSync(join(tmpdir(), 'sutra-check-'));
  try {
    await work(base);
  } finally {
    rmSync(base, { recursive: true });
  }
}

const events = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => eventOf('e0', from + i));

/** A store with `count` events, under limits of its own. */
async function storeOf(build: Build, folder: string, count: number, limits: Partial<EngineLimits> = {}): Promise<Engine> {
  const engine = await build.openEngine({ folder, clock: systemClock(), logger: silentLogger, limits, onFatal: () => undefined });
  await (await engine.session('e0', EPOCH)).append(events(1, count));
  return engine;
}

/** P2: a snapshot is not shown while its name may still go. */
export const hidesUnsafeSnapshots: Check = (build) =>
  inFolder(async (base) => {
    let release: (() => void) | undefined;
    let hold = false;
    const faults = (point: FaultPoint): void | Promise<void> => {
      if (hold && point === 'snapshot.folder.sync') return new Promise((resolve) => (release = resolve));
    };
    const folder = join(base, 'store');
    const engine = await build.openEngine({ folder, clock: systemClock(), logger: silentLogger, faults, onFatal: () => undefined });
    await (await engine.session('e0', EPOCH)).append(events(1, 3));
    hold = true;
    const putting = engine.putSnapshot('state', 3, new Uint8Array(10));
    while (release === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
    const shown = await engine.snapshot('state');
    release();
    await putting;
    await engine.close();
    demand(shown === undefined, 'a snapshot was shown before its name was durable');
  });

/** P5: a log that lost its end is not a shorter log. */
export const noticesCutLogs: Check = (build) =>
  inFolder(async (base) => {
    const folder = join(base, 'store');
    const engine = await storeOf(build, folder, 10);
    const file = join(folder, 'log', '0000000001.seg');
    // What is written, without the room ahead of it.
    const { bytes: size } = build.verifyLog(folder);
    await (await engine.session('e0', EPOCH)).append(events(11, 20));
    await engine.close();
    truncateSync(file, size);
    const opened = await open(build, folder).catch((reason: unknown) => reason as SutraError);
    if ('code' in opened) {
      demand(opened.code === 'SUTRA_STORE_CORRUPT' && opened.details?.['fromSeq'] === 11, `a cut log is refused as ${opened.message}`);
      return;
    }
    await opened.close();
    throw new Error('a log without its end was served as if it were whole');
  });

/** P7: an answer that is not complete says so. */
export const saysWhenIncomplete: Check = (build) =>
  inFolder(async (base) => {
    const engine = await storeOf(build, join(base, 'store'), 50, { decodedRowsMax: 10 });
    const page = await engine.query({ where: [{ field: 'n', is: [49] }] });
    await engine.close();
    demand(page.partial || page.events.length > 0, 'an answer that a limit cut short says that it is complete');
  });

/** P8: a reader that missed something is told what. */
export const saysWhatReadersMissed: Check = (build) =>
  inFolder(async (base) => {
    const engine = await storeOf(build, join(base, 'store'), 5, { feedLagMax: 20 });
    const feed = engine.feed({ fromSeq: 1 }, new AbortController().signal)[Symbol.asyncIterator]();
    const seen: number[] = [];
    const take = async (): Promise<void> => {
      const { value } = await feed.next();
      if (value.kind === 'events') seen.push(...value.events.map(({ seq }: { seq: number }) => seq));
      if (value.kind === 'gap') for (let seq = value.fromSeq; seq <= value.toSeq; seq++) seen.push(seq);
    };
    await take();
    await take();
    const session = await engine.session('e0', EPOCH);
    await session.append(events(6, 100));
    const next = take();
    await session.append(events(101, 101));
    await next;
    if (seen.at(-1)! < 101) await take();
    await feed.return?.();
    await engine.close();
    const missed = Array.from({ length: 101 }, (_, i) => i + 1).filter((seq) => !seen.includes(seq));
    demand(missed.length === 0, `${missed.length} positions were left out without a word`);
  });

/** P20: what a connection may make a server keep has a limit. */
export const boundsMessages: Check = (build) =>
  inFolder(async (base) => {
    const engine = await storeOf(build, join(base, 'store'), 1);
    const limits = { messageBytesMax: 100_000 };
    const server = await build.serveStorage({ engine, port: 0, clock: systemClock(), logger: silentLogger, limits });
    const peer = await RawPeer.greeted(server.port);
    for (let i = 1; i <= 5; i++) peer.frame(FRAME.part, i, new Uint8Array(30_000));
    peer.frame(FRAME.ping, 99);
    const answer = await peer.next();
    await peer.close();
    await server.close();
    await engine.close();
    demand(answer?.kind !== FRAME.pong, 'a message over its limit was taken');
  });

/** P4: what a damaged spool lost is on record. */
export const recordsWhatSpoolsLost: Check = ({ dist }) =>
  inFolder(async (base) => {
    const { openEmitter } =
      dist === undefined
        ? await import('@sutra/events')
        : ((await import(/* @vite-ignore */ pathToFileURL(join(dist, 'index.js')).href)) as typeof import('@sutra/events'));
    const folder = join(base, 'spool');
    const common = { emitter: 'check', folder, store: null, clock: systemClock(), chance: seededChance(1), logger: silentLogger };
    const emitter = await openEmitter(common);
    for (let n = 0; n < 10; n++)
      emitter.emit({ type: 'spawn_succeeded', body: { node_id: `node-${n}`, agent_id: 'agent-1', pid: 1_000 + n, port: 50_000 + n } });
    await emitter.whenSpooled();
    await emitter.close();
    const file = join(folder, readdirSync(folder).find((name) => name.endsWith('.spool'))!);
    const bytes = readFileSync(file);
    bytes[bytes.length - 20]! ^= 1;
    writeFileSync(file, bytes);
    const next = await openEmitter(common);
    const { refused } = next.stats();
    await next.close();
    demand((refused['unknown'] ?? 0) > 0, 'events were lost with a damaged spool, and no record says so');
  });

/** P21: the past is what had been recorded by then. */
export const readsThePast: Check = (build) =>
  inFolder(async (base) => {
    const engine = await storeOf(build, join(base, 'store'), 20);
    const before = await engine.query({ limit: 100, asOf: { seq: 7 } });
    const counted = await engine.aggregate({ asOf: { seq: 7 } });
    await engine.close();
    demand(before.events.length === 7 && counted.total === 7, 'the past shows what came later');
  });

/** P21: the state at an instant is the fold of what happened by then, also of what was recorded later. */
export const foldsWhatCameLate: Check = ({ dist }) =>
  inFolder(async (base) => {
    const { stateAt } =
      dist === undefined
        ? await import('@sutra/hybrid')
        : ((await import(/* @vite-ignore */ pathToFileURL(join(dist, 'index.js')).href)) as typeof import('@sutra/hybrid'));
    const { openEngine } = await import('@sutra/storage/engine');
    const clock = manualClock();
    const engine = await openEngine({ folder: join(base, 'store'), clock, onFatal: () => undefined });
    const session = await engine.session('m', 1);
    for (let n = 1; n <= 6; n++) {
      const timeUs = clock.wallUs() - (n === 6 ? 4_000_000 : 0);
      const body = { agent_id: `agent-${n}`, hostname: 'box', platform: 'process', agent_endpoint: 'stream', max_storage_nodes: 3 };
      const id = eventId('agent_registered', timeUs, 'm', 1, n);
      await session.append([{ id, type: 'agent_registered', timeUs, emitterSeq: n, entities: [`agent-${n}`], causes: [], body }]);
      clock.advance(1_000);
    }
    const all = (await everyEvent(engine)).map(fromStored);
    const atUs = all[2]!.timeUs;
    const state = await stateAt(engine, { atUs });
    await engine.close();
    const right = all.filter(({ timeUs }) => timeUs <= atUs).reduce(apply, EMPTY_GRID);
    demand(stateHash(state) === stateHash(right), 'the state of the past is not the fold of what happened by then');
  });
