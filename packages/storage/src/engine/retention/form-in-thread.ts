import { Worker } from 'node:worker_threads';
import { SutraError } from '@sutra/kit';
import { threadFile } from '../thread-file.ts';
import type { FormOrder, FormReply } from './form-thread.ts';
import type { NamedKeys } from './named-causes.ts';
import type { FormAnswer, FormQuestion } from './segment-form.ts';

/**
 * Makes forms of segments in a thread of its own: deciding about half a million rows, writing them anew and the garbage of both take
 * a second of one core, during which appends go on here. Begun with the first segment, ended by `close`.
 */
export class FormThread {
  #worker: Worker | undefined;

  /** Rejects when the signal fires, with its reason, or when the thread fails. */
  async form(question: FormQuestion, { sorted, newer }: NamedKeys, signal: AbortSignal): Promise<FormAnswer> {
    signal.throwIfAborted();
    this.#worker ??= begun(sorted);
    const worker = this.#worker;
    const over = new AbortController();
    try {
      const reply = await new Promise<FormReply>((resolve, reject) => {
        const ended = (code: number): void => reject(new Error(`the thread that rewrites segments ended with ${code}`));
        worker.once('message', resolve).once('error', reject).once('exit', ended);
        over.signal.addEventListener('abort', () => worker.off('message', resolve).off('error', reject).off('exit', ended));
        signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: over.signal });
        worker.postMessage({ question, newer } satisfies FormOrder);
      });
      if ('failed' in reply) throw SutraError.fromData(reply.failed);
      if ('broken' in reply) throw new Error(reply.broken);
      return reply.answer;
    } finally {
      over.abort();
    }
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }
}

function begun(sorted: NamedKeys['sorted']): Worker {
  // Flags of this process are not for the thread: it runs compiled files, also where this one runs from source.
  const worker = new Worker(threadFile(import.meta.url, 'form-thread'), { workerData: { sorted }, execArgv: [] });
  // Whoever waits for an answer hears of it; when nobody does, nothing was lost.
  return worker.on('error', () => undefined);
}
