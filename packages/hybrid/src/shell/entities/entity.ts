import { isoFromUs, SutraError, usFromIso } from '@sutra/kit';
import { type AgentState, type GridState, inStatusSinceUs, type NodeState, placesByAgent } from '@sutra/model';
import { STATUS_CLASSES } from '../../core/language/lexicon.ts';
import { inNaturalOrder } from '../../core/natural-order.ts';
import { own } from '../../core/own.ts';
import type { Anchor, Cond, Scalar, Where } from '../../core/plan.ts';
import type { Work } from '../answer.ts';
import { anchored } from '../events/anchored.ts';
import { durationUs } from '../events/bucket.ts';
import { type Parts, partsFor } from '../standing.ts';
import { stateAt } from '../state-at.ts';
import { unsupported } from '../unsupported.ts';
import { type Unwatched, unwatchedAt } from '../unwatched.ts';

export type Entity =
  | { readonly kind: 'agent'; readonly agent: AgentState }
  | { readonly kind: 'node'; readonly node: NodeState; readonly agent: AgentState | undefined };

export const idOf = (entity: Entity): string => (entity.kind === 'agent' ? entity.agent.id : entity.node.id);

export const statusOf = (entity: Entity): string =>
  entity.kind === 'agent'
    ? entity.agent.draining && entity.agent.health === 'healthy'
      ? 'draining'
      : entity.agent.health
    : entity.node.status;

/** Those of a kind, in the order of their names. */
export function entitiesOf(state: GridState, target: string): Entity[] {
  const entities = unordered(state, target);
  if (!entities.every((entity) => placeOf.has(idOf(entity)))) placeOf = placesIn(state);
  return entities.sort((a, b) => (placeOf.get(idOf(a)) as number) - (placeOf.get(idOf(b)) as number));
}

/** The same in no order, for who looks them up or puts what comes of them in an order of its own. */
export function unordered(state: GridState, target: string): Entity[] {
  const agents: Entity[] = target === 'node' ? [] : [...state.agents.values()].map((agent) => ({ kind: 'agent', agent }));
  const nodes: Entity[] =
    target === 'agent' ? [] : [...state.nodes.values()].map((node) => ({ kind: 'node', node, agent: state.agents.get(node.agentId) }));
  return [...agents, ...nodes];
}

/** The places of the names that were last put in order. From one question to the next a grid is made of nearly the same names, and comparing them is slow. */
let placeOf: ReadonlyMap<string, number> = new Map();

function placesIn({ agents, nodes }: GridState): ReadonlyMap<string, number> {
  const names = [...new Set([...agents.keys(), ...nodes.keys()])].sort(inNaturalOrder);
  return new Map(names.map((name, place) => [name, place]));
}

/** A property of an agent by the name plans use. */
export function dimensionOf(agent: AgentState | undefined, field: string): string | undefined {
  if (agent === undefined) return undefined;
  switch (field) {
    case 'agent':
      return agent.id;
    case 'host':
      return agent.hostname;
    case 'region':
      return agent.region;
    case 'env':
      return agent.env;
    case 'platform':
      return agent.platform;
    case 'version':
      return agent.version;
    default:
      return undefined;
  }
}

/** A number or name of an entity as it stands; undefined when it is not known of it. */
export function fieldOf(entity: Entity, field: string, state: GridState, nowUs: number): Scalar | undefined {
  const { agent } = entity;
  const node = entity.kind === 'node' ? entity.node : undefined;
  switch (field) {
    case 'status':
      return statusOf(entity);
    case 'node':
      return node?.id;
    case 'entity':
      return idOf(entity);
    case 'cpu_pct':
      return node === undefined ? figures(agent)?.cpuPct : figuresOf(node)?.cpuPct;
    case 'memory_mb':
      return node === undefined ? undefined : figuresOf(node)?.memoryMb;
    case 'memory_limit_mb':
      return node?.spec.memoryLimitMb;
    case 'memory_pct':
      return node === undefined ? figures(agent)?.memoryPct : memoryPct(node);
    case 'disk_pct':
      return figures(agent)?.diskPct;
    case 'heartbeat_age_s':
      return agent === undefined ? undefined : (nowUs - agent.lastHeartbeatUs) / 1_000_000;
    case 'uptime_s':
      return node?.startedUs === undefined || node.status !== 'running' ? undefined : (nowUs - node.startedUs) / 1_000_000;
    case 'restart_count':
      return node?.restartCount;
    case 'node_count':
      return node !== undefined || agent === undefined ? undefined : nodesOf(state, agent.id);
    case 'free_slots':
      return node !== undefined || agent === undefined ? undefined : agent.maxNodes - (placesByAgent(state).get(agent.id) ?? 0);
    case 'port':
      return node?.port;
    case 'since_us':
      return sinceUs(entity);
    default:
      return field.startsWith('label.') ? agent?.labels[field.slice(6)] : dimensionOf(agent, field);
  }
}

/** The newest figures of what runs: the figures of what has ended, of a run before this one too, say what was used. */
const figuresOf = ({ status, metrics, startedUs = 0 }: NodeState): NodeState['metrics'] =>
  status === 'running' && metrics !== undefined && metrics.atUs >= startedUs ? metrics : undefined;

/** The newest figures of an agent that is heard. */
const figures = (agent: AgentState | undefined): AgentState['metrics'] =>
  agent?.health === 'offline' || agent?.health === 'unregistered' ? undefined : agent?.metrics;

function memoryPct(node: NodeState): number | undefined {
  const used = figuresOf(node)?.memoryMb;
  return used === undefined || node.spec.memoryLimitMb === 0 ? undefined : (100 * used) / node.spec.memoryLimitMb;
}

const nodesOf = (state: GridState, agentId: string): number =>
  [...state.nodes.values()].filter((node) => node.agentId === agentId && node.status === 'running').length;

export function meets(entity: Entity, where: Where | undefined, state: GridState, nowUs: number): boolean {
  return Object.entries(where ?? {}).every(([field, condition]) => {
    if (field === 'any') return (condition as readonly Where[]).some((one) => meets(entity, one, state, nowUs));
    if (field === 'pattern') {
      if (!Array.isArray(condition) || !condition.every((one) => one === 'crash_loop')) throw unsupported('this pattern');
      return entity.kind === 'node' && entity.node.crashLooping;
    }
    if (field === 'status') return standsAs(entity, condition as Cond);
    if (field === 'node' && entity.kind === 'agent') return hasNode(entity.agent.id, condition as Cond, state);
    return holds(fieldOf(entity, field, state, nowUs), condition as Cond, field);
  });
}

/** How something stands, by every word for it: a node that runs, and not from crash to crash, is healthy. */
export const statusesOf = (entity: Entity): readonly string[] => {
  const status = statusOf(entity);
  return entity.kind === 'node' && status === 'running' && !entity.node.crashLooping ? [status, 'healthy'] : [status];
};

function standsAs(entity: Entity, condition: Cond): boolean {
  const meetsIt = (status: string): boolean => holds(status, condition, 'status');
  return !Array.isArray(condition) && 'not' in condition ? statusesOf(entity).every(meetsIt) : statusesOf(entity).some(meetsIt);
}

/** An agent meets a condition on nodes by those that are placed on it: one of them does, or, where some are left out, none is left out. */
function hasNode(agentId: string, condition: Cond, state: GridState): boolean {
  const meetsIt = ({ id }: NodeState): boolean => holds(id, condition, 'node');
  const placed = [...state.nodes.values()].filter((node) => node.agentId === agentId);
  return !Array.isArray(condition) && 'not' in condition ? placed.every(meetsIt) : placed.some(meetsIt);
}

/**
 * Other than a number is another number: whatever has none, as a program that a signal ended has no exit code, is neither. Names are otherwise:
 * a crash of which no cause is known is none by want of memory.
 */
export function isOtherNumber(condition: Cond): boolean {
  const not = Array.isArray(condition) ? undefined : (condition as Exclude<Cond, readonly Scalar[]>).not;
  return not?.every((value) => typeof value === 'number') === true;
}

export function holds(value: Scalar | undefined, condition: Cond, field: string): boolean {
  const expand = (values: readonly Scalar[]): string[] =>
    values
      .flatMap((one) => (field === 'status' ? (own(STATUS_CLASSES, String(one)) ?? [String(one)]) : [String(one)]))
      .map((one) => one.toLowerCase());
  const text = String(value).toLowerCase();
  if (Array.isArray(condition)) return value !== undefined && expand(condition as readonly Scalar[]).includes(text);
  const { not, exists, contains, like, between, eq, gt, gte, lt, lte } = condition as Exclude<Cond, readonly Scalar[]>;
  if (exists !== undefined && (value !== undefined) !== exists) return false;
  if (not !== undefined && expand(not).includes(text)) return false;
  if (value === undefined && exists === undefined && isOtherNumber(condition)) return false;
  if (contains !== undefined && (value === undefined || !text.includes(contains.toLowerCase()))) return false;
  if (like !== undefined && (value === undefined || !matchesStars(text, like.toLowerCase()))) return false;
  if (between === undefined && [eq, gt, gte, lt, lte].every((one) => one === undefined)) return true;
  if (typeof value !== 'number') return false;
  return (
    (between === undefined || (value >= between[0] && value <= between[1])) &&
    (eq === undefined || value === eq) &&
    (gt === undefined || value > gt) &&
    (gte === undefined || value >= gte) &&
    (lt === undefined || value < lt) &&
    (lte === undefined || value <= lte)
  );
}

/** `node-abc*`: a star stands for any text. */
export function matchesStars(text: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return text === first;
  const last = rest.pop() as string;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

export function entityRow(entity: Entity): Record<string, unknown> {
  if (entity.kind === 'agent') {
    const { agent } = entity;
    return {
      agent_id: agent.id,
      status: statusOf(entity),
      since: isoFromUs(agent.healthSinceUs),
      platform: agent.platform,
      region: agent.region ?? null,
      env: agent.env ?? null,
      event_id: agent.healthEvent,
    };
  }
  const { node } = entity;
  return {
    node_id: node.id,
    agent_id: node.agentId,
    status: node.status,
    since: isoFromUs(inStatusSinceUs(node)),
    restart_count: node.restartCount,
    event_id: node.statusEvent,
  };
}

/** Columns worth showing: those that hold something. The event behind a row is its evidence, not a column. */
export function columnsOf(rows: readonly Record<string, unknown>[]): string[] {
  return Object.keys(rows[0] ?? {}).filter(
    (name) => name !== 'event_id' && rows.some((row) => row[name] !== null && row[name] !== undefined),
  );
}

export const sinceUs = (entity: Entity): number => (entity.kind === 'agent' ? entity.agent.healthSinceUs : inStatusSinceUs(entity.node));

export const EVIDENCE_MAX = 20;

/** Names an entity can be ordered by. */
export function isStateField(field: string): boolean {
  return STATE_FIELDS.has(field) || field.startsWith('label.');
}
const STATE_FIELDS: ReadonlySet<string> = new Set([
  ...['status', 'node', 'agent', 'entity', 'host', 'region', 'env', 'platform', 'version', 'port', 'since_us'],
  ...[
    'cpu_pct',
    'memory_mb',
    'memory_limit_mb',
    'memory_pct',
    'disk_pct',
    'heartbeat_age_s',
    'uptime_s',
    'restart_count',
    'node_count',
    'free_slots',
  ],
]);

/**
 * The state a plan is about: at an instant, at an event, at the end of its period, or the scene's own. `unwatched` where the grid was not running then:
 * the state is the last one known.
 */
export async function stateOf(
  plan: {
    readonly at?: string;
    readonly time?: { readonly from: string | null; readonly to: string | null };
    readonly anchor?: Anchor;
  },
  work: Work,
): Promise<{ state: GridState; atUs: number; note: string[]; unwatched?: Unwatched }> {
  const parts = partsFor(plan);
  if (plan.anchor !== undefined) {
    const { atUs, note } = await anchored(plan.anchor, {}, work);
    if (atUs === undefined)
      throw new SutraError('SUTRA_ASK_NOT_COMPUTED', 'Cannot take the state there: the event that was to give the time never happened');
    const width = plan.anchor.window === undefined ? 0 : durationUs(plan.anchor.window);
    const momentUs =
      plan.anchor.rel === 'before' ? atUs - 1 - width : plan.anchor.rel === 'after' ? Math.min(atUs + width, work.nowUs) : atUs;
    return { ...(await stateThen(momentUs, parts, work)), note: note.slice(0, 1) };
  }
  const at = plan.at ?? plan.time?.to ?? undefined;
  const atUs = at === undefined ? undefined : usFromIso(at);
  if (atUs === undefined || Math.floor(work.nowUs / 1_000_000) * 1_000_000 <= atUs)
    return { state: work.state, atUs: work.nowUs, note: [] };
  const note = plan.at === undefined ? ['the state at the end of the period'] : [];
  return { ...(await stateThen(atUs, parts, work)), note };
}

async function stateThen(atUs: number, parts: Parts, work: Work): Promise<{ state: GridState; atUs: number; unwatched?: Unwatched }> {
  const [state, unwatched] = await Promise.all([stateAt(work.reader, { atUs }, work.options, parts), unwatchedAt(atUs, work)]);
  return { state, atUs, ...(unwatched === undefined ? {} : { unwatched }) };
}
