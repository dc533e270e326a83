import { SutraError } from '@sutra/kit';
import '../../errors.ts';

export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** How the form is asked for; servers differ in what they take. */
export const FORMS = ['schema', 'tool', 'json'] as const;
export type AskedAs = (typeof FORMS)[number];

export interface ChatServiceOptions {
  /** Where `/chat/completions` is: `http://localhost:11434/v1`, `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  readonly model: string;
  readonly key?: string;
}

/** Most an answer may have, bytes: what is longer is not read on. */
export const ANSWER_BYTES_MAX = 262_144;
/** Tokens a model may write for one answer. */
const TOKENS_MAX = 900;
const TOOL = 'fill_in';

/** A service that speaks the chat completions call of OpenAI's API. It holds no state and follows no redirect. */
export class ChatService {
  readonly model: string;
  readonly endpoint: string;
  readonly #key: string | undefined;

  constructor({ baseUrl, model, key }: ChatServiceOptions) {
    this.model = model;
    this.endpoint = `${baseUrl.replace(/\/+$/, '')}/chat/completions`;
    this.#key = key;
  }

  /**
   * One completion, as the text a model wrote.
   * @throws SutraError SUTRA_MODEL_FORM when the server does not take the form this way, SUTRA_MODEL_UNAVAILABLE when it cannot be
   * reached, refuses, or is not done when `signal` says so, SUTRA_MODEL_ANSWER when what it sends is no completion.
   */
  async complete(messages: readonly Message[], schema: object, as: AskedAs, signal: AbortSignal): Promise<string> {
    const body = JSON.stringify({
      model: this.model,
      messages,
      temperature: 0,
      max_tokens: TOKENS_MAX,
      stream: false,
      ...formOf(as, schema),
    });
    const headers = { 'content-type': 'application/json', ...(this.#key === undefined ? {} : { authorization: `Bearer ${this.#key}` }) };
    let answer: Response;
    try {
      answer = await fetch(this.endpoint, { method: 'POST', headers, body, signal, redirect: 'error' });
    } catch (reason) {
      throw unavailable(signal.aborted ? 'it did not answer in time' : causeOf(reason));
    }
    if (!answer.ok) {
      await answer.body?.cancel();
      if (as !== 'json' && [400, 404, 405, 415, 422, 501].includes(answer.status))
        throw new SutraError('SUTRA_MODEL_FORM', `Cannot ask ${this.model} by ${as}: it answered ${answer.status}`);
      throw unavailable(`it answered ${answer.status}`);
    }
    return written(await textOf(answer, signal));
  }
}

function formOf(as: AskedAs, schema: object): object {
  if (as === 'schema') return { response_format: { type: 'json_schema', json_schema: { name: TOOL, strict: true, schema } } };
  if (as === 'tool')
    return {
      tools: [{ type: 'function', function: { name: TOOL, description: 'the form to fill in', parameters: schema } }],
      tool_choice: { type: 'function', function: { name: TOOL } },
    };
  return {};
}

/** The text of a completion: what was called, or what was said. */
function written(text: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (reason) {
    throw new SutraError('SUTRA_MODEL_ANSWER', 'Cannot read the answer of the model: it is not JSON', { cause: reason });
  }
  const message = (
    parsed as { choices?: { message?: { content?: unknown; tool_calls?: { function?: { arguments?: unknown } }[] } }[] } | null
  )?.choices?.[0]?.message;
  const said = message?.tool_calls?.[0]?.function?.arguments ?? message?.content;
  if (typeof said !== 'string') throw new SutraError('SUTRA_MODEL_ANSWER', 'Cannot read the answer of the model: it holds no message');
  return said;
}

async function textOf(answer: Response, signal: AbortSignal): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const part of answer.body ?? []) {
      parts.push(part);
      bytes += part.length;
      if (bytes > ANSWER_BYTES_MAX)
        throw new SutraError('SUTRA_MODEL_ANSWER', `Cannot read the answer of the model: it has more than ${ANSWER_BYTES_MAX} bytes`);
    }
  } catch (reason) {
    if (reason instanceof SutraError) throw reason;
    throw unavailable(signal.aborted ? 'its answer was not finished in time' : causeOf(reason));
  }
  return Buffer.concat(parts).toString();
}

const unavailable = (what: string): SutraError => new SutraError('SUTRA_MODEL_UNAVAILABLE', `Cannot ask the model: ${what}`);

const causeOf = (reason: unknown): string => {
  const { cause, message } = reason as Error;
  return cause instanceof Error ? cause.message || ((cause as NodeJS.ErrnoException).code ?? message) : message;
};
