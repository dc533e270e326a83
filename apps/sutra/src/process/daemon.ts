import { type Chance, type Clock, hash32, type Logger, lineLogger, Scope, SutraError, seededChance, systemClock } from '@sutra/kit';
import type { Config } from '../config/resolve.ts';
import { exitCodeOf, failureText } from '../output/failure.ts';
import { outliveReader } from '../output/reader.ts';

/** What a component is given to live with. */
export interface DaemonContext {
  readonly config: Config;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly logger: Logger;
  /** Owns everything the component opens; closed in reverse order at the end. */
  readonly scope: Scope;
  /** Ends the process now, without ceremony: for failures after which nothing may be believed. */
  readonly die: (reason: SutraError, exitCode: number) => void;
  /** Why the process is ending, once it is: told to `component_stopped`. */
  readonly stopReason: () => string;
}

/** What the supervisor is told when a component serves. */
export interface ReadyNote {
  readonly ready: true;
  readonly component: string;
  readonly endpoints: Readonly<Record<string, string>>;
}

/** Longest time a component may take to end before it is ended. */
const CLOSE_LIMIT_MS = 15_000;

/**
 * Runs one component until it is told to stop: by signal, or because the supervisor that started it is gone. Resolves with the
 * exit code; never leaves a half-closed process behind.
 */
export async function runDaemon(
  component: string,
  config: Config,
  start: (context: DaemonContext) => Promise<Readonly<Record<string, string>>>,
): Promise<number> {
  const clock = systemClock();
  const logger = lineLogger((line) => process.stderr.write(`${line}\n`), config.grid.logLevel, clock.wallUs, { component });
  const scope = new Scope();
  let reason = '';
  let end: (code: number) => void = () => undefined;
  const ended = new Promise<number>((resolve) => {
    end = resolve;
  });
  const die = (failure: SutraError, exitCode: number): void => {
    logger.error(`${failure.message}. ${failure.mend}`, { code: failure.code });
    process.exit(exitCode);
  };
  const stop = (why: string): void => {
    if (reason !== '') return;
    reason = why;
    logger.info('stopping', { because: why });
    end(0);
  };
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('SIGTERM', () => stop('SIGTERM'));
  if (process.send !== undefined) process.on('disconnect', () => stop('the supervisor is gone'));
  process.on('uncaughtException', (failure) => die(SutraError.from(failure), 1));
  process.on('unhandledRejection', (failure) => die(SutraError.from(failure), 1));
  outliveReader();

  let exitCode = 0;
  try {
    const chance = seededChance(hash32(`${component}:${process.pid}:${clock.wallUs()}`));
    const endpoints = await start({ config, clock, chance, logger, scope, die, stopReason: () => reason });
    logger.info('ready', endpoints);
    process.send?.({ ready: true, component, endpoints } satisfies ReadyNote);
    exitCode = await ended;
  } catch (failure) {
    const error = SutraError.from(failure);
    process.send?.({ failed: error.toData(), component });
    process.stderr.write(`${failureText(error)}\n`);
    exitCode = exitCodeOf(error);
  }
  const forced = setTimeout(() => {
    logger.error(`Cannot end within ${CLOSE_LIMIT_MS} ms; ending without finishing`);
    process.exit(1);
  }, CLOSE_LIMIT_MS);
  try {
    await scope.close();
  } catch (failure) {
    for (const one of failure instanceof AggregateError ? failure.errors : [failure]) {
      const cause = (one as Error).cause;
      logger.error(`${(one as Error).message}: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
    exitCode = exitCode === 0 ? 1 : exitCode;
  }
  clearTimeout(forced);
  return exitCode;
}
