import type { Command } from 'commander';
import { buildProgram } from '../cli/program.ts';
import { EXIT_CODES } from '../output/exit-codes.ts';

/** docs/reference/cli.md from the command tree itself. */
export function cliReference(): string {
  const program = buildProgram({ env: {}, version: '', executable: 'sutra', outcome: { exitCode: 0 } });
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
    ...command.options.map(
      (option) =>
        `| \`${option.flags.replaceAll('|', '\\|')}\` | ${option.description.replaceAll('|', '\\|')}${option.argChoices === undefined ? '' : `: ${option.argChoices.join(', ')}`} |`,
    ),
    '',
  ];
}
