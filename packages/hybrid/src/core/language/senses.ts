import type { Cond, Where } from '../plan.ts';
import { type Clause, isMark, negated } from './clause.ts';
import { EVENT_CLASSES, STATUS_CLASSES } from './lexicon/classes.ts';
import type { Item, WordItem } from './sentence.ts';

/** What the happening and status words of a clause stand for. */
export interface Senses {
  readonly events: readonly string[];
  readonly eventsNot: readonly string[];
  readonly statuses: readonly string[];
  readonly statusesNot: readonly string[];
  readonly causes: readonly string[];
  readonly causesNot: readonly string[];
  readonly pattern?: string;
  /** The first word that was read as a happening. */
  readonly first?: WordItem;
  readonly kind?: 'agent' | 'node' | 'cluster';
}

/** A status asked about as a happening is the event that entered it. */
const ENTERS: Readonly<Record<string, string>> = {
  healthy: 'agent_recovered',
  offline: 'agent_offline',
  degraded: 'agent_degraded',
  crashed: 'node_crashed',
  failed: '@failure',
  '@failed': 'node_crashed',
  '@up': 'agent_recovered',
  running: 'spawn_succeeded',
  stopped: 'stop_succeeded',
  restarting: 'node_restarted',
  critical: 'cluster_critical',
  draining: 'agent_draining',
  unregistered: 'agent_unregistered',
};

/**
 * Reads the happenings, statuses and causes of a clause. In `event` mode (causes, anchors, watches, forecasts) a status is the
 * event that entered it; in `rows` mode the grammar around the word decides.
 */
export function sensesOf(clause: Clause, mode: 'event' | 'rows', subject?: string): Senses {
  const found = {
    events: [] as string[],
    eventsNot: [] as string[],
    statuses: [] as string[],
    statusesNot: [] as string[],
    causes: [] as string[],
    causesNot: [] as string[],
  };
  let first: WordItem | undefined;
  let pattern: string | undefined;
  let kind: Senses['kind'];
  let excepted = false;
  const timed = clause.periods().some((item) => item.period.atMs === undefined && item.amount === undefined);
  for (const item of clause.items) {
    if (clause.used.has(item)) continue;
    if (item.type === 'filter' && ['event', 'status', 'cause', 'pattern'].includes(item.field)) {
      clause.use(item);
      if (item.field === 'pattern') pattern = item.values[0];
      else if (item.sign === '!=') found[`${plural(item.field)}Not` as 'eventsNot'].push(...item.values);
      else found[plural(item.field) as 'events'].push(...item.values);
      continue;
    }
    if (item.type !== 'word') continue;
    const { entry } = item;
    if (entry.event === undefined && entry.status === undefined && entry.cause === undefined && entry.pattern === undefined) continue;
    if (entry.target !== undefined && entry.event === undefined) continue;
    if (entry.pattern !== undefined && (mode === 'rows' || entry.event === undefined) && entry.form !== 'noun') {
      pattern = entry.pattern;
      clause.use(item);
      continue;
    }
    if (runsOn(clause, item)) {
      clause.use(item);
      continue;
    }
    // "except restarts and crashes": the exception reaches over the list.
    const joined: boolean =
      excepted && isMark(clause.previous(item), 'and', 'or') && (item.entry.form === 'noun' || item.entry.plural === true);
    const no: boolean = joined || alsoDenied(clause, item) || negated(clause, item);
    excepted = no && (joined || EXCEPTION.test(beforeOf(clause, item)));
    clause.use(item);
    if (isStatus(clause, item, mode, timed)) {
      (no ? found.statusesNot : found.statuses).push(...(entry.status as readonly string[]));
      kind ??= entry.kind;
      continue;
    }
    if (entry.cause !== undefined) useCauseBefore(clause, item);
    if (entry.cause !== undefined) (no || viaNot(clause, item) ? found.causesNot : found.causes).push(entry.cause);
    // "without the OOM ones": another cause is meant, not other happenings.
    if (no && entry.cause !== undefined) continue;
    // "spawn failures caused by a checksum mismatch": the cause of what was named, and no other happening.
    if (entry.cause !== undefined && found.events.length > 0 && (CAUSED_BY.test(beforeOf(clause, item)) || found.causes.length > 1))
      continue;
    const events = entry.event ?? (mode === 'event' && entry.status !== undefined ? entered(entry.status, subject) : []);
    if (events.length === 0) continue;
    const deed = no ? undefined : failedDeed(clause, item, first, found.events);
    if (deed !== undefined) {
      found.events = [deed];
      continue;
    }
    first ??= item;
    kind ??= entry.kind;
    (no ? found.eventsNot : found.events).push(...fitted(events, subject));
  }
  found.events = succeeded(clause, found.events);
  if (found.causes.length > 0) found.events = found.events.map((event) => (SPAWNED.has(event) ? 'spawn_failed' : event));
  if (found.eventsNot.length > 0) found.events = found.events.flatMap((event) => classWithout(event, found.eventsNot));
  return {
    ...found,
    events: specific(found.events),
    statuses: found.statuses.flatMap((status) => statusWithout(status, found.statusesNot)),
    ...(first === undefined ? {} : { first }),
    ...(pattern === undefined ? {} : { pattern }),
    ...(kind === undefined ? {} : { kind }),
  };
}

const CAUSED_BY = /^(?:by|of|to|from|because of|due to|caused by|with)$/;
/** Words that leave out all of what follows them. */
const EXCEPTION = /^(except|excluding|without|other|but|apart|besides|minus|ignoring|leaving|not|skip|omit|everything)/;
const beforeOf = (clause: Clause, item: WordItem): string => {
  const before = clause.previous(item, /^(the|a|an|all|any|of|for)$/);
  return before === undefined ? '' : clause.text(before);
};

/** "the spawn … failed": the failure of what is done, where nothing joins the two as two things. */
function failedDeed(clause: Clause, item: WordItem, first: WordItem | undefined, events: readonly string[]): string | undefined {
  const begun = events[0] === '@update' && /^(start|starts|started)$/.test(item.phrase);
  if (first === undefined || events.length !== 1 || (item.entry.event?.[0] !== '@failure' && !begun) || item.entry.form === 'noun')
    return undefined;
  const between = clause.items.slice(clause.items.indexOf(first) + 1, clause.items.indexOf(item));
  if (first.at > item.at || between.some((one) => isMark(one, 'and', 'or', 'versus', 'then') || clause.text(one) === ',')) return undefined;
  return begun ? 'update_started' : FAILED[events[0] as string];
}

/** What the success of a thing that is done is: "did the 1.5.1 rollout finish", "was the backup successful". */
const SUCCEEDED: Readonly<Record<string, string>> = {
  '@update': 'update_completed',
  update_started: 'update_completed',
  backup_completed: 'backup_completed',
  restore_completed: 'restore_completed',
  spawn_succeeded: 'spawn_succeeded',
  spawn_requested: 'spawn_succeeded',
  stop_succeeded: 'stop_succeeded',
  stop_requested: 'stop_succeeded',
};

function succeeded(clause: Clause, events: string[]): string[] {
  const [only, ...more] = events;
  const done = clause.items.find(
    (item) =>
      !clause.used.has(item) &&
      /^(finish|finished|finishes|complete|completed|completes|succeed|succeeded|succeeds|successful|successfully|go through|went through)$/.test(
        clause.text(item),
      ),
  );
  const type = only === undefined || more.length > 0 ? undefined : SUCCEEDED[only];
  if (done === undefined || type === undefined) return events;
  // "why did the update not complete": its end is what is asked after.
  if (isMark(clause.previous(done), 'not', 'never') && !/^(?:why|how)$/.test(clause.word(0))) return events;
  clause.use(done);
  return [type];
}

/** "spawns that timed out": what has a cause of failure did not succeed. */
const SPAWNED: ReadonlySet<string> = new Set(['spawn_succeeded', '@spawn']);

/** "failures other than crashes": the class without them. */
function classWithout(event: string, not: readonly string[]): readonly string[] {
  const types = event === '@all' || !Object.hasOwn(EVENT_CLASSES, event) ? undefined : EVENT_CLASSES[event];
  return types === undefined || !types.some((type) => not.includes(type)) ? [event] : types.filter((type) => !not.includes(type));
}

/** "up but not degraded": the class without them. */
function statusWithout(status: string, not: readonly string[]): readonly string[] {
  const of = not.length === 0 || !Object.hasOwn(STATUS_CLASSES, status) ? undefined : STATUS_CLASSES[status];
  return of === undefined ? [status] : of.filter((one) => !not.includes(one));
}

const plural = (field: string): string => (field === 'status' ? 'statuses' : `${field}s`);

/** "went down" of a node is its crash, its coming back its restart; of the cluster it is the state it entered. */
function fitted(events: readonly string[], subject: string | undefined): readonly string[] {
  const [only, ...more] = events;
  if (only === undefined || more.length > 0) return events;
  if (subject === 'node') return only === 'agent_offline' ? ['node_crashed'] : only === 'agent_recovered' ? ['node_restarted'] : events;
  // "before the cluster went degraded"
  return subject === 'cluster' && /^agent_(degraded|recovered)$/.test(only)
    ? [only === 'agent_degraded' ? 'cluster_degraded' : 'cluster_healthy']
    : events;
}

function entered(statuses: readonly string[], subject: string | undefined): string[] {
  return statuses.flatMap((status) =>
    status === '@down'
      ? [subject === 'node' ? 'node_crashed' : 'agent_offline']
      : subject === 'cluster' && ['healthy', 'degraded', 'critical'].includes(status)
        ? [`cluster_${status}`]
        : subject === 'node' && (status === 'healthy' || status === '@up')
          ? ['node_restarted']
          : Object.hasOwn(ENTERS, status)
            ? [ENTERS[status] as string]
            : [],
  );
}

/** "crashes not caused by OOM": the negation stands before the verb of cause. */
function viaNot(clause: Clause, item: WordItem): boolean {
  const at = clause.items.indexOf(item);
  for (let k = at - 1; k >= Math.max(0, at - 4); k--) {
    const before = clause.items[k];
    if (before === undefined || before.type === 'name') return false;
    if (
      isMark(before, 'not', 'except', 'never') &&
      /caused|due|because|from|by/.test(
        clause.tokens
          .slice(before.end, item.at)
          .map((one) => one.text)
          .join(' '),
      )
    ) {
      clause.use(before);
      return true;
    }
  }
  return false;
}

/** "with any cause other than segfault", "whose cause was oom": the word for what it is a cause. */
function useCauseBefore(clause: Clause, item: WordItem): void {
  for (let k = clause.items.indexOf(item) - 1; k >= 0; k--) {
    const before = clause.items[k] as Item;
    if (before.type === 'word' && before.entry.dim === 'cause' && before.entry.event === undefined) {
      clause.use(before);
      return;
    }
    if (
      !/^(is|are|was|were|be|being|a|an|the|as|that|=|by)$/.test(clause.text(before)) &&
      !isMark(before, 'not', 'except', 'or', 'all', 'only')
    )
      return;
  }
}

/** Agents run *on* a platform, *on* an agent, *at* a version: no status. */
function runsOn(clause: Clause, item: WordItem): boolean {
  if (item.phrase !== 'running' && item.phrase !== 'active') return false;
  const next = clause.items[clause.items.indexOf(item) + 1];
  const after = clause.next(item, /^(on|in|at|under|with|version|the|a)$/);
  if (after?.type === 'name' && ['platform', 'version'].includes(after.kind)) return true;
  // "how many agents are running each version"
  const each = clause.next(item, /^(each|every|which|what|the)$/);
  if (each?.type === 'word' && (each.entry.dim === 'version' || each.entry.dim === 'platform')) return true;
  const noun = clause.words('target').find((one) => one.at < item.at);
  return next !== undefined && /^(on|in|at|under)$/.test(clause.text(next)) && noun?.entry.target === 'agent';
}

const BE =
  /^(is|are|was|were|be|been|being|stay|stays|stayed|remain|remains|remained|'s|am|currently|still|now|listed|marked|reported|showing|show|appear|appears|seem|seems|in|a|an|state)$/;

/** Whether a word that can be a happening or a status is meant as a status. */
function isStatus(clause: Clause, item: WordItem, mode: 'event' | 'rows', timed: boolean): boolean {
  const { entry } = item;
  if (entry.status === undefined) return false;
  if (mode === 'event') return false;
  if (entry.event === undefined) return true;
  // "nodes stopped by bob": what he did, however they are now.
  const [by, who] = clause.items.slice(clause.items.indexOf(item) + 1);
  if (isMark(by, 'by') && who?.type === 'name' && who.kind === 'user') return false;
  const next = pastJoined(clause, clause.next(item, /^(storage|grid)$/));
  if (next?.type === 'word' && next.entry.target === 'event') return false;
  const noun = next?.type === 'word' && (next.entry.target === 'agent' || next.entry.target === 'node' || next.entry.target === 'entity');
  // "degraded production agents": the noun, over the names that narrow it.
  const far = next?.type === 'name' && entry.form === 'past' ? nounBehind(clause, next) : undefined;
  if (far !== undefined && !clause.words('target').some((one) => one.at < item.at) && entry.kind === far.entry.target) return !timed;
  const ones = /^ones?$/.test(clause.word(item.end)) || /^(state|status)$/.test(clause.word(item.end));
  if (noun || ones) return !timed;
  const be = beBefore(clause, item);
  if (be === 'been') return !timed;
  // "k8s agents degraded", with no verb: how they are.
  const of = entry.status[0] === 'degraded' && !timed ? nounBefore(clause, item) : undefined;
  if (of?.type === 'word' && of.entry.target !== undefined && !clause.has(/^(which|what|that|who|ever|recently)$/)) return true;
  // "which nodes are crashed today": what happened, not what is.
  if (entry.form === 'past') return (be === 'are' || be === 'were') && !timed;
  return !timed || be === 'are';
}

function nounBehind(clause: Clause, name: Item): WordItem | undefined {
  let k = clause.items.indexOf(name);
  for (let item = clause.items[k]; item?.type === 'name'; item = clause.items[++k])
    if (!/^(?:env|platform|region|version|host)$/.test(item.kind)) return undefined;
  const noun = clause.items[k];
  return noun?.type === 'word' && noun.entry.target !== undefined && noun.entry.event === undefined ? noun : undefined;
}

/** "agents, staging, degraded": the noun, over the names that narrow it. */
function nounBefore(clause: Clause, item: WordItem): Item | undefined {
  let k = clause.items.indexOf(item) - 1;
  while (k >= 0 && (clause.items[k]?.type === 'name' || /^(still|currently|now|,)$/.test(clause.text(clause.items[k] as Item)))) k--;
  return clause.items[k];
}

/** "crashed or failed nodes": the noun after the whole list is what each of it is said of. */
function pastJoined(clause: Clause, next: Item | undefined): Item | undefined {
  const joins = next !== undefined && (isMark(next, 'and', 'or') || clause.text(next) === ',');
  const other = joins ? clause.items[clause.items.indexOf(next) + 1] : undefined;
  if (other?.type !== 'word' || other.entry.status === undefined) return next;
  return pastJoined(clause, clause.next(other, /^(storage|grid)$/));
}

/** "that are not degraded or offline": the denial reaches over the statuses that are joined. */
function alsoDenied(clause: Clause, item: WordItem): boolean {
  const or = clause.previous(item);
  const first = or === undefined || !(isMark(or, 'or', 'and') || clause.text(or) === ',') ? undefined : clause.previous(or);
  if (item.entry.status === undefined || first?.type !== 'word' || first.entry.status === undefined) return false;
  return isMark(clause.previous(first), 'not') || alsoDenied(clause, first);
}

/** The form of "to be" that governs a word, names and nouns between them skipped. */
function beBefore(clause: Clause, item: WordItem): 'are' | 'were' | 'been' | undefined {
  let k = item.at - 1;
  let skipped = 0;
  while (k >= 0 && skipped < 6) {
    const word = clause.word(k);
    if (/^(is|are|am|'s|be)$/.test(word)) return /^(has|have|had)$/.test(clause.word(k - 1)) ? 'been' : 'are';
    if (/^(was|were)$/.test(word)) return 'were';
    if (word === 'been') return 'been';
    const owner = clause.items.find((one) => one.at <= k && k < one.end);
    const passable =
      BE.test(word) ||
      /^(not|never|all|any|the|of|both|and|or|ever|also|fully|completely|really|actually|that|which|no|longer|neither|nor|either|,|our|on|in|but)$/.test(
        word,
      ) ||
      owner?.type === 'name' ||
      (owner?.type === 'word' && (owner.entry.target !== undefined || owner.entry.status !== undefined));
    if (!passable || /^(did|does|do|went|go|goes|that|which|who)$/.test(word)) return undefined;
    k--;
    skipped++;
  }
  return undefined;
}

/** What failing is for a thing that is done: "the spawn of node-5 failed", "why did the update fail". */
const FAILED: Readonly<Record<string, string>> = {
  spawn_succeeded: 'spawn_failed',
  spawn_requested: 'spawn_failed',
  '@spawn': 'spawn_failed',
  stop_succeeded: 'stop_failed',
  stop_requested: 'stop_failed',
  '@stop': 'stop_failed',
  '@update': 'update_failed',
  backup_completed: 'backup_failed',
  backup_started: 'backup_failed',
};

/** A class beside a type of the same sentence gives way to the type. */
function specific(events: readonly string[]): readonly string[] {
  const types = events.filter((event) => !event.startsWith('@'));
  // "went offline … updated": a class of other happenings is another happening.
  const others = events.filter(
    (event) =>
      /^@(update|scale|spawn|stop)$/.test(event) &&
      !types.some((type) => type.startsWith('action_') || EVENT_CLASSES[event]?.includes(type)),
  );
  return [...new Set(types.length > 0 ? [...types, ...others] : events)];
}

/** Happenings as a condition. */
export function eventCond(senses: Senses): Where {
  return {
    ...(senses.events.length > 0
      ? { event: senses.events }
      : senses.eventsNot.length > 0
        ? { event: { not: [...new Set(senses.eventsNot)] } }
        : {}),
    ...(senses.causes.length > 0
      ? { cause: [...new Set(senses.causes)] }
      : senses.causesNot.length > 0
        ? { cause: { not: [...new Set(senses.causesNot)] } }
        : {}),
  };
}

export function statusCond(senses: Senses): Where {
  const where: Record<string, Cond> = {};
  if (senses.statuses.length > 0) where['status'] = [...new Set(senses.statuses)];
  else if (senses.statusesNot.length > 0) where['status'] = { not: [...new Set(senses.statusesNot)] };
  if (senses.pattern !== undefined) where['pattern'] = [senses.pattern];
  return where;
}
