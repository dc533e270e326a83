import { AUDIT_TYPES } from '@sutra/hybrid';
import { type Clock, isoFromUs, type Logger, SutraError } from '@sutra/kit';
import { fromStored, type GridEvent, toEventJson } from '@sutra/model';
import type { StoreReader } from '@sutra/storage';
import { LIMITS } from '../limits.ts';
import type { LiveGrid } from '../live/live-grid.ts';
import { AuditLog } from './audit-log.ts';

const AUDITED: ReadonlySet<string> = new Set(AUDIT_TYPES);

/**
 * Writes every audited event of the record into the signed log: what came while control was away is read from the record first,
 * then it goes on with the live feed. One writer, in order of position.
 */
export class AuditKeeper {
  readonly log: AuditLog;
  readonly #store: StoreReader;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #work: Promise<void> = Promise.resolve();

  constructor(folder: string, parts: { store: StoreReader; clock: Clock; logger: Logger }) {
    this.log = new AuditLog(folder);
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#logger = parts.logger;
  }

  /** Begins to write; returns how to stop, which signs what is there. */
  start(live: LiveGrid, signal: AbortSignal): () => Promise<void> {
    const caughtUp = (): void => this.#next(() => this.#catchUp(signal));
    const unlisten = live.listen({ events: (events) => this.#next(() => this.#take(events)), reset: caughtUp });
    const timer = this.#clock.every(LIMITS.auditCheckpointMs, () => this.#next(() => this.#sign()));
    return async () => {
      unlisten();
      timer.cancel();
      await this.#work;
      this.log.checkpoint(isoFromUs(this.#clock.wallUs()));
      this.log.close();
    };
  }

  /** Resolves when everything handed over so far is written. */
  settled(): Promise<void> {
    return this.#work;
  }

  #next(step: () => void | Promise<void>): void {
    this.#work = this.#work.then(step).catch((reason: unknown) => {
      this.#logger.error(`audit log: ${SutraError.from(reason).message}`);
    });
  }

  async #catchUp(signal: AbortSignal): Promise<void> {
    let cursor: string | undefined;
    const found: GridEvent[] = [];
    do {
      const page = await this.#store.query(
        { types: AUDIT_TYPES, afterSeq: this.log.seq, order: 'asc', limit: 1_000, ...(cursor === undefined ? {} : { cursor }) },
        { signal, limitMs: LIMITS.storeMs },
      );
      found.push(...page.events.map(fromStored));
      cursor = page.cursor;
    } while (cursor !== undefined && !signal.aborted);
    // Pages come by time; the chain goes by position.
    this.#take(found.sort((a, b) => a.seq - b.seq));
  }

  #take(events: readonly GridEvent[]): void {
    this.log.append(events.filter((event) => AUDITED.has(event.type)).map((event) => ({ seq: event.seq, event: toEventJson(event) })));
    if (this.log.unsigned >= LIMITS.auditEntriesUnsignedMax) this.#sign();
  }

  #sign(): void {
    this.log.checkpoint(isoFromUs(this.#clock.wallUs()));
  }
}
