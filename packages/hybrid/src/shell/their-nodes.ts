import { primaryOf } from '@sutra/model';
import { nounOf } from '../core/nouns.ts';
import type { Cond, Plan, Scalar, Where } from '../core/plan.ts';
import { firstOf, type Result, type Work } from './answer.ts';
import { conditionWords } from './condition-words.ts';
import { actorKind, typesOf } from './conditions.ts';
import { compileWhere, readEvents } from './filter.ts';
import { bothOf } from './narrow.ts';

/** What happens to a node and is nobody's deed: whose the node is can be said, and not who did it. */
const OF_NODES: ReadonlySet<string> = new Set([
  'node_crashed',
  'node_lost',
  'node_crash_looping',
  'node_gave_up',
  'node_adopted',
  'node_metrics',
]);
/** What happens to agents and to the grid: nobody's deed either, and agents are nobody's. */
const OF_OTHERS: ReadonlySet<string> = new Set([
  'agent_heartbeat',
  'agent_degraded',
  'agent_offline',
  'agent_recovered',
  'agent_metrics',
  'agent_unreachable_probe',
  'cluster_healthy',
  'cluster_degraded',
  'cluster_critical',
]);
/** Stretches of a node that somebody's deed begins; the others come as they come. */
const BEGUN_BY_DEED: ReadonlySet<string> = new Set([
  'spawn_time',
  'stop_time',
  'restart_time',
  'time_in:stopping',
  'time_in:stopped',
  'time_in:pending',
]);

/** What a plan is about that has a user in it, where that is nobody's deed. */
interface Nobodys {
  readonly says: string;
  /** Of nodes, so that whose they are can be said; of agents, the grid, or deeds beside it, otherwise. */
  readonly kind: 'nodes' | 'others' | 'mixed';
}

/** A plan in which what is nobody's deed is asked of the nodes somebody spawned, and how that is said; or why it is refused. */
export type OfTheirs = { readonly plan: Plan; readonly said?: string } | { readonly refused: Result };

/**
 * A crash, an outage or a figure has no user, only its node was somebody's wish: asked with a user it is told of the nodes he spawned, and
 * refused where it is of no node, of deeds as well, or by user. Without this it would be denied: no such event carries a person.
 */
export async function ofTheirNodes(plan: Plan, work: Work): Promise<OfTheirs> {
  if (!JSON.stringify(plan).includes('"user"')) return { plan };
  if (plan.op === 'compare') return compared(plan, work);
  const made = await nodesMade(plan, work);
  if (made !== undefined) return { plan: made };
  const about = nobodysIn(plan);
  if (about === undefined || !('where' in plan || 'num' in plan || 'by' in plan || 'distinct' in plan)) return { plan };
  const { where, num, by, distinct } = plan as { where?: Where; num?: Where; by?: readonly string[]; distinct?: string };
  if (by?.includes('user') === true || distinct === 'user') return { refused: refused(about) };
  const users = [where?.['user'], num?.['user']].filter((user) => user !== undefined) as Cond[];
  if (users.length === 0 || !users.every(isOfPeople)) return { plan };
  if (about.kind !== 'nodes') return { refused: refused(about, users[0]) };
  const said: string[] = [];
  const of = async (one: Where | undefined): Promise<Where | undefined> => {
    if (one?.['user'] === undefined) return one;
    const { user, ...rest } = one;
    const names = await spawnedBy(user as Cond, work);
    said.push(
      ` Nobody asks for ${about.says}: told of the nodes spawned${conditionWords({ user })} (${names.length === 0 ? 'none' : firstOf(names, 8)}).`,
    );
    const before = rest['node'];
    const both = Array.isArray(before) ? names.filter((name) => before.includes(name)) : names;
    const shared = both.length === 0 ? [] : await spawnedBy(othersThan(user as Cond), work, both);
    if (shared.length > 0)
      said.push(
        ` Of these ${firstOf(shared, 8)} ${shared.length === 1 ? 'was' : 'were'} also spawned by others, at another time: all that happened under ${shared.length === 1 ? 'that name' : 'these names'} counts.`,
      );
    return { ...rest, node: both.length === 0 ? [NO_NODE] : both };
  };
  const [ofWhere, ofNum] = [await of(where), await of(num)];
  const bent = { ...plan, ...(ofWhere === undefined ? {} : { where: ofWhere }), ...(ofNum === undefined ? {} : { num: ofNum }) };
  return { plan: bent as Plan, said: said.join('') };
}

/** Stands where nobody spawned any: no node is called so. */
const NO_NODE = 'no node';

/** "Nodes spawned by bob" are those that he made: what he only had started anew is somebody else's. */
async function nodesMade(plan: Plan, work: Work): Promise<Plan | undefined> {
  if ((plan.op !== 'list' && plan.op !== 'count') || plan.target !== 'node') return undefined;
  const { event, user, node } = plan.where ?? {};
  if (!Array.isArray(event) || event.join() !== 'spawn_succeeded' || user === undefined || node !== undefined) return undefined;
  if (!isOfPeople(user as Cond)) return undefined;
  const names = await spawnedBy(user as Cond, work);
  return { ...plan, where: { ...plan.where, node: names.length === 0 ? [NO_NODE] : names } };
}

async function compared(plan: Extract<Plan, { op: 'compare' }>, work: Work): Promise<OfTheirs> {
  const said: string[] = [];
  const sides: (typeof plan.sides)[number][] = [];
  for (const side of plan.sides) {
    const inner = plan.plan as Plan & { readonly where?: Where };
    const one = await ofTheirNodes({ ...inner, where: { ...inner.where, ...side.where } } as Plan, work);
    if ('refused' in one) return one;
    const { where } = one.plan as { readonly where?: Where };
    sides.push(one.said === undefined ? side : { ...side, where: { node: (where as Where)['node'] as readonly Scalar[] } });
    said.push(one.said ?? '');
  }
  return said.join('') === '' ? { plan } : { plan: { ...plan, sides }, said: said.join('') };
}

/**
 * The plan of a part of a question about events of whatever types, where some of them are nobody's deed: its number counts the events by the user they are
 * recorded with, and the same plan asked for by itself would be told of the nodes he spawned, or refused.
 */
export function asRecorded<P extends { readonly where?: Where; readonly num?: Where }>(plan: P): P {
  const { where, num } = plan;
  if (!(eventsOf(where) ?? []).some((type) => OF_NODES.has(String(type)) || OF_OTHERS.has(String(type)))) return plan;
  // The same alternative twice: what the events themselves say, whatever else the plan asks.
  const recorded = ({ user, ...rest }: Where): Where => (user === undefined ? rest : bothOf(rest, { any: [{ user }, { user }] }));
  return { ...plan, ...(where && { where: recorded(where) }), ...(num && { num: recorded(num) }) };
}

/** Programs of the grid are recorded with what they tell: of them alone it may be asked. */
function isOfPeople(user: Cond): boolean {
  const names = Array.isArray(user) ? (user as readonly Scalar[]) : ((user as { readonly not?: readonly Scalar[] }).not ?? []);
  return names.length > 0 && names.every((name) => actorKind(String(name)) === 'human');
}

function nobodysIn(plan: Plan): Nobodys | undefined {
  if (plan.op === 'audit' || plan.op === 'watch') return undefined;
  if (plan.op === 'duration') {
    if (BEGUN_BY_DEED.has(plan.of)) return undefined;
    const says = plan.of.replace(/^time_in:/, 'time ').replaceAll('_', ' ');
    return { says, kind: plan.target === 'node' || plan.target === 'entity' ? 'nodes' : 'others' };
  }
  if (plan.op === 'aggregate') return { says: plan.metric.replaceAll('_', ' '), kind: plan.target === 'node' ? 'nodes' : 'others' };
  if (plan.op === 'ratio' && (plan.of === 'availability' || plan.of === 'recovery')) return { says: plan.of, kind: 'nodes' };
  const events = [eventsOf((plan as { readonly where?: Where }).where), ...havingEvents(plan)].flatMap((one) => one ?? []);
  const types = events.length === 0 ? undefined : typesOf(events);
  if (types === undefined) return undefined;
  const says = events.map((type) => nounOf(String(type)).many).join(' or ');
  if (types.every((type) => OF_NODES.has(type))) return { says, kind: 'nodes' };
  if (types.every((type) => OF_NODES.has(type) || OF_OTHERS.has(type))) return { says, kind: 'others' };
  // A class of events is one word of the question: what of it was somebody's deed is what is meant.
  const [nobodys] = events.filter((type) => OF_NODES.has(String(type)) || OF_OTHERS.has(String(type)));
  return nobodys === undefined || events.some((type) => String(type).startsWith('@'))
    ? undefined
    : { says: nounOf(String(nobodys)).many, kind: 'mixed' };
}

const eventsOf = (where: Where | undefined): readonly Scalar[] | undefined =>
  Array.isArray(where?.['event']) ? (where['event'] as readonly Scalar[]) : undefined;

const havingEvents = (plan: Plan): readonly (readonly Scalar[])[] =>
  'having' in plan && (plan as { readonly where?: Where }).where?.['event'] === undefined
    ? (plan.having ?? []).map(({ event }) => event)
    : [];

function refused({ says, kind }: Nobodys, user?: Cond): Result {
  const name = Array.isArray(user) ? String(user[0]).replace(/^(?:cli|user):/, '') : undefined;
  const ask = {
    nodes: 'Ask for them by node, or of the nodes that somebody spawned.',
    others: 'Ask for them without a user.',
    mixed: 'What else is asked about is a deed: ask for each alone.',
  } as const;
  const questions = name === undefined ? ['crashes by node'] : [`crashes of ${name}'s nodes`, `what did ${name} do?`];
  return {
    status: 'refused',
    text: `Nobody asks for ${says}: there is no user of that. ${ask[kind]}`,
    suggestions: questions.map((question) => ({ question, why: 'this can be answered' })),
  };
}

/** Whoever is not meant. */
const othersThan = (user: Cond): Cond =>
  Array.isArray(user) ? { not: user } : ((user as { readonly not: readonly Scalar[] }).not as Cond);

/** Nodes somebody had spawned (of these, where some are named), restarts apart: a restart makes no node. */
export async function spawnedBy(user: Cond, work: Work, of?: readonly string[]): Promise<readonly string[]> {
  const { filter, ...more } = compileWhere({ event: ['spawn_requested'], user, ...(of === undefined ? {} : { node: of }) }, work);
  const first = { ...more, filter: { ...filter, where: [...(filter.where ?? []), { field: 'replaces', exists: false }] } };
  const { events } = await readEvents(work, first, work.past ? { toUs: work.nowUs + 1 } : {}, 'asc');
  return [...new Set(events.map(primaryOf))];
}
