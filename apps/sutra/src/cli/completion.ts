import { readFileSync } from 'node:fs';
import type { Command } from 'commander';

export const SHELLS = ['bash', 'zsh'] as const;

/** A completion script for commands and flags: the walk is in `completion/sutra.bash`, the words come from the command tree. */
export function completionScript(program: Command, shell: (typeof SHELLS)[number]): string {
  const cases = paths(program, []).map(([path, words]) => `      ${JSON.stringify(path)}) words=${JSON.stringify(words.join(' '))} ;;`);
  const script = readFileSync(new URL('../../completion/sutra.bash', import.meta.url), 'utf8').replace('@cases@', () => cases.join('\n'));
  return shell === 'zsh' ? `autoload -U +X bashcompinit && bashcompinit\n${script}` : script;
}

/** Every path of the tree with the words that may follow it. */
function paths(command: Command, path: readonly string[]): (readonly [string, readonly string[]])[] {
  const flags = command.options.filter((option) => !option.hidden).map((option) => option.long ?? option.short ?? '');
  const own = [path.join(' '), [...command.commands.map((one) => one.name()), ...flags]] as const;
  const below = command.commands.flatMap((one) => [one.name(), ...one.aliases()].flatMap((name) => paths(one, [...path, name])));
  return [own, ...below];
}
