import type { AnswerJson } from '@sutra/api';

/** Most names one command line is shown with. */
const NAMES_MAX = 20;

/**
 * The command a person types to have a wish carried out that was only shown, or that there is none. Undefined where there is nothing to
 * say: a word that agrees to nothing, a wish for another time, nothing it would touch.
 */
export function deedText({ plan, rows = [] }: Pick<AnswerJson, 'plan' | 'rows'>): string | undefined {
  const { verb, params = {}, when } = plan as { verb?: string; params?: Readonly<Record<string, unknown>>; when?: unknown };
  if (when !== undefined || verb === undefined || TALK.has(verb)) return undefined;
  if (verb === 'stop' || verb === 'restart') {
    const names = rows.flatMap((row) => (typeof row['node_id'] === 'string' ? [row['node_id']] : []));
    if (names.length === 0) return undefined;
    return names.length <= NAMES_MAX ? `sutra node ${verb} ${names.join(' ')}` : `sutra node ${verb} NAME …: one or several of the names`;
  }
  if (verb === 'spawn') {
    const { count, ...others } = params;
    if (Object.keys(others).length > 0 || plan['where'] !== undefined) return 'sutra node spawn, with what it is to be: see --help';
    return `sutra node spawn${typeof count === 'number' && count > 1 ? ` --count ${count}` : ''}`;
  }
  if (verb === 'backup') return 'sutra storage backup --to NAME';
  if (verb === 'restore') return 'sutra storage restore --from BACKUP --to DIR';
  return 'no command does this; `sutra node --help` lists what can be done';
}

/** Answers to a wish, no wishes themselves. */
const TALK: ReadonlySet<string> = new Set(['confirm', 'cancel']);
