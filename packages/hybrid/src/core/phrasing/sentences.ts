import { isEventId } from '../language/tokens.ts';
import { CLARIFY_REASONS, CLARIFY_SLOTS, type Op, type Order, type Plan, type PredictPlan, REFUSE_REASONS, type Where } from '../plan.ts';
import { supposed } from './changes.ts';
import { comparing } from './comparing.ts';
import { conditions } from './conditions.ts';
import type { Cursor } from './cursor.ts';
import { aggregated, lasting, length, metric, per, rateName } from './measures.ts';
import { fixed, keyed, oneOf, type Piece, required, type Say, type Slots, sequence, type Value } from './piece.ts';
import { dur, measured, number, text } from './scalars.ts';
import { atMost, becoming, bucketed, distinct, following, grouped, having, ordered, skipping } from './shaping.ts';
import { about, after, events, kinds, occurrence, oneEvent, rows, subject, tellsTypes } from './subjects.ts';
import { anchored, at, period } from './times.ts';
import { looseWish, ofVerb, wish } from './wishes.ts';

/** One way to say plans of an operation. */
interface Sentence {
  readonly op: Op;
  readonly piece: Piece;
  /** Which plans it says: the first that fits is taken. */
  readonly fits?: (plan: Slots) => boolean;
  /** What it stands for without saying it key by key. */
  readonly means?: Slots;
}

const orderOf = (plan: Slots): Order | undefined => plan['order'] as Order | undefined;
const whereOf = (plan: Slots): Where => (plan['where'] ?? {}) as Where;
const byTime = (dir: Order['dir'], one: boolean) => (plan: Slots) =>
  orderOf(plan)?.by === 'time' &&
  orderOf(plan)?.dir === dir &&
  plan['limit'] !== undefined &&
  (plan['target'] === 'event' && plan['limit'] === 1) === one;
const ranked = (dir: Order['dir']) => (plan: Slots) => {
  const order = orderOf(plan);
  return order !== undefined && order.by !== 'time' && order.dir === dir && plan['limit'] !== undefined;
};

const limited: Piece = { ...keyed('limit', '', number), required: true };
const shape: readonly Piece[] = [having, following, anchored, period, at, skipping];

/** "by memory_pct": what a ranking goes by. */
const rankedBy = (dir: Order['dir']): Piece => ({
  say: (slots, say) => `by ${measured.say(orderOf(slots)?.by ?? '', say)}`,
  read: (cursor) => {
    const by = cursor.take('by ') ? measured.read(cursor) : undefined;
    return by === undefined ? undefined : { order: { by, dir } };
  },
  required: true,
});

const lists: readonly Sentence[] = [
  ...(
    [
      ['the first', 'asc'],
      ['the latest', 'desc'],
    ] as const
  ).flatMap(([words, dir]): Sentence[] => [
    {
      op: 'list',
      fits: byTime(dir, true),
      means: { target: 'event', order: { by: 'time', dir }, limit: 1 },
      piece: sequence(fixed(words), oneEvent, ...shape),
    },
    {
      op: 'list',
      fits: byTime(dir, false),
      means: { order: { by: 'time', dir } },
      piece: sequence(fixed(words), limited, rows, ...shape),
    },
  ]),
  ...(
    [
      ['top', 'desc'],
      ['bottom', 'asc'],
    ] as const
  ).map(
    ([words, dir]): Sentence => ({
      op: 'list',
      fits: ranked(dir),
      piece: sequence(fixed(words), limited, rows, rankedBy(dir), ...shape),
    }),
  ),
  { op: 'list', piece: sequence(rows, ...shape, ordered, atMost) },
];

const counts: Sentence = {
  op: 'count',
  piece: sequence(fixed('count of'), distinct, rows, ...shape, grouped, bucketed, ordered, atMost),
};

const timelines: readonly Sentence[] = [
  {
    op: 'timeline',
    fits: (plan) => Object.keys(whereOf(plan)).length === 0,
    piece: sequence(fixed('timeline of the grid'), anchored, period, atMost),
  },
  { op: 'timeline', fits: tellsTypes, piece: sequence(fixed('timeline of'), events, anchored, period, atMost) },
  { op: 'timeline', piece: sequence(fixed('timeline'), about, anchored, period, atMost) },
];

/** "now": said where no time is, and nothing besides. */
const now: Piece = {
  say: (slots) => ((slots['at'] ?? slots['time'] ?? slots['anchor']) === undefined ? 'now' : ''),
  read: (cursor) => (cursor.words('now') ? {} : undefined),
};

const rates: readonly Sentence[] = [
  {
    op: 'rate',
    fits: (plan) => plan['per'] !== undefined,
    piece: sequence(events, required(per), grouped, bucketed, anchored, period),
  },
  { op: 'rate', piece: sequence(fixed('rate of'), events, grouped, bucketed, anchored, period) },
];

const ratios: readonly Sentence[] = [
  {
    op: 'ratio',
    fits: (plan) => plan['of'] === 'share',
    means: { of: 'share' },
    piece: sequence(fixed('share'), keyed('num', 'with', conditions), fixed('among'), events, period, grouped, bucketed, ordered, atMost),
  },
  { op: 'ratio', piece: sequence(rateName, about, period, grouped, bucketed, ordered, atMost) },
];

const whys: readonly Sentence[] = [
  {
    op: 'why',
    fits: (plan) =>
      isOneId(whereOf(plan)) && plan['negate'] === undefined && plan['hypothesis'] === undefined && plan['time'] === undefined,
    piece: {
      say: (slots) => `why ${String((whereOf(slots)['ref'] as readonly string[])[0])}`,
      read: (cursor) => {
        const id = cursor.take('why ') ? text.read(cursor) : undefined;
        return id === undefined || !isEventId(id) ? undefined : { where: { ref: [id] } };
      },
    },
  },
  ...(
    [
      ['why there was no', { negate: true }],
      ['why: the first', { pick: 'first' }],
      ['why: every', { pick: 'all' }],
      ['why: the latest', {}],
    ] as const
  ).map(
    ([words, means]): Sentence => ({
      op: 'why',
      fits: (plan) => Object.entries(means).every(([key, value]) => plan[key] === value),
      means,
      piece: sequence(fixed(words), required(occurrence('where', '')), occurrence('hypothesis', 'and was it because of'), period),
    }),
  ),
];

const isOneId = (where: Where): boolean => {
  const { ref, ...rest } = where;
  return Object.keys(rest).length === 0 && Array.isArray(ref) && ref.length === 1 && typeof ref[0] === 'string' && isEventId(ref[0]);
};

const reached: Value<NonNullable<PredictPlan['threshold']>> = {
  say: ({ metric: of, gte, lte }, say) =>
    `${measured.say(of, say)} is ${
      [...(gte === undefined ? [] : [`at least ${gte}`]), ...(lte === undefined ? [] : [`at most ${lte}`])].join(' and ') || 'reached'
    }`,
  read: (cursor) => {
    const of = measured.read(cursor);
    if (of === undefined || !cursor.take(' is ')) return undefined;
    if (cursor.words('reached')) return { metric: of };
    const gte = cursor.take('at least ') ? number.read(cursor) : undefined;
    const lte = cursor.take(gte === undefined ? 'at most ' : ' and at most ') ? number.read(cursor) : undefined;
    if (gte === undefined && lte === undefined) return undefined;
    return { metric: of, ...(gte === undefined ? {} : { gte }), ...(lte === undefined ? {} : { lte }) };
  },
};
const horizon = keyed('horizon', 'in the next', dur);

const aheads: readonly Sentence[] = [
  {
    op: 'predict',
    fits: (plan) => plan['metric'] === undefined && plan['threshold'] === undefined && tellsTypes(plan),
    piece: sequence(fixed('which'), kinds, fixed('are likely to have'), events, horizon, period, atMost),
  },
  {
    op: 'predict',
    piece: sequence(
      fixed('forecast'),
      keyed('metric', 'of', measured),
      fixed('for'),
      kinds,
      about,
      keyed('threshold', 'until', reached),
      horizon,
      period,
      atMost,
    ),
  },
  {
    op: 'anomaly',
    piece: sequence(
      fixed('what is unusual'),
      keyed('metric', 'in', measured),
      keyed('of', 'regarding', text),
      after('among', kinds),
      about,
      period,
    ),
  },
  { op: 'simulate', piece: sequence(fixed('what would follow'), supposed, occurrence('outcome', 'leading to')) },
  {
    op: 'watch',
    fits: (plan) => plan['where'] === undefined && plan['having'] !== undefined,
    piece: sequence(fixed('tell me when'), required(becoming), keyed('for', 'for', dur), period),
  },
  {
    op: 'watch',
    fits: (plan) => plan['where'] === undefined,
    piece: sequence(fixed('tell me when anything happens'), keyed('for', 'for', dur), period),
  },
  // On how things are, not on what happens to them.
  {
    op: 'watch',
    fits: ({ where, having }) => {
      const fields = Object.keys(where as object);
      return (
        having === undefined && fields.some((field) => STATE.test(field)) && fields.every((field) => STATE.test(field) || OWNER.test(field))
      );
    },
    piece: sequence(fixed('tell me of any state'), about, keyed('for', 'for', dur), period),
  },
  {
    op: 'watch',
    piece: sequence(
      fixed('tell me when there is'),
      required(occurrence('where', '')),
      after('and', becoming),
      keyed('for', 'for', dur),
      period,
    ),
  },
];

/** Fields of a state, and whose it is. */
const STATE = /^(?:status|pattern|(?:cpu|memory|disk)_pct|memory_mb|heartbeat_age_s|uptime_s|free_slots|node_count|restart_count)$/;
const OWNER = /^(?:entity|agent|node|host|region|env|platform|version|label\..+)$/;

const HELP = { questions: 'what can I ask', events: 'which event types exist', fields: 'list fields', actions: 'list actions' } as const;
const spelled = <T extends string>(values: readonly T[]): Value<T> =>
  oneOf(Object.fromEntries(values.map((value) => [value, value.replaceAll('_', ' ')])) as Record<T, string>);

const talk: readonly Sentence[] = [
  { op: 'help', fits: (plan) => plan['topic'] === undefined, means: { topic: 'questions' }, piece: fixed(HELP.questions) },
  { op: 'help', piece: required(keyed('topic', '', oneOf(HELP))) },
  {
    op: 'explain',
    piece: sequence(required(keyed('what', 'the', spelled(['evidence', 'reading', 'calculation']), 'of the answer before'))),
  },
  {
    op: 'clarify',
    piece: sequence(
      fixed('a question back, about'),
      required(keyed('slot', 'the', spelled(CLARIFY_SLOTS))),
      required(keyed('reason', 'because of', spelled(CLARIFY_REASONS))),
    ),
  },
  { op: 'refuse', piece: sequence(fixed('not answered:'), required(keyed('reason', '', spelled(REFUSE_REASONS)))) },
];

/** Every way a plan is said, by operation; of one operation the first that fits. */
const SENTENCES: readonly Sentence[] = [
  ...lists,
  counts,
  ...timelines,
  { op: 'state', piece: sequence(fixed('state'), subject, anchored, period, at, now) },
  ...rates,
  ...ratios,
  {
    op: 'duration',
    piece: sequence(aggregated, length, subject, lasting, period, grouped, ordered, atMost),
  },
  {
    op: 'aggregate',
    piece: sequence(aggregated, metric, subject, period, grouped, bucketed, ordered, atMost),
  },
  { op: 'compare', piece: comparing({ say: (plan, say) => sayPlan(plan, say), read: (cursor) => readPlan(cursor, inside) }) },
  ...whys,
  {
    op: 'impact',
    piece: sequence(
      fixed('effects of the latest'),
      required(occurrence('where', '')),
      after('among', kinds),
      occurrence('outcome', 'leading to'),
      period,
    ),
  },
  { op: 'changed', piece: sequence(fixed('what changed'), about, anchored, period) },
  { op: 'path', piece: sequence(required(occurrence('from', 'how')), required(occurrence('to', 'is related to')), period) },
  { op: 'similar', piece: sequence(fixed('past events similar to'), required(occurrence('where', '')), period, atMost) },
  ...aheads,
  {
    op: 'audit',
    fits: (plan) => plan['form'] === 'report' && plan['pick'] === undefined,
    means: { form: 'report' },
    piece: sequence(fixed('audit report'), ofVerb, about, period),
  },
  ...(['first', 'last'] as const).map(
    (pick): Sentence => ({
      op: 'audit',
      fits: (plan) => plan['pick'] === pick,
      means: { pick },
      piece: sequence(fixed(`the ${pick} of the audit`), ofVerb, about, period),
    }),
  ),
  { op: 'audit', piece: sequence(fixed('audit'), ofVerb, about, period) },
  { op: 'action', fits: (plan) => plan['target'] !== undefined, piece: wish },
  { op: 'action', piece: looseWish },
  ...talk,
];

/** The plan as a sentence. */
export function sayPlan(plan: Plan, say: Say): string {
  const slots = { ...plan };
  const sentence = SENTENCES.find((one) => one.op === plan.op && (one.fits?.(slots) ?? true));
  return sentence === undefined ? plan.op : sentence.piece.say(slots, say);
}

const inside = (cursor: Cursor): boolean => cursor.text.startsWith(': ', cursor.at);

/** The plan of which this is the sentence, up to where it must end; undefined when it is nobody's. */
export function readPlan(cursor: Cursor, ended: (cursor: Cursor) => boolean): Plan | undefined {
  for (const { op, piece, means } of SENTENCES) {
    const slots = cursor.attempt(() => {
      const got = piece.read(cursor);
      return got !== undefined && ended(cursor) ? got : undefined;
    });
    if (slots !== undefined) return { op, ...means, ...slots } as unknown as Plan;
  }
  return undefined;
}
