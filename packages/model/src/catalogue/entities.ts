import type { EntityKind } from './fields.ts';
import { isEventType, rowOf } from './lookup.ts';
import type { EventType } from './table.ts';

/** The entity that stands for the grid as a whole. */
export const CLUSTER = 'cluster';

/** Kinds whose ids could be mistaken for another kind's carry a prefix; agents, nodes, operations and services are plain. */
const PREFIX: Readonly<Record<EntityKind, string>> = {
  agent: '',
  node: '',
  operation: '',
  service: '',
  host: 'host:',
  region: 'region:',
  env: 'env:',
  user: 'user:',
  emitter: 'emitter:',
};

/** The id under which a thing of this kind stands in the graph: `host:web-1`, `region:us-east`, plain for agents and nodes. */
export function entityId(kind: EntityKind, name: string): string {
  const prefix = PREFIX[kind];
  return name.startsWith(prefix) ? name : prefix + name;
}

/**
 * Every entity an event names, primary first, no repeats: one association to the event is written for each.
 * `operationId` is the envelope's. A custom event names its entities itself: only the operation can be read here.
 */
export function entitiesOf(type: string, body: object, operationId?: string): string[] {
  const found: string[] = [];
  const add = (entity: string): void => {
    if (!found.includes(entity)) found.push(entity);
  };
  if (isEventType(type)) {
    add(primaryIn(type, body));
    for (const [name, field] of Object.entries(rowOf(type).fields)) {
      if (field.type.kind !== 'text' || field.type.entity === undefined) continue;
      const value = (body as Record<string, unknown>)[name];
      if (typeof value === 'string' && value !== '') add(entityId(field.type.entity, value));
    }
  }
  if (operationId !== undefined && operationId !== '') add(operationId);
  return found;
}

/** The entity an event hangs on first. Total: an event without one (a custom event that names none) hangs on the cluster. */
export function primaryOf(event: { readonly type: string; readonly body: object; readonly entities?: readonly string[] }): string {
  return event.entities?.[0] ?? (isEventType(event.type) ? primaryIn(event.type, event.body) : CLUSTER);
}

function primaryIn(type: EventType, body: object): string {
  const { primary, fields } = rowOf(type);
  if ('entity' in primary) return primary.entity;
  const value = (body as Record<string, unknown>)[primary.field];
  const kind = fields[primary.field]?.type;
  if (typeof value !== 'string' || value === '' || kind?.kind !== 'text') return CLUSTER;
  return kind.entity === undefined ? value : entityId(kind.entity, value);
}
