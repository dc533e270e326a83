import { SutraError } from '@sutra/kit';
import type { AppendResult, EventSession } from '@sutra/storage';
import type { EventRecord } from '@sutra/wire';
import type { EventStore } from '../shell/delivery.ts';

/** A storage in memory that keeps the contract of `EventSession`, and can be taken away, lose replies and reject events. */
export class MemoryStore implements EventStore {
  /** Everything stored, in the order of storing. */
  readonly stored: { readonly emitter: string; readonly epoch: number; readonly record: EventRecord }[] = [];
  readonly #through = new Map<string, number>();
  readonly #listeners = new Set<(up: boolean) => void>();
  #up: boolean;
  #generation = 0;
  /** Replies to lose: the append happens, the sender never learns. */
  loseReplies = 0;
  repliesLost = 0;
  duplicates = 0;
  appends = 0;
  /** Events this storage will never take. */
  rejects: (record: EventRecord) => boolean = () => false;
  /** While set, appends wait for it. */
  gate: Promise<void> | undefined;

  constructor(up = true) {
    this.#up = up;
  }

  setUp(up: boolean): void {
    if (this.#up === up) return;
    this.#up = up;
    this.#generation++;
    for (const listener of this.#listeners) listener(up);
  }

  onConnection(listener: (up: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async session(emitter: string, epoch: number): Promise<EventSession> {
    await turn();
    this.#demand(this.#generation);
    const generation = this.#generation;
    const key = `${emitter} ${epoch}`;
    return {
      emitter,
      epoch,
      storedThrough: this.#through.get(key) ?? 0,
      append: async (events) => {
        await turn();
        await this.gate;
        return this.#append(key, emitter, epoch, events, generation);
      },
      close: () => undefined,
    };
  }

  #append(key: string, emitter: string, epoch: number, events: readonly EventRecord[], generation: number): AppendResult {
    this.#demand(generation);
    if (events.some((record) => this.rejects(record))) throw new SutraError('SUTRA_EMITTER_INVALID', 'Cannot store an event of this kind'); // any code of kind invalid
    this.appends++;
    let through = this.#through.get(key) ?? 0;
    let duplicates = 0;
    for (const record of events) {
      if (record.emitterSeq <= through) {
        duplicates++;
        continue;
      }
      through = record.emitterSeq;
      this.stored.push({ emitter, epoch, record });
    }
    this.#through.set(key, through);
    this.duplicates += duplicates;
    if (this.loseReplies > 0) {
      this.loseReplies--;
      this.repliesLost++;
      this.#generation++; // the connection breaks with the reply on it
      throw away();
    }
    return { storedThrough: through, seq: this.stored.length, duplicates };
  }

  #demand(generation: number): void {
    if (!this.#up || generation !== this.#generation) throw away();
  }
}

const away = (): SutraError => new SutraError('SUTRA_ABORTED', 'Cannot reach storage: it is away');
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
