import type { LiveCatalogue } from '../names.ts';
import { paraphrase } from '../paraphrase.ts';
import type { ClarifyPlan, Plan, RefusePlan } from '../plan.ts';
import { planWrong } from '../plan-check.ts';
import { Clause, isMark } from './clause.ts';
import { ELSEWHERE } from './elsewhere.ts';
import { aggregate } from './frames/aggregate.ts';
import { AHEAD_FRAMES } from './frames/ahead.ts';
import { CAUSE_FRAMES } from './frames/causes.ts';
import { compare } from './frames/compare.ts';
import { component } from './frames/component.ts';
import { componentState } from './frames/component-state.ts';
import { DEED_FRAMES } from './frames/deeds.ts';
import { duration } from './frames/duration.ts';
import type { Frame } from './frames/frame.ts';
import { rate } from './frames/rate.ts';
import { ratio } from './frames/ratio.ts';
import { rows } from './frames/rows.ts';
import { state } from './frames/state.ts';
import { SUPPOSED_FRAMES } from './frames/supposed.ts';
import { timeline } from './frames/timeline.ts';
import { closestNames } from './link.ts';
import { NEAREST, nearestTo } from './nearest.ts';
import { subjectOf } from './parts.ts';
import type { Item, Sentence } from './sentence.ts';
import type { TimeContext } from './time/period.ts';

export interface Decided {
  readonly plan: Plan;
  readonly clause: Clause;
  readonly alternatives: readonly Plan[];
}

const FRAMES: readonly Frame[] = [
  ...DEED_FRAMES,
  ...AHEAD_FRAMES,
  ...SUPPOSED_FRAMES,
  ...CAUSE_FRAMES,
  component,
  componentState,
  ratio,
  duration,
  aggregate,
  compare,
  rows,
  rate,
  timeline,
  state,
];
/** What a content word that a frame leaves over takes from its score: no cue word outweighs one. */
const LEFT_OVER = 30;
/** What a word of structure left over takes. */
const LOOSE = 1.5;
/** Two readings nearer than this are both offered. */
const MARGIN = 1;

interface Candidate {
  readonly frame: Frame;
  readonly plan: Plan;
  readonly clause: Clause;
  readonly score: number;
  readonly left: readonly Item[];
}

/** Reads the sentence as every operation it could be; the best account of its words wins. */
export function chosen(sentence: Sentence, time: TimeContext, catalogue: LiveCatalogue): Decided {
  const found: Candidate[] = [];
  for (const frame of FRAMES) {
    const clause = new Clause(sentence.items, sentence.tokens, time);
    const plan = frame.read(clause);
    if (plan === undefined) continue;
    const left = sentence.items.filter((item) => !clause.used.has(item) && blocks(item, sentence));
    const loose = sentence.items.filter((item) => !clause.used.has(item) && isLoose(item));
    found.push({ frame, plan, clause, left, score: frame.weight - LEFT_OVER * left.length - LOOSE * loose.length });
  }
  found.sort((a, b) => b.score - a.score);
  const [best] = found;
  const clause = best?.clause ?? new Clause(sentence.items, sentence.tokens, time);
  if (best === undefined) return { plan: noPlan(sentence, catalogue), clause, alternatives: [] };
  const others = found
    .slice(1)
    .filter((one) => one.left.length === 0 && best.score - one.score < MARGIN && JSON.stringify(one.plan) !== JSON.stringify(best.plan));
  const vague = vagueFigure(best.left) ?? superlativeOfNothing(best.left, sentence);
  if (vague !== undefined) return { plan: vague, clause, alternatives: [] };
  if (best.left.length > 0) return { plan: leftOver(sentence, best, catalogue), clause, alternatives: [] };
  const lost = lostState(best, sentence);
  if (lost !== undefined) return { plan: lost, clause, alternatives: [] };
  const wrong = planWrong(best.plan);
  if (wrong !== undefined)
    return { plan: { op: 'refuse', reason: 'unsupported', term: wrong.slice(0, 200), closest: NEAREST }, clause, alternatives: [] };
  return { plan: best.plan, clause, alternatives: others.slice(0, 3).map((one) => one.plan) };
}

const WORST_BY: ClarifyPlan = {
  op: 'clarify',
  reason: 'ambiguous_metric',
  slot: 'metric',
  options: ['by crashes', 'by restarts', 'by downtime', 'by cpu', 'by memory'],
};

/** "the usage of node-42", "the load on agent-2": which figure is meant is asked back, where nothing else is unclear. */
function vagueFigure(left: readonly Item[]): ClarifyPlan | undefined {
  const [only, ...more] = left;
  if (only !== undefined && more.length === 0 && isBareBound(only)) return WHICH_FIGURE;
  // "which node is the worst": by which figure.
  if (only?.type === 'word' && more.length === 0 && /^(?:the )?worst$/.test(only.phrase)) return WORST_BY;
  if (only?.type !== 'word' || only.entry.vague === undefined || more.length > 0) return undefined;
  return { op: 'clarify', reason: 'ambiguous_metric', slot: 'metric', options: only.entry.vague };
}

const meansTop = (item: Item): boolean =>
  item.type === 'word' &&
  item.entry.top !== undefined &&
  item.entry.event === undefined &&
  item.entry.metric === undefined &&
  item.entry.dim === undefined;

/** "which node is the worst one": of what, nothing says. */
function superlativeOfNothing(left: readonly Item[], { items }: Sentence): ClarifyPlan | undefined {
  const noun = items.some((item) => item.type === 'word' && (item.entry.target === 'agent' || item.entry.target === 'node'));
  const other = items.some(
    (item) =>
      item.type === 'word' &&
      (item.entry.event ??
        item.entry.metric ??
        item.entry.duration ??
        item.entry.ratio ??
        item.entry.cause ??
        item.entry.status ??
        item.entry.act) !== undefined,
  );
  const said = left.filter((item) => item.type !== 'number' || item.value !== 1 || item.sign !== undefined);
  return said.length > 0 && said.every(meansTop) && noun && !other ? WHICH_FIGURE : undefined;
}

/** "above 90", "below 10 %": a bound, and nothing said of what. */
const isBareBound = (item: Item): boolean =>
  item.type === 'number' &&
  (item.sign !== undefined || item.high !== undefined) &&
  item.amount === undefined &&
  (item.unit === undefined || item.unit === '%');
const WHICH_FIGURE: ClarifyPlan = { op: 'clarify', reason: 'ambiguous_metric', slot: 'metric', options: ['cpu', 'memory', 'disk'] };

/**
 * A state that was asked for must be in the plan, as a state or as what brings it about: a frame that took the word and has no place for it
 * would answer another question ("nodes started today that are not running").
 */
function lostState({ plan, clause }: Candidate, sentence: Sentence): RefusePlan | undefined {
  if ((plan.op !== 'list' && plan.op !== 'count') || plan.target === 'event' || plan.where?.['event'] === undefined) return undefined;
  const said = JSON.stringify(plan);
  const lost = sentence.items.find(
    (item) =>
      item.type === 'word' &&
      clause.used.has(item) &&
      item.entry.status !== undefined &&
      // "agents running 1.5.0": what it runs, not that it does.
      !sentence.items.some((next) => next.at === item.end && next.type === 'name') &&
      ![...item.entry.status, ...(item.entry.event ?? [])].some((name) => said.includes(`"${name}"`)),
  );
  if (lost === undefined) return undefined;
  const term = sentence.text.slice(sentence.tokens[lost.at]?.from, sentence.tokens[lost.end - 1]?.to);
  return { op: 'refuse', reason: 'unsupported', term, closest: [paraphrase(plan)] };
}

/** A content word nothing accounts for blocks the answer. So does a negation: without it the question means the opposite. */
function blocks(item: Item, sentence: Sentence): boolean {
  if (item.type === 'plain') return /[\p{L}\p{N}]/u.test(item.text) && !/^[,&#+]$/.test(item.text);
  if (item.type !== 'word') return true;
  const { entry } = item;
  if (entry.mark !== undefined && ['not', 'never', 'except'].includes(entry.mark)) return true;
  if (entry.mark === 'no') return item.at > 0;
  if (entry.rel === 'before' || entry.rel === 'after' || (entry.rel === 'around' && item.phrase === 'near')) return true;
  // A wish nobody wrote as such: "agents that glow" do not grow.
  if (entry.act !== undefined && item.typo === true) return true;
  if (entry.filler === true) return false;
  // "got worse": a judgement nothing was compared for.
  if ((entry.mark === 'more' || entry.mark === 'less') && /worse|better|improv/.test(item.phrase)) return true;
  if (entry.cue !== undefined && OPERATIONS.has(entry.cue)) return true;
  void sentence;
  // A figure that was asked for and not given: rows would answer another question.
  if (entry.agg !== undefined && entry.agg !== 'sum' && entry.top === undefined) return true;
  return (
    entry.unrecorded === true ||
    entry.part !== undefined ||
    entry.vague !== undefined ||
    (entry.actor !== undefined && /hand|manual|automat|human|bot/.test(item.phrase)) ||
    entry.days !== undefined ||
    entry.mark === 'long' ||
    entry.event !== undefined ||
    entry.status !== undefined ||
    entry.cause !== undefined ||
    entry.metric !== undefined ||
    entry.duration !== undefined ||
    entry.ratio !== undefined ||
    entry.pattern !== undefined ||
    entry.field !== undefined ||
    entry.top !== undefined ||
    entry.order !== undefined ||
    entry.bucket !== undefined ||
    (entry.dim !== undefined && entry.dim !== 'status') ||
    entry.target !== undefined
  );
}

/** Cues that name an operation: an answer that leaves one out answers another question. */
export const OPERATION_CUES: readonly string[] = [
  'why',
  'impact',
  'path',
  'similar',
  'predict',
  'anomaly',
  'simulate',
  'watch',
  'compare',
  'changed',
];
const OPERATIONS: ReadonlySet<string> = new Set([...OPERATION_CUES, 'share']);

const isLoose = (item: Item): boolean =>
  item.type === 'word' &&
  (item.entry.cue !== undefined ||
    item.entry.mark !== undefined ||
    item.entry.agg !== undefined ||
    item.entry.about !== undefined ||
    item.entry.topic !== undefined ||
    item.entry.rel !== undefined ||
    item.entry.act !== undefined ||
    item.entry.actor !== undefined) &&
  !isMark(item, 'and', 'or', 'all', 'current', 'only', 'per', 'that', 'times', 'if');

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

/** A thing or a figure of which nothing, or nothing by that name, is recorded. */
const isNowhere = (item: Item): boolean =>
  item.type === 'word' && (item.entry.unrecorded === true || item.entry.part !== undefined || item.entry.vague !== undefined);

function leftOver(sentence: Sentence, best: Candidate, _catalogue: LiveCatalogue): Plan {
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
  // Words that are all known, and no operation that takes them together.
  const allKnown = foreign === 0 && !sentence.items.some(isNowhere);
  return { op: 'refuse', reason: allKnown ? 'unsupported' : 'no_data', term, closest: [paraphrase(ahead(best.plan, term) ?? best.plan)] };
}

/** Nothing read it: gibberish, another subject, or words of the grid that ask nothing. */
function noPlan(sentence: Sentence, _catalogue: LiveCatalogue): Plan {
  const plain = plainWords(sentence);
  const about = known(sentence);
  const term =
    plain[0] === undefined ? undefined : sentence.text.slice(sentence.tokens[plain[0].at]?.from, sentence.tokens[plain[0].end - 1]?.to);
  const nowhere = sentence.items.find(isNowhere);
  if (nowhere !== undefined)
    return {
      op: 'refuse',
      reason: 'no_data',
      term: sentence.text.slice(sentence.tokens[nowhere.at]?.from, sentence.tokens[nowhere.end - 1]?.to),
      closest: nearestTo(sentence),
    };
  if (plain.length === 0 && sentence.items.some(isBareBound) && about <= 1) return WHICH_FIGURE;
  if (plain.length === 0 && superlativeOfNothing(sentence.items.filter(meansTop), sentence) !== undefined) return WHICH_FIGURE;
  if (plain.length === 0 && about > 0) return { op: 'clarify', reason: 'ambiguous_intent', slot: 'op', options: nearestTo(sentence) };
  const spoken = sentence.items.filter((item) => item.type === 'word' || item.type === 'period').length;
  const asked = sentence.items.some((item) => item.type === 'period' || item.type === 'name');
  const elsewhere = sentence.tokens.some((token) => ELSEWHERE.has(token.text));
  const reason =
    spoken === 0 || plain.length === 0
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

/** A name that does not exist, or could be several, stops the question: it must not be answered with something similar. */
export function blockedByName(sentence: Sentence, time: TimeContext, catalogue: LiveCatalogue): ClarifyPlan | RefusePlan | undefined {
  for (const item of sentence.items) {
    if (item.type !== 'lost') continue;
    if (item.link.how === 'unknown') return { op: 'refuse', reason: 'unknown_entity', term: item.text, closest: item.link.closest };
    return {
      op: 'clarify',
      reason: 'ambiguous_entity',
      slot: item.link.kind === 'agent' || item.link.kind === 'node' ? item.link.kind : 'entity',
      options: item.link.options,
    };
  }
  const stranger = strangerIn(sentence);
  if (stranger !== undefined)
    return { op: 'refuse', reason: 'unknown_entity', term: stranger, closest: closestNames(stranger, catalogue.names.user) };
  void time;
  return sentence.items.some((item) => item.type === 'period' && item.period.ambiguous === true)
    ? { op: 'clarify', reason: 'ambiguous_time', slot: 'time' }
    : undefined;
}

/** "what did alice do yesterday", "what the user carlos did": who stands where only a user can, and is none. */
function strangerIn(sentence: Sentence): string | undefined {
  const called = sentence.items.find(
    (item) =>
      item.type === 'plain' &&
      /^[a-z][a-z0-9._-]+$/.test(item.text) &&
      /^(?:user|operator|username)$/.test(sentence.tokens[item.at - 1]?.text ?? ''),
  );
  if (called?.type === 'plain') return called.text;
  const at = sentence.tokens.findIndex(
    (token, k) =>
      /^(did|has|have)$/.test(token.text) &&
      sentence.tokens[k - 1]?.text === 'what' &&
      /^(do|done|change|changed|touch|touched)$/.test(sentence.tokens[k + 2]?.text ?? ''),
  );
  const item = at < 0 ? undefined : sentence.items.find((one) => one.at === at + 1);
  return item?.type === 'plain' && /^[a-z][a-z0-9._-]+$/.test(item.text) ? item.text : undefined;
}

/** "why did it crash" with nothing said before: which one? */
export function pronounAlone(sentence: Sentence, _time: TimeContext): ClarifyPlan | undefined {
  const it = sentence.items.find((item) => isMark(item, 'it') && item.type === 'word' && item.entry.event === undefined);
  if (it === undefined || sentence.items.some((item) => item.type === 'name')) return undefined;
  const text = sentence.tokens.map((token) => token.text).join(' ');
  // "is it likely that …": it stands for what follows.
  if (/\b(is|was|would|will) it (be )?(likely|possible|probable|true|normal|safe|correct|right|ok|okay) (that|to|if)\b/.test(text))
    return undefined;
  if (
    /\b(as it|is it|was it|does it take|did it take|it take|it was|it is|it takes|when it|it looked|forget it|do it|cancel it|confirm it|approve it)\b/.test(
      text,
    ) &&
    sentence.items.some(
      (item) =>
        item.type === 'word' &&
        (item.entry.target !== undefined ||
          item.entry.mark === 'long' ||
          item.entry.act === 'cancel' ||
          item.entry.act === 'confirm' ||
          item.entry.mark === 'who' ||
          item.entry.duration !== undefined),
    )
  )
    return undefined;
  if (
    sentence.items.some(
      (item) =>
        item.type === 'word' &&
        (item.entry.about !== undefined || item.entry.act === 'cancel' || item.entry.act === 'confirm' || item.entry.topic !== undefined),
    )
  )
    return undefined;
  const events = sentence.items.flatMap((item) => (item.type === 'word' && item.entry.event !== undefined ? item.entry.event : []));
  const act = sentence.items.find((item) => item.type === 'word' && item.entry.act !== undefined);
  const kind = sentence.items.find((item) => item.type === 'word' && (item.entry.target === 'agent' || item.entry.target === 'node'));
  if (kind !== undefined) return undefined;
  const slot = /agent|machine/.test(it.type === 'word' ? it.phrase : '')
    ? 'agent'
    : (subjectOf(events) ??
      (act !== undefined && act.type === 'word' && (act.entry.act === 'drain' || act.entry.act === 'undrain')
        ? 'agent'
        : act !== undefined || /node/.test(it.type === 'word' ? it.phrase : '')
          ? 'node'
          : 'entity'));
  return { op: 'clarify', reason: 'missing_entity', slot };
}
