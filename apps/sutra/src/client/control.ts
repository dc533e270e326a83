import { request } from 'node:http';
import { type ErrorData, SutraError } from '@sutra/kit';
import { assertOwnGrid } from './another-grid.ts';
import { type Invocation, limitOf } from './invocation.ts';

/** Query parameters; absent ones are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** Longest answer taken, characters: more than any answer of ours, less than what would hurt this process. */
const ANSWER_CHARS_MAX = 256 * 1024 * 1024;

/** A user may be called what no header can carry. */
const IN_A_HEADER = /^[!-~]+$/;

interface Reply {
  readonly status: number;
  readonly text: string;
}

/** Talks to the control centre's REST interface. Every failure is a SutraError with what to do. */
export class ControlClient {
  readonly #invocation: Invocation;

  constructor(invocation: Invocation) {
    assertOwnGrid(invocation);
    this.#invocation = invocation;
  }

  get<T>(path: string, query: Query = {}): Promise<T> {
    const pairs = Object.entries(query).flatMap(([key, value]): [string, string][] => (value === undefined ? [] : [[key, String(value)]]));
    const search = new URLSearchParams(pairs).toString();
    return this.#call<T>('GET', search === '' ? path : `${path}?${search}`);
  }

  /** `signal` gives up waiting; the control centre stops what it does for this call alone. */
  post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
    return this.#call<T>('POST', path, JSON.stringify(body), signal);
  }

  async #call<T>(method: string, path: string, body?: string, signal?: AbortSignal): Promise<T> {
    const { status, text } = await this.#exchange(method, path, body, signal);
    const place = `${this.#invocation.at.control}${path.split('?')[0]}`;
    const json = tryJson(text) as (T & { readonly error?: ErrorData }) | undefined;
    if (json !== undefined && status >= 200 && status < 300) return json;
    if (typeof json?.error?.code === 'string') throw SutraError.fromData(json.error);
    throw new SutraError('SUTRA_NO_GRID', `What answered at ${place} (status ${status}) is not a Sutra control centre`, {
      mend: 'Check the address: --control host:port, or the ports of `sutra doctor`.',
    });
  }

  /** Node's own client rather than `fetch`: it is there at once, and a command lives for a tenth of a second. */
  #exchange(method: string, path: string, body: string | undefined, given?: AbortSignal): Promise<Reply> {
    const { at, token, actor } = this.#invocation;
    const limitMs = limitOf(this.#invocation);
    const headers = {
      accept: 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(token !== undefined && IN_A_HEADER.test(actor) ? { 'x-sutra-actor': actor } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
    };
    return new Promise((resolve, reject) => {
      const late = AbortSignal.timeout(limitMs);
      const signal = given === undefined ? late : AbortSignal.any([late, given]);
      const fail = (reason: Error): void => reject(late.aborted ? this.#late(limitMs, reason) : this.#unreachable(reason));
      const call = request(`http://${at.control}${path}`, { method, headers, signal, agent: false }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          text += part;
          if (text.length > ANSWER_CHARS_MAX) response.destroy(new Error(`the answer is longer than ${ANSWER_CHARS_MAX} characters`));
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        response.on('error', fail);
      });
      call.on('error', fail);
      call.end(body);
    });
  }

  #late(limitMs: number, cause: Error): SutraError {
    return new SutraError(
      'SUTRA_TIMEOUT',
      `The control centre at ${this.#invocation.at.control} did not answer within ${limitMs / 1000} s`,
      {
        cause,
        mend: '`sutra doctor` says what does not answer; --timeout allows more time. If it was a change, see first whether it happened.',
      },
    );
  }

  #unreachable(cause: Error): SutraError {
    const code = (cause as NodeJS.ErrnoException).code;
    const because = { ECONNREFUSED: 'nothing listens there', ENOTFOUND: 'no such host', ECONNRESET: 'it closed the connection' }[
      code ?? ''
    ];
    return new SutraError(
      'SUTRA_NO_GRID',
      `Cannot reach the control centre at ${this.#invocation.at.control}: ${because ?? cause.message}`,
      {
        cause,
      },
    );
  }
}

/** True for failures that say nothing about the question: the control centre itself is away. */
export function isAway(reason: unknown): reason is SutraError {
  return reason instanceof SutraError && (reason.code === 'SUTRA_NO_GRID' || reason.code === 'SUTRA_TIMEOUT');
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not ours: the caller says so with the status
  }
}
