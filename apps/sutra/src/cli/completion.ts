import type { Command } from 'commander';

export const SHELLS = ['bash', 'zsh'] as const;

/**
 * A completion script of the command tree, made from the tree itself. Commands and flags complete at once; names of nodes and
 * agents are left to the grid.
 */
export function completionScript(program: Command, shell: (typeof SHELLS)[number]): string {
  const cases = paths(program, []).map(([path, words]) => `    ${JSON.stringify(path)}) words=${JSON.stringify(words.join(' '))} ;;`);
  const bash = [
    '# sutra: completion of commands and flags. Load it with: eval "$(sutra completion bash)"',
    '_sutra() {',
    '  local current="${COMP_WORDS[COMP_CWORD]}" path="" words="" i',
    '  for ((i = 1; i < COMP_CWORD; i++)); do',
    '    case "${COMP_WORDS[i]}" in -*) break ;; esac',
    '    path="${path:+$path }${COMP_WORDS[i]}"',
    '  done',
    '  while :; do',
    '    case "$path" in',
    ...cases,
    '    esac',
    '    [ -n "$words" ] || [ -z "$path" ] && break',
    '    case "$path" in *" "*) path="${path% *}" ;; *) path="" ;; esac',
    '  done',
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '}',
    'complete -o default -F _sutra sutra',
  ];
  const zsh = ['autoload -U +X bashcompinit && bashcompinit', ...bash];
  return `${(shell === 'zsh' ? zsh : bash).join('\n')}\n`;
}

/** Every path of the tree with the words that may follow it. */
function paths(command: Command, path: readonly string[]): (readonly [string, readonly string[]])[] {
  const flags = command.options.filter((option) => !option.hidden).map((option) => option.long ?? option.short ?? '');
  const inner = command.commands.filter((one) => one.name() !== 'help');
  const own = [path.join(' '), [...inner.map((one) => one.name()), ...flags]] as const;
  return [own, ...inner.flatMap((one) => [one.name(), ...one.aliases()].flatMap((name) => paths(one, [...path, name])))];
}
