import { counted, type PlanOf, type Result, type Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { columnsOf, type Entity, EVIDENCE_MAX, entitiesOf, entityRow, fieldOf, idOf, meets, stateOf, statusOf } from './entity.ts';
import { eventfulEntities, havingList, sequenceList } from './eventful.ts';

/** Fields whose conditions are about events, not about what an entity is. */
export const EVENT_ONLY = new Set(['event', 'cause', 'exit_code', 'error', 'query_type', 'user']);

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
    const key = (entity: Entity): number => Number(fieldOf(entity, order.by, state, atUs) ?? Number.NEGATIVE_INFINITY);
    found = found
      .filter((entity) => fieldOf(entity, order.by, state, atUs) !== undefined)
      .sort((a, b) => (order.dir === 'desc' ? key(b) - key(a) : key(a) - key(b)));
  }
  const shown = found.slice(plan.offset ?? 0, (plan.offset ?? 0) + (plan.limit ?? 1_000));
  const name = plan.target === 'entity' ? 'entity' : plan.target;
  const rows = shown.map((entity) => ({
    ...entityRow(entity),
    ...(order === undefined ? {} : { [order.by]: fieldOf(entity, order.by, state, atUs) ?? null }),
  }));
  const when = plan.at === undefined ? 'now' : `at ${clock(atUs, work)}`;
  const base = {
    as_of_seq: state.seq,
    scanned: entitiesOf(state, plan.target).length,
    assumptions: plan.at === undefined ? [`state as of ${clock(atUs, work)}`] : [],
  };
  if (found.length === 0)
    return {
      ...base,
      status: 'empty',
      value: 0,
      text: noneText(plan, base.scanned, when),
    };
  const names = shown
    .slice(0, 12)
    .map(
      (entity) =>
        `${idOf(entity)} (${order === undefined ? `${statusOf(entity)}${placeOf(entity, found.length)}` : `${order.by} ${String(fieldOf(entity, order.by, state, atUs))}`})`,
    );
  return {
    ...base,
    status: 'answered',
    value: found.length,
    text: `${counted(found.length, name, name === 'entity' ? 'entities' : `${name}s`)} ${when}: ${names.join(', ')}${shown.length > 12 ? ` and ${shown.length - 12} more` : ''}.`,
    columns: columnsOf(rows),
    rows,
    evidence: rows
      .map((row) => String((row as Record<string, unknown>)['event_id']))
      .filter((id) => id !== '')
      .slice(0, EVIDENCE_MAX),
  };
}

/** "None of the 2 agents is offline now." */
function noneText(plan: PlanOf<'list'>, lookedAt: number, when: string): string {
  const noun = plan.target === 'entity' ? 'agents and nodes' : `${plan.target}s`;
  const { status, ...rest } = plan.where ?? {};
  if (lookedAt === 0) return `There are no ${noun} ${when === 'now' ? 'yet' : when}.`;
  if (Array.isArray(status) && Object.keys(rest).length === 0 && lookedAt === 1 && plan.target !== 'entity')
    return `The only ${plan.target} ${when === 'now' ? 'is' : 'was'} not ${status.join(' or ').replaceAll('@', '')} ${when}.`;
  if (Array.isArray(status) && Object.keys(rest).length === 0)
    return `None of the ${lookedAt} ${noun} ${when === 'now' ? 'is' : 'was'} ${status.join(' or ').replaceAll('@', '')} ${when}.`;
  return `None of the ${lookedAt} ${noun} meets this ${when}.`;
}

/** Where a node runs, when there are few enough to say it. */
function placeOf(entity: Entity, many: number): string {
  return entity.kind === 'node' && many <= 3 ? ` on ${entity.node.agentId}` : '';
}
