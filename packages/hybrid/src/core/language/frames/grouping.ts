import type { Dim } from '../../plan.ts';
import { type Clause, isMark } from '../clause.ts';
import { dimsOf, entityKind } from '../parts.ts';
import type { Item, WordItem } from '../sentence.ts';
import { bareNumber } from './ranking.ts';

/** "are crashes going up?": no two periods are named, so how it went is the answer. */
export function risingOf(clause: Clause): 'auto' | undefined {
  const mark = clause.mark('more', 'less');
  if (
    mark === undefined ||
    clause.mark('than') !== undefined ||
    !/ing$|^(on the|up or down|better or worse|go|rise|grow)/.test(mark.phrase)
  )
    return undefined;
  const noun = clause.words('event').find((item) => (item.entry.form === 'noun' || item.entry.plural === true) && item.at < mark.at);
  if (noun === undefined) return undefined;
  clause.use(mark);
  return 'auto';
}

/**
 * Ways to group: said with "by", or asked for themselves: "what kinds of failures", "top 3 causes of crashes", "a breakdown of failures" (by type;
 * crashes by cause).
 */
export function asGroups(clause: Clause, split: Item | undefined, stepped: boolean): Dim[] {
  const said = dimsOf(clause);
  if (said.length > 0) return said;
  for (const item of clause.items) {
    if (item.type !== 'word' || clause.used.has(item)) continue;
    const next = clause.next(item, /^(of|the|our|all|for|behind)$/);
    const counted = next?.type === 'word' && next.entry.event !== undefined;
    const asked =
      /^(what|which|different|various|top|main|leading|biggest|commonest)$/.test(clause.word(item.at - 1)) ||
      bareNumber(clause.items[clause.items.indexOf(item) - 1]);
    if (!counted || !asked) continue;
    const dim = /^(what )?(kinds?|types?|sorts?)( of)?$/.test(item.phrase)
      ? 'event'
      : /^(causes?|reasons?)( (of|for|behind))?$/.test(item.phrase)
        ? 'cause'
        : undefined;
    if (dim === undefined) continue;
    clause.use(item);
    return [dim];
  }
  const kept = spreadOver(clause);
  if (kept !== undefined) return kept;
  const happening = clause.words('event', true)[0];
  // "a daily breakdown": the days are what it is broken down by.
  if (
    stepped ||
    split === undefined ||
    happening === undefined ||
    !/^(break down|breakdown|breakdown of|break down of)$/.test(clause.text(split))
  )
    return [];
  return [happening.entry.event?.join() === 'node_crashed' ? 'cause' : 'event'];
}

/** "in which regions do we have agents?", "which versions are our agents on": how they spread over what is asked for. */
function spreadOver(clause: Clause): Dim[] | undefined {
  const dim = clause
    .words('dim', true)
    .find((item) => item.entry.target === undefined && item.entry.plural === true && /^(which|what)$/.test(clause.word(item.at - 1)));
  const noun = clause
    .words('target', true)
    .find((item) => entityKind(item.entry.target) !== undefined && dim !== undefined && item.at > dim.at);
  const spread = dim !== undefined && /^(region|version|platform|env|host)$/.test(dim.entry.dim as string);
  if (dim === undefined || noun === undefined || !spread || clause.words('event').length > 0 || clause.words('metric').length > 0)
    return undefined;
  if (clause.words('top').length > 0) return undefined;
  clause.use(dim);
  return [dim.entry.dim as Dim];
}

/** Stretches that may be asked for by name, beside days. */
const STRETCHES: Readonly<Record<string, '1h' | '1w'>> = { hour: '1h', week: '1w' };

/** "which day had the most crashes", "which week": stretches in order. */
export function dayAsked(clause: Clause): '1h' | '1d' | '1w' | undefined {
  const stretch = clause.items.find(
    (item) =>
      Object.hasOwn(STRETCHES, clause.text(item)) &&
      (/^(which|what)$/.test(clause.word(item.at - 1)) || clause.words('top').some((one) => one.end === item.at)),
  );
  if (stretch !== undefined) {
    clause.use(stretch);
    return STRETCHES[clause.text(stretch)];
  }
  // "which day had the most crashes", "the worst day for crashes"
  const day = clause.items.find(
    (item, k) =>
      (isMark(item, 'when') && /day|date/.test(clause.text(item))) ||
      (clause.text(item) === 'day' &&
        clause.items.slice(0, k).some((one) => one.type === 'word' && one.entry.top !== undefined && one.end === item.at)),
  );
  if (day === undefined) return undefined;
  clause.use(day);
  return '1d';
}

/** "total crashes this year": their number. */
export function totalled(clause: Clause): boolean {
  const sum = clause
    .words('agg', true)
    .find((item) => item.entry.agg === 'sum' && /^(total|in total|overall|altogether|in all)$/.test(item.phrase));
  const noun = clause.words('event').find((item) => item.entry.plural === true);
  if (sum === undefined || noun === undefined) return false;
  // "crashes in all environments": every one of them, not their sum.
  const next = clause.items[clause.items.indexOf(sum) + 1];
  if (sum.phrase === 'in all' && next?.type === 'word' && (next.entry.dim ?? next.entry.target) !== undefined) {
    clause.use(sum, next);
    return false;
  }
  clause.use(sum);
  return true;
}

/** "why do nodes crash most often": the commonest of the causes. */
export const whyOften = (clause: Clause): WordItem | undefined =>
  clause.cue('why') === undefined || clause.names('node').length > 0
    ? undefined
    : clause.items.find(
        (item): item is WordItem =>
          item.type === 'word' && /^(most often|most frequently|usually|typically|generally|mostly|normally)$/.test(item.phrase),
      );
