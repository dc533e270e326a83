import { spawn } from 'node:child_process';
import { SutraError, systemClock } from '@sutra/kit';
import { type CommonOptions, configOf, openInvocation } from '../client/invocation.ts';
import type { Config } from '../config/resolve.ts';
import { openTerminal, type Terminal } from '../output/terminal.ts';
import { localToken } from '../process/token.ts';
import { Supervisor } from '../up/supervisor.ts';
import { loginLink } from './login.ts';
import { stopAllNodes } from './stop-all.ts';

export interface UpOptions extends CommonOptions {
  readonly stopNodes?: boolean;
  readonly open?: boolean;
}

type Env = Readonly<Record<string, string | undefined>>;

/** `sutra up`: the whole grid in one terminal. Ends on SIGINT or SIGTERM; nodes go on unless `--stop-nodes`. */
export async function up(options: UpOptions, env: Env, executable: string): Promise<number> {
  const config = configOf(options, env, []);
  const terminal = openTerminal(env, options.color === false);
  localToken(config.tokenFile);
  const clock = systemClock();
  const supervisor = new Supervisor(config, executable, passOn(options, config), env, clock, {
    ready: (name, endpoints, tookMs) => {
      const where = Object.entries(endpoints).map(([what, address]) => (what === 'address' ? address : `${what} ${address}`));
      terminal.note(`${terminal.paint.green('●')} ${name.padEnd(8)} ${where.join(' · ').padEnd(44)} ${terminal.paint.dim(`${(tookMs / 1000).toFixed(1)} s`)}`);
    },
    trouble: (message) => terminal.note(`${terminal.paint.yellow('!')} ${message}`),
  });
  const told = new Promise<string>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve(signal));
  });
  terminal.note(`Sutra Grid · ${config.grid.name} · data in ${config.grid.data}`);
  await supervisor.start();
  await welcome(terminal, config, options, env);
  const why = await told;
  // A second Ctrl-C means now: the parts see their lifeline close and end by themselves.
  process.once('SIGINT', () => process.exit(130));
  terminal.note(`\nStopping (${why})${options.stopNodes === true ? ', nodes too' : '; nodes go on running and are found again at the next start'} …`);
  if (options.stopNodes === true) await stopAllNodes(openInvocation(options, env));
  await supervisor.stop();
  terminal.note('Stopped.');
  return 0;
}

/** Flags the parts must see as they were given, so that all of them resolve the same configuration. */
function passOn(options: UpOptions, config: Config): string[] {
  return [
    '--data',
    config.grid.data,
    '--port-offset',
    String(config.grid.portOffset),
    '--log-level',
    config.grid.logLevel,
    ...(options.config === undefined ? [] : ['--config', options.config]),
  ];
}

async function welcome(terminal: Terminal, config: Config, options: UpOptions, env: Env): Promise<void> {
  const url = `http://localhost:${config.control.port}`;
  const prefix = 'npx sutra';
  let link = url;
  try {
    link = await loginLink(openInvocation(options, env));
  } catch (reason) {
    terminal.note(`! no login link: ${SutraError.from(reason).message}`);
  }
  const more = options.data === undefined ? '' : ` --data ${config.grid.data}`;
  const lines = [
    '',
    `${terminal.paint.bold('The grid is up.')}  ${terminal.paint.cyan(url)}`,
    `  sign in      ${link}   ${terminal.paint.dim('(once, 5 min; another: sutra login)')}`,
    `  spawn        ${prefix} node spawn --count 3${more}`,
    `  kill & ask   kill -9 a node’s pid, then ${prefix} why NODE${more}`,
    `  watch        ${prefix} events -f${more}`,
    `  logs         ${config.logFolder}`,
    `  stop         Ctrl-C (nodes go on; --stop-nodes stops them too)`,
    '',
  ];
  terminal.note(lines.join('\n'));
  if (options.open !== false && process.stdout.isTTY === true && (env['CI'] ?? '') === '') openBrowser(link);
}

/** Opens the desktop's browser where there is one; says nothing where there is not, the link is printed anyway. */
function openBrowser(url: string): void {
  const opener = process.platform === 'darwin' ? 'open' : process.platform === 'win32' ? 'explorer' : 'xdg-open';
  const child = spawn(opener, [url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined); // no desktop here
  child.unref();
}
