import type { EventBody, EventType } from '@sutra/model';
import { entitiesOf } from '@sutra/model';
import type { StoreReader } from '@sutra/storage';

type Stored = Awaited<ReturnType<StoreReader['query']>>['events'][number];

export interface Teller {
  /** Adds an event; returns its id. `atS` is seconds after the history's start. */
  tell<T extends EventType>(
    atS: number,
    type: T,
    body: EventBody<T>,
    more?: {
      readonly causedBy?: readonly string[];
      readonly operation?: string;
      readonly meta?: Readonly<Record<string, string | number>>;
      readonly recordedAtS?: number;
      /** Absent for what the grid itself tells; `import.…` for history that was imported. */
      readonly emitter?: string;
    },
  ): string;
  readonly events: readonly Stored[];
  readonly startUs: number;
}

/** Writes histories for tests: events in the stored form, numbered in order of telling. */
export function history(startUs = Date.UTC(2026, 2, 18, 12) * 1000): Teller {
  const events: Stored[] = [];
  return {
    events,
    startUs,
    tell(atS, type, body, more = {}) {
      const n = events.length + 1;
      const timeUs = startUs + Math.round(atS * 1_000_000);
      const { emitter = 'test' } = more;
      const id = `event-${type}-${timeUs}-${emitter}:1.${n.toString(36)}`;
      events.push({
        id,
        type,
        timeUs,
        seq: n,
        recordedAtUs: more.recordedAtS === undefined ? timeUs + 1_000 : startUs + Math.round(more.recordedAtS * 1_000_000),
        emitter,
        epoch: 1,
        emitterSeq: n,
        entities: entitiesOf(type, body as never, more.operation),
        causes: more.causedBy ?? [],
        body: body as never,
        ...(more.operation === undefined ? {} : { operation: more.operation }),
        ...(more.meta === undefined ? {} : { meta: more.meta }),
      });
      return id;
    },
  };
}
