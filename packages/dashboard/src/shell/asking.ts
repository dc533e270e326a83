import type { AnswerJson, ClientMessage, PlanRequest, ServerMessage } from '@sutra/api';
import { type Clock, SutraError, type Timer } from '@sutra/kit';
import '../errors.ts';

/** Longest wait for an answer, ms: beyond it the question is cancelled. */
const ANSWER_MS = 60_000;

export interface Progress {
  /** Events the store has looked at. */
  readonly scanned: number;
  /** Events read one by one. */
  readonly read: number;
}

interface Pending {
  readonly message: ClientMessage;
  readonly progress: ((done: Progress) => void) | undefined;
  readonly resolve: (answer: AnswerJson) => void;
  readonly reject: (reason: unknown) => void;
  readonly end: () => void;
}

/**
 * Questions over the live connection. A question asked before the connection stands, or while it is lost, is sent when it stands
 * again: asking twice changes nothing but a line of the audit record.
 */
export class Asking {
  readonly #post: (message: ClientMessage) => boolean;
  readonly #clock: Clock;
  readonly #pending = new Map<string, Pending>();
  #asked = 0;

  /** @param post sends when it can, and says whether it did */
  constructor(post: (message: ClientMessage) => boolean, clock: Clock) {
    this.#post = post;
    this.#clock = clock;
  }

  /** @throws SutraError of the server, SUTRA_DASHBOARD_TIMEOUT, or the signal's reason when it fires. */
  ask(wish: PlanRequest, signal: AbortSignal, progress?: (done: Progress) => void): Promise<AnswerJson> {
    this.#asked += 1;
    const id = String(this.#asked);
    const message: ClientMessage = { type: 'ask', id, ...wish };
    return new Promise((resolve, reject) => {
      let timer: Timer | undefined;
      const give = (reason: unknown): void => {
        this.#post({ type: 'cancel', id });
        this.#done(id)?.reject(reason);
      };
      const cancelled = (): void => give(signal.reason);
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      signal.addEventListener('abort', cancelled);
      timer = this.#clock.after(ANSWER_MS, () =>
        give(new SutraError('SUTRA_DASHBOARD_TIMEOUT', `Cannot finish the question: no answer within ${ANSWER_MS / 1000} s`)),
      );
      const end = (): void => {
        signal.removeEventListener('abort', cancelled);
        timer?.cancel();
      };
      this.#pending.set(id, { message, progress, resolve, reject, end });
      this.#post(message);
    });
  }

  /** The connection stands: whatever waits is asked (again). */
  opened(): void {
    for (const { message } of this.#pending.values()) this.#post(message);
  }

  /** Takes what is about a question. */
  take(message: ServerMessage): void {
    if (message.type === 'progress') this.#pending.get(message.id)?.progress?.(message);
    else if (message.type === 'answer') this.#done(message.id)?.resolve(message.answer);
    else if (message.type === 'error' && message.id !== undefined)
      this.#done(message.id)?.reject(SutraError.fromData(message.error as Parameters<typeof SutraError.fromData>[0]));
  }

  close(): void {
    for (const id of [...this.#pending.keys()])
      this.#done(id)?.reject(new SutraError('SUTRA_DASHBOARD_UNREACHABLE', 'Cannot finish the question: the page closes its connection'));
  }

  #done(id: string): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.end();
    return pending;
  }
}
