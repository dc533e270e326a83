import { type AnyDraft, type CustomDraft, eventFromDraft, type GridEvent, toRecord } from '@sutra/model';
import type { StoreReader } from '@sutra/storage';
import type { Timeline } from './timeline.ts';

/** An event as the store gives it back. */
export type StoredEvent = Awaited<ReturnType<StoreReader['query']>>['events'][number];

/** Wall time at which every simulated history begins, µs. */
export const SIM_START_US = Date.UTC(2026, 2, 18, 12) * 1000;
/** Between what happens and its place in the record, µs. */
const COMMIT_US = 1_500;

/** The record of a simulated grid: what its emitters said, in the order it arrived. */
export class Chronicle {
  readonly events: StoredEvent[] = [];
  readonly #time: Timeline;

  constructor(time: Timeline) {
    this.#time = time;
  }

  get wallUs(): number {
    return SIM_START_US + Math.round(this.#time.nowMs * 1000);
  }

  /** Takes an event into the record now. What happened earlier keeps its time: it is recorded late. */
  take(event: GridEvent): GridEvent {
    const seq = this.events.length + 1;
    const recordedAtUs = this.wallUs + COMMIT_US;
    this.events.push({ ...toRecord(event), seq, recordedAtUs, emitter: event.emitter, epoch: event.emitterEpoch } as StoredEvent);
    return { ...event, seq, recordedAtUs };
  }
}

/** One run of one emitter: numbers its events from 1. */
export class Emitter {
  readonly name: string;
  readonly epoch: number;
  readonly #record: Chronicle;
  #n = 0;

  constructor(record: Chronicle, name: string, epoch = 1) {
    this.#record = record;
    this.name = name;
    this.epoch = epoch;
  }

  /** Makes the event; whoever asked decides when it is delivered. */
  make(draft: AnyDraft | CustomDraft): GridEvent {
    this.#n++;
    const wallUs = this.#record.wallUs;
    const id = `event-${draft.type}-${draft.timeUs ?? wallUs}-${this.name}:${this.epoch.toString(36)}.${this.#n.toString(36)}`;
    return eventFromDraft(draft, { id, wallUs, emitter: this.name, emitterEpoch: this.epoch, emitterSeq: this.#n });
  }
}
