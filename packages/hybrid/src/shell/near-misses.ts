import { counted } from '@sutra/kit';
import type { Noun } from '../core/nouns.ts';
import { paraphrase } from '../core/paraphrase.ts';
import type { Plan, Scalar, Where } from '../core/plan.ts';
import type { Result, Work } from './answer.ts';
import { conditionWords, kindsOf } from './condition-words.ts';
import { compileWhere, countOf, timeOf, type Window } from './filter.ts';

/** Conditions that are left out one after the other, at most: each is counted once more. */
const CONDITIONS_MAX = 4;

interface NearMiss {
  readonly count: number;
  /** The conditions that were kept, and those that were left out. */
  readonly rest: Where;
  readonly left: Where;
}

/** What there is in the same time where a condition is left out: which of them it is that nothing meets. In a sentence, and as questions that list it. */
export async function nearMisses(
  where: Where | undefined,
  window: Window,
  work: Work,
): Promise<{ readonly text: string } & Pick<Result, 'suggestions'>> {
  const { event } = where ?? {};
  const fields = Object.keys(where ?? {}).filter((field) => field !== 'event' && where?.[field] !== undefined);
  // Without a kind, what is left is everything that was ever recorded.
  const named = Array.isArray(event) && !(event as readonly Scalar[]).includes('@all');
  if (where === undefined || !named || fields.length === 0 || fields.length > CONDITIONS_MAX) return { text: '' };
  const all = await Promise.all(fields.map((field) => countWithout(where, [field], window, work)));
  const some = all.filter((one) => one !== undefined && one.count > 0) as NearMiss[];
  const none = some.length > 0 || fields.length === 1 ? undefined : await countWithout(where, fields, window, work);
  const found = none === undefined || none.count === 0 ? some : [none];
  if (found.length === 0) return { text: '' };
  const said = found.map(({ count, rest, left }) => missWords(count, kindsOf(where), rest, left, ' in that time'));
  return {
    text: said.map((one) => ` ${one}.`).join(''),
    suggestions: found.map((one, i) => ({ question: paraphrase(listOf(one, window, work)), why: said[i] as string })),
  };
}

/** Counted by the store alone: a condition that only reading every event could test is not worth a hint. */
async function countWithout(where: Where, fields: readonly string[], window: Window, work: Work): Promise<NearMiss | undefined> {
  const parts = Object.entries(where);
  const rest = Object.fromEntries(parts.filter(([field]) => !fields.includes(field))) as Where;
  const left = Object.fromEntries(parts.filter(([field]) => fields.includes(field))) as Where;
  const compiled = compileWhere(rest, work);
  if (compiled.also !== undefined || compiled.ids !== undefined) return undefined;
  return { count: (await countOf(work, compiled, window)).total, rest, left };
}

/** "There were 4 crashes of n1 in that time, none with exit code 137": what there was, and by which condition it is not meant. */
export function missWords(count: number, { one, many }: Noun, rest: Where, left: Where, when: string): string {
  const were = when === '' ? (count === 1 ? 'is' : 'are') : count === 1 ? 'was' : 'were';
  const missing = conditionWords(left);
  const none = count > 1 ? 'none' : missing.startsWith(' that ') ? 'not one' : 'not';
  return `There ${were} ${counted(count, one, many)}${conditionWords(rest, count === 1 ? 'is' : 'are')}${when}, ${none}${missing}`;
}

const listOf = ({ rest: where }: NearMiss, window: Window, work: Work): Plan => ({
  op: 'list',
  target: 'event',
  where,
  time: timeOf(window, work),
});
