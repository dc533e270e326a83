import type { Cond, Dim, Scalar, Target, Where } from '../../core/plan.ts';
import type { Work } from '../answer.ts';
import { type Entity, entitiesOf, fieldOf, holds, idOf, meets, statusOf } from '../entities/entity.ts';
import { EVENT_ONLY } from '../entities/fields.ts';
import { calendarOf } from '../events/groups.ts';
import { testOf } from '../filter.ts';
import { isAgent, isNode, onlyImported } from '../imported.ts';
import type { Span } from './spans.ts';
import type { Kind } from './track.ts';

/** The entities a question about time is about, by kind, and which of their spans count. */
export interface Subjects {
  readonly kind: Kind;
  readonly byId: ReadonlyMap<string, Entity | undefined>;
  /** Whether a span that begins with this event counts. */
  readonly counts: (span: Span) => boolean;
}

/** Conditions about events speak of the event a span begins with; the others of what the entity is. */
export function subjectsOf(where: Where | undefined, target: Target, work: Work): Subjects[] {
  const events: Where = Object.fromEntries(Object.entries(where ?? {}).filter(([field]) => EVENT_ONLY.has(field)));
  const entities: Where = Object.fromEntries(Object.entries(where ?? {}).filter(([field]) => !EVENT_ONLY.has(field)));
  const test = Object.keys(events).length === 0 ? undefined : testOf(events, work);
  const counts = (span: Span): boolean => test === undefined || (span.start !== undefined && test(span.start));
  if (target === 'cluster') return [{ kind: 'cluster', byId: new Map([['cluster', undefined]]), counts }];
  const kinds: readonly Kind[] = target === 'agent' ? ['agent'] : target === 'node' ? ['node'] : ['agent', 'node'];
  return kinds.map((kind) => {
    const found = entitiesOf(work.state, kind).filter((entity) => meets(entity, entities, work.state, work.nowUs));
    const told = importedBy(entities, kind as 'agent' | 'node', work);
    return {
      kind,
      byId: new Map([...told.map((id) => [id, undefined] as const), ...found.map((entity) => [idOf(entity), entity] as const)]),
      counts,
    };
  });
}

/** Those of a kind that only imported history tells of: it knows what they are called, and nothing else that could be asked of them. */
export function importedBy(where: Where | undefined, kind: 'agent' | 'node', work: Work): string[] {
  const meetsIt = (id: string, one: Where | undefined): boolean =>
    Object.entries(one ?? {}).every(([field, condition]) =>
      field === 'any'
        ? (condition as readonly Where[]).some((other) => meetsIt(id, other))
        : (field === kind || field === 'entity') && holds(id, condition as Cond, field),
    );
  return [...onlyImported(kind, work).keys()].filter((id) => meetsIt(id, where));
}

/** What a span is grouped by: what its entity is, or what it began with. */
export function spanKey(span: Span, dim: Dim, entity: Entity | undefined, work: Work): string | number | boolean | null {
  if (dim === 'hour_of_day' || dim === 'weekday') return calendarOf(dim, span.fromUs, work);
  if (dim === 'event') return span.start?.type ?? null;
  if (dim === 'user') return span.start?.actor ?? null;
  if (dim === 'cause' || dim === 'error' || dim === 'query_type') {
    const value = (span.start?.body as Readonly<Record<string, Scalar>> | undefined)?.[dim];
    return value ?? null;
  }
  const { id } = span;
  if (entity === undefined && (dim === 'agent' ? isAgent(id, work) : dim === 'node' && isNode(id, work))) return id;
  if (entity === undefined) return null;
  if (dim === 'status') return statusOf(entity);
  return fieldOf(entity, dim, work.state, work.nowUs) ?? null;
}
