import type { Database, RootDatabase } from 'lmdb';
import type { Association, NeighbourQuery } from '../../contract/query.ts';
import type { Triple } from './batch.ts';
import { newestVersion } from './newest-version.ts';

/** Whether a row belongs to the history that is being read. */
export type Visible = (row: { readonly seq: number; readonly timeUs: number }) => boolean;
/** [confidence, weight, timeUs, seq, forgotten] */
type Row = readonly [number, number, number, number, 0 | 1];
type Key = [string, string, string, number];
type Side = 'out' | 'in';

/** Where a page of associations ended: the next one of its side begins here. */
export interface EdgeEnd {
  readonly side: Side;
  readonly type: string;
  readonly other: string;
}

export interface EdgePage {
  readonly edges: readonly Association[];
  readonly next?: EdgeEnd;
}

/** What a page may still look at and give. */
interface PageBudget {
  rows: number;
  readonly edgesMax: number;
  readonly fits: (edge: Association) => boolean;
}

/** Tests the parts of a query that are not in the keys. */
export function edgeFilter({ confidenceMin = 0, fromUs = Number.NEGATIVE_INFINITY, toUs = Number.POSITIVE_INFINITY }: NeighbourQuery) {
  return ({ confidence, timeUs }: Association): boolean => confidence >= confidenceMin && timeUs >= fromUs && timeUs < toUs;
}

/** Whether an end was forgotten after batch `number`, as far as the reader sees. */
export type Forgotten = (id: string, number: number, visible: Visible) => boolean;

/** Sorts behind every key that goes on after `text`: ids have no control characters, and keys are parted by a zero. */
const behind = (text: string): string => `${text}\u001f`;
const FIRST = 0;
const LAST = Number.MAX_SAFE_INTEGER;
/** Versions of one association that are read one after the other; of more the newest is looked for. */
const VERSIONS_READ = 16;

/** Associations, every version kept, from both ends: o: [source, type, target, number], i: [target, type, source, number]. */
export class EdgeRows {
  readonly #sides: Readonly<Record<Side, Database<Row, Key>>>;
  /** Every type an association ever had. */
  readonly #types: Database<1, string>;
  readonly #forgotten: Forgotten;

  constructor(root: RootDatabase<unknown, string>, forgotten: Forgotten) {
    this.#sides = { out: root.openDB({ name: 'o' }), in: root.openDB({ name: 'i' }) };
    this.#types = root.openDB({ name: 'a' });
    this.#forgotten = forgotten;
  }

  put({ source, type, target }: Triple, number: number, row: Row): void {
    if (!this.#types.doesExist(type)) this.#types.put(type, 1);
    this.#sides.out.put([source, type, target, number], row);
    this.#sides.in.put([target, type, source, number], row);
  }

  hasType(type: string): boolean {
    return this.#types.doesExist(type);
  }

  types(): Iterable<string> {
    return this.#types.getKeys({});
  }

  /** Whether it was ever learned. */
  has({ source, type, target }: Triple): boolean {
    for (const _ of this.#sides.out.getKeys({ start: [source, type, target, FIRST], end: [source, type, target, LAST], limit: 1 }))
      return true;
    return false;
  }

  /** Whether it is known now. */
  isKnown(triple: Triple): boolean {
    const { source, type, target } = triple;
    const range = { start: [source, type, target, LAST] as Key, end: [source, type, target, FIRST] as Key, reverse: true, limit: 1 };
    for (const { key, value } of this.#sides.out.getRange(range)) return value[4] === 0 && !this.#ended(triple, key[3], () => true);
    return false;
  }

  #ended({ source, target }: Triple, number: number, visible: Visible): boolean {
    return this.#forgotten(source, number, visible) || this.#forgotten(target, number, visible);
  }

  /**
   * Associations of an id that pass the query's filters, the newest visible version of each, in order of (side, type, other end), from `from`
   * on, until `edgesMax` were found or about `rowsMax` rows were looked at. Of an id with itself only the outgoing side is given when both are
   * asked for.
   */
  page(query: NeighbourQuery, visible: Visible, from: EdgeEnd | undefined, rowsMax: number, edgesMax = rowsMax): EdgePage {
    const { id, types, direction = 'both' } = query;
    const sides: Side[] = direction === 'both' ? ['out', 'in'] : [direction];
    const edges: Association[] = [];
    const budget = { rows: rowsMax, edgesMax, fits: edgeFilter(query) };
    const wanted = types === undefined ? [undefined] : [...new Set(types)].sort();
    for (const side of sides) {
      if (from !== undefined && side === 'out' && from.side === 'in') continue;
      const begin = from?.side === side ? from : undefined;
      for (const type of wanted) {
        if (begin !== undefined && type !== undefined && type < begin.type) continue;
        const start = begin !== undefined && (type === undefined || type === begin.type) ? begin : { side, type: type ?? '', other: '' };
        const next = this.#run(id, start, type, visible, direction === 'both' && side === 'in', budget, edges);
        if (next !== undefined) return { edges, next };
      }
    }
    return { edges };
  }

  /** One range of keys. Gives the place where it stopped when the budget ended before the range did. */
  #run(
    id: string,
    { side, type: firstType, other: firstOther }: EdgeEnd,
    wanted: string | undefined,
    visible: Visible,
    withoutLoops: boolean,
    budget: PageBudget,
    edges: Association[],
  ): EdgeEnd | undefined {
    const end = (wanted === undefined ? [behind(id)] : [id, behind(wanted)]) as unknown as Key;
    // Of the association whose versions are being read: the newest visible one.
    let [kept, keptNumber, type, other, versions]: [Row | undefined, number, string | undefined, string, number] = [
      undefined,
      0,
      undefined,
      '',
      0,
    ];
    const finish = (): void => {
      if (kept === undefined || kept[4] === 1 || type === undefined) return;
      const [confidence, weight, timeUs] = kept;
      const [source, target] = side === 'out' ? [id, other] : [other, id];
      if (this.#forgotten(source, keptNumber, visible) || this.#forgotten(target, keptNumber, visible)) return;
      const edge = { source, type, target, confidence, weight, timeUs };
      if (budget.fits(edge)) edges.push(edge);
    };
    const isVisible = ([, , timeUs, seq]: Row): boolean => visible({ seq, timeUs });
    const rows = this.#sides[side];
    for (let start: Key | undefined = [id, firstType, firstOther, FIRST]; start !== undefined; ) {
      let next: Key | undefined;
      for (const { key, value } of rows.getRange({ start, end })) {
        if (other !== key[2] || type !== key[1]) {
          finish();
          if (budget.rows <= 0 || edges.length >= budget.edgesMax) return { side, type: key[1], other: key[2] };
          [type, other, kept, versions] = [key[1], key[2], undefined, 0];
        }
        budget.rows--;
        if (withoutLoops && other === id) continue;
        if (++versions > VERSIONS_READ) {
          const newest = newestVersion(rows, [id, type, other], isVisible);
          if (newest !== undefined) [kept, keptNumber] = [newest.row, newest.number];
          next = [id, type, other, LAST];
          break;
        }
        if (isVisible(value)) [kept, keptNumber] = [value, key[3]];
      }
      start = next;
    }
    finish();
    return undefined;
  }
}
