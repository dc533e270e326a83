import type { EntityKind } from './fields.ts';
import { EVENT_TYPES, rowOf } from './lookup.ts';
import type { EventType } from './table.ts';

/** The entity that stands for the grid as a whole. */
export const CLUSTER = 'cluster';

/** The node that keeps the record of the grid, in what is recorded of it. */
export const EVENT_STORAGE = 'event-storage';

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

/** How the entities of a type are read from its body, worked out once: this runs for every event emitted. */
export interface EntityPlan {
  readonly primary: string | undefined;
  readonly fields: readonly { readonly name: string; readonly prefix: string }[];
}

const PLANS: ReadonlyMap<string, EntityPlan> = new Map(EVENT_TYPES.map((type) => [type, entityPlanOf(type)]));

export function entityPlanOf(type: EventType): EntityPlan {
  const { primary, fields } = rowOf(type);
  const named = Object.entries(fields).flatMap(([name, { type: kind }]) =>
    kind.kind === 'text' && kind.entity !== undefined ? [{ name, prefix: PREFIX[kind.entity] }] : [],
  );
  if ('entity' in primary) return { primary: primary.entity, fields: named };
  // A primary that is not an id of a kind (there is none today) would be its plain value.
  const first = named.find(({ name }) => name === primary.field) ?? { name: primary.field, prefix: '' };
  return { primary: undefined, fields: [first, ...named.filter(({ name }) => name !== primary.field)] };
}

/**
 * Every entity an event names, primary first, no repeats: one association to the event is written for each.
 * `operationId` is the envelope's. A custom event names its entities itself: only the operation can be read here.
 */
export function entitiesOf(type: string, body: object, operationId?: string): string[] {
  const plan = PLANS.get(type);
  const found: string[] = [];
  if (plan?.primary !== undefined) found.push(plan.primary);
  for (const { name, prefix } of plan?.fields ?? []) {
    const value = (body as Record<string, unknown>)[name];
    if (typeof value !== 'string' || value === '') continue;
    const entity = value.startsWith(prefix) ? value : prefix + value;
    if (!found.includes(entity)) found.push(entity);
  }
  if (operationId !== undefined && operationId !== '' && !found.includes(operationId)) found.push(operationId);
  return found;
}

/** The entity an event hangs on first. Total: an event without one (a custom event that names none) hangs on the cluster. */
export function primaryOf(event: { readonly type: string; readonly body: object; readonly entities?: readonly string[] }): string {
  return event.entities?.[0] ?? entitiesOf(event.type, event.body)[0] ?? CLUSTER;
}
