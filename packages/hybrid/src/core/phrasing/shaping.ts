import { DIMS, type Dim, type Having, type Order, type Where } from '../plan.ts';
import { conditions } from './conditions.ts';
import type { Cursor } from './cursor.ts';
import { happenings } from './happenings.ts';
import { join, keyed, listOf, oneOf, type Piece, type Value } from './piece.ts';
import { dur, measured, number } from './scalars.ts';
import { occurrence } from './subjects.ts';

const SPOKEN: Partial<Record<Dim, string>> = {
  event: 'event type',
  query_type: 'query type',
  hour_of_day: 'hour of the day',
  env: 'environment',
};
const dims = (form: (noun: string) => string): Record<Dim, string> =>
  Object.fromEntries(DIMS.map((dim) => [dim, form(SPOKEN[dim] ?? dim)])) as Record<Dim, string>;
const plural = (noun: string): string => (noun === 'hour of the day' ? 'hours of the day' : noun === 'status' ? 'statuses' : `${noun}s`);

/** "by agent and hour of the day". */
export const grouped: Piece = keyed('by', 'by', listOf(oneOf(dims((noun) => noun)), ' and '));
/** "different agents among". */
export const distinct: Piece = keyed('distinct', 'different', oneOf(dims(plural)), 'among');

const bucketWidth: Value<string> = {
  say: (width, say) => (width === 'auto' ? 'fitting width' : dur.say(width, say)),
  read: (cursor) => (cursor.words('fitting width') ? 'auto' : dur.read(cursor)),
};
/** "in steps of 1h". */
export const bucketed: Piece = keyed('bucket', 'in steps of', bucketWidth);

export const atMost: Piece = keyed('limit', 'at most', number, 'of them');
export const skipping: Piece = keyed('offset', 'skipping', number);

const orderOf = (slots: Readonly<Record<string, unknown>>): Order | undefined => slots['order'] as Order | undefined;

/** "ordered by exit_code, highest first"; by value and time without naming it. */
export const ordered: Piece = {
  say: (slots, say) => {
    const order = orderOf(slots);
    if (order === undefined) return '';
    if (order.by === 'time') return order.dir === 'asc' ? 'earliest first' : 'latest first';
    return join(
      order.by === 'value' ? '' : `ordered by ${measured.say(order.by, say)}`,
      order.dir === 'asc' ? 'lowest first' : 'highest first',
    );
  },
  read: (cursor) => {
    if (cursor.words('earliest first')) return { order: { by: 'time', dir: 'asc' } };
    if (cursor.words('latest first')) return { order: { by: 'time', dir: 'desc' } };
    const by = cursor.take('ordered by ') ? measured.read(cursor) : 'value';
    if (by === undefined || (by !== 'value' && !cursor.take(' '))) return undefined;
    return cursor.words('lowest first')
      ? { order: { by, dir: 'asc' } }
      : cursor.words('highest first')
        ? { order: { by, dir: 'desc' } }
        : undefined;
  },
};

const SIGNS = { gt: 'more than', gte: 'at least', lt: 'fewer than', lte: 'at most', eq: 'exactly' } as const;
type Count = Having['count'];

const count: Value<Count> = {
  say: (bounds) =>
    Object.entries(bounds)
      .map(([sign, n]) => `${SIGNS[sign as keyof Count]} ${String(n)}`)
      .join(' and '),
  read: (cursor) => {
    let bounds: Count | undefined;
    for (;;) {
      const one = cursor.attempt(() => (bounds === undefined || cursor.take(' and ') ? readBound(cursor) : undefined));
      if (one === undefined) return bounds;
      bounds = { ...bounds, ...one };
    }
  },
};

function readBound(cursor: Cursor): Count | undefined {
  const sign = (Object.keys(SIGNS) as (keyof Count)[]).find((one) => cursor.words(SIGNS[one]));
  const n = sign !== undefined && cursor.take(' ') ? number.read(cursor) : undefined;
  return sign === undefined || n === undefined ? undefined : { [sign]: n };
}

/** "more than 3 crashes with cause oom within 10m". */
const oftenEnough: Value<Having> = {
  say: (one, say) =>
    join(
      count.say(one.count, say),
      happenings.say(one.event, say),
      one.where === undefined ? '' : `with ${conditions.say(one.where, say)}`,
      one.per === undefined ? '' : `within ${one.per}`,
    ),
  read: (cursor) => {
    const bounds = count.read(cursor);
    const event = bounds !== undefined && cursor.take(' ') ? happenings.read(cursor) : undefined;
    if (bounds === undefined || event === undefined) return undefined;
    const where = cursor.attempt<Where>(() => (cursor.take(' with ') ? conditions.read(cursor) : undefined));
    const per = cursor.attempt(() => (cursor.take(' within ') ? dur.read(cursor) : undefined));
    return { event, count: bounds, ...(where === undefined ? {} : { where }), ...(per === undefined ? {} : { per }) };
  },
};
const conditionsOfCount = listOf(oftenEnough, ' and ');

/** "having more than 3 crashes within 10m and at least 2 restarts". */
export const having: Piece = keyed('having', 'having', conditionsOfCount);
/** The same, said of what is to come: "there are more than 3 crashes within 10m". */
export const becoming: Piece = keyed('having', 'there are', conditionsOfCount);

const first = occurrence('first', 'whose');
const then = occurrence('then', 'was followed by');
const never = occurrence('then', 'was never followed by');

/** "whose crash was followed by restart within 5m". */
export const following: Piece = {
  say: (slots, say) => {
    const seq = slots['seq'] as Readonly<Record<string, unknown>> | undefined;
    if (seq === undefined) return '';
    return join(
      first.say(seq, say),
      (seq['absent'] === true ? never : then).say(seq, say),
      seq['within'] === undefined ? '' : `within ${String(seq['within'])}`,
    );
  },
  read: (cursor) => {
    const a = first.read(cursor);
    if (a === undefined || !cursor.take(' ')) return undefined;
    const absent = cursor.attempt(() => never.read(cursor));
    const b = absent ?? then.read(cursor);
    if (b === undefined) return undefined;
    const within = cursor.attempt(() => (cursor.take(' within ') ? dur.read(cursor) : undefined));
    return {
      seq: { ...a, ...b, ...(absent === undefined ? {} : { absent: true }), ...(within === undefined ? {} : { within }) },
    };
  },
};
