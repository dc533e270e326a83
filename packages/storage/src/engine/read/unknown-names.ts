import { nearest } from '@sutra/kit';
import type { EventFilter, UnknownName } from '../../contract/query.ts';
import type { CallOptions } from '../../contract/store.ts';
import type { Segment } from '../log/segment.ts';
import { fieldOf } from './predicate.ts';
import type { EventReader } from './reader.ts';

/** Names that near ones are looked for among. */
const NAMES_MAX = 10_000;
/** Newest events of each type that are looked at for fields, and types for which that is done. */
const LOOKED_AT = 16;
const TYPES_MAX = 64;
const ENVELOPE = ['type', 'emitter', 'operation', 'entity'];

/** A field somebody asks about, and where in the request it stands. */
export interface AskedField {
  readonly at: string;
  readonly name: string;
}

/** Every type of events that is, or was, in the log. */
export function eventTypes(segments: readonly Segment[]): ReadonlySet<string> {
  const types = new Set<string>();
  for (const { summary, index } of segments) {
    for (const [type] of summary?.types ?? []) types.add(type);
    for (const { type } of summary?.removed ?? []) types.add(type);
    if (summary === undefined) for (const type of index?.types ?? []) types.add(type);
  }
  return types;
}

/** @param has whether something is called so; `known` are the names to find a near one among */
export function unknownNames(
  names: readonly string[],
  field: string,
  has: (name: string) => boolean,
  known: () => Iterable<string>,
): UnknownName[] {
  return names.flatMap((name, i) => {
    if (has(name)) return [];
    const near = nearest(name, take(known(), NAMES_MAX), 1)[0];
    return [{ field: `${field}[${i}]`, name, ...(near === undefined ? {} : { nearest: near }) }];
  });
}

function* take(names: Iterable<string>, max: number): Generator<string> {
  let left = max;
  for (const name of names) {
    if (left-- === 0) return;
    yield name;
  }
}

/** The fields that predicates of a filter test. */
export function testedFields({ where = [], any = [] }: Pick<EventFilter, 'where' | 'any'>): AskedField[] {
  const fieldsOf = (predicates: NonNullable<EventFilter['where']>, at: string): AskedField[] =>
    predicates.map(({ field }, i) => ({ at: `${at}[${i}].field`, name: field }));
  return [...fieldsOf(where, 'where'), ...any.flatMap((group, i) => fieldsOf(group, `any[${i}]`))];
}

/**
 * What of a question that found nothing nothing is called: types the log never had, and fields that none of the newest events of each type it is
 * about has. A name that was mistyped is told apart from what has not happened.
 */
export async function unknownIn(
  reader: EventReader,
  filter: EventFilter,
  fields: readonly AskedField[],
  options?: CallOptions,
): Promise<readonly UnknownName[] | undefined> {
  const { types, typesNot } = filter;
  const tested = fields.filter(({ name }) => !ENVELOPE.includes(name));
  if (types === undefined && typesNot === undefined && tested.length === 0) return undefined;
  const known = eventTypes(reader.catalog.segments);
  if (known.size === 0) return undefined; // of an empty log nothing is known
  const found = [types ?? [], typesNot ?? []].flatMap((names, i) =>
    unknownNames(
      names,
      i === 0 ? 'types' : 'typesNot',
      (name) => known.has(name),
      () => known,
    ),
  );
  const asked = (types ?? [...known]).filter((type) => known.has(type) && typesNot?.includes(type) !== true);
  if (tested.length > 0 && asked.length <= TYPES_MAX) found.push(...(await unknownFields(reader, filter, asked, tested, options)));
  return found.length === 0 ? undefined : found;
}

async function unknownFields(
  reader: EventReader,
  { entities, fromUs, toUs, asOf, afterSeq = 0 }: EventFilter,
  types: readonly string[],
  fields: readonly AskedField[],
  options?: CallOptions,
): Promise<UnknownName[]> {
  const left = new Map(fields.map((field) => [field.at, field]));
  const names = new Set(ENVELOPE);
  let lookedAt = 0;
  // The last two segments: columns of older ones would have to be loaded for a hint.
  const recent = (reader.catalog.segments.at(-2)?.firstSeq ?? 1) - 1;
  const around = Object.fromEntries(Object.entries({ entities, fromUs, toUs, asOf }).filter(([, value]) => value !== undefined));
  for (const type of types) {
    const page = await reader.query({ ...around, types: [type], afterSeq: Math.max(afterSeq, recent), limit: LOOKED_AT }, options);
    for (const event of page.events) {
      lookedAt++;
      for (const [at, { name }] of left) if (fieldOf(event, name) !== undefined) left.delete(at);
      for (const name of Object.keys(event.body)) names.add(name);
      for (const name of Object.keys(event.meta ?? {})) names.add(`meta.${name}`);
    }
  }
  if (lookedAt === 0) return [];
  return [...left.values()].map(({ at, name }) => {
    const near = nearest(name, names, 1)[0];
    return { field: at, name, lookedAt, ...(near === undefined ? {} : { nearest: near }) };
  });
}
