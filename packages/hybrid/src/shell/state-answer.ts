import { durationText, isoFromUs, usFromIso } from '@sutra/kit';
import { type AgentState, censusOf, type GridState, type NodeState, problemsOf } from '@sutra/model';
import { STATUS_CLASSES } from '../core/language/lexicon.ts';
import type { Cond, Dim, Scalar, Where } from '../core/plan.ts';
import { counted, type PlanOf, type Result, type Work } from './answer.ts';
import { clock, eventRow, nothing } from './events-answer.ts';
import { compileWhere, dimensionOf, readEvents, ROWS_READ_MAX, unsupported, windowOf, windowText } from './filter.ts';
import { stateAt } from './state-at.ts';

type Entity = { readonly kind: 'agent'; readonly agent: AgentState } | { readonly kind: 'node'; readonly node: NodeState; readonly agent: AgentState | undefined };
const EVIDENCE_MAX = 20;

/** The state a plan is about: at an instant, or the scene's own. */
export async function stateOf(plan: { readonly at?: string; readonly time?: { readonly from: string | null; readonly to: string | null } }, work: Work): Promise<{ state: GridState; atUs: number }> {
  const at = plan.at ?? plan.time?.to ?? undefined;
  const atUs = at === undefined ? undefined : usFromIso(at);
  if (atUs === undefined || Math.floor(work.nowUs / 1_000_000) * 1_000_000 <= atUs) return { state: work.state, atUs: work.nowUs };
  return { state: await stateAt(work.reader, { atUs }, work.options), atUs };
}

const idOf = (entity: Entity): string => (entity.kind === 'agent' ? entity.agent.id : entity.node.id);
const statusOf = (entity: Entity): string => (entity.kind === 'agent' ? (entity.agent.draining && entity.agent.health === 'healthy' ? 'draining' : entity.agent.health) : entity.node.status);

function entitiesOf(state: GridState, target: string): Entity[] {
  const agents: Entity[] = target === 'node' ? [] : [...state.agents.values()].map((agent) => ({ kind: 'agent', agent }));
  const nodes: Entity[] = target === 'agent' ? [] : [...state.nodes.values()].map((node) => ({ kind: 'node', node, agent: state.agents.get(node.agentId) }));
  return [...agents, ...nodes].sort((a, b) => idOf(a).localeCompare(idOf(b), 'en', { numeric: true }));
}

/** A number or name of an entity as it stands; undefined when it is not known of it. */
function valueOf(entity: Entity, field: string, state: GridState, nowUs: number): Scalar | undefined {
  const agent = entity.kind === 'agent' ? entity.agent : entity.agent;
  const node = entity.kind === 'node' ? entity.node : undefined;
  switch (field) {
    case 'status':
      return statusOf(entity);
    case 'node':
      return node?.id;
    case 'entity':
      return idOf(entity);
    case 'cpu_pct':
      return node === undefined ? agent?.metrics?.cpuPct : node.metrics?.cpuPct;
    case 'memory_mb':
      return node?.metrics?.memoryMb;
    case 'memory_limit_mb':
      return node?.spec.memoryLimitMb;
    case 'memory_pct':
      if (node === undefined) return agent?.metrics?.memoryPct;
      return node.metrics === undefined || node.spec.memoryLimitMb === 0 ? undefined : (100 * node.metrics.memoryMb) / node.spec.memoryLimitMb;
    case 'disk_pct':
      return agent?.metrics?.diskPct;
    case 'heartbeat_age_s':
      return agent === undefined ? undefined : (nowUs - agent.lastHeartbeatUs) / 1_000_000;
    case 'uptime_s':
      return node?.startedUs === undefined || node.status !== 'running' ? undefined : (nowUs - node.startedUs) / 1_000_000;
    case 'restart_count':
      return node?.restartCount;
    case 'node_count':
      return node !== undefined || agent === undefined ? undefined : nodesOf(state, agent.id);
    case 'free_slots':
      return node !== undefined || agent === undefined ? undefined : agent.maxNodes - nodesOf(state, agent.id);
    case 'port':
      return node?.port;
    default:
      return field.startsWith('label.') ? agent?.labels[field.slice(6)] : dimensionOf(agent, field);
  }
}

const nodesOf = (state: GridState, agentId: string): number => [...state.nodes.values()].filter((node) => node.agentId === agentId && node.status === 'running').length;

function meets(entity: Entity, where: Where | undefined, state: GridState, nowUs: number): boolean {
  return Object.entries(where ?? {}).every(([field, condition]) => {
    if (field === 'any') return (condition as readonly Where[]).some((one) => meets(entity, one, state, nowUs));
    if (field === 'pattern') {
      if (!Array.isArray(condition) || !condition.every((one) => one === 'crash_loop')) throw unsupported('this pattern');
      return entity.kind === 'node' && entity.node.crashLooping;
    }
    return holds(valueOf(entity, field, state, nowUs), condition as Cond, field);
  });
}

function holds(value: Scalar | undefined, condition: Cond, field: string): boolean {
  const expand = (values: readonly Scalar[]): string[] => values.flatMap((one) => (field === 'status' ? (STATUS_CLASSES[String(one)] ?? [String(one)]) : [String(one)])).map((one) => one.toLowerCase());
  const text = String(value).toLowerCase();
  if (Array.isArray(condition)) return value !== undefined && expand(condition as readonly Scalar[]).includes(text);
  const { not, exists, contains, like, between, eq, gt, gte, lt, lte } = condition as Exclude<Cond, readonly Scalar[]>;
  if (exists !== undefined && (value !== undefined) !== exists) return false;
  if (not !== undefined && expand(not).includes(text)) return false;
  const piece = contains ?? like?.replaceAll('*', '');
  if (piece !== undefined && !text.includes(piece.toLowerCase())) return false;
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

function entityRow(entity: Entity): Record<string, unknown> {
  if (entity.kind === 'agent') {
    const { agent } = entity;
    return { agent_id: agent.id, status: statusOf(entity), since: isoFromUs(agent.healthSinceUs), platform: agent.platform, region: agent.region ?? null, env: agent.env ?? null, event_id: agent.healthEvent };
  }
  const { node } = entity;
  return { node_id: node.id, agent_id: node.agentId, status: node.status, since: isoFromUs(node.statusSinceUs), restart_count: node.restartCount, event_id: node.statusEvent };
}

/** Fields whose conditions are about events, not about what an entity is. */
const EVENT_ONLY = new Set(['event', 'cause', 'exit_code', 'error', 'query_type', 'user']);

/** Agents or nodes: by what they are, or by what happened to them. */
export async function listEntities(plan: PlanOf<'list'>, work: Work): Promise<Result> {
  if (plan.having !== undefined) return havingList(plan, work);
  if (plan.seq !== undefined) return sequenceList(plan, work);
  if (Object.keys(plan.where ?? {}).some((field) => EVENT_ONLY.has(field))) return eventfulEntities(plan, work);
  const { state, atUs } = await stateOf(plan, work);
  let found = entitiesOf(state, plan.target).filter((entity) => meets(entity, plan.where, state, atUs));
  // Those that left are shown when asked for by status, not in a plain list.
  if (plan.where?.['status'] === undefined) found = found.filter((entity) => statusOf(entity) !== 'unregistered');
  const { order } = plan;
  if (order !== undefined) {
    const key = (entity: Entity): number => Number(valueOf(entity, order.by, state, atUs) ?? Number.NEGATIVE_INFINITY);
    found = found.filter((entity) => valueOf(entity, order.by, state, atUs) !== undefined).sort((a, b) => (order.dir === 'desc' ? key(b) - key(a) : key(a) - key(b)));
  }
  const shown = found.slice(plan.offset ?? 0, (plan.offset ?? 0) + (plan.limit ?? 1_000));
  const name = plan.target === 'entity' ? 'entity' : plan.target;
  const rows = shown.map((entity) => ({ ...entityRow(entity), ...(order === undefined ? {} : { [order.by]: valueOf(entity, order.by, state, atUs) ?? null }) }));
  const when = plan.at === undefined ? 'now' : `at ${clock(atUs)}`;
  const base = { as_of_seq: state.seq, scanned: entitiesOf(state, plan.target).length, assumptions: plan.at === undefined ? [`state as of ${clock(atUs)}`] : [] };
  if (found.length === 0) return { ...base, status: 'empty', value: 0, text: `No ${name} meets this ${when}; ${counted(base.scanned, 'was', 'were')} looked at.` };
  const names = shown.slice(0, 12).map((entity) => `${idOf(entity)} (${order === undefined ? statusOf(entity) : `${order.by} ${String(valueOf(entity, order.by, state, atUs))}`})`);
  return {
    ...base,
    status: 'answered',
    value: found.length,
    text: `${counted(found.length, name, name === 'entity' ? 'entities' : `${name}s`)} ${when}: ${names.join(', ')}${shown.length > 12 ? ` and ${shown.length - 12} more` : ''}.`,
    columns: Object.keys(rows[0] ?? {}),
    rows,
    evidence: rows.map((row) => String((row as Record<string, unknown>)['event_id'])).filter((id) => id !== '').slice(0, EVIDENCE_MAX),
  };
}

const keyField = (target: string): string => (target === 'node' ? 'node_id' : 'agent_id');

/** Entities that had such an event in the period, each with how often and when last. */
async function eventfulEntities(plan: PlanOf<'list'>, work: Work): Promise<Result> {
  const { status, ...where } = plan.where ?? {};
  const compiled = compileWhere(where as Where, work);
  if (compiled.also !== undefined) throw unsupported('entities by conditions that are tested one by one');
  const window = windowOf(plan.time, work, 'day');
  const bounds = { ...(window.fromUs === undefined ? {} : { fromUs: window.fromUs }), ...(window.toUs === undefined ? {} : { toUs: window.toUs }) };
  let result = await work.reader.aggregate({ ...compiled.filter, ...bounds, groupBy: [keyField(plan.target)], limit: 10_000 }, work.options);
  const assumptions = window.assumption === undefined ? [] : [window.assumption];
  if (result.total === 0 && plan.time === undefined) {
    result = await work.reader.aggregate({ ...compiled.filter, ...(window.toUs === undefined ? {} : { toUs: window.toUs }), groupBy: [keyField(plan.target)], limit: 10_000 }, work.options);
    if (result.total > 0) assumptions.push('nothing in the last 24 h: widened to all history');
  }
  const range = windowText(window, work);
  const base = { assumptions, as_of_seq: result.asOfSeq, scanned: result.scanned, partial: result.partial, ...(range === undefined ? {} : { window: range }) };
  const known = new Set(entitiesOf(work.state, plan.target).filter((entity) => status === undefined || meets(entity, { status: status as Cond }, work.state, work.nowUs)).map(idOf));
  const groups = result.groups.filter((group) => group.key[0] !== null && (status === undefined || known.has(String(group.key[0])))).slice(0, plan.limit ?? 1_000);
  if (groups.length === 0) return { ...base, ...(await nothing(plan.where, window, work)) };
  const rows = groups.map((group) => ({ [keyField(plan.target)]: group.key[0], count: group.count, first: isoFromUs(group.firstTimeUs), last: isoFromUs(group.lastTimeUs) }));
  const evidence = await readEvents(work, compiled, window.assumption !== undefined && assumptions.length > 1 ? {} : window, 'desc', EVIDENCE_MAX);
  return {
    ...base,
    status: 'answered',
    value: rows.length,
    text: `${counted(rows.length, plan.target)}: ${groups.slice(0, 12).map((group) => `${String(group.key[0])} (${group.count}×, last ${clock(group.lastTimeUs)})`).join(', ')}${rows.length > 12 ? ` and ${rows.length - 12} more` : ''}.`,
    columns: [keyField(plan.target), 'count', 'first', 'last'],
    rows,
    evidence: evidence.events.map((event) => event.id),
  };
}

/** Entities by how often something happened to them; `eq: 0` asks for those it never happened to. */
async function havingList(plan: PlanOf<'list'>, work: Work): Promise<Result> {
  const condition = plan.having?.[0];
  if (condition === undefined || (plan.having?.length ?? 0) > 1 || condition.per !== undefined) throw unsupported('more than one count condition, or one within a moving window');
  const compiled = compileWhere({ ...plan.where, ...condition.where, event: condition.event }, work);
  if (compiled.also !== undefined) throw unsupported('counts over conditions that are tested one by one');
  const window = windowOf(plan.time, work, 'day');
  const bounds = { ...(window.fromUs === undefined ? {} : { fromUs: window.fromUs }), ...(window.toUs === undefined ? {} : { toUs: window.toUs }) };
  const result = await work.reader.aggregate({ ...compiled.filter, ...bounds, groupBy: [keyField(plan.target)], limit: 100_000 }, work.options);
  const counts = new Map(result.groups.map((group) => [String(group.key[0]), group.count]));
  const names = new Set([...counts.keys(), ...entitiesOf(work.state, plan.target).filter((entity) => statusOf(entity) !== 'unregistered').map(idOf)]);
  names.delete('null');
  const found = [...names].map((id) => ({ id, count: counts.get(id) ?? 0 })).filter(({ count }) => holds(count, condition.count as Cond, 'count')).sort((a, b) => b.count - a.count || a.id.localeCompare(b.id));
  const range = windowText(window, work);
  const evidence = await readEvents(work, compiled, window, 'desc', EVIDENCE_MAX);
  const base = { assumptions: window.assumption === undefined ? [] : [window.assumption], as_of_seq: result.asOfSeq, scanned: result.scanned, partial: result.partial, ...(range === undefined ? {} : { window: range }) };
  if (found.length === 0) return { ...base, status: 'empty', value: 0, text: `No ${plan.target} meets this; ${counted(names.size, 'was', 'were')} looked at.` };
  return { ...base, status: 'answered', value: found.length, text: `${counted(found.length, plan.target)}: ${found.slice(0, 12).map(({ id, count }) => `${id} (${count}×)`).join(', ')}.`, columns: [keyField(plan.target), 'count'], rows: found.map(({ id, count }) => ({ [keyField(plan.target)]: id, count })), evidence: evidence.events.map((event) => event.id) };
}

/** One thing and then, or never, another: per entity, by time. */
async function sequenceList(plan: PlanOf<'list'>, work: Work): Promise<Result> {
  const { seq } = plan;
  if (seq === undefined || seq.within !== undefined) throw unsupported('a sequence within a limit of time');
  const window = windowOf(plan.time, work, 'all');
  const firsts = await readEvents(work, compileWhere({ ...plan.where, ...seq.first }, work), window, 'asc', ROWS_READ_MAX);
  const thens = await readEvents(work, compileWhere({ ...plan.where, ...seq.then }, work), { ...(window.fromUs === undefined ? {} : { fromUs: window.fromUs }) }, 'asc', ROWS_READ_MAX);
  const key = (event: { readonly body: object }): string => String((event.body as Record<string, unknown>)[keyField(plan.target)] ?? '');
  const found = new Map<string, (typeof firsts.events)[number]>();
  for (const first of firsts.events) {
    const followed = thens.events.some((then) => key(then) === key(first) && then.timeUs > first.timeUs);
    if (key(first) !== '' && followed !== (seq.absent === true)) found.set(key(first), first);
    else found.delete(key(first));
  }
  const events = [...found.values()];
  const base = { assumptions: window.assumption === undefined ? [] : [window.assumption], as_of_seq: firsts.asOfSeq, scanned: firsts.scanned + thens.scanned, partial: firsts.partial || firsts.more || thens.partial || thens.more };
  if (events.length === 0) return { ...base, status: 'empty', value: 0, text: `No ${plan.target} did this; ${counted(firsts.events.length, 'first event was', 'first events were')} looked at.` };
  return { ...base, status: 'answered', value: found.size, text: `${counted(found.size, plan.target)}: ${[...found].slice(0, 12).map(([id, event]) => `${id} (since ${clock(event.timeUs)})`).join(', ')}.`, columns: ['time', 'event_type', 'entity_id', 'summary'], rows: events.map(eventRow), evidence: events.slice(0, EVIDENCE_MAX).map((event) => event.id) };
}

/** How many agents or nodes there are, by what they are. */
export async function countEntities(plan: PlanOf<'count'>, work: Work): Promise<Result> {
  if (Object.keys(plan.where ?? {}).some((field) => EVENT_ONLY.has(field)) || plan.having !== undefined || plan.seq !== undefined) {
    const { op: _op, by: _by, bucket: _bucket, distinct: _distinct, ...rest } = plan;
    return listEntities({ ...rest, op: 'list' }, work);
  }
  const { state, atUs } = await stateOf(plan, work);
  const found = entitiesOf(state, plan.target).filter((entity) => statusOf(entity) !== 'unregistered' && meets(entity, plan.where, state, atUs));
  const base = { as_of_seq: state.seq, scanned: state.agents.size + state.nodes.size, assumptions: plan.at === undefined ? [`state as of ${clock(atUs)}`] : [], value: found.length, status: 'answered' as const, evidence: found.slice(0, EVIDENCE_MAX).map((entity) => String(entityRow(entity)['event_id'])).filter((id) => id !== '') };
  if (plan.by === undefined) return { ...base, text: `${counted(found.length, plan.target)}.`, rows: found.slice(0, 1_000).map(entityRow) };
  const groups = new Map<string, number>();
  for (const entity of found) {
    const name = plan.by.map((dim: Dim) => String(valueOf(entity, dim, state, atUs) ?? 'unknown')).join(' ');
    groups.set(name, (groups.get(name) ?? 0) + 1);
  }
  const rows = [...groups].sort((a, b) => b[1] - a[1]).slice(0, plan.limit ?? 1_000);
  return { ...base, text: `${counted(found.length, plan.target)}: ${rows.slice(0, 10).map(([name, count]) => `${name} ${count}`).join(', ')}.`, columns: [plan.by.join(' '), 'count'], rows: rows.map(([name, count]) => ({ [plan.by?.join(' ') ?? 'group']: name, count })) };
}

/** The cluster, or named entities, now or at an instant. */
export async function stateAnswer(plan: PlanOf<'state'>, work: Work): Promise<Result> {
  const { state, atUs } = await stateOf(plan, work);
  const when = atUs === work.nowUs ? 'now' : `at ${clock(atUs)}`;
  const base = { as_of_seq: state.seq, scanned: state.agents.size + state.nodes.size, assumptions: atUs === work.nowUs && plan.at === undefined ? [`state as of ${clock(atUs)}`] : [] };
  if (plan.target !== 'cluster') {
    const found = entitiesOf(state, plan.target).filter((entity) => meets(entity, plan.where, state, atUs));
    if (found.length === 0) return { ...base, status: 'empty', text: `It did not exist ${when}: no ${plan.target} of that name had been recorded by then.` };
    const expected = (plan.expect?.['status'] as readonly string[] | undefined)?.flatMap((one) => STATUS_CLASSES[one] ?? [one]);
    const yes = expected === undefined ? undefined : found.every((entity) => expected.includes(statusOf(entity)));
    const rows = found.map(entityRow);
    const said = found.slice(0, 6).map((entity) => `${idOf(entity)} ${when === 'now' ? 'is' : 'was'} ${statusOf(entity)} ${when} (for ${durationText((atUs - sinceUs(entity)) / 1000)})`);
    return { ...base, status: 'answered', value: yes ?? statusOf(found[0] as Entity), text: `${yes === undefined ? '' : yes ? 'Yes: ' : 'No: '}${said.join('; ')}.`, columns: Object.keys(rows[0] ?? {}), rows, evidence: rows.map((row) => String(row['event_id'])).filter((id) => id !== '') };
  }
  const census = censusOf(state);
  const problems = problemsOf(state);
  const worst = problems.slice(0, 5).map((problem) => problem.what);
  return {
    ...base,
    status: 'answered',
    value: state.cluster.verdict,
    text: `The grid ${when === 'now' ? 'is' : 'was'} ${state.cluster.verdict} ${when}: ${census.healthy} of ${counted(census.agents, 'agent')} healthy, ${census.running} of ${counted(census.nodes, 'wanted node')} running${worst.length === 0 ? '' : `; ${worst.join('; ')}`}.`,
    columns: ['entity_id', 'status', 'since', 'event_id'],
    rows: entitiesOf(state, 'entity').slice(0, 1_000).map((entity) => ({ entity_id: idOf(entity), status: statusOf(entity), since: isoFromUs(sinceUs(entity)), event_id: entityRow(entity)['event_id'] })),
    evidence: [state.cluster.event, ...problems.map((problem) => problem.eventId)].filter((id) => id !== '').slice(0, EVIDENCE_MAX),
  };
}

const sinceUs = (entity: Entity): number => (entity.kind === 'agent' ? entity.agent.healthSinceUs : entity.node.statusSinceUs);
