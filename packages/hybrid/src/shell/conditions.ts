import { CATALOGUE, EVENT_TYPES, type GridEvent, isCustomType, isEventType, rowOf } from '@sutra/model';
import type { Predicate } from '@sutra/storage';
import { COMPONENTS } from '../core/language/lexicon/components.ts';
import { EVENT_CLASSES } from '../core/language/lexicon.ts';
import { civil, type Zone } from '../core/language/zone.ts';
import { own } from '../core/own.ts';
import { type Cond, NUMBER_FIELDS, type Scalar, type Where } from '../core/plan.ts';
import type { Work } from './answer.ts';
import { type Askers, askerOf } from './askers.ts';
import { type Entity, entitiesOf, fieldOf, holds, idOf, isOtherNumber } from './entities/entity.ts';
import { QUIET_TYPES } from './events/quiet.ts';
import { idsOf } from './imported.ts';
import { unsupported } from './unsupported.ts';
import type { WishedRestarts } from './wished-restarts.ts';

/** Names in one condition the store takes; more are tested here. */
const NAMES_MAX = 10_000;
/** Alternatives of one condition after nested ones are multiplied out. */
const ALTERNATIVES_MAX = 64;

export type Test = (event: GridEvent) => boolean;

/** What a condition is read against: whose names, whose clock. */
export type Seen = Pick<Work, 'state' | 'imported' | 'nowUs' | 'tz' | 'startNumbers' | 'askers' | 'wishedRestarts'>;

/** Conditions that must all hold, in the store's words as far as it has them. */
export interface Conjunct {
  readonly types?: readonly string[];
  readonly typesNot?: readonly string[];
  readonly entities: readonly (readonly string[])[];
  readonly predicates: readonly Predicate[];
  /** What the store cannot test. */
  readonly tests: readonly Test[];
  /** Only these events, when they are named by id. */
  readonly ids?: readonly string[];
}

/** The alternatives of a condition: at least one must hold. Nested `any` are multiplied out. */
export function conjunctsOf(where: Where | undefined, work: Seen): readonly Conjunct[] {
  const { any, ...plain } = where ?? {};
  const mine = orWished(plain as Where, conjunctOf(plain as Where, work), work.wishedRestarts);
  if (any === undefined) return mine;
  const others = any.flatMap((one) => conjunctsOf(inherits(one, plain as Where), work));
  const alternatives = mine.flatMap((base) => others.map((one) => both(base, one))).filter((one, i) => i === 0 || one.types?.length !== 0);
  if (alternatives.length > ALTERNATIVES_MAX) throw unsupported(`more than ${ALTERNATIVES_MAX} alternatives`);
  return alternatives;
}

/** Restarts are also the starts by which a wished restart was carried out. */
function orWished(where: Where, policy: Conjunct, wished: WishedRestarts | undefined): readonly Conjunct[] {
  const named = where['event'];
  if (wished === undefined || wished.size === 0 || !Array.isArray(named) || !named.includes('node_restarted')) return [policy];
  if (policy.types === undefined || policy.types.includes('spawn_succeeded')) return [policy];
  const start: Conjunct = { ...policy, types: ['spawn_succeeded'] };
  if (wished.size <= NAMES_MAX) return [policy, { ...start, predicates: [...start.predicates, { field: 'operation', is: [...wished] }] }];
  return [policy, { ...start, tests: [...start.tests, ({ operationId = '' }) => wished.has(operationId)] }];
}

/** An alternative that names no event speaks of those of the whole condition: it decides what a number is about. */
const inherits = (one: Where, outer: Where): Where =>
  one['event'] === undefined && outer['event'] !== undefined ? { ...one, event: outer['event'] } : one;

function both(a: Conjunct, b: Conjunct): Conjunct {
  const ids = a.ids === undefined ? b.ids : b.ids === undefined ? a.ids : a.ids.filter((id) => b.ids?.includes(id));
  const types = a.types === undefined ? b.types : b.types === undefined ? a.types : a.types.filter((type) => b.types?.includes(type));
  return {
    ...(types === undefined ? {} : { types }),
    typesNot: [...(a.typesNot ?? []), ...(b.typesNot ?? [])],
    entities: [...a.entities, ...b.entities],
    predicates: [...a.predicates, ...b.predicates],
    tests: [...a.tests, ...b.tests],
    ...(ids === undefined ? {} : { ids }),
  };
}

/** Event types of a condition, classes expanded. Undefined means every type. */
export function typesOf(values: readonly Scalar[]): string[] | undefined {
  const types = [...new Set(values.flatMap((value) => own(EVENT_CLASSES, String(value)) ?? [String(value)]))];
  return types.includes('*') ? undefined : types;
}

function conjunctOf(where: Where, work: Seen): Conjunct {
  const made = { entities: [] as string[][], predicates: [] as Predicate[], tests: [] as Test[] };
  const types: { types?: readonly string[]; typesNot?: readonly string[]; ids?: readonly string[] } = {};
  const named = where['event'] as Cond | undefined;
  if (named !== undefined) Object.assign(types, eventCondition(named, made));
  const silent = new Set<string>();
  for (const [field, raw] of Object.entries(where)) {
    if (raw === undefined || field === 'event') continue;
    const condition = raw as Cond;
    if (field === 'ref') types.ids = Array.isArray(condition) ? condition.map(String) : [];
    else if (field === 'hour_of_day' || field === 'weekday') made.tests.push(calendarTest(field, condition, work.tz));
    else if (field === 'user') userCondition(condition, work.askers, made);
    else if (field === 'entity' && namesParts(condition, types.types)) bodyCondition('component', condition, made);
    else if (field === 'restart_count' && ofStarts(types.types)) made.tests.push(startTest(condition, work));
    else if (field === 'cause' && ofStarts(types.types) && isCrash(condition)) made.predicates.push({ field: 'recovered', is: [true] });
    else if (field === 'actor_kind') made.tests.push((event) => holds(actorKind(event.actor), condition, field));
    else if (isOfEvents(field, types.types)) {
      bodyCondition(field, condition, made);
      if (asksForValue(condition)) for (const type of QUIET_TYPES) if (!carries(type, field)) silent.add(type);
    } else entityCondition(field, condition, work, made);
  }
  // Where no type is named, heartbeats and figures without such a field need not be opened: they are most of what is recorded.
  if (types.types === undefined && silent.size > 0) types.typesNot = [...new Set([...(types.typesNot ?? []), ...silent])];
  return { ...types, ...made };
}

type Made = { readonly entities: string[][]; readonly predicates: Predicate[]; readonly tests: Test[] };

function eventCondition(condition: Cond, made: Made): { types?: readonly string[]; typesNot?: readonly string[] } {
  if (Array.isArray(condition)) {
    const types = typesOf(condition as readonly Scalar[]);
    return types === undefined ? {} : { types };
  }
  const { not, ...rest } = condition as Exclude<Cond, readonly Scalar[]>;
  if (Object.keys(rest).length > 0) made.tests.push((event) => holds(event.type, rest as Cond, 'event'));
  if (not === undefined) return {};
  const types = typesOf(not);
  return types === undefined ? { types: [] } : { typesNot: types };
}

/** Fields of events whatever the type; a field of the state is never one of them. */
const BODY_FIELDS: ReadonlySet<string> = new Set(['cause', 'exit_code', 'error', 'query_type', 'verb']);
export const NUMBER_FIELD: ReadonlySet<string> = new Set(NUMBER_FIELDS);

/** Whether a field is something the events in question carry; if not, it is a property of what they name. */
export function isOfEvents(field: string, types: readonly string[] | undefined): boolean {
  if (BODY_FIELDS.has(field)) return true;
  if (field !== 'port' && !NUMBER_FIELD.has(field)) return false;
  return (types ?? EVENT_TYPES).some((type) => isCustomType(type) || carries(type, field));
}

/** Whether events of a type have the field. */
export function carries(type: string, field: string): boolean {
  return isEventType(type) && Object.hasOwn(rowOf(type).fields, field);
}

/** Whether a condition names parts of the grid, of events that say which part they are of. */
const namesParts = (condition: Cond, types: readonly string[] | undefined): boolean =>
  Array.isArray(condition) &&
  condition.every((name) => COMPONENTS.includes(String(name))) &&
  (types?.every((type) => carries(type, 'component')) ?? false);

/** Whether only starts of the grid's own parts are asked for. */
const ofStarts = (types: readonly string[] | undefined): boolean =>
  types !== undefined && types.length > 0 && types.every((type) => type === 'component_started');
/** A start whose cause is a crash: the run before it did not end as it should. */
const isCrash = (condition: Cond): boolean => Array.isArray(condition) && condition.length === 1 && condition[0] === 'crash';

/** "the starts that were restarts": by how many starts of the same part came before. */
function startTest(condition: Cond, { startNumbers }: Seen): Test {
  if (startNumbers === undefined) throw unsupported('which starts of the parts of a grid are restarts');
  return (event) => holds(startNumbers.get(event.id), condition, 'restart_count');
}

/** Catalogued types that carry a field. */
export const typesWith = (field: string): string[] => (Object.keys(CATALOGUE) as string[]).filter((type) => carries(type, field));

/** Whether a condition can only hold where there is a value. */
function asksForValue(condition: Cond): boolean {
  if (Array.isArray(condition)) return true;
  const { not: _not, exists, ...rest } = condition as Exclude<Cond, readonly Scalar[]>;
  return isOtherNumber(condition) || exists === true || Object.keys(rest).length > 0;
}

function bodyCondition(field: string, condition: Cond, made: Made): void {
  made.predicates.push(...predicatesOf(field, condition));
  const like = Array.isArray(condition) ? undefined : (condition as { readonly like?: string }).like;
  if (like !== undefined) made.tests.push((event) => holds(textAt(event, field), { like }, field));
}

const textAt = (event: GridEvent, field: string): Scalar | undefined => (event.body as Readonly<Record<string, Scalar>>)[field];

function predicatesOf(field: string, condition: Cond): Predicate[] {
  if (Array.isArray(condition)) return [{ field, is: condition as readonly Scalar[] }];
  const { not, eq, between, contains, like, exists, ...range } = condition as Exclude<Cond, readonly Scalar[]>;
  const piece = like?.split('*').reduce((longest, one) => (one.length > longest.length ? one : longest), '');
  return [
    ...(not === undefined ? [] : [{ field, not }]),
    ...(isOtherNumber(condition) && exists === undefined ? [{ field, exists: true }] : []),
    ...(eq === undefined ? [] : [{ field, is: [eq] }]),
    ...(between === undefined ? [] : [{ field, gte: between[0], lte: between[1] }]),
    ...(contains === undefined ? [] : [{ field, contains }]),
    ...(piece === undefined || piece === '' ? [] : [{ field, contains: piece }]),
    ...(exists === undefined ? [] : [{ field, exists }]),
    ...(Object.keys(range).length === 0 ? [] : [{ field, ...range }]),
  ];
}

/** People are recorded by where they came from: `cli:priya` is priya. */
function userCondition(condition: Cond, askers: Askers | undefined, made: Made): void {
  if (askers !== undefined) {
    // Whoever carries a wish out tells what came of it: whose wish it was stands where it was asked.
    made.tests.push((event) => isBy(askerOf(event, askers), condition));
    return;
  }
  const spelled = (names: readonly Scalar[]): string[] => names.flatMap((name) => [String(name), `cli:${name}`, `user:${name}`]);
  const field = 'meta.actor';
  if (Array.isArray(condition)) made.predicates.push({ field, is: spelled(condition as readonly Scalar[]) });
  else {
    const { not, ...rest } = condition as Exclude<Cond, readonly Scalar[]>;
    if (not !== undefined) made.predicates.push({ field, not: spelled(not) });
    if (Object.keys(rest).length > 0) made.tests.push((event) => holds(event.actor, rest as Cond, 'user'));
  }
}

function isBy(actor: string | undefined, condition: Cond): boolean {
  const name = actor?.replace(/^(?:cli|user):/, '');
  return holds(name, condition, 'user') || (actor !== undefined && name !== actor && Array.isArray(condition) && condition.includes(actor));
}

/** `human` or `bot`, from who is recorded; undefined when nobody is. */
export function actorKind(actor: string | undefined): string | undefined {
  if (actor === undefined) return undefined;
  return /^(agent:|autoscaler$|scheduler$|master$|control$|sutra$)|bot$/.test(actor) ? 'bot' : 'human';
}

/** A property of what an event names: its agents and nodes, by id or by what the state says of them. */
function entityCondition(field: string, condition: Cond, work: Seen, made: Made): void {
  if (Array.isArray(condition)) {
    names(entitiesNamed(field, condition, work), made);
    return;
  }
  const { not, ...rest } = condition as Exclude<Cond, readonly Scalar[]>;
  if (not !== undefined) {
    const ids = new Set(entitiesNamed(field, not, work));
    if (ids.size <= NAMES_MAX) made.predicates.push({ field: 'entity', not: [...ids] });
    else made.tests.push((event) => !event.entities.some((entity) => ids.has(entity)));
  }
  if (Object.keys(rest).length > 0) names(entitiesWith(field, rest as Cond, work), made);
}

function names(ids: readonly string[], made: Made): void {
  if (ids.length <= NAMES_MAX) made.entities.push([...ids]);
  else {
    const known = new Set(ids);
    made.tests.push((event) => event.entities.some((entity) => known.has(entity)));
  }
}

const PROPERTIES: ReadonlySet<string> = new Set(['host', 'region', 'env', 'platform', 'version']);

/** Ids of names of a kind. Names are compared without case: questions are read in lower case. */
function entitiesNamed(field: string, given: readonly Scalar[], work: Seen): string[] {
  if (field !== 'agent' && field !== 'node' && field !== 'entity') return entitiesWith(field, given, work);
  const wanted = new Set(given.map((name) => String(name).toLowerCase()));
  const known = (keys: Iterable<string>): string[] => [...keys].filter((id) => wanted.has(id.toLowerCase()));
  return [...new Set([...known(idsOf('agent', work)), ...known(idsOf('node', work)), ...given.map(String)])];
}

/** Ids of everything in the state that has such a property. Places and versions are those of agents. */
function entitiesWith(field: string, condition: Cond, work: Seen): string[] {
  const target = field === 'agent' || PROPERTIES.has(field) || field.startsWith('label.') ? 'agent' : field === 'node' ? 'node' : 'entity';
  return entitiesOf(work.state, target)
    .filter((entity) => holds(propertyOf(entity, field, work), condition, field))
    .map(idOf);
}

function propertyOf(entity: Entity, field: string, work: Seen): Scalar | undefined {
  if (field === 'agent' || field === 'node' || field === 'entity') return idOf(entity);
  if (field === 'pattern') return entity.kind === 'node' && entity.node.crashLooping ? 'crash_loop' : undefined;
  return fieldOf(entity, field, work.state, work.nowUs);
}

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

function calendarTest(field: 'hour_of_day' | 'weekday', condition: Cond, tz: Zone): Test {
  return (event) => {
    const at = civil(tz, event.timeUs / 1000);
    return holds(field === 'hour_of_day' ? at.hour : (DAYS[at.weekday] as string), condition, field);
  };
}

/** One test of a predicate on an event at hand: what the store would say of it. */
export function predicateHolds(event: GridEvent, predicate: Predicate): boolean {
  const value = valueAt(event, predicate.field);
  const several = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  if ('is' in predicate) return several.some((one) => predicate.is.includes(one as Scalar));
  if ('not' in predicate) return !several.some((one) => predicate.not.includes(one as Scalar));
  if ('exists' in predicate) return (value !== undefined) === predicate.exists;
  if ('contains' in predicate)
    return several.some((one) => typeof one === 'string' && one.toLowerCase().includes(predicate.contains.toLowerCase()));
  const { gt, gte, lt, lte } = predicate;
  return (
    typeof value === 'number' &&
    (gt === undefined || value > gt) &&
    (gte === undefined || value >= gte) &&
    (lt === undefined || value < lt) &&
    (lte === undefined || value <= lte)
  );
}

function valueAt(event: GridEvent, field: string): unknown {
  if (field === 'type') return event.type;
  if (field === 'entity') return event.entities;
  if (field === 'meta.actor') return event.actor;
  if (field === 'operation') return event.operationId;
  return (event.body as Readonly<Record<string, unknown>>)[field];
}
