import { counted } from '@sutra/kit';
import { type GridState, toEventJson } from '@sutra/model';
import type { Where } from '../core/plan.ts';
import type { PlanOf, Result, Work } from './answer.ts';
import { clock } from './clock.ts';
import { type Entity, idOf, meets, sinceUs, unordered } from './entities/entity.ts';
import { FACTS } from './entities/facts.ts';
import { EVENT_ONLY } from './entities/fields.ts';
import { anchored } from './events/anchored.ts';
import { QUIET_TYPES } from './events/quiet.ts';
import { EVIDENCE_MAX } from './events/words.ts';
import { compileWhere, endOf, readEvents, windowOf, windowText } from './filter.ts';
import { nothing, notKept } from './nothing.ts';
import { partsFor } from './standing.ts';
import { stateAt } from './state-at.ts';

/** Changes shown at most. */
const ROWS_MAX = 1_000;

interface Change {
  readonly entity_id: string;
  readonly field: string;
  readonly before: string | number | boolean | null;
  readonly after: string | number | boolean | null;
  readonly event_id: string;
}

/** How the grid of two instants differs: what came, went, or is otherwise now, and settings that were changed in between. */
export async function changedOf(plan: PlanOf<'changed'>, work: Work): Promise<Result> {
  const { window, note, atUs } = await anchored(plan.anchor, windowOf(plan.time, work, plan.anchor === undefined ? 'day' : 'all'), work);
  if (plan.anchor !== undefined && atUs === undefined) return nothing(plan.anchor.where, windowOf(plan.time, work, 'all'), work);
  const endUs = endOf(window, work);
  const parts = partsFor(plan);
  const compiled = compileWhere(plan.where, work);
  const quiet = { ...compiled, filter: { ...compiled.filter, typesNot: [...(compiled.filter.typesNot ?? []), ...QUIET_TYPES] } };
  const { toUs } = window;
  const [before, after, changed, happened, lost] = await Promise.all([
    stateAt(work.reader, { atUs: Math.max(0, (window.fromUs ?? 0) - 1) }, work.options, parts),
    toUs === undefined || toUs > work.nowUs ? work.state : stateAt(work.reader, { atUs: toUs - 1 }, work.options, parts),
    settings(plan.where, window, work),
    readEvents(work, quiet, window, 'desc', EVIDENCE_MAX),
    notKept(window, work, quiet),
  ]);
  const changes = [...differences(before, after, plan.where, endUs), ...changed];
  const range = windowText(window, work);
  const base = {
    assumptions: [
      ...(window.assumption === undefined || plan.anchor !== undefined ? [] : [window.assumption]),
      ...note,
      'the grid at the end compared with the grid at the beginning',
    ],
    as_of_seq: Math.max(after.seq, happened.asOfSeq),
    scanned: before.agents.size + before.nodes.size + after.agents.size + after.nodes.size + happened.scanned,
    events: happened.events.map(toEventJson),
    evidence: [
      ...new Set([...changes.map((change) => change.event_id).filter((id) => id !== ''), ...happened.events.map((event) => event.id)]),
    ].slice(0, EVIDENCE_MAX),
    unknown: lost,
    ...(range === undefined ? {} : { window: range }),
  };
  if (changes.length === 0)
    return {
      ...base,
      status: 'empty',
      nothing: happened.events.length > 0 ? 'hidden' : 'none_matched',
      value: 0,
      text: `Nothing is different at ${clock(endUs, work)}${happened.events.length === 0 ? '' : `, though ${counted(happened.events.length, 'event')} happened in between`}.`,
    };
  const said = changes.slice(0, 8).map((change) => `${change.entity_id} ${change.field} ${text(change.before)} → ${text(change.after)}`);
  return {
    ...base,
    status: 'answered',
    value: changes.length,
    text: `${counted(changes.length, 'change')}: ${said.join('; ')}${changes.length > 8 ? ` and ${changes.length - 8} more` : ''}.`,
    columns: ['entity_id', 'field', 'before', 'after'],
    rows: changes.slice(0, ROWS_MAX).map((change) => ({ ...change })),
  };
}

const text = (value: Change['before']): string => (value === null ? 'nothing' : String(value));

function differences(before: GridState, after: GridState, where: Where | undefined, endUs: number): Change[] {
  const entityWhere = Object.fromEntries(Object.entries(where ?? {}).filter(([field]) => !EVENT_ONLY.has(field))) as Where;
  const was = new Map(unordered(before, 'entity').map((entity) => [idOf(entity), entity]));
  const is = new Map(unordered(after, 'entity').map((entity) => [idOf(entity), entity]));
  const changes: (Change & { readonly atUs: number })[] = [];
  if (before.cluster.verdict !== after.cluster.verdict && Object.keys(where ?? {}).length === 0)
    changes.push({
      entity_id: 'cluster',
      field: 'verdict',
      before: before.cluster.verdict,
      after: after.cluster.verdict,
      event_id: after.cluster.event,
      atUs: after.cluster.sinceUs,
    });
  for (const id of new Set([...was.keys(), ...is.keys()])) {
    const old = was.get(id);
    const now = is.get(id);
    const one = now ?? old;
    if (
      one === undefined ||
      !(meets(one, entityWhere, now === undefined ? before : after, endUs) || (old !== undefined && meets(old, entityWhere, before, endUs)))
    )
      continue;
    for (const [field, read] of FACTS[one.kind]) {
      const [from, to] = [old === undefined ? undefined : read(old), now === undefined ? undefined : read(now)];
      if (from === to || (old === undefined && field !== 'status')) continue;
      changes.push({ entity_id: id, field, before: from ?? null, after: to ?? null, event_id: eventOf(one), atUs: sinceUs(one) });
    }
  }
  return changes
    .sort((a, b) => a.atUs - b.atUs || (a.entity_id < b.entity_id ? -1 : a.entity_id > b.entity_id ? 1 : 0))
    .map(({ atUs: _at, ...change }) => change);
}

const eventOf = (entity: Entity): string => (entity.kind === 'agent' ? entity.agent.healthEvent : entity.node.statusEvent);

/** Settings that were changed: facts of their own, which no state carries. */
async function settings(where: Where | undefined, window: ReturnType<typeof windowOf>, work: Work): Promise<Change[]> {
  const found = await readEvents(work, compileWhere({ ...where, event: ['config_changed'] }, work), window, 'asc', ROWS_MAX);
  return found.events.flatMap((event) =>
    event.type === 'config_changed'
      ? [{ entity_id: event.body.target, field: event.body.key, before: event.body.before, after: event.body.after, event_id: event.id }]
      : [],
  );
}
