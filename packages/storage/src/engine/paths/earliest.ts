import type { Step, Walk } from './walk.ts';

interface Arrival {
  readonly node: string;
  readonly timeUs: number;
  readonly by: Step | undefined;
  readonly before: Arrival | undefined;
}

/**
 * The fewest hops of which none is earlier than the one before. Goes a layer at a time from the start and keeps, of every node, only arrivals
 * that are earlier than all with fewer hops: whatever can follow a later arrival can follow the earlier one.
 */
export async function earliestPath(walk: Walk, from: string, to: string, depth: number): Promise<Step[] | undefined> {
  const earliest = new Map<string, number>();
  let layer: Arrival[] = [{ node: from, timeUs: Number.NEGATIVE_INFINITY, by: undefined, before: undefined }];
  earliest.set(from, Number.NEGATIVE_INFINITY);
  if (!walk.visit(from)) return undefined;
  for (let hops = 0; hops < depth && layer.length > 0; hops++) {
    const next = new Map<string, Arrival>();
    for (const at of layer) {
      for (const step of await walk.steps(at.node, false)) {
        const { timeUs } = step.edge;
        if (timeUs < at.timeUs || timeUs >= (earliest.get(step.to) ?? Number.POSITIVE_INFINITY)) continue;
        const arrival = { node: step.to, timeUs, by: step, before: at };
        if (step.to === to) return stepsOf(arrival);
        if (!walk.visit(step.to)) return undefined;
        if (timeUs < (next.get(step.to)?.timeUs ?? Number.POSITIVE_INFINITY)) next.set(step.to, arrival);
      }
      if (!(await walk.budget.goOn())) return undefined;
    }
    for (const { node, timeUs } of next.values()) earliest.set(node, timeUs);
    layer = [...next.values()];
  }
  return undefined;
}

function stepsOf(arrival: Arrival): Step[] {
  const steps: Step[] = [];
  for (let at: Arrival | undefined = arrival; at?.by !== undefined; at = at.before) steps.push(at.by);
  return steps.reverse();
}
