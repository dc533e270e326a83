import type { EventRecord, Json } from '@sutra/wire';
import { type ReadKeptRow, ROLLED_UP, type RolledField, type Rollup } from '../log/kept-frame.ts';

/** How far a sum of numbers with two places may be off for having been added as floats. */
const CENTS_NOISE = 1e-6;

/** Events that will be one row; the last of them so far stands for all. */
interface Group {
  row: number;
  events: number;
  weight: number;
  firstSeq: number;
  minUs: number;
  maxUs: number;
  readonly fields: Map<string, { sum: number; min: number; max: number }>;
}

/** One event that may be rolled up. */
export interface Candidate {
  /** Its number in the segment. */
  readonly row: number;
  readonly seq: number;
  /** Of the frames' dictionary: events of one emitter and epoch have one in common. */
  readonly source: string;
  readonly event: EventRecord;
  /** What it already stands for. */
  readonly kept: ReadKeptRow | undefined;
  readonly widthUs: number;
}

/**
 * Puts events together that one row can stand for: those of one emitter that say the same but for numbers, in one stretch of time, with nothing kept
 * in between that names what they are about. So counts by anything but a number stay exact, and so does a state in which the last word about
 * something counts: whatever happened to it still finds the last word before it.
 */
export class Groups {
  readonly #open = new Map<string, Group>();
  /** How often something kept has named an entity. */
  readonly #named = new Map<string, number>();
  /** By the row that stands for them. */
  readonly rollups = new Map<number, Rollup>();

  /** Something that stays as it is names these. */
  passed(entities: readonly string[]): void {
    for (const entity of entities) this.#named.set(entity, (this.#named.get(entity) ?? 0) + 1);
  }

  /** Adds an event. Returns the row that stood for its group until now and no longer does. */
  add({ row, seq, source, event, kept, widthUs }: Candidate): number | undefined {
    const { timeUs, body } = event;
    const numbers = Object.entries(body).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
    const key = this.#key(source, event, widthUs, Math.floor(timeUs / widthUs));
    const weight = kept?.weight ?? 1;
    const of = (name: string, value: number): Omit<RolledField, 'name'> =>
      kept?.fields.find((field) => field.name === name) ?? { sum: value * weight, min: value, max: value };
    const group = this.#open.get(key);
    const [minUs, maxUs] = [timeUs - (kept?.beforeUs ?? 0), timeUs + (kept?.afterUs ?? 0)];
    if (group === undefined) {
      const fields = new Map(numbers.map(([name, value]) => [name, { ...of(name, value) }]));
      this.#open.set(key, { row, events: 1, weight, firstSeq: seq - (kept?.seqSpan ?? 0), minUs, maxUs, fields });
      return undefined;
    }
    const before = group.row;
    group.row = row;
    group.events++;
    group.weight += weight;
    group.minUs = Math.min(group.minUs, minUs);
    group.maxUs = Math.max(group.maxUs, maxUs);
    for (const [name, value] of numbers) {
      const field = group.fields.get(name)!;
      const { sum, min, max } = of(name, value);
      field.sum += sum;
      field.min = Math.min(field.min, min);
      field.max = Math.max(field.max, max);
    }
    return before;
  }

  /** Says that nothing more comes. */
  finish(): void {
    for (const { row, weight, firstSeq, minUs, maxUs, fields } of this.#open.values())
      if (weight > 1)
        this.rollups.set(row, { weight, firstSeq, minUs, maxUs, fields: [...fields].flatMap(([name, field]) => told(name, field)) });
    this.#open.clear();
  }

  #key(source: string, { type, entities, operation, meta, body }: EventRecord, widthUs: number, stretch: number): string {
    const passed = this.#named.get(entities[0] ?? '') ?? 0;
    return JSON.stringify([source, type, entities, operation ?? null, said(meta), shapeOf(body), widthUs, stretch, passed]);
  }
}

/** What has to be told of a field: nothing of a whole number that is the same in all. */
function told(name: string, { sum, min, max }: Omit<RolledField, 'name'>): readonly RolledField[] {
  if (min === max && Number.isInteger(min) && Number.isSafeInteger(sum)) return [];
  // Of numbers with at most two places the sum has at most two as well: what is beyond came from adding them as floats.
  const cents = Math.round(sum * 100) / 100;
  const inCents = [min, max].every((value) => Math.round(value * 100) / 100 === value) && Math.abs(cents - sum) < CENTS_NOISE;
  return [{ name, sum: inCents ? cents : sum, min, max }];
}

/** The envelope extras without what an earlier roll-up added. */
function said(meta: EventRecord['meta']): EventRecord['meta'] | null {
  if (meta?.[ROLLED_UP] === undefined) return meta ?? null;
  const { [ROLLED_UP]: _count, ...rest } = meta;
  return Object.keys(rest).length === 0 ? null : rest;
}

/** A body with its numbers left out: their names stay. */
function shapeOf(body: Readonly<Record<string, Json>>): readonly (readonly [string, Json])[] {
  return Object.entries(body)
    .map(([name, value]) => [name, typeof value === 'number' ? 0 : [value]] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
