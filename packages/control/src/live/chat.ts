import type { AnswerJson, ClientMessage, PlanRequest, ServerMessage } from '@sutra/api';
import { type Clock, SutraError } from '@sutra/kit';
import { errorBody } from '../failure.ts';
import { LIMITS } from '../limits.ts';
import '../errors.ts';

type Asked = Extract<ClientMessage, { type: 'ask' }>;

/** How a question of a live connection is answered: as over REST, with word of how far it has come. */
export type Answering = (
  wish: PlanRequest,
  gone: AbortSignal,
  progress: (done: { readonly scanned: number; readonly read: number }) => void,
) => Promise<AnswerJson>;

/** The questions of one live connection that wait for their answers. Each can be cancelled; all are when the connection ends. */
export class Chat {
  readonly #answering: Answering;
  readonly #send: (text: string) => void;
  readonly #clock: Clock;
  readonly #waiting = new Map<string, AbortController>();

  constructor(parts: { answering: Answering; send: (text: string) => void; clock: Clock }) {
    this.#answering = parts.answering;
    this.#send = parts.send;
    this.#clock = parts.clock;
  }

  ask({ type: _, id, ...wish }: Asked): void {
    const refused = this.#refusal(id);
    if (refused !== undefined) {
      this.#fail(id, refused);
      return;
    }
    const controller = new AbortController();
    this.#waiting.set(id, controller);
    void this.#answer(id, wish, controller);
  }

  #refusal(id: string): SutraError | undefined {
    const { size } = this.#waiting;
    if (this.#waiting.has(id)) return new SutraError('SUTRA_CONTROL_INVALID', `Cannot take question ${id}: one of that id waits`);
    if (size < LIMITS.questionsPerSocketMax) return undefined;
    return new SutraError('SUTRA_CONTROL_QUESTIONS', `Cannot take question ${id}: ${size} wait for their answers`);
  }

  cancel(id: string): void {
    this.#waiting.get(id)?.abort();
    this.#waiting.delete(id);
  }

  close(): void {
    for (const id of [...this.#waiting.keys()]) this.cancel(id);
  }

  async #answer(id: string, wish: PlanRequest, controller: AbortController): Promise<void> {
    let saidMs = this.#clock.monotonicMs();
    const progress: Parameters<Answering>[2] = ({ scanned, read }) => {
      const now = this.#clock.monotonicMs();
      if (controller.signal.aborted || now - saidMs < LIMITS.progressMs) return;
      saidMs = now;
      this.#post({ type: 'progress', id, scanned, read });
    };
    try {
      const answer = await this.#answering(wish, controller.signal, progress);
      if (!controller.signal.aborted) this.#post({ type: 'answer', id, answer });
    } catch (reason) {
      // A cancelled question fails with its own cancellation: nobody waits for it.
      if (!controller.signal.aborted) this.#fail(id, SutraError.from(reason));
    } finally {
      if (this.#waiting.get(id) === controller) this.#waiting.delete(id);
    }
  }

  #fail(id: string, error: SutraError): void {
    this.#post({ type: 'error', id, ...errorBody(error) });
  }

  #post(message: ServerMessage): void {
    this.#send(JSON.stringify(message));
  }
}
