import type { Command } from 'commander';
import { type Client, GROUPS } from './program.ts';

const AT = ['--at <time>', 'as it was then: 2026-03-18T14:30:00Z, 2h, "yesterday 3pm" (see: sutra help time)'] as const;

/** What follows, what was like it, what will come, what is unusual, what would be. */
export function causeCommands(program: Command, client: Client): void {
  const command = (usage: string, description: string): Command => program.command(usage).helpGroup(GROUPS.look).description(description);
  const load = () => import('../commands/foresight.ts');
  client(
    command('impact <target>', 'what followed from the latest trouble of a node or agent, or from an event')
      .option(...AT)
      .addHelpText('after', '\nExample:\n  sutra impact agent-2'),
    async (invocation, target: string, options: object) => (await load()).impact(invocation, target, options),
  );
  client(
    command('similar <target>', 'past events like the latest trouble of a node or agent, or like an event, and what became of them')
      .option(...AT)
      .option('-n, --limit <n>', 'at most so many (default 5)')
      .addHelpText('after', '\nExample:\n  sutra similar node-7k3q9x2mab'),
    async (invocation, target: string, options: object) => (await load()).similar(invocation, target, options),
  );
  client(
    command('predict', 'the chance of a crash, or of an agent going offline: with its back-test, or not at all')
      .option('--agents', 'which agents will go offline (default: which nodes will crash)')
      .option('--horizon <duration>', 'how far ahead: 30m, 1h, 1d (default 1h)')
      .option('--reaches <figure=limit>', 'instead: when a figure reaches a limit, such as disk_pct=95')
      .addHelpText('after', '\nExamples:\n  sutra predict --horizon 1d\n  sutra predict --reaches disk_pct=95'),
    async (invocation, options: object) => (await load()).predict(invocation, options),
  );
  client(
    command('anomaly', 'what is unusual against the windows of the same length before')
      .option('--window <duration>', 'the time that is looked at: 15m, 1h, 1d (default 1h)')
      .option(...AT)
      .addHelpText('after', '\nExample:\n  sutra anomaly --window 15m'),
    async (invocation, options: object) => (await load()).anomaly(invocation, options),
  );
  client(
    command('what-if', 'what would follow, or would have: computed by what runs the grid, and nothing is done')
      .option('--lose <names...>', 'agents or nodes are lost')
      .option('--restart <policy>', 'the recorded ends under restart policy always, on-failure or never')
      .option('--max-nodes <n>', 'the recorded starts with at most so many nodes an agent')
      .option('--nodes <n>', 'so many nodes')
      .addHelpText('after', '\nExamples:\n  sutra what-if --lose agent-2\n  sutra what-if --restart never'),
    async (invocation, options: object) => (await load()).whatIf(invocation, options),
  );
}
