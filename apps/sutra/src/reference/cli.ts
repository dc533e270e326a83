import type { Command } from 'commander';
import { buildProgram } from '../cli/program.ts';

const EXIT_CODES: readonly (readonly [number, string])[] = [
  [0, 'done'],
  [1, 'failed'],
  [2, 'usage: a wrong or missing flag, a bad config'],
  [3, 'condition false (`doctor`, `ask --exit-status`)'],
  [4, 'authentication needed'],
  [5, 'not found'],
  [6, 'refused by policy, a limit or a conflict'],
  [7, 'unreachable, timed out, or the outcome is unknown'],
  [8, 'question not understood, or needs clarification'],
  [9, 'partial success'],
  [74, 'storage server only: the disk refused a write or flush; nothing after it was acknowledged'],
  [130, 'interrupted'],
];

/** docs/reference/cli.md from the command tree itself. */
export function cliReference(): string {
  const program = buildProgram({}, '', 'sutra', { exitCode: 0 });
  const lines = [
    '# Command line',
    '',
    '`sutra …` (from a checkout: `npx sutra …`). Data goes to stdout, messages to stderr. `sutra-grid-cli` and `storage-server` are thin aliases for old scripts.',
    '',
    'This page is generated from the command tree (`npm run reference`).',
    '',
    '## Exit codes',
    '',
    '| code | meaning |',
    '|---|---|',
    ...EXIT_CODES.map(([code, meaning]) => `| ${code} | ${meaning} |`),
    '',
  ];
  for (const command of leaves(program)) lines.push(...section(command));
  return lines.join('\n');
}

function leaves(command: Command): Command[] {
  return command.commands.flatMap((inner) => (inner.commands.length > 0 ? leaves(inner) : [inner]));
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

function section(command: Command): string[] {
  const usage = command.usage();
  return [
    `## ${pathOf(command)}`,
    '',
    `${command.description()}`,
    '',
    '```',
    `${pathOf(command)} ${usage}`,
    '```',
    '',
    '| option | meaning |',
    '|---|---|',
    ...command.options.map((option) => `| \`${option.flags.replaceAll('|', '\\|')}\` | ${option.description.replaceAll('|', '\\|')}${option.argChoices === undefined ? '' : `: ${option.argChoices.join(', ')}`} |`),
    '',
  ];
}
