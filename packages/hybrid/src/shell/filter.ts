import { isoFromUs, SutraError, usFromIso } from '@sutra/kit';
import { type AgentState, fromStored, type GridEvent } from '@sutra/model';
import type { EventFilter, Predicate } from '@sutra/storage';
import { EVENT_CLASSES } from '../core/language/lexicon.ts';
import { civil, type Zone } from '../core/language/zone.ts';
import { own } from '../core/own.ts';
import { type Cond, ENTITY_FIELDS, type Scalar, type Time, type Where } from '../core/plan.ts';
import type { Work } from './answer.ts';
import '../errors.ts';

/** Events read one by one for one question, at most; past it the answer is partial and says so. */
export const ROWS_READ_MAX = 20_000;

export interface Compiled {
  readonly filter: EventFilter;
  /** What the store cannot test; undefined when it tests everything. */
  readonly also?: (event: GridEvent) => boolean;
}

/** Event types of a condition, classes expanded. Undefined means every type. */
export function typesOf(values: readonly Scalar[]): string[] | undefined {
  const types = [...new Set(values.flatMap((value) => own(EVENT_CLASSES, String(value)) ?? [String(value)]))];
  return types.includes('*') ? undefined : types;
}

/** The conditions of a plan in the store's words. Regions, environments and the like are those of agents: they become agents. */
export function compileWhere(where: Where | undefined, work: Work): Compiled {
  const filter: { types?: string[]; typesNot?: string[]; entities: string[][]; where: Predicate[] } = { entities: [], where: [] };
  const tests: ((event: GridEvent) => boolean)[] = [];
  for (const [field, raw] of Object.entries(where ?? {})) {
    if (field === 'any' || raw === undefined) throw unsupported('alternatives (any)');
    const condition = raw as Cond;
    const values = Array.isArray(condition) ? (condition as readonly Scalar[]) : undefined;
    const not = values === undefined ? (condition as { not?: readonly Scalar[] }).not : undefined;
    if (field === 'event') {
      const types = typesOf(values ?? not ?? []);
      if (types !== undefined) filter[values === undefined ? 'typesNot' : 'types'] = types;
    } else if (field === 'ref') throw unsupported('a reference to earlier rows');
    else if ((ENTITY_FIELDS as readonly string[]).includes(field)) entityCondition(field, values, not, work, filter, tests);
    else if (field === 'hour_of_day' || field === 'weekday') tests.push(calendarTest(field, condition, work.tz));
    else if (field === 'status' || field === 'pattern') throw unsupported(`${field} as a condition on events`);
    else filter.where.push(...predicates(field, condition));
  }
  const { entities, where: predicatesAll, ...types } = filter;
  return {
    filter: { ...types, ...(entities.length === 0 ? {} : { entities }), ...(predicatesAll.length === 0 ? {} : { where: predicatesAll }) },
    ...(tests.length === 0 ? {} : { also: (event) => tests.every((test) => test(event)) }),
  };
}

function entityCondition(
  field: string,
  values: readonly Scalar[] | undefined,
  not: readonly Scalar[] | undefined,
  work: Work,
  filter: { entities: string[][]; where: Predicate[] },
  tests: ((event: GridEvent) => boolean)[],
): void {
  const names = (values ?? not)?.map(String);
  if (names === undefined) throw unsupported(`this condition on ${field}`);
  if (field === 'user') {
    filter.where.push(values === undefined ? { field: 'meta.actor', not: names } : { field: 'meta.actor', is: names });
    return;
  }
  const entities = entitiesNamed(field, names, work);
  if (values !== undefined) filter.entities.push(entities.length === 0 ? [`no ${field} is called so`] : entities);
  else tests.push((event) => !event.entities.some((entity) => entities.includes(entity)));
}

/** Ids in the graph of names of a kind. Names are compared without case: questions are read in lower case. */
function entitiesNamed(field: string, names: readonly string[], work: Work): string[] {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const ids = (keys: Iterable<string>): string[] => [...keys].filter((id) => wanted.has(id.toLowerCase()));
  if (field === 'agent' || field === 'node' || field === 'entity') {
    const known = [...ids(work.state.agents.keys()), ...ids(work.state.nodes.keys())];
    return [...new Set([...known, ...names])];
  }
  return agentsWith(field, wanted, work).map((agent) => agent.id);
}

/** Agents whose host, region, env, platform or version is one of these. */
function agentsWith(field: string, wanted: ReadonlySet<string>, work: Work): AgentState[] {
  return [...work.state.agents.values()].filter((agent) => wanted.has((dimensionOf(agent, field) ?? '').toLowerCase()));
}

/** A property of an agent by the name plans use. */
export function dimensionOf(agent: AgentState | undefined, field: string): string | undefined {
  if (agent === undefined) return undefined;
  switch (field) {
    case 'agent':
      return agent.id;
    case 'host':
      return agent.hostname;
    case 'region':
      return agent.region;
    case 'env':
      return agent.env;
    case 'platform':
      return agent.platform;
    case 'version':
      return agent.version;
    default:
      return undefined;
  }
}

function predicates(field: string, condition: Cond): Predicate[] {
  if (Array.isArray(condition)) return [{ field, is: condition as readonly Scalar[] }];
  const { not, eq, between, contains, like, exists, ...range } = condition as Exclude<Cond, readonly Scalar[]>;
  return [
    ...(not === undefined ? [] : [{ field, not }]),
    ...(eq === undefined ? [] : [{ field, is: [eq] }]),
    ...(between === undefined ? [] : [{ field, gte: between[0], lte: between[1] }]),
    ...(contains === undefined ? [] : [{ field, contains }]),
    ...(like === undefined ? [] : [{ field, contains: like.replaceAll('*', '') }]),
    ...(exists === undefined ? [] : [{ field, exists }]),
    ...(Object.keys(range).length === 0 ? [] : [{ field, ...range }]),
  ];
}

function calendarTest(field: 'hour_of_day' | 'weekday', condition: Cond, tz: Zone): (event: GridEvent) => boolean {
  if (!Array.isArray(condition)) throw unsupported(`this condition on ${field}`);
  const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
  return (event) => {
    const at = civil(tz, event.timeUs / 1000);
    return (
      (condition as readonly Scalar[]).some((value) => value === at.hour || String(value).toLowerCase() === days[at.weekday]) &&
      (field === 'weekday' || condition.includes(at.hour))
    );
  };
}

export function unsupported(what: string): SutraError {
  return new SutraError('SUTRA_ASK_NOT_COMPUTED', `Cannot compute this yet: ${what}`);
}

export interface Window {
  readonly fromUs?: number;
  /** Exclusive. */
  readonly toUs?: number;
  /** What was picked because nothing was said. */
  readonly assumption?: string;
}

const DAY_US = 86_400_000_000;

/** The stretch of time a plan is about. A `to` of this very second means up to now. */
export function windowOf(time: Time | undefined, work: Work, whenAbsent: 'day' | 'all'): Window {
  const end = work.past ? { toUs: work.nowUs + 1 } : {};
  if (time === undefined)
    return whenAbsent === 'day'
      ? { fromUs: work.nowUs - DAY_US, ...end, assumption: 'no period given: last 24 h' }
      : { ...end, assumption: 'no period given: all history' };
  const from = time.from === null ? undefined : usFromIso(time.from);
  const to = time.to === null ? undefined : usFromIso(time.to);
  const now = to !== undefined && Math.floor(work.nowUs / 1_000_000) * 1_000_000 === to;
  return {
    ...(from === undefined ? {} : { fromUs: from }),
    ...(to === undefined || now ? end : { toUs: work.past ? Math.min(to, work.nowUs + 1) : to }),
  };
}

/** The window as the answer shows it. */
export function windowText(window: Window, work: Work): { from: string; to: string } | undefined {
  return window.fromUs === undefined
    ? undefined
    : { from: isoFromUs(window.fromUs), to: isoFromUs(Math.min(window.toUs ?? work.nowUs, work.nowUs)) };
}

/** Events of a filter in order of time, newest or oldest first, tested one by one where the store cannot. */
export async function readEvents(
  work: Work,
  compiled: Compiled,
  window: Window,
  order: 'asc' | 'desc',
  limit: number,
): Promise<{ events: GridEvent[]; asOfSeq: number; scanned: number; more: boolean; partial: boolean }> {
  const events: GridEvent[] = [];
  const { fromUs, toUs } = window;
  const query = { ...compiled.filter, ...(fromUs === undefined ? {} : { fromUs }), ...(toUs === undefined ? {} : { toUs }), order };
  let cursor: string | undefined;
  let scanned = 0;
  let read = 0;
  for (;;) {
    const page = await work.reader.query(
      { ...query, limit: compiled.also === undefined ? Math.min(limit, 10_000) : 1_000, ...(cursor === undefined ? {} : { cursor }) },
      work.options,
    );
    scanned += page.scanned;
    read += page.events.length;
    for (const stored of page.events) {
      const event = fromStored(stored);
      if (events.length < limit && (compiled.also?.(event) ?? true)) events.push(event);
    }
    cursor = page.cursor;
    const enough = events.length >= limit || cursor === undefined;
    if (enough || read >= ROWS_READ_MAX)
      return { events, asOfSeq: page.asOfSeq, scanned, more: cursor !== undefined, partial: page.partial || !enough };
  }
}
