import { type ErrorData, SutraError } from '@sutra/kit';
import type { Invocation } from './invocation.ts';

/** Query parameters; absent ones are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** Talks to the control centre's REST interface. Every failure is a SutraError with what to do. */
export class ControlClient {
  readonly #invocation: Invocation;

  constructor(invocation: Invocation) {
    this.#invocation = invocation;
  }

  get<T>(path: string, query: Query = {}): Promise<T> {
    const pairs = Object.entries(query).flatMap(([key, value]): [string, string][] => (value === undefined ? [] : [[key, String(value)]]));
    const search = new URLSearchParams(pairs).toString();
    return this.#call<T>('GET', search === '' ? path : `${path}?${search}`);
  }

  post<T>(path: string, body: unknown): Promise<T> {
    return this.#call<T>('POST', path, body);
  }

  async #call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const { at, token, timeoutMs } = this.#invocation;
    let response: Response;
    try {
      response = await fetch(`http://${at.control}${path}`, {
        method,
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          accept: 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (reason) {
      throw this.#unreachable(reason);
    }
    const text = await response.text();
    if (response.ok) return parse<T>(text, path);
    throw failureOf(text, response.status, path);
  }

  #unreachable(reason: unknown): SutraError {
    const { at, timeoutMs } = this.#invocation;
    if (reason instanceof DOMException && reason.name === 'TimeoutError') {
      return new SutraError('SUTRA_TIMEOUT', `The control centre at ${at.control} did not answer within ${timeoutMs / 1000} s`, { cause: reason });
    }
    return new SutraError('SUTRA_NO_GRID', `Cannot reach the control centre at ${at.control}`, { cause: reason });
  }
}

function parse<T>(text: string, path: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (reason) {
    throw new SutraError('SUTRA_NO_GRID', `What answered ${path} is not a Sutra control centre`, { cause: reason });
  }
}

function failureOf(text: string, status: number, path: string): SutraError {
  const data = tryJson(text);
  if (data?.error !== undefined) return SutraError.fromData(data.error);
  return new SutraError('SUTRA_NO_GRID', `What answered ${path} (status ${status}) is not a Sutra control centre`);
}

function tryJson(text: string): { readonly error?: ErrorData } | undefined {
  try {
    return JSON.parse(text) as { readonly error?: ErrorData };
  } catch {
    return undefined; // not ours: the caller says so with the status
  }
}
