import { nearest } from '@sutra/kit';
import type { Json } from '@sutra/wire';
import type { Concept } from '../../contract/query.ts';
import { invalidQuery } from '../errors.ts';
import { own, valueAt } from '../read/predicate.ts';

const PLAIN = ['id', 'kind', 'version', 'strength', 'confidence', 'createdUs', 'updatedUs', 'content'] as const;
const METADATA = 'metadata.';
const CONTENT = 'content.';

/** @throws SutraError SUTRA_STORE_INVALID when concepts have no such field: a filter that can never hold is a mistake */
export function checkConceptField(field: string, at: string): void {
  if (PLAIN.some((name) => name === field) || field.startsWith(METADATA) || field.startsWith(CONTENT)) return;
  throw invalidQuery(
    at,
    `concepts have no field ${JSON.stringify(field)}${meant(field)}; there are ${PLAIN.join(', ')}, metadata.<name> and content.<path>`,
  );
}

function meant(field: string): string {
  const near = nearest(field, PLAIN, 1)[0] ?? (field.includes('.') ? `${METADATA}${field.slice(field.indexOf('.') + 1)}` : undefined);
  return near === undefined ? '' : ` (did you mean ${near}?)`;
}

/** The value of a field of a concept; `metadata.a.b` also reaches into objects when there is no metadata of that very name. */
export function conceptField(concept: Concept, field: string): Json | undefined {
  if (field.startsWith(METADATA)) {
    const name = field.slice(METADATA.length);
    return own(concept.metadata, name) ?? valueAt(concept.metadata, name);
  }
  if (field.startsWith(CONTENT)) return valueAt(concept.content, field.slice(CONTENT.length));
  return concept[field as (typeof PLAIN)[number]];
}

/** The name of a metadata field, where the field of a predicate is one. */
export const metadataName = (field: string): string | undefined => (field.startsWith(METADATA) ? field.slice(METADATA.length) : undefined);
