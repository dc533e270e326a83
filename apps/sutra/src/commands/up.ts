import { spawn } from 'node:child_process';
import { SutraError, systemClock } from '@sutra/kit';
import { type CommonOptions, configOf, openInvocation } from '../client/invocation.ts';
import type { Config } from '../config/resolve.ts';
import { checkPorts, defaultDataFolder } from '../config/resolve.ts';
import { outliveReader } from '../output/reader.ts';
import { openTerminal, type Terminal } from '../output/terminal.ts';
import { localToken } from '../process/token.ts';
import { Supervisor } from '../up/supervisor.ts';
import { loginLink } from './login.ts';

export interface UpOptions extends CommonOptions {
  readonly stopNodes?: boolean;
  readonly open?: boolean;
}

type Env = Readonly<Record<string, string | undefined>>;

const INTERRUPTED = 130;

/** `sutra up`: the whole grid in one terminal. Ends on SIGINT, SIGTERM or SIGHUP; nodes go on unless `--stop-nodes`. */
export async function up(options: UpOptions, env: Env, executable: string): Promise<number> {
  const config = await configOf(options, env, []);
  checkPorts(config);
  const terminal = openTerminal(env, options.color === false);
  outliveReader();
  const supervisor = new Supervisor({
    config,
    executable,
    passOn: passOn(options, config),
    env,
    clock: systemClock(),
    listener: {
      ready: (name, endpoints, tookMs) => {
        const where = Object.entries(endpoints).map(([what, address]) => (what === 'address' ? address : `${what} ${address}`));
        const took = terminal.paint.dim(`${(tookMs / 1000).toFixed(1)} s`);
        terminal.note(`${terminal.paint.green('●')} ${name.padEnd(8)} ${where.join(' · ').padEnd(44)} ${took}`);
      },
      trouble: (message) => terminal.note(`${terminal.paint.yellow('!')} ${message}`),
    },
  });
  const told = listen();
  terminal.note(`Sutra Grid · ${config.grid.name} · data in ${config.grid.data}`);
  try {
    localToken(config.tokenFile);
    await supervisor.start(told.signal);
  } catch (reason) {
    if (!told.signal.aborted) throw reason;
    terminal.note('Stopped before it was up.');
    return INTERRUPTED;
  }
  await welcome(terminal, config, options, env);
  const why = await told.reason;
  const nodes = options.stopNodes === true ? ', nodes too' : '; nodes go on running and are found again at the next start';
  terminal.note(`\nStopping (${why})${nodes} … (once more: now)`);
  if (options.stopNodes === true) await stopNodes(terminal, options, env);
  await supervisor.stop();
  terminal.note('Stopped.');
  return 0;
}

/** The first signal asks to stop; the second, of any kind, means now: the parts see their lifeline close and end by themselves. */
function listen(): { readonly signal: AbortSignal; readonly reason: Promise<string> } {
  const asked = new AbortController();
  const reason = new Promise<string>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(name, () => {
        if (asked.signal.aborted) process.exit(INTERRUPTED);
        asked.abort();
        resolve(name);
      });
    }
  });
  return { signal: asked.signal, reason };
}

/** A node that cannot be stopped must not keep the rest from ending. */
async function stopNodes(terminal: Terminal, options: UpOptions, env: Env): Promise<void> {
  try {
    const { stopAllNodes } = await import('./stop-all.ts');
    await stopAllNodes(await openInvocation(options, env));
  } catch (reason) {
    const error = SutraError.from(reason);
    terminal.note(`${terminal.paint.red('✕')} the nodes were not stopped: ${error.message}\n  → ${error.mend}`);
  }
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
    link = await loginLink(await openInvocation(options, env));
  } catch (reason) {
    terminal.note(`! no login link: ${SutraError.from(reason).message}`);
  }
  // Who types them next sits in another terminal, without the environment of this one.
  const more = config.grid.data === defaultDataFolder(env) ? '' : ` --data ${config.grid.data}`;
  const lines = [
    '',
    `${terminal.paint.bold('The grid is up.')}  ${terminal.paint.cyan(url)}`,
    `  sign in      ${link}   ${terminal.paint.dim('(once, 5 min; another: sutra login)')}`,
    `  spawn        ${prefix} node spawn --count 3${more}`,
    `  kill & ask   kill -9 a node’s pid, then ${prefix} why NODE${more}`,
    `  watch        ${prefix} events -f${more}`,
    `  logs         ${config.logFolder}`,
    `  stop         Ctrl-C ${options.stopNodes === true ? '(nodes too)' : '(nodes go on; --stop-nodes stops them too)'}`,
    '',
  ];
  terminal.note(lines.join('\n'));
  if (options.open !== false && process.stdout.isTTY === true && (env['CI'] ?? '') === '') openBrowser(link);
}

/** Opens the desktop's browser where there is one; says nothing where there is not, the link is printed anyway. */
function openBrowser(url: string): void {
  const child = spawn(process.platform === 'darwin' ? 'open' : 'xdg-open', [url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined); // no desktop here
  child.unref();
}
