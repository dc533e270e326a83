import { type Command, Option } from 'commander';
import { IMPORT_FORMS, type ImportForm } from './import-forms.ts';
import type { Client } from './program.ts';

/** What is done with a store besides running it: `sutra storage verify`, `backup`, `restore`, `export`, `import`, `stats`. */
export function storageCommands(program: Command, client: Client): void {
  const storage = program.commands.find((command) => command.name() === 'storage');
  if (storage === undefined) throw new Error('the storage command must be there before its subcommands');
  storage.enablePositionalOptions();
  const ofFolder = (command: Command): Command =>
    command.option('--storage-path <dir>', 'folder of a store that is not running (default: ask the running one, --storage)');
  client(
    storage
      .command('verify')
      .argument('<dir>', 'folder of a store or of a backup')
      .description('check every checksum, position and index; exit 3 and exact bounds when something is damaged')
      .addHelpText('after', '\nExample:\n  sutra storage verify ./graph'),
    async (invocation, dir: string) => (await import('../commands/storage-verify.ts')).storageVerify(invocation, dir),
  );
  client(
    ofFolder(storage.command('backup'))
      .requiredOption('--to <place>', 'with --storage-path: an empty folder; of a running store: a plain name below its own `backups`')
      .option('--link', 'share sealed segments by hard links instead of copying them')
      .description('back a store up, while it runs or from its folder')
      .addHelpText(
        'after',
        '\nExamples:\n  sutra storage backup --to monday\n  sutra storage backup --storage-path ./graph --to /mnt/backups/monday',
      ),
    async (invocation, options) => (await import('../commands/storage-backup.ts')).storageBackup(invocation, options),
  );
  client(
    storage
      .command('restore')
      .requiredOption('--from <dir>', 'the backup')
      .requiredOption('--to <dir>', 'an absent or empty folder')
      .option('--seq <n>', 'up to and with this position')
      .option('--at <time>', 'what had been recorded at that time')
      .option('--before <event-id>', 'everything before this event')
      .description('make a new store from a backup, whole or up to a point, and check it')
      .addHelpText('after', '\nExample:\n  sutra storage restore --from ./monday --to ./graph-2 --at "yesterday 3pm"'),
    async (invocation, options) => (await import('../commands/storage-backup.ts')).storageRestore(invocation, options),
  );
  client(
    ofFolder(storage.command('export'))
      .requiredOption('--to <file>', 'the file, or - for standard output; an earlier export to it is continued')
      .addOption(new Option('--as <form>', 'form of the file').choices(['ndjson', 'cloudevents', 'blocks']).default('ndjson'))
      .option('--type <type...>', 'only events of these types')
      .option('--entity <id...>', 'only events that name one of these')
      .description('write events as lines of JSON, or as blocks (a tenth of the size)')
      .addHelpText('after', '\nExample:\n  sutra storage export --to events.ndjson --type node_crashed'),
    async (invocation, options) => (await import('../commands/storage-transfer.ts')).storageExport(invocation, options),
  );
  client(
    ofFolder(storage.command('import'))
      .argument('<file>', 'an export, or what another system printed; - for standard input, which is followed until it ends')
      .addOption(new Option('--from <form>', 'what the input holds').choices(IMPORT_FORMS).default('ndjson'))
      .option('--import-name <name>', 'names the emitter import.<name> (default: file, or the source)')
      .option('--host <name>', 'host of events that do not say it (docker; default: this machine)')
      .description('store events of a file or a pipe; the same input again changes nothing')
      .addHelpText(
        'after',
        '\nExamples:\n  sutra storage import events.ndjson --storage-path ./graph\n  kubectl get events -A -w -o json | sutra storage import --from kubernetes -\n  journalctl -o export --since yesterday | sutra storage import --from journald -',
      ),
    async (
      invocation,
      file: string,
      { importName, ...options }: { importName?: string; storagePath?: string; from: ImportForm; host?: string },
    ) =>
      (await import('../commands/storage-transfer.ts')).storageImport(invocation, file, {
        ...options,
        ...(importName === undefined ? {} : { name: importName }),
      }),
  );
  client(
    ofFolder(storage.command('ask'))
      .argument('<question...>', 'a question in plain words about concepts and associations')
      .option('--address <host:port>', 'the store to ask (default: --storage)')
      .option('--at <time>', 'as it was then: 2026-03-18T14:30:00Z, 2h, "yesterday 3pm" (see: sutra help time)')
      .option('--exit-status', 'exit 3 when the answer is none, zero or no')
      .description('find concepts, what is connected to them, and how two of them are related')
      .addHelpText(
        'after',
        '\nExamples:\n  sutra storage ask "what do we know about payments?"\n  sutra storage ask how are checkout and postgres related --address localhost:50051',
      ),
    async (invocation, words: string[], options: object) =>
      (await import('../commands/storage-ask.ts')).storageAsk(invocation, words.join(' '), options),
  );
  client(
    ofFolder(storage.command('retain'))
      .option('--dry-run', 'say what would be removed and rolled up, and do nothing')
      .description('remove and roll up what the retention settings say is due; counts and causes stay exact')
      .addHelpText('after', '\nExamples:\n  sutra storage retain --dry-run\n  sutra storage retain --storage-path ./graph'),
    async (invocation, options) => (await import('../commands/storage-retain.ts')).storageRetain(invocation, options),
  );
  client(
    ofFolder(storage.command('stats'))
      .option('--due', 'also say what retention would free now')
      .description('what a store holds, and where its bytes are')
      .addHelpText('after', '\nExample:\n  sutra storage stats --storage-path ./graph'),
    async (invocation, options) => (await import('../commands/storage-stats.ts')).storageStats(invocation, options),
  );
}
