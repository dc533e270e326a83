import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Chance, SutraError, seededChance, systemClock } from '@sutra/kit';
import { openStoreClient } from '@sutra/storage/client';
import {
  BlockWalker,
  decodeAppend,
  decodeCredit,
  decodeMessage,
  encodeFrame,
  FRAME,
  type Frame,
  FrameDecoder,
  unpackMessage,
} from '@sutra/wire';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RawPeer } from '../../packages/storage/src/testing/raw-peer.ts';
import { fuzzedFrame, soundFrames } from './fuzz-frames.ts';
import { freePort, startServer } from './server-process.ts';
import { EPOCH, eventOf } from './told.mjs';

/** Frames for the decoder, and as many again for the server: `npm run test:durability` makes a million of each. */
const FRAMES = Number(process.env['SUTRA_FUZZ_FRAMES'] ?? 10_000);
const SEED = Number(process.env['SUTRA_FUZZ_SEED'] ?? 1);
const MIB = 1024 * 1024;
/** What rubbish may add to what a process uses, once garbage is gone. */
const GROWTH_MAX_BYTES = 64 * MIB;
/**
 * What it may add to the pages a process holds. V8 and malloc keep free pages for what comes next, under load some hundred MiB: this bound is there for
 * what no count of the heap shows, memory of native code that nobody gives back.
 */
const HELD_MAX_BYTES = 256 * MIB;
/** Connections at a time: while one waits for the server, another is at work. */
const LANES = 4;
/** Frames on one connection, unless it is closed before. */
const PER_CONNECTION = 40;
/** A frame that takes so long is a hang. */
const FRAME_MS_MAX = 1_000;

/** What a receiver does with a payload: it may only refuse, with an error from the table. */
function read({ kind, payload }: Frame, walker: BlockWalker): 'read' | 'refused' {
  try {
    if (kind === FRAME.append) {
      walker.begin(decodeAppend(payload).block);
      while (walker.next());
    } else if (kind === FRAME.credit) decodeCredit(payload);
    else decodeMessage(payload);
    return 'read';
  } catch (reason) {
    if (!(reason instanceof SutraError) || reason.kind === 'internal') throw reason;
    return 'refused';
  }
}

/** What a process holds for itself: the pages of the graph index, which is mapped from its file, belong to the disk. */
const heldBytes = (pid: number): number => Number(/RssAnon:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;

describe(`${FRAMES} frames that nobody should send`, () => {
  it('are read or refused by the decoder, one by one, and leave nothing behind', () => {
    const chance = seededChance(SEED);
    const sound = soundFrames();
    const count = { read: 0, refused: 0, unframed: 0 };
    let decoder = new FrameDecoder();
    let walker = new BlockWalker();
    let slowestUs = 0;
    const before = process.memoryUsage().rss;
    for (let i = 0; i < FRAMES; i++) {
      const start = process.cpuUsage();
      for (const frame of decoder.push(fuzzedFrame(chance, sound))) {
        const outcome = read(frame, walker);
        count[outcome]++;
        if (outcome === 'refused') walker = new BlockWalker();
      }
      slowestUs = Math.max(slowestUs, process.cpuUsage(start).user);
      if (decoder.failure !== undefined) count.unframed++;
      if (decoder.failure !== undefined || i % PER_CONNECTION === 0) decoder = new FrameDecoder();
    }
    console.log(`decoder: ${JSON.stringify(count)}, slowest ${(slowestUs / 1_000).toFixed(1)} ms`);
    expect(count.read).toBeGreaterThan(FRAMES / 20);
    expect(count.refused).toBeGreaterThan(FRAMES / 20);
    expect(count.unframed).toBeGreaterThan(FRAMES / 200);
    expect(slowestUs / 1_000).toBeLessThan(FRAME_MS_MAX);
    expect(process.memoryUsage().rss - before).toBeLessThan(GROWTH_MAX_BYTES * 4); // garbage of the test itself included
  });

  it('get a typed error or a closed connection from the server, which does not grow, and whose other clients notice nothing', async () => {
    const base = mkdtempSync(join(tmpdir(), 'sutra-fuzz-'));
    onTestFinished(() => rmSync(base, { recursive: true }));
    const port = await freePort();
    const server = await startServer({ folder: join(base, 'store'), port, limits: {} });
    onTestFinished(() => server.kill());
    const neighbour = await goodNeighbour(port);
    const sound = soundFrames();
    const codes = new Map<string, number>();
    let [sent, closed, connections] = [0, 0, 0];
    const memory: { used: number; held: number }[] = [];
    const lane = async (chance: Chance): Promise<void> => {
      while (sent < FRAMES) {
        const peer = await RawPeer.greeted(port);
        connections++;
        sent += sendSome(peer, () => fuzzedFrame(chance, sound));
        if (await answersOf(peer, codes)) closed++;
        await peer.close();
        // What the engine itself keeps grows at the beginning only: caches, the graph index, the compiled code.
        if (sent > ((memory.length + 1) * FRAMES) / 4) {
          const slot = memory.push({ used: 0, held: 0 }) - 1;
          memory[slot] = { used: await server.inUse(), held: heldBytes(server.pid) };
        }
      }
    };
    await Promise.all(Array.from({ length: LANES }, (_, i) => lane(seededChance(SEED + 1 + i))));
    const [settled, end] = [memory[0] ?? { used: 0, held: 0 }, { used: await server.inUse(), held: heldBytes(server.pid) }];
    const { appended, stored } = await neighbour.stop();
    console.log(
      `server: ${sent} frames, ${connections} connections, ${closed} closed by it, ${appended} beside; MiB used (held) ${[...memory, end].map(inMib).join(', ')}`,
    );
    console.log(
      [...codes]
        .sort(([, a], [, b]) => b - a)
        .map(([code, n]) => `${code} ${n}`)
        .join(', '),
    );
    expect([...codes.keys()].filter((code) => !/^SUTRA_/.test(code) || code === 'SUTRA_INTERNAL')).toEqual([]);
    expect(codes.size, 'kinds of refusal').toBeGreaterThan(5);
    expect(closed).toBeGreaterThan(connections / 20);
    expect(end.used - settled.used).toBeLessThan(GROWTH_MAX_BYTES);
    expect(end.held - settled.held).toBeLessThan(HELD_MAX_BYTES);
    expect(appended).toBeGreaterThan(20);
    expect(stored).toEqual(Array.from({ length: appended }, (_, i) => i + 1));
  });
});

const inMib = ({ used, held }: { used: number; held: number }): string => `${(used / MIB).toFixed(1)} (${(held / MIB).toFixed(1)})`;

const LAST_PING = 0xffff_fff0;

/**
 * Sends frames up to the first that cannot be framed, after which the server has to close, or that announces more bytes than come, after which
 * it would wait: that one goes behind the ping whose answer ends the connection. Returns how many.
 */
function sendSome(peer: RawPeer, next: () => Uint8Array): number {
  const framing = new FrameDecoder();
  const ping = encodeFrame(FRAME.ping, LAST_PING);
  for (let i = 1; i <= PER_CONNECTION; i++) {
    const frame = next();
    framing.push(frame);
    const ends = i === PER_CONNECTION || framing.failure !== undefined || framing.held > 0;
    if (framing.held > 0) peer.send(ping, frame);
    else peer.send(frame);
    if (!ends) continue;
    if (framing.failure === undefined && framing.held === 0) peer.send(ping);
    return i;
  }
  return PER_CONNECTION;
}

/** Takes the answers until the server closes or has answered the last ping. True when it closed. */
async function answersOf(peer: RawPeer, codes: Map<string, number>): Promise<boolean> {
  for (let frame = await peer.next(); frame !== undefined; frame = await peer.next()) {
    if (frame.kind === FRAME.error || frame.kind === FRAME.goodbye) {
      const { code, kind } = unpackMessage(frame.payload) as { code: string; kind: string };
      const name = kind === 'internal' ? 'SUTRA_INTERNAL' : code;
      codes.set(name, (codes.get(name) ?? 0) + 1);
      if (frame.id === 0) return true;
    }
    if (frame.kind === FRAME.pong && frame.id === LAST_PING) return false;
  }
  return true;
}

/** A client that goes about its business. */
async function goodNeighbour(port: number): Promise<{ stop(): Promise<{ appended: number; stored: number[] }> }> {
  const store = openStoreClient({ address: `127.0.0.1:${port}`, clock: systemClock(), chance: seededChance(9), name: 'neighbour' });
  let [running, appended] = [true, 0];
  let connections = 0;
  store.onConnection((up) => {
    if (up) connections++;
  });
  const session = await store.session('neighbour', EPOCH);
  const working = (async () => {
    while (running) {
      await session.append([eventOf('neighbour', appended + 1)]);
      appended++;
      await store.query({ where: [{ field: 'emitter', is: ['neighbour'] }], limit: 1 });
    }
  })();
  return {
    async stop() {
      running = false;
      await working;
      const stored: number[] = [];
      for (let cursor: string | undefined; ; ) {
        const page = await store.query({
          where: [{ field: 'emitter', is: ['neighbour'] }],
          ...{ order: 'asc', limit: 10_000 },
          ...(cursor === undefined ? {} : { cursor }),
        });
        stored.push(...page.events.map(({ emitterSeq }) => emitterSeq));
        cursor = page.cursor;
        if (cursor === undefined) break;
      }
      expect(connections, 'the neighbour was never cut off').toBeLessThanOrEqual(1);
      await store.close();
      return { appended, stored };
    },
  };
}
