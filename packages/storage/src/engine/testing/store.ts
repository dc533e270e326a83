import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ManualClock, manualClock, type SutraError, seededChance } from '@sutra/kit';
import { BlockEncoder, type EventRecord, eventId } from '@sutra/wire';
import type { Engine, EngineOptions } from '../engine.ts';
import type { EngineLimits } from '../limits.ts';
import { openEngine } from '../open-engine.ts';

/** A folder with stores opened and reopened in it, removed at the end. */
export class TestStore {
  readonly folder = mkdtempSync(join(tmpdir(), 'sutra-engine-'));
  readonly clock: ManualClock = manualClock();
  readonly fatal: SutraError[] = [];
  readonly limits: Partial<EngineLimits>;
  engine: Engine | undefined;

  constructor(limits: Partial<EngineLimits> = {}) {
    this.limits = limits;
  }

  async open(extra: Partial<EngineOptions> = {}): Promise<Engine> {
    const onFatal = (reason: SutraError): void => void this.fatal.push(reason);
    this.engine = await openEngine({ folder: this.folder, clock: this.clock, limits: this.limits, onFatal, ...extra });
    return this.engine;
  }

  async reopen(extra: Partial<EngineOptions> = {}): Promise<Engine> {
    await this.engine?.close();
    return this.open(extra);
  }

  /** The folder as a crash at this moment would leave it: a copy, so that nothing is closed cleanly. */
  copy(): TestStore {
    const copy = new TestStore(this.limits);
    copyFolder(this.folder, copy.folder);
    rmSync(join(copy.folder, 'lock'), { force: true });
    return copy;
  }

  async remove(): Promise<void> {
    await this.engine?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A plain event of an emitter. */
export function event(emitterSeq: number, extra: Partial<EventRecord> = {}, emitter = 'm', epoch = 1): EventRecord {
  const type = extra.type ?? 'tick';
  const timeUs = extra.timeUs ?? 1_760_000_000_000_000 + emitterSeq * 1000;
  const id = eventId(type, timeUs, emitter, epoch, emitterSeq);
  return { id, type, timeUs, emitterSeq, entities: ['agent-1'], causes: [], body: { n: emitterSeq }, ...extra };
}

export const range = (from: number, to: number): EventRecord[] => Array.from({ length: to - from + 1 }, (_, i) => event(from + i));

export function blocksOf(events: readonly EventRecord[], width: number, emitter = 'm', epoch = 1): Uint8Array[] {
  const encoder = new BlockEncoder(emitter, epoch);
  return Array.from({ length: Math.ceil(events.length / width) }, (_, i) => encoder.encode(events.slice(i * width, (i + 1) * width)));
}

const ENTITIES = ['agent-1', 'agent-2', 'agent-3', 'node-1', 'node-2', 'node-3', 'node-4', 'cluster', 'region:x'];
const TYPES = ['beat', 'crash', 'metric', 'custom.a'];

/** Events of one emitter with everything a query can ask about: jittered times, holes, causes, foreign ids, sparse fields. */
export function mixedEvents(seed: number, count: number, emitter: string, epoch: number, known: readonly string[]): EventRecord[] {
  const chance = seededChance(seed);
  const whole = (max: number): number => Math.floor(chance.next() * max);
  const ids = [...known];
  let emitterSeq = 0;
  return Array.from({ length: count }, (_, i) => {
    emitterSeq += chance.next() < 0.05 ? 1 + whole(4) : 1;
    const type = TYPES[whole(TYPES.length)]!;
    const timeUs = 1_760_000_000_000_000 + i * 1000 + whole(30_000) + (chance.next() < 0.01 ? 5_000_000 : 0);
    const id = chance.next() < 0.1 ? `foreign-${emitter}-${epoch}-${emitterSeq}` : eventId(type, timeUs, emitter, epoch, emitterSeq);
    const names = new Set(Array.from({ length: whole(4) }, () => ENTITIES[whole(ENTITIES.length)]!));
    const causes = new Set(Array.from({ length: ids.length > 0 && chance.next() < 0.3 ? 1 + whole(2) : 0 }, () => ids[whole(ids.length)]!));
    ids.push(id);
    return {
      id,
      type,
      timeUs,
      emitterSeq,
      entities: [...names],
      causes: [...causes],
      ...(chance.next() < 0.3 ? { operation: `op-${whole(5)}` } : {}),
      ...(chance.next() < 0.5 ? { meta: { severity: chance.next() < 0.5 ? 'info' : 'error', version: 1 } } : {}),
      body: {
        n: whole(10),
        ...(chance.next() < 0.5 ? { text: `Some Text ${whole(20)}` } : {}),
        ...(chance.next() < 0.5 ? { cpu: whole(1000) / 10 } : {}),
      },
    };
  });
}

/** Copies what is there while sealing goes on beside it: a file that is renamed away under the copy is one the crash came before. */
function copyFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    try {
      if (entry.isDirectory()) copyFolder(source, target);
      else copyFileSync(source, target);
    } catch (reason) {
      if ((reason as NodeJS.ErrnoException).code !== 'ENOENT') throw reason;
    }
  }
}
