import type { SpawnRequest } from '@sutra/api';

/** What is typed into the spawn dialog, as text, before anything is checked. */
export interface SpawnForm {
  readonly agent: string;
  readonly name: string;
  readonly kind: 'storage' | 'command';
  readonly folder: string;
  readonly command: string;
  readonly args: string;
  readonly env: string;
  readonly port: string;
  readonly memory: string;
  readonly restart: 'always' | 'on-failure' | 'never';
  readonly reason: string;
}

export const EMPTY_SPAWN: SpawnForm = {
  agent: '',
  name: '',
  kind: 'storage',
  folder: '',
  command: '',
  args: '',
  env: '',
  port: '',
  memory: '',
  restart: 'always',
  reason: '',
};

export type SpawnErrors = Partial<Record<keyof SpawnForm, string>>;
export interface SpawnReading {
  readonly errors: SpawnErrors;
  /** Present when there are no errors. */
  readonly request: SpawnRequest | undefined;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** Checks the form and turns it into a request. Errors stand at their field and say what would be right. */
export function readSpawnForm(form: SpawnForm, takenNames: (name: string) => boolean): SpawnReading {
  const errors: { -readonly [K in keyof SpawnForm]?: string } = {};
  const name = form.name.trim();
  if (name !== '' && !NAME.test(name)) errors.name = 'Letters, digits, . _ and -, starting with a letter or digit, at most 128.';
  else if (name !== '' && takenNames(name)) errors.name = 'A node with this name runs already: stop it first, or choose another name.';
  const port = wholeNumber(form.port, 65_535);
  if (port === undefined) errors.port = 'A whole number from 0 to 65535; empty lets the agent choose.';
  const memory = wholeNumber(form.memory, 16_777_216);
  if (memory === undefined) errors.memory = 'A whole number of MB; empty for no limit.';
  const folder = form.folder.trim();
  if (form.kind === 'storage' && (folder.startsWith('/') || folder.split(/[\\/]/).includes('..')))
    errors.folder = 'A name under the agent’s data folder: no leading / and no ..';
  if (form.kind === 'command' && form.command.trim() === '') errors.command = 'Which program should run?';
  const args = splitArguments(form.args);
  if (args === undefined) errors.args = 'A quote is not closed.';
  const env = readEnv(form.env);
  if (typeof env === 'string') errors.env = env;
  if (Object.keys(errors).length > 0 || port === undefined || memory === undefined || args === undefined || typeof env === 'string')
    return { errors, request: undefined };
  const command = form.kind === 'command';
  return {
    errors,
    request: {
      restart: form.restart,
      ...(form.agent === '' ? {} : { agent_id: form.agent }),
      ...(name === '' ? {} : { node_id: name }),
      ...(form.port.trim() === '' ? {} : { port }),
      ...(form.memory.trim() === '' ? {} : { memory_limit_mb: memory }),
      ...(command ? { command: form.command.trim(), ...(args.length === 0 ? {} : { args }) } : {}),
      ...(command && Object.keys(env).length > 0 ? { env } : {}),
      ...(!command && folder !== '' ? { storage_path: folder } : {}),
      ...(form.reason.trim() === '' ? {} : { reason: form.reason.trim() }),
    },
  };
}

function wholeNumber(text: string, max: number): number | undefined {
  if (text.trim() === '') return 0;
  const value = Number(text.trim());
  return Number.isInteger(value) && value >= 0 && value <= max ? value : undefined;
}

/** Arguments as typed on one line: separated by spaces, kept together by '…' or "…". No shell: nothing is expanded. Undefined when a quote stays open. */
export function splitArguments(text: string): string[] | undefined {
  const args: string[] = [];
  let current: string | undefined;
  let quote = '';
  for (const char of text) {
    if (quote !== '') {
      if (char === quote) quote = '';
      else current = (current ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      current ??= '';
    } else if (/\s/.test(char)) {
      if (current !== undefined) args.push(current);
      current = undefined;
    } else current = (current ?? '') + char;
  }
  if (quote !== '') return undefined;
  if (current !== undefined) args.push(current);
  return args;
}

/** NAME=value, one a line; a text is the error. */
function readEnv(text: string): Record<string, string> | string {
  const env: Record<string, string> = {};
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const equals = line.indexOf('=');
    const name = line.slice(0, equals).trim();
    if (equals < 1 || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return `“${line.trim().slice(0, 40)}” is not NAME=value.`;
    env[name] = line.slice(equals + 1).trim();
  }
  return env;
}
