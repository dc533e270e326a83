import type { ConceptRecord, LearnRecord } from '../graph/batch.ts';
import { eventLoopTurn } from '../read/event-loop-turn.ts';
import type { Embedder } from './embedder.ts';
import { textOf, wordsOf } from './tokens.ts';
import { decodeVector, type Quantised, quantise } from './vector.ts';

/** A concept's words and vectors, ready to be written. */
export interface PreparedText {
  /** Word → how often. */
  readonly words: ReadonlyMap<string, number>;
  readonly length: number;
  /** In the built-in space; absent when there are no words. */
  readonly built?: Quantised;
  readonly given?: { readonly vector: Float32Array; readonly quantised: Quantised };
}

/** Concepts between two turns of the event loop. */
const TURN_CONCEPTS = 16;

/** Cuts and embeds outside the transaction, with pauses: an acknowledgement must not wait for it. */
export async function prepareTexts(records: readonly LearnRecord[], embedder: Embedder): Promise<ReadonlyMap<ConceptRecord, PreparedText>> {
  const texts = new Map<ConceptRecord, PreparedText>();
  for (const { concepts } of records)
    for (const draft of concepts) {
      texts.set(draft, prepare(draft, embedder));
      if (texts.size % TURN_CONCEPTS === 0) await eventLoopTurn();
    }
  return texts;
}

function prepare({ id, content, embedding }: ConceptRecord, embedder: Embedder): PreparedText {
  const text = `${id}\n${textOf(content)}`;
  const words = new Map<string, number>();
  let length = 0;
  for (const word of wordsOf(text)) {
    words.set(word, (words.get(word) ?? 0) + 1);
    length++;
  }
  const built = embedder.embed(text);
  const vector = embedding === undefined ? undefined : decodeVector(embedding, 'embedding');
  return {
    words,
    length,
    ...(length === 0 ? {} : { built: quantise(built) }),
    ...(vector === undefined ? {} : { given: { vector, quantised: quantise(vector) } }),
  };
}
