import { CATALOGUE_WORDS, EVENT_CLASSES } from '../language/lexicon.ts';
import type { EventWords } from '../names.ts';
import { nounOf } from '../nouns.ts';
import type { Cursor } from './cursor.ts';
import { listOf, type Value } from './piece.ts';
import { text } from './scalars.ts';

/** Types by what one of them, and many, are called. */
interface Nouns {
  readonly one: ReadonlyMap<string, string>;
  readonly many: ReadonlyMap<string, string>;
  /** The most words a noun has. */
  readonly words: number;
}
const BUILT = new WeakMap<readonly EventWords[], Nouns>();

function nounsOf(rows: readonly EventWords[] = CATALOGUE_WORDS): Nouns {
  const known = BUILT.get(rows);
  if (known !== undefined) return known;
  const one = new Map<string, string>();
  const many = new Map<string, string>();
  for (const type of [...Object.keys(EVENT_CLASSES).filter((name) => name !== '@all'), ...rows.map((row) => row.type)]) {
    const noun = nounOf(type);
    if (!one.has(noun.one)) one.set(noun.one, type);
    if (!many.has(noun.many)) many.set(noun.many, type);
  }
  const built = { one, many, words: Math.max(...[...many.keys()].map((noun) => noun.split(' ').length)) };
  BUILT.set(rows, built);
  return built;
}

/** What a type is called, where that leads back to it; its name between quotation marks otherwise. */
type Form = 'one' | 'many';

function said(type: string, form: Form): string {
  if (type === '@all') return form === 'one' ? 'event of any type' : 'events of any type';
  const noun = nounOf(type)[form];
  const meant = nounsOf()[form].get(noun);
  return (meant ?? type) === type && /^@?[a-z0-9]+(_[a-z0-9]+)*$/.test(type) ? noun : JSON.stringify(type);
}

function read(cursor: Cursor, form: Form): string | undefined {
  if (cursor.text[cursor.at] === '"') return text.read(cursor);
  if (cursor.words(form === 'one' ? 'event of any type' : 'events of any type')) return '@all';
  const { words, [form]: types } = nounsOf(cursor.catalogue.events);
  const ends: number[] = [];
  for (let k = cursor.at; k <= cursor.text.length && ends.length < words; k++) {
    const next = cursor.text[k];
    if (next === undefined || next === ' ' || next === ',' || next === ':' || next === ')') ends.push(k);
    if (next === undefined || next === ',' || next === ':' || next === ')') break;
  }
  for (const end of ends.reverse()) {
    const type = types.get(cursor.text.slice(cursor.at, end));
    if (type === undefined) continue;
    cursor.at = end;
    return type;
  }
  return undefined;
}

/** "crashes or failed spawns". */
export const happenings: Value<readonly string[]> = listOf<string>(
  { say: (type) => said(type, 'many'), read: (cursor) => read(cursor, 'many') },
  ' or ',
);
/** "crash or failed spawn". */
export const happening: Value<readonly string[]> = listOf<string>(
  { say: (type) => said(type, 'one'), read: (cursor) => read(cursor, 'one') },
  ' or ',
);
