import { VERBS } from '../plan.ts';
import { settingsOf } from './changes.ts';
import { fixed, keyed, oneOf, type Piece, type Slots, sequence, type Value } from './piece.ts';
import { number, text } from './scalars.ts';
import { about, wished } from './subjects.ts';
import { period } from './times.ts';

const verbs = oneOf(Object.fromEntries(VERBS.map((verb) => [verb, verb])) as Record<(typeof VERBS)[number], string>);
/** "restart". */
export const verb: Piece = { ...keyed('verb', '', verbs), required: true };
/** "of restart". */
export const ofVerb: Piece = keyed('verb', 'of', verbs);

const settingsIn = (slots: Slots): Slots => (slots['params'] ?? {}) as Slots;

/** A setting of a wish with words of its own, where its value is of the kind the words allow. */
function setting<T extends string | number>(
  name: string,
  type: 'string' | 'number',
  openings: (slots: Slots) => readonly string[],
  value: Value<T>,
): Piece {
  return {
    say: (slots, say) => {
      const given = settingsIn(slots)[name];
      const opening = openings(slots)[0] ?? '';
      return typeof given === type ? `${opening}${value.say(given as T, say)}` : '';
    },
    read: (cursor) => {
      const opening = openings({}).find((one) => cursor.take(one));
      if (opening === undefined) return undefined;
      const given = value.read(cursor);
      return given === undefined ? undefined : { params: { [name]: given } };
    },
  };
}

const SPOKEN: Readonly<Record<string, string>> = { count: 'number', delta: 'number', version: 'string', to: 'string' };
const spoken = (slots: Slots): string[] =>
  Object.entries(settingsIn(slots)).flatMap(([name, value]) => (SPOKEN[name] === typeof value ? [name] : []));

const count = setting(
  'count',
  'number',
  (slots) => (slots['verb'] === 'scale' ? ['to '] : slots['verb'] === undefined ? ['to ', ''] : ['']),
  number,
);
const tail: readonly Piece[] = [
  setting('version', 'string', () => ['to version '], text),
  setting('to', 'string', () => ['to '], text),
  settingsOf('params', 'with settings', spoken),
  settingsOf('when', 'when'),
  period,
  fixed('(preview)'),
];
const head: readonly Piece[] = [verb, count, setting('delta', 'number', () => ['by '], number)];

/** A wish in the words it could have been made in, marked as what it is: "restart node-4 (preview)". */
export const wish: Piece = sequence(...head, wished, ...tail);
/** A wish that names no kind of thing: "backup of node-4 (preview)". */
export const looseWish: Piece = sequence(...head, about, ...tail);
