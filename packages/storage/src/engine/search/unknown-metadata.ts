import { nearest } from '@sutra/kit';
import type { SearchQuery } from '../../contract/graph.ts';
import type { Concept, UnknownName } from '../../contract/query.ts';
import { conceptField, metadataName } from './concept-field.ts';

/** Concepts that are looked at for names of metadata, the newest. */
const LOOKED_AT = 256;

/** A name of metadata that somebody asks for, and where in the request it stands. */
export interface AskedMetadata {
  readonly at: string;
  readonly field: string;
}

/** Metadata that a hit must have; what asks for its absence is met by a name that nothing has. */
export function askedMetadata({ where = [] }: SearchQuery): AskedMetadata[] {
  return where.flatMap((predicate, i) => {
    const absent = 'not' in predicate || ('exists' in predicate && !predicate.exists);
    return metadataName(predicate.field) === undefined || absent ? [] : [{ at: `where[${i}].field`, field: predicate.field }];
  });
}

/** Those that none of the newest concepts has, each with the name that is most like it: a name that was mistyped is told apart from what nothing matched. */
export function unknownMetadata(asked: readonly AskedMetadata[], newest: Iterable<Concept>): UnknownName[] {
  const left = new Map(asked.map((one) => [one.at, one]));
  const names = new Set<string>();
  let lookedAt = 0;
  for (const concept of newest) {
    for (const [at, { field }] of left) if (conceptField(concept, field) !== undefined) left.delete(at);
    for (const name of Object.keys(concept.metadata)) names.add(name);
    if (++lookedAt === LOOKED_AT || left.size === 0) break;
  }
  if (lookedAt === 0) return []; // of an empty store nothing is known
  return [...left.values()].map(({ at, field }) => {
    const near = nearest(metadataName(field) ?? field, names, 1)[0];
    return { field: at, name: field, lookedAt, ...(near === undefined ? {} : { nearest: `metadata.${near}` }) };
  });
}
