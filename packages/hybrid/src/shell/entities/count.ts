import type { Dim } from '../../core/plan.ts';
import { counted, type PlanOf, type Result, type Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { columnsOf, EVIDENCE_MAX, entitiesOf, entityRow, fieldOf, meets, stateOf, statusOf } from './entity.ts';
import { EVENT_ONLY, listEntities } from './list.ts';

/** How many agents or nodes there are, by what they are. */
export async function countEntities(plan: PlanOf<'count'>, work: Work): Promise<Result> {
  if (Object.keys(plan.where ?? {}).some((field) => EVENT_ONLY.has(field)) || plan.having !== undefined || plan.seq !== undefined) {
    const { op: _op, by: _by, bucket: _bucket, distinct: _distinct, ...rest } = plan;
    return listEntities({ ...rest, op: 'list' }, work);
  }
  const { state, atUs } = await stateOf(plan, work);
  const found = entitiesOf(state, plan.target).filter(
    (entity) => statusOf(entity) !== 'unregistered' && meets(entity, plan.where, state, atUs),
  );
  const base = {
    as_of_seq: state.seq,
    scanned: state.agents.size + state.nodes.size,
    assumptions: plan.at === undefined ? [`state as of ${clock(atUs, work)}`] : [],
    value: found.length,
    status: 'answered' as const,
    evidence: found
      .slice(0, EVIDENCE_MAX)
      .map((entity) => String(entityRow(entity)['event_id']))
      .filter((id) => id !== ''),
  };
  const rows = found.slice(0, 1_000).map(entityRow);
  if (plan.by === undefined)
    return { ...base, text: countedText(plan, found.length, entitiesOf(state, plan.target).length), columns: columnsOf(rows), rows };
  const groups = new Map<string, number>();
  for (const entity of found) {
    const name = plan.by.map((dim: Dim) => String(fieldOf(entity, dim, state, atUs) ?? 'unknown')).join(' ');
    groups.set(name, (groups.get(name) ?? 0) + 1);
  }
  const groupRows = [...groups].sort((a, b) => b[1] - a[1]).slice(0, plan.limit ?? 1_000);
  return {
    ...base,
    text: `${counted(found.length, plan.target)}: ${groupRows
      .slice(0, 10)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ')}.`,
    columns: [plan.by.join(' '), 'count'],
    rows: groupRows.map(([name, count]) => ({ [plan.by?.join(' ') ?? 'group']: name, count })),
  };
}

/** "5 of 6 nodes are running." */
function countedText(plan: PlanOf<'count'>, found: number, all: number): string {
  const { status, ...rest } = plan.where ?? {};
  if (!Array.isArray(status) || Object.keys(rest).length > 0 || plan.target === 'entity') return `${counted(found, plan.target)}.`;
  const verb = plan.at === undefined ? (found === 1 ? 'is' : 'are') : found === 1 ? 'was' : 'were';
  return `${found} of ${counted(all, plan.target)} ${verb} ${status.join(' or ').replaceAll('@', '')}.`;
}
