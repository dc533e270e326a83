import type { AsOf, AssociationDraft, Concept, LearnResult, Predicate, UnknownName } from './query.ts';
import type { CallOptions } from './store.ts';

/**
 * What is not to be known any longer. Nothing is erased: reads `asOf` an earlier position still see it. Forgetting a concept ends the
 * associations to and from it too; learning it again begins anew, with its version counted on. What events say about an id stays.
 */
export interface ForgetBatch {
  /** Makes a repeat harmless, as in `learn`. */
  readonly key?: string;
  readonly concepts?: readonly string[];
  readonly associations?: readonly Pick<AssociationDraft, 'source' | 'type' | 'target'>[];
}

export interface PathQuery {
  readonly from: string;
  readonly to: string;
  /**
   * `shortest`: one path of the fewest hops. `best`: the `limit` paths with the highest product of confidences, of equal ones the
   * shorter first; associations of confidence 0 are not used. `all`: every path without a repeated node, shortest first. Default `shortest`.
   */
  readonly mode?: 'shortest' | 'best' | 'all';
  /** Which way associations may be walked. Default `both`. */
  readonly direction?: 'out' | 'in' | 'both';
  /** Only these types. Default: all but `temporal`, which joins everything that happened in one second. */
  readonly types?: readonly string[];
  /** Hops of one path, 1..32. Default 6. */
  readonly depth?: number;
  /** Paths returned, 1..1,000. Default 1 for `shortest`, 3 for `best`, 100 for `all`. */
  readonly limit?: number;
  /** Each hop not earlier than the one before. */
  readonly timeRespecting?: boolean;
  /** Only what was learned, not what events imply (entity → event, cause → effect). */
  readonly learnedOnly?: boolean;
  /** Nodes looked at, 1..1,000,000. Default 100,000. At the limit the answer is `partial`. */
  readonly visitedMax?: number;
  /** Time spent, 1..30,000 ms. Default 2,000. At the limit the answer is `partial`. */
  readonly timeMaxMs?: number;
  readonly asOf?: AsOf;
}

/** One step of a path: the association it uses, and which way. */
export interface Hop {
  readonly from: string;
  readonly to: string;
  readonly type: string;
  /** `out`: along the association, from its source to its target. `in`: against it. */
  readonly direction: 'out' | 'in';
  readonly confidence: number;
  readonly weight: number;
  readonly timeUs: number;
  /** Product of the confidences up to and with this hop. */
  readonly score: number;
}

export interface Path {
  readonly hops: readonly Hop[];
  /** Product of the confidences of its hops; 1 for a path without hops (from and to are the same). */
  readonly confidence: number;
}

export interface PathAnswer {
  readonly paths: readonly Path[];
  readonly asOfSeq: number;
  /** Nodes and associations looked at. */
  readonly visited: number;
  readonly edges: number;
  /** True when a limit cut the search short: a path may exist that is not here, and `partialBecause` says which limit. */
  readonly partial: boolean;
  readonly partialBecause?: string;
  /** Types asked for that no association, and no event, ever had. */
  readonly unknown?: readonly UnknownName[];
}

export interface SearchQuery {
  /** Words to look for. Ids are matched whole: `agent-0042` does not find `agent-0043`. */
  readonly text?: string;
  /** A vector of the store's own dimension, from the embedder that made the learned ones. Without it, vector search embeds `text`. */
  readonly vector?: readonly number[] | Float32Array;
  /** `lexical`: BM25 over words. `vector`: cosine. `fused`: both, by reciprocal rank. Default: `vector` when only a vector is given, else `fused`. */
  readonly mode?: 'lexical' | 'vector' | 'fused';
  /** Hits returned, 1..1,000. Default 10. */
  readonly limit?: number;
  /**
   * Tests every hit exactly; search never replaces a filter. Fields: `id`, `kind`, `version`, `strength`, `confidence`, `createdUs`,
   * `updatedUs`, `metadata.<name>`, `content` and `content.<path>`.
   */
  readonly where?: readonly Predicate[];
  /** Learned (in this version) at or after, and before, µs. */
  readonly fromUs?: number;
  readonly toUs?: number;
  /** Cosine below which a vector hit is none. Default 0.25 in the built-in space, where unrelated texts come close to it; else -1. */
  readonly similarityMin?: number;
  /** Time spent, 1..30,000 ms. Default 2,000. At the limit the answer is `partial`. */
  readonly timeMaxMs?: number;
  readonly asOf?: AsOf;
}

/** Where a hit stood in one ranking. */
export interface Standing {
  readonly score: number;
  /** From 1. */
  readonly rank: number;
}

export interface SearchHit {
  readonly concept: Concept;
  /** What the order is by: BM25, cosine, or the sum of 1 / (60 + rank) over the rankings it stands in. */
  readonly score: number;
  /** The rankings it was found by. */
  readonly from: { readonly lexical?: Standing; readonly vector?: Standing };
}

export interface SearchAnswer {
  readonly hits: readonly SearchHit[];
  /**
   * The vectors that were compared: which embedder made them, their dimension, and how the nearest were found: `exact` compares all of them,
   * `hnsw` walks an index that finds nearly all of the nearest (only without filters and `asOf`, and only where there are very many).
   */
  readonly space?: { readonly name: string; readonly dimension: number; readonly method: 'exact' | 'hnsw' };
  readonly asOfSeq: number;
  /** Postings and vectors looked at. */
  readonly scanned: number;
  readonly partial: boolean;
  readonly partialBecause?: string;
  /** Where nothing was found: metadata asked for by a name that none of the newest concepts has. */
  readonly unknown?: readonly UnknownName[];
}

/** Reading the graph as a graph. */
export interface GraphReader {
  /** @throws SutraError SUTRA_STORE_UNKNOWN when an end is neither a concept nor named by anything */
  paths(query: PathQuery, options?: CallOptions): Promise<PathAnswer>;
  search(query: SearchQuery, options?: CallOptions): Promise<SearchAnswer>;
}

export interface GraphWriter {
  /** @throws SutraError SUTRA_STORE_UNKNOWN when one of them is not known: nothing is forgotten then */
  forget(batch: ForgetBatch, options?: CallOptions): Promise<LearnResult>;
}
