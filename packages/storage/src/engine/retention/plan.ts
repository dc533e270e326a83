import { causeKey, sourceName } from '@sutra/wire';
import { u32 } from '../columns/column.ts';
import { REWRITTEN } from '../log/frame.ts';
import type { Rollup } from '../log/kept-frame.ts';
import { type Removed, type RewrittenNote, readNote } from '../log/rewritten.ts';
import type { Turns } from '../read/slices.ts';
import { type EventFrame, SegmentFrames } from './frames.ts';
import { Groups } from './groups.ts';
import type { TypeRule } from './policy.ts';

/** Rows looked at between two looks at the clock. */
const STEP_ROWS = 256;

/** What will become of the rows of one segment. */
export interface SegmentPlan {
  readonly rows: number;
  /** 1 for every row that goes, by its number in the segment. */
  readonly gone: Uint8Array;
  /** What a row stands for from now on; undefined for itself alone, or as before. */
  rollupOf(row: number): Rollup | undefined;
  readonly note: RewrittenNote;
  /** Events removed now, and events that become part of another row, by type. */
  readonly removed: ReadonlyMap<string, number>;
  readonly rolledUp: ReadonlyMap<string, number>;
  /** Rows less. */
  readonly fewer: number;
  /** Under which keys what goes would be named. */
  readonly goneKeys: Uint32Array;
  /** Nothing more becomes due in here before, µs. */
  readonly nextDueUs: number;
}

export interface PlanQuestion {
  readonly bytes: Buffer;
  readonly rules: ReadonlyMap<string, TypeRule>;
  readonly nowUs: number;
  /** Whether something names the event of that key as its cause. */
  isCause(key: number): boolean;
  /** Of the segment as it is. */
  readonly lastSeq: number;
}

/** Decides, row by row, what goes, what is rolled up and what stays. Reads only. */
export async function planSegment(question: PlanQuestion, slices: Turns): Promise<SegmentPlan> {
  const planning = new Planning(question);
  const frames = new SegmentFrames(question.bytes);
  for (let frame = frames.next(); frame !== undefined; frame = frames.next()) {
    if (frame.head.kind === REWRITTEN) planning.begin(readNote(frame.payload));
    planning.recorded(frame.head.recordedAtUs);
    const events = frames.events(frame);
    if (events !== undefined) await planning.frame(events, slices);
    if (slices.over) await slices.turn();
  }
  return planning.done();
}

class Planning {
  readonly #question: PlanQuestion;
  readonly #groups = new Groups();
  readonly #sources = new Map<string, [number, number]>();
  readonly #holes = new Map<string, { events: number; fromUs: number; toUs: number }>();
  readonly #removed = new Map<string, number>();
  readonly #rolledUp = new Map<string, number>();
  readonly #goneKeys = u32();
  /** What a row counts for, its type and its key, by row: needed of those that may become part of another. */
  readonly #weights = u32();
  readonly #keys = u32();
  readonly #types: string[] = [];
  #gone = new Uint8Array(4096);
  #row = 0;
  #fewer = 0;
  #maxRecorded = 0;
  #nextDueUs = Number.POSITIVE_INFINITY;

  constructor(question: PlanQuestion) {
    this.#question = question;
  }

  begin({ sources, removed, maxRecorded }: RewrittenNote): void {
    for (const [name, min, max] of sources) this.#sources.set(name, [min, max]);
    for (const { type, ...hole } of removed) this.#holes.set(type, hole);
    this.recorded(maxRecorded);
  }

  recorded(atUs: number): void {
    this.#maxRecorded = Math.max(this.#maxRecorded, atUs);
  }

  async frame(frame: EventFrame, slices: Turns): Promise<void> {
    const { from, to, rows, session } = frame;
    if (from === to) return;
    const name = sourceName(session.source.emitter, session.source.epoch);
    const [min, max] = this.#sources.get(name) ?? [Number.POSITIVE_INFINITY, 0];
    this.#sources.set(name, [Math.min(min, rows.emitterSeq[from]!), Math.max(max, rows.emitterSeq[to - 1]!)]);
    const caused = causedRows(frame);
    for (let row = from; row < to; row++) {
      if ((row - from) % STEP_ROWS === 0) {
        if (slices.over) await slices.turn();
        slices.spend(Math.min(STEP_ROWS, to - row));
      }
      if (this.#row === this.#gone.length) this.#grow();
      const type = session.dictionary.text(rows.type[row]!);
      const rule = this.#question.rules.get(type);
      if (rule === undefined || !this.#decide(frame, row, name, type, rule, caused))
        this.#groups.passed(session.dictionary.listNames(rows.list[row]!));
      this.#row++;
    }
  }

  /** False when the row stays for a reason of its own. */
  #decide(frame: EventFrame, row: number, source: string, type: string, rule: TypeRule, caused: ReadonlySet<number>): boolean {
    const { nowUs, isCause } = this.#question;
    const { rows, session, kept, idKeys } = frame;
    const timeUs = rows.timeUs[row]!;
    const maxUs = timeUs + (kept?.[row]?.afterUs ?? 0);
    const minUs = timeUs - (kept?.[row]?.beforeUs ?? 0);
    const dropDue = maxUs + rule.dropAfterUs <= nowUs;
    const stage = rule.rollUps.find(({ afterUs, widthUs }) => (Math.floor(timeUs / widthUs) + 1) * widthUs + afterUs <= nowUs);
    this.#comes(timeUs, maxUs, rule);
    if (!dropDue && stage === undefined) return true;
    const key = idKeys.get(row) ?? causeKey(session.hash, rows.emitterSeq[row]!);
    if (isCause(key)) return false;
    const weight = kept?.[row]?.weight ?? 1;
    if (dropDue) {
      this.#drop(type, weight, minUs, maxUs, key);
      return true;
    }
    if (stage === undefined || caused.has(row)) return false;
    const event = frame.decode(row);
    const seq = frame.seqOf(row);
    const before = this.#groups.add({ row: this.#row, seq, source, event, kept: kept?.[row], widthUs: stage.widthUs });
    while (this.#types.length < this.#row) this.#note('', 0, 0);
    this.#note(type, weight, key);
    if (before !== undefined) this.#merge(before);
    return true;
  }

  #drop(type: string, weight: number, minUs: number, maxUs: number, key: number): void {
    this.#gone[this.#row] = 1;
    this.#fewer++;
    this.#goneKeys.push(key);
    this.#removed.set(type, (this.#removed.get(type) ?? 0) + weight);
    const hole = this.#holes.get(type) ?? { events: 0, fromUs: minUs, toUs: maxUs };
    this.#holes.set(type, { events: hole.events + weight, fromUs: Math.min(hole.fromUs, minUs), toUs: Math.max(hole.toUs, maxUs) });
  }

  #note(type: string, weight: number, key: number): void {
    this.#types.push(type);
    this.#weights.push(weight);
    this.#keys.push(key);
  }

  /** A row that another one stands for from now on. */
  #merge(row: number): void {
    const [type, weight] = [this.#types[row]!, this.#weights.at(row)];
    this.#gone[row] = 1;
    this.#fewer++;
    this.#goneKeys.push(this.#keys.at(row));
    this.#rolledUp.set(type, (this.#rolledUp.get(type) ?? 0) + weight);
  }

  /** Notes when the next thing becomes due for a row that is not yet. */
  #comes(timeUs: number, maxUs: number, { dropAfterUs, rollUps }: TypeRule): void {
    const { nowUs } = this.#question;
    for (const { afterUs, widthUs } of rollUps) {
      const due = (Math.floor(timeUs / widthUs) + 1) * widthUs + afterUs;
      if (due > nowUs && due < this.#nextDueUs) this.#nextDueUs = due;
    }
    const due = maxUs + dropAfterUs;
    if (due > nowUs && due < this.#nextDueUs) this.#nextDueUs = due;
  }

  #grow(): void {
    const grown = new Uint8Array(this.#gone.length * 2);
    grown.set(this.#gone);
    this.#gone = grown;
  }

  done(): SegmentPlan {
    const removed: Removed[] = [...this.#holes].map(([type, hole]) => ({ type, ...hole }));
    return {
      rows: this.#row,
      gone: this.#gone,
      rollupOf: (row) => this.#groups.rollupOf(row),
      note: {
        lastSeq: this.#question.lastSeq,
        maxRecorded: this.#maxRecorded,
        sources: [...this.#sources].map(([name, [min, max]]) => [name, min, max] as const),
        removed,
      },
      removed: this.#removed,
      rolledUp: this.#rolledUp,
      fewer: this.#fewer,
      goneKeys: this.#goneKeys.written,
      nextDueUs: this.#nextDueUs,
    };
  }
}

/** Rows of a frame that name a cause of their own. */
function causedRows({ rows }: EventFrame): ReadonlySet<number> {
  const caused = new Set<number>();
  for (let i = 0; i < rows.causes.length; i += 2) caused.add(rows.causes.at(i));
  return caused;
}
