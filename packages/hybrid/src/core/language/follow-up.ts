import type { Cond, Dim, Plan, Time, Where } from '../plan.ts';
import { isoSecond } from '../plan.ts';
import { Clause, isMark } from './clause.ts';
import { horizonOf } from './frames/ahead.ts';
import { byValue, dimsOf, made, partsOf, perOf, subjectOf } from './parts.ts';
import type { Item, NameItem, Sentence } from './sentence.ts';
import { amountAt } from './time/amount.ts';
import type { TimeContext } from './time/period.ts';

const KINDS = ['agent', 'node', 'host', 'region', 'env', 'platform', 'version', 'user'] as const;
const OPENER =
  /^(and|what about|how about|same|same for|only|just|instead|but|or|also|no|not|except|without|in|on|by|per|top|for|from|ok and|excluding|now|then|with|split|group|at|during|since|sorry|i meant|i mean|actually|show only|limit|filter|rather|as for|versus|break|breakdown|which of|exclude|narrow)\b/;

/** "break it down by agent", "can you split those per node": the answer before, in groups. */
export const regroups = (sentence: Sentence): boolean => REGROUPS.test(sentence.tokens.map((token) => token.text).join(' '));
const REGROUPS =
  /^(?:(?:can|could|would|will|you|please|pls|now|and|then|ok|just) )*(?:break|split|group|slice|divide|separate|bucket|cut|roll|bin|aggregate|organise|organize|sum|tally|summarise|summarize) (?:(?:it|them|those|these|that|this|all|down|up|out|the|numbers?|results?|counts?|total|crashes|events) )*(?:by|per|into|for each|in)\b/;
const REGROUPED =
  /^(?:can|could|would|will|you|please|pls|now|and|then|ok|just|break|split|group|slice|divide|separate|bucket|cut|roll|bin|aggregate|organise|organize|sum|tally|summarise|summarize|it|them|those|these|that|this|all|down|up|out|the|numbers?|results?|counts?|total|break down|split up|those crashes|those events|sum up|tally up)$/;

/** Conditions of a plan, those of a comparison's inner plan included. */
export const whereOf = (plan: Plan): Where =>
  'where' in plan && plan.where !== undefined ? plan.where : 'anchor' in plan && plan.anchor !== undefined ? plan.anchor.where : {};

/**
 * The question with its pronouns replaced by what they stand for: the most salient entity of the kind the words are about.
 * Undefined when there is none to replace, or nothing they could mean.
 */
export function resolved(sentence: Sentence, before: Plan): Sentence | undefined {
  const pronoun = sentence.items.find((item) => isMark(item, 'it') && (item.type !== 'word' || item.entry.event === undefined));
  if (pronoun === undefined) return undefined;
  const where = whereOf(before);
  const events = sentence.items.flatMap((item) => (item.type === 'word' && item.entry.event !== undefined ? item.entry.event : []));
  const wanted =
    subjectOf(events) ?? (/agent/.test(textOf(sentence, pronoun)) ? 'agent' : /node/.test(textOf(sentence, pronoun)) ? 'node' : undefined);
  const kinds = wanted === undefined ? (['node', 'agent', 'region', 'env', 'user'] as const) : ([wanted, 'node', 'agent'] as const);
  const kind = kinds.find((one) => Array.isArray(where[one]));
  if (kind === undefined) return undefined;
  const names = (where[kind] as readonly string[]).map(
    (name): NameItem => ({ type: 'name', at: pronoun.at, end: pronoun.end, kind, name, how: 'exact', text: name }),
  );
  return { ...sentence, items: sentence.items.flatMap((item): Item[] => (item === pronoun ? names : [item])) };
}

const textOf = (sentence: Sentence, item: Item): string =>
  sentence.tokens
    .slice(item.at, item.end)
    .map((one) => one.text)
    .join(' ');

const KIND_WORD: Readonly<Record<'agent' | 'node' | 'event' | 'entity', string>> = {
  agent: 'agents',
  node: 'nodes',
  event: 'events',
  entity: 'things',
};

/**
 * "which of those are in production?", "did they come back?": a whole question about the rows of the answer before. The pronoun becomes
 * the noun of those rows; undefined when the sentence says nothing of its own ("count them", "group them by agent").
 */
export function aboutThose(sentence: Sentence, before: Plan): Sentence | undefined {
  const pronoun = sentence.items.find((item) => isMark(item, 'them') && item.type === 'word' && item.entry.event === undefined);
  if (pronoun === undefined) return undefined;
  const target = 'target' in before && before.target !== undefined && before.target !== 'cluster' ? before.target : 'event';
  const says = sentence.items.some(
    (item) =>
      item.type === 'name' ||
      item.type === 'filter' ||
      item.type === 'quote' ||
      (item.type === 'word' &&
        (item.entry.event ?? item.entry.status ?? item.entry.cause ?? item.entry.metric ?? item.entry.pattern ?? item.entry.field) !==
          undefined),
  );
  if (!says || sentence.items.some((item) => item.type === 'word' && item.entry.act !== undefined && item.entry.event === undefined))
    return undefined;
  const noun: Item = {
    type: 'word',
    at: pronoun.at,
    end: pronoun.end,
    phrase: KIND_WORD[target],
    entry: { target, form: 'noun', plural: true, ...(target === 'entity' ? {} : { dim: target }) },
  };
  return { ...sentence, items: sentence.items.map((item) => (item === pronoun ? noun : item)) };
}

/** "restart them": a wish for the agents or nodes of the answer before. */
export function wishOfThose(sentence: Sentence, before: Plan): Sentence | undefined {
  const pronoun = sentence.items.find((item) => isMark(item, 'them'));
  if (pronoun === undefined || (before.op !== 'list' && before.op !== 'count')) return undefined;
  const { target } = before;
  const named = sentence.items.some((item) => item.type === 'name' || item.type === 'lost');
  if (
    (target !== 'agent' && target !== 'node') ||
    named ||
    !sentence.items.some((item) => item.type === 'word' && item.entry.act !== undefined)
  )
    return undefined;
  const { at, end } = pronoun;
  const rows: Item = { type: 'filter', at, end, field: 'ref', sign: '=', values: ['previous'] };
  const noun: Item = { type: 'word', at, end, phrase: KIND_WORD[target], entry: { target, form: 'noun', plural: true } };
  return { ...sentence, items: sentence.items.flatMap((item): Item[] => (item === pronoun ? [rows, noun] : [item])) };
}

/** The same plan, of the rows of the answer before only. */
export function ofThose(plan: Plan): Plan | undefined {
  if (!['list', 'count', 'timeline', 'duration', 'aggregate', 'rate', 'why', 'impact', 'changed'].includes(plan.op)) return undefined;
  return { ...plan, where: { ref: ['previous'], ...whereOf(plan) } } as Plan;
}

/** "why?", "what did it affect?", "what changed before that?": another operation over what was asked about before. */
export function retargeted(
  sentence: Sentence,
  before: Plan,
  time: TimeContext,
): { readonly plan: Plan; readonly clause: Clause } | undefined {
  const clause = new Clause(sentence.items, sentence.tokens, time);
  const where = happening(whereOf(before), before);
  if (Object.keys(where).length === 0) return undefined;
  const own = clause.items.some(
    (item) =>
      item.type === 'name' ||
      (item.type === 'word' && item.entry.event !== undefined && item.entry.cue === undefined) ||
      (item.type === 'word' && item.entry.target !== undefined),
  );
  if (own) return undefined;
  const [why, impact, changed, similar] = (['why', 'impact', 'changed', 'similar'] as const).map((cue) => clause.cue(cue));
  const rel = clause.words('rel')[0] ?? clause.items.find((item) => isMark(item, 'that'));
  const rest = { clause };
  clause.use(...clause.items.filter((item) => item.type === 'word'));
  if (changed !== undefined && rel !== undefined)
    return { plan: { op: 'changed', anchor: { where, rel: relOf(textOf(sentence, rel)) } }, ...rest };
  if (clause.cue('timeline') !== undefined && rel !== undefined && clause.mark('it', 'that') !== undefined)
    return { plan: { op: 'timeline', anchor: { where, rel: relOf(textOf(sentence, rel)) } }, ...rest };
  if (changed !== undefined && clause.items.length <= 4 && clause.periods().length === 0)
    return { plan: made({ op: 'changed', where: namesOnly(where), time: timeIn(before) }), ...rest };
  if (similar !== undefined) return { plan: { op: 'similar', where }, ...rest };
  if (impact !== undefined) return { plan: { op: 'impact', where }, ...rest };
  if (why !== undefined) return { plan: made({ op: 'why', where, time: timeIn(before) }), ...rest };
  return undefined;
}

const relOf = (text: string): 'before' | 'after' | 'around' =>
  /before|prior/.test(text) ? 'before' : /after|since|following/.test(text) ? 'after' : 'around';
export const timeIn = (plan: Plan): Time | undefined => ('time' in plan ? plan.time : undefined);
export const namesOnly = (where: Where): Where =>
  Object.fromEntries(Object.entries(where).filter(([field]) => (KINDS as readonly string[]).includes(field)));

/** What was asked about, as a happening: a state is the event that entered it. */
export function happening(where: Where, before: Plan): Where {
  const { status, ...rest } = where;
  if (status === undefined || rest['event'] !== undefined || !Array.isArray(status)) return where;
  const kind = 'target' in before && before.target === 'node' ? 'node' : 'agent';
  const enters: Readonly<Record<string, string>> = {
    offline: 'agent_offline',
    degraded: 'agent_degraded',
    crashed: 'node_crashed',
    '@failed': 'node_crashed',
    '@down': kind === 'node' ? 'node_crashed' : 'agent_offline',
  };
  const events = (status as readonly string[]).flatMap((one) => (Object.hasOwn(enters, one) ? [enters[one] as string] : []));
  return events.length === 0 ? where : { event: events, ...rest };
}

/** Whether the words lean on what was asked before: an opener, or no operation of their own. */
export function leans(sentence: Sentence): boolean {
  const text = sentence.tokens.map((token) => token.text).join(' ');
  if (OPENER.test(text) || REGROUPS.test(text) || / (instead|rather)$/.test(text)) return true;
  // "show them on a chart"
  const drawn = sentence.items.some((item) => item.type === 'word' && item.entry.cue === 'chart');
  if (drawn && (sentence.items.some((item) => isMark(item, 'them', 'it', 'that')) || /^as an? /.test(text))) return true;
  const content = sentence.items.filter((item) => item.type === 'word' && item.entry.filler !== true);
  const counts =
    /^(how many|how many are there|how many are they|how many in total|how many altogether|so how many|and how many|count them|how many were there|how many is that|how many was that|count|number)$/.test(
      text,
    );
  const fragment = content.every(
    (item) =>
      item.type === 'word' &&
      item.entry.event === undefined &&
      item.entry.status === undefined &&
      item.entry.target === undefined &&
      item.entry.cue === undefined &&
      item.entry.metric === undefined &&
      item.entry.duration === undefined &&
      item.entry.ratio === undefined &&
      item.entry.act === undefined,
  );
  return (
    counts ||
    (fragment && !sentence.tokens.some((token) => /^(why|who|how|what|which|when|is|did|was)$/.test(token.text))) ||
    shiftOf(text) !== undefined
  );
}

/** "make it two hours": how far back, when the words are a length and nothing else. */
function lengthIn(clause: Clause): number | undefined {
  const last = clause.items.at(-1);
  const tokens = clause.tokens.slice(clause.items[2]?.at ?? 2);
  const amount = amountAt(tokens, 0) ?? amountAt(tokens, 1) ?? amountAt(tokens, 2);
  return last === undefined || amount === undefined ? undefined : amount.ms;
}

const SHIFT =
  /^(?:and |what about |how about |for |on |or )*(?:the )?(hour|day|week|month)s? (?:before|earlier|before that|prior|previously)$/;
const shiftOf = (text: string): string | undefined => SHIFT.exec(text)?.[1];

/** New words replace the slots of their own kind in the plan before; the rest stays. */
export function merged(sentence: Sentence, before: Plan, time: TimeContext): { readonly plan: Plan; readonly clause: Clause } | undefined {
  if (before.op === 'refuse' || before.op === 'clarify' || before.op === 'help' || before.op === 'explain') return undefined;
  if (before.op === 'compare') {
    // The sides stay: what is compared is another thing, or of other things.
    const inner = merged(sentence, before.plan, time);
    const sides = before.sides.some((side) => side.time !== undefined);
    if (inner === undefined || (sides && timeIn(inner.plan) !== timeIn(before.plan))) return undefined;
    return { plan: { ...before, plan: inner.plan }, clause: inner.clause };
  }
  const clause = new Clause(sentence.items, sentence.tokens, time);
  const text = sentence.tokens.map((token) => token.text).join(' ');
  const length = /^(make|change|set) (it|that)( to)? (the )?(last |past )?/.test(text) ? lengthIn(clause) : undefined;
  if (length !== undefined && timeIn(before) !== undefined) {
    clause.use(...clause.items);
    return { plan: { ...before, time: { from: isoSecond(time.nowMs - length), to: isoSecond(time.nowMs) } } as Plan, clause };
  }
  const shift = shiftOf(text);
  if (shift !== undefined) {
    const moved = shifted(before, shift);
    if (moved === undefined) return undefined;
    clause.use(...clause.items);
    return { plan: { ...before, time: moved } as Plan, clause };
  }
  clause.use(
    ...clause.items.filter(
      (item) =>
        isMark(item, 'and', 'or', 'only', 'instead', 'current', 'again') ||
        (/^(same|no|what|about|how|for|filter|show|sorry|ones|one|not|please|just|those|these|them|the|of|only|were|there)$/.test(
          clause.text(item),
        ) &&
          !isMark(item, 'not', 'no', 'except')),
    ),
  );
  if (clause.text(clause.items[0] as Item) === 'no' && clause.items.length > 1) clause.use(clause.items[0] as Item);
  if (REGROUPS.test(text)) clause.use(...clause.items.filter((item) => REGROUPED.test(clause.text(item)) && !isMark(item, 'per')));
  // "per hour" of what was counted is how often it happens.
  const per = (before.op === 'count' || before.op === 'list') && before.target === 'event' ? perOf(clause) : undefined;
  const dims = dimsOf(clause);
  const bucket = clause.words('bucket', true)[0];
  if (bucket !== undefined) clause.use(bucket);
  const chart = clause.cue('chart');
  if (chart !== undefined) clause.use(chart);
  const ordered = clause.words('order', true)[0];
  if (ordered !== undefined) clause.use(ordered);
  const metric = before.op === 'aggregate' ? clause.words('metric', true)[0] : undefined;
  const agg = before.op === 'aggregate' || before.op === 'duration' ? clause.words('agg', true)[0] : undefined;
  clause.use(...[metric, agg].filter((item) => item !== undefined));
  const top = clause.words('top', true)[0];
  const number = clause.numbers().find((item) => item.sign === undefined && item.unit === undefined && item.amount === undefined);
  if (top !== undefined) clause.use(top);
  if (number !== undefined) clause.use(number);
  const counted = clause.words('cue').filter((item) => item.entry.cue === 'count');
  clause.use(...counted);
  const ahead = before.op === 'predict' ? horizonOf(clause) : undefined;
  const parts = partsOf(clause, 'rows');
  const next: Record<string, unknown> = { ...before };
  if (ahead !== undefined) next['horizon'] = ahead;
  if (metric !== undefined) next['metric'] = metric.entry.metric;
  if (agg !== undefined) next['agg'] = agg.entry.agg;
  next['where'] = mergedWhere(whereOf(before), { ...parts.names, ...parts.bounds }, parts.senses, before);
  if (parts.time !== undefined) {
    delete next['anchor'];
    if ('at' in before && before.at !== undefined) next['at'] = parts.at ?? parts.time.from;
    else if (parts.at !== undefined && (before.op === 'state' || isStateList(before))) {
      next['at'] = parts.at;
      delete next['time'];
    } else next['time'] = parts.time;
  }
  if (before.op === 'state' && clause.mark('current') !== undefined) for (const key of ['at', 'time', 'anchor']) delete next[key];
  if (dims.length > 0 || bucket !== undefined) grouped(next, dims, bucket?.entry.bucket);
  // "make that 90": the bound that was given.
  const bounded = top === undefined && number !== undefined ? rebound(before, number.value) : undefined;
  if (bounded !== undefined) next['where'] = bounded;
  else if ((top !== undefined || number !== undefined) && next['op'] !== 'action') ranked(next, top?.entry.top ?? 'desc', number?.value);
  if (ordered !== undefined && next['op'] === 'list') next['order'] = { by: 'time', dir: ordered.entry.order === 'first' ? 'asc' : 'desc' };
  if (chart !== undefined) {
    next['form'] = 'chart';
    if (dims.length === 0 && bucket === undefined && next['by'] === undefined && next['bucket'] === undefined) grouped(next, [], 'auto');
  }
  if (counted.length > 0 && next['op'] === 'list') next['op'] = 'count';
  if (per !== undefined) {
    for (const key of ['target', 'order', 'limit', 'form', 'bucket', 'distinct']) delete next[key];
    Object.assign(next, { op: 'rate', per });
  }
  if (
    parts.target !== undefined &&
    'target' in before &&
    parts.target !== before.target &&
    parts.senses.events.length === 0 &&
    before.target !== 'event'
  )
    next['target'] = parts.target;
  const kinds = (['agent', 'node'] as const).filter((kind) => parts.names[kind] !== undefined);
  if (before.op === 'duration' && kinds.length === 1 && parts.target === undefined) next['target'] = kinds[0];
  if (before.op === 'action') return undefined;
  return { plan: made(next as never), clause };
}

/** Agents or nodes by how they are, not by what happened to them. */
const isStateList = (plan: Plan): boolean =>
  (plan.op === 'list' || plan.op === 'count') && plan.target !== 'event' && plan.where?.['event'] === undefined && plan.time === undefined;

function mergedWhere(
  before: Where,
  names: Where,
  senses: {
    readonly events: readonly string[];
    readonly statuses: readonly string[];
    readonly statusesNot: readonly string[];
    readonly eventsNot: readonly string[];
    readonly causes: readonly string[];
    readonly causesNot: readonly string[];
  },
  plan: Plan,
): Where {
  const where: Record<string, Cond | readonly Where[] | undefined> = { ...before };
  // Another entity takes the place of the one asked about.
  if (names['node'] !== undefined && before['agent'] !== undefined && names['agent'] === undefined) delete where['agent'];
  Object.assign(where, names);
  const states = 'status' in before || ('target' in plan && plan.target !== 'event' && before['event'] === undefined);
  if (senses.statuses.length > 0) where['status'] = [...senses.statuses];
  else if (senses.statusesNot.length > 0) where['status'] = { not: [...senses.statusesNot] };
  else if (senses.events.length > 0) {
    if (states && before['status'] !== undefined) where['status'] = senses.events.map((type) => type.replace(/^(agent|node)_/, ''));
    else where['event'] = [...senses.events];
    if (before['cause'] !== undefined && senses.causes.length === 0) delete where['cause'];
  } else if (senses.eventsNot.length > 0) where['event'] = { not: [...senses.eventsNot] };
  if (senses.causes.length > 0) where['cause'] = [...senses.causes];
  else if (senses.causesNot.length > 0) where['cause'] = { not: [...senses.causesNot] };
  if (where['status'] !== undefined && senses.statuses.length > 0 && before['event'] !== undefined && before['status'] === undefined) {
    const types = senses.statuses
      .map((status) => ({ offline: 'agent_offline', degraded: 'agent_degraded', crashed: 'node_crashed' })[status])
      .filter((type) => type !== undefined);
    if (types.length > 0) {
      where['event'] = types;
      delete where['status'];
    }
  }
  return where as Where;
}

/** The conditions of a plan with another bound, where there is one bound, and no number of rows, that it could be. */
function rebound(before: Plan, value: number): Where | undefined {
  if ('limit' in before && before.limit !== undefined) return undefined;
  const where = whereOf(before);
  const bounds = Object.entries(where).filter(
    ([, cond]) => cond !== undefined && !Array.isArray(cond) && /^(gt|gte|lt|lte)$/.test(Object.keys(cond).join()),
  );
  const [only, ...more] = bounds;
  if (only === undefined || more.length > 0) return undefined;
  return { ...where, [only[0]]: { [Object.keys(only[1] as object)[0] as string]: value } } as Where;
}

function grouped(next: Record<string, unknown>, dims: readonly Dim[], bucket: string | undefined): void {
  if (next['op'] === 'list') {
    next['op'] = 'count';
    if ((next['where'] as Where | undefined)?.['event'] !== undefined) next['target'] = 'event';
    delete next['order'];
    delete next['limit'];
  }
  if (dims.length > 0) next['by'] = dims;
  if (bucket !== undefined) next['bucket'] = bucket;
}

function ranked(next: Record<string, unknown>, dir: 'asc' | 'desc', limit: number | undefined): void {
  if (next['op'] === 'count' && next['by'] !== undefined) next['order'] = byValue(dir);
  if (limit !== undefined) next['limit'] = limit;
}

const UNITS: Readonly<Record<string, number>> = { hour: 3_600_000, day: 86_400_000, week: 604_800_000 };

/** The same stretch, one unit earlier: of the whole unit the stretch before lay in. */
function shifted(before: Plan, unit: string): Time | undefined {
  const time = timeIn(before);
  if (time?.from === null || time === undefined) return undefined;
  const from = Date.parse(time.from);
  if (unit === 'month') {
    const date = new Date(from);
    return {
      from: isoSecond(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - 1, 1)),
      to: isoSecond(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)),
    };
  }
  const size = UNITS[unit] as number;
  return { from: isoSecond(from - size), to: isoSecond(from) };
}
