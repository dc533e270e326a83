import { type Command, Option } from 'commander';
import { withDaemon } from './options.ts';
import { type Client, GROUPS, type Setting } from './program.ts';

const AT = ['--at <time>', 'as it was then (see: sutra help time)'] as const;

export function agentCommands(program: Command, client: Client, { env, outcome }: Setting): void {
  const agent = program
    .command('agent')
    .aliases(['agents', 'a'])
    .helpGroup(GROUPS.grid)
    .description('the machines that run nodes')
    .helpCommand(false);
  client(
    agent
      .command('ls')
      .alias('list')
      .description('list agents')
      .option(...AT)
      .addHelpText('after', '\nExample:\n  sutra agent ls -o wide'),
    async (invocation, options: { at?: string }) => (await import('../commands/agents.ts')).agentList(invocation, options),
  );
  client(
    agent.command('get <name>').description('one agent and its nodes').addHelpText('after', '\nExample:\n  sutra agent get agent-1'),
    async (invocation, name: string) => (await import('../commands/agents.ts')).agentGet(invocation, name),
  );
  withDaemon(agent.command('run'))
    .description('run an agent on this machine')
    .option('-m, --master <address>', 'the master, host:port')
    .option('--agent-id <name>', 'its unique name')
    .option('--region <name>', 'region it reports')
    .option('--env <name>', 'environment it reports, such as production')
    .option('--max-nodes <n>', 'most nodes it will run')
    .option('--platform <platform>', 'where nodes run')
    .option('--data-path <dir>', 'its folder')
    .option('--event-storage <address>', 'event storage, host:port')
    .addHelpText('after', '\nExample:\n  sutra agent run --agent-id edge-1 --region eu-west --data ./edge-1 --master 127.0.0.1:7000')
    .action(async (options) => {
      const { agentRun } = await import('../commands/agent-run.ts');
      outcome.exitCode = await agentRun(options, env);
    });
}

export function nodeCommands(program: Command, client: Client): void {
  const node = program.command('node').aliases(['nodes', 'n']).helpGroup(GROUPS.grid).description('what runs on them').helpCommand(false);
  client(
    node
      .command('ls')
      .alias('list')
      .description('list nodes')
      .option(...AT)
      .option('--agent <name>', 'only those on this agent')
      .option('--status <words>', 'only those with one of these statuses, comma between')
      .addHelpText('after', '\nExamples:\n  sutra node ls\n  sutra node ls --status crashed,failed -o json'),
    async (invocation, options: object) => (await import('../commands/nodes.ts')).nodeList(invocation, options),
  );
  client(
    node.command('get <name>').description('one node, with how it last ended').addHelpText('after', '\nExample:\n  sutra node get 7k3q'),
    async (invocation, name: string) => (await import('../commands/nodes.ts')).nodeGet(invocation, name),
  );
  spawnCommand(node, client);
  for (const verb of ['stop', 'restart'] as const) {
    client(
      node
        .command(`${verb} <names...>`)
        .description(verb === 'stop' ? 'stop nodes: TERM, then KILL after the grace' : 'stop and start nodes again')
        .option('--grace-ms <n>', 'time between TERM and KILL (default 10000)')
        .option('--reason <text>', 'why, for the record')
        .addHelpText('after', `\nExample:\n  sutra node ${verb} web 7k3q --reason "new config"`),
      async (invocation, names: string[], options: object) =>
        (await import('../commands/node-changes.ts')).nodeAction(invocation, verb, names, options),
    );
  }
  client(
    node
      .command('logs <name>')
      .description('the last output of a node')
      .option('--bytes <n>', 'so much of each stream (default 65536)')
      .addOption(new Option('--stream <name>', 'only one of them').choices(['stdout', 'stderr']))
      .addHelpText('after', '\nExample:\n  sutra node logs web --stream stderr'),
    async (invocation, name: string, options: object) => (await import('../commands/nodes.ts')).nodeLogs(invocation, name, options),
  );
}

function spawnCommand(node: Command, client: Client): void {
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
      .addOption(
        new Option('--restart <policy>', 'when it ends (default: storage always, a command on-failure)').choices([
          'always',
          'on-failure',
          'never',
        ]),
      )
      .option('--count <n>', 'so many, one after the other')
      .option('--reason <text>', 'why, for the record')
      .addHelpText(
        'after',
        '\nExamples:\n  sutra node spawn --count 3\n  sutra node spawn --node web --restart on-failure -- python3 -m http.server 8080',
      ),
    async (invocation, command: string[], options: object) =>
      (await import('../commands/node-changes.ts')).nodeSpawn(invocation, options, command),
  );
}
