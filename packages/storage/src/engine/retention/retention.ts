import { type Clock, type Logger, SutraError } from '@sutra/kit';
import type { RetentionPolicy, RetentionRequest, RetentionResult } from '../../contract/retention.ts';
import type { SegmentIndex } from '../columns/segment-index.ts';
import { indexFile } from '../columns/write-index.ts';
import { checkSegment, readSegment } from '../life/check-segment.ts';
import type { EngineLimits } from '../limits.ts';
import { type Catalog, IndexBuilder, indexPath } from '../log/catalog.ts';
import type { Disk } from '../log/disk.ts';
import { frameAt } from '../log/frame.ts';
import { Segment, summaryOf } from '../log/segment.ts';
import { REWRITTEN_MAX } from '../log/segment-file.ts';
import type { DiskSpace } from '../log/space.ts';
import type { LogWriter } from '../log/writer.ts';
import { Slices } from '../read/slices.ts';
import { NamedCauses, sortInTurns } from './named-causes.ts';
import { planSegment, type SegmentPlan } from './plan.ts';
import { rulesByType, type TypeRule } from './policy.ts';
import { rewriteSegment } from './rewrite.ts';
import './errors.ts';

/** How long this work may hold the event loop, ms. */
const SLICE_MS = 2;
/** Unless told to be thorough, a segment is rewritten when at least one row in so many goes. */
const WORTH_ONE_IN = 8;
/** A segment that would only be rolled up is rewritten when it shrinks to this share of what it was. */
const WORTH_SHARE = 0.9;
/** Tries to rewrite a segment while events keep arriving that name something in it. */
const TRIES_MAX = 8;

/** Adding a row to the columns costs so much less than deciding about it. */
const ROWS_INDEXED_FOR_ONE = 4;

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
 * leaves the old or the new. Readers that began with the old one finish with it. The work runs in slices of 2 ms between everybody else's, and
 * each lets the write under way become durable first: an append waits for one of them at most.
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
    if (thorough && !dryRun && isDue(catalog.hot, rules, nowUs)) {
      writer.roll();
      await writer.flushed();
      await this.#parts.sealed();
    }
    const tally = new Tally();
    const sealed = catalog.segments.slice(0, -1).filter((segment) => segment.summary !== undefined);
    const due = sealed.filter((segment) => (this.#nextLook.get(segment.key) ?? 0) <= nowUs && isDue(segment, rules, nowUs));
    tally.segments = sealed.length;
    if (due.length > 0) await this.#named.gather(slices);
    for (const segment of due) await this.#segment(segment, { rules, nowUs, dryRun, thorough, slices, tally });
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
  async #attempt(segment: Segment, { rules, nowUs, dryRun, thorough, slices, tally }: SegmentWork): Promise<boolean> {
    const { catalog, space } = this.#parts;
    const { path, number, firstSeq, fileBytes, rewritten } = segment;
    const expected = { path, number, firstSeq, rewritten, bytes: fileBytes, storeId: catalog.storeId };
    const bytes = await readSegment(expected);
    // What is damaged is not written again as if it were whole.
    await checkSegment(expected, bytes, slices);
    const isCause = (key: number): boolean => this.#named.has(key);
    const plan = await planSegment({ bytes, rules, nowUs, isCause, lastSeq: segment.lastSeq }, slices);
    if (!worthIt(plan, thorough) || rewritten >= REWRITTEN_MAX) {
      if (plan.fewer === 0) this.#nextLook.set(segment.key, plan.nextDueUs);
      return true;
    }
    const head = { number, storeId: catalog.storeId, firstSeq, rewritten: rewritten + 1 };
    const parts = await rewriteSegment(bytes, head, plan, slices);
    const next = new Segment(number, path, firstSeq, rewritten + 1);
    next.fileBytes = parts.reduce((sum, { length }) => sum + length, 0);
    const index = await indexOf(next, parts, slices);
    const columns = await indexFile(index, catalog.identity(next), slices);
    next.summary = summaryOf(index);
    const bytesBefore = fileBytes + catalog.columnBytes(segment);
    const bytesAfter = next.fileBytes + columns.length;
    // Roll-ups are there for their size: where they gain nothing, everything stays as it was said.
    if (plan.removed.size === 0 && bytesAfter > bytesBefore * WORTH_SHARE) {
      this.#nextLook.set(segment.key, plan.nextDueUs);
      return true;
    }
    if (!dryRun) {
      space.take(bytesAfter);
      const goneKeys = await sortInTurns(plan.goneKeys.slice(), slices);
      const replaced = await this.#replace(segment, next, parts, columns, { ...plan, goneKeys });
      if (!replaced) return false;
      this.#nextLook.set(next.key, plan.nextDueUs);
    }
    tally.add(plan, bytesBefore, bytesAfter);
    return true;
  }

  async #replace(segment: Segment, next: Segment, parts: readonly Buffer[], columns: Buffer, plan: SegmentPlan): Promise<boolean> {
    const { catalog, disk, logger } = this.#parts;
    await disk.writeAside(next.path, parts, 'rewrite');
    // From here to the rename nothing may come in between: what names a row now finds it, what comes later names what is gone.
    if (this.#named.newlyNamed(plan.goneKeys)) {
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
    logger.debug('segment rewritten', { segment: next.number, rows: plan.rows - plan.fewer, was: plan.rows });
    return true;
  }
}

const told = ({ turns, longestMs, mostRows }: Slices) => ({ slices: turns, longestSliceMs: longestMs, sliceRowsMost: Math.ceil(mostRows) });

interface SegmentWork {
  readonly rules: ReadonlyMap<string, TypeRule>;
  readonly nowUs: number;
  readonly dryRun: boolean;
  readonly thorough: boolean;
  readonly slices: Slices;
  readonly tally: Tally;
}

function worthIt({ fewer, rows, nextDueUs }: SegmentPlan, thorough: boolean): boolean {
  return fewer > 0 && (thorough || fewer * WORTH_ONE_IN >= rows || nextDueUs === Number.POSITIVE_INFINITY);
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

/** The columns of the form to be, made from its own bytes: what is put in place was read back once. */
async function indexOf({ number, firstSeq }: Segment, parts: readonly Buffer[], slices: Slices): Promise<SegmentIndex> {
  const builder = new IndexBuilder(number, firstSeq);
  let at = parts[0]!.length;
  for (const part of parts.slice(1)) {
    const found = frameAt(part, 0);
    if (found === undefined) throw new SutraError('SUTRA_INTERNAL', `A frame of segment ${number} cannot be read back`);
    slices.spend(found.head.count / ROWS_INDEXED_FOR_ONE);
    builder.add({ ...found, at });
    at += part.length;
    if (slices.over) await slices.turn();
  }
  return builder.index;
}

class Tally {
  segments = 0;
  #rewritten = 0;
  #bytesBefore = 0;
  #bytesAfter = 0;
  #removedBeforeUs = 0;
  readonly #types = new Map<string, { removed: number; rolledUp: number }>();

  add({ removed, rolledUp, note }: SegmentPlan, bytesBefore: number, bytesAfter: number): void {
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
