import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inert, SutraError } from '@sutra/kit';
import { eventFromDraft, toRecord } from '@sutra/model';
import type { OwnEvent, Store } from '@sutra/storage';
import { type Engine, openEngine } from '@sutra/storage/engine';
import { eventId } from '@sutra/wire';
import type { Invocation } from '../client/invocation.ts';
import { openStore } from '../client/store.ts';
import { forPrograms } from '../output/show.ts';

/** Between two lines of progress, ms. */
const PROGRESS_EVERY_MS = 500;

export interface SourceOptions {
  /** Folder of a store that is not running; a running one is asked over the wire. */
  readonly storagePath?: string;
}

/** What changes a stopped store, and belongs on its record. A backup changes nothing: it may be taken of a disk that takes nothing more. */
const RECORDED: ReadonlySet<OwnEvent['type']> = new Set(['retention_applied']);
const EMITTER = 'cli';

/** Puts what was done on the store's own record: nobody else listens while it is stopped. */
async function recordDone(engine: Engine, { clock, actor }: Invocation, told: readonly OwnEvent[]): Promise<void> {
  const done = told.filter(({ type }) => RECORDED.has(type));
  if (done.length === 0) return;
  const wallUs = clock.wallUs();
  const emitterEpoch = Math.floor(wallUs / 1000); // each run of the command is an epoch of its own
  const events = done.map((event, i) => {
    const emitterSeq = i + 1;
    const id = eventId(event.type, wallUs, EMITTER, emitterEpoch, emitterSeq);
    return toRecord(
      eventFromDraft({ actor, ...event } as Parameters<typeof eventFromDraft>[0], {
        id,
        wallUs,
        emitter: EMITTER,
        emitterEpoch,
        emitterSeq,
      }),
    );
  });
  const session = await engine.session(EMITTER, emitterEpoch);
  try {
    await session.append(events);
  } finally {
    await session.close();
  }
}

/** Opens the folder of a stopped store for the time of some work; what the work did to the store is on its record afterwards. */
export async function withFolder<T>(
  invocation: Invocation,
  storagePath: string,
  mayCreate: boolean,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const { clock } = invocation;
  const folder = resolve(storagePath);
  if (!mayCreate && !existsSync(join(folder, 'log'))) throw new SutraError('SUTRA_USAGE', `There is no store in ${folder}`);
  const told: OwnEvent[] = [];
  const engine = await openEngine({
    folder,
    clock,
    tell: (event) => told.push(event),
    // Whatever waits for the store is told too, and ends the command with it.
    onFatal: (reason) => invocation.terminal.note(inert(reason.message)),
  }).catch((reason: unknown) => {
    if (!(reason instanceof SutraError) || reason.code !== 'SUTRA_STORE_LOCKED') throw reason;
    throw new SutraError(reason.code, reason.message, {
      mend: 'It is running: leave --storage-path out and name it with --storage HOST:PORT.',
    });
  });
  try {
    return await work(engine);
  } finally {
    try {
      await recordDone(engine, invocation, told);
    } finally {
      await engine.close();
    }
  }
}

/** A stopped store by its folder, else the running one. */
export async function withStore<T>(
  invocation: Invocation,
  { storagePath }: SourceOptions,
  mayCreate: boolean,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  if (storagePath !== undefined) return withFolder(invocation, storagePath, mayCreate, work);
  const client = openStore(invocation);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

/** Says now and then how far the work is, to a person who waits. */
export function progressOf<T>(invocation: Invocation, text: (done: T) => string): (done: T) => void {
  const { terminal, clock, quiet } = invocation;
  let nextMs = clock.monotonicMs() + PROGRESS_EVERY_MS;
  return (done) => {
    if (!terminal.isTty || quiet || forPrograms(invocation) || clock.monotonicMs() < nextMs) return;
    nextMs = clock.monotonicMs() + PROGRESS_EVERY_MS;
    terminal.note(terminal.paint.dim(text(done)));
  };
}

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** "12.3 MiB". */
export function bytesText(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`;
}
