import { chooseVictim, type Lane } from '../core/lanes.ts';
import type { RefusalLedger } from '../core/refusals.ts';
import type { EmitterLimits } from '../limits.ts';
import type { Backlog } from './backlog.ts';
import type { Fresh } from './fresh.ts';
import type { Segment, Spool } from './spool.ts';

export interface QuotaParts {
  readonly spool: Spool;
  readonly live: Backlog;
  readonly ledger: RefusalLedger;
  readonly limits: EmitterLimits;
  /** Every backlog that may still hold files. */
  readonly backlogs: () => readonly Backlog[];
  /** These unwritten events are not kept. */
  readonly refuse: (gone: ReadonlySet<Fresh>, reason: string) => void;
  /** Something was counted in the ledger: resolves when the count is as safe as the disk allows. */
  readonly noted: () => Promise<void>;
}

/** The quota would rather stop a little early than be passed. */
const PACKING_MARGIN = 1.25;

/** Keeps the spool within its quota: cheapest class first, oldest first, every loss counted before the file goes. */
export class Quota {
  readonly #parts: QuotaParts;
  /** Bytes on disk per estimated byte, learned from what was written, with a margin. */
  #packing = 1;

  constructor(parts: QuotaParts) {
    this.#parts = parts;
  }

  /** A block whose events were estimated at `estimated` bytes took `taken`. */
  learn(taken: number, estimated: number): void {
    this.#packing += ((taken / estimated) * PACKING_MARGIN - this.#packing) / 8;
  }

  /** Frees spool space for what is about to be written, or refuses a part of it. */
  async makeRoom(writing: () => readonly Fresh[]): Promise<void> {
    const { spool, limits } = this.#parts;
    for (;;) {
      const items = writing();
      const bytes = items.reduce((sum, item) => sum + (item.written ? 0 : item.bytes), 0) * this.#packing;
      const over = {
        bytes: spool.usedBytes + bytes - limits.spoolBytesMax,
        events: spool.usedEvents + items.length - limits.spoolEventsMax,
      };
      if (over.bytes <= 0 && over.events <= 0) return;
      const full = over.bytes > 0 ? `${limits.spoolBytesMax} bytes` : `${limits.spoolEventsMax} events`;
      if (!(await this.#giveUp(items, `the spool holds its ${full}`, over))) return;
    }
  }

  /** On a full disk the oldest cheap file makes room for events that last. */
  async freeDisk(): Promise<void> {
    const victim = chooseVictim(this.#parts.spool.segments, { heartbeat: 0, metric: 0, lasting: 0 });
    if (victim?.kind === 'segment') await this.#giveUpSegment(victim.segment, 'the disk is full');
  }

  /** Lets one thing go. False when there is nothing that may. */
  async #giveUp(items: readonly Fresh[], reason: string, over: { bytes: number; events: number }): Promise<boolean> {
    const incoming = { heartbeat: 0, metric: 0, lasting: 0 };
    for (const item of items) if (!item.written) incoming[item.lane]++;
    const victim = chooseVictim(this.#parts.spool.segments, incoming);
    if (victim === undefined) return false;
    if (victim.kind === 'segment') await this.#giveUpSegment(victim.segment, reason);
    else {
      this.#refuseIncoming(items, victim.lane, reason, over);
      await this.#parts.noted();
    }
    return true;
  }

  async #giveUpSegment(segment: Segment, reason: string): Promise<void> {
    const { spool, backlogs, ledger, noted } = this.#parts;
    const owner = backlogs().find((backlog) => backlog.epoch === segment.owner.epoch);
    // What is on its way right now is still delivered from memory: only what was not sent is lost.
    const sent = owner?.sentThrough ?? Number.POSITIVE_INFINITY;
    const gone = new Set<number>();
    for (const record of await spool.readSegment(segment)) {
      if (record.emitterSeq <= sent) continue;
      gone.add(record.emitterSeq);
      ledger.refuse(record.type, record.timeUs, segment.lane, reason);
    }
    if (gone.size > 0) await noted();
    await spool.drop(segment);
    owner?.remove((seq) => gone.has(seq));
  }

  /** Refuses as many unwritten events of a lane as it takes: the oldest of the cheap ones, the newest of the lasting ones. */
  #refuseIncoming(items: readonly Fresh[], lane: Lane, reason: string, over: { bytes: number; events: number }): void {
    const order = lane === 'lasting' ? [...items].reverse() : items;
    const gone = new Set<Fresh>();
    let { bytes, events } = over;
    for (const item of order) {
      if (bytes <= 0 && events <= 0) break;
      if (item.lane !== lane || item.written || item.event.emitterSeq <= this.#parts.live.readThrough) continue;
      bytes -= item.bytes * this.#packing;
      events--;
      gone.add(item);
    }
    if (gone.size > 0) this.#parts.refuse(gone, reason);
    // All of the lane are on their way from memory already: they need no disk.
    else for (const item of items) if (item.lane === lane) item.written = true;
  }
}
