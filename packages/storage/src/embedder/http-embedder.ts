import { backoffMs, type Chance, type Clock, SutraError } from '@sutra/kit';
import type { TellOwn } from '../contract/own-event.ts';
import type { CallOptions } from '../contract/store.ts';
import type { TextEmbedder } from '../contract/text-embedder.ts';
import { readVectors } from './answer.ts';
import { ServiceHealth } from './service-health.ts';
import { VectorCache } from './vector-cache.ts';
import './errors.ts';

export interface HttpEmbedderOptions {
  /** Where `/embeddings` is: `http://localhost:11434/v1`, `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  readonly model: string;
  readonly key?: string;
  /** Numbers of a vector, where the model can make several; else it decides. */
  readonly dimension?: number;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly tell: TellOwn;
  /** Waits between attempts; the system clock's when absent. */
  readonly limits?: Partial<HttpEmbedderLimits>;
}

export interface HttpEmbedderLimits {
  /** One request, ms. */
  readonly requestMs: number;
  /** Requests for one batch before it is given up. */
  readonly attempts: number;
  readonly textsMax: number;
  /** Characters of one text; the rest of a longer one is left out. */
  readonly textCharsMax: number;
  readonly answerBytesMax: number;
  readonly cacheBytes: number;
  /** After a failure nothing is asked for so long. */
  readonly restMs: number;
}

export const HTTP_EMBEDDER_LIMITS: HttpEmbedderLimits = {
  requestMs: 15_000,
  attempts: 3,
  textsMax: 64,
  textCharsMax: 8_000,
  answerBytesMax: 32 * 1024 * 1024,
  cacheBytes: 32 * 1024 * 1024,
  restMs: 1_000,
};

/** What a service says of a request it cannot take as it is: bad request, too large, not to be processed. */
const REFUSALS: ReadonlySet<number> = new Set([400, 413, 422]);
/** A text that is refused is not cut below so many characters: then it is not its length. */
const SHORTEST_CHARS = 250;

const RETRY = { firstMs: 200, maxMs: 5_000, factor: 2, jitter: 0.5 };

/** Until when vectors are of use, on the monotonic clock: one limit, however many calls they take. */
interface Wanted {
  readonly signal: AbortSignal | undefined;
  readonly lastMs: number;
}

/** A service that speaks the embeddings call of OpenAI's API. */
export class HttpEmbedder implements TextEmbedder {
  readonly name: string;
  readonly textsMax: number;
  readonly #options: HttpEmbedderOptions;
  readonly #limits: HttpEmbedderLimits;
  readonly #endpoint: string;
  readonly #health: ServiceHealth;
  readonly #cache: VectorCache;
  readonly #ended = new AbortController();
  #dimension: number | undefined;
  #restUntilMs = Number.NEGATIVE_INFINITY;
  #failure = '';

  constructor(options: HttpEmbedderOptions) {
    this.#options = options;
    this.#limits = { ...HTTP_EMBEDDER_LIMITS, ...options.limits };
    this.#endpoint = `${options.baseUrl.replace(/\/+$/, '')}/embeddings`;
    this.name = options.dimension === undefined ? options.model : `${options.model}/${options.dimension}`;
    this.textsMax = this.#limits.textsMax;
    this.#dimension = options.dimension;
    this.#health = new ServiceHealth(options.clock, options.tell, options.model, this.#endpoint);
    this.#cache = new VectorCache(this.#limits.cacheBytes);
  }

  async embed(
    texts: readonly string[],
    { signal, limitMs = Number.POSITIVE_INFINITY }: CallOptions = {},
  ): Promise<readonly Float32Array[]> {
    const wanted = { signal, lastMs: this.#options.clock.monotonicMs() + limitMs };
    const cut = texts.map((text) => text.slice(0, this.#limits.textCharsMax));
    const keys = cut.map((text) => VectorCache.keyOf(text));
    const vectors = keys.map((key) => this.#cache.get(key));
    const missing = [...new Set(keys.filter((_, at) => vectors[at] === undefined))];
    this.#health.asked(texts.length, texts.length - missing.length);
    for (let from = 0; from < missing.length; from += this.textsMax) {
      const some = missing.slice(from, from + this.textsMax);
      const made = await this.#fitting(
        some.map((key) => cut[keys.indexOf(key)]!),
        wanted,
      );
      some.forEach((key, at) => {
        this.#cache.put(key, made[at]!);
        keys.forEach((other, place) => {
          if (other === key) vectors[place] = made[at]!;
        });
      });
    }
    return vectors as Float32Array[];
  }

  /**
   * One batch; where the service says that what it is asked for is wrong, in halves, and of a text that is too long for it, the first half. How much it takes
   * is counted in tokens of its own.
   */
  async #fitting(texts: readonly string[], wanted: Wanted): Promise<readonly Float32Array[]> {
    try {
      return await this.#made(texts, wanted);
    } catch (reason) {
      const half = Math.ceil((texts.length > 1 ? texts.length : texts[0]!.length) / 2);
      const { details, message } = SutraError.from(reason);
      if (details?.['refused'] !== true) throw reason;
      if (texts.length === 1 && half < SHORTEST_CHARS) {
        this.#health.wentWrong(message);
        throw reason;
      }
      if (texts.length === 1) return this.#fitting([texts[0]!.slice(0, half)], wanted);
      const first = await this.#fitting(texts.slice(0, half), wanted);
      return [...first, ...(await this.#fitting(texts.slice(half), wanted))];
    }
  }

  /** One batch, asked for again where that can help. */
  async #made(texts: readonly string[], { signal, lastMs }: Wanted): Promise<readonly Float32Array[]> {
    const { clock, chance } = this.#options;
    if (clock.monotonicMs() < this.#restUntilMs) throw unavailable(`it failed a moment ago: ${this.#failure}`);
    for (let attempt = 1; ; attempt++) {
      const startedMs = clock.monotonicMs();
      try {
        const vectors = await this.#request(texts, Math.min(this.#limits.requestMs, lastMs - startedMs), signal);
        this.#dimension ??= vectors[0]!.length;
        this.#health.wentWell(texts.length, clock.monotonicMs() - startedMs, this.#dimension);
        return vectors;
      } catch (reason) {
        signal?.throwIfAborted();
        const error = SutraError.from(reason);
        const waitMs = Math.max(backoffMs(RETRY, attempt - 1, chance), Number(error.details?.['retryAfterMs'] ?? 0));
        const again = error.details?.['again'] === true && attempt < this.#limits.attempts && clock.monotonicMs() + waitMs < lastMs;
        if (error.details?.['refused'] === true) throw error; // it is there and well
        if (!again || this.#ended.signal.aborted) {
          this.#failure = error.message;
          this.#restUntilMs = clock.monotonicMs() + this.#limits.restMs;
          this.#health.wentWrong(error.message);
          throw error;
        }
        await pause(clock, waitMs, this.#ended.signal);
      }
    }
  }

  async #request(texts: readonly string[], limitMs: number, signal: AbortSignal | undefined): Promise<readonly Float32Array[]> {
    const { model, key, dimension } = this.#options;
    const stop = AbortSignal.any([
      this.#ended.signal,
      AbortSignal.timeout(Math.max(1, Math.ceil(limitMs))),
      ...(signal === undefined ? [] : [signal]),
    ]);
    const body = JSON.stringify({
      model,
      input: texts,
      encoding_format: 'float',
      ...(dimension === undefined ? {} : { dimensions: dimension }),
    });
    const headers = { 'content-type': 'application/json', ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) };
    let answer: Response;
    try {
      answer = await fetch(this.#endpoint, { method: 'POST', headers, body, signal: stop, redirect: 'error' });
    } catch (reason) {
      throw unavailable(stop.aborted ? `no answer within ${Math.ceil(limitMs)} ms` : causeOf(reason), { again: !stop.aborted });
    }
    if (!answer.ok) {
      await answer.body?.cancel();
      const again = answer.status === 429 || answer.status >= 500;
      const refused = REFUSALS.has(answer.status);
      throw unavailable(`it answered ${answer.status}`, { again, refused, retryAfterMs: retryAfterMs(answer) });
    }
    return readVectors(await textOf(answer, this.#limits.answerBytesMax, stop), texts.length, this.#dimension);
  }

  /** Tells what is left to be told, and goes on. */
  tellRest(): void {
    this.#health.close();
  }

  close(): void {
    this.#ended.abort(new Error('the embedder is closed'));
    this.#health.close();
  }
}

const RETRY_AFTER_MS_MAX = 30_000;

function retryAfterMs(answer: Response): number {
  const seconds = Number(answer.headers.get('retry-after'));
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(RETRY_AFTER_MS_MAX, seconds * 1000) : 0;
}

const unavailable = (what: string, details?: Record<string, unknown>): SutraError =>
  new SutraError('SUTRA_EMBEDDER_UNAVAILABLE', `Cannot embed: ${what}`, details === undefined ? {} : { details });

const causeOf = (reason: unknown): string => {
  const { cause, message } = reason as Error;
  return cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code || message : message;
};

/** The body of an answer, up to a limit: what is longer is not read. */
async function textOf(answer: Response, bytesMax: number, stop: AbortSignal): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const part of answer.body ?? []) {
      parts.push(part);
      bytes += part.length;
      if (bytes > bytesMax) throw new SutraError('SUTRA_EMBEDDER_ANSWER', `Cannot embed: the answer has more than ${bytesMax} bytes`);
    }
  } catch (reason) {
    if (reason instanceof SutraError) throw reason;
    throw unavailable(stop.aborted ? 'the answer was not finished in time' : causeOf(reason), { again: !stop.aborted });
  }
  return Buffer.concat(parts).toString();
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      timer.cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = clock.after(ms, end);
    signal.addEventListener('abort', end, { once: true });
  });
}
