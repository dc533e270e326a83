import type { AnswerJson } from '@sutra/api';
import { roundGaps } from '@sutra/api/round-gaps';
import { numberOf, type PathLine, pathLines } from './answer.ts';

type Link = NonNullable<AnswerJson['path']>[number];

/** One event of the drawing, or the place of those that are folded away. */
export interface DrawnRow {
  /** Of the event, or of the first of those that are folded away. */
  readonly id: string;
  readonly line: PathLine | undefined;
  /** What is folded into this row, in words; nothing for an event. */
  readonly says?: string;
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
  const steps = whole ? lines.map((line): Step => ({ lines: [line] })) : shortened(withoutRounds(lines, answer));
  const place = new Map<string, number>();
  const rows = steps.map(({ lines: [first, ...others], says }, i): DrawnRow => {
    for (const { id } of [first, ...others]) place.set(id, i);
    const at = { id: first.id, lane: laneOf(first) };
    return says === undefined
      ? { ...at, line: first, causes: causesOf(answer, links, first.id) }
      : { ...at, line: undefined, says, causes: [] };
  });
  return { lanes, rows, edges: edgesOf(links, place) };
}

/** An event, or those that one row stands for. */
interface Step {
  readonly lines: readonly [PathLine, ...PathLine[]];
  readonly says?: string;
}

/** Rounds that are like those beside them become one step. */
function withoutRounds(lines: readonly PathLine[], answer: AnswerJson): readonly Step[] {
  const gaps = roundGaps(answer);
  const folded = new Map<string, PathLine[]>();
  for (const line of lines) {
    const gap = gaps.get(line.id);
    if (gap !== undefined) folded.set(gap.first, [...(folded.get(gap.first) ?? []), line]);
  }
  return lines.flatMap((line): Step[] => {
    const gap = gaps.get(line.id);
    if (gap === undefined) return [{ lines: [line] }];
    const [first, ...others] = folded.get(gap.first) ?? [line];
    return first === line ? [{ lines: [line, ...others], says: gap.says }] : [];
  });
}

/** The middle of a path that is still long becomes one step. */
function shortened(steps: readonly Step[]): readonly Step[] {
  if (steps.length <= FOLD_OVER) return steps;
  const middle = steps.slice(KEPT_FIRST, -KEPT_LAST).flatMap(({ lines }) => lines);
  const [first, ...others] = middle as [PathLine, ...PathLine[]];
  const folded: Step = { lines: [first, ...others], says: `${middle.length} more steps in between` };
  return [...steps.slice(0, KEPT_FIRST), folded, ...steps.slice(-KEPT_LAST)];
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
