import { durOf } from '../language/numbers.ts';
import { amountAt } from '../language/time/amount.ts';
import { readPeriod, type TimeContext } from '../language/time/period.ts';
import { tokenise } from '../language/tokens.ts';
import { isoSecond } from '../plan.ts';

/** Keys of a plan that hold a length of time. */
const LENGTHS: ReadonlySet<string> = new Set(['window', 'within', 'per', 'horizon', 'for', 'bucket']);
/** Words for a unit alone: "per hour", "hourly". */
const UNIT: Readonly<Record<string, string>> = {
  minute: '1m',
  hour: '1h',
  hourly: '1h',
  day: '1d',
  daily: '1d',
  week: '1w',
  weekly: '1w',
};

export interface Timed {
  /** The proposal with every time worked out. */
  readonly plan: unknown;
  /** The words that times were read from. */
  readonly phrases: readonly string[];
}
export type Resolved = Timed | { readonly wrong: string };

/**
 * Puts times into a proposal whose times are words. A model never writes one: what it names must stand in the question, and the
 * grammar of time says what it means.
 */
export function withTimes(proposal: unknown, asked: string, time: TimeContext): Resolved {
  const phrases: string[] = [];
  let wrong: string | undefined;
  const said = (words: unknown, key: string): string | undefined => {
    if (typeof words !== 'string' || words.trim() === '') wrong ??= `${key} must be words of the question, such as "since monday"`;
    else if (!contains(asked, words)) wrong ??= `${key}: "${words.slice(0, 80)}" does not stand in the question`;
    else {
      phrases.push(words);
      return words;
    }
    return undefined;
  };
  const walk = (value: unknown, key: string): unknown => {
    if (key === 'time' || key === 'at') {
      const words = said(value, key);
      const period = words === undefined ? undefined : readPeriod(tokenise(words), time);
      if (period === undefined || period.ambiguous === true) {
        wrong ??= `${key}: "${String(value).slice(0, 80)}" is no single stretch of time`;
        return undefined;
      }
      const iso = (ms: number | null): string | null => (ms === null ? null : isoSecond(ms));
      return key === 'time' ? { from: iso(period.fromMs), to: iso(period.toMs) } : (iso(period.atMs ?? period.fromMs) ?? undefined);
    }
    if (LENGTHS.has(key) && value !== 'auto') {
      const words = said(value, key);
      const length = words === undefined ? undefined : lengthOf(words);
      if (length === undefined) wrong ??= `${key}: "${String(value).slice(0, 80)}" is no length of time`;
      return length;
    }
    if (Array.isArray(value)) return value.map((one) => walk(one, ''));
    if (typeof value !== 'object' || value === null) return value;
    // The bounds of a duration are lengths of time too.
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, walk(one, key === 'filter' ? 'within' : name)]));
  };
  const plan = walk(proposal, '');
  return wrong === undefined ? { plan, phrases } : { wrong };
}

function lengthOf(words: string): string | undefined {
  const tokens = tokenise(words).filter(({ text }) => !['per', 'a', 'an', 'every', 'each', 'by', 'the', 'last', 'next'].includes(text));
  const amount = amountAt(tokens, 0);
  if (amount !== undefined) return amount.end === tokens.length ? durOf(amount.ms) : undefined;
  const [unit] = tokens;
  return tokens.length === 1 && unit !== undefined && Object.hasOwn(UNIT, unit.text) ? UNIT[unit.text] : undefined;
}

/** Whether words stand in a text, as whole words, whatever their case. */
export function contains(text: string, words: string): boolean {
  return placeOf(text, words) !== undefined;
}

/** Where words stand in a text, as whole words. */
export function placeOf(text: string, words: string): { readonly from: number; readonly to: number } | undefined {
  const sought = words.toLowerCase().trim();
  const whole = text.toLowerCase();
  for (let at = whole.indexOf(sought); sought !== '' && at !== -1; at = whole.indexOf(sought, at + 1)) {
    const to = at + sought.length;
    if (!JOINS.test(whole[at - 1] ?? ' ') && !JOINS.test(whole[to] ?? ' ')) return { from: at, to };
  }
  return undefined;
}
const JOINS = /[\p{L}\p{N}_]/u;
