import type { Command } from 'commander';
import { buildProgram } from '../cli/program.ts';
import { TOPICS } from '../cli/topics.ts';
import { EXIT_CODES } from '../output/exit-codes.ts';

/** docs/reference/cli.md from the command tree itself. */
export function cliReference(): string {
  const program = buildProgram({ env: {}, version: '', executable: 'sutra', outcome: { exitCode: 0 } });
  const lines = [
    '# Command line',
    '',
    '`sutra …` (from a checkout: `npx sutra …`). Data goes to stdout, messages to stderr. In a pipe there is no colour and nothing is cut.',
    'A node or agent may be named by the beginning of its name as long as only one begins so. JSON field names are snake_case and stable.',
    '`sutra-grid-cli` and `storage-server` are thin aliases for old scripts.',
    '',
    'This page is generated from the command tree (`npm run reference`).',
    '',
    '## Exit codes',
    '',
    '| code | meaning |',
    '|---|---|',
    ...EXIT_CODES.map(([code, meaning]) => `| ${code} | ${meaning} |`),
    '',
    '## Times',
    '',
    '```',
    ...(TOPICS['time']?.() ?? '').split('\n').slice(2),
    '```',
    '',
  ];
  for (const command of leaves(program)) lines.push(...section(command));
  return lines.join('\n');
}

/** The commands that do something, in the order of the tree. */
function leaves(command: Command): Command[] {
  return command.commands.flatMap((inner) => {
    if (inner.commands.length === 0) return [inner];
    // A group with options of its own does work of its own: `sutra storage` runs a server, `sutra storage verify` looks at one.
    return inner.options.length > 0 ? [inner, ...leaves(inner)] : leaves(inner);
  });
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

function section(command: Command): string[] {
  const options = command.options.filter((option) => !option.hidden);
  return [
    `## ${pathOf(command)}`,
    '',
    `${command.description()}`,
    '',
    '```',
    `${pathOf(command)} ${command.usage()}`,
    ...examplesOf(command),
    '```',
    '',
    ...(options.length === 0 ? [] : ['| option | meaning |', '|---|---|']),
    ...options.map(({ flags, description, argChoices }) => {
      const choices = argChoices === undefined ? '' : `: ${argChoices.join(', ')}`;
      return `| \`${cell(flags)}\` | ${cell(description + choices)} |`;
    }),
    ...(options.length === 0 ? [] : ['']),
  ];
}

/** The examples that stand at the end of a command's help. */
function examplesOf(command: Command): string[] {
  let help = '';
  command.configureOutput({
    writeOut: (part) => {
      help += part;
    },
  });
  command.outputHelp();
  const examples = /\nExamples?:\n([\s\S]+)$/.exec(help)?.[1];
  return examples === undefined
    ? []
    : [
        '',
        ...examples
          .trimEnd()
          .split('\n')
          .map((line) => line.trim()),
      ];
}
