import { type Clock, type Logger, SutraError } from '@sutra/kit';
import type { RetentionPolicy, RetentionRequest, RetentionResult } from '../../contract/retention.ts';
import { giveWorkspace } from '../columns/workspace.ts';
import type { EngineLimits } from '../limits.ts';
import { type Catalog, indexPath } from '../log/catalog.ts';
import type { Disk } from '../log/disk.ts';
import { Segment } from '../log/segment.ts';
import type { DiskSpace } from '../log/space.ts';
import type { LogWriter } from '../log/writer.ts';
import { Slices } from '../read/slices.ts';
import { NamedCauses, namedBy } from './named-causes.ts';
import { rulesByType, type TypeRule } from './policy.ts';
import { RetentionThread } from './retention-thread.ts';
import { type FormAnswer, type SegmentForm, segmentForm } from './segment-form.ts';
import './errors.ts';

/** How long this work may hold the event loop, ms. */
const SLICE_MS = 2;
/** Tries to rewrite a segment while events keep arriving that name something in it. */
const TRIES_MAX = 8;

export interface RetentionParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: EngineLimits;
  readonly catalog: Catalog;
  readonly writer: LogWriter;
  readonly disk: Disk;
  readonly space: DiskSpace;
  /** Runs while no other work depends on the files of sealed segments. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when every read that is under way now has ended. */
  readsDone(): Promise<void>;
  /** A segment has a new form that could not be made durable: what the disk holds is not known. */
  fatal(reason: unknown): void;
  /** Resolves when the columns of every segment that ended are on disk. */
  sealed(): Promise<void>;
}

/**
 * Removes and rolls up what a policy says, by rewriting sealed segments one after the other. Each takes the place of the old one by one rename: a crash
 * leaves the old or the new. Readers that began with the old one finish with it. What is to become of a large segment is worked out in a thread;
 * the rest runs in slices of 2 ms between everybody else's, and each lets the write under way become durable first: an append waits for one of them at most.
 */
export class Retention {
  readonly #parts: RetentionParts;
  readonly #named: NamedCauses;
  /** When it is worth looking at a segment again, µs, by its key; as the rules were then. */
  readonly #nextLook = new Map<number, number>();
  #rulesThen = '';
  #running = false;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
    this.#named = new NamedCauses(parts.catalog);
  }

  /** @throws SutraError SUTRA_RETENTION_INVALID, SUTRA_RETENTION_RUNNING, SUTRA_RETENTION_FAILED, SUTRA_STORE_FULL, SUTRA_STORE_CORRUPT */
  async run(policy: RetentionPolicy, request: RetentionRequest, signal: AbortSignal): Promise<RetentionResult> {
    const rules = rulesByType(policy);
    if (this.#running) throw new SutraError('SUTRA_RETENTION_RUNNING', 'Cannot apply the retention: it is under way');
    this.#running = true;
    try {
      const said = JSON.stringify(policy);
      if (said !== this.#rulesThen) this.#nextLook.clear();
      this.#rulesThen = said;
      return await this.#run(rules, request, signal);
    } catch (reason) {
      if (reason instanceof SutraError) throw reason;
      const what = reason instanceof Error ? reason.message : String(reason);
      throw new SutraError('SUTRA_RETENTION_FAILED', `Cannot apply the retention: ${what}`, { cause: reason });
    } finally {
      this.#running = false;
    }
  }

  async #run(rules: ReadonlyMap<string, TypeRule>, request: RetentionRequest, signal: AbortSignal): Promise<RetentionResult> {
    const { clock, limits, catalog, writer } = this.#parts;
    const { dryRun = false, thorough = true } = request;
    const startedMs = clock.monotonicMs();
    const nowUs = clock.wallUs();
    const slices = new Slices(clock, Math.min(limits.sliceMs, SLICE_MS), { limitMs: Number.MAX_SAFE_INTEGER, signal }, () =>
      writer.underWay(),
    );
    // What is only asked leaves the segment being written as it is: it is looked at as far as it goes now.
    let hot: WorkedHot | undefined;
    if (thorough && isDue(catalog.hot, rules, nowUs)) {
      if (dryRun) hot = { segment: catalog.hot, bytes: writer.position };
      else writer.roll();
      await writer.flushed();
      await this.#parts.sealed();
    }
    const tally = new Tally();
    const sealed = catalog.segments.slice(0, -1).filter((segment) => segment.summary !== undefined && segment !== hot?.segment);
    const due = sealed.filter((segment) => (this.#nextLook.get(segment.key) ?? 0) <= nowUs && isDue(segment, rules, nowUs));
    if (hot !== undefined) due.push(hot.segment);
    tally.segments = sealed.length + (hot === undefined ? 0 : 1);
    const thread = new RetentionThread(signal);
    try {
      if (due.length > 0) await this.#named.gather(slices, (segment) => this.#namedBy(segment, slices, thread));
      for (const segment of due) await this.#segment(segment, { rules, nowUs, dryRun, thorough, slices, tally, thread, hot });
    } finally {
      await thread.close();
    }
    return { dryRun, ...tally.result(), tookMs: clock.monotonicMs() - startedMs, ...told(slices) };
  }

  /** Plans and rewrites one segment, again when meanwhile something has named what was to go. */
  async #segment(segment: Segment, work: SegmentWork): Promise<void> {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const done = await this.#parts.alone(() => this.#attempt(segment, work));
      if (done) return;
    }
    this.#parts.logger.info('a segment was left as it is: events keep naming what is in it', { segment: segment.number });
  }

  /** False when it has to be planned again. */
  async #attempt(segment: Segment, work: SegmentWork): Promise<boolean> {
    const { form, nextDueUs } = await this.#form(segment, work);
    if (form === undefined) {
      this.#nextLook.set(segment.key, nextDueUs);
      return true;
    }
    const { number, path, firstSeq } = segment;
    const next = new Segment(number, path, firstSeq, form.rewritten);
    next.fileBytes = form.fileBytes;
    next.summary = form.summary;
    const bytesAfter = form.fileBytes + form.columns.length;
    if (!work.dryRun) {
      this.#parts.space.take(bytesAfter);
      if (!(await this.#replace(segment, next, form))) return false;
      this.#nextLook.set(next.key, nextDueUs);
    }
    work.tally.add(form.plan, form.bytesBefore, bytesAfter);
    return true;
  }

  #namedBy({ path, firstSeq, fileBytes }: Segment, slices: Slices, thread: RetentionThread): Promise<Uint32Array<ArrayBuffer>> {
    const file = { path, firstSeq, bytes: fileBytes };
    return this.#isLarge(fileBytes) ? thread.namedBy(file) : namedBy(file, slices);
  }

  /** What is large goes to a thread, the rest is done between everybody else's work here: the thread itself would take longer to begin. */
  #isLarge(fileBytes: number): boolean {
    return fileBytes > this.#parts.limits.rewrittenHereBytesMax;
  }

  #form(segment: Segment, { rules, nowUs, thorough, slices, thread, hot }: SegmentWork): Promise<FormAnswer> {
    const { catalog } = this.#parts;
    const { path, number, firstSeq, rewritten, lastSeq } = segment;
    const fileBytes = segment === hot?.segment ? hot.bytes : segment.fileBytes;
    const expected = { path, number, firstSeq, rewritten, bytes: fileBytes, storeId: catalog.storeId };
    const question = { segment: expected, lastSeq, columnBytes: catalog.columnBytes(segment), rules, nowUs, thorough };
    return this.#isLarge(fileBytes) ? thread.form(question, this.#named.keys) : segmentForm(question, this.#named.keys, slices);
  }

  async #replace(segment: Segment, next: Segment, { parts, columns, goneKeys, plan }: SegmentForm): Promise<boolean> {
    const { catalog, disk, logger } = this.#parts;
    await disk.writeAside(next.path, parts, 'rewrite');
    // From here to the rename nothing may come in between: what names a row now finds it, what comes later names what is gone.
    if (this.#named.newlyNamed(goneKeys)) {
      await disk.discardAside(next.path, 'rewrite');
      return false;
    }
    segment.hold(indexPath(segment));
    await disk.putInPlace(next.path, 'rewrite').catch((reason: unknown) => {
      this.#parts.fatal(reason);
      throw reason;
    });
    catalog.replaceSegment(segment, next);
    void this.#parts.readsDone().then(() => catalog.letGo(segment));
    await disk.replace(indexPath(next), columns, 'index');
    giveWorkspace(Buffer.from(columns.buffer));
    logger.debug('segment rewritten', { segment: next.number, rows: plan.rows - plan.fewer, was: plan.rows });
    return true;
  }
}

const told = ({ turns, longestMs, mostRows }: Slices) => ({ slices: turns, longestSliceMs: longestMs, sliceRowsMost: Math.ceil(mostRows) });

/** The segment being written, as far as it was when it was asked about. */
interface WorkedHot {
  readonly segment: Segment;
  readonly bytes: number;
}

interface SegmentWork {
  readonly rules: ReadonlyMap<string, TypeRule>;
  readonly nowUs: number;
  readonly dryRun: boolean;
  readonly thorough: boolean;
  readonly slices: Slices;
  readonly tally: Tally;
  readonly thread: RetentionThread;
  readonly hot: WorkedHot | undefined;
}

/** Whether something in a segment may be due, by its summary: no file is read for it. */
function isDue(segment: Segment, rules: ReadonlyMap<string, TypeRule>, nowUs: number): boolean {
  const types = segment.summary?.types.map(([type]) => type) ?? segment.index!.types;
  return types.some((type) => {
    const rule = rules.get(type);
    if (rule === undefined) return false;
    const soonest = Math.min(rule.dropAfterUs, ...rule.rollUps.map(({ afterUs }) => afterUs));
    return segment.minTime + soonest <= nowUs;
  });
}

class Tally {
  segments = 0;
  #rewritten = 0;
  #bytesBefore = 0;
  #bytesAfter = 0;
  #removedBeforeUs = 0;
  readonly #types = new Map<string, { removed: number; rolledUp: number }>();

  add({ removed, rolledUp, note }: SegmentForm['plan'], bytesBefore: number, bytesAfter: number): void {
    this.#rewritten++;
    this.#bytesBefore += bytesBefore;
    this.#bytesAfter += bytesAfter;
    for (const [type, events] of removed) this.#of(type).removed += events;
    for (const [type, events] of rolledUp) this.#of(type).rolledUp += events;
    for (const { type, toUs } of note.removed) if (removed.has(type)) this.#removedBeforeUs = Math.max(this.#removedBeforeUs, toUs + 1);
  }

  #of(type: string): { removed: number; rolledUp: number } {
    const known = this.#types.get(type) ?? { removed: 0, rolledUp: 0 };
    this.#types.set(type, known);
    return known;
  }

  result(): Omit<RetentionResult, 'dryRun' | 'tookMs' | 'longestSliceMs' | 'slices' | 'sliceRowsMost'> {
    const types = [...this.#types].map(([type, counts]) => ({ type, ...counts })).sort((a, b) => (a.type < b.type ? -1 : 1));
    const sum = (of: 'removed' | 'rolledUp'): number => types.reduce((total, counts) => total + counts[of], 0);
    return {
      removed: sum('removed'),
      rolledUp: sum('rolledUp'),
      segments: this.segments,
      rewritten: this.#rewritten,
      bytesBefore: this.#bytesBefore,
      bytesAfter: this.#bytesAfter,
      removedBeforeUs: this.#removedBeforeUs,
      types,
    };
  }
}
