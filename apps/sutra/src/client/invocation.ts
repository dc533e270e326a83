import { userInfo } from 'node:os';
import { type Clock, SutraError, systemClock } from '@sutra/kit';
import { type ConfigSources, loadConfig } from '../config/load.ts';
import { type Config, resolveConfig } from '../config/resolve.ts';
import type { SectionName } from '../config/settings.ts';
import { openTerminal, type Terminal } from '../output/terminal.ts';
import { readToken } from '../process/token.ts';
import { readGridFile } from '../up/runfile.ts';

/** Options every command takes. */
export interface CommonOptions {
  readonly data?: string;
  readonly portOffset?: string;
  readonly config?: string;
  readonly name?: string;
  readonly logLevel?: string;
  readonly output?: string;
  readonly color?: boolean;
  readonly headers?: boolean;
  readonly quiet?: boolean;
  readonly timeout?: string;
  readonly master?: string;
  readonly storage?: string;
  readonly control?: string;
  readonly input?: boolean;
  readonly tz?: string;
  readonly utc?: boolean;
}

export const OUTPUTS = ['table', 'wide', 'json', 'jsonl'] as const;
export type Output = (typeof OUTPUTS)[number];

/** One run of a command that talks to a grid. */
export interface Invocation {
  readonly config: Config;
  /** Name of the grid: the running one's, else the configured one. */
  readonly gridName: string;
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly output: Output;
  readonly headers: boolean;
  readonly quiet: boolean;
  /** May ask: input is a terminal and nobody said --no-input. */
  readonly mayAsk: boolean;
  /** Questions may come from a pipe: input is none of a person and nobody said --no-input. */
  readonly mayRead: boolean;
  /** Limit the user gave, ms. */
  readonly givenLimitMs: number | undefined;
  /** IANA zone of times typed and shown. */
  readonly zone: string;
  /** Addresses `host:port`: flags first, then environment, then the running grid of the data folder, then the configuration. */
  readonly at: { readonly master: string; readonly storage: string; readonly control: string };
  readonly token: string | undefined;
  /** Where it was looked for. */
  readonly tokenFile: string;
  /** The folder that was named, if no grid was ever started in it and no address says where else to ask: what answers is not what was meant. */
  readonly strayFolder: string | undefined;
  /** Who is asking, for the record: `cli:<user>`. */
  readonly actor: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Wait of a read when the user gave none, ms. */
const READ_LIMIT_MS = 10_000;

/** How long a call may take: what the user said, else what this kind of call needs. */
export function limitOf(invocation: Invocation, neededMs: number = READ_LIMIT_MS): number {
  return invocation.givenLimitMs ?? neededMs;
}

/** Parses the configuration for a command. `flags` are `section.key` → text. */
export async function configOf(
  options: CommonOptions,
  env: Env,
  sections: readonly SectionName[],
  flags: ConfigSources['flags'] = {},
): Promise<Config> {
  const file = options.config ?? (env['SUTRA_CONFIG'] || undefined);
  const raw = await loadConfig({
    ...(file === undefined ? {} : { file }),
    env,
    sections: ['grid', 'events', ...sections],
    flags: {
      'grid.data': options.data,
      'grid.port_offset': options.portOffset,
      'grid.name': options.name,
      'grid.log_level': options.logLevel,
      ...flags,
    },
  });
  return resolveConfig(raw, env);
}

/** Who the shell says is there, else whoever the process belongs to: a number where the machine has no name for it. */
function userName(env: Env): string {
  const said = env['SUDO_USER'] ?? env['USER'] ?? env['LOGNAME'];
  if (said !== undefined && said !== '') return said;
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown'); // no entry in the list of users: a container with a bare number
  }
}

export async function openInvocation(options: CommonOptions, env: Env): Promise<Invocation> {
  const config = await configOf(options, env, []);
  const running = readGridFile(config.runFolder);
  const terminal = openTerminal(env, options.color === false);
  const tokenFile = env['SUTRA_TOKEN_FILE'] || config.tokenFile;
  const token = readToken(tokenFile);
  const named = options.data ?? (env['SUTRA_DATA'] || undefined);
  const addressed = [options.control, options.master, env['SUTRA_CONTROL'], env['SUTRA_GRID_MASTER']].some((one) => one !== undefined);
  return {
    config,
    gridName: running?.name ?? config.grid.name,
    terminal,
    clock: systemClock(),
    output: (options.output ?? 'table') as Output,
    headers: options.headers !== false,
    quiet: options.quiet === true,
    mayAsk: options.input !== false && process.stdin.isTTY === true && terminal.isTty,
    mayRead: options.input !== false && process.stdin.isTTY !== true,
    givenLimitMs: options.timeout === undefined ? undefined : Number(options.timeout) * 1000,
    zone: zoneOf(options),
    at: {
      master:
        address('--master', options.master) ??
        address('SUTRA_GRID_MASTER', env['SUTRA_GRID_MASTER']) ??
        running?.master ??
        `${config.master.host}:${config.master.port}`,
      storage:
        address('--storage', options.storage) ??
        address('EVENT_STORAGE', env['EVENT_STORAGE']) ??
        running?.storage ??
        `${config.storage.host}:${config.storage.port}`,
      control:
        address('--control', options.control) ??
        address('SUTRA_CONTROL', env['SUTRA_CONTROL']) ??
        running?.control ??
        `${config.control.host}:${config.control.port}`,
    },
    token,
    tokenFile,
    strayFolder: token === undefined && running === undefined && !addressed ? named : undefined,
    actor: `cli:${userName(env)}`,
  };
}

function address(from: string, text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  const bare = text.replace(/^https?:\/\//, '').replace(/\/$/, '');
  const port = Number(/^(?:\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+):(\d{1,5})$/.exec(bare)?.[1]);
  if (port >= 1 && port <= 65_535) return bare;
  throw new SutraError('SUTRA_USAGE', `${from} must be host:port, such as localhost:7000, got "${text}"`);
}

function zoneOf({ tz, utc }: CommonOptions): string {
  if (tz === undefined) return utc === true ? 'UTC' : new Intl.DateTimeFormat('en').resolvedOptions().timeZone;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: tz }).resolvedOptions().timeZone;
  } catch (reason) {
    throw new SutraError('SUTRA_USAGE', `--tz must be a time zone such as Europe/Berlin or UTC, got "${tz}"`, { cause: reason });
  }
}
