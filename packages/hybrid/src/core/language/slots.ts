import type { NameKind } from '../names.ts';
import { NAME_KINDS } from '../names.ts';
import type { Cond, Dim, Target, Time, Where } from '../plan.ts';
import { isoSecond } from '../plan.ts';
import type { Period } from './period.ts';
import { linked, type NumberItem, type Question, type SenseItem } from './question.ts';

/** What the words of a question stand for, once the sentence has decided between their senses. */
export interface Slots {
  /** Conditions from names and filters. */
  readonly names: Where;
  readonly event?: Cond;
  /** Event types of that condition, expanded no further than the plan does. */
  readonly events: readonly string[];
  /** The event word was a verb with a subject ("nodes that crashed"), not a list of events ("crashes"). */
  readonly verb: boolean;
  readonly status?: Cond;
  readonly statusKind?: 'agent' | 'node' | 'cluster';
  readonly cause?: readonly string[];
  readonly metric?: string;
  readonly target?: Target;
  readonly time?: Time;
  readonly atMs?: number;
  readonly number?: NumberItem;
}

/** The plan's form of a period. */
export function timeOf(period: Period): Time {
  return { from: period.fromMs === null ? null : isoSecond(period.fromMs), to: period.toMs === null ? null : isoSecond(period.toMs) };
}

/** Names and filters as conditions. */
export function nameWhere(question: Question, only?: readonly NameKind[]): Where {
  const where: Record<string, Cond> = {};
  for (const kind of NAME_KINDS) {
    if (only !== undefined && !only.includes(kind)) continue;
    const yes = linked(question, kind, false);
    const no = linked(question, kind, true);
    if (yes.length > 0) where[kind] = yes;
    else if (no.length > 0) where[kind] = { not: no };
  }
  for (const { field, value } of question.filters) {
    if (field === 'event' || field === 'status' || field === 'cause') continue; // gathered with the words of their kind
    const negated = value.startsWith('!');
    const values = value
      .replace(/^!/, '')
      .split(',')
      .map((one) => (/^-?\d+$/.test(one) && field === 'exit_code' ? Number(one) : one));
    where[field] = negated ? { not: values } : values;
  }
  return where;
}

const isStateVerb = (word: string): boolean => /^(is|are|was|were|be|been|currently|still|now|being|that's|stay|staying)$/.test(word);

/** Whether a word that can be an event or a status is meant as a status: after a form of "to be", or as an adjective before its noun. */
function meansStatus(question: Question, sense: SenseItem, timed: boolean): boolean {
  const { entry } = sense;
  if (entry.status === undefined) return false;
  if (entry.event === undefined) return true;
  let before = sense.at - 1;
  while (/^(not|never|currently|still|now|all|any|the|ever|also|both|listed|reported|marked)$/.test(question.word(before))) before--;
  const next = question.senses.find(
    (other) => other.at === sense.end || (other.at === sense.end + 1 && question.word(sense.end) === 'storage'),
  );
  const adjective =
    next?.entry.target === 'agent' ||
    next?.entry.target === 'node' ||
    next?.entry.target === 'entity' ||
    /^(ones?)$/.test(question.word(sense.end));
  const verbBefore =
    isStateVerb(question.word(before)) ||
    (before >= 0 &&
      question.senses.some(
        (other) => other.end === before + 1 && other.entry.target !== undefined && isStateVerb(question.word(other.at - 1)),
      ));
  const named = question.names.some((name) => name.end === before + 1 && isStateVerb(question.word(name.at - 1)));
  if (adjective) return !timed;
  return verbBefore || named;
}

/** Decides between the senses of every word and gathers them. */
export function slotsOf(question: Question): Slots {
  const period = question.periods.map((item) => item.period).reduce<Period | undefined>(narrower, undefined);
  const timed = question.periods.length > 0;
  const events: string[] = [];
  const eventsNot: string[] = [];
  const statuses: string[] = [];
  const statusesNot: string[] = [];
  const causes: string[] = [];
  let statusKind: Slots['statusKind'];
  let verb = false;
  let metric: string | undefined;
  let target: Target | undefined;
  for (const sense of question.senses) {
    const { entry } = sense;
    if (
      sense.phrase === 'running' &&
      question.word(sense.end) === 'on' &&
      question.senses.some((other) => other.at < sense.at && other.entry.target === 'agent')
    )
      continue; // agents run *on* a platform
    if (meansStatus(question, sense, timed)) {
      (sense.negated ? statusesNot : statuses).push(...(entry.status as readonly string[]));
      statusKind ??= entry.kind;
    } else if (entry.event !== undefined) {
      (sense.negated && !question.has('never', 'did', 'has', 'have') ? eventsNot : events).push(...entry.event);
      verb ||= entry.verb === true;
    } else if (entry.cause !== undefined) causes.push(entry.cause);
    else if (entry.metric !== undefined) metric ??= entry.metric;
    else if (entry.target !== undefined) target = betterTarget(target, entry.target);
  }
  for (const { field, value } of question.filters) {
    const values = value.replace(/^!/, '').split(',');
    const no = value.startsWith('!');
    if (field === 'event') (no ? eventsNot : events).push(...values);
    else if (field === 'status') (no ? statusesNot : statuses).push(...values);
    else if (field === 'cause') causes.push(...values);
  }
  const number = question.numbers.find((item) => item.cmp !== undefined);
  const distinct = (values: readonly string[]): string[] => [...new Set(values)];
  const event: Cond | undefined =
    events.length > 0 ? distinct(specific(events)) : eventsNot.length > 0 ? { not: distinct(eventsNot) } : undefined;
  const status: Cond | undefined =
    statuses.length > 0 ? distinct(statuses) : statusesNot.length > 0 ? { not: distinct(statusesNot) } : undefined;
  return {
    names: nameWhere(question),
    events: distinct(specific(events)),
    verb,
    ...(event === undefined ? {} : { event }),
    ...(status === undefined ? {} : { status }),
    ...(statusKind === undefined ? {} : { statusKind }),
    ...(causes.length === 0 ? {} : { cause: distinct(causes) }),
    ...(metric === undefined ? {} : { metric }),
    ...(target === undefined ? {} : { target }),
    ...(period === undefined ? {} : { time: timeOf(period) }),
    ...(period?.atMs === undefined ? {} : { atMs: period.atMs }),
    ...(number === undefined ? {} : { number }),
  };
}

/** A class beside a type of the same sentence ("failed … crashes") gives way to the type. */
function specific(events: readonly string[]): readonly string[] {
  const types = events.filter((event) => !event.startsWith('@'));
  return types.length > 0 ? types : events;
}

/** The subject of the sentence is the first entity named; "event" and "cluster" give way to it. */
function betterTarget(known: Target | undefined, given: Target): Target {
  if (known === undefined || ((known === 'event' || known === 'cluster' || known === 'entity') && (given === 'agent' || given === 'node')))
    return given;
  return known;
}

function narrower(known: Period | undefined, given: Period): Period {
  if (known === undefined) return given;
  const fromMs = known.fromMs === null ? given.fromMs : given.fromMs === null ? known.fromMs : Math.max(known.fromMs, given.fromMs);
  const toMs = known.toMs === null ? given.toMs : given.toMs === null ? known.toMs : Math.min(known.toMs, given.toMs);
  const atMs = given.atMs ?? known.atMs;
  return fromMs !== null && toMs !== null && fromMs > toMs ? given : { fromMs, toMs, ...(atMs === undefined ? {} : { atMs }) };
}

/** Dimensions named after "by" or "per", in order, and marks them. */
export function dimsAfter(question: Question, ...markers: readonly string[]): Dim[] {
  const dims: Dim[] = [];
  for (const sense of question.senses) {
    if (sense.entry.dim === undefined) continue;
    let before = sense.at - 1;
    while (
      /^(the|each|every|and)$/.test(question.word(before)) ||
      (before >= 0 &&
        question.senses.some((other) => other.end === before + 1 && other.entry.dim !== undefined && dims.includes(other.entry.dim)))
    )
      before--;
    if (!markers.includes(question.word(before))) continue;
    question.use(before, before + 1);
    if (!dims.includes(sense.entry.dim)) dims.push(sense.entry.dim);
  }
  return dims;
}

/** Whose things a set of event types are. */
export function subjectOf(events: readonly string[]): 'agent' | 'node' | undefined {
  const kinds = new Set(
    events.map((event) =>
      /^(@?agent|agent_)/.test(event) ? 'agent' : /^(node_|spawn_|stop_|@spawn|@stop)/.test(event) ? 'node' : 'other',
    ),
  );
  const only = kinds.size === 1 ? [...kinds][0] : undefined;
  return only === 'agent' || only === 'node' ? only : undefined;
}

/** All conditions of a sentence about events. */
export function eventWhere(slots: Slots): Where {
  return {
    ...(slots.event === undefined ? {} : { event: slots.event }),
    ...slots.names,
    ...(slots.cause === undefined ? {} : { cause: slots.cause }),
  };
}

/** Leaves empty parts out of a plan. */
export function plan<T extends { readonly op: string }>(parts: { readonly [K in keyof T]: T[K] | undefined }): T {
  const entries = Object.entries(parts).filter(
    ([key, value]) => value !== undefined && !(key === 'where' && Object.keys(value as object).length === 0),
  );
  return Object.fromEntries(entries) as unknown as T;
}
