import type { Cursor } from './cursor.ts';

/** How a time of a plan is said: as it stands (RFC 3339), or on somebody's clock. */
export type Say = (iso: string) => string;
/** A plan, or a part of one, by its keys. */
export type Slots = Readonly<Record<string, unknown>>;

/** A value of one key: what `say` writes, `read` reads. */
export interface Value<T = unknown> {
  readonly say: (value: T, say: Say) => string;
  readonly read: (cursor: Cursor) => T | undefined;
}

/** A stretch of a sentence: says some keys of a plan, reads the same keys back. Says nothing where the plan has nothing. */
export interface Piece {
  readonly say: (slots: Slots, say: Say) => string;
  readonly read: (cursor: Cursor) => Slots | undefined;
  /** A sentence without it is another sentence. */
  readonly required?: true;
}

export const join = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');

/** Pieces one after the other; those a plan does not need are left out. */
export function sequence(...pieces: readonly Piece[]): Piece {
  return {
    say: (slots, say) => join(...pieces.map((piece) => piece.say(slots, say))),
    read: (cursor) => {
      let found: Slots = {};
      let begun = false;
      for (const piece of pieces) {
        const got = cursor.attempt(() => (!begun || cursor.take(' ') ? piece.read(cursor) : undefined));
        if (got === undefined && piece.required === true) return undefined;
        if (got === undefined) continue;
        begun = true;
        found = both(found, got);
      }
      return begun ? found : undefined;
    },
  };
}

/** Keys of both; conditions and settings of both. */
function both(a: Slots, b: Slots): Slots {
  const joined: Record<string, unknown> = { ...a, ...b };
  for (const key of ['where', 'params'])
    if (a[key] !== undefined && b[key] !== undefined) joined[key] = { ...(a[key] as object), ...(b[key] as object) };
  return joined;
}

/** Words that stand for nothing but themselves. */
export const fixed = (words: string): Piece => ({
  say: () => words,
  read: (cursor) => (cursor.words(words) ? {} : undefined),
  required: true,
});

/** One key with the words that lead to it: `in the next 24h`. */
export function keyed<T>(key: string, opening: string, value: Value<T>, closing = ''): Piece {
  return {
    say: (slots, say) =>
      slots[key] === undefined ? '' : join(opening, value.say(slots[key] as T, say)) + (closing === '' ? '' : ` ${closing}`),
    read: (cursor) => {
      if (opening !== '' && !(cursor.words(opening) && cursor.take(' '))) return undefined;
      const got = value.read(cursor);
      if (got === undefined) return undefined;
      if (closing !== '' && !(cursor.take(' ') && cursor.words(closing))) return undefined;
      return { [key]: got };
    },
  };
}

export const required = (piece: Piece): Piece => ({ ...piece, required: true });

/** One of a few words, each standing for a value. */
export function oneOf<T extends string>(words: Readonly<Record<T, string>>): Value<T> {
  const longest = (Object.entries(words) as [T, string][]).sort((a, b) => b[1].length - a[1].length);
  return {
    say: (value) => words[value],
    read: (cursor) => longest.find(([, word]) => cursor.words(word))?.[0],
  };
}

/** Values in a row, a word between them. */
export function listOf<T>(value: Value<T>, between: string): Value<readonly T[]> {
  return {
    say: (list, say) => list.map((one) => value.say(one, say)).join(between),
    read: (cursor) => {
      const first = value.read(cursor);
      if (first === undefined) return undefined;
      const list = [first];
      for (;;) {
        const next = cursor.attempt(() => (cursor.take(between) ? value.read(cursor) : undefined));
        if (next === undefined) return list;
        list.push(next);
      }
    },
  };
}
