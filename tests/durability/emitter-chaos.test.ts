import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmitter } from '@sutra/events';
import { type Clock, seededChance, silentLogger, systemClock } from '@sutra/kit';
import type { AnyDraft } from '@sutra/model';
import type { StoreClient } from '@sutra/storage';
import { openStoreClient } from '@sutra/storage/client';
import { openEngine } from '@sutra/storage/engine';
import { serveStorage } from '@sutra/storage/server';
import type { StoredEvent } from '@sutra/wire';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ChaosProxy, type ChaosProxyOptions, type Fault, openChaosProxy } from '../../packages/storage/src/testing/chaos-proxy.ts';
import { everyEvent } from './recovery.ts';

/** Events sent through each kind of broken network: `npm run test:durability` sends 100,000, continuous integration this many. */
const EVENTS = Number(process.env['SUTRA_CHAOS_EVENTS'] ?? 3_000);
const clock = systemClock();
const LIMITS = { batchEventsMax: 40, batchesInFlightMax: 6, windowEventsMax: 1_000, appendMs: 20_000 };
/** A dead connection is noticed within a second. */
const SETTINGS = { connectMs: 1_000, handshakeMs: 500, pingAfterMs: 150, silentMs: 500, callMs: 20_000 };

const draft = (n: number): AnyDraft =>
  n % 3 === 0
    ? { type: 'agent_heartbeat', body: { agent_id: `agent-${n % 9}`, storage_node_count: n % 50 } }
    : { type: 'spawn_succeeded', body: { node_id: `node-${n % 40}`, agent_id: `agent-${n % 9}`, pid: 1 + n, port: 50_000 + (n % 1_000) } };

interface Rig {
  readonly proxy: ChaosProxy;
  readonly store: StoreClient;
  readonly gaps: unknown[];
  folder(name: string): string;
  stored(): Promise<StoredEvent[]>;
}

/** A real storage behind a proxy that breaks things, and a client in front of it. */
async function rig(options: Partial<ChaosProxyOptions>): Promise<Rig> {
  const base = mkdtempSync(join(tmpdir(), 'sutra-emitter-chaos-'));
  const onFatal = (reason: Error): void => {
    throw reason;
  };
  const engine = await openEngine({ folder: join(base, 'store'), clock, onFatal, limits: { segmentBytes: 256 * 1024 } });
  const gaps: unknown[] = [];
  engine.onGap((gap) => gaps.push(gap));
  const server = await serveStorage({ engine, port: 0, clock, logger: silentLogger });
  const proxy = await openChaosProxy({ targetPort: server.port, chance: seededChance(5), clock, rates: {}, delayMs: 10, ...options });
  const store = openStoreClient({ address: proxy.address, clock, chance: seededChance(6), name: 'chaos', settings: SETTINGS });
  onTestFinished(async () => {
    await store.close();
    await proxy.close();
    await server.close();
    await engine.close();
    rmSync(base, { recursive: true });
  });
  return { proxy, store, gaps, folder: (name) => join(base, name), stored: () => everyEvent(engine) };
}

function emitterOf({ store }: Rig, folder: string, at: Clock = clock, emitter = 'agent-1') {
  return openEmitter({ emitter, folder, store, clock: at, chance: seededChance(7), logger: silentLogger, limits: LIMITS });
}

const numbersOf = (events: readonly StoredEvent[]): number[] => events.map(({ emitterSeq }) => emitterSeq);
const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);
const soon = (): AbortSignal => AbortSignal.timeout(1_000_000);

describe('an emitter behind a broken network', () => {
  it.each<readonly [string, Partial<Record<Fault, number>>]>([
    ['every fault at once', { delay: 0.05, drop: 0.01, cut: 0.01, late: 0.01, loseReplies: 0.01 }],
    ['acknowledgements that are lost', { loseReplies: 0.06 }],
    ['bytes of an old connection that arrive when a new one is up', { late: 0.06 }],
  ])(`has each of ${EVENTS} events stored once, in order, without a gap: %s`, async (_name, rates) => {
    const here = await rig({ rates });
    const emitter = await emitterOf(here, here.folder('spool'));
    const kinds = Object.keys(rates) as Fault[];
    // Faults strike pieces of traffic: where few went through so far, more has to be said.
    const enough = (): boolean => here.proxy.accepted > 5 && kinds.every((fault) => here.proxy.faults[fault] > 0);
    let n = 0;
    while (n < EVENTS || !(enough() || n > 20 * EVENTS)) {
      emitter.emit(draft(n++));
      if (n % 25 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await emitter.whenStored(soon());
    expect(emitter.stats()).toMatchObject({ stored: n, refused: {}, deadLettered: 0 });
    await emitter.close();
    expect(numbersOf(await here.stored())).toEqual(upTo(n));
    expect(here.gaps).toEqual([]);
    for (const fault of kinds) expect(here.proxy.faults[fault], fault).toBeGreaterThan(0);
    expect(here.proxy.accepted).toBeGreaterThan(5);
  });

  it('has each event stored once when the line breaks at any of its frames, in either direction', async () => {
    let strike: { direction: 'request' | 'reply'; left: number; fault: Fault } | undefined;
    const here = await rig({
      plan: ({ direction }) => {
        if (strike?.direction !== direction || strike.left-- > 0) return undefined;
        const { fault } = strike;
        strike = undefined;
        return fault;
      },
    });
    const emitter = await emitterOf(here, here.folder('spool'));
    let [n, struck] = [0, 0];
    // Hello, session, and a few appends and their outcomes: every one of them is the last thing a connection carries once.
    for (const fault of ['cut', 'drop'] as const)
      for (const direction of ['request', 'reply'] as const)
        for (let left = 0; left < 5; left++) {
          here.proxy.goAway(true);
          here.proxy.goAway(false);
          strike = { direction, left, fault };
          for (let turn = 0; turn < 8; turn++) {
            for (let i = 0; i < 5; i++) emitter.emit(draft(n++));
            await emitter.whenStored(soon());
          }
          if (strike === undefined) struck++;
        }
    await emitter.close();
    expect(numbersOf(await here.stored())).toEqual(upTo(n));
    expect(struck, 'lines that broke where they should').toBe(20);
    expect(here.gaps).toEqual([]);
  });
});

describe('the identity of events', () => {
  it('is their own when two emitters have one name, and when the disk is lost and the clock goes back', async () => {
    const here = await rig({});
    let shiftUs = 0;
    const shifted: Clock = { ...clock, wallUs: () => clock.wallUs() + shiftUs };
    const emitted: string[] = [];
    const run = async (folder: string): Promise<void> => {
      const emitter = await emitterOf(here, here.folder(folder), shifted);
      for (let n = 0; n < 50; n++) emitted.push(emitter.emit(draft(n)).id);
      await emitter.whenStored(soon());
      await emitter.close();
    };
    await run('host-a');
    await Promise.all([run('host-a'), new Promise((resolve) => setTimeout(resolve, 20)).then(() => run('host-b'))]);
    for (const hours of [-1, -24, 3]) {
      shiftUs = hours * 3_600_000_000;
      await run('host-a');
      rmSync(here.folder('host-a'), { recursive: true });
      await run('host-a');
    }
    const stored = (await here.stored()).map(({ id }) => id);
    expect(new Set(emitted).size).toBe(emitted.length);
    expect(stored.toSorted()).toEqual(emitted.toSorted());
    expect(here.gaps).toEqual([]);
  });
});
