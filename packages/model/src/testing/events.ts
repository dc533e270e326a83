import { CATALOGUE, type EventType } from '../catalogue/index.ts';
import { eventFromDraft } from '../envelope.ts';
import type { AnyDraft, EventBody, GridEvent } from '../event.ts';

export const T0 = 1_760_000_000_000_000;

/** Makes the events of one emitter run, numbered from 1. `seq` is 0 until `stored` gives one. */
export function emitterOf(emitter: string, epoch = 1) {
  let n = 0;
  return (draft: AnyDraft, wallUs: number): GridEvent => {
    n++;
    const id = `event-${draft.type}-${draft.timeUs ?? wallUs}-${emitter}:${epoch.toString(36)}.${n.toString(36)}`;
    return eventFromDraft(draft, { id, wallUs, emitter, emitterEpoch: epoch, emitterSeq: n });
  };
}

/** The events as the store would give them back: numbered in this order, from `from`. */
export function stored(events: readonly GridEvent[], from = 1): GridEvent[] {
  return events.map((event, i) => ({ ...event, seq: from + i, recordedAtUs: event.timeUs + 1000 }));
}

/** A valid body of any type, with plain values; `over` replaces fields. */
export function bodyOf<T extends EventType>(type: T, over: Readonly<Record<string, unknown>> = {}): EventBody<T> {
  const body: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(CATALOGUE[type].fields)) {
    if (field.optional && !(name in over)) continue;
    const kind = field.type as { kind: string; entity?: string; values?: readonly string[] };
    body[name] =
      name in over
        ? over[name]
        : kind.kind === 'text'
          ? kind.entity === 'agent'
            ? 'agent-001'
            : kind.entity === 'node'
              ? 'node-1'
              : (kind.entity ?? 'some text')
          : kind.kind === 'time'
            ? '2025-10-09T08:53:20.000000Z'
            : kind.kind === 'int'
              ? 1
              : kind.kind === 'number'
                ? 1.5
                : kind.kind === 'flag'
                  ? true
                  : kind.kind === 'oneOf'
                    ? kind.values?.[0]
                    : kind.kind === 'texts'
                      ? ['a']
                      : kind.kind === 'map'
                        ? { a: 'b' }
                        : { a: 1 };
  }
  return body as EventBody<T>;
}
