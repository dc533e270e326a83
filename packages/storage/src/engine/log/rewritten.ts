/** Events of one type that were removed from one segment. */
export interface Removed {
  readonly type: string;
  readonly events: number;
  /** Times of the first and last of them, µs. */
  readonly fromUs: number;
  readonly toUs: number;
}

/** The first frame of a segment that was rewritten: what is true of the segment it was, and not of the rows that are left. */
export interface RewrittenNote {
  /** Last seq that was in it. */
  readonly lastSeq: number;
  /** Time of its newest recording, µs. */
  readonly maxRecorded: number;
  /** name, least and greatest number of each (emitter, epoch): what was stored once is never stored again. */
  readonly sources: readonly (readonly [string, number, number])[];
  /** What is gone for good; roll-ups remove nothing. */
  readonly removed: readonly Removed[];
}

export const noteBytes = (note: RewrittenNote): Buffer => Buffer.from(JSON.stringify(note));
export const readNote = (payload: Uint8Array): RewrittenNote => JSON.parse(Buffer.from(payload).toString()) as RewrittenNote;
