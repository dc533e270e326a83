import type { Anchor, Time, Where } from '../plan.ts';
import { keyed, type Piece, sequence } from './piece.ts';
import { dur, instant } from './scalars.ts';
import { occurrence } from './subjects.ts';

/** "from X to Y", "since X", "before X", "in all history". */
export const period: Piece = {
  say: (slots, say) => {
    const time = slots['time'] as Time | undefined;
    if (time === undefined) return '';
    if (time.from === null) return time.to === null ? 'in all history' : `before ${say(time.to)}`;
    return time.to === null ? `since ${say(time.from)}` : `from ${say(time.from)} to ${say(time.to)}`;
  },
  read: (cursor) => {
    if (cursor.words('in all history')) return { time: { from: null, to: null } };
    if (cursor.take('before ')) {
      const to = instant.read(cursor);
      return to === undefined ? undefined : { time: { from: null, to } };
    }
    if (cursor.take('since ')) {
      const from = instant.read(cursor);
      return from === undefined ? undefined : { time: { from, to: null } };
    }
    if (!cursor.take('from ')) return undefined;
    const from = instant.read(cursor);
    const to = from !== undefined && cursor.take(' to ') ? instant.read(cursor) : undefined;
    return to === undefined ? undefined : { time: { from, to } };
  },
};

/** "at X": one instant. */
export const at: Piece = keyed('at', 'at', instant);

const REL: Readonly<Record<Anchor['rel'], string>> = { before: 'before', after: 'after', around: 'around', at: 'at the time of' };
const anchoring = sequence({ ...occurrence('where', ''), required: true }, keyed('window', 'within', dur));

/** "before the first crash of node-4 within 10m": a time given by an event. */
export const anchored: Piece = {
  say: (slots, say) => {
    const anchor = slots['anchor'] as Anchor | undefined;
    if (anchor === undefined) return '';
    const which = anchor.pick === undefined ? 'the' : anchor.pick === 'first' ? 'the first' : 'the latest';
    return `${REL[anchor.rel]} ${which} ${anchoring.say({ ...anchor }, say)}`;
  },
  read: (cursor) => {
    const rel = (Object.keys(REL) as Anchor['rel'][]).find((one) => cursor.words(REL[one]));
    if (rel === undefined || !cursor.take(' the ')) return undefined;
    const pick = cursor.take('first ') ? 'first' : cursor.take('latest ') ? 'last' : undefined;
    const got = anchoring.read(cursor);
    if (got === undefined) return undefined;
    const anchor: Anchor = { rel, where: {} as Where, ...got, ...(pick === undefined ? {} : { pick }) };
    return { anchor };
  },
};
