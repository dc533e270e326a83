import { SETTINGS, type Setting } from '../config/settings.ts';
import { EXIT_CODES } from '../output/exit-codes.ts';

/** `sutra help TOPIC`: what belongs to no single command. */
export const TOPICS: Readonly<Record<string, () => string>> = { 'exit-codes': exitCodes, time, environment };

function exitCodes(): string {
  return [
    'Exit codes',
    '',
    ...EXIT_CODES.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`),
    '',
    'A warning keeps 0. The code of a failure follows from its kind: see docs/reference/errors.md.',
  ].join('\n');
}

function time(): string {
  return [
    'Times',
    '',
    '  2026-03-18T14:30:00Z     an instant; without Z or an offset it is in your zone',
    '  2026-03-18, 14:30, 3pm   a day begins at midnight; a time of day is the last one that has passed',
    '  2h, 30m, 45s, 1d, 1w     so long ago',
    '  "yesterday 3pm", "monday", "an hour ago", "2026-03-18 14:30 IST"',
    '  now',
    '',
    'Used by --at, --since and --until, and read by the same grammar as questions. Your zone is the one of this machine, or',
    '--tz Europe/Berlin, or --utc; times are shown in it too. JSON is always RFC 3339 in UTC with microseconds.',
  ].join('\n');
}

function environment(): string {
  const settings = Object.values(SETTINGS).flatMap((section) =>
    Object.values(section as Record<string, Setting>).filter((row) => row.env.length > 0),
  );
  const own: readonly (readonly [string, string])[] = [
    ['SUTRA_CONFIG', 'config file, TOML or YAML'],
    ['SUTRA_CONTROL', 'the control centre to ask, host:port'],
    ['SUTRA_TOKEN_FILE', 'where the token is; default `<data>/token`'],
    ['SUTRA_NODE_ID', 'name of a storage node in its events'],
    ['NO_COLOR, SUTRA_NO_COLOR', 'no colour, when not empty'],
    ['SUTRA_FORCE_TTY, CLICOLOR_FORCE', 'print as for a terminal; colour in a pipe'],
    ['SUTRA_DEBUG', '1 adds the stack to internal errors'],
  ];
  const rows = [...own, ...settings.map((row) => [row.env.join(', '), row.says] as const)];
  return [
    'Environment',
    '',
    ...rows.map(([names, says]) => `  ${names.padEnd(34)} ${says.replaceAll('`', '')}`),
    '',
    'A flag wins over the environment, the environment over the config file, the file over the default.',
  ].join('\n');
}
