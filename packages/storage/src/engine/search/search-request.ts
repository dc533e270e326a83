import { SutraError } from '@sutra/kit';
import type { SearchQuery } from '../../contract/graph.ts';
import type { AsOf, Concept } from '../../contract/query.ts';
import { REQUEST_LIMITS } from '../../contract/request-limits.ts';
import { assertInteger, invalidQuery } from '../errors.ts';
import { compileTests } from '../read/predicate.ts';
import { checkConceptField, conceptField, metadataName } from './concept-field.ts';
import type { AskedNear } from './embedded-texts.ts';
import { metadataWordsOf } from './postings.ts';
import type { SearchIndex } from './search-index.ts';
import { wantedWords } from './tokens.ts';
import { decodeVector } from './vector.ts';
import type { VectorSpace } from './vector-space.ts';

const MODES = ['lexical', 'vector', 'fused'];
const LIMIT_DEFAULT = 10;
const { hitsMax, searchWordsMax, searchCharsMax } = REQUEST_LIMITS;
/**
 * In the built-in space unrelated texts have cosines around 0, with a spread of one by the root of its 256 numbers: what is four of those
 * away is likely to share words or parts of words.
 */
const BUILT_SIMILARITY_MIN = 0.25;

/** A search, checked. */
export interface SearchRequest {
  readonly limit: number;
  readonly words: readonly string[] | undefined;
  readonly near: { readonly space: VectorSpace; readonly vector: Float32Array; readonly similarityMin: number } | undefined;
  readonly asOf: AsOf | undefined;
  readonly test: (concept: Concept) => boolean;
  /** Whether `test` lets everything through and nothing but what stands now is wanted. */
  readonly unfiltered: boolean;
  /** Words that stand for metadata: of every group a document must have one. A document that fails this fails `test`. */
  readonly metadata: readonly (readonly string[])[];
}

/** @throws SutraError SUTRA_STORE_INVALID, SUTRA_STORE_DIMENSION */
export function readRequest(query: SearchQuery, index: SearchIndex, asked?: AskedNear): SearchRequest {
  const { text, vector, where = [], fromUs = Number.NEGATIVE_INFINITY, toUs = Number.POSITIVE_INFINITY } = query;
  const mode = query.mode ?? (text === undefined ? 'vector' : 'fused');
  if (!MODES.includes(mode)) throw invalidQuery('mode', `mode ${JSON.stringify(mode)} is none of ${MODES.join(', ')}`);
  if (text === undefined && (vector === undefined || mode !== 'vector'))
    throw invalidQuery('text', mode === 'vector' ? 'it has neither text nor vector' : `mode ${mode} needs text`);
  if (text !== undefined && text.length > searchCharsMax)
    throw invalidQuery('text', `text has ${text.length} characters, at most ${searchCharsMax}`);
  for (const [i, { field }] of where.entries()) checkConceptField(field, `where[${i}].field`);
  const test = compileTests(where, conceptField, 'where');
  const words = mode === 'vector' ? undefined : wantedWords(text!);
  if (words !== undefined && words.length > searchWordsMax)
    throw invalidQuery('text', `text has ${words.length} words, at most ${searchWordsMax}`);
  return {
    limit: assertInteger(query.limit ?? LIMIT_DEFAULT, 'limit', 1, hitsMax),
    words,
    near: mode === 'lexical' ? undefined : nearOf(query, index, asked),
    asOf: query.asOf,
    unfiltered: where.length === 0 && query.fromUs === undefined && query.toUs === undefined && query.asOf === undefined,
    test: (concept) => concept.updatedUs >= fromUs && concept.updatedUs < toUs && (test === undefined || test(concept)),
    metadata: where.flatMap((predicate) => {
      const name = metadataName(predicate.field);
      if (name === undefined || name.includes('.') || !('is' in predicate)) return [];
      return [[...new Set(predicate.is.flatMap((value) => metadataWordsOf(name, value)))]];
    }),
  };
}

function nearOf({ text, vector, similarityMin }: SearchQuery, index: SearchIndex, asked?: AskedNear): SearchRequest['near'] {
  if (similarityMin !== undefined && !(similarityMin >= -1 && similarityMin <= 1))
    throw invalidQuery('similarityMin', `similarityMin ${similarityMin} is not in -1..1`);
  if (asked?.kind === 'near') return { space: asked.space, vector: asked.vector, similarityMin: similarityMin ?? -1 };
  if (vector === undefined) {
    const embedded = index.embedder.embed(text!);
    return { space: index.built, vector: embedded, similarityMin: similarityMin ?? BUILT_SIMILARITY_MIN };
  }
  const given = decodeVector(vector, 'vector');
  const { given: space } = index;
  // No concept has a vector yet: whatever the dimension, nothing is near.
  if (space === undefined) return undefined;
  if (given.length !== space.dimension)
    throw new SutraError(
      'SUTRA_STORE_DIMENSION',
      `Cannot search: vector has ${given.length} numbers, those of the store have ${space.dimension}`,
      {
        details: { field: 'vector', given: given.length, dimension: space.dimension },
      },
    );
  return { space, vector: given, similarityMin: similarityMin ?? -1 };
}
