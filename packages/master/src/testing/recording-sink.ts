import type { EmitterStats, EventSink } from '@sutra/events';
import type { Clock } from '@sutra/kit';
import { type AnyDraft, type CustomDraft, eventFromDraft, type GridEvent } from '@sutra/model';

/** A sink that keeps what it is told, numbers it like an emitter, and can hand it to a store. */
export interface RecordingSink extends EventSink {
  readonly said: GridEvent[];
  /** A test may make it fail. */
  whenSpooled: () => Promise<void>;
  of(...types: readonly string[]): GridEvent[];
}

export interface RecordingSinkOptions {
  readonly emitter?: string;
  readonly epoch?: number;
  readonly clock: Clock;
  /** Called with every event; what it has not taken stays pending. */
  readonly deliver?: (event: GridEvent) => boolean;
}

export function recordingSink({ emitter = 'master', epoch = 1, clock, deliver = () => true }: RecordingSinkOptions): RecordingSink {
  const said: GridEvent[] = [];
  const waiting: GridEvent[] = [];
  return {
    said,
    of: (...types) => said.filter(({ type }) => types.includes(type)),
    emit(draft: AnyDraft | CustomDraft) {
      const emitterSeq = said.length + 1;
      const wallUs = clock.wallUs();
      const timeUs = draft.timeUs ?? wallUs;
      const id = `event-${draft.type}-${timeUs}-${emitter}:${epoch.toString(36)}.${emitterSeq.toString(36)}`;
      const event = eventFromDraft(draft, { id, wallUs, emitter, emitterEpoch: epoch, emitterSeq });
      said.push(event);
      if (!deliver(event)) waiting.push(event);
      return event;
    },
    whenSpooled: () => Promise.resolve(),
    pending: () => waiting,
    stats: (): EmitterStats => ({
      emitted: said.length,
      stored: said.length - waiting.length,
      pending: waiting.length,
      unwritten: 0,
      spoolBytes: 0,
      spoolFiles: 0,
      refused: {},
      invalid: 0,
      deadLettered: 0,
      quarantined: 0,
      resent: 0,
      olderEpochs: 0,
      connected: waiting.length === 0,
    }),
  };
}
