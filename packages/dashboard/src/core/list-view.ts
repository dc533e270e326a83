/** Names are matched by words, all of them; `!word` excludes. */
export function wordsMatch(text: string, typed: string): boolean {
  const haystack = text.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every(
      (word) => word === '' || (word.startsWith('!') && word.length > 1 ? !haystack.includes(word.slice(1)) : haystack.includes(word)),
    );
}

export interface Narrowed<T> {
  readonly shown: readonly T[];
  readonly hidden: number;
  /** What hides them, in words; empty when nothing is hidden. */
  readonly by: string;
}

/** A list after its filters, with what they hide: a filter never hides silently. */
export function narrow<T>(
  all: readonly T[],
  typed: string,
  textOf: (one: T) => string,
  faults: boolean,
  isFault: (one: T) => boolean,
): Narrowed<T> {
  const shown = all.filter((one) => (!faults || isFault(one)) && wordsMatch(textOf(one), typed));
  const by = [typed.trim() === '' ? '' : `“${typed.trim()}”`, faults ? 'faults only' : ''].filter((part) => part !== '').join(' and ');
  return { shown, hidden: all.length - shown.length, by };
}
