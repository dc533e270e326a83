import type { NodeActionAnswer } from '@sutra/api';
import { inert, SURFACES, type SutraError } from '@sutra/kit';
import type { Invocation } from '../client/invocation.ts';
import { forPrograms, showOne } from '../output/show.ts';

const UNKNOWN_EXIT = 7;
const PARTLY_EXIT = 9;

/** What became of several wishes: printed as they come, or as one JSON array in the end when JSON was asked for. */
export class Results {
  readonly #invocation: Invocation;
  readonly #asArray: boolean;
  readonly #answers: NodeActionAnswer[] = [];
  readonly #codes: number[] = [];

  /** @param wishes how many there are: a single one is printed as an object, not as an array of one */
  constructor(invocation: Invocation, wishes: number) {
    this.#invocation = invocation;
    this.#asArray = wishes > 1 && invocation.output === 'json';
  }

  /** Good news, and anything for programs, is data; bad news is a message. */
  add(answer: NodeActionAnswer, text: string): void {
    this.#codes.push(answer.success ? 0 : answer.outcome === 'unknown' ? UNKNOWN_EXIT : 1);
    if (this.#asArray) this.#answers.push(answer);
    else if (answer.success || forPrograms(this.#invocation)) showOne(this.#invocation, answer, () => text);
    else this.#invocation.terminal.note(text);
  }

  /** A wish that was refused before it became an operation. */
  refused(what: string, error: SutraError): void {
    this.#codes.push(SURFACES[error.kind].exit);
    this.#invocation.terminal.note(`✕ ${what}: ${inert(error.message)}\n  → ${inert(error.mend)}`);
  }

  get someWentWell(): boolean {
    return this.#codes.includes(0);
  }

  /** @returns the exit code: 0 when all went well, 9 when some did, else that of the worst */
  end(): number {
    if (this.#asArray) showOne(this.#invocation, this.#answers, () => '');
    if (this.#codes.every((code) => code === 0)) return 0;
    return this.someWentWell ? PARTLY_EXIT : Math.max(...this.#codes);
  }
}
