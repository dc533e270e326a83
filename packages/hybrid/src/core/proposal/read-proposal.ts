import { lexiconOf } from '../language/lexicon.ts';
import type { ParseInput, Reading, Span } from '../language/parse.ts';
import { readSentence } from '../language/sentence.ts';
import type { LiveCatalogue } from '../names.ts';
import { paraphrase } from '../paraphrase.ts';
import type { Plan } from '../plan.ts';
import { planWrong } from '../plan-check.ts';
import { coverage } from './coverage.ts';
import { PROPOSABLE } from './form.ts';
import { type Backing, type Ground, ungrounded } from './grounding.ts';
import { placeOf, withTimes } from './times.ts';
import { vocabularyOf } from './vocabulary.ts';

/** What became of one proposal. `wrong` says exactly what to mend; `declined` is a model that gives up, which is its right. */
export type Judged = { readonly reading: Reading } | { readonly wrong: string } | { readonly declined: true };

/** Deepest nesting looked at; a plan needs less. */
const DEPTH_MAX = 12;

/**
 * Judges what a model filled in. Nothing is believed: the form, the values, the names, the numbers and the times are all checked against
 * the question and the catalogue, and the times are worked out here. Pure.
 */
export function readProposal(text: string, input: ParseInput, catalogue: LiveCatalogue): Judged {
  let given: unknown;
  try {
    given = JSON.parse(unfenced(text));
  } catch {
    return { wrong: 'the answer is not JSON' };
  }
  if (depthOf(given) > DEPTH_MAX) return { wrong: 'the answer is nested too deeply' };
  const filled = withoutNulls(given);
  if (!isObject(filled)) return { wrong: 'the answer must be an object with "plan" and "words"' };
  const extra = Object.keys(filled).find((key) => key !== 'plan' && key !== 'words');
  if (extra !== undefined) return { wrong: `"${extra.slice(0, 60)}" is no part of the form; it has "plan" and "words"` };
  if (filled['plan'] === undefined) return { declined: true };
  const backing = backingOf(filled['words']);
  if (typeof backing === 'string') return { wrong: backing };
  return judged(filled['plan'], backing, input, catalogue);
}

function judged(proposed: unknown, backing: readonly Backing[], input: ParseInput, catalogue: LiveCatalogue): Judged {
  const op = isObject(proposed) ? proposed['op'] : undefined;
  if (typeof op !== 'string' || !PROPOSABLE.includes(op)) return { wrong: `plan.op must be one of ${PROPOSABLE.join(', ')}` };
  const time = { nowMs: Math.floor(input.nowUs / 1000), zone: input.tz };
  const timed = withTimes(proposed, input.question, time);
  if ('wrong' in timed) return timed;
  const wrong = planWrong(timed.plan);
  if (wrong !== undefined) return { wrong };
  const inner = (timed.plan as { plan?: { op?: string } }).plan?.op;
  if (inner !== undefined && !PROPOSABLE.includes(inner)) return { wrong: `plan.plan.op must be one of ${PROPOSABLE.join(', ')}` };
  const ground: Ground = {
    sentence: readSentence(input.question, catalogue, time, true),
    ...(input.context === undefined ? {} : { before: readSentence(input.context, catalogue, time, true) }),
    vocabulary: vocabularyOf(lexiconOf(catalogue.events)),
    backing,
    phrases: timed.phrases,
  };
  const invented = ungrounded(timed.plan, ground);
  if (invented !== undefined) return { wrong: invented };
  const covered = coverage(timed.plan, ground);
  if ('missing' in covered) return { wrong: `the question says "${covered.missing}" and the plan leaves it out` };
  const plan = timed.plan as Plan;
  return {
    reading: {
      plan,
      reading: paraphrase(plan),
      spans: spansOf(input.question, ground),
      assumptions: [],
      alternatives: [],
      ignored: [],
      confidence: Math.round(covered.share * 100) / 100,
    },
  };
}

function spansOf(question: string, { backing, phrases }: Ground): Span[] {
  return [
    ...backing.flatMap(({ value, from }) => {
      const place = placeOf(question, from);
      return place === undefined ? [] : [{ ...place, slot: value }];
    }),
    ...phrases.flatMap((phrase) => {
      const place = placeOf(question, phrase);
      return place === undefined ? [] : [{ ...place, slot: 'time' }];
    }),
  ].sort((a, b) => a.from - b.from);
}

/** Most words named for values; a question has no more. */
const BACKINGS_MAX = 64;

function backingOf(given: unknown): readonly Backing[] | string {
  if (given === undefined) return [];
  if (!Array.isArray(given) || given.length > BACKINGS_MAX) return `words must be a list of at most ${BACKINGS_MAX}`;
  for (const one of given)
    if (!isObject(one) || typeof one['value'] !== 'string' || typeof one['from'] !== 'string')
      return 'words must be a list of {"value": a value of the plan, "from": the words of the question}';
  return given as readonly Backing[];
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Models that know no structured output wrap JSON in a code fence. */
const unfenced = (text: string): string => /^\s*```(?:json)?\s*\n([\s\S]*?)\n?\s*```\s*$/.exec(text)?.[1] ?? text;

/** What was not filled in is not there. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, one]) => (one === null ? [] : [[key, withoutNulls(one)]])));
}

function depthOf(value: unknown, at = 0): number {
  if (at > DEPTH_MAX || typeof value !== 'object' || value === null) return at;
  return Math.max(at, ...Object.values(value).map((one) => depthOf(one, at + 1)));
}
