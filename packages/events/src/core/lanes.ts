import type { EventClass } from '@sutra/model';

/**
 * The spool keeps each class of event in a lane of its own, so that the oldest events of one class can be let go by
 * deleting a file. Cheapest first: the order in which a full spool gives things up.
 */
export const LANES = ['heartbeat', 'metric', 'lasting'] as const;
export type Lane = (typeof LANES)[number];

/** Lifecycle and audit events share the lane that is never given up for the others. */
export function laneOf(kind: EventClass): Lane {
  return kind === 'heartbeat' || kind === 'metric' ? kind : 'lasting';
}

/** What a full spool gives up next: the oldest file of a lane, or events of a lane that have not been written yet. */
export type Victim<S> = { readonly kind: 'segment'; readonly segment: S } | { readonly kind: 'incoming'; readonly lane: Lane };

/**
 * Heartbeats before metrics; among one lane what is on disk (older) before what comes in. Events of the lasting lane on disk
 * are never given up: when nothing cheaper is left, the incoming ones are refused.
 * @param segments oldest first
 * @param incoming how many events of each lane wait to be written
 */
export function chooseVictim<S extends { readonly lane: Lane }>(
  segments: Iterable<S>,
  incoming: Readonly<Record<Lane, number>>,
): Victim<S> | undefined {
  const oldest = new Map<Lane, S>();
  for (const segment of segments) if (!oldest.has(segment.lane)) oldest.set(segment.lane, segment);
  for (const lane of LANES) {
    const segment = oldest.get(lane);
    if (lane !== 'lasting' && segment !== undefined) return { kind: 'segment', segment };
    if (incoming[lane] > 0) return { kind: 'incoming', lane };
  }
  return undefined;
}
