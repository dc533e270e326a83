import { isoFromUs } from '@sutra/kit';
import { type GridEvent, primaryOf, summaryOf, toEventJson } from '@sutra/model';
import { nounOf } from '../../core/nouns.ts';
import { counted, type PlanOf, type Result, type Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { EVIDENCE_MAX } from '../events/words.ts';
import { compileWhere, readEvents, windowOf, windowText } from '../filter.ts';
import { nothing, notKept } from '../nothing.ts';

/** What people and their tools asked for, and what became of settings and the record: everything an audit is about. */
export const AUDIT_TYPES: readonly string[] = [
  ...[
    'spawn_requested',
    'stop_requested',
    'agent_draining',
    'agent_undrained',
    'agent_unregistered',
    'scale_requested',
    'update_started',
    'update_rolled_back',
  ],
  ...['config_changed', 'action_requested', 'action_approved', 'action_denied', 'auth_failed', 'binary_published'],
  ...['backup_completed', 'backup_failed', 'restore_completed', 'retention_applied', 'watch_added', 'watch_removed'],
  'model_asked',
];

/** Which of them a verb speaks of. */
const OF_VERB: Readonly<Record<string, readonly string[]>> = {
  stop: ['stop_requested'],
  spawn: ['spawn_requested'],
  restart: ['stop_requested', 'spawn_requested'],
  drain: ['agent_draining'],
  undrain: ['agent_undrained'],
  scale: ['scale_requested'],
  update: ['update_started'],
  rollback: ['update_rolled_back'],
  backup: ['backup_completed', 'backup_failed'],
  restore: ['restore_completed'],
};

/** What an operation came to, by the event that says so. */
const OUTCOME: Readonly<Record<string, string>> = {
  spawn_succeeded: 'succeeded',
  spawn_failed: 'failed',
  spawn_unknown: 'unknown',
  stop_succeeded: 'succeeded',
  stop_failed: 'failed',
  stop_unknown: 'unknown',
  update_completed: 'succeeded',
  update_failed: 'failed',
  scaled_up: 'succeeded',
  scaled_down: 'succeeded',
};
/** Events that say what came of them by themselves. */
const SAID: Readonly<Record<string, string>> = {
  action_denied: 'denied',
  auth_failed: 'denied',
  backup_failed: 'failed',
  action_requested: 'asked',
};

/** Rows of a report at most; past it the answer is partial. */
const ROWS_MAX = 10_000;
/** Operations looked up with one query. */
const OPERATIONS_MAX = 1_000;
/** The clock that tells the outcome may be so far behind the one that told of the request. */
const CLOCKS_APART_US = 86_400_000_000;

/** Who did what, when, why, and what came of it: "who stopped node-5?", or a report of a period. */
export async function auditOf(plan: PlanOf<'audit'>, work: Work): Promise<Result> {
  const event = plan.verb === undefined ? [...AUDIT_TYPES] : [...(OF_VERB[plan.verb] ?? ['action_requested'])];
  const window = windowOf(plan.time, work, 'all');
  const wide = plan.verb === undefined || plan.form === 'report' || plan.form === 'rows';
  const compiled = compileWhere({ ...plan.where, event }, work);
  const found = await readEvents(work, compiled, window, 'desc', wide ? ROWS_MAX : 10);
  const range = windowText(window, work);
  const base = {
    assumptions: window.assumption === undefined ? [] : [window.assumption],
    as_of_seq: found.asOfSeq,
    scanned: found.scanned,
    partial: found.partial || (found.more && wide),
    ...(range === undefined ? {} : { window: range }),
  };
  const latest = found.events[0];
  if (latest === undefined) {
    const none = await nothing({ event }, window, work);
    const sought = plan.verb === undefined ? '' : `: no ${event.map((type) => nounOf(type).one).join(' or ')} is on record`;
    return { ...base, ...none, text: `Nobody asked for this through the grid${sought}.${lastEnd(plan, work)}` };
  }
  const ended = await outcomes(found.events, work);
  const rows = oncePerAction(found.events).map((one) => rowOf(one, ended.get(one.operationId ?? '')));
  const who = latest.actor ?? 'an actor that was not recorded';
  const unnamed = found.events.filter((one) => one.actor === undefined).length;
  return {
    ...base,
    status: 'answered',
    value: wide ? rows.length : who,
    text: wide
      ? reportText(rows)
      : `${who} at ${clock(latest.timeUs, work)}: ${summaryOf(latest)}${latest.reason === undefined ? '' : ` (${latest.reason})`}.`,
    columns: ['time', 'actor', 'action', 'entity_id', 'reason', 'outcome', 'summary'],
    rows,
    events: found.events.slice(0, EVIDENCE_MAX).map(toEventJson),
    evidence: found.events.slice(0, wide ? EVIDENCE_MAX : 10).map((one) => one.id),
    unknown: [
      ...(latest.actor === undefined && !wide ? ['who asked: the event carries no actor'] : []),
      ...(wide && unnamed > 0 ? [`who asked for ${unnamed} of them: those events carry no actor`] : []),
      ...(await notKept(window, work, compiled)),
    ],
  };
}

/** What became of each operation: the newest event that says so. */
async function outcomes(events: readonly GridEvent[], work: Work): Promise<Map<string, GridEvent>> {
  const operations = [...new Set(events.flatMap((event) => event.operationId ?? []))];
  const found = new Map<string, GridEvent>();
  const firstUs = Math.min(...events.map((event) => event.timeUs)) - CLOCKS_APART_US;
  // Every event of an operation names it among its entities: so they are found without being looked for among all others.
  const until = { fromUs: firstUs, ...(work.past ? { toUs: work.nowUs + 1 } : {}) };
  const parts = Array.from({ length: Math.ceil(operations.length / OPERATIONS_MAX) }, (_, i) =>
    operations.slice(i * OPERATIONS_MAX, (i + 1) * OPERATIONS_MAX),
  );
  const ends = await Promise.all(
    parts.map((is) => readEvents(work, { filter: { types: Object.keys(OUTCOME), entities: [is] } }, until, 'asc')),
  );
  for (const { events: told } of ends) for (const event of told) if (event.operationId !== undefined) found.set(event.operationId, event);
  return found;
}

/** Leaves out the wish itself where what it led to tells the same of the same operation, with where it was to happen. */
function oncePerAction(events: readonly GridEvent[]): readonly GridEvent[] {
  const keyOf = (event: GridEvent): string => `${event.operationId ?? event.id} ${actionOf(event)} ${primaryOf(event)}`;
  const done = new Set(events.filter(({ type }) => type !== 'action_requested').map(keyOf));
  return events.filter((event) => event.type !== 'action_requested' || !done.has(keyOf(event)));
}

function rowOf(event: GridEvent, end: GridEvent | undefined): Record<string, unknown> {
  return {
    time: isoFromUs(event.timeUs),
    actor: event.actor ?? null,
    action: actionOf(event),
    entity_id: primaryOf(event),
    reason: event.reason ?? null,
    outcome: end === undefined ? (SAID[event.type] ?? (event.operationId === undefined ? 'done' : 'open')) : (OUTCOME[end.type] as string),
    ended: end === undefined ? null : isoFromUs(end.timeUs),
    summary: summaryOf(event),
    event_type: event.type,
    event_id: event.id,
    operation_id: event.operationId ?? null,
  };
}

function actionOf(event: GridEvent): string {
  if (event.type === 'action_requested' || event.type === 'action_approved' || event.type === 'action_denied') return event.body.verb;
  return event.type.replace(/_(requested|completed|started|published|changed|added|applied)$/, '').replaceAll('_', ' ');
}

function reportText(rows: readonly Record<string, unknown>[]): string {
  const by = (field: string): string => {
    const sums = new Map<string, number>();
    for (const row of rows) sums.set(String(row[field] ?? 'unknown'), (sums.get(String(row[field] ?? 'unknown')) ?? 0) + 1);
    return [...sums]
      .sort((a, b) => b[1] - a[1])
      .slice(0, 6)
      .map(([name, n]) => `${name} ${n}`)
      .join(', ');
  };
  return `${counted(rows.length, 'audited event')}. By whom: ${by('actor')}. What: ${by('action')}. Outcome: ${by('outcome')}.`;
}

/** How the named node last ended, for who asks who stopped it when nobody did. */
function lastEnd(plan: PlanOf<'audit'>, work: Work): string {
  const named = plan.where?.['node'];
  const node = plan.verb === 'stop' && Array.isArray(named) ? work.state.nodes.get(String(named[0])) : undefined;
  if (node === undefined) return '';
  const end = node.lastExit === undefined ? '' : ` It last ended at ${clock(node.lastExit.atUs, work)}: ${node.lastExit.summary}.`;
  return `${end} ${node.id} is ${node.status}.`;
}
