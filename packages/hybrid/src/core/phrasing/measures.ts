import type { Agg } from '../plan.ts';
import { keyed, oneOf, type Piece, type Value } from './piece.ts';
import { dur, measured } from './scalars.ts';

const AGGS: Readonly<Record<Agg, string>> = {
  avg: 'average',
  sum: 'total',
  min: 'lowest',
  max: 'highest',
  p50: 'median',
  p90: '90th percentile of',
  p95: '95th percentile of',
  p99: '99th percentile of',
  last: 'last',
  current: 'current',
  each: 'each',
  count: 'number of times of',
  trend: 'trend of',
};
/** "average", "95th percentile of". */
export const aggregated: Piece = { ...keyed('agg', '', oneOf(AGGS)), required: true };

const KINDS = {
  spawn_time: 'spawn time',
  stop_time: 'stop time',
  restart_time: 'restart time',
  time_to_crash: 'time to the first crash',
  heartbeat_gap: 'gap between heartbeats',
  downtime: 'downtime',
  uptime: 'uptime',
} as const;
const kinds = oneOf(KINDS);
const STATUS = /[a-z]+/y;

const stretch: Value<string> = {
  say: (of, say) => (of.startsWith('time_in:') ? `time as ${of.slice('time_in:'.length)}` : kinds.say(of as keyof typeof KINDS, say)),
  read: (cursor) => {
    if (!cursor.take('time as ')) return kinds.read(cursor);
    const status = cursor.match(STATUS);
    return status === undefined ? undefined : `time_in:${status}`;
  },
};
/** "downtime", "time as running". */
export const length: Piece = { ...keyed('of', '', stretch), required: true };

const SIGNS = { gte: 'at least', lte: 'at most', gt: 'longer than', lt: 'shorter than' } as const;
const bounds: Value<Readonly<Partial<Record<keyof typeof SIGNS, string>>>> = {
  say: (filter) =>
    Object.entries(filter)
      .map(([sign, value]) => `${SIGNS[sign as 'gt']} ${value}`)
      .join(' and '),
  read: (cursor) => {
    let found: Readonly<Partial<Record<keyof typeof SIGNS, string>>> | undefined;
    for (;;) {
      const one = cursor.attempt(() => {
        if (found !== undefined && !cursor.take(' and ')) return undefined;
        const sign = (Object.keys(SIGNS) as (keyof typeof SIGNS)[]).find((name) => cursor.words(SIGNS[name]));
        const value = sign !== undefined && cursor.take(' ') ? dur.read(cursor) : undefined;
        return sign === undefined || value === undefined ? undefined : { [sign]: value };
      });
      if (one === undefined) return found;
      found = { ...found, ...one };
    }
  },
};
/** "lasting longer than 10m". */
export const lasting: Piece = keyed('filter', 'lasting', bounds);

/** The metric a sentence is about. */
export const metric: Piece = { ...keyed('metric', '', measured), required: true };

const RATIOS = {
  spawn_success: 'spawn success rate',
  spawn_failure: 'spawn failure rate',
  stop_success: 'stop success rate',
  stop_failure: 'stop failure rate',
  recovery: 'recovery rate',
  availability: 'availability',
  cache_hit: 'cache hit rate',
} as const;
/** "spawn success rate", "availability". */
export const rateName: Piece = { ...keyed('of', '', oneOf(RATIOS)), required: true };

const UNITS: Readonly<Record<string, string>> = { '1s': 'second', '1m': 'minute', '1h': 'hour', '1d': 'day', '1w': 'week' };
/** What a rate is per: "hour", "15m". */
export const unitName = (per: string): string => UNITS[per] ?? per;
const unit: Value<string> = {
  say: unitName,
  read: (cursor) => Object.keys(UNITS).find((per) => cursor.words(UNITS[per] as string)) ?? dur.read(cursor),
};
/** "per hour". */
export const per: Piece = keyed('per', 'per', unit);
