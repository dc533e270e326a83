import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemClock } from '@sutra/kit';
import { type EventRecord, eventId } from '@sutra/wire';
import { type EmitterGap, type Engine, type EngineLimits, openEngine } from '../engine/index.ts';
import { type ServeOptions, type StorageServer, serveStorage } from '../server/serve.ts';

/** A real engine in a temporary folder behind a real server on a free port. */
export interface ServedStore {
  readonly engine: Engine;
  readonly server: StorageServer;
  /** Gaps the engine reported. */
  readonly gaps: readonly EmitterGap[];
  close(): Promise<void>;
}

/** @param around what the server is given instead of the bare engine */
export async function serveTemporaryStore(
  options: Partial<ServeOptions> = {},
  around: (engine: Engine) => Engine = (engine) => engine,
  engineLimits: Partial<EngineLimits> = {},
): Promise<ServedStore> {
  const clock = systemClock();
  const folder = await mkdtemp(join(tmpdir(), 'sutra-served-'));
  const engine = await openEngine({
    folder,
    clock,
    limits: engineLimits,
    onFatal: (reason) => {
      throw reason;
    },
  });
  const gaps: EmitterGap[] = [];
  engine.onGap((gap) => gaps.push(gap));
  const server = await serveStorage({ engine: around(engine), port: 0, clock, logger: silentLogger, ...options });
  return {
    engine,
    server,
    gaps,
    async close() {
      await server.close();
      await engine.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Event number `n` of an emitter: everything about it follows from its number. */
export function sampleEvent(emitter: string, epoch: number, n: number, body: EventRecord['body'] = {}): EventRecord {
  const timeUs = 1_760_000_000_000_000 + n * 1_000;
  return {
    id: eventId('sample', timeUs, emitter, epoch, n),
    type: 'sample',
    timeUs,
    emitterSeq: n,
    entities: [`thing-${n % 7}`],
    causes: [],
    body: { n, ...body },
  };
}

/** The same engine with some methods of its own: only to make real work slow, large or refused. */
export function override(engine: Engine, methods: Partial<Engine>): Engine {
  return new Proxy(engine, {
    get(target, key) {
      const value = Reflect.get(Object.hasOwn(methods, key) ? methods : target, key, target) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
