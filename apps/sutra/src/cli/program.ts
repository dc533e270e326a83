import { inert } from '@sutra/kit';
import { Command, Option } from 'commander';
import { type CommonOptions, type Invocation, OUTPUTS } from '../client/invocation.ts';
import { askCommands } from './ask-commands.ts';
import { causeCommands } from './cause-commands.ts';
import { completionScript, SHELLS } from './completion.ts';
import { agentCommands, nodeCommands } from './grid-commands.ts';
import { mcpCommands } from './mcp-commands.ts';
import { withClient } from './options.ts';
import { runCommands } from './run-commands.ts';
import { standingCommands } from './standing-commands.ts';
import { storageCommands } from './storage-commands.ts';
import { TOPICS } from './topics.ts';

/** The exit code of the command that ran: set by its action, read by `main`. */
export interface Outcome {
  exitCode: number;
}

export type Env = Readonly<Record<string, string | undefined>>;

/** What the tree is built with: where it runs, and where its result goes. */
export interface Setting {
  readonly env: Env;
  readonly version: string;
  /** Path of this program, for starting parts of the grid. */
  readonly executable: string;
  readonly outcome: Outcome;
}

/** Makes a command one that asks a running grid: common options, an invocation, an exit code. */
export type Client = (command: Command, run: (invocation: Invocation, ...args: never[]) => Promise<number>) => Command;

export const GROUPS = { run: 'Run:', look: 'Look and ask:', grid: 'Agents and nodes:', care: 'Care:' } as const;

/** The whole command tree. Commands load their code when they run, so that help and errors are quick. */
export function buildProgram(setting: Setting): Command {
  const { env, version, outcome } = setting;
  const program = new Command('sutra');
  program
    .description('Sutra Grid: runs nodes anywhere, and can say afterwards what happened and why.')
    .version(version, '-V, --version')
    .showSuggestionAfterError(true)
    .showHelpAfterError('  → Add --help for what there is.')
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false })
    .configureOutput({ outputError: (text, write) => write(usageText(text)) })
    .enablePositionalOptions()
    .helpCommand(false)
    .addHelpText('after', '\nTopics: sutra help exit-codes | time | environment\nStart here: sutra up, then sutra status');
  const client: Client = (command, run) =>
    withClient(command).action(async (...given: unknown[]) => {
      const { openInvocation } = await import('../client/invocation.ts');
      const { withTokenTried } = await import('../client/another-grid.ts');
      const invocation = await openInvocation(given.at(-2) as CommonOptions, env);
      try {
        outcome.exitCode = await (run as (invocation: Invocation, ...args: unknown[]) => Promise<number>)(
          invocation,
          ...given.slice(0, -1),
        );
      } catch (reason) {
        throw withTokenTried(reason, invocation);
      }
    });
  runCommands(program, setting);
  storageCommands(program, client);
  askCommands(program, client);
  causeCommands(program, client);
  mcpCommands(program, client);
  agentCommands(program, client, setting);
  nodeCommands(program, client);
  standingCommands(program, client);
  care(program, client, setting);
  return program;
}

function care(program: Command, client: Client, { version, outcome }: Setting): void {
  client(
    program
      .command('doctor')
      .helpGroup(GROUPS.care)
      .description('check connections, clocks, disk and versions, and say what to mend')
      .addHelpText('after', '\nExamples:\n  sutra doctor\n  sutra doctor --data ./second -o json'),
    async (invocation) => (await import('../commands/doctor.ts')).doctor(invocation),
  );
  client(
    program
      .command('login')
      .helpGroup(GROUPS.care)
      .description('print a link that signs a browser in, once')
      .addHelpText('after', '\nExample:\n  sutra login --data ./second'),
    async (invocation) => (await import('../commands/login.ts')).login(invocation),
  );
  program
    .command('completion')
    .helpGroup(GROUPS.care)
    .argument('<shell>', SHELLS.join(' or '))
    .description('print a completion script: eval "$(sutra completion bash)"')
    .addHelpText('after', '\nExample:\n  eval "$(sutra completion bash)"')
    .action((shell: string) => {
      const known = SHELLS.find((one) => one === shell);
      if (known === undefined) program.error(`unknown shell '${shell}'; there are ${SHELLS.join(' and ')}`);
      else process.stdout.write(completionScript(program, known));
    });
  program
    .command('version')
    .helpGroup(GROUPS.care)
    .description('print the versions of this installation and of Node')
    .addHelpText('after', '\nExample:\n  sutra version -o json')
    .addOption(new Option('-o, --output <form>', 'how to print').choices(['table', 'json']).default('table'))
    .action(({ output }: { output: string }) => {
      const facts = { name: 'sutra', version, node: process.versions.node, platform: `${process.platform}-${process.arch}` };
      process.stdout.write(
        output === 'json' ? `${JSON.stringify(facts, null, 2)}\n` : `sutra ${version} (node ${facts.node}, ${facts.platform})\n`,
      );
    });
  program
    .command('help')
    .helpGroup(GROUPS.care)
    .argument('[words...]', 'a command, or a topic: exit-codes, time, environment')
    .description('help on a command or a topic')
    .action((words: string[]) => {
      outcome.exitCode = 0;
      help(program, words);
    });
}

function help(program: Command, words: readonly string[]): void {
  const topic = TOPICS[words.join('-')];
  if (topic !== undefined) {
    process.stdout.write(`${topic()}\n`);
    return;
  }
  let command = program;
  for (const word of words) {
    const inner = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
    if (inner === undefined) program.error(`there is no help on '${words.join(' ')}'; topics: ${Object.keys(TOPICS).join(', ')}`);
    command = inner;
  }
  command.outputHelp();
}

/** Other tools print JSON after `--json`. */
const FORM_AS_OPTION = new RegExp(`unknown option '--(${OUTPUTS.join('|')})'(?!\\n\\(Did)`);

/** Commander's message in our words: `sutra: unknown command 'agnets' — did you mean 'agents'?` */
function usageText(text: string): string {
  return text
    .split('\n')
    .map(inert)
    .join('\n')
    .replace(/^error: /, 'sutra: ')
    .replace(FORM_AS_OPTION, "$& — did you mean '-o $1'?")
    .replace(/\n\(Did you mean one of (.+)\?\)/, ' — did you mean one of $1?')
    .replace(/\n\(Did you mean (.+)\?\)/, " — did you mean '$1'?");
}
