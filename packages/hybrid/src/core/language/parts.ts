import type { Dim, Order, Plan, Target, Time, Where } from '../plan.ts';
import { isoSecond } from '../plan.ts';
import { boundsOf } from './bounds.ts';
import { type Clause, isMark, namesOf, periodOf, targetOf, timeOf } from './clause.ts';
import { eventCond, type Senses, sensesOf, statusCond } from './senses.ts';
import type { Item, WordItem } from './sentence.ts';

/** What a clause says, its parts unified: conditions, time, subject. */
export interface Parts {
  readonly names: Where;
  readonly bounds: Where;
  readonly senses: Senses;
  readonly target?: Target;
  readonly targetItem?: WordItem;
  readonly time?: Time;
  /** One instant, when a clock time was given. */
  readonly at?: string;
}

export function partsOf(clause: Clause, mode: 'event' | 'rows'): Parts {
  const subject = targetOf(clause);
  const names = eitherName(clause, namesOf(clause));
  const kind = names['node'] !== undefined ? 'node' : names['agent'] !== undefined ? 'agent' : subject?.target;
  const told = boundsOf(clause);
  const said = sensesOf(clause, mode, kind);
  const some = stateOrName(clause, names, said);
  const { bounds, senses } = some ?? eitherOf(clause, told, said);
  const period = periodOf(clause);
  return {
    names: some?.names ?? names,
    bounds: some === undefined ? bounds : { ...told, ...bounds },
    senses,
    ...(subject === undefined ? {} : { target: subject.target, targetItem: subject.item }),
    ...(period === undefined ? {} : { time: timeOf(period) }),
    ...(period?.atMs === undefined ? {} : { at: isoSecond(period.atMs) }),
  };
}

/** "in dev or on version 1.4.2": names of two kinds, of which one is enough. */
function eitherName(clause: Clause, names: Where): Where {
  for (const [k, or] of clause.items.entries()) {
    if (!isMark(or, 'or')) continue;
    const left = clause.items[k - 1];
    const right = clause.items.slice(k + 1).find((item) => !OF_PLACE.test(clause.text(item)));
    if (left?.type !== 'name' || right?.type !== 'name' || left.kind === right.kind) continue;
    const { [left.kind]: one, [right.kind]: other, ...rest } = names;
    if (!Array.isArray(one) || !Array.isArray(other) || rest.any !== undefined) continue;
    clause.use(or);
    return { ...rest, any: [{ [left.kind]: one }, { [right.kind]: other }] };
  }
  return names;
}

/** "degraded or still run 1.4.2": a state or a name, of which one is enough. */
function stateOrName(clause: Clause, names: Where, senses: Senses): Pick<Parts, 'names' | 'bounds' | 'senses'> | undefined {
  const k = clause.items.findIndex((item) => isMark(item, 'or'));
  const left = clause.items[k - 1];
  const right = clause.items.slice(k + 1).find((item) => !OF_PLACE.test(clause.text(item)));
  if (k < 1 || left?.type !== 'word' || left.entry.status === undefined || !clause.used.has(left) || right?.type !== 'name')
    return undefined;
  const { [right.kind]: one, ...rest } = names;
  if (
    !Array.isArray(one) ||
    !/^(?:version|region|env|platform)$/.test(right.kind) ||
    senses.statuses.length === 0 ||
    rest.any !== undefined
  )
    return undefined;
  clause.use(clause.items[k] as Item);
  return {
    names: rest,
    bounds: { any: [{ status: [...new Set(senses.statuses)] }, { [right.kind]: one }] },
    senses: { ...senses, statuses: [] },
  };
}
const OF_PLACE = /^(?:in|on|at|with|version|running|run|runs|of|the|are|is|have|region|platform|still|that|which)$/;

/** "degraded or with fewer than 2 free slots": a state or a figure, of which one is enough. */
function eitherOf(clause: Clause, bounds: Where, senses: Senses): Pick<Parts, 'bounds' | 'senses'> {
  const [field, ...more] = Object.keys(bounds);
  const states = clause.items.filter((item) => item.type === 'word' && item.entry.status !== undefined && clause.used.has(item));
  const figure = clause.items.find((item) => item.type === 'number' && clause.used.has(item));
  const or = clause.items.find(
    (item) => isMark(item, 'or') && figure !== undefined && states.every((state) => state.at < item.at !== figure.at < item.at),
  );
  const apart = states.length > 0;
  if (or === undefined || field === undefined || field === 'any' || more.length > 0 || senses.statuses.length === 0 || !apart)
    return { bounds, senses };
  clause.use(or);
  return { bounds: { any: [{ status: [...new Set(senses.statuses)] }, bounds] }, senses: { ...senses, statuses: [] } };
}

/** All conditions of parts about happenings. */
export const eventWhere = (parts: Parts): Where => ({ ...eventCond(parts.senses), ...parts.names, ...parts.bounds });
export const stateWhere = (parts: Parts): Where => ({ ...statusCond(parts.senses), ...parts.names, ...parts.bounds });

/** Ways to group, and the clause without them. */
export function dimsOf(clause: Clause): Dim[] {
  const dims: Dim[] = [];
  let joined = false;
  for (const [k, item] of clause.items.entries()) {
    if (item.type !== 'word' || item.entry.dim === undefined || clause.used.has(item)) continue;
    if (clause.text(item) === 'instances') continue;
    const before = clause.previous(item, /^(the|each|every|its|their|single|separate|crash|different|of|down|up|out)$/);
    if (
      before !== undefined &&
      clause.used.has(before) &&
      isMark(before, 'by') &&
      /^(break|split|group|slice|rank|sort|order)/.test(clause.text(before))
    )
      continue;
    const each = /^(each|every)$/.test(clause.word(item.at - 1));
    // "in every region but eu-west": all of them together, one left out.
    const rest = clause.items[k + 1];
    if (each && rest !== undefined && (isMark(rest, 'except') || clause.text(rest) === 'but')) continue;
    if (
      each &&
      !/^(for|in|on|of|at|per|from|by|to)$/.test(clause.word(item.at - 2)) &&
      !clause.words('event').some((one) => one.at < item.at) &&
      !clause.words('target').some((one) => one.at < item.at && one.entry.dim !== item.entry.dim)
    )
      continue;
    const listed = joined && (isMark(before, 'and') || clause.text(clause.items[k - 1] as Item) === ',');
    if (!(isMark(before, 'by', 'per') || (each && k > 0) || listed)) {
      joined = false;
      continue;
    }
    if (isMark(before, 'by', 'per', 'and') && before !== undefined) clause.use(before);
    clause.use(item);
    joined = true;
    if (!dims.includes(item.entry.dim)) dims.push(item.entry.dim);
  }
  return dims;
}

const UNIT: Readonly<Record<string, string>> = {
  second: '1s',
  minute: '1m',
  min: '1m',
  hour: '1h',
  hr: '1h',
  day: '1d',
  week: '1w',
  s: '1s',
  h: '1h',
  d: '1d',
};

/** "per hour", "a day", "an hour": events in a unit of time. */
export function perOf(clause: Clause): string | undefined {
  for (const item of clause.items) {
    // "restarts per 10 minutes"
    if (item.type === 'number' && item.amount !== undefined && isMark(clause.previous(item), 'per') && !clause.used.has(item)) {
      clause.use(item, ...clause.items.filter((one) => one.end === item.at));
      return item.amount.dur;
    }
    const unit = UNIT[clause.text(item)];
    if (unit === undefined || clause.used.has(item)) continue;
    const before = clause.word(item.at - 1);
    if (!/^(per|a|an|each|every|\/)$/.test(before)) continue;
    const owner = clause.items.find((one) => one.end === item.at);
    clause.use(item, ...(owner === undefined ? [] : [owner]));
    return unit;
  }
  return undefined;
}

/** Leaves empty parts out of a plan. */
export function made<P extends Plan>(parts: { readonly [K in keyof P]?: P[K] | undefined } & { readonly op: P['op'] }): P {
  return Object.fromEntries(
    Object.entries(parts).filter(
      ([key, value]) => value !== undefined && !(key === 'where' && Object.keys(value as unknown as object).length === 0),
    ),
  ) as unknown as P;
}

export const byValue = (dir: 'asc' | 'desc'): Order => ({ by: 'value', dir });

/** The noun of the clause, as a target rows can be of. */
export const entityKind = (target: Target | undefined): 'agent' | 'node' | undefined =>
  target === 'agent' || target === 'node' ? target : undefined;

/** Whose things a set of event types are. */
export function subjectOf(events: readonly string[]): 'agent' | 'node' | undefined {
  const kinds = new Set(
    events.map((event) => (/^@?agent/.test(event) ? 'agent' : /^(@?spawn|@?stop|node_)/.test(event) ? 'node' : 'other')),
  );
  const only = kinds.size === 1 ? [...kinds][0] : undefined;
  return only === 'agent' || only === 'node' ? only : undefined;
}
