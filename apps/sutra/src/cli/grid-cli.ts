/**
 * Translates the command line of the first CLI (`sutra-grid-cli`) into ours. `-m` before the command is the master; after `spawn` it is
 * the memory, as it was.
 * @returns our arguments, or a usage text
 */
export function gridCli(argv: readonly string[]): readonly string[] | string {
  const rest = [...argv];
  const lead: string[] = [];
  while (rest[0] === '-m' || rest[0] === '--master') {
    const value = rest[1];
    if (value === undefined) return USAGE;
    lead.push('--master', value);
    rest.splice(0, 2);
  }
  const [command, ...options] = rest;
  switch (command) {
    case 'list-agents':
      return ['agent', 'ls', ...lead, ...options];
    case 'status':
      return ['status', ...lead, ...options];
    case 'spawn':
      return ['node', 'spawn', ...lead, ...rename(options, { '-m': '--memory-mb', '--memory': '--memory-mb' })];
    case 'stop': {
      const { name, others } = takeNode(options);
      return name === undefined ? USAGE : ['node', 'stop', name, ...lead, ...others];
    }
    case 'node-status': {
      const { name, others } = takeNode(options);
      return name === undefined ? USAGE : ['node', 'get', name, ...lead, ...others];
    }
    default:
      return USAGE;
  }
}

const USAGE = [
  'usage: sutra-grid-cli [-m host:port] COMMAND',
  '  list-agents',
  '  status',
  '  spawn --agent NAME --port N [--storage-path NAME] [--memory MB]',
  '  stop --node NAME --agent NAME',
  '  node-status --node NAME',
  'The whole CLI is `sutra --help`.',
].join('\n');

function rename(options: readonly string[], names: Readonly<Record<string, string>>): string[] {
  return options.map((option) => names[option] ?? option);
}

/** The node's name from `-n NAME`; the agent is left out, because the master knows where a node is. */
function takeNode(options: readonly string[]): { name: string | undefined; others: string[] } {
  const others: string[] = [];
  let name: string | undefined;
  for (let i = 0; i < options.length; i++) {
    const option = options[i] as string;
    if (option === '-n' || option === '--node') name = options[++i];
    else if (option === '-a' || option === '--agent') i++;
    else others.push(option);
  }
  return { name, others };
}
