import type { Closable } from '@sutra/kit';
import type { CallOptions } from './store.ts';

/** Makes vectors of texts, near in direction where they are near in meaning. May be far away, slow, or gone for hours. */
export interface TextEmbedder extends Closable {
  /** Kept with the vectors: vectors of another name are of no use beside them, and are made anew. */
  readonly name: string;
  /** Texts it takes in one call. */
  readonly textsMax: number;
  /**
   * One vector for each text, all of one dimension, of finite numbers, none of them zero throughout.
   * @throws SutraError SUTRA_EMBEDDER_UNAVAILABLE, SUTRA_EMBEDDER_ANSWER, SUTRA_TIMEOUT, SUTRA_ABORTED
   */
  embed(texts: readonly string[], options?: CallOptions): Promise<readonly Float32Array[]>;
}
