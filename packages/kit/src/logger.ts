import { inert } from './text.ts';

/**
 * Messages for the person running the process, one line each. This is not where facts go: facts are events. A logger is
 * for what happens before or beside the record (start-up, a lost connection, a refused flag).
 */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger whose lines carry these fields too. */
  with(fields: LogFields): Logger;
}

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export const LOG_LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** Says nothing: the logger of libraries when nobody listens. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => silentLogger,
};

/** Writes `HH:MM:SS.mmm LEVEL message key=value` lines; control characters are escaped so that text cannot forge lines. */
export function lineLogger(write: (line: string) => void, level: LogLevel, wallUs: () => number, fixed: LogFields = {}): Logger {
  const floor = LOG_LEVELS.indexOf(level);
  const at =
    (own: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      if (LOG_LEVELS.indexOf(own) < floor) return;
      const time = new Date(wallUs() / 1000).toISOString().slice(11, 23);
      const pairs = Object.entries({ ...fixed, ...fields })
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => ` ${key}=${typeof value === 'string' && /[\s="]/.test(value) ? JSON.stringify(value) : String(value)}`)
        .join('');
      write(inert(`${time} ${own.toUpperCase().padEnd(5)} ${message}${pairs}`));
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (fields) => lineLogger(write, level, wallUs, { ...fixed, ...fields }),
  };
}
