import type { Command } from 'commander';
import { type Client, GROUPS } from './program.ts';

const AT = ['--at <time>', 'as it was then: 2026-03-18T14:30:00Z, 2h, "yesterday 3pm" (see: sutra help time)'] as const;

/** Commands that look at the grid and its record. */
export function askCommands(program: Command, client: Client): void {
  const command = (usage: string, description: string): Command => program.command(usage).helpGroup(GROUPS.look).description(description);
  client(
    command('status', 'the verdict in words, and what is wrong')
      .option(...AT)
      .addHelpText('after', '\nExamples:\n  sutra status\n  sutra status --at 2h -o json'),
    async (invocation, options: { at?: string }) => (await import('../commands/status.ts')).status(invocation, options),
  );
  client(
    command('ask [question...]', 'a question in plain words, answered from the record; without one, a conversation')
      .option(...AT)
      .option('--as-of <time or event number>', 'as it was known then: without what was recorded later, also of what had happened before')
      .option('--plan', 'show how it would be read, without answering')
      .option('--model <mode>', 'whether a model that is set up may help reading it: off, auto, only')
      .option('--exit-status', 'exit 3 when the answer is none, zero or no')
      .option(
        '--plan-batch <file>',
        'read a file of questions (JSON lines), print the plan of each and the ms it took, of a reader warmed up as that of a running grid; needs no grid',
      )
      .option('--world <file>', 'names, clock and zone the batch is read against')
      .addHelpText('after', '\nExamples:\n  sutra ask "which nodes crashed today?"\n  sutra ask what was the grid at 3pm yesterday'),
    async (invocation, words: string[], options: object) => (await import('../commands/ask.ts')).ask(invocation, words.join(' '), options),
  );
  client(
    command('why <target...>', 'why something happened: a node, an agent, an event id, an operation, or `cluster`')
      .option(...AT)
      .addHelpText(
        'after',
        '\nExamples:\n  sutra why node-7k3q9x2mab\n  sutra why cluster --at "yesterday 3pm"\n  sutra why did web crash',
      ),
    async (invocation, words: string[], options: object) => (await import('../commands/why.ts')).why(invocation, words, options),
  );
  client(
    command('events', 'what happened, newest last; heartbeats and metrics only with --all, --event or --severity')
      .option('-f, --follow', 'go on as it happens')
      .option('-a, --all', 'heartbeats and metrics too')
      .option('--since <time>', 'from then on (default 24h)')
      .option('--until <time>', 'before then')
      .option('--event <types>', 'only these types, comma between')
      .option('--entity <id>', 'only what names this node, agent, operation …')
      .option('--severity <levels>', 'only these severities, comma between')
      .option('--grep <regex>', 'only matching lines')
      .option('-n, --limit <n>', 'at most so many (default 100)')
      .option('--at <time>', 'the record as it stood then')
      .addHelpText('after', '\nExamples:\n  sutra events --since 2h --event node_crashed\n  sutra events -f -o jsonl | jq -r .summary'),
    async (invocation, options: object) => (await import('../commands/events.ts')).events(invocation, options),
  );
  client(
    command('timeline <entity>', 'the story of one agent, node or operation')
      .option('--since <time>', 'from then on (default 24h)')
      .option('--until <time>', 'before then')
      .option('-n, --limit <n>', 'at most so many (default 200)')
      .addHelpText('after', '\nExample:\n  sutra timeline agent-1 --since 2h'),
    async (invocation, entity: string, options: object) => (await import('../commands/timeline.ts')).timeline(invocation, entity, options),
  );
  client(
    command('state', 'the whole grid as it is, or as it was')
      .option(...AT)
      .addHelpText('after', '\nExample:\n  sutra state --at "yesterday 3pm"'),
    async (invocation, options: { at?: string }) => (await import('../commands/state.ts')).state(invocation, options),
  );
}
