import { backoffMs, type Chance, type Clock, type Logger, RECONNECT, SutraError, sleep } from '@sutra/kit';
import type { EventSession, StoreClient } from '@sutra/storage';
import type { EventRecord } from '@sutra/wire';
import type { EmitterLimits } from '../limits.ts';
import type { Backlog } from './backlog.ts';

/** What an emitter needs of storage. */
export type EventStore = Pick<StoreClient, 'session' | 'onConnection'>;

export interface DeliveryParts {
  readonly store: EventStore;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly logger: Logger;
  readonly limits: EmitterLimits;
  /** The backlog to deliver now: the oldest epoch that still owes something, else the live one. */
  readonly current: () => Backlog;
  /** An older epoch has been delivered. */
  readonly onDone: (backlog: Backlog) => void;
  readonly onAck: () => void;
  /** Storage rejects this event for good: it must be put aside before the promise resolves. */
  readonly onPoison: (backlog: Backlog, record: EventRecord, error: SutraError) => Promise<void>;
}

/** A reason that meets this many events in a row is not about the events: they are kept and tried again instead. */
const PUT_ASIDE_IN_ROW_MAX = 32;

/** How a session ended. */
type Ended = { readonly kind: 'done' } | { readonly kind: 'failed'; readonly error: SutraError; readonly batch: readonly EventRecord[] };

/**
 * Sends backlogs to storage: one session per epoch, older epochs first, several batches in flight. Whatever fails, the next
 * session starts from what storage says it has, so nothing is lost, doubled or put out of order.
 */
export class Delivery {
  readonly #parts: DeliveryParts;
  readonly #stop = new AbortController();
  #wake: (() => void) | undefined;
  /** Set by `wake`: something may have changed since the driver last looked. */
  #woken = false;
  #connected = false;
  #error: SutraError | undefined;
  #attempt = 0;
  /** Up to this number of this backlog batches hold one event: one of them was rejected and must be found. */
  #careful: { readonly backlog: Backlog; readonly through: number } | undefined;
  /** How often the event at the front was rejected. */
  #tries: { readonly id: string; readonly count: number } = { id: '', count: 0 };
  /** Events put aside since the last one that was stored. */
  #putAsideInRow = 0;
  #running: Promise<void> | undefined;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  get connected(): boolean {
    return this.#connected;
  }

  get error(): SutraError | undefined {
    return this.#error;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** There may be something new to send. */
  wake(): void {
    this.#woken = true;
    this.#wake?.();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const backlog = this.#parts.current();
      const ended = await this.#deliver(backlog);
      this.#connected = false;
      if (ended.kind === 'done' || signal.aborted) continue;
      await this.#failed(backlog, ended.error, ended.batch);
    }
  }

  async #failed(backlog: Backlog, error: SutraError, batch: readonly EventRecord[]): Promise<void> {
    const { logger, clock, chance, limits } = this.#parts;
    backlog.rewind();
    if (rejected(error) && batch.length > 1) {
      this.#careful = { backlog, through: (batch[batch.length - 1] as EventRecord).emitterSeq };
      return;
    }
    const only = batch[0];
    if (rejected(error) && only !== undefined && this.#putAsideInRow < PUT_ASIDE_IN_ROW_MAX) {
      const count = this.#tries.id === only.id ? this.#tries.count + 1 : 1;
      this.#tries = { id: only.id, count };
      if (count < limits.poisonTries) return;
      this.#putAsideInRow++;
      await this.#parts.onPoison(backlog, only, error);
      return;
    }
    if (this.#error === undefined) logger.warn('Storage is away; events wait in the spool', { error: error.message });
    this.#error = error;
    await this.#pause(backoffMs(RECONNECT, this.#attempt++, chance), clock);
  }

  /** Waits before the next try; a connection that comes up ends the wait. */
  async #pause(delayMs: number, clock: Clock): Promise<void> {
    const up = new AbortController();
    const stop = (): void => up.abort();
    this.#stop.signal.addEventListener('abort', stop, { once: true });
    const off = this.#parts.store.onConnection((isUp) => {
      if (isUp) stop();
    });
    await sleep(clock, delayMs, up.signal).catch(() => undefined); // cut short: that is the point of the signal
    off();
    this.#stop.signal.removeEventListener('abort', stop);
  }

  async #deliver(backlog: Backlog): Promise<Ended> {
    const { store, limits, logger } = this.#parts;
    const { signal } = this.#stop;
    let session: EventSession;
    try {
      session = await store.session(backlog.emitter, backlog.epoch, { signal, limitMs: limits.appendMs });
    } catch (reason) {
      return { kind: 'failed', error: SutraError.from(reason), batch: [] };
    }
    this.#connected = true;
    this.#attempt = 0;
    if (this.#error !== undefined) logger.info('Storage takes events again');
    this.#error = undefined;
    backlog.ack(session.storedThrough);
    backlog.rewind();
    this.#parts.onAck();
    try {
      return await this.#drive(backlog, session);
    } catch (reason) {
      return { kind: 'failed', error: SutraError.from(reason), batch: [] };
    } finally {
      await this.#closeSession(session);
    }
  }

  async #closeSession(session: EventSession): Promise<void> {
    try {
      await session.close();
    } catch (reason) {
      this.#parts.logger.debug('A session did not close cleanly', { error: String(reason) });
    }
  }

  /** Keeps the session busy until the backlog is done (older epochs), something fails, or the emitter closes. */
  async #drive(backlog: Backlog, session: EventSession): Promise<Ended> {
    const { limits } = this.#parts;
    const { signal } = this.#stop;
    let inFlight = 0;
    let failed: Ended | undefined;
    backlog.begin();
    const settled = (batch: readonly EventRecord[], result: { storedThrough: number } | undefined, reason?: unknown): void => {
      inFlight--;
      if (result !== undefined) {
        // A repaired batch may resolve although an earlier one failed: only what storage says is stored counts.
        backlog.ack(result.storedThrough);
        this.#putAsideInRow = 0;
        this.#parts.onAck();
      } else failed ??= { kind: 'failed', error: SutraError.from(reason), batch };
      this.wake();
    };
    while (!signal.aborted && failed === undefined) {
      this.#woken = false;
      const one = this.#careful?.backlog === backlog && backlog.sentThrough < this.#careful.through;
      const room = inFlight < (one ? 1 : limits.batchesInFlightMax);
      const batch = room ? await backlog.next(one ? 1 : limits.batchEventsMax) : [];
      if (batch.length > 0) {
        inFlight++;
        session.append(batch, { signal, limitMs: limits.appendMs }).then(
          (result) => settled(batch, result),
          (reason: unknown) => settled(batch, undefined, reason),
        );
        continue;
      }
      if (inFlight === 0 && backlog !== this.#parts.current()) return { kind: 'done' };
      if (inFlight === 0 && backlog.empty) {
        this.#parts.onDone(backlog);
        if (backlog !== this.#parts.current()) return { kind: 'done' };
      }
      if (!this.#woken) await this.#sleepUntilWoken();
    }
    return failed ?? { kind: 'done' };
  }

  #sleepUntilWoken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = undefined;
        resolve();
      };
    });
  }
}

/** True for errors that sending the same bytes again will not change. */
function rejected(error: SutraError): boolean {
  return (error.kind === 'invalid' || error.kind === 'limit') && !error.retry;
}
