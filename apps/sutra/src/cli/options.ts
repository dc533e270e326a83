import { type Command, InvalidArgumentError, Option } from 'commander';
import { OUTPUTS } from '../client/invocation.ts';

/** Adds the options that every command takes, so that they may stand after the command, where people type them. */
export function withCommon(command: Command): Command {
  return command
    .option('--data <dir>', 'folder of the grid (SUTRA_DATA)')
    .option('--port-offset <n>', 'added to every default port (SUTRA_PORT_OFFSET)')
    .option('--config <file>', 'config file, TOML or YAML (SUTRA_CONFIG)');
}

/** Adds the options of commands that run a part of the grid. */
export function withDaemon(command: Command): Command {
  return withCommon(command).option('--log-level <level>', 'debug, info, warn or error (SUTRA_LOG_LEVEL)');
}

/** Adds the options of commands that ask a running grid. */
export function withClient(command: Command): Command {
  return withCommon(command)
    .addOption(new Option('-o, --output <form>', 'how to print').choices([...OUTPUTS]).default('table'))
    .option('-m, --master <address>', 'the master, host:port (default: the grid of the data folder)')
    .option('--storage <address>', 'the event storage, host:port')
    .option('--control <address>', 'the control centre, host:port')
    .addOption(
      new Option('--timeout <s>', 'give up after so many seconds (default 10, or what the change itself may take)').argParser(seconds),
    )
    .option('--tz <zone>', 'time zone of what is typed and shown (default: this machine’s)')
    .option('--utc', 'the same as --tz UTC')
    .option('--no-headers', 'tables without headings')
    .option('--no-color', 'no colour (also NO_COLOR)')
    .option('--no-input', 'never ask anything')
    .option('-q, --quiet', 'no hints');
}

function seconds(text: string): string {
  if (!/^\d+(\.\d+)?$/.test(text) || Number(text) <= 0 || Number(text) > 86_400)
    throw new InvalidArgumentError('expected seconds, above 0 and at most 86400');
  return text;
}
