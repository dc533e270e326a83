import type { AnswerJson } from '@sutra/api';
import { numberOf, type PathLine, pathLines } from './answer.ts';

type Link = NonNullable<AnswerJson['path']>[number];

/** One event of the drawing, or the place of those that are folded away. */
export interface DrawnRow {
  readonly line: PathLine | undefined;
  /** Events folded into this row; 0 for an event. */
  readonly folded: number;
  /** Column of the thing it happened to. */
  readonly lane: number;
  /** What led to it: number among the evidence of the cause, and how it is tied. */
  readonly causes: readonly (Link & { readonly number: number | undefined })[];
}

export interface DrawnEdge {
  readonly from: number;
  readonly to: number;
  readonly kind: Link['kind'];
}

/** Causes and effects on a sheet: time goes down, every thing has its lane, every link is an edge. */
export interface PathDrawing {
  readonly lanes: readonly string[];
  readonly rows: readonly DrawnRow[];
  readonly edges: readonly DrawnEdge[];
}

/** Further things share the last lane. */
export const LANES_MAX = 6;
/** A longer path (a crash loop, say) shows how it began and how it ended. */
const FOLD_OVER = 12;
const KEPT_FIRST = 4;
const KEPT_LAST = 6;

/** Lays an answer's path out. `whole` shows what would be folded away. */
export function drawPath(answer: AnswerJson, whole: boolean): PathDrawing {
  const lines = pathLines(answer);
  const links = answer.path ?? [];
  const lanes: string[] = [];
  const laneOf = (line: PathLine): number => {
    const thing = line.event?.entity_id ?? '';
    if (!lanes.includes(thing) && lanes.length < LANES_MAX) lanes.push(thing);
    const at = lanes.indexOf(thing);
    return at === -1 ? LANES_MAX - 1 : at;
  };
  const fold = !whole && lines.length > FOLD_OVER;
  const place = new Map<string, number>();
  const rows: DrawnRow[] = [];
  for (const [i, line] of lines.entries()) {
    const hidden = fold && i >= KEPT_FIRST && i < lines.length - KEPT_LAST;
    const lane = laneOf(line);
    if (hidden && rows.length > KEPT_FIRST) {
      place.set(line.id, KEPT_FIRST);
      continue;
    }
    place.set(line.id, rows.length);
    if (hidden) rows.push({ line: undefined, folded: lines.length - KEPT_FIRST - KEPT_LAST, lane, causes: [] });
    else rows.push({ line, folded: 0, lane, causes: causesOf(answer, links, line.id) });
  }
  return { lanes, rows, edges: edgesOf(links, place) };
}

function causesOf(answer: AnswerJson, links: readonly Link[], id: string): DrawnRow['causes'] {
  return links
    .filter((link) => link.to === id && link.from !== null)
    .map((link) => ({ ...link, number: numberOf(answer, link.from as string) }));
}

function edgesOf(links: readonly Link[], place: ReadonlyMap<string, number>): readonly DrawnEdge[] {
  const edges = new Map<string, DrawnEdge>();
  for (const { from, to, kind } of links) {
    const start = from === null ? undefined : place.get(from);
    const end = place.get(to);
    if (start === undefined || end === undefined || start === end) continue;
    edges.set(`${start} ${end} ${kind}`, { from: start, to: end, kind });
  }
  return [...edges.values()];
}
