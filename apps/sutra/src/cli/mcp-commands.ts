import type { Command } from 'commander';
import { type Client, GROUPS } from './program.ts';

/** The grid as tools for assistants. */
export function mcpCommands(program: Command, client: Client): void {
  const mcp = program.command('mcp').helpGroup(GROUPS.look).description('the grid as tools for assistants (Model Context Protocol)');
  client(
    mcp
      .command('serve')
      .description('serve an assistant: over standard input and output, or over HTTP on loopback; only reads unless told otherwise')
      .option('--http <port>', 'over streamable HTTP at 127.0.0.1:<port>/mcp, 0 for a free port; whoever calls shows the token')
      .option('--read-only', 'offer nothing that changes the grid (the default, said aloud)')
      .option('--allow-actions', 'carry out previews that a person has confirmed')
      .addHelpText('after', '\nExamples:\n  sutra mcp serve\n  sutra mcp serve --http 9100\n  sutra mcp serve --allow-actions'),
    async (invocation, options: object) => (await import('../commands/mcp.ts')).mcpServe(invocation, options),
  );
  client(
    mcp
      .command('confirm')
      .argument('<preview>', 'id of a preview that an assistant made')
      .option('--yes', 'do not ask: what it would do has been read')
      .description('show what a preview would do, and print the word that lets the assistant do it')
      .addHelpText('after', '\nExample:\n  sutra mcp confirm preview-0h3k9x2mab77q1zz'),
    async (invocation, preview: string, options: object) => (await import('../commands/mcp.ts')).mcpConfirm(invocation, preview, options),
  );
}
