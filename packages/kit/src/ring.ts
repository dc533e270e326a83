import { invariant } from './errors.ts';

/** A bounded first-in first-out queue over a fixed array: `offer` may refuse, `take` removes, nothing grows. */
export class Ring<T> {
  readonly capacity: number;
  readonly #slots: (T | undefined)[];
  #head = 0;
  #size = 0;

  constructor(capacity: number) {
    invariant(Number.isInteger(capacity) && capacity > 0, `ring capacity must be a positive integer, got ${capacity}`);
    this.capacity = capacity;
    this.#slots = new Array<T | undefined>(capacity);
  }

  get size(): number {
    return this.#size;
  }

  /** Adds at the end, or refuses when full. Never grows, never throws. */
  offer(item: T): boolean {
    if (this.#size === this.capacity) return false;
    this.#slots[(this.#head + this.#size) % this.capacity] = item;
    this.#size++;
    return true;
  }

  /** Removes and returns the oldest item. */
  take(): T | undefined {
    if (this.#size === 0) return undefined;
    const item = this.#slots[this.#head];
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) % this.capacity;
    this.#size--;
    return item;
  }

  /** Removes and returns up to `max` items, oldest first. */
  takeMany(max: number): T[] {
    const count = Math.min(max, this.#size);
    const items = new Array<T>(count);
    for (let i = 0; i < count; i++) items[i] = this.take() as T;
    return items;
  }
}
