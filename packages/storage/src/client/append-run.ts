import type { Appended, EventRecord } from '@sutra/wire';
import type { PendingAppend } from './pending-append.ts';

/**
 * Appends as they are sent: neighbours whose numbers follow on each other share a block, so that many small appends cost the wire, the
 * store and the disk what one large one does. A hole in the numbers ends a run: the store names only the first hole of a block, and it
 * belongs to the append it is in.
 */
export function* runsOf(waiting: readonly PendingAppend[], eventsMax: number): Generator<readonly PendingAppend[]> {
  let run: PendingAppend[] = [];
  let events = 0;
  let next = 0;
  for (const pending of waiting) {
    const first = pending.events[0];
    const last = pending.events.at(-1);
    if (pending.ended || first === undefined || last === undefined) continue;
    const size = pending.events.length;
    if (run.length > 0 && (first.emitterSeq !== next || events + size > eventsMax || !isWhole(pending))) {
      yield run;
      run = [];
      events = 0;
    }
    run.push(pending);
    events += size;
    next = isWhole(pending) ? last.emitterSeq + 1 : Number.NaN;
  }
  if (run.length > 0) yield run;
}

/** Whether its numbers have no hole. */
function isWhole({ events }: PendingAppend): boolean {
  return events[events.length - 1]!.emitterSeq - events[0]!.emitterSeq === events.length - 1;
}

/** The events of a run, one after the other. */
export function eventsOf(run: readonly PendingAppend[]): readonly EventRecord[] {
  if (run.length === 1) return run[0]!.events;
  const events: EventRecord[] = [];
  for (const pending of run) for (const event of pending.events) events.push(event);
  return events;
}

/** What the store said of a block, told of one append in it whose events are [from, to) of its `count`. */
export function shareOf({ seq, duplicates, gap }: Appended, count: number, from: number, to: number): Omit<Appended, 'storedThrough'> {
  // What had been stored before stands at the beginning of a block; the rest has places without a hole, up to `seq`.
  const repeated = Math.min(Math.max(0, duplicates - from), to - from);
  const share = { seq: repeated === to - from ? 0 : seq - (count - to), duplicates: repeated };
  // Within a block there is no hole: what was skipped was skipped before its first event.
  return gap === undefined || from > 0 ? share : { ...share, gap };
}
