import { u32 } from './column.ts';
import type { SetWords } from './set-coding.ts';

const NONE = 0xffffffff;

/**
 * Entity lists, each stored once: events that name the same things in the same order share a number. Most of a grid's events
 * repeat a few thousand lists, so one posting a row replaces one per entity.
 */
export class EntitySets implements SetWords {
  readonly entities: string[] = [];
  /** Members of set s: members[start[s] .. start[s + 1]). */
  readonly start = u32();
  readonly members = u32();
  /** Rows of a set, and the newest of them. */
  readonly rowCount = u32();
  readonly lastRow = u32();
  /** Per member: its set, and the previous member entry of the same entity. */
  readonly #memberSet = u32();
  readonly #memberBefore = u32();
  readonly #lastMember = u32();
  readonly #entityNumbers = new Map<string, number>();
  #numbers: Map<string, number> | undefined = new Map();

  constructor() {
    this.start.push(0);
  }

  get size(): number {
    return this.rowCount.length;
  }

  get starts(): Uint32Array {
    return this.start.data;
  }

  get memberNumbers(): Uint32Array {
    return this.members.data;
  }

  get entityCount(): number {
    return this.entities.length;
  }

  entityName(entity: number): string {
    return this.entities[entity]!;
  }

  startsWith(entity: number, prefix: string): boolean {
    return this.entities[entity]!.startsWith(prefix);
  }

  /** Columns, and what the engine's strings and maps take on top, roughly. */
  get bytes(): number {
    return this.members.bytes * 3 + this.rowCount.bytes * 3 + this.entities.length * 120 + (this.#numbers?.size ?? 0) * 80;
  }

  entity(name: string): number | undefined {
    return this.#entityNumbers.get(name);
  }

  /** The number of a list; added when new. */
  number(names: readonly string[]): number {
    const ids = names.map((name) => this.addEntity(name));
    this.#numbers ??= this.#number();
    const numbers = this.#numbers;
    const key = ids.join();
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, this.size);
    return this.addSet(ids);
  }

  /** Restored sets get their keys only when one more is added. */
  #number(): Map<string, number> {
    const numbers = new Map<string, number>();
    for (let set = 0; set < this.size; set++) numbers.set(this.membersOf(set).join(), set);
    return numbers;
  }

  addEntity(name: string): number {
    const known = this.#entityNumbers.get(name);
    if (known !== undefined) return known;
    this.entities.push(name);
    this.#lastMember.push(NONE);
    this.#entityNumbers.set(name, this.entities.length - 1);
    return this.entities.length - 1;
  }

  addSet(ids: readonly number[]): number {
    const set = this.size;
    for (const entity of ids) {
      this.#memberSet.push(set);
      this.#memberBefore.push(this.#lastMember.at(entity));
      this.#lastMember.data[entity] = this.members.length;
      this.members.push(entity);
    }
    this.start.push(this.members.length);
    this.rowCount.push(0);
    this.lastRow.push(NONE);
    return set;
  }

  /** Says that keys are not at hand: used while restoring. */
  forgetKeys(): void {
    this.#numbers = undefined;
  }

  /** Files a row under its set; returns the previous row of the set. */
  addRow(set: number, row: number): number {
    const before = this.lastRow.at(set);
    this.lastRow.data[set] = row;
    this.rowCount.data[set]!++;
    return before;
  }

  /** Files rows [from, to) of a segment, given the sets of all, and notes the previous row of each one's set in `before`. */
  addRows(sets: Uint32Array, before: Uint32Array, from: number, to: number): void {
    const [last, count] = [this.lastRow.data, this.rowCount.data];
    for (let row = from; row < to; row++) {
      const set = sets[row]!;
      before[row] = last[set]!;
      last[set] = row;
      count[set]!++;
    }
  }

  membersOf(set: number): Uint32Array {
    return this.members.data.subarray(this.start.at(set), this.start.at(set + 1));
  }

  /** Visits every set that names the entity, newest first. */
  eachSetOf(entity: number, visit: (set: number) => void): void {
    for (let at = this.#lastMember.at(entity); at !== NONE; at = this.#memberBefore.at(at)) visit(this.#memberSet.at(at));
  }
}
