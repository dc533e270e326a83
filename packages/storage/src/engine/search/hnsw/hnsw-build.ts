import type { VectorColumn } from '../vector-column.ts';
import { type HnswGraph, LINKS, LINKS_LOWEST, layerOf, linksMax } from './hnsw-graph.ts';
import { HnswSearch, type NearRows } from './hnsw-search.ts';

/** Rows looked for as neighbours of a new one: more make a better graph, slower. */
const BREADTH = 100;
const ALL = (): boolean => true;

/** Adds the rows of a column to its graph, one by one, in their order. */
export class HnswBuilder {
  readonly #graph: HnswGraph;
  readonly #column: VectorColumn;
  readonly #search: HnswSearch;
  readonly #kept = new Int32Array(LINKS_LOWEST + 1);
  readonly #likeness = new Float64Array(LINKS_LOWEST + 1);
  readonly #crowd = { rows: new Int32Array(LINKS_LOWEST + 1), likeness: new Float64Array(LINKS_LOWEST + 1) };

  constructor(graph: HnswGraph, column: VectorColumn) {
    this.#graph = graph;
    this.#column = column;
    this.#search = new HnswSearch(graph, column);
  }

  /** Adds the next row. */
  addNext(): void {
    const graph = this.#graph;
    const { entry } = graph;
    const row = graph.addRow();
    const layers = layerOf(row);
    if (entry < 0) {
      graph.enterAt(row);
      return;
    }
    const highest = layerOf(entry);
    this.#column.askRow(row);
    let at = this.#search.descend(entry, highest, Math.min(layers, highest));
    for (let layer = Math.min(layers, highest); layer >= 0; layer--) {
      this.#column.askRow(row);
      const found = this.#search.layer(at, layer, BREADTH, ALL, Number.POSITIVE_INFINITY)!;
      at = found.rows[0]!;
      const count = this.#choose(found, this.#column.step(row), LINKS);
      graph.setLinks(row, layer, this.#kept, count);
      for (const to of this.#kept.slice(0, count)) if (!graph.link(to, layer, row)) this.#makeRoom(to, layer, row);
    }
    if (layers > highest) graph.enterAt(row);
  }

  /**
   * Of rows that are near a row, the most like first, those that are nearer to it than to one another: links then lead in all directions and
   * not into one crowd.
   * @param step of the row they were compared with: likeness is a cosine over it
   */
  #choose({ rows, likeness, count }: NearRows, step: number, most: number): number {
    let kept = 0;
    for (let i = 0; i < count && kept < most; i++) {
      const row = rows[i]!;
      this.#column.askRow(row);
      this.#column.gather(this.#kept, kept, this.#likeness);
      const own = likeness[i]! * step;
      let apart = true;
      for (let k = 0; k < kept && apart; k++) apart = this.#likeness[k]! * this.#column.step(row) <= own;
      if (apart) this.#kept[kept++] = row;
    }
    return kept;
  }

  /** A row that has all the links it may have gets another one: the best choice of all of them stays. */
  #makeRoom(row: number, layer: number, newcomer: number): void {
    const { rows, likeness } = this.#crowd;
    const count = this.#graph.links(row, layer, rows);
    rows[count] = newcomer;
    this.#column.askRow(row);
    this.#column.gather(rows, count + 1, likeness);
    sortByLikeness(rows, likeness, count + 1);
    const kept = this.#choose({ rows, likeness, count: count + 1 }, this.#column.step(row), linksMax(layer));
    this.#graph.setLinks(row, layer, this.#kept, kept);
  }
}

/** By insertion: they are few. */
function sortByLikeness(rows: Int32Array, likeness: Float64Array, count: number): void {
  for (let i = 1; i < count; i++) {
    const [row, like] = [rows[i]!, likeness[i]!];
    let at = i;
    for (; at > 0 && likeness[at - 1]! < like; at--) {
      rows[at] = rows[at - 1]!;
      likeness[at] = likeness[at - 1]!;
    }
    rows[at] = row;
    likeness[at] = like;
  }
}
