import type { Plan, Side, Time } from '../plan.ts';
import type { Cursor } from './cursor.ts';
import { join, listOf, type Piece, type Say, sequence, type Value } from './piece.ts';
import { instant } from './scalars.ts';
import { about } from './subjects.ts';
import { anchored, period } from './times.ts';

/** A period, or "at X" where it is one instant. */
const time: Piece = {
  say: (slots, say) => {
    const { from, to } = (slots['time'] ?? {}) as Partial<Time>;
    if (from == null || from !== to) return period.say(slots, say);
    const said = say(from);
    return said === 'now' ? said : `at ${said}`;
  },
  read: (cursor) => {
    if (!cursor.take('at ')) return period.read(cursor);
    const at = instant.read(cursor);
    return at === undefined ? undefined : { time: { from: at, to: at } };
  },
};
const sideParts = sequence(about, anchored, time);

/** One side: its conditions, the event it lies beside, its period. */
const side: Value<Side> = {
  say: (one, say) => sideParts.say({ ...one }, say) || 'all',
  read: (cursor) => (cursor.words('all') ? { where: {} } : (sideParts.read(cursor) as Side | undefined)),
};
const sides = listOf(side, ' against ');

/** A side by itself, as rows of a comparison are named. */
export const sideText = (one: Side, say: Say): string => sideParts.say({ ...one }, say);

/** "compare count of crashes: since X against from Y to Z". */
export function comparing(inner: { say: (plan: Plan, say: Say) => string; read: (cursor: Cursor) => Plan | undefined }): Piece {
  return {
    say: (slots, say) => join('compare', `${inner.say(slots['plan'] as Plan, say)}:`, sides.say(slots['sides'] as readonly Side[], say)),
    read: (cursor) => {
      if (!cursor.take('compare ')) return undefined;
      const plan = inner.read(cursor);
      if (plan === undefined || !cursor.take(': ')) return undefined;
      const found = sides.read(cursor);
      return found === undefined || found.length < 2 ? undefined : { plan, sides: found };
    },
    required: true,
  };
}
