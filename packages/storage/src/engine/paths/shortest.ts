import { type Step, turned, type Walk } from './walk.ts';

/** A layer of up to so many nodes is probed before it is chosen: one of them may have a million neighbours. */
const PROBED_MAX = 8;

/** Half of a search from both ends: how each node was reached, and those reached last. */
interface Half {
  readonly backwards: boolean;
  readonly by: Map<string, Step | undefined>;
  frontier: string[];
  depth: number;
}

/**
 * The fewest hops between two nodes, searched from both ends, a layer at a time, always on the side with less to look at. Undefined when
 * there is no path within the depth, or none was found before the budget ended.
 */
export async function shortestPath(walk: Walk, from: string, to: string, depth: number): Promise<Step[] | undefined> {
  const there: Half = { backwards: false, by: new Map([[from, undefined]]), frontier: [from], depth: 0 };
  const back: Half = { backwards: true, by: new Map([[to, undefined]]), frontier: [to], depth: 0 };
  if (!walk.visit(from) || !walk.visit(to)) return undefined;
  while (there.depth + back.depth < depth && there.frontier.length > 0 && back.frontier.length > 0) {
    const [half, other] = (await breadth(walk, there)) <= (await breadth(walk, back)) ? [there, back] : [back, there];
    const meeting = await layer(walk, half, other);
    // The first meeting is one of the fewest hops: all nodes of the other half are within its depth, and this layer is one deeper.
    if (meeting !== undefined) return [...chain(there, meeting).reverse(), ...chain(back, meeting).map(turned)];
    if (walk.budget.spent !== undefined) return undefined;
  }
  return undefined;
}

/** About how much the next layer costs: of a few nodes what leads away from them, up to a page; of many their number. */
async function breadth(walk: Walk, { frontier, backwards }: Half): Promise<number> {
  if (frontier.length > PROBED_MAX) return frontier.length;
  let steps = 0;
  for (const node of frontier) steps += await walk.breadth(node, backwards);
  return steps;
}

/** One more layer of a half; the node where it met the other one. */
async function layer(walk: Walk, half: Half, other: Half): Promise<string | undefined> {
  const next: string[] = [];
  half.depth++;
  for (const node of half.frontier) {
    for (const step of await walk.steps(node, half.backwards)) {
      if (half.by.has(step.to)) continue;
      half.by.set(step.to, step);
      if (other.by.has(step.to)) return step.to;
      if (!walk.visit(step.to)) return undefined;
      next.push(step.to);
    }
    if (!(await walk.budget.goOn())) return undefined;
  }
  half.frontier = next;
  return undefined;
}

/** Steps from a node to the end its half began at, nearest first; of the backward half they still lead away from that end. */
function chain(half: Half, node: string): Step[] {
  const steps: Step[] = [];
  for (let step = half.by.get(node); step !== undefined; step = half.by.get(step.from)) steps.push(step);
  return steps;
}
