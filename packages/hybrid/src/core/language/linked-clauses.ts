import type { Anchor, Having, Seq, Where } from '../plan.ts';
import { boundsOf } from './bounds.ts';
import { type Clause, isMark, namesOf } from './clause.ts';
import { happeningToPart } from './grid-part.ts';
import { durOf } from './numbers.ts';
import { perOf } from './parts.ts';
import { eventCond, sensesOf } from './senses.ts';
import type { Item, NumberItem, PeriodItem, WordItem } from './sentence.ts';

/** A happening with its names: "node-17 crashed", "the 1.5.1 rollout", "agent-2 going offline". */
export function happeningOf(clause: Clause): Where {
  const ofPart = happeningToPart(clause);
  if (ofPart !== undefined) return ofPart;
  const where = namesOf(clause);
  const nouns = clause.words('target').filter((item) => !clause.used.has(item));
  const kind = where['node'] !== undefined ? 'node' : where['agent'] !== undefined ? 'agent' : (nouns[0]?.entry.target ?? undefined);
  const bounds = boundsOf(clause);
  const senses = sensesOf(clause, 'event', kind);
  clause.use(...nouns);
  const events = eventCond(senses);
  if (events['event'] === undefined && where['version'] !== undefined) return { event: ['@update'], ...where, ...bounds, ...events };
  if (events['event'] === undefined && senses.causes.length === 0 && senses.statuses.length > 0) return { ...where, ...bounds };
  return { ...events, ...where, ...bounds };
}

const isEvent = (item: Item): boolean =>
  (item.type === 'word' && (item.entry.event !== undefined || item.entry.status !== undefined)) ||
  (item.type === 'filter' && item.field === 'event');

/** Where a clause that hangs on another ends: at a comma, a grouping, a new question word. */
function endOf(clause: Clause, from: number): number {
  let k = from;
  for (; k < clause.items.length; k++) {
    const item = clause.items[k] as Item;
    const text = clause.text(item);
    if (text === ',' || item.type === 'period') break;
    if (
      k > from &&
      item.type === 'word' &&
      item.entry.event === undefined &&
      (item.entry.bucket !== undefined ||
        isMark(item, 'by', 'per', 'versus') ||
        (item.entry.cue !== undefined && item.entry.filler !== true && !/^(changed?|changes)$/.test(text)) ||
        item.entry.rel !== undefined)
    )
      break;
    if (k > from && /^(what|which|who|how|why|show|list)$/.test(text)) break;
  }
  return k;
}

/**
 * A time given by an event: "before node-17 crashed", "in the 10 minutes after the rollout". Returns the anchor and the clause
 * without it.
 */
export function anchorOf(clause: Clause): { readonly anchor: Anchor; readonly rest: Clause } | undefined {
  const near = withinOf(clause);
  if (near !== undefined) return near;
  for (const [k, item] of clause.items.entries()) {
    if (item.type !== 'word' || item.entry.rel === undefined || (clause.used.has(item) && item.entry.cue === undefined)) continue;
    if (item.entry.rel === 'at' && /^(did|was|is|has|does|will|do|were|are)$/.test(clause.word(item.end))) continue;
    const end = endOf(clause, k + 1);
    // "when node-17 crashed, what else failed": said first, and set off from what is asked.
    if (
      item.entry.rel === 'at' &&
      k === 0 &&
      !/^(at|in|during) /.test(item.phrase) &&
      !(end < clause.items.length - 1 && clause.text(clause.items[end] as Item) === ',')
    )
      continue;
    const inner = clause.items.slice(k + 1, end);
    if (!inner.some((one) => isEvent(one) || (one.type === 'name' && one.kind === 'version'))) continue;
    if (inner.every((one) => one.type === 'word' && one.entry.status !== undefined && one.entry.event === undefined)) continue;
    // "timeouts while spawning": what was being done, not a time.
    const [deed, ...others] = inner;
    const things = others.every(
      (one) => one.type === 'word' && (one.entry.target !== undefined || one.entry.filler === true || one.entry.mark === 'current'),
    );
    if (item.entry.rel === 'at' && things && deed?.type === 'word' && deed.entry.form === 'ing') {
      clause.use(item, ...others);
      continue;
    }
    const sub = clause.part(inner);
    const order = sub.words('order')[0];
    if (order !== undefined) clause.use(order);
    const where = happeningOf(sub);
    if (Object.keys(where).length === 0) continue;
    const it = inner.find((one) => isMark(one, 'it'));
    const meant = it === undefined ? undefined : namedBefore(clause, item);
    if (it !== undefined && meant !== undefined) clause.use(it);
    clause.use(item, ...inner.filter((one) => one.type === 'word' && one.entry.cue === 'changed' && one.entry.event === undefined));
    const before = clause.items[k - 1];
    const window = before === undefined ? undefined : lengthOf(before);
    const gone: Item[] = [item, ...inner];
    if (window !== undefined) {
      clause.use(before as Item);
      gone.push(before as Item);
    }
    return {
      anchor: {
        where: { ...where, ...meant },
        rel: item.entry.rel,
        ...(window === undefined ? {} : { window }),
        ...(order?.entry.order === 'first' ? { pick: 'first' as const } : {}),
      },
      rest: clause.without(gone),
    };
  }
  return undefined;
}

/** "what changed on node-9 just before it crashed": the one thing that was named. */
function namedBefore(clause: Clause, rel: Item): Where | undefined {
  const [only, ...more] = clause.names().filter((name) => (name.kind === 'agent' || name.kind === 'node') && name.at < rel.at);
  return only === undefined || more.length > 0 ? undefined : { [only.kind]: [only.name] };
}

/** "within 5 minutes of agent-4 going offline": around what is named. */
function withinOf(clause: Clause): { readonly anchor: Anchor; readonly rest: Clause } | undefined {
  for (const [k, item] of clause.items.entries()) {
    const window = /^within /.test(clause.text(item)) ? lengthOf(item) : undefined;
    const of = clause.items[k + 1];
    if (window === undefined || of === undefined || clause.text(of) !== 'of') continue;
    const inner = clause.items.slice(k + 2, endOf(clause, k + 2));
    if (!inner.some(isEvent) || !inner.some((one) => one.type === 'name' || /^(the|a|an)$/.test(clause.text(one)))) continue;
    const where = happeningOf(clause.part(inner));
    if (where['event'] === undefined) continue;
    clause.use(item, of);
    return { anchor: { where, rel: 'around', window }, rest: clause.without([item, of, ...inner]) };
  }
  return undefined;
}

/** "10 minutes", "within 30 minutes", "in the 10 minutes": a length that can be a window. */
function lengthOf(item: Item): string | undefined {
  if (item.type === 'number') return item.amount?.dur;
  return item.type === 'period' ? item.amount?.dur : undefined;
}

/** Happenings one after the other: "went offline and never came back", "crashed, then restarted within 5 minutes". */
export function seqOf(clause: Clause): { readonly seq: Seq; readonly rest: Clause } | undefined {
  const happenings = clause.items.filter(
    (item): item is WordItem =>
      item.type === 'word' && item.entry.event !== undefined && item.entry.target === undefined && !clause.used.has(item),
  );
  if (happenings.length < 2) return undefined;
  for (let n = 0; n + 1 < happenings.length; n++) {
    const [a, b] = [happenings[n] as WordItem, happenings[n + 1] as WordItem];
    const between = clause.items
      .slice(clause.items.indexOf(a) + 1, clause.items.indexOf(b))
      .filter((item) => item.type !== 'period' || item.amount !== undefined);
    if (between.some((item) => item.type === 'name' || clause.text(item) === 'nor')) continue;
    // "crashed twice and was not restarted": how often is no part of an order.
    if (between.some(isHowOften)) continue;
    // "crashed but not because of oom": the same happening, and why it was.
    if (b.entry.cause !== undefined && JSON.stringify(a.entry.event) === JSON.stringify(b.entry.event)) continue;
    // "never crashed and never restarted": neither came after the other.
    const denied = clause.previous(a, /^(have|has|had|did|been|ever|yet|so|far)$/);
    if (
      isMark(denied, 'never', 'not', 'no') &&
      !isBackwards(clause, a, b) &&
      clause.items.slice(clause.items.indexOf(a), clause.items.indexOf(b)).some((item) => isMark(item, 'never', 'not', 'no'))
    )
      continue;
    // "registered agents that …": said of the noun, not done by it.
    const owner = clause.items[clause.items.indexOf(a) + 1];
    if (a.entry.form === 'past' && owner?.type === 'word' && owner.entry.target !== undefined) continue;
    const text = between.map((item) => clause.text(item)).join(' ');
    const then =
      between.some((item) => isMark(item, 'then')) ||
      clause.items.slice(clause.items.indexOf(b)).some((item) => isMark(item, 'then', 'again'));
    const turnedBack = isBackwards(clause, a, b);
    const without =
      (/\bwithout\b/.test(text) && b.entry.form === 'ing') ||
      (/\bwithout (?:ever )?(?:being|getting|having been)$/.test(text) && b.entry.form === 'past');
    const refused = turnedBack ? clause.previous(a, /^(have|has|had|did|ever|yet|still)$/) : undefined;
    const nay = isMark(refused, 'never', 'not') ? refused : undefined;
    const not =
      between.some((item) => isMark(item, 'never', 'not') || (then && isMark(item, 'no')) || /^(and|but) not$/.test(clause.text(item))) ||
      without ||
      nay !== undefined;
    const within = clause.items.find(
      (item) =>
        (item.type === 'period' && item.amount !== undefined && /^(within|inside|in)/.test(clause.text(item))) ||
        (item.type === 'number' && item.sign === 'lte' && item.amount !== undefined),
    );
    const joined =
      a.entry.form === b.entry.form && (a.entry.form === 'past' || a.entry.form === 'base') && /^(and|but|, and|, but)/.test(text);
    const both = joined && (a.entry.form === 'past' || within !== undefined);
    // "went offline within 5 minutes of degrading": what is said last came first.
    const turned =
      (within !== undefined && ((b.entry.form === 'ing' && /\bof$/.test(text)) || (b.entry.form === 'past' && /\bof being$/.test(text)))) ||
      turnedBack;
    if (!then && !not && !turned && !(both && (within !== undefined || /again/.test(text) || (text === 'and' && followsOn(a, b)))))
      continue;
    // "restarted without crashing first": not one after the other.
    if (/^(first|before|beforehand)$/.test(clause.word(b.end)) && !turned) continue;
    if (
      not &&
      !without &&
      !turnedBack &&
      !/\b(and|but|that|which|who|,)\b/.test(text) &&
      a.entry.form === 'past' &&
      !then &&
      !/^(but|and|that|which|,)/.test(text)
    )
      continue;
    const ofNodes =
      clause.words('target').find((item) => item.entry.target === 'agent' || item.entry.target === 'node')?.entry.target === 'node';
    const pair = (item: WordItem): Where => ({
      event: [...(item.entry.event as readonly string[])].map((type) => (ofNodes ? (OF_NODES[type] ?? type) : type)),
      ...(item.entry.cause === undefined ? {} : { cause: [item.entry.cause] }),
    });
    const loose = clause.items.filter(
      (item) => isMark(item, 'then', 'again', 'never', 'not', 'and') || (without && /^without$/.test(clause.text(item))),
    );
    const gone: Item[] = [a, b, ...between, ...loose, ...(nay === undefined ? [] : [nay])];
    const amount = within === undefined ? undefined : lengthOf(within);
    if (within !== undefined) gone.push(within);
    clause.use(...gone);
    return {
      seq: {
        first: pair(turned ? b : a),
        // biome-ignore lint/suspicious/noThenProperty: the plan's name for what follows
        then: pair(turned ? a : b),
        ...(not ? { absent: true as const } : {}),
        ...(amount === undefined ? {} : { within: amount }),
      },
      rest: clause.without(gone.filter((item) => item.type !== 'word' || item.entry.target === undefined)),
    };
  }
  return undefined;
}

/** What comes of what, as a rule: "went offline and came back". */
const NEXT: Readonly<Record<string, readonly string[]>> = {
  agent_offline: ['agent_recovered', 'node_restarted'],
  agent_degraded: ['agent_recovered', 'agent_offline'],
  node_crashed: ['node_restarted', 'agent_recovered'],
  update_failed: ['update_rolled_back'],
  agent_drained: ['agent_undrained'],
  spawn_succeeded: ['node_crashed'],
};
const followsOn = (a: WordItem, b: WordItem): boolean => {
  const [first] = a.entry.event ?? [];
  return b.entry.event?.length === 1 && (NEXT[first ?? ''] ?? []).includes(b.entry.event[0] as string);
};

/** "restarted after crashing": what is said last came first, each to the same thing. */
function isBackwards(clause: Clause, a: WordItem, b: WordItem): boolean {
  const between = clause.items.slice(clause.items.indexOf(a) + 1, clause.items.indexOf(b));
  const [after, ...more] = between.filter((item) => !isMark(item, 'again'));
  const being = b.entry.form === 'past' && more.length === 1 && /^(being|having been|getting)$/.test(clause.text(more[0] as Item));
  const one = b.entry.form === 'noun' && b.entry.plural !== true && more.length === 1 && /^(a|an)$/.test(clause.text(more[0] as Item));
  const last = (b.entry.form === 'ing' && more.length === 0) || being || one;
  return a.entry.form === 'past' && last && after?.type === 'word' && after.entry.rel === 'after';
}

/** Whether happenings of several things are told in the order they did not come in. */
export function saidBackwards(clause: Clause): boolean {
  const things = clause
    .words('target')
    .some((item) => item.entry.plural === true && (item.entry.target === 'agent' || item.entry.target === 'node'));
  const [a, b, ...more] = clause.words('event');
  return things && a !== undefined && b !== undefined && more.length === 0 && isBackwards(clause, a, b);
}

/** What a node does where an agent comes and goes. */
const OF_NODES: Readonly<Record<string, string>> = { agent_recovered: 'node_restarted', agent_offline: 'node_crashed' };

/** "twice", "3 times", "at least once": of how many. */
const isHowOften = (item: Item): boolean =>
  item.type === 'number'
    ? item.unit === 'x' || (item.sign !== undefined && item.amount === undefined && item.unit === undefined)
    : item.type === 'word' && item.entry.times !== undefined && item.phrase !== 'once';

const isFigure = (item: Item | undefined): boolean =>
  item?.type === 'word' && item.entry.metric !== undefined && item.entry.event === undefined;

interface Counted {
  readonly having: readonly Having[];
  readonly rest: Clause;
}

/** How often: "more than 3 crashes", "crashed at least twice", "never crashed", "no crashes"; and of two that are joined, each its own. */
export function havingOf(clause: Clause): Counted | undefined {
  const neither = noneOfBoth(clause);
  if (neither !== undefined) return neither;
  const at = jointOf(clause);
  if (at === undefined) return countedIn(clause);
  const parts = [clause.items.slice(0, at), clause.items.slice(at + 1)];
  const before = [...clause.used];
  const found = parts.map((items) => countedIn(clause.part(items)));
  // Where only the one is counted and no number says so, it is one clause: "without crashes and restarts".
  if (found.includes(undefined) && !clause.items.some(isHowOften)) {
    for (const item of clause.used) if (!before.includes(item)) clause.used.delete(item);
    return countedIn(clause);
  }
  if (found.every((one) => one === undefined)) return undefined;
  const gone = parts.flatMap((items, k) => (found[k] === undefined ? [] : items.filter((item) => !found[k]?.rest.items.includes(item))));
  const joint = found.includes(undefined) ? [] : [clause.items[at] as Item];
  clause.use(...joint);
  return { having: found.flatMap((one) => one?.having ?? []), rest: clause.without([...gone, ...joint]) };
}

/** "without crashes or restarts": none of the one, and none of the other. */
function noneOfBoth(clause: Clause): Counted | undefined {
  const happenings = clause.items.filter(
    (item): item is WordItem =>
      item.type === 'word' && item.entry.event !== undefined && item.entry.target === undefined && !clause.used.has(item),
  );
  const [first, second, ...more] = happenings;
  if (first === undefined || second === undefined || more.length > 0) return undefined;
  const [at, end] = [clause.items.indexOf(first), clause.items.indexOf(second)];
  const joint = clause.items[at + 1];
  const none = clause.previous(first, /^(have|has|had|been|being|ever|any|yet)$/);
  if (end !== at + 2 || none === undefined || joint === undefined) return undefined;
  // "that are not degraded or offline" is about states.
  if (first.entry.status !== undefined && !isMark(none, 'never') && !/^(have|has|had|did|do|does)$/.test(clause.word(none.at - 1)))
    return undefined;
  const nouns = /^(without( any)?|no|with no)$/.test(clause.text(none)) && second.entry.form !== 'past' && second.entry.form !== 'ing';
  if (!(nouns ? /^(and|or|nor)$/ : /^(or|nor)$/).test(clause.text(joint)) || !(nouns || isMark(none, 'never', 'not'))) return undefined;
  const gone = [none, first, joint, second];
  clause.use(...gone);
  const having = [first, second].map(({ entry }) => ({
    event: [...(entry.event as readonly string[])],
    ...(entry.cause === undefined ? {} : { where: { cause: [entry.cause] } }),
    count: { eq: 0 },
  }));
  return { having, rest: clause.without(gone) };
}

/** Where two happenings are joined, of which the one is counted and the other, too: "crashed twice and was restarted once". */
function jointOf(clause: Clause): number | undefined {
  const happenings = clause.items.filter(
    (item) => item.type === 'word' && item.entry.event !== undefined && item.entry.target === undefined && !clause.used.has(item),
  );
  const [first, second, ...more] = happenings.map((item) => clause.items.indexOf(item));
  if (first === undefined || second === undefined || more.length > 0) return undefined;
  const joint = clause.items.findIndex(
    (item, k) =>
      k > first && k < second && (isMark(item, 'and') || /^(and|but|yet|, and|, but|and yet|but not|and not)$/.test(clause.text(item))),
  );
  return joint > 0 ? joint : undefined;
}

function countedIn(clause: Clause): Counted | undefined {
  const happening = clause.items.find(
    (item): item is WordItem =>
      item.type === 'word' && item.entry.event !== undefined && item.entry.target === undefined && !clause.used.has(item),
  );
  if (happening === undefined) return undefined;
  const number = clause.numbers().find(
    (item) =>
      item.amount === undefined &&
      (item.sign !== undefined || item.high !== undefined || item.unit === 'x' || item.value === 0) &&
      item.unit !== '%' &&
      item.unit !== 'mb' &&
      item.unit !== 'ms' &&
      // "fewer than 2 free slots" bounds the slots.
      !isFigure(clause.next(item)) &&
      near(clause, item, happening),
  );
  const frequency = clause
    .words('times')
    .find(
      (item) =>
        clause.items.indexOf(item) > clause.items.indexOf(happening) && clause.previous(item) !== undefined && item.phrase !== 'once',
    );
  const marks = clause.items.filter((item) => isMark(item, 'never', 'no', 'not') || /^without( any)?$/.test(clause.text(item)));
  const none =
    number === undefined && frequency === undefined
      ? marks.find(
          (item) =>
            // "that are not offline" is about a state.
            !(happening.entry.status !== undefined && !isMark(item, 'never') && /^(is|are|was|were)$/.test(clause.word(item.at - 1))) &&
            !/^(neither|nor)$/.test(clause.text(item)) &&
            clause.items.indexOf(item) < clause.items.indexOf(happening) &&
            clause.items.indexOf(happening) - clause.items.indexOf(item) <= 4,
        )
      : undefined;
  if (number === undefined && frequency === undefined && none === undefined) return undefined;
  const event = [...(happening.entry.event as readonly string[])];
  // "whose crash count exceeds 3"
  const counted = number === undefined ? undefined : clause.items[clause.items.indexOf(happening) + 1];
  const tallied =
    counted?.type === 'word' && counted.entry.cue === 'count' && /^(count|counts|number|numbers|tally|total)$/.test(counted.phrase)
      ? [counted]
      : [];
  const gone: Item[] = [
    ...tallied,
    happening,
    ...(number === undefined ? [] : [number]),
    ...(frequency === undefined ? [] : [frequency]),
    ...(none === undefined ? [] : [none]),
  ];
  let per: string | undefined;
  if (none === undefined) {
    const window = clause.items.find(
      (item): item is PeriodItem =>
        item.type === 'period' && item.amount !== undefined && /^(in|within|inside|over|during)/.test(clause.text(item)),
    );
    const bound = clause.items.find(
      (item): item is NumberItem => item.type === 'number' && item.sign === 'lte' && item.amount !== undefined,
    );
    const pick = window ?? bound;
    if (pick !== undefined) {
      per = pick.amount?.dur;
      gone.push(pick);
    } else per = perOf(clause);
  }
  clause.use(...gone);
  const count =
    none !== undefined
      ? { eq: 0 }
      : number !== undefined
        ? number.high !== undefined
          ? { gte: number.value, lte: number.high }
          : { [number.sign ?? 'eq']: number.value }
        : { eq: frequency?.entry.times as number };
  const cause = happening.entry.cause;
  return {
    having: [{ event, ...(cause === undefined ? {} : { where: { cause: [cause] } }), count, ...(per === undefined ? {} : { per }) }],
    rest: clause.without(gone),
  };
}

const near = (clause: Clause, item: Item, other: Item): boolean => Math.abs(clause.items.indexOf(item) - clause.items.indexOf(other)) <= 5;

/** "no heartbeat for 10 minutes", "have not sent a heartbeat in 5 minutes": the age of the last one. */
export function silenceOf(clause: Clause): { readonly where: Where; readonly rest: Clause } | undefined {
  const heart = clause.items.find((item) => item.type === 'word' && item.entry.event?.[0] === 'agent_heartbeat');
  const silent = clause.items.find((item) => /^(silent|quiet|mute|unheard|seen)$/.test(clause.text(item)));
  const seen = clause.mark('seen');
  const about = heart ?? silent ?? seen;
  // "events of agent-2 without the heartbeats": events without some of them.
  if (about === undefined || (about === heart && clause.words('target').some((item) => item.entry.target === 'event'))) return undefined;
  const marks = clause.items.filter(
    (item) => isMark(item, 'not', 'no', 'never') || /^(without|without any|without a)$/.test(clause.text(item)),
  );
  const length = clause.items.find(
    (item): item is PeriodItem | NumberItem => (item.type === 'period' || item.type === 'number') && item.amount !== undefined,
  );
  const rolled = clause
    .periods()
    .find(
      (item) =>
        item.period.toMs === clause.time.nowMs &&
        item.period.fromMs !== null &&
        /^(in|for|within|over|during|since)? ?(the )?(last|past)/.test(clause.text(item)),
    );
  const older = length?.type === 'number' && (length.sign === 'gt' || length.sign === 'gte');
  if (marks.length === 0 && silent === undefined && !older) return undefined;
  const ms = length?.amount?.ms ?? (rolled === undefined ? undefined : clause.time.nowMs - (rolled.period.fromMs as number));
  if (ms === undefined) return undefined;
  const ago = clause.items.filter((item) => /^(ago|last|latest|sent|old|older|been|since|seen)$/.test(clause.text(item)));
  const gone: Item[] = [about, ...marks, ...(length === undefined ? [] : [length]), ...(rolled === undefined ? [] : [rolled]), ...ago];
  clause.use(...gone);
  return { where: { heartbeat_age_s: { gt: ms / 1000 } }, rest: clause.without(gone) };
}

export { durOf };
