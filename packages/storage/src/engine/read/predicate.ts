import { type EventFields, FieldWish, type Json } from '@sutra/wire';
import type { EventFilter, Predicate } from '../../contract/query.ts';
import { REQUEST_LIMITS } from '../../contract/request-limits.ts';
import { assertCount, invalidQuery } from '../errors.ts';

const { predicatesMax, alternativesMax, valuesMax } = REQUEST_LIMITS;

/**
 * The value of a field: `type`, `emitter`, `operation`, `entity` (all it names), `meta.<name>`, else a field of the body; `a.b` also reaches into objects
 * when the body has no field of that very name. Undefined when the event has none.
 */
export function fieldOf(event: EventFields, field: string): Json | undefined {
  if (field === 'type') return event.type;
  if (field === 'emitter') return event.emitter;
  if (field === 'operation') return event.operation;
  if (field === 'entity') return event.entities;
  if (field.startsWith('meta.')) return own(event.meta, field.slice(5));
  const direct = own(event.body, field);
  if (direct !== undefined || !field.includes('.')) return direct;
  return valueAt(event.body, field);
}

/** What must be read of a body for fields to be told by `fieldOf`. */
export const wishFor = (fields: Iterable<string>): FieldWish =>
  new FieldWish([...fields].flatMap((field) => (field.includes('.') ? [field, field.slice(0, field.indexOf('.'))] : [field])));

/** What `a.b` reaches in an object; undefined when there is no such place. */
export function valueAt(object: Json, path: string): Json | undefined {
  let value: Json | undefined = object;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = own(value as Readonly<Record<string, Json>>, part);
  }
  return value;
}

export function own(object: Readonly<Record<string, Json>> | undefined, name: string): Json | undefined {
  return object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined;
}

/** One test of all predicates, and of one of the alternatives; undefined when there are none. @throws SutraError SUTRA_STORE_INVALID */
export function compilePredicates({ where = [], any }: Pick<EventFilter, 'where' | 'any'>): ((event: EventFields) => boolean) | undefined {
  const all = compileTests(where, fieldOf, 'where');
  if (any === undefined) return all;
  assertCount(any.length, 'any', alternativesMax);
  const tests = any.map((group, i) => compileTests(group, fieldOf, `any[${i}]`));
  const one = (event: EventFields): boolean => tests.some((test) => test?.(event) ?? true);
  return all === undefined ? one : (event) => all(event) && one(event);
}

/** The same for anything that has fields. @param at where the predicates stand @throws SutraError SUTRA_STORE_INVALID naming the field */
export function compileTests<T>(
  where: readonly Predicate[],
  read: (item: T, field: string) => Json | undefined,
  at: string,
): ((item: T) => boolean) | undefined {
  if (where.length === 0) return undefined;
  assertCount(where.length, at, predicatesMax);
  const tests = where.map((predicate, i) => {
    const test = compilePredicate(predicate, `${at}[${i}]`);
    return (item: T) => test(read(item, predicate.field));
  });
  return (item) => tests.every((test) => test(item));
}

/** The test of a value. @throws SutraError SUTRA_STORE_INVALID naming the field */
export function compilePredicate(predicate: Predicate, at: string): (value: Json | undefined) => boolean {
  if ('is' in predicate) {
    const wanted = setOf(predicate.is, `${at}.is`);
    return (value) => wanted.has(value) || (Array.isArray(value) && value.some((one) => wanted.has(one)));
  }
  if ('not' in predicate) {
    const unwanted = setOf(predicate.not, `${at}.not`);
    return (value) => !unwanted.has(value) && !(Array.isArray(value) && value.some((one) => unwanted.has(one)));
  }
  if ('exists' in predicate) return (value) => (value !== undefined) === predicate.exists;
  if ('contains' in predicate) {
    const part = predicate.contains.toLowerCase();
    const holds = (value: Json | undefined): boolean =>
      typeof value === 'string' ? value.toLowerCase().includes(part) : Array.isArray(value) && value.some(holds);
    return holds;
  }
  const { gt, gte, lt, lte } = predicate;
  if (gt === undefined && gte === undefined && lt === undefined && lte === undefined)
    throw invalidQuery(at, `${at}, the predicate on ${JSON.stringify((predicate as Predicate).field)}, says nothing`);
  return (value) =>
    typeof value === 'number' &&
    (gt === undefined || value > gt) &&
    (gte === undefined || value >= gte) &&
    (lt === undefined || value < lt) &&
    (lte === undefined || value <= lte);
}

function setOf(values: readonly Json[], at: string): ReadonlySet<Json | undefined> {
  assertCount(values.length, at, valuesMax);
  return new Set(values);
}
