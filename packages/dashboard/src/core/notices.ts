import type { EventJson } from '@sutra/api';
import { usFromIso } from '@sutra/kit';

/** One notice of a watch: what it is about is going on (`fired`), or over (`recovered`). */
export interface Notice {
  /** One a watch and subject: a later word takes the place of the one before. */
  readonly about: string;
  readonly kind: 'fired' | 'recovered';
  readonly subject: string;
  readonly text: string;
  readonly eventId: string;
  readonly atUs: number;
}

/** Types the notices of watches come as. */
export const NOTICE_TYPES: readonly string[] = ['watch_fired', 'watch_recovered'];

/**
 * What there is to say, newest first: one notice a watch and subject, its latest; the same notice told twice is one. Anything else
 * among the events is passed over.
 */
export function noticesOf(events: readonly EventJson[]): readonly Notice[] {
  const latest = new Map<string, Notice>();
  const told = new Set<string>();
  for (const event of events.toSorted((a, b) => a.seq - b.seq)) {
    if (!NOTICE_TYPES.includes(event.event_type)) continue;
    const { watch_id, subject, key, text } = event.details as Readonly<Record<string, unknown>>;
    const once = `${event.event_type} ${String(watch_id)} ${String(key)}`;
    if (told.has(once)) continue;
    told.add(once);
    const about = `${String(watch_id)} ${String(subject)}`;
    latest.delete(about);
    latest.set(about, {
      about,
      kind: event.event_type === 'watch_fired' ? 'fired' : 'recovered',
      subject: String(subject),
      text: String(text),
      eventId: event.event_id,
      atUs: usFromIso(event.timestamp) ?? 0,
    });
  }
  return [...latest.values()].reverse();
}
