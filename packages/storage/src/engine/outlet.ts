import type { StoredWriter } from '@sutra/wire';

/** Where an answer goes whose events are written as they are sent. */
export interface Outlet<T> {
  /** What writes them, ready to begin: used within one turn. */
  begin(): StoredWriter;
  /** Takes the answer in the turn in which its events were written: runs that keep their words leave in the order in which they were written. */
  take(answer: T): void;
}
