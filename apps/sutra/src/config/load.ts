import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { nearest, SutraError } from '@sutra/kit';
import { type RawConfig, SETTINGS, type SectionName, type Setting } from './settings.ts';

/** Where values come from, weakest first: defaults, file, environment, flags. */
export interface ConfigSources {
  /** Config file, when one was named. */
  readonly file?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `section.key` → text, from flags. */
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
  /** Whose environment variables and short flags count: `host` means another thing to each component. */
  readonly sections: readonly SectionName[];
}

/**
 * Parses, checks and merges.
 * @throws SutraError SUTRA_CONFIG_INVALID naming the key, the value, what was expected and the nearest known key.
 */
export async function loadConfig(sources: ConfigSources): Promise<RawConfig> {
  const config: Record<string, Record<string, unknown>> = {};
  for (const [section, settings] of Object.entries(SETTINGS)) {
    config[section] = Object.fromEntries(Object.entries(settings as Record<string, Setting>).map(([key, row]) => [key, row.initial]));
  }
  if (sources.file !== undefined) await mergeFile(config, sources.file);
  for (const section of sources.sections) {
    for (const [key, row] of Object.entries(SETTINGS[section] as Record<string, Setting>)) {
      const name = row.env.find((variable) => (sources.env[variable] ?? '') !== '');
      if (name !== undefined) put(config, section, key, fromText(row, sources.env[name] as string, `environment variable ${name}`));
    }
  }
  for (const [dotted, value] of Object.entries(sources.flags)) {
    if (value === undefined) continue;
    const [section, key] = dotted.split('.') as [SectionName, string];
    const row = (SETTINGS[section] as Record<string, Setting>)[key] as Setting;
    put(config, section, key, typeof value === 'boolean' ? value : fromText(row, value, `--${row.flag ?? key}`));
  }
  return config as unknown as RawConfig;
}

function put(config: Record<string, Record<string, unknown>>, section: string, key: string, value: unknown): void {
  (config[section] as Record<string, unknown>)[key] = value;
}

async function mergeFile(config: Record<string, Record<string, unknown>>, file: string): Promise<void> {
  const parsed = await parseFile(file);
  for (const [section, values] of Object.entries(parsed)) {
    const settings = (SETTINGS as Record<string, Record<string, Setting>>)[section];
    if (settings === undefined) throw unknownKey(file, section, Object.keys(SETTINGS), 'section');
    if (typeof values !== 'object' || values === null || Array.isArray(values)) {
      throw invalid(`${file}: [${section}] must be a table of settings, got ${describe(values)}`);
    }
    for (const [key, value] of Object.entries(values)) {
      const row = settings[key];
      if (row === undefined)
        throw unknownKey(
          file,
          `${section}.${key}`,
          Object.keys(settings).map((known) => `${section}.${known}`),
          'key',
        );
      put(config, section, key, check(row, value, `${file}: ${section}.${key}`));
    }
  }
}

async function parseFile(file: string): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (reason) {
    throw new SutraError('SUTRA_CONFIG_UNREADABLE', `Cannot read config file ${file}: ${(reason as Error).message}`, { cause: reason });
  }
  const kind = extname(file).toLowerCase();
  if (!['.toml', '.yaml', '.yml'].includes(kind)) {
    throw new SutraError('SUTRA_CONFIG_UNREADABLE', `Cannot tell the form of ${file}: expected .toml, .yaml or .yml, got "${kind}"`);
  }
  try {
    // Parsers are loaded here: most commands are given no file and need neither.
    const parsed: unknown =
      kind === '.toml' ? (await import('smol-toml')).parse(text) : ((await import('yaml')).parse(text, { maxAliasCount: 10 }) ?? {});
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new Error('the top level must be sections');
    return parsed as Record<string, unknown>;
  } catch (reason) {
    throw new SutraError('SUTRA_CONFIG_UNREADABLE', `Cannot parse ${file}: ${(reason as Error).message.split('\n')[0]}`, { cause: reason });
  }
}

function unknownKey(file: string, key: string, known: readonly string[], what: string): SutraError {
  const [best] = nearest(key, known, 1);
  return invalid(`${file}: unknown ${what} "${key}"${best === undefined ? `; known: ${known.join(', ')}` : `; did you mean "${best}"?`}`);
}

function invalid(message: string): SutraError {
  return new SutraError('SUTRA_CONFIG_INVALID', message);
}

function describe(value: unknown): string {
  return Array.isArray(value) ? 'a list' : value === null ? 'nothing' : typeof value === 'object' ? 'a table' : JSON.stringify(value);
}

function fromText(row: Setting, text: string, where: string): unknown {
  switch (row.type.kind) {
    case 'int':
    case 'port':
      return check(row, /^-?\d+$/.test(text) ? Number(text) : text, where);
    case 'flag':
      return check(row, text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : text, where);
    case 'texts':
      return text.split(',').map((part) => part.trim());
    case 'map':
      return Object.fromEntries(text.split(',').map((pair) => pair.split('=', 2).map((part) => part.trim()) as [string, string]));
    default:
      return check(row, text, where);
  }
}

const ENDPOINT = /^(?:https?:\/\/)?(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):(\d{1,5})\/?$/;

/** Checks one value against its row and returns it in its final form. */
function check(row: Setting, value: unknown, where: string): unknown {
  const type = row.type;
  const wants = (what: string): never => {
    throw invalid(`${where} must be ${what}, got ${describe(value)}`);
  };
  switch (type.kind) {
    case 'int':
      if (typeof value !== 'number' || !Number.isInteger(value) || value < type.min || value > type.max)
        wants(`a whole number from ${type.min} to ${type.max}`);
      return value;
    case 'port':
      if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > 65_535) wants('a port from 1 to 65535');
      return value;
    case 'flag':
      return typeof value === 'boolean' ? value : wants('true or false');
    case 'oneOf':
      return typeof value === 'string' && type.values.includes(value) ? value : wants(`one of ${type.values.join(', ')}`);
    case 'name':
      return typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/.test(value)
        ? value
        : wants('a name of letters, digits, "-", "_" and "." (at most 63)');
    case 'endpoint':
      if (value === 'off') return value;
      if (typeof value !== 'string' || !ENDPOINT.test(value)) return wants('host:port, such as localhost:50052');
      return value.replace(/^https?:\/\//, '').replace(/\/$/, '');
    case 'texts':
      return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : wants('a list of texts');
    case 'map':
      return typeof value === 'object' &&
        value !== null &&
        !Array.isArray(value) &&
        Object.values(value).every((item) => typeof item === 'string')
        ? value
        : wants('a table of texts');
    case 'path':
      return typeof value === 'string' && value.trim() !== '' && !value.includes('\0') ? value : wants('a path');
    default:
      return typeof value === 'string' && !value.includes('\0') ? value : wants('text');
  }
}
