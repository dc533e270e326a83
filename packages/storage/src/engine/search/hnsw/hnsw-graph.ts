/** Neighbours of a row on the upper layers, and twice as many on the lowest. */
export const LINKS = 16;
export const LINKS_LOWEST = LINKS * 2;
/** Layers above the lowest: so many hold 16^8 rows. */
const LAYERS_MAX = 8;

/** A row and its neighbours on one layer: their number first. */
const LOWEST_WIDTH = LINKS_LOWEST + 1;
const UPPER_WIDTH = LINKS + 1;

/** What a graph is made of: all that is written to disk. */
export interface HnswParts {
  readonly count: number;
  /** Where every search begins, and its layer; -1 in an empty graph. */
  readonly entry: number;
  readonly lowest: Int32Array;
  readonly upper: Int32Array;
}

/**
 * The layer a row reaches up to, by chance that follows from its number: the same rows always make the same graph, and no one needs to
 * write the layers down.
 */
export function layerOf(row: number): number {
  let bits = Math.imul(row + 1, 0x9e37_79b1);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85eb_ca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35);
  const chance = ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
  return Math.min(LAYERS_MAX, Math.floor(-Math.log(1 - chance) / Math.log(LINKS)));
}

/** The links of a hierarchical navigable small world (Malkov and Yashunin, 2016) over the rows of a column, by number. */
export class HnswGraph {
  #count = 0;
  #entry = -1;
  #lowest: Int32Array;
  #upper: Int32Array;
  /** Of the rows that reach up: row → place of its first upper layer. */
  readonly #upperAt = new Map<number, number>();
  #upperUsed = 0;

  /** @param parts of a graph that was checked */
  constructor(parts?: HnswParts) {
    this.#lowest = parts?.lowest ?? new Int32Array(1024 * LOWEST_WIDTH);
    this.#upper = parts?.upper ?? new Int32Array(128 * UPPER_WIDTH);
    if (parts === undefined) return;
    this.#count = parts.count;
    this.#entry = parts.entry;
    for (let row = 0; row < parts.count; row++) this.#placeUpper(row);
  }

  get count(): number {
    return this.#count;
  }

  get entry(): number {
    return this.#entry;
  }

  get bytes(): number {
    return this.#lowest.byteLength + this.#upper.byteLength;
  }

  parts(): HnswParts {
    const lowest = this.#lowest.subarray(0, this.#count * LOWEST_WIDTH);
    return { count: this.#count, entry: this.#entry, lowest, upper: this.#upper.subarray(0, this.#upperUsed) };
  }

  #placeUpper(row: number): void {
    const layers = layerOf(row);
    if (layers === 0) return;
    this.#upperAt.set(row, this.#upperUsed);
    this.#upperUsed += layers * UPPER_WIDTH;
  }

  /** Makes room for the next row, which gets the number `count` had. It has no links yet. */
  addRow(): number {
    const row = this.#count++;
    this.#placeUpper(row);
    if (this.#count * LOWEST_WIDTH > this.#lowest.length) this.#lowest = wider(this.#lowest, this.#count * LOWEST_WIDTH);
    if (this.#upperUsed > this.#upper.length) this.#upper = wider(this.#upper, this.#upperUsed);
    return row;
  }

  /** The row whose layer is the highest: searches begin there. */
  enterAt(row: number): void {
    this.#entry = row;
  }

  /** Copies the neighbours of a row on a layer; gives how many there are. */
  links(row: number, layer: number, into: Int32Array): number {
    const table = layer === 0 ? this.#lowest : this.#upper;
    const at = this.#at(row, layer);
    const count = table[at]!;
    for (let i = 0; i < count; i++) into[i] = table[at + 1 + i]!;
    return count;
  }

  setLinks(row: number, layer: number, links: Int32Array, count: number): void {
    const table = layer === 0 ? this.#lowest : this.#upper;
    const at = this.#at(row, layer);
    table[at] = count;
    for (let i = 0; i < count; i++) table[at + 1 + i] = links[i]!;
  }

  /** Adds one neighbour. False when there is no room: nothing was done then. */
  link(row: number, layer: number, to: number): boolean {
    const table = layer === 0 ? this.#lowest : this.#upper;
    const at = this.#at(row, layer);
    const count = table[at]!;
    if (count === linksMax(layer)) return false;
    table[at + 1 + count] = to;
    table[at] = count + 1;
    return true;
  }

  #at(row: number, layer: number): number {
    return layer === 0 ? row * LOWEST_WIDTH : this.#upperAt.get(row)! + (layer - 1) * UPPER_WIDTH;
  }
}

export const linksMax = (layer: number): number => (layer === 0 ? LINKS_LOWEST : LINKS);

function wider(old: Int32Array, least: number): Int32Array {
  const next = new Int32Array(Math.max(least, old.length * 2));
  next.set(old);
  return next;
}

/**
 * Why parts that were read cannot be a graph; undefined when they can. After this no link leads outside of the rows, and none to a layer that
 * its row does not reach.
 */
export function wrongWith({ count, entry, lowest, upper }: HnswParts): string | undefined {
  if (count < 1 || lowest.length !== count * LOWEST_WIDTH) return 'its links are not those of so many rows';
  if (!(entry >= 0 && entry < count)) return 'it begins at a row that is not there';
  const highest = layerOf(entry);
  let at = 0;
  for (let row = 0; row < count; row++) {
    const layers = layerOf(row);
    if (layers > highest) return 'it begins below its highest row';
    if (!linksHold(lowest, row * LOWEST_WIDTH, 0, count)) return `the links of row ${row} lead nowhere`;
    for (let layer = 1; layer <= layers; layer++, at += UPPER_WIDTH)
      if (at + UPPER_WIDTH > upper.length || !linksHold(upper, at, layer, count)) return `the links of row ${row} lead nowhere`;
  }
  return at === upper.length ? undefined : 'it has more layers than its rows';
}

function linksHold(table: Int32Array, at: number, layer: number, count: number): boolean {
  const links = table[at]!;
  if (links < 0 || links > linksMax(layer)) return false;
  for (let i = at + 1; i <= at + links; i++) {
    const row = table[i]!;
    if (row < 0 || row >= count || (layer > 0 && layerOf(row) < layer)) return false;
  }
  return true;
}
