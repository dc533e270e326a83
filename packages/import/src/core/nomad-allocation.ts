import type { CrashCause } from '@sutra/model';
import { causeOfExit, type Fact, SIGNALS } from './fact.ts';
import { asObject, type Fields, listIn, numberIn, objectIn, textIn, usFromNs } from './fields.ts';
import type { NomadEvent } from './nomad.ts';
import type { Recent, Remembered } from './recent.ts';

/** How long before an effect its cause may lie, µs: the longest delay of a restart policy and some. */
const CAUSE_WITHIN_US = 3_600_000_000;

/** Where an allocation runs, and what stands for it. */
interface Place {
  readonly node_id: string;
  readonly agent_id: string;
  readonly allocation: string;
  readonly entities: readonly string[];
}

/**
 * The facts of one state of an allocation: itself, and every event of its tasks it still carries. The same task event comes again with each later
 * state: its id is the same, so it is stored once.
 */
export function allocationFacts(event: NomadEvent, timeUs: number, recent: Recent): readonly Fact[] {
  const { payload: allocation } = event;
  const place = placeOf(event);
  const own = allocationFact(event, place, timeUs);
  const tasks = Object.entries(objectIn(allocation, 'TaskStates') ?? {});
  const ofTasks = tasks.flatMap(([task, state]) =>
    listIn(asObject(state), 'Events').flatMap((one) => {
      const fact = taskFact(task, asObject(one) ?? {}, place, recent);
      return fact === undefined ? [] : [fact];
    }),
  );
  return [...ofTasks.sort((a, b) => a.timeUs - b.timeUs), own];
}

/** `web.cache[0]` is one place of a group, whichever allocation fills it now: what a node is to us. */
export function allocationName({ payload, key }: NomadEvent): string {
  return textIn(payload, 'Name') ?? key;
}

function placeOf(event: NomadEvent): Place {
  const { payload, key } = event;
  const client = textIn(payload, 'NodeID');
  const agent_id = textIn(payload, 'NodeName') ?? client ?? 'unassigned';
  const ids = [
    ['job', textIn(payload, 'JobID')],
    ['client', client],
    ['evaluation', textIn(payload, 'EvalID')],
    ['deployment', textIn(payload, 'DeploymentID')],
    ['namespace', event.namespace],
  ] as const;
  const named = ids.flatMap(([kind, id]) => (id === undefined ? [] : [`${kind}:${id}`]));
  return { node_id: allocationName(event), agent_id, allocation: key, entities: [`allocation:${key}`, `host:${agent_id}`, ...named] };
}

function allocationFact(event: NomadEvent, place: Place, timeUs: number): Fact {
  const { payload, index, type, topic, key } = event;
  const { node_id, agent_id } = place;
  const status = {
    client_status: textIn(payload, 'ClientStatus'),
    client_description: textIn(payload, 'ClientDescription'),
    desired_status: textIn(payload, 'DesiredStatus'),
    desired_description: textIn(payload, 'DesiredDescription'),
    previous_allocation: textIn(payload, 'PreviousAllocation'),
    task_group: textIn(payload, 'TaskGroup'),
  };
  const base = { id: `nomad:${index}:${topic}:${type}:${key}`, timeUs };
  const origin = { ...status, topic, type, index, allocation: key };
  // A plan that puts a new allocation somewhere is a placement; one that stops it is a wish.
  const placed =
    (type === 'PlanResult' || type === 'AllocationCreated') && status.desired_status === 'run' && status.client_status === 'pending';
  if (placed)
    return {
      ...base,
      type: 'placement_decided',
      body: { node_id, agent_id, candidates: [{ agent_id }] },
      entities: place.entities,
      origin,
    };
  if (status.client_status === 'lost')
    return {
      ...base,
      type: 'node_lost',
      body: { node_id, agent_id, error: status.client_description ?? 'lost' },
      entities: place.entities,
      origin,
    };
  return { ...base, type, body: { ...status, agent_id, index }, entities: [node_id, agent_id, ...place.entities] };
}

type TaskPlan = (event: Fields, place: Place, cause: Remembered | undefined) => { readonly type: string; readonly body?: Fact['body'] };

const exitOf = (event: Fields) => {
  const details = objectIn(event, 'Details');
  const exit_code = numberIn(event, 'ExitCode') ?? wholeOf(textIn(details, 'exit_code'));
  const number = numberIn(event, 'Signal') ?? wholeOf(textIn(details, 'signal')) ?? 0;
  return {
    exit_code,
    signal: number === 0 ? undefined : (SIGNALS[number] ?? `signal ${number}`),
    oom: textIn(details, 'oom_killed') === 'true',
  };
};

const wholeOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;

const says = (event: Fields): string => textIn(event, 'DisplayMessage') ?? textIn(event, 'Message') ?? textIn(event, 'Type') ?? '';
const nodeOf = ({ node_id, agent_id }: Place) => ({ node_id, agent_id });

const notStarted =
  (cause: CrashCause): TaskPlan =>
  (event, place) => ({ type: 'spawn_failed', body: { ...nodeOf(place), error: says(event) || 'unknown', cause } });

const TASK: Readonly<Record<string, TaskPlan>> = {
  Terminated: (event, place, cause) => {
    const { exit_code, signal, oom } = exitOf(event);
    const node = nodeOf(place);
    if (!oom && (exit_code === 0 || cause?.reason === 'Killing')) return { type: 'stop_succeeded', body: { ...node, exit_code, signal } };
    const crash = oom ? { cause: 'oom', oom_kills: 1 } : { cause: causeOfExit(signal) };
    return { type: 'node_crashed', body: { ...node, exit_code, signal, ...crash, summary: says(event) || undefined } };
  },
  Killing: (_, place) => ({ type: 'stop_requested', body: nodeOf(place) }),
  Killed: (event, place) => ({ type: 'stop_succeeded', body: { ...nodeOf(place), exit_code: exitOf(event).exit_code } }),
  'Not Restarting': (event, place) => ({ type: 'node_gave_up', body: { ...nodeOf(place), reason: says(event) || 'restart policy' } }),
  'Driver Failure': notStarted('unknown'),
  'Setup Failure': notStarted('config'),
  'Failed Validation': notStarted('config'),
  'Failed Artifact Download': notStarted('missing_binary'),
};

/** What a task event follows from, where one of these came before it in the same task. */
const AFTER: Readonly<Record<string, readonly string[]>> = {
  Terminated: ['Killing'],
  Killed: ['Killing', 'Terminated'],
  Restarting: ['Terminated', 'Driver Failure', 'Failed Artifact Download', 'Setup Failure'],
  'Not Restarting': ['Terminated', 'Driver Failure', 'Failed Artifact Download', 'Setup Failure'],
  'Sibling Task Failed': ['Not Restarting', 'Terminated'],
  Started: ['Restarting'],
};

function taskFact(task: string, event: Fields, place: Place, recent: Recent): Fact | undefined {
  const name = textIn(event, 'Type');
  const ns = numberIn(event, 'Time');
  if (name === undefined || ns === undefined) return undefined;
  const timeUs = usFromNs(ns);
  const key = `${place.allocation} ${task}`;
  const id = `nomad:${place.allocation}:${task}:${timeUs}:${name}`;
  const after = Object.hasOwn(AFTER, name) ? AFTER[name] : undefined;
  const cause = after === undefined ? undefined : recent.last(key, after, timeUs, CAUSE_WITHIN_US);
  const { type, body } = Object.hasOwn(TASK, name) ? TASK[name]!(event, place, cause) : { type: `task ${name}` };
  recent.add(key, { id, timeUs, reason: name, type });
  const { node_id, agent_id, entities, allocation } = place;
  return {
    id,
    timeUs,
    type,
    body: body ?? { task, event: name, message: says(event), details: event['Details'] ?? undefined, agent_id },
    entities: [...(body === undefined ? [node_id, agent_id] : []), ...entities],
    ...(cause === undefined ? {} : { causes: [cause.id] }),
    because: cause === undefined ? undefined : `${says(event)} (after ${cause.reason} of task ${task})`,
    ...(body === undefined ? {} : { origin: { task, event: name, message: says(event), allocation } }),
  };
}
