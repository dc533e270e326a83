import type { LiveCatalogue } from '../names.ts';
import { paraphrase } from '../paraphrase.ts';
import type { Plan } from '../plan.ts';
import { isBareBound, meansTop, superlativeOfNothing, WHICH_FIGURE, WORST_BY } from './asked-back.ts';
import type { Candidate } from './decide.ts';
import { ELSEWHERE } from './elsewhere.ts';
import { NEAREST, nearestTo } from './nearest.ts';
import { subjectOf } from './parts.ts';
import type { Item, Sentence } from './sentence.ts';
import { isEnglish } from './typo.ts';

const known = (sentence: Sentence): number =>
  sentence.items.filter(
    (item) =>
      item.type === 'name' ||
      (item.type === 'word' &&
        (item.entry.event !== undefined ||
          item.entry.status !== undefined ||
          item.entry.target !== undefined ||
          item.entry.metric !== undefined ||
          item.entry.cause !== undefined ||
          item.entry.duration !== undefined ||
          item.entry.ratio !== undefined ||
          item.entry.dim !== undefined)),
  ).length;

function plainWords(sentence: Sentence): Item[] {
  return sentence.items.filter((item) => item.type === 'plain' && /[\p{L}\p{N}]/u.test(item.text));
}

/** "crashes tomorrow": of what is to come there are forecasts only. */
function ahead(plan: Plan, term: string): Plan | undefined {
  if (!/^(tomorrow|next|upcoming|coming)$/i.test(term) || !('where' in plan) || plan.where?.['event'] === undefined) return undefined;
  const events = Array.isArray(plan.where['event']) ? (plan.where['event'] as readonly string[]) : [];
  return { op: 'predict', target: subjectOf(events) ?? 'node', where: plan.where, horizon: /week/.test(term) ? '7d' : '1d' };
}

/** Steps that are not all of one length. */
const LONG_STEP = /^(?:calendar|monthly|months?|quarterly|quarters?|yearly|years?|annual|annually|fortnight|fortnightly|biweekly)\b|^by$/;

/** "crashes by month": buckets are of one length each, and a week is the longest said by name. */
function inSteps(plan: Plan): readonly Plan[] | undefined {
  if (plan.op === 'list' && plan.target === 'event') {
    const { where, time } = plan;
    const kept = {
      op: 'count',
      target: 'event',
      ...(where === undefined ? {} : { where }),
      ...(time === undefined ? {} : { time }),
    } as const;
    return ['1w', '1d'].map((bucket) => ({ ...kept, bucket }));
  }
  if (plan.op === 'count' || plan.op === 'aggregate') {
    const { order: _order, limit: _limit, by: _by, bucket: _bucket, ...kept } = plan;
    return ['1w', '1d'].map((bucket) => ({ ...kept, bucket }) as Plan);
  }
  return plan.op === 'ratio' || plan.op === 'duration' || plan.op === 'rate' ? [plan] : undefined;
}

/** A thing or a figure of which nothing, or nothing by that name, is recorded. */
const isNowhere = (item: Item): boolean =>
  item.type === 'word' && (item.entry.unrecorded === true || item.entry.part !== undefined || item.entry.vague !== undefined);

export function leftOver(sentence: Sentence, best: Candidate, _catalogue: LiveCatalogue): Plan {
  const plain =
    best.left.find(isNowhere) ??
    best.left.find((item) => item.type === 'plain') ??
    best.left.find((item) => item.type !== 'word' || item.entry.cue === undefined) ??
    (best.left[0] as Item);
  const term = sentence.text.slice(sentence.tokens[plain.at]?.from, sentence.tokens[plain.end - 1]?.to);
  const foreign = plainWords(sentence).length;
  if (best.plan.op === 'action') return { op: 'clarify', reason: 'ambiguous_intent', slot: 'op', options: [paraphrase(best.plan)] };
  if (best.plan.op === 'clarify' && foreign === 0) return best.plan;
  const about = known(sentence);
  if (foreign > 0 && (about === 0 || sentence.tokens.some((token) => ELSEWHERE.has(token.text)))) return noPlan(sentence, _catalogue);
  if (foreign > about + 1) return { op: 'refuse', reason: 'out_of_scope', term, closest: NEAREST };
  const stepped = LONG_STEP.test(term.toLowerCase()) && foreign <= 2 ? inSteps(best.plan) : undefined;
  if (stepped !== undefined) return { op: 'refuse', reason: 'unsupported', term, closest: stepped.map((plan) => paraphrase(plan)) };
  // Words that are all known, and no operation that takes them together.
  const allKnown = foreign === 0 && !sentence.items.some(isNowhere);
  return { op: 'refuse', reason: allKnown ? 'unsupported' : 'no_data', term, closest: [paraphrase(ahead(best.plan, term) ?? best.plan)] };
}

/** Nothing read it: gibberish, another subject, or words of the grid that ask nothing. */
export function noPlan(sentence: Sentence, _catalogue: LiveCatalogue): Plan {
  const plain = plainWords(sentence);
  const about = known(sentence);
  const term =
    plain[0] === undefined ? undefined : sentence.text.slice(sentence.tokens[plain[0].at]?.from, sentence.tokens[plain[0].end - 1]?.to);
  const [nowhere, ...more] = sentence.items.filter(isNowhere);
  if (
    nowhere?.type === 'word' &&
    nowhere.entry.vague !== undefined &&
    plain.length + more.length === 0 &&
    sentence.items.some((item) => item.type === 'name' || (item.type === 'word' && (item.entry.target ?? item.entry.top) !== undefined))
  )
    return { op: 'clarify', reason: 'ambiguous_metric', slot: 'metric', options: nowhere.entry.vague };
  // "write an apology to our customers" asks for no figure of them.
  if (nowhere !== undefined && !(about === 0 && plain.length >= 3))
    return {
      op: 'refuse',
      reason: 'no_data',
      term: sentence.text.slice(sentence.tokens[nowhere.at]?.from, sentence.tokens[nowhere.end - 1]?.to),
      closest: nearestTo(sentence),
    };
  if (plain.length === 0 && sentence.items.some(isBareBound) && about <= 1) return WHICH_FIGURE;
  if (plain.length === 0 && superlativeOfNothing(sentence.items.filter(meansTop), sentence) !== undefined) return WORST_BY;
  // "the average on cache-1": of which figure was not said.
  const figureless =
    sentence.items.some((item) => item.type === 'word' && item.entry.agg !== undefined) &&
    !sentence.items.some(
      (item) => item.type === 'word' && (item.entry.metric ?? item.entry.duration ?? item.entry.ratio ?? item.entry.event) !== undefined,
    );
  if (plain.length === 0 && about > 0 && figureless) return WHICH_FIGURE;
  if (plain.length === 0 && about > 0) return { op: 'clarify', reason: 'ambiguous_intent', slot: 'op', options: nearestTo(sentence) };
  const spoken = sentence.items.filter((item) => item.type === 'word' || item.type === 'period').length;
  const asked = sentence.items.some((item) => item.type === 'period' || item.type === 'name');
  const elsewhere = sentence.tokens.some((token) => ELSEWHERE.has(token.text));
  const reason =
    spoken === 0 ||
    plain.length === 0 ||
    (plain.length > 2 && !elsewhere && plain.every((item) => item.type === 'plain' && !isEnglish(item.text)))
      ? 'unparsed'
      : elsewhere
        ? 'out_of_scope'
        : (about > 0 || asked) && plain.length <= Math.max(about, 1) + 2
          ? 'no_data'
          : 'out_of_scope';
  return {
    op: 'refuse',
    reason,
    closest: reason === 'out_of_scope' ? NEAREST : nearestTo(sentence),
    ...(term === undefined || reason === 'unparsed' ? {} : { term }),
  };
}
