import { crc32 } from 'node:zlib';
import { KeptWords, StoredWriter } from '@sutra/wire';
import type { ServerLimits } from './limits.ts';

/** The words that connections have from their answers. Answers are put together within one turn: one writer serves all. */
export class AnswerWords {
  readonly #limits: Pick<ServerLimits, 'answerWordsBytesMax' | 'answerWordsMax'>;
  readonly #writer = new StoredWriter(crc32, Buffer.allocUnsafe);
  #kept = 0;

  constructor(limits: Pick<ServerLimits, 'answerWordsBytesMax' | 'answerWordsMax'>) {
    this.#limits = limits;
  }

  /** For one more connection; undefined where as many as may have theirs: its answers stand alone. */
  keep(): KeptWords | undefined {
    if (this.#kept >= this.#limits.answerWordsMax) return undefined;
    this.#kept++;
    return new KeptWords(this.#limits.answerWordsBytesMax);
  }

  /** The connection is gone. */
  drop(words: KeptWords): void {
    this.#kept--;
    words.forget();
  }

  /** Begins an answer for who has these words, or one that stands alone. */
  writer(words: KeptWords | undefined): StoredWriter {
    this.#writer.begin(words);
    return this.#writer;
  }
}
