import type { Fields } from './fields.ts';

export const SEVERITIES = ['debug', 'info', 'warning', 'error', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/**
 * What may be dropped first when a spool is full. `lifecycle` is never dropped before the others; `metric` and
 * `heartbeat` go oldest first, heartbeats before metrics.
 */
export const EVENT_CLASSES = ['lifecycle', 'audit', 'metric', 'heartbeat'] as const;
export type EventClass = (typeof EVENT_CLASSES)[number];

/** Who emits a type: the reference page and the test that proves every type is emitted read this. */
export type EmittedBy = 'master' | 'agent' | 'storage' | 'control' | 'embedder' | 'any';

export interface CatalogueRow<F extends Fields = Fields> {
  readonly class: EventClass;
  readonly severity: Severity;
  /** The field whose value is the entity the event hangs on first, or a constant entity such as `cluster`. */
  readonly primary: { readonly field: string } | { readonly entity: string };
  /** One sentence for a person; `{field}` is replaced by the value. */
  readonly says: string;
  /** Words and phrases a question may use for this type, beside the name itself. */
  readonly words: readonly string[];
  readonly emittedBy: EmittedBy;
  /** Association-type number of the entity→event edge, kept from the original catalogue; 0 for metrics; added types start at 100. */
  readonly edge: number;
  readonly version: number;
  readonly fields: F;
}

export const on = (field: string): { readonly field: string } => ({ field });

export function row<const F extends Fields>(definition: Omit<CatalogueRow<F>, 'version'> & { readonly version?: number }): CatalogueRow<F> {
  return { version: 1, ...definition };
}
