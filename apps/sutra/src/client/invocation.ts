import { type Clock, systemClock } from '@sutra/kit';
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
}

export const OUTPUTS = ['table', 'wide', 'json', 'jsonl'] as const;
export type Output = (typeof OUTPUTS)[number];

/** One run of a command that talks to a grid. */
export interface Invocation {
  readonly config: Config;
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly output: Output;
  readonly headers: boolean;
  readonly quiet: boolean;
  /** Limit for the whole command, ms. */
  readonly timeoutMs: number;
  /** Addresses `host:port`: flags first, then the running grid of the data folder, then the configuration. */
  readonly at: { readonly master: string; readonly storage: string; readonly control: string };
  readonly token: string | undefined;
  /** Who is asking, for the record: `cli:<user>`. */
  readonly actor: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Parses the configuration for a command. `flags` are `section.key` → text. */
export function configOf(options: CommonOptions, env: Env, sections: readonly SectionName[], flags: ConfigSources['flags'] = {}): Config {
  const file = options.config ?? env['SUTRA_CONFIG'];
  const raw = loadConfig({
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

export function openInvocation(options: CommonOptions, env: Env): Invocation {
  const config = configOf(options, env, []);
  const running = readGridFile(config.runFolder);
  const terminal = openTerminal(env, options.color === false);
  return {
    config,
    terminal,
    clock: systemClock(),
    output: (options.output ?? 'table') as Output,
    headers: options.headers !== false,
    quiet: options.quiet === true,
    timeoutMs: Number(options.timeout ?? 10) * 1000,
    at: {
      master: bare(options.master ?? env['SUTRA_GRID_MASTER']) ?? running?.master ?? `${config.master.host}:${config.master.port}`,
      storage: bare(options.storage ?? env['EVENT_STORAGE']) ?? running?.storage ?? `${config.storage.host}:${config.storage.port}`,
      control: bare(options.control ?? env['SUTRA_CONTROL']) ?? running?.control ?? `${config.control.host}:${config.control.port}`,
    },
    token: readToken(env['SUTRA_TOKEN_FILE'] ?? config.tokenFile),
    actor: `cli:${env['SUDO_USER'] ?? env['USER'] ?? env['LOGNAME'] ?? 'unknown'}`,
  };
}

const bare = (address: string | undefined): string | undefined =>
  address === undefined || address === '' ? undefined : address.replace(/^https?:\/\//, '').replace(/\/$/, '');
