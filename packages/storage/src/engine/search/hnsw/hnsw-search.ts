import type { VectorColumn } from '../vector-column.ts';
import { type HnswGraph, LINKS_LOWEST, layerOf } from './hnsw-graph.ts';
import { RowHeap } from './row-heap.ts';

/** Rows and how like they are to what was asked, the most like first. */
export interface NearRows {
  readonly rows: Int32Array;
  readonly likeness: Float64Array;
  readonly count: number;
}

/** Walks a graph over the vectors of a column. Its results stand until its next search. */
export class HnswSearch {
  readonly #graph: HnswGraph;
  readonly #column: VectorColumn;
  readonly #candidates = new RowHeap();
  /** The least like of those found first: its keys are negative. */
  readonly #found = new RowHeap();
  readonly #links = new Int32Array(LINKS_LOWEST);
  readonly #likeness = new Float64Array(LINKS_LOWEST);
  #marks = new Uint32Array(1024);
  #mark = 0;
  #visited = 0;
  #rows = new Int32Array(256);
  #scores = new Float64Array(256);

  constructor(graph: HnswGraph, column: VectorColumn) {
    this.#graph = graph;
    this.#column = column;
  }

  /** Rows looked at since this was made. */
  get visited(): number {
    return this.#visited;
  }

  /**
   * The `breadth` rows most like what the column was asked, nearly: of those that `accept` lets through. Gives undefined when so few are
   * let through that `visitedMax` rows were looked at in vain.
   */
  nearest(breadth: number, accept: (row: number) => boolean, visitedMax: number): NearRows | undefined {
    const { entry } = this.#graph;
    if (entry < 0) return { rows: this.#rows, likeness: this.#scores, count: 0 };
    const at = this.descend(entry, layerOf(entry), 0);
    const last = this.#visited + visitedMax;
    return this.layer(at, 0, breadth, accept, last);
  }

  /** Goes from the first of two layers down to, and not into, the second, always to the most like neighbour. */
  descend(from: number, fromLayer: number, toLayer: number): number {
    let at = from;
    let best = this.#likenessOf(at);
    for (let layer = fromLayer; layer > toLayer; layer--)
      for (let moved = true; moved; ) {
        moved = false;
        const count = this.#graph.links(at, layer, this.#links);
        this.#column.gather(this.#links, count, this.#likeness);
        this.#visited += count;
        for (let i = 0; i < count; i++)
          if (this.#likeness[i]! > best) {
            best = this.#likeness[i]!;
            at = this.#links[i]!;
            moved = true;
          }
      }
    return at;
  }

  #likenessOf(row: number): number {
    this.#links[0] = row;
    this.#column.gather(this.#links, 1, this.#likeness);
    this.#visited++;
    return this.#likeness[0]!;
  }

  /** The best-first search of one layer. */
  layer(from: number, layer: number, breadth: number, accept: (row: number) => boolean, visitedLast: number): NearRows | undefined {
    const [candidates, found] = [this.#candidates, this.#found];
    candidates.clear();
    found.clear();
    this.#nextMark();
    const first = this.#likenessOf(from);
    this.#marks[from] = this.#mark;
    candidates.push(from, first);
    if (accept(from)) found.push(from, -first);
    while (candidates.size > 0) {
      const key = candidates.firstKey;
      if (found.size >= breadth && key < -found.firstKey) break;
      if (this.#visited > visitedLast) return undefined;
      this.#step(candidates.take(), layer, breadth, accept);
    }
    return this.#sorted();
  }

  /** Looks at the neighbours of one row that were not looked at yet. */
  #step(row: number, layer: number, breadth: number, accept: (row: number) => boolean): void {
    const [candidates, found, links, likeness, marks, mark] = [
      this.#candidates,
      this.#found,
      this.#links,
      this.#likeness,
      this.#marks,
      this.#mark,
    ];
    const count = this.#graph.links(row, layer, links);
    let fresh = 0;
    for (let i = 0; i < count; i++) {
      const to = links[i]!;
      if (marks[to] === mark) continue;
      marks[to] = mark;
      links[fresh++] = to;
    }
    this.#column.gather(links, fresh, likeness);
    this.#visited += fresh;
    for (let i = 0; i < fresh; i++) {
      const like = likeness[i]!;
      if (found.size >= breadth && like <= -found.firstKey) continue;
      const to = links[i]!;
      candidates.push(to, like);
      if (!accept(to)) continue;
      found.push(to, -like);
      if (found.size > breadth) found.take();
    }
  }

  #sorted(): NearRows {
    const count = this.#found.size;
    if (count > this.#rows.length) {
      this.#rows = new Int32Array(count * 2);
      this.#scores = new Float64Array(count * 2);
    }
    for (let i = count - 1; i >= 0; i--) {
      this.#scores[i] = -this.#found.firstKey;
      this.#rows[i] = this.#found.take();
    }
    return { rows: this.#rows, likeness: this.#scores, count };
  }

  #nextMark(): void {
    if (this.#marks.length < this.#graph.count) this.#marks = new Uint32Array(Math.max(this.#graph.count, this.#marks.length * 2));
    if (this.#mark === 0xffff_ffff) this.#marks.fill(0);
    this.#mark = this.#mark === 0xffff_ffff ? 1 : this.#mark + 1;
  }
}
