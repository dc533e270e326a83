import type { LiveCatalogue } from '../names.ts';
import { paraphrase } from '../paraphrase.ts';
import type { Plan, RefusePlan } from '../plan.ts';
import { planWrong } from '../plan-check.ts';
import { blocks, isLoose } from './account.ts';
import { superlativeOfNothing, vagueFigure } from './asked-back.ts';
import { Clause, isMark } from './clause.ts';
import { aggregate } from './frames/aggregate.ts';
import { AHEAD_FRAMES } from './frames/ahead.ts';
import { CAUSE_FRAMES } from './frames/causes.ts';
import { compare } from './frames/compare.ts';
import { component, componentItself } from './frames/component.ts';
import { componentDuration } from './frames/component-duration.ts';
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
import { NEAREST } from './nearest.ts';
import type { Item, Sentence } from './sentence.ts';
import type { TimeContext } from './time/period.ts';
import { leftOver, noPlan } from './unread.ts';

export interface Decided {
  readonly plan: Plan;
  readonly clause: Clause;
  readonly alternatives: readonly Plan[];
  /** What was taken for granted beside the words. */
  readonly assumed?: string;
}

const FRAMES: readonly Frame[] = [
  ...DEED_FRAMES,
  ...AHEAD_FRAMES,
  ...SUPPOSED_FRAMES,
  ...CAUSE_FRAMES,
  component,
  componentItself,
  componentDuration,
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

export interface Candidate {
  readonly frame: Frame;
  readonly plan: Plan;
  readonly clause: Clause;
  readonly score: number;
  readonly left: readonly Item[];
}

/** Reads the sentence as every operation it could be; the best account of its words wins. */
export function chosen(sentence: Sentence, time: TimeContext, catalogue: LiveCatalogue): Decided {
  const found: Candidate[] = [];
  const blocking = sentence.items.filter((item) => blocks(item, sentence));
  const structure = sentence.items.filter(isLoose);
  for (const frame of FRAMES) {
    const clause = new Clause(sentence.items, sentence.tokens, time);
    const plan = frame.read(clause);
    if (plan === undefined) continue;
    const left = blocking.filter((item) => !clause.used.has(item));
    const loose = structure.filter((item) => !clause.used.has(item));
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
  const lost = lostState(best, sentence) ?? lostEither(best, sentence);
  if (lost !== undefined) return { plan: lost, clause, alternatives: [] };
  const wrong = planWrong(best.plan);
  if (wrong !== undefined)
    return {
      plan: notYet(sentence, time) ?? { op: 'refuse', reason: 'unsupported', term: wrong.slice(0, 200), closest: NEAREST },
      clause,
      alternatives: [],
    };
  return { plan: best.plan, clause, alternatives: others.slice(0, 3).map((one) => one.plan) };
}

/** "what failed in December 2031?": of what has not come, nothing is recorded. */
function notYet({ items, tokens, text }: Sentence, { nowMs }: TimeContext): RefusePlan | undefined {
  const to = items.find((item) => item.type === 'period' && (item.period.fromMs ?? 0) > nowMs);
  if (to === undefined) return undefined;
  return {
    op: 'refuse',
    reason: 'no_data',
    term: `${text.slice(tokens[to.at]?.from, tokens[to.end - 1]?.to)}, which has not come yet`,
    closest: NEAREST,
  };
}

/** What an alternative is of: either side of "or" is one of several of a kind, or another kind, and then only a plan of alternatives says it. */
function kindOf(item: Item | undefined): string | undefined {
  if (item?.type === 'name') return item.kind;
  if (item?.type === 'filter') return item.field;
  if (item?.type === 'number') return item.sign === undefined ? undefined : 'figure';
  if (item?.type !== 'word') return undefined;
  const { status, metric } = item.entry;
  return status !== undefined ? 'status' : metric !== undefined ? 'figure' : undefined;
}

/** "in us-east or with cpu above 90": both conditions at once would answer another question. */
function lostEither({ plan }: Candidate, sentence: Sentence): RefusePlan | undefined {
  if ((plan.op !== 'list' && plan.op !== 'count') || plan.where === undefined || plan.where['any'] !== undefined) return undefined;
  const or = sentence.items.findIndex((item) => isMark(item, 'or'));
  const [before, after] = [
    kindOf(sentence.items[or - 1]),
    sentence.items
      .slice(or + 1)
      .map(kindOf)
      .find((kind) => kind !== undefined),
  ];
  if (or < 1 || before === undefined || after === undefined || before === after) return undefined;
  const [left, right] = [before, after].map((kind) =>
    kind === 'figure' ? /_pct|_mb|_ms|_s|_count/ : new RegExp(`^${kind.replace('.', '\\.')}$`),
  );
  const fields = Object.keys(plan.where);
  if (!fields.some((field) => left?.test(field)) || !fields.some((field) => right?.test(field))) return undefined;
  return { op: 'refuse', reason: 'unsupported', term: 'or', closest: [paraphrase(plan)] };
}

/**
 * A state that was asked for must be in the plan, as a state or as what brings it about: a frame that took the word and has no place for it
 * would answer another question ("nodes started today that are not running").
 */
function lostState({ plan, clause }: Candidate, sentence: Sentence): RefusePlan | undefined {
  if ((plan.op !== 'list' && plan.op !== 'count') || plan.target === 'event' || plan.where?.['event'] === undefined) return undefined;
  const said = JSON.stringify(plan);
  // "when the grid stopped": of a part of the grid.
  if (said.includes('"component_')) return undefined;
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
