/** What is still to happen, earliest first: a binary heap. */
export class Agenda {
  #heap = [];

  add(timeUs, work) {
    const heap = this.#heap;
    let at = heap.push({ timeUs, work }) - 1;
    for (let up = (at - 1) >> 1; at > 0 && heap[up].timeUs > timeUs; up = (at - 1) >> 1) {
      [heap[at], heap[up]] = [heap[up], heap[at]];
      at = up;
    }
  }

  /** The earliest that is due; undefined when nothing is. */
  take(byUs) {
    const heap = this.#heap;
    if (heap.length === 0 || heap[0].timeUs > byUs) return undefined;
    const [first] = heap;
    const last = heap.pop();
    if (heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(entry) {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child + 1 < heap.length && heap[child + 1].timeUs < heap[child].timeUs) child++;
      if (child >= heap.length || heap[child].timeUs >= entry.timeUs) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = entry;
  }
}
