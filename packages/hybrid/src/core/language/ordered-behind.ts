import type { AggregatePlan, CountPlan, DurationPlan, ListPlan, Order, Plan, RatioPlan } from '../plan.ts';
import type { Decided } from './decide.ts';
import { byValue, made } from './parts.ts';
import type { Sentence } from './sentence.ts';

const MOST = 'highest|biggest|largest|greatest|longest|slowest|most|busiest';
const LEAST = 'lowest|smallest|least|shortest|fastest|quickest|fewest';
/** An order said behind everything else: "…, highest first", "highest cpu first", "from highest to lowest", "in descending order". */
const BEHIND = new RegExp(
  `(?:^| )(?:(?:,|and|sorted|ordered|ranked|listed|shown|with) )*(?:the )?(?:(?<end>${MOST}|${LEAST}|worst|best)(?: (?<of>[a-z][a-z ]*?))? first|(?:from )?(?:the )?(?<from>${MOST}|${LEAST}|worst|best) to (?:the )?(?:${LEAST}|${MOST}|worst|best)|(?:in )?(?<way>descending|ascending)(?: order)?)$`,
);
const DOWN = new RegExp(`^(?:${MOST}|descending)$`);
const UP = new RegExp(`^(?:${LEAST}|ascending)$`);
/** Of these more is better: the worst of them is the lowest. */
const MORE_IS_BETTER = /^(?:availability|uptime|time_to_crash|\w+_success)$/;

/**
 * "average cpu by node, highest first", "outages over 10 minutes, longest first": what is read without its order, in that order. Undefined where nothing of
 * that kind is said behind, and where the rest is no answer that can be put in an order.
 */
export function orderedBehind(sentence: Sentence, choose: (sentence: Sentence) => Decided): Decided | undefined {
  const said = BEHIND.exec(sentence.tokens.map(({ text }) => text).join(' '));
  const { end, of, from, way } = said?.groups ?? {};
  const word = end ?? from ?? way;
  if (said === null || word === undefined) return undefined;
  const cut = sentence.tokens.length - said[0].trim().split(' ').length;
  const figure =
    of === undefined ? undefined : sentence.items.find((item) => item.at >= cut && item.type === 'word' && item.entry.metric !== undefined);
  const metric = figure?.type === 'word' ? figure.entry.metric : undefined;
  if (cut < 2 || (of !== undefined && metric === undefined)) return undefined;
  const rest = { ...sentence, tokens: sentence.tokens.slice(0, cut), items: sentence.items.filter((item) => item.end <= cut) };
  const decided = choose(rest);
  const plan = inOrder(decided.plan, word, metric);
  if (plan === undefined) return undefined;
  decided.clause.use(...sentence.items.filter((item) => item.end > cut));
  return { ...decided, plan, alternatives: [] };
}

/** Whether it is lengths of time that are to be put in an order. */
export const longestFirst = ({ tokens }: Sentence): boolean => /(?:longest|shortest) first$/.test(tokens.map(({ text }) => text).join(' '));

function inOrder(plan: Plan, word: string, metric: string | undefined): Plan | undefined {
  if (plan.op === 'list' && plan.target === 'event') return ofOutages(plan, word);
  if (plan.op === 'list') return ofThings(plan, word, metric);
  const grouped =
    (plan.op === 'aggregate' || plan.op === 'ratio' || plan.op === 'duration' || plan.op === 'count') && plan.by !== undefined;
  const each = plan.op === 'duration' && plan.agg === 'each';
  if ((!grouped && !each) || ('order' in plan && plan.order !== undefined)) return undefined;
  if (metric !== undefined && !(plan.op === 'aggregate' && plan.metric === metric)) return undefined;
  const { of } = plan as { readonly of?: string };
  const dir = directionOf(word, of !== undefined && MORE_IS_BETTER.test(of));
  return { ...(plan as AggregatePlan | RatioPlan | DurationPlan | CountPlan), order: byValue(dir) } as Plan;
}

/** "outages last week, longest first": each of them by how long it was. */
function ofOutages({ where, time }: ListPlan, word: string): Plan | undefined {
  const { event, ...rest } = where ?? {};
  if (!/^(?:longest|shortest)$/.test(word) || JSON.stringify(event) !== '["agent_offline"]') return undefined;
  return made({
    op: 'duration',
    of: 'downtime',
    target: 'agent',
    where: rest,
    agg: 'each',
    order: byValue(directionOf(word, false)),
    time,
  } as DurationPlan);
}

/** Agents or nodes by the figure that is named, or by the only one that bounds them. */
function ofThings(plan: ListPlan, word: string, metric: string | undefined): Plan | undefined {
  const bounded = Object.entries(plan.where ?? {})
    .filter(([, cond]) => isBound(cond))
    .map(([field]) => field);
  const field =
    metric === undefined
      ? bounded.length === 1
        ? bounded[0]
        : undefined
      : (bounded.find((one) => familyOf(one) === familyOf(metric)) ?? metric);
  if (field === undefined || (plan.order !== undefined && plan.order.by !== field)) return undefined;
  const order: Order = { by: field, dir: directionOf(word, false) };
  return { ...plan, order };
}

/** Memory in MB and in percent are one figure. */
const familyOf = (field: string): string => field.replace(/_(?:pct|mb)$/, '');

const isBound = (cond: unknown): boolean =>
  typeof cond === 'object' && cond !== null && !Array.isArray(cond) && /^(?:gte?|lte?|between)$/.test(Object.keys(cond).join());

const directionOf = (word: string, moreIsBetter: boolean): 'asc' | 'desc' =>
  DOWN.test(word) ? 'desc' : UP.test(word) ? 'asc' : (word === 'worst') === moreIsBetter ? 'asc' : 'desc';
