import type { EventRecord, Json } from '@sutra/wire';
import { f64, u32 } from '../columns/column.ts';
import { type ReadKeptRow, ROLLED_UP, type RolledField, type Rollup } from '../log/kept-frame.ts';

/** How far a sum of numbers with two places may be off for having been added as floats. */
const CENTS_NOISE = 1e-6;

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
  /** Numbers of the groups of the newest stretch, and of the one before it, by width: what comes later than that begins a group of its own. */
  readonly #open = new Map<number, { stretch: number; newest: Map<string, number>; before: Map<string, number> }>();
  /** Groups in columns: as objects a hundred thousand of them would be a load on every collection of garbage. */
  readonly #row = u32();
  readonly #weight = u32();
  readonly #firstSeq = f64();
  readonly #minUs = f64();
  readonly #maxUs = f64();
  readonly #names: (readonly string[])[] = [];
  /** Where the values of a group begin: sum, least and greatest of each of its numeric fields. */
  readonly #valuesAt = u32();
  readonly #values = f64();
  /** By row: the group it stands for, plus one. */
  readonly #groupOf = u32();
  readonly #shapes = new Map<string, readonly string[]>();
  /** How often something kept has named an entity. */
  readonly #named = new Map<string, number>();

  /** Something that stays as it is names these. */
  passed(entities: readonly string[]): void {
    for (const entity of entities) this.#named.set(entity, (this.#named.get(entity) ?? 0) + 1);
  }

  /** Adds an event. Returns the row that stood for its group until now and no longer does. */
  add({ row, seq, source, event, kept, widthUs }: Candidate): number | undefined {
    const { timeUs, body } = event;
    const stretch = Math.floor(timeUs / widthUs);
    const key = this.#key(source, event, widthUs, stretch);
    const open = this.#openOf(widthUs, stretch);
    const known = open.newest.get(key) ?? open.before.get(key);
    const names = this.#numericOf(body);
    const weight = kept?.weight ?? 1;
    const [minUs, maxUs] = [timeUs - (kept?.beforeUs ?? 0), timeUs + (kept?.afterUs ?? 0)];
    const group = known ?? this.#begin(row, seq - (kept?.seqSpan ?? 0), minUs, maxUs, names);
    if (known === undefined) open.newest.set(key, group);
    for (const [i, name] of names.entries()) {
      const value = body[name] as number;
      const { sum, min, max } = kept?.fields.find((field) => field.name === name) ?? { sum: value * weight, min: value, max: value };
      const at = this.#valuesAt.at(group) + 3 * i;
      this.#values.data[at]! += sum;
      this.#values.data[at + 1] = Math.min(this.#values.at(at + 1), min);
      this.#values.data[at + 2] = Math.max(this.#values.at(at + 2), max);
    }
    const before = this.#row.at(group);
    this.#row.data[group] = row;
    this.#weight.data[group]! += weight;
    this.#minUs.data[group] = Math.min(this.#minUs.at(group), minUs);
    this.#maxUs.data[group] = Math.max(this.#maxUs.at(group), maxUs);
    if (known !== undefined) this.#groupOf.data[before] = 0;
    while (this.#groupOf.length < row) this.#groupOf.push(0);
    this.#groupOf.push(group + 1);
    return known === undefined ? undefined : before;
  }

  /** What a row stands for, when all have been added; undefined when that is itself alone. */
  rollupOf(row: number): Rollup | undefined {
    const group = row < this.#groupOf.length ? this.#groupOf.at(row) - 1 : -1;
    if (group < 0 || this.#weight.at(group) === 1) return undefined;
    const fields = this.#names[group]!.flatMap((name, i) => {
      const at = this.#valuesAt.at(group) + 3 * i;
      return told(name, { sum: this.#values.at(at), min: this.#values.at(at + 1), max: this.#values.at(at + 2) });
    });
    const [weight, firstSeq] = [this.#weight.at(group), this.#firstSeq.at(group)];
    return { weight, firstSeq, minUs: this.#minUs.at(group), maxUs: this.#maxUs.at(group), fields };
  }

  #begin(row: number, firstSeq: number, minUs: number, maxUs: number, names: readonly string[]): number {
    this.#row.push(row);
    this.#weight.push(0);
    this.#firstSeq.push(firstSeq);
    this.#minUs.push(minUs);
    this.#maxUs.push(maxUs);
    this.#names.push(names);
    this.#valuesAt.push(this.#values.length);
    for (const _name of names) for (const value of [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) this.#values.push(value);
    return this.#row.length - 1;
  }

  #openOf(widthUs: number, stretch: number): { newest: Map<string, number>; before: Map<string, number> } {
    let open = this.#open.get(widthUs);
    if (open === undefined || stretch > open.stretch) {
      open = { stretch, newest: new Map(), before: open?.newest ?? new Map() };
      this.#open.set(widthUs, open);
    }
    return open;
  }

  /** Names of the numeric fields in order of the alphabet, as one list for all bodies of that kind. */
  #numericOf(body: EventRecord['body']): readonly string[] {
    const names = Object.keys(body).filter((name) => typeof body[name] === 'number');
    names.sort();
    const key = JSON.stringify(names);
    const known = this.#shapes.get(key) ?? names;
    this.#shapes.set(key, known);
    return known;
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
