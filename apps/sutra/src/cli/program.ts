import { Command, Option } from 'commander';
import { type CommonOptions, openInvocation } from '../client/invocation.ts';
import type { Invocation } from '../client/invocation.ts';
import { withClient, withCommon } from './common.ts';

/** The exit code of the command that ran: set by its action, read by `main`. */
export interface Outcome {
  exitCode: number;
}

type Env = Readonly<Record<string, string | undefined>>;

/** The whole command tree. Commands load their code when they run, so that help and errors are quick. */
export function buildProgram(env: Env, version: string, executable: string, outcome: Outcome): Command {
  const program = new Command('sutra');
  program
    .description('Sutra Grid: runs nodes anywhere, and can say afterwards what happened and why.')
    .version(version, '-V, --version')
    .showSuggestionAfterError(true)
    .showHelpAfterError('(add --help for the options)')
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false })
    .enablePositionalOptions();
  const client = (command: Command, run: (invocation: Invocation, ...args: never[]) => Promise<number>): Command =>
    withClient(command).action(async (...given: unknown[]) => {
      const options = given.at(-2) as CommonOptions;
      outcome.exitCode = await (run as (invocation: Invocation, ...args: unknown[]) => Promise<number>)(openInvocation(options, env), ...given.slice(0, -1));
    });
  daemons(program, env, executable, outcome);
  reads(program, client);
  agents(program.command('agent').aliases(['agents', 'a']).description('the machines that run nodes'), client, env, outcome);
  nodes(program.command('node').aliases(['nodes', 'n']).description('what runs on them'), client);
  upkeep(program, client);
  return program;
}

type Client = (command: Command, run: (invocation: Invocation, ...args: never[]) => Promise<number>) => Command;

function daemons(program: Command, env: Env, executable: string, outcome: Outcome): void {
  withCommon(program.command('up'))
    .description('start a whole grid here: storage, master, one agent, control centre')
    .option('--name <name>', 'name of the grid')
    .option('--stop-nodes', 'when stopping, stop the nodes too')
    .option('--no-open', 'do not open a browser')
    .addHelpText('after', '\nExample:\n  sutra up --data ./second --port-offset 100')
    .action(async (options) => {
      const { up } = await import('../commands/up.ts');
      outcome.exitCode = await up(options, env, executable);
    });
  withCommon(program.command('storage'))
    .description('run a storage server: the grid’s event storage, or a node of your own')
    .option('--host <address>', 'address to listen on')
    .option('-p, --port <n>', 'port to listen on')
    .option('--storage-path <dir>', 'folder of the data')
    .option('--node-id <id>', 'name of this node in its events')
    .option('--memory-limit <mb>', 'memory it is allowed, MiB; told in its metrics')
    .option('--event-storage <address>', 'where its own events go; its own storage by default, `off` for none')
    .addHelpText('after', '\nExample:\n  sutra storage --port 50060 --storage-path ./graph')
    .action(async (options) => {
      const { storage } = await import('../commands/storage.ts');
      outcome.exitCode = await storage(options, env);
    });
  withCommon(program.command('master'))
    .description('run a master')
    .option('--host <address>', 'address to listen on')
    .option('-p, --port <n>', 'gRPC port')
    .option('--http-port <n>', 'port for health and metrics')
    .option('--data-path <dir>', 'its folder')
    .option('--event-storage <address>', 'event storage, host:port; without it no events are kept')
    .addHelpText('after', '\nExample:\n  EVENT_STORAGE=localhost:50052 sutra master')
    .action(async (options) => {
      const { master } = await import('../commands/master.ts');
      outcome.exitCode = await master(options, env);
    });
  withCommon(program.command('control'))
    .description('run a control centre: REST, WebSocket and dashboard')
    .option('--host <address>', 'address to listen on')
    .option('-p, --port <n>', 'port to listen on')
    .option('--data-path <dir>', 'its folder')
    .option('--event-storage <address>', 'event storage, host:port')
    .option('-m, --master <address>', 'the master, host:port')
    .action(async (options) => {
      const { control } = await import('../commands/control.ts');
      outcome.exitCode = await control(options, env);
    });
}

const at = (command: Command): Command => command.option('--at <time>', 'as it was then: 2026-03-18T14:30:00Z, 2h, "yesterday 3pm"');

function reads(program: Command, client: Client): void {
  client(at(program.command('status')).description('the verdict in words, and what is wrong'), async (invocation, options: { at?: string }) =>
    (await import('../commands/status.ts')).status(invocation, options),
  );
  client(
    program
      .command('events')
      .description('what happened, newest last')
      .option('-f, --follow', 'go on as it happens')
      .option('--since <time>', 'from then on (default 24h)')
      .option('--until <time>', 'before then')
      .option('--event <types>', 'only these types, comma between')
      .option('--entity <ids>', 'only what names one of these')
      .option('--severity <levels>', 'only these severities')
      .option('--grep <regex>', 'only matching lines')
      .option('-n, --limit <n>', 'at most so many (default 100)')
      .option('--at <time>', 'the record as it stood then')
      .option('--utc', 'times in UTC')
      .addHelpText('after', '\nExamples:\n  sutra events --since 2h --event node_crashed\n  sutra events -f -o jsonl'),
    async (invocation, options: object) => (await import('../commands/events.ts')).events(invocation, options),
  );
  client(
    at(program.command('ask <question...>'))
      .description('a question in plain words, answered from the record')
      .option('--tz <zone>', 'zone of words like "today" (default UTC)')
      .option('--plan', 'show how it would be read, without answering')
      .option('--exit-status', 'exit 3 when the answer is none, zero or no')
      .addHelpText('after', '\nExamples:\n  sutra ask "which nodes crashed today?"\n  sutra ask what was the grid at 3pm yesterday'),
    async (invocation, words: string[], options: object) => (await import('../commands/ask.ts')).ask(invocation, words.join(' '), options),
  );
  client(
    at(program.command('why <target>')).description('why something happened: an event id, a node or an agent'),
    async (invocation, target: string, options: object) => (await import('../commands/why.ts')).why(invocation, target, options),
  );
  client(
    program
      .command('timeline <entity>')
      .description('the story of one agent, node or operation')
      .option('--since <time>', 'from then on (default 24h)')
      .option('--until <time>', 'before then')
      .option('-n, --limit <n>', 'at most so many (default 200)')
      .option('--utc', 'times in UTC'),
    async (invocation, entity: string, options: object) => (await import('../commands/timeline.ts')).timeline(invocation, entity, options),
  );
  client(at(program.command('state')).description('the whole grid as it is, or as it was'), async (invocation, options: { at?: string }) =>
    (await import('../commands/state.ts')).state(invocation, options),
  );
}

function agents(agent: Command, client: Client, env: Env, outcome: Outcome): void {
  client(at(agent.command('ls').alias('list')).description('list agents'), async (invocation, options: { at?: string }) =>
    (await import('../commands/agents.ts')).agentList(invocation, options),
  );
  client(agent.command('get <name>').description('one agent'), async (invocation, name: string) =>
    (await import('../commands/agents.ts')).agentGet(invocation, name),
  );
  withCommon(agent.command('run'))
    .description('run an agent on this machine')
    .option('-m, --master <address>', 'the master, host:port')
    .option('--agent-id <name>', 'its unique name')
    .option('--max-nodes <n>', 'most nodes it will run')
    .option('--platform <platform>', 'where nodes run')
    .option('--data-path <dir>', 'its folder')
    .option('--event-storage <address>', 'event storage, host:port')
    .addHelpText('after', '\nExample:\n  sutra agent run --agent-id edge-1 --master 10.0.0.5:7000')
    .action(async (options) => {
      const { agentRun } = await import('../commands/agent-run.ts');
      outcome.exitCode = await agentRun(options, env);
    });
}

function nodes(node: Command, client: Client): void {
  client(
    at(node.command('ls').alias('list'))
      .description('list nodes')
      .option('--agent <name>', 'only those on this agent')
      .option('--status <status>', 'only those with this status'),
    async (invocation, options: object) => (await import('../commands/nodes.ts')).nodeList(invocation, options),
  );
  client(node.command('get <name>').description('one node, with how it last ended'), async (invocation, name: string) =>
    (await import('../commands/nodes.ts')).nodeGet(invocation, name),
  );
  client(
    node
      .command('spawn [command...]')
      .description('start a storage node, or any command after --')
      .option('-a, --agent <name>', 'where (default: the freest agent)')
      .option('-n, --node <name>', 'its name (default: made up)')
      .option('-p, --port <n>', 'its port (default: chosen by the agent)')
      .option('-s, --storage-path <name>', 'its folder under the agent’s data')
      .option('--memory-mb <n>', 'memory limit, MiB; 0 for none')
      .option('-e, --env <name=value...>', 'environment of a command')
      .addOption(new Option('--restart <policy>', 'when it ends').choices(['always', 'on-failure', 'never']))
      .option('--count <n>', 'so many at once')
      .option('--reason <text>', 'why, for the record')
      .addHelpText('after', '\nExamples:\n  sutra node spawn --count 3\n  sutra node spawn --node web --restart on-failure -- python3 -m http.server 8080'),
    async (invocation, command: string[], options: object) => (await import('../commands/nodes.ts')).nodeSpawn(invocation, options, command),
  );
  for (const verb of ['stop', 'restart'] as const) {
    client(
      node
        .command(`${verb} <names...>`)
        .description(verb === 'stop' ? 'stop nodes: TERM, then KILL after the grace' : 'stop and start nodes again')
        .option('--grace-ms <n>', 'time between TERM and KILL (default 10000)')
        .option('--reason <text>', 'why, for the record'),
      async (invocation, names: string[], options: object) => (await import('../commands/nodes.ts')).nodeAction(invocation, verb, names, options),
    );
  }
  client(
    node
      .command('logs <name>')
      .description('the last output of a node')
      .option('--bytes <n>', 'so much of each stream (default 65536)')
      .addOption(new Option('--stream <name>', 'only one of them').choices(['stdout', 'stderr'])),
    async (invocation, name: string, options: object) => (await import('../commands/nodes.ts')).nodeLogs(invocation, name, options),
  );
}

function upkeep(program: Command, client: Client): void {
  client(program.command('doctor').description('check connections, clocks, disk and versions, and say what to mend'), async (invocation) =>
    (await import('../commands/doctor.ts')).doctor(invocation),
  );
  client(program.command('login').description('print a link that signs this browser in, once'), async (invocation) =>
    (await import('../commands/login.ts')).login(invocation),
  );
}
