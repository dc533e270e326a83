import type { Plan, Where } from '../core/plan.ts';
import type { Work } from './answer.ts';
import { HOUR_US } from './events/bucket.ts';
import { groupEvents } from './events/groups.ts';
import { unsupported } from './unsupported.ts';

/** How often within the last hour something must have come back to be called flapping. */
export const FLAPPING = { timesMin: 3, withinUs: HOUR_US } as const;

/** What the answer before showed: the things "them" and "those" stand for. */
export interface Previous {
  readonly entities: readonly string[];
  readonly events: readonly string[];
}

/** A plan with everything in it that stands for something else put in its place. */
export async function resolved(plan: Plan, previous: Previous | undefined, work: Work): Promise<{ plan: Plan; notes: string[] }> {
  const notes = new Set<string>();
  const whereOf = async (where: Where): Promise<Where> => {
    let out: Where = where;
    if (refersBack(where)) out = backReference(out, previous);
    if (names(where['pattern'], 'flapping')) {
      notes.add(`flapping: came back at least ${FLAPPING.timesMin} times in the hour before`);
      out = await flappingIn(out, work);
    }
    if (out.any !== undefined) out = { ...out, any: await Promise.all(out.any.map(whereOf)) };
    return out;
  };
  const walk = async (value: unknown, key: string): Promise<unknown> => {
    if (WHERES.has(key) && isObject(value)) return whereOf(value as Where);
    if (Array.isArray(value)) return Promise.all(value.map((one) => walk(one, '')));
    if (!isObject(value)) return value;
    return Object.fromEntries(await Promise.all(Object.entries(value).map(async ([name, one]) => [name, await walk(one, name)] as const)));
  };
  return { plan: (await walk(plan, '')) as Plan, notes: [...notes] };
}

/** Keys of a plan under which conditions stand. */
const WHERES: ReadonlySet<string> = new Set(['where', 'num', 'first', 'then', 'from', 'to', 'outcome', 'hypothesis']);
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const names = (condition: unknown, value: string): boolean => Array.isArray(condition) && condition.includes(value);
const refersBack = (where: Where): boolean => names(where['ref'], 'previous');

function backReference(where: Where, previous: Previous | undefined): Where {
  if (previous === undefined) throw unsupported('what "those" stand for: there is no answer before');
  const { ref: _ref, ...rest } = where;
  if (previous.entities.length > 0) return { ...rest, entity: [...previous.entities] };
  if (previous.events.length > 0) return { ...rest, ref: [...previous.events] };
  throw unsupported('what "those" stand for: the answer before showed nothing');
}

async function flappingIn(where: Where, work: Work): Promise<Where> {
  const { pattern, ...rest } = where;
  const others = (pattern as readonly string[]).filter((one) => one !== 'flapping');
  const window = { fromUs: work.nowUs - FLAPPING.withinUs, ...(work.past ? { toUs: work.nowUs + 1 } : {}) };
  const ids: string[] = [];
  for (const [dim, type] of [
    ['agent', 'agent_recovered'],
    ['node', 'node_restarted'],
  ] as const) {
    const { groups } = await groupEvents(work, { filter: { types: [type] } }, window, { by: [dim] });
    ids.push(...groups.filter((group) => group.count >= FLAPPING.timesMin).map((group) => String(group.key[dim])));
  }
  const flapping: Where = { entity: ids.length === 0 ? ['nothing flaps'] : ids };
  return others.length === 0 ? { ...rest, ...flapping } : { ...rest, any: [{ pattern: others }, flapping] };
}
