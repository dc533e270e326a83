import { counted, isoFromUs } from '@sutra/kit';
import { type GridEvent, type NodeState, primaryOf, summaryOf, toEventJson } from '@sutra/model';
import type { AggregateGroup } from '@sutra/storage';
import { DEEDS } from '../../core/deeds.ts';
import { nounOf } from '../../core/nouns.ts';
import { own } from '../../core/own.ts';
import type { Where } from '../../core/plan.ts';
import type { PlanOf, Result, Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { conditionWords } from '../condition-words.ts';
import { EVIDENCE_MAX } from '../events/words.ts';
import { type Compiled, compileWhere, readEvents, type Window, windowOf, windowText } from '../filter.ts';
import { nothing, notKept, windowWords } from '../nothing.ts';

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
  ...['config_changed', 'action_requested', 'action_approved', 'action_denied', 'auth_failed', 'access_denied', 'binary_published'],
  ...['backup_completed', 'backup_failed', 'restore_completed', 'retention_applied', 'watch_added', 'watch_removed'],
  'model_asked',
];

/** Which of them a verb speaks of. A verb that is not here has no event of its own: only the wish, as it was asked for, tells of it. */
const OF_VERB: Readonly<Record<string, readonly string[]>> = {
  stop: ['stop_requested'],
  spawn: ['spawn_requested'],
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
  access_denied: 'denied',
  backup_failed: 'failed',
  action_requested: 'asked',
};

/** Rows of a report at most; past it the answer is partial. */
const ROWS_MAX = 10_000;
const END_TYPES = Object.keys(OUTCOME);
/** Operations looked up with one query. */
const OPERATIONS_MAX = 1_000;
/** An operation is mostly over this long after it was asked for, µs. */
const SOON_US = 3_600_000_000;
/** Ends counted with one query; those beyond it are looked up by name. */
const GROUPS_MAX = 100_000;
/** The clock that tells the outcome may be so far behind the one that told of the request. */
const CLOCKS_APART_US = 86_400_000_000;

/** Who did what, when, why, and what came of it: "who stopped node-5?", or a report of a period. */
export async function auditOf(plan: PlanOf<'audit'>, work: Work): Promise<Result> {
  const ofVerb = plan.verb === undefined ? AUDIT_TYPES : OF_VERB[plan.verb];
  const event = [...(ofVerb ?? ['action_requested'])];
  const window = windowOf(plan.time, work, 'all');
  const wide = plan.pick === undefined && (plan.verb === undefined || plan.form === 'report' || plan.form === 'rows');
  const asked = ofVerb === undefined && plan.verb !== undefined ? { verb: [plan.verb] } : {};
  const compiled = notReplacing(plan, compileWhere({ ...plan.where, event, ...asked }, work));
  const [found, soon, lacking] = await Promise.all([
    readEvents(work, compiled, window, plan.pick === 'first' ? 'asc' : 'desc', wide ? ROWS_MAX : 10),
    wide ? endsWithin(window, work) : [],
    notKept(window, work, compiled),
  ]);
  const range = windowText(window, work);
  const base = {
    assumptions: window.assumption === undefined ? [] : [window.assumption],
    as_of_seq: found.asOfSeq,
    scanned: found.scanned,
    partial: found.partial || (found.more && wide),
    ...(range === undefined ? {} : { window: range }),
  };
  const told = deedsOf(plan, found.events);
  const late = wide ? new Set() : await stopsOfWhatHadEnded(plan, told, work);
  const latest = told.find((one) => !late.has(one)) ?? told[0];
  if (latest === undefined) {
    const none = await nothing({ event }, window, work);
    const kind =
      plan.verb === undefined
        ? 'audited event'
        : ofVerb === undefined
          ? `${plan.verb} request`
          : event.map((type) => nounOf(type).one).join(' or ');
    const but = deedsLeftOut(plan).map((type) => nounOf(type).many);
    const sought = `no ${kind}${conditionWords(plan.where)}${but.length === 0 ? '' : ` other than ${but.join(' and ')}`} is on record${plan.time === undefined ? '' : windowWords(window, work)}`;
    const { text: general, ...kept } = none;
    const said =
      kept.nothing === 'not_recorded'
        ? `Whether anybody asked for this is not known: ${sought}. ${general}`
        : `Nobody asked for ${plan.verb !== undefined ? 'this' : but.length === 0 ? 'anything' : 'anything else'} through the grid: ${sought}.`;
    const others = await deedsOfOthers(plan, window, { ...asked, event }, work);
    const end = await lastEnd(plan, others.length > 0, work);
    return { ...base, ...kept, text: `${said}${end}`, ...(others.length === 0 ? {} : ofOthers(plan, others, sought, end, work)) };
  }
  const ended = await outcomes(told, soon, work);
  const rows = (plan.pick === undefined ? told : [latest]).map((one) => rowOf(one, ended.get(one.operationId ?? '')));
  const who = latest.actor ?? 'an actor that was not recorded';
  const asks = `${who} at ${clock(latest.timeUs, work)}: ${summaryOf(latest)}${latest.reason === undefined ? '' : ` (${latest.reason})`}`;
  const unnamed = told.filter((one) => one.actor === undefined).length;
  return {
    ...base,
    status: 'answered',
    ...(late.has(latest) ? {} : { value: wide ? rows.length : who }),
    text: wide
      ? reportText(rows)
      : late.has(latest)
        ? `Nobody ended it through the grid.${await lastEnd(plan, false, work)} It was asked to stop when it had ended already: ${asks}.`
        : `${asks}.${await startedSince(plan, latest, window, work)}`,
    columns: ['time', 'actor', 'action', 'entity_id', 'reason', 'outcome', 'summary'],
    rows,
    events: told.slice(0, EVIDENCE_MAX).map(toEventJson),
    evidence: told.slice(0, wide ? EVIDENCE_MAX : 10).map((one) => one.id),
    unknown: [
      ...(latest.actor === undefined && !wide ? ['who asked: the event carries no actor'] : []),
      ...(wide && unnamed > 0 ? [`who asked for ${unnamed} of them: those events carry no actor`] : []),
      ...lacking,
    ],
  };
}

/** A spawn makes a node; the start within a restart is none. */
function notReplacing({ verb }: PlanOf<'audit'>, compiled: Compiled): Compiled {
  if (verb !== 'spawn') return compiled;
  return { ...compiled, filter: { ...compiled.filter, where: [...(compiled.filter.where ?? []), { field: 'replaces', exists: false }] } };
}

/** Who had a named node started anew after it was spawned: "who started db?" may be asked of that. */
async function startedSince({ verb, where, pick }: PlanOf<'audit'>, spawn: GridEvent, { toUs }: Window, work: Work): Promise<string> {
  if (verb !== 'spawn' || pick !== undefined || !Array.isArray(where?.['node'])) return '';
  const untilUs = toUs ?? (work.past ? work.nowUs + 1 : undefined);
  const window = { fromUs: spawn.timeUs, ...(untilUs === undefined ? {} : { toUs: untilUs }) };
  const filter = { types: ['spawn_requested'], entities: [[primaryOf(spawn)]], where: [{ field: 'replaces', exists: true }] };
  const [again] = (await readEvents(work, { filter }, window, 'desc', 1)).events;
  if (again === undefined) return '';
  return ` Restarted since, last by ${again.actor ?? 'an actor that was not recorded'} at ${clock(again.timeUs, work)}.`;
}

/** The happenings whose deeds a plan leaves out: "everything bob did except spawning". */
function deedsLeftOut({ where }: PlanOf<'audit'>): readonly string[] {
  return ((where?.['event'] ?? {}) as { readonly not?: readonly string[] }).not ?? [];
}

function deedsOf(plan: PlanOf<'audit'>, events: readonly GridEvent[]): readonly GridEvent[] {
  const left = new Set<string | undefined>(deedsLeftOut(plan).map((event) => own(DEEDS, event)));
  return oncePerAction(events).filter((event) => !left.has(actionOf(event)));
}

/** After these nothing of a node runs or will run by itself, until it runs again. */
const OVER = ['stop_succeeded', 'node_gave_up', 'spawn_failed'];
const RUNS = ['spawn_succeeded', 'node_restarted', 'node_adopted'];

/** Stops of a named node that were asked for when it had ended for good: they did not end it, and whoever asked for them did not. */
async function stopsOfWhatHadEnded({ verb, where }: PlanOf<'audit'>, stops: readonly GridEvent[], work: Work): Promise<Set<unknown>> {
  if (verb !== 'stop' || !Array.isArray(where?.['node'])) return new Set();
  const over = await Promise.all(
    stops.map(async (stop) => {
      const filter = { types: [...OVER, ...RUNS], entities: [[primaryOf(stop)]] };
      const [before] = (await readEvents(work, { filter }, { toUs: stop.timeUs }, 'desc', 1)).events;
      return before !== undefined && OVER.includes(before.type) ? [stop] : [];
    }),
  );
  return new Set(over.flat());
}

/** What became of an operation, by the newest event that says so. */
interface End {
  readonly type: string;
  readonly timeUs: number;
}

/** Every end of an operation in a period and soon after it, as the store counts them: no event is moved for it. */
async function endsWithin({ fromUs, toUs = Number.POSITIVE_INFINITY }: Window, work: Work): Promise<readonly AggregateGroup[]> {
  if (fromUs === undefined) return [];
  const until = Math.min(toUs + SOON_US, work.past ? work.nowUs + 1 : Number.POSITIVE_INFINITY);
  const { groups } = await work.reader.aggregate(
    {
      types: END_TYPES,
      fromUs: fromUs - SOON_US,
      ...(Number.isFinite(until) ? { toUs: until } : {}),
      groupBy: ['operation', 'type'],
      limit: GROUPS_MAX,
    },
    work.options,
  );
  return groups;
}

/** The ends of the operations of these events: those that came soon are at hand, others are looked up by name. */
async function outcomes(events: readonly GridEvent[], soon: readonly AggregateGroup[], work: Work): Promise<Map<string, End>> {
  const operations = new Set(events.flatMap((event) => event.operationId ?? []));
  const found = new Map<string, End>();
  const take = (operation: string | undefined, end: End): void => {
    if (operation !== undefined && (found.get(operation)?.timeUs ?? Number.NEGATIVE_INFINITY) <= end.timeUs) found.set(operation, end);
  };
  for (const { key, lastTimeUs } of soon) {
    const operation = key[0] as string;
    if (operations.has(operation)) take(operation, { type: key[1] as string, timeUs: lastTimeUs });
  }
  // What was unknown at first may have been found out since.
  const others = [...operations].filter((operation) => found.get(operation)?.type.endsWith('_unknown') !== false);
  const parts = Array.from({ length: Math.ceil(others.length / OPERATIONS_MAX) }, (_, i) =>
    others.slice(i * OPERATIONS_MAX, (i + 1) * OPERATIONS_MAX),
  );
  const fromUs = events.reduce((least, { timeUs }) => Math.min(least, timeUs), Number.POSITIVE_INFINITY) - CLOCKS_APART_US;
  const until = { fromUs, ...(work.past ? { toUs: work.nowUs + 1 } : {}) };
  // Every event of an operation names it among its entities: so they are found without being looked for among all others.
  const ends = await Promise.all(parts.map((is) => readEvents(work, { filter: { types: END_TYPES, entities: [is] } }, until, 'asc')));
  for (const { events: told } of ends) for (const event of told) take(event.operationId, event);
  return found;
}

/**
 * One deed is told once. The wish itself is left out where what it led to tells the same of the same thing, with where it was to happen;
 * a step towards something else, the start within a restart, is left out for the wish.
 */
function oncePerAction(events: readonly GridEvent[]): readonly GridEvent[] {
  const about = (event: GridEvent): string => `${event.operationId ?? event.id} ${primaryOf(event)}`;
  const wished = new Map(events.flatMap((event) => (event.type === 'action_requested' ? [[about(event), actionOf(event)]] : [])));
  if (wished.size === 0) return events;
  const isStep = ({ type }: GridEvent): boolean => type === 'spawn_requested' || type === 'stop_requested';
  const isSame = (event: GridEvent): boolean => event.type !== 'action_requested' && wished.get(about(event)) === actionOf(event);
  const told = new Set(events.filter(isSame).map(about));
  return events.filter((event) =>
    event.type === 'action_requested' ? !told.has(about(event)) : !isStep(event) || !wished.has(about(event)) || isSame(event),
  );
}

function rowOf(event: GridEvent, end: End | undefined): Record<string, unknown> {
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
  const known =
    ACTIONS.get(event.type) ??
    event.type.replace(/_(requested|completed|started|published|changed|added|applied)$/, '').replaceAll('_', ' ');
  ACTIONS.set(event.type, known);
  return known;
}

/** What is done, by the type that says so. */
const ACTIONS = new Map<string, string>();

/** People, deeds and outcomes that the sentence of a report names; how many more there are is said. */
const GROUPS_SAID = 6;

function reportText(rows: readonly Record<string, unknown>[]): string {
  const by = (field: string): string => {
    const sums = new Map<string, number>();
    for (const row of rows) {
      const value = row[field];
      const name = typeof value === 'string' ? value : String(value ?? 'unknown');
      sums.set(name, (sums.get(name) ?? 0) + 1);
    }
    const sorted = [...sums].sort((a, b) => b[1] - a[1]);
    const more = sorted.slice(GROUPS_SAID);
    const rest = more.reduce((sum, [, n]) => sum + n, 0);
    const said = sorted.slice(0, GROUPS_SAID).map(([name, n]) => `${name} ${n}`);
    return [...said, ...(more.length === 0 ? [] : [`${counted(more.length, 'other')} with ${rest}`])].join(', ');
  };
  return `${counted(rows.length, 'audited event')}. By whom: ${by('actor')}. What: ${by('action')}. Outcome: ${by('outcome')}.`;
}

/** The same deeds, whoever did them, newest first: looked at where those who are asked about did none of them. */
async function deedsOfOthers(plan: PlanOf<'audit'>, window: Window, deeds: Where, work: Work): Promise<readonly GridEvent[]> {
  const { user, actor_kind: kind, ...rest } = plan.where ?? {};
  if (plan.verb === undefined || (user === undefined && kind === undefined)) return [];
  const compiled = notReplacing(plan, compileWhere({ ...rest, ...deeds }, work));
  const found = await readEvents(work, compiled, window, 'desc', OTHERS_MAX);
  const told = deedsOf(plan, found.events);
  const late = await stopsOfWhatHadEnded(plan, told, work);
  return told.filter((one) => !late.has(one));
}

/** Deeds of others that are looked through: the latest of them is told. */
const OTHERS_MAX = 100;

/** Not those who are asked about: somebody else, or somebody who is not recorded and so may be one of them. */
function ofOthers(plan: PlanOf<'audit'>, others: readonly GridEvent[], sought: string, end: string, work: Work) {
  const named = others.find(({ actor }) => actor !== undefined);
  const unnamed = others.filter(({ actor }) => actor === undefined);
  const shown = named ?? (others[0] as GridEvent);
  const evidence = { events: [toEventJson(shown)], evidence: [shown.id] };
  const because = shown.reason === undefined ? '' : ` (${shown.reason})`;
  const told = `at ${clock(shown.timeUs, work)}: ${summaryOf(shown)}${because}`;
  const carry = `${counted(unnamed.length, 'event')} of that kind ${unnamed.length === 1 ? 'names' : 'name'} nobody`;
  if (unnamed.length > 0)
    return {
      ...evidence,
      nothing: 'not_recorded' as const,
      text: `Whether it was as asked is not known: ${sought}, but ${carry}. The latest${named === undefined ? '' : ' that names somebody'} was ${named === undefined ? '' : `of ${named.actor}, `}${told}.${end}`,
      unknown: [`who asked for ${unnamed.length} of them: those events carry no actor`],
    };
  return { ...evidence, nothing: 'none_matched' as const, text: `No, not ${whomOf(plan)}: ${named?.actor} did, ${told}.${end}` };
}

/** "bob or alice", "people": who a plan asks about. */
function whomOf({ where }: PlanOf<'audit'>): string {
  const { user, actor_kind: kind } = where ?? {};
  const asked = conditionWords({ ...(user === undefined ? {} : { user }), ...(kind === undefined ? {} : { actor_kind: kind }) });
  return asked
    .trim()
    .replace(/^by /, '')
    .replace(/^not by /, 'anybody but ');
}

/** How a run of a node ends. */
const RUN_ENDS: readonly string[] = ['node_crashed', 'stop_succeeded'];
/** Starts and ends of a node that are looked through for its last end: it lies among the latest few. */
const TOLD_MAX = 100;

/** How the named node last ended, for who asks who stopped or restarted it when those who are asked about did not. */
async function lastEnd({ verb, where }: PlanOf<'audit'>, others: boolean, work: Work): Promise<string> {
  const named = where?.['node'];
  const node = (verb === 'stop' || verb === 'restart') && Array.isArray(named) ? work.state.nodes.get(String(named[0])) : undefined;
  if (node === undefined) return '';
  const byAgent = verb === 'restart' && !others && node.restartCount > 0 ? ' Its agent has restarted it by itself.' : '';
  return `${await endOf(node, work)}${byAgent} ${node.id} is ${node.status}.`;
}

async function endOf({ id, lastExit }: NodeState, work: Work): Promise<string> {
  const window = work.past ? { toUs: work.nowUs + 1 } : {};
  const told = (await readEvents(work, { filter: { types: [...RUN_ENDS, ...RUNS], entities: [[id]] } }, window, 'desc', TOLD_MAX)).events;
  // A stop of what had ended before ended nothing.
  const last = told.find(
    (one, i) => one.type === 'node_crashed' || (one.type === 'stop_succeeded' && !RUN_ENDS.includes(told[i + 1]?.type ?? '')),
  );
  if (last === undefined) return '';
  if (last.id === lastExit?.event) return ` It last ended at ${clock(last.timeUs, work)}: ${lastExit.summary}.`;
  const asker = await endedBy(last, work);
  return ` It last ended at ${clock(last.timeUs, work)}: ${summaryOf(last)}${asker === undefined ? '' : `, as ${asker} asked`}.`;
}

/** Who asked for an end: whoever asked for the stop or the restart that it was part of, and not who once had it started. */
async function endedBy({ operationId }: GridEvent, work: Work): Promise<string | undefined> {
  if (operationId === undefined) return undefined;
  const filter = { types: ['stop_requested', 'spawn_requested', 'scale_requested'], entities: [[operationId]] };
  const asks = (await readEvents(work, { filter }, work.past ? { toUs: work.nowUs + 1 } : {}, 'asc')).events;
  return asks.find((ask) => ask.actor !== undefined && (ask.type !== 'spawn_requested' || ask.body.replaces !== undefined))?.actor;
}
