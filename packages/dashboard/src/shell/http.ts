import type { ErrorJson } from '@sutra/api';
import { SutraError } from '@sutra/kit';
import '../errors.ts';

/** Longest wait for an answer. Spawn and restart have the server's own limits (30 s, 45 s) inside it. */
const ANSWER_MS = 60_000;

export type Query = Readonly<Record<string, string | number | undefined>>;

/** GET a JSON answer. @throws SutraError with the server's code and mend, or one of ours when no answer came. */
export function read<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  const text = search.toString();
  return request<T>(text === '' ? path : `${path}?${text}`, { method: 'GET' }, signal);
}

/** POST JSON. `csrf` is needed for changes, not for questions. @throws SutraError as {@link read}. */
export function send<T>(path: string, body: object, csrf?: string, signal?: AbortSignal): Promise<T> {
  const headers = { 'content-type': 'application/json', ...(csrf === undefined ? {} : { 'x-sutra-csrf': csrf }) };
  return request<T>(path, { method: 'POST', headers, body: JSON.stringify(body) }, signal);
}

async function request<T>(url: string, init: RequestInit, outer?: AbortSignal): Promise<T> {
  const deadline = AbortSignal.timeout(ANSWER_MS);
  const signal = outer === undefined ? deadline : AbortSignal.any([outer, deadline]);
  let response: Response;
  try {
    response = await fetch(url, { ...init, signal, credentials: 'same-origin' });
  } catch (reason) {
    if (outer?.aborted === true) throw reason;
    if (deadline.aborted)
      throw new SutraError('SUTRA_DASHBOARD_TIMEOUT', `Cannot finish ${init.method} ${url}: no answer within ${ANSWER_MS / 1000} s`);
    throw new SutraError('SUTRA_DASHBOARD_UNREACHABLE', 'Cannot reach control: the connection was refused or lost', { cause: reason });
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && body !== undefined) return body as T;
  const error = (body as Partial<ErrorJson> | undefined)?.error;
  if (error !== undefined) throw SutraError.fromData(error as Parameters<typeof SutraError.fromData>[0]);
  throw new SutraError(
    'SUTRA_DASHBOARD_BAD_ANSWER',
    `Cannot read the answer to ${init.method} ${url}: HTTP ${response.status} without a JSON body`,
  );
}
