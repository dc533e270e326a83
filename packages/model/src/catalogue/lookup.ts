import type { CatalogueRow, EventClass, Severity } from './row.ts';
import { CATALOGUE, type EventType } from './table.ts';

/** A user's own type. No `-`: the type is the part of an event id before the first one. */
export const CUSTOM_TYPE = /^custom\.[a-z0-9][a-z0-9_.]{0,62}$/;

const ROWS: Readonly<Record<EventType, CatalogueRow>> = CATALOGUE;

/** Every catalogued type, in the order of the table. */
export const EVENT_TYPES = Object.keys(CATALOGUE) as readonly EventType[];

export function isEventType(text: string): text is EventType {
  return Object.hasOwn(CATALOGUE, text);
}

export function isCustomType(text: string): text is `custom.${string}` {
  return CUSTOM_TYPE.test(text);
}

/** The row of a type with its fields as data: for code that reads the catalogue rather than one type. */
export function rowOf(type: EventType): CatalogueRow {
  return ROWS[type];
}

/** Severity of a type when its draft names none. Types outside the catalogue are `info`. */
export function severityOf(type: string): Severity {
  return isEventType(type) ? ROWS[type].severity : 'info';
}

/**
 * What may be dropped first when a spool is full. A user's own events are `audit`: kept longer than metrics and heartbeats,
 * but a flood of them can never push out the grid's own lifecycle.
 */
export function classOf(type: string): EventClass {
  return isEventType(type) ? ROWS[type].class : 'audit';
}
