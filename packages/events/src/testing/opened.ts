import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, seededChance, silentLogger, systemClock } from '@sutra/kit';
import { type EmitterOptions, openEmitter } from '../shell/emitter.ts';
import type { EventEmitter } from '../sink.ts';

/** A folder that goes away with the test. */
export function spoolFolder(onEnd: (work: () => void) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'sutra-events-'));
  onEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function opened(folder: string, options: Partial<EmitterOptions> = {}): Promise<EventEmitter> {
  return openEmitter({
    emitter: 'master',
    folder,
    store: null,
    clock: systemClock(),
    chance: seededChance(7),
    logger: silentLogger,
    ...options,
    limits: { closeDrainMs: 50, diskRetryFirstMs: 5, diskRetryMaxMs: 20, relaxedWriteMs: 5, ...options.limits },
  });
}

/** The machine's clock with wall time set elsewhere. */
export function shiftedClock(wallUs: () => number): Clock {
  return { ...systemClock(), wallUs };
}

export const limit = (ms = 10_000): AbortSignal => AbortSignal.timeout(ms);
