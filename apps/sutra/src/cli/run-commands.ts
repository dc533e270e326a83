import type { Command } from 'commander';
import { withDaemon } from './options.ts';
import { GROUPS, type Setting } from './program.ts';

/** Commands that run the grid or a part of it. */
export function runCommands(program: Command, { env, executable, outcome }: Setting): void {
  withDaemon(program.command('up').helpGroup(GROUPS.run))
    .description('start a whole grid here: storage, master, one agent, control centre')
    .option('--name <name>', 'name of the grid')
    .option('--stop-nodes', 'when stopping, stop the nodes too')
    .option('--no-open', 'do not open a browser')
    .option('--no-color', 'no colour (also NO_COLOR)')
    .addHelpText('after', '\nExample:\n  sutra up --data ./second --port-offset 100')
    .action(async (options) => {
      const { up } = await import('../commands/up.ts');
      outcome.exitCode = await up(options, env, executable);
    });
  withDaemon(program.command('storage').helpGroup(GROUPS.run))
    .description('run a storage server: the grid’s event storage, or a node of your own')
    .option('--host <address>', 'address to listen on')
    .option('-p, --port <n>', 'port to listen on')
    .option('--storage-path <dir>', 'folder of the data')
    .option('--node-id <id>', 'name of this node in its events')
    .option('--memory-limit <mb>', 'memory it is allowed, MiB; told in its metrics')
    .option('--event-storage <address>', 'where its own events go; its own storage by default, `off` for none')
    .option('--heartbeat-days <n>', 'heartbeats older than this are removed; 0 keeps them for ever (default 400)')
    .option('--metric-days <n>', 'the same for metrics (default 400)')
    .option('--debug-days <n>', 'the same for what else is of severity debug (default 400)')
    .option('--retain-every-hours <n>', 'how often that is looked after; 0 only when asked (default 1)')
    .addHelpText('after', '\nExample:\n  sutra storage --port 50060 --storage-path ./graph')
    .action(async (options) => {
      const { storage } = await import('../commands/storage.ts');
      outcome.exitCode = await storage(options, env);
    });
  withDaemon(program.command('master').helpGroup(GROUPS.run))
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
  withDaemon(program.command('control').helpGroup(GROUPS.run))
    .description('run a control centre: REST, WebSocket and dashboard')
    .option('--host <address>', 'address to listen on')
    .option('-p, --port <n>', 'port to listen on')
    .option('--data-path <dir>', 'its folder')
    .option('--event-storage <address>', 'event storage, host:port')
    .option('-m, --master <address>', 'the master, host:port')
    .option('--llm-base-url <url>', 'a model that may help reading questions: its server (off without one)')
    .option('--llm-model <name>', 'and its name there')
    .option('--llm-api-key-file <file>', 'and the file of its key')
    .option('--llm-mode <mode>', 'off, auto (only what the grammar gives up on) or only (first)')
    .addHelpText('after', '\nExample:\n  sutra control --event-storage 10.0.0.5:50052 --master 10.0.0.5:7000')
    .action(async (options) => {
      const { control } = await import('../commands/control.ts');
      outcome.exitCode = await control(options, env);
    });
}
