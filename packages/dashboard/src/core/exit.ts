/** What an exit code says by itself, without the autopsy: conventions of shells and of POSIX signals. */
const CODES: Readonly<Record<number, string>> = {
  0: 'ended by itself, without an error',
  1: 'ended by itself with a general error',
  2: 'wrong usage: the arguments were not understood',
  126: 'the program was found but may not be executed',
  127: 'the program was not found',
};

const SIGNALS: Readonly<Record<number, readonly [name: string, means: string]>> = {
  1: ['SIGHUP', 'its terminal or session ended'],
  2: ['SIGINT', 'interrupted from a keyboard'],
  3: ['SIGQUIT', 'told to quit and dump core'],
  4: ['SIGILL', 'an illegal instruction'],
  6: ['SIGABRT', 'aborted itself: a failed assertion or a corrupted heap'],
  7: ['SIGBUS', 'a bad memory access'],
  8: ['SIGFPE', 'an arithmetic error'],
  9: ['SIGKILL', 'killed from outside: by a person, or by the kernel when memory ran out'],
  11: ['SIGSEGV', 'a segmentation fault'],
  13: ['SIGPIPE', 'wrote to a closed pipe'],
  15: ['SIGTERM', 'asked to end'],
};

/** The meaning of how a process ended, in words; undefined when neither code nor signal is known. */
export function exitMeaning(exitCode: number | undefined, signal: string | undefined): string | undefined {
  if (signal !== undefined && signal !== '') {
    const row = Object.values(SIGNALS).find(([name]) => name === signal);
    return row === undefined ? `ended by ${signal}` : `${row[0]}: ${row[1]}`;
  }
  if (exitCode === undefined) return undefined;
  const row = exitCode > 128 && exitCode <= 192 ? SIGNALS[exitCode - 128] : undefined;
  if (row !== undefined) return `${exitCode} = 128 + ${exitCode - 128}, ${row[0]}: ${row[1]}`;
  return CODES[exitCode] ?? 'ended by itself with an error of its own; its last output says more';
}

const CAUSES: Readonly<Record<string, string>> = {
  oom: 'out of memory',
  segfault: 'segmentation fault',
  port_conflict: 'port already in use',
  missing_binary: 'program not found',
  checksum_mismatch: 'program does not match its checksum',
  disk_full: 'disk full',
  permission: 'permission denied',
  config: 'wrong configuration',
  timeout: 'timed out',
  killed_by_operator: 'killed from outside the grid',
  dependency: 'something it depends on is down',
  network: 'network',
  probe_failed: 'health probe failed',
  unknown: 'not established',
};

export function causeText(cause: string): string {
  return CAUSES[cause] ?? cause.replaceAll('_', ' ');
}
