import { Worker } from 'node:worker_threads';
import { SutraError } from '@sutra/kit';
import { threadFile } from '../thread-file.ts';
import type { NamedKeys, SegmentFile } from './named-causes.ts';
import type { FormAnswer, FormQuestion } from './segment-form.ts';
import type { ThreadOrder, ThreadReply } from './thread-orders.ts';

/**
 * A thread for what retention works out about large segments: deciding about half a million rows, writing them anew and the garbage of
 * both take seconds of one core, during which appends go on here. Begun with the first order, ended by `close`.
 */
export class RetentionThread {
  readonly #signal: AbortSignal;
  #worker: Worker | undefined;
  #sorted: Uint32Array | undefined;

  /** @param signal whoever waits for an answer is rejected with its reason */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Under which keys the events of a segment name their causes. */
  async namedBy(segment: SegmentFile): Promise<Uint32Array<ArrayBuffer>> {
    return (await this.#ask({ kind: 'named', segment }, 'named')).keys;
  }

  async form(question: FormQuestion, { sorted, newer }: NamedKeys): Promise<FormAnswer> {
    // Megabytes of a long history, and the same for all segments of a run.
    const known = this.#sorted === sorted;
    this.#sorted = sorted;
    return (await this.#ask({ kind: 'form', question, newer, ...(known ? {} : { sorted }) }, 'form')).answer;
  }

  /** One order at a time. Rejects when the thread fails. */
  async #ask<K extends 'named' | 'form'>(order: ThreadOrder, kind: K): Promise<Extract<ThreadReply, { kind: K }>> {
    const signal = this.#signal;
    signal.throwIfAborted();
    this.#worker ??= begun();
    const worker = this.#worker;
    const over = new AbortController();
    try {
      const reply = await new Promise<ThreadReply>((resolve, reject) => {
        const ended = (code: number): void => reject(new Error(`the thread of retention ended with ${code}`));
        worker.once('message', resolve).once('error', reject).once('exit', ended);
        over.signal.addEventListener('abort', () => worker.off('message', resolve).off('error', reject).off('exit', ended));
        signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: over.signal });
        worker.postMessage(order);
      });
      if (reply.kind === 'failed') throw SutraError.fromData(reply.error);
      if (reply.kind !== kind) throw new Error(reply.kind === 'broken' ? reply.because : `the thread answered ${reply.kind}`);
      return reply as Extract<ThreadReply, { kind: K }>;
    } finally {
      over.abort();
    }
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }
}

function begun(): Worker {
  // Flags of this process are not for the thread: it runs compiled files, also where this one runs from source.
  const worker = new Worker(threadFile(import.meta.url, 'thread-orders'), { execArgv: [] });
  // Whoever waits for an answer hears of it; when nobody does, nothing was lost.
  return worker.on('error', () => undefined);
}
