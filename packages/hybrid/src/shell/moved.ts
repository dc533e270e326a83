import type { Plan } from '../core/plan.ts';
import { firstOf, type Work } from './answer.ts';
import { groupingOf } from './events/grouping.ts';

/** Properties of agents that events do not carry, with the field of a registration that says them. */
const SAID_BY: Readonly<Record<string, string>> = {
  region: 'region',
  env: 'env',
  host: 'hostname',
  version: 'version',
  platform: 'platform',
};
/** Operations that count happenings by what the agents they name are. */
const COUNTS: ReadonlySet<Plan['op']> = new Set<Plan['op']>([
  'count',
  'rate',
  'ratio',
  'aggregate',
  'duration',
  'compare',
  'list',
  'timeline',
]);
const PLACES_MAX = 10_000;

/**
 * A happening belongs to the region its agent is in now, and so with the other properties of agents: events do not carry them. Where an agent had
 * another one before, an answer that goes by it says so.
 */
export async function movedNotes(plan: Plan, work: Work): Promise<string[]> {
  const asked = COUNTS.has(plan.op) ? propertiesIn(plan) : [];
  const notes = await Promise.all(
    asked.map(async (name) => {
      const { groups } = await work.reader.aggregate(
        { types: ['agent_registered'], groupBy: [groupingOf(work.state.agents.keys()), SAID_BY[name] as string], limit: PLACES_MAX },
        work.options,
      );
      const values = new Map<string, Set<unknown>>();
      for (const { key } of groups) {
        const id = String(key[0]);
        if (work.state.agents.has(id)) values.set(id, (values.get(id) ?? new Set()).add(key[1]));
      }
      const moved = [...values].filter(([, all]) => all.size > 1).map(([id]) => id);
      return moved.length === 0 ? [] : [`by the ${name} agents have now: ${firstOf(moved, 5)} had another before`];
    }),
  );
  return notes.flat();
}

/** Which of them a plan narrows or groups by, wherever in it. */
function propertiesIn(plan: Plan): string[] {
  const found = new Set<string>();
  const look = (value: unknown, key: string): void => {
    if (key === 'by' && Array.isArray(value)) for (const dim of value) if (Object.hasOwn(SAID_BY, String(dim))) found.add(String(dim));
    if (typeof value !== 'object' || value === null) return;
    for (const [name, one] of Object.entries(value)) {
      if (key === 'where' && Object.hasOwn(SAID_BY, name)) found.add(name);
      look(one, name);
    }
  };
  if ('target' in plan && plan.target !== 'event' && plan.op === 'list') return [];
  look(plan, '');
  return [...found];
}
