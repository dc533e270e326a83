import type { Command } from 'commander';
import { type Client, GROUPS } from './program.ts';

/** Commands that look back on who did what, and forward to what somebody wants to be told. */
export function standingCommands(program: Command, client: Client): void {
  const audit = client(
    program
      .command('audit')
      .helpGroup(GROUPS.care)
      .description('who did what, when, why, and what came of it')
      .option('--from <time>', 'from then on (default: all history)')
      .option('--to <time>', 'before then')
      .option('--format <form>', 'text, csv, html (a page to print) or json')
      .option('--out <file>', 'write it there')
      .addHelpText(
        'after',
        '\nExamples:\n  sutra audit --from 2026-01-01 --to 2026-04-01 --format html --out q1.html\n  sutra audit export ./audit && node tools/verify-audit.mjs ./audit',
      ),
    async (invocation, options: object) => (await import('../commands/audit.ts')).audit(invocation, options),
  );
  client(
    audit
      .command('export <folder>')
      .description('the hash-chained log with its signed checkpoints and the public key')
      .addHelpText('after', '\nExample:\n  sutra audit export ./audit && node tools/verify-audit.mjs ./audit'),
    async (invocation, folder: string) => (await import('../commands/audit.ts')).auditExport(invocation, folder),
  );
  const watch = program
    .command('watch')
    .helpGroup(GROUPS.care)
    .description('questions that stand: be told when something happens')
    .addHelpText(
      'after',
      '\nExamples:\n  sutra watch add "tell me when edge-tokyo comes back"\n  sutra watch add "alert when crashes > 3 in 10 minutes" --webhook https://example.org/hook',
    );
  client(
    watch
      .command('add <question...>')
      .description('set one up')
      .addHelpText('after', '\nExample:\n  sutra watch add "tell me when edge-tokyo comes back" --webhook https://example.org/hook')
      .option('--webhook <url>', 'POST a signed notice there')
      .option('--run <program>', 'run this program with the notice on its standard input; further --arg are its arguments')
      .option('--arg <text...>', 'arguments of the program, as they are: no shell sees them'),
    async (invocation, words: string[], options: object) =>
      (await import('../commands/watch.ts')).watchAdd(invocation, words.join(' '), options),
  );
  client(
    watch.command('ls').description('what stands, and what is going on now').addHelpText('after', '\nExample:\n  sutra watch ls -o json'),
    async (invocation) => (await import('../commands/watch.ts')).watchList(invocation),
  );
  client(
    watch.command('rm <id>').description('take one down').addHelpText('after', '\nExample:\n  sutra watch rm watch-3f2a9c1b7e'),
    async (invocation, id: string) => (await import('../commands/watch.ts')).watchRemove(invocation, id),
  );
}
