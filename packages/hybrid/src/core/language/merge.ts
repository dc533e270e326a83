import { AGENT_HEALTH, NODE_STATUS } from '@sutra/model';
import type { Cond, Dim, ListPlan, PathPlan, Plan, SimulatePlan, Time, Where } from '../plan.ts';
import { isoSecond } from '../plan.ts';
import { Clause, isMark, namesOf } from './clause.ts';
import { REGROUPED, REGROUPS, whereOf } from './follow-up.ts';
import { horizonOf } from './frames/ahead.ts';
import { actorOf } from './frames/distinct.ts';
import { bucketOf } from './frames/form.ts';
import { happeningOf } from './linked-clauses.ts';
import { byValue, dimsOf, made, type Parts, partsOf, perOf } from './parts.ts';
import { timeIn, verbOf } from './retarget.ts';
import type { Item, Sentence, WordItem } from './sentence.ts';
import { textOf } from './stands-alone.ts';
import { amountAt, numberWord } from './time/amount.ts';
import type { TimeContext } from './time/period.ts';

const OPENER =
  /^(and|what about|how about|same|same for|only|just|instead|but|or|also|no|not|except|without|in|on|by|per|top|for|from|ok and|excluding|now|then|with|split|group|at|during|since|sorry|i meant|i mean|actually|show only|limit|filter|rather|as for|other than|apart from|aside from|besides|versus|break|breakdown|which of (?!our|my|your|all|the (?:\d|[a-z]+ (?:agents|nodes)))|exclude|narrow)\b/;

/** "OOM ones only", "the staging ones" */
const ONES_ONLY = /^(?:the )?[a-z0-9-]+ ones(?: only| please| alone)?$/;
/** "plot it by hour" */
const DRAWN =
  /^(?:please )?(?:plot|chart|graph|draw|show|put) (?:it|that|them|this|those)(?: (?:as a chart|on a chart|in a chart))? (?:by|per|over|for each|in|at|with|using|every) /;
/** "use 15-minute buckets" */
const IN_STEPS =
  /^(?:(?:and|ok|now|please|but) )*(?:use|using|with|in|at|make it|take|try|every) .*\b(?:buckets?|bins?|steps?|increments?|slices?|chunks?|slots?|intervals?|blocks?)$/;

/** "plot it by hour": the answer before, drawn. */
export const redrawn = ({ tokens }: Sentence): boolean => DRAWN.test(tokens.map(({ text }) => text).join(' '));

/** Whether the words lean on what was asked before: an opener, or no operation of their own. */
export function leans(sentence: Sentence): boolean {
  const text = textOf(sentence);
  if (
    OPENER.test(text) ||
    REGROUPS.test(text) ||
    DRAWN.test(text) ||
    IN_STEPS.test(text) ||
    ONES_ONLY.test(text) ||
    / (instead|rather)$| (?:instead of|rather than) /.test(text)
  )
    return true;
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
      item.entry.act === undefined &&
      item.entry.topic === undefined,
  );
  return (
    counts ||
    (fragment &&
      !sentence.tokens.some((token) => /^(why|who|how|what|which|when|where|is|are|did|does|was|were|has|have)$/.test(token.text))) ||
    shiftOf(text) !== undefined ||
    STRETCH_BEFORE.test(text)
  );
}

/** "make it two hours": how far back, when the words are a length and nothing else. */
function lengthIn(clause: Clause): number | undefined {
  const last = clause.items.at(-1);
  const tokens = clause.tokens.slice(clause.items[2]?.at ?? 2);
  const amount = amountAt(tokens, 0) ?? amountAt(tokens, 1) ?? amountAt(tokens, 2);
  return last === undefined || amount === undefined ? undefined : amount.ms;
}

/** "and now?": the same of this instant. */
const NOW =
  /^(?:and |what about |how about |but |ok |so )*(?:right now|now|currently|at the moment|at present|at this moment|today right now)$/;

const SHIFT =
  /^(?:(?:and|or|so|then|now|also|again|please|what about|how about|as for|what of|same(?: again| thing| question)?|the same(?: again| thing| question)?|for|on|of|in|during|show|give me|do|was it|were there|what was(?: it| that| the| that number| the number| the figure)?|how was (?:it|that)) )*(?:the )?(?:calendar |whole |full |1 )?(hour|night|evening|afternoon|morning|day|weekend|week|month|quarter|year)s? (?:just )?(?:before|earlier|before that(?: one)?|before this|prior|prior to that|preceding that|previously)$/;

/** "go back a day", "one week earlier" */
const BACK =
  /^(?:(?:and|or|so|then|now|also|please|ok) )*(?:go |step |move )?(?:back (?:a|an|one|1) (hour|day|week|month|quarter|year)|(?:a|an|one|1) (hour|day|week|month|quarter|year) (?:back|earlier|before|before that|prior))$/;

/** "the 7 days before those" */
const STRETCH_BEFORE =
  /^(?:(?:and|or|so|then|now|what about|how about|same for|for|in|over|during) )*the (?:(\d{1,3}|[a-z]+) |)(hours|days|weeks|minutes) (?:before|preceding|prior to)(?: (?:that|those|these|it|them))?$/;

/** As long a stretch as is said, up to where the one before began. */
function stretchBefore(before: Plan, many: number | undefined, units: string): Time | undefined {
  const time = timeIn(before);
  const unit = { minutes: 60_000, hours: 3_600_000, days: 86_400_000, weeks: 604_800_000 }[units] as number;
  if (time?.from == null || many === undefined) return undefined;
  return { from: isoSecond(Date.parse(time.from) - many * unit), to: time.from };
}

const shiftOf = (text: string): string | undefined => {
  const back = BACK.exec(text);
  return SHIFT.exec(text)?.[1] ?? back?.[1] ?? back?.[2];
};

/** New words replace the slots of their own kind in the plan before; the rest stays. */
export function merged(sentence: Sentence, before: Plan, time: TimeContext): { readonly plan: Plan; readonly clause: Clause } | undefined {
  if (['refuse', 'clarify', 'help', 'explain', 'action'].includes(before.op)) return undefined;
  if (before.op === 'compare') {
    // The sides stay: what is compared is another thing, or of other things.
    const inner = merged(sentence, before.plan, time);
    const sides = before.sides.some((side) => side.time !== undefined);
    if (inner === undefined || (sides && timeIn(inner.plan) !== timeIn(before.plan))) return undefined;
    return { plan: { ...before, plan: inner.plan }, clause: inner.clause };
  }
  const clause = new Clause(withoutReplaced(sentence), sentence.tokens, time);
  clause.use(...sentence.items.filter((item) => !clause.items.includes(item)));
  if (before.op === 'simulate') return supposedOf(clause, before);
  if (before.op === 'path') return linkedOf(clause, before);
  const moved = anchoredElse(clause, before);
  if (moved !== undefined) return moved;
  const text = sentence.tokens.map((token) => token.text).join(' ');
  const stretch = otherStretch(clause, text, before);
  if (stretch !== undefined) {
    clause.use(...clause.items);
    return { plan: { ...before, time: stretch } as Plan, clause };
  }
  if (shiftOf(text) !== undefined) return undefined;
  if ('at' in before && before.at !== undefined && NOW.test(text)) {
    clause.use(...clause.items);
    const { at: _at, ...now } = before;
    return { plan: now as Plan, clause };
  }
  useConnectives(clause, text);
  const slots = slotsOf(clause, before);
  const actor = actorOf(clause, whereOf(before)['event']);
  const read = partsOf(clause, 'rows');
  const parts = actor === undefined ? read : { ...read, names: { ...read.names, actor_kind: [actor] } };
  // What is asked of others begins with their first row again.
  const { offset, ...whole } = before as ListPlan;
  const { limit: _limit, ...all } = whole;
  const next: Record<string, unknown> = offset === undefined ? { ...before } : { ...all };
  if (slots.ahead !== undefined) next['horizon'] = slots.ahead;
  if (slots.metric !== undefined) next['metric'] = slots.metric.entry.metric;
  if (slots.agg !== undefined) next['agg'] = slots.agg.entry.agg;
  next['where'] = mergedWhere(
    otherFigure(clause, WHOLE.test(text) ? wider(whereOf(before)) : whereOf(before)),
    { ...parts.names, ...parts.bounds },
    parts.senses,
    before,
  );
  timed(next, before, parts, clause);
  shaped(next, before, slots);
  targeted(next, before, parts);
  doneElse(next, before);
  const plan = made(next as never) as Plan;
  const tells = TELLS.has(plan.op) || ((plan.op === 'ratio' || plan.op === 'watch') && parts.time !== undefined);
  return unfit(plan, before) || (slots.counted && tells && parts.senses.events.length > 0) ? undefined : { plan, clause };
}

/** "and what did she restart?" after what was stopped: another deed takes the place of the one before. */
function doneElse(next: Record<string, unknown>, before: Plan): void {
  const { event, ...rest } = (next['where'] ?? {}) as Where;
  if (before.op !== 'audit' || before.verb === undefined || event === undefined || whereOf(before)['event'] !== undefined) return;
  const verb = verbOf(event);
  if (verb === undefined) return;
  next['verb'] = verb;
  next['where'] = rest;
}

/** What is told, and not counted: "how many nodes crashed yesterday?" after a why asks for something else. */
const TELLS: ReadonlySet<Plan['op']> = new Set(['why', 'impact', 'state', 'timeline', 'changed', 'similar', 'duration', 'anomaly']);

/** What the plan before cannot take: how something is, or how long, is of no happening, and no agent is in the state of a node. */
function unfit(plan: Plan, before: Plan): boolean {
  const [now, was] = [whereOf(plan), whereOf(before)];
  if (plan.op === 'audit' && now['event'] !== undefined && was['event'] === undefined) return true;
  // How a thing is is no condition of what happened to it.
  if ('target' in plan && plan.target === 'event' && now['status'] !== undefined && was['status'] === undefined) return true;
  if ((plan.op === 'state' || plan.op === 'duration') && now['event'] !== undefined && was['event'] === undefined) return true;
  const status = Array.isArray(now['status']) ? (now['status'] as readonly string[]) : [];
  if (status.length === 0 || JSON.stringify(status) === JSON.stringify(was['status'])) return false;
  if (!('target' in plan) || (plan.target !== 'agent' && plan.target !== 'node')) return false;
  const [own, others] = plan.target === 'agent' ? [AGENT_HEALTH, NODE_STATUS] : [NODE_STATUS, AGENT_HEALTH];
  const isOne = (list: readonly string[], one: string): boolean => list.includes(one);
  return status.some((one) => one.includes('_') || (isOne(others, one) && !isOne(own, one)));
}

/** "restarts instead of crashes": what is replaced was said in the question before. */
function withoutReplaced({ items, tokens }: Sentence): readonly Item[] {
  const at = tokens.findIndex(
    ({ text }, k) => (text === 'instead' && tokens[k + 1]?.text === 'of') || (text === 'rather' && tokens[k + 1]?.text === 'than'),
  );
  return at < 1 ? items : items.filter((item) => item.end <= at);
}

/** "and if agent-4 went?": the same supposed of another, or of several. */
function supposedOf(clause: Clause, before: SimulatePlan): { readonly plan: Plan; readonly clause: Clause } | undefined {
  const names = namesOf(clause);
  const kinds = Object.keys(names).filter((kind) => Array.isArray(names[kind]));
  if (kinds.length === 0 || kinds.length < Object.keys(names).length) return undefined;
  const left = clause.items.some((item) => !clause.used.has(item) && item.type !== 'word');
  if (left || clause.words('act').length > 0) return undefined;
  const { agent: _agent, node: _node, region: _region, env: _env, host: _host, event, ...rest } = before.change as Record<string, unknown>;
  // A node crashes where an agent goes offline.
  const lost = /^(agent_offline|node_crashed)$/.test(String(event));
  const told = lost ? [names['node'] === undefined ? 'agent_offline' : 'node_crashed'] : event;
  if (!lost && 'event' in before.change && names['node'] !== undefined && (before.change as Where)['node'] === undefined) return undefined;
  clause.use(...clause.items);
  return { plan: { ...before, change: { ...(told === undefined ? {} : { event: told }), ...rest, ...names } } as Plan, clause };
}

/** "and to agent-2 going offline?": the same thing, and another it may hang together with. */
function linkedOf(clause: Clause, before: PathPlan): { readonly plan: Plan; readonly clause: Clause } | undefined {
  const to = happeningOf(clause);
  const names = (['agent', 'node'] as const).filter((kind) => to[kind] !== undefined);
  if (names.length === 0 || clause.items.some((item) => item.type === 'plain' && clause.text(item) !== 'one')) return undefined;
  // "and the crash of node-4?" after another crash: that one takes its place, and what it may hang together with stays.
  const isFirst = (where: Where): boolean =>
    names.every((kind) => where[kind] !== undefined) && (to['event'] === undefined || sameTypes(to['event'], where['event']));
  if (isFirst(before.from) && !isFirst(before.to)) {
    clause.use(...clause.items.filter((item) => item.type === 'word' || clause.text(item) === 'one'));
    return { plan: { ...before, from: { ...before.from, ...to } } as Plan, clause };
  }
  const alike = names.every((kind) => before.to[kind] !== undefined) && before.to['event'] !== undefined;
  if (to['event'] === undefined && !alike) return undefined;
  clause.use(...clause.items.filter((item) => item.type === 'word'));
  return { plan: { ...before, to: to['event'] === undefined ? { event: before.to['event'], ...to } : to } as Plan, clause };
}

const sameTypes = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** "and after?", "and around the one of agent-4?": the same question of the time on the other side, or around another. */
function anchoredElse(clause: Clause, before: Plan): { readonly plan: Plan; readonly clause: Clause } | undefined {
  if ((before.op !== 'changed' && before.op !== 'timeline') || before.anchor === undefined) return undefined;
  if (
    clause.items.some((item) => item.type !== 'word' && item.type !== 'name' && clause.text(item) !== 'one') ||
    clause.words('act').length > 0
  )
    return undefined;
  const { anchor } = before;
  const said = clause.words('rel').find((item) => item.entry.rel !== 'at')?.entry.rel;
  const told = happeningOf(clause);
  const kinds = (['agent', 'node'] as const).filter((kind) => told[kind] !== undefined);
  const other = kinds.length === 1 && Object.keys(told).every((field) => field === 'event' || field === kinds[0]);
  if (Object.keys(told).length > 0 && (!other || before.where !== undefined)) return undefined;
  if (said === undefined && !other) return undefined;
  const [kind] = kinds;
  const { agent: _agent, node: _node, event, ...rest } = anchor.where;
  const ends = /^(agent_offline|node_crashed)$/.test(String(event));
  const same = kind === undefined || anchor.where[kind] !== undefined;
  if (!same && !ends && told['event'] === undefined) return undefined;
  const where: Where =
    kind === undefined
      ? anchor.where
      : ({
          event: told['event'] ?? (same ? event : [kind === 'agent' ? 'agent_offline' : 'node_crashed']),
          ...rest,
          [kind]: told[kind],
        } as Where);
  clause.use(...clause.items);
  return { plan: { ...before, anchor: { ...anchor, where, rel: said ?? anchor.rel } }, clause };
}

/** "now for the whole of eu-west": no longer of one thing in it. */
const WHOLE = /\b(?:whole|entire|all of)\b/;
const wider = ({ agent: _agent, node: _node, host: _host, ...rest }: Where): Where => rest as Where;

/** "nodes > 80% cpu" and then "and memory?": the same bound, of another figure. */
function otherFigure(clause: Clause, before: Where): Where {
  const [word, ...words] = clause.words('metric', true);
  const [bound, ...bounds] = Object.entries(before).filter(([, cond]) => cond !== undefined && isBound(cond as Cond));
  if (word === undefined || bound === undefined || words.length + bounds.length > 0 || !/_pct$/.test(bound[0])) return before;
  const field = word.entry.metric as string;
  if (!/_pct$/.test(field)) return before;
  clause.use(word);
  const { [bound[0]]: cond, ...rest } = before;
  return { ...rest, [field]: cond } as Where;
}
const isBound = (cond: Cond): boolean => !Array.isArray(cond) && /^(gt|gte|lt|lte|between)$/.test(Object.keys(cond).join());

/** "make it two hours", "the day before": the same question of another stretch of time. */
function otherStretch(clause: Clause, text: string, before: Plan): Time | undefined {
  const { nowMs } = clause.time;
  const length = /^(make|change|set) (it|that)( to)? (the )?(last |past )?/.test(text) ? lengthIn(clause) : undefined;
  if (length !== undefined && timeIn(before) !== undefined) return { from: isoSecond(nowMs - length), to: isoSecond(nowMs) };
  const many = STRETCH_BEFORE.exec(text);
  if (many !== null) return stretchBefore(before, many[1] === undefined ? undefined : numberWord(many[1]), many[2] as string);
  const shift = shiftOf(text);
  return shift === undefined ? undefined : shifted(before, shift);
}

/** Words that join what is said to what was asked. */
function useConnectives(clause: Clause, text: string): void {
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
}

const ONE_OF_THEM =
  /\b(?:last|latest|newest|first|earliest|oldest|most recent) one\b|^(?:(?:and|just|only|the|show|show me|give me|please) )*(?:very )?(?:last|latest|newest|first|earliest|oldest|most recent)$/;

/** "top 3", "the worst one": in an order; "max instead" is another figure. */
const RANKS = /^(?!.*\binstead\b).*\b(?:top|bottom|worst|best|highest|lowest|biggest|smallest|busiest|largest|most|least)\b/;
const BEST_ONE =
  /\b(?:worst|best|highest|lowest|biggest|smallest|busiest|largest) (?:one|agent|node|host|region)\b|^(?:(?:and|so|only|just|the) )*(?:worst|best|highest|lowest|biggest|smallest|busiest|largest)$/;

/** What the new words say of how the answer is made, by slot. */
function slotsOf(clause: Clause, before: Plan) {
  const text = clause.tokens.map((token) => token.text).join(' ');
  // "per hour" of what was counted is how often it happens.
  const per =
    before.op === 'rate' || ((before.op === 'count' || before.op === 'list') && before.target === 'event') ? perOf(clause) : undefined;
  const dims = dimsOf(clause);
  const take = (item: WordItem | undefined): WordItem | undefined => {
    if (item !== undefined) clause.use(item);
    return item;
  };
  const steps = before.op === 'aggregate' || before.op === 'ratio' ? perOf(clause) : undefined;
  const bucket = bucketOf(clause) ?? steps;
  const chart = take(clause.cue('chart')) !== undefined;
  const ordered = take(clause.words('order', true)[0])?.entry.order;
  const metric = before.op === 'aggregate' ? take(clause.words('metric', true)[0]) : undefined;
  // "top 3" of what was averaged of each is an order, and no other figure.
  const ranks = 'by' in before && before.by !== undefined && RANKS.test(text);
  const agg = (before.op === 'aggregate' || before.op === 'duration') && !ranks ? take(clause.words('agg', true)[0]) : undefined;
  const top = take(clause.words('top', true)[0])?.entry.top;
  // "over 90 only", "above 90%": the bound of the figure that was asked by.
  // That of another figure is a condition of its own.
  const bound =
    clause.words('metric').length > 0
      ? undefined
      : clause
          .numbers()
          .find((item) => item.sign !== undefined && item.sign !== 'eq' && item.amount === undefined && item.high === undefined);
  if (bound !== undefined && 'where' in before && rebound(before, bound.value) !== undefined) clause.use(bound);
  // "only exit code 139": a number of its own field, and not of rows.
  const ofField = (item: Item): boolean => {
    const before = clause.previous(item, /^(?:is|was|of|number|=|:)$/);
    return before?.type === 'word' && before.entry.field !== undefined;
  };
  const number = clause
    .numbers()
    .find((item) => item.sign === undefined && item.unit === undefined && item.amount === undefined && !ofField(item));
  if (number !== undefined) clause.use(number);
  const counted = clause.words('cue').filter((item) => item.entry.cue === 'count');
  clause.use(...counted);
  const ahead = before.op === 'predict' ? horizonOf(clause) : undefined;
  // "the latest one", "just the most recent": one of them.
  const single = number === undefined && ONE_OF_THEM.test(clause.tokens.map((token) => token.text).join(' '));
  return {
    per,
    dims,
    bucket,
    chart,
    ordered,
    metric,
    agg,
    top,
    number: number?.value ?? (ranks && BEST_ONE.test(text) ? 1 : undefined),
    bound,
    counted: counted.length > 0,
    ahead,
    single,
  };
}

function timed(next: Record<string, unknown>, before: Plan, parts: Parts, clause: Clause): void {
  if (parts.time !== undefined) {
    delete next['anchor'];
    if ('at' in before && before.at !== undefined) next['at'] = parts.at ?? parts.time.from;
    else if (parts.at !== undefined && (before.op === 'state' || isStateList(before))) {
      next['at'] = parts.at;
      delete next['time'];
    } else next['time'] = within(parts.time, timeIn(before));
  }
  if (before.op === 'state' && clause.mark('current') !== undefined) for (const key of ['at', 'time', 'anchor']) delete next[key];
}

/** "before noon only" of a day: of that day. */
function within(time: Time, before: Time | undefined): Time {
  if (time.from !== null || time.to === null || before?.from == null || before.from >= time.to) return time;
  return before.to !== null && before.to < time.to ? time : { from: before.from, to: time.to };
}

/** Groups, steps, bounds, order and number of rows, and what is made of rows that are to be counted or drawn. */
function shaped(next: Record<string, unknown>, before: Plan, slots: ReturnType<typeof slotsOf>): void {
  const { per, dims, bucket, chart, ordered, top, number, bound, counted } = slots;
  if (dims.length > 0 || bucket !== undefined) grouped(next, dims, bucket);
  // "make that 90": the bound that was given.
  const bounded =
    bound !== undefined
      ? rebound(before, bound.value, bound.sign)
      : top === undefined && number !== undefined
        ? rebound(before, number)
        : undefined;
  if (bounded !== undefined) next['where'] = bounded;
  else if (top !== undefined || number !== undefined) ranked(next, top ?? 'desc', number);
  if (ordered !== undefined && next['op'] === 'list') {
    next['order'] = { by: 'time', dir: ordered === 'first' ? 'asc' : 'desc' };
    if (slots.single) next['limit'] = 1;
  }
  if (chart) {
    next['form'] = 'chart';
    if (dims.length === 0 && bucket === undefined && next['by'] === undefined && next['bucket'] === undefined) grouped(next, [], 'auto');
  }
  if (counted && next['op'] === 'list') next['op'] = 'count';
  if (per !== undefined) {
    for (const key of ['target', 'order', 'limit', 'form', 'bucket', 'distinct']) delete next[key];
    Object.assign(next, { op: 'rate', per });
  }
}

function targeted(next: Record<string, unknown>, before: Plan, parts: Parts): void {
  // "just the nodes", of what something affected.
  if (before.op === 'impact' && (parts.target === 'node' || parts.target === 'agent') && parts.senses.events.length === 0)
    next['target'] = parts.target;
  if (
    parts.target !== undefined &&
    'target' in before &&
    parts.target !== before.target &&
    before.target !== 'event' &&
    (parts.senses.events.length === 0 || (isKind(parts.target) && isKind(before.target)))
  )
    next['target'] = parts.target;
  const kinds = (['agent', 'node'] as const).filter((kind) => parts.names[kind] !== undefined);
  // Spawns, stops, restarts and lives are those of nodes, whatever they are on.
  const ofNodes = before.op === 'duration' && /^(?:spawn_time|stop_time|restart_time|time_to_crash)$/.test(before.of);
  if (before.op === 'duration' && kinds.length === 1 && parts.target === undefined && !ofNodes) next['target'] = kinds[0];
}

const isKind = (target: unknown): boolean => target === 'agent' || target === 'node';

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
  if (Array.isArray(names['node']) && before['agent'] !== undefined && names['agent'] === undefined) delete where['agent'];
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
    const ofCluster = Array.isArray(before['event']) && before['event'].every((type) => /^@?cluster/.test(String(type)));
    const types = senses.statuses
      .map((status) =>
        ofCluster ? CLUSTER_IS[status] : { offline: 'agent_offline', degraded: 'agent_degraded', crashed: 'node_crashed' }[status],
      )
      .filter((type) => type !== undefined);
    if (types.length > 0) {
      where['event'] = types;
      delete where['status'];
    }
  }
  return where as Where;
}

/** How the grid is, as the event that tells so. */
const CLUSTER_IS: Readonly<Record<string, string>> = {
  healthy: 'cluster_healthy',
  degraded: 'cluster_degraded',
  critical: 'cluster_critical',
};

/** The conditions of a plan with another bound, where there is one bound, and no number of rows, that it could be. */
function rebound(before: Plan, value: number, sign?: string): Where | undefined {
  if ('limit' in before && before.limit !== undefined) return undefined;
  const where = whereOf(before);
  const bounds = Object.entries(where).filter(
    ([, cond]) => cond !== undefined && !Array.isArray(cond) && /^(gt|gte|lt|lte)$/.test(Object.keys(cond).join()),
  );
  const [only, ...more] = bounds;
  if (only === undefined || more.length > 0) return undefined;
  return { ...where, [only[0]]: { [sign ?? (Object.keys(only[1] as object)[0] as string)]: value } } as Where;
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
  if (/^(?:count|aggregate|duration|ratio)$/.test(String(next['op'])) && next['by'] !== undefined) next['order'] = byValue(dir);
  if (limit !== undefined) next['limit'] = limit;
}

const DAY = 86_400_000;
const PART_OF_DAY = /^(?:night|evening|afternoon|morning)$/;
const UNITS: Readonly<Record<string, number>> = { hour: 3_600_000, day: 86_400_000, week: 604_800_000 };

/** The same stretch, one unit earlier: of the whole unit the stretch before lay in. */
function shifted(before: Plan, unit: string): Time | undefined {
  const time = timeIn(before);
  if (time?.from === null || time === undefined) return undefined;
  const from = Date.parse(time.from);
  const date = new Date(from);
  const months = { month: 1, quarter: 3, year: 12 }[unit];
  if (months !== undefined) {
    const first = Math.floor(date.getUTCMonth() / months) * months;
    const ends = [first - months, first].map((month) => isoSecond(Date.UTC(date.getUTCFullYear(), month, 1))) as [string, string];
    return { from: ends[0], to: ends[1] };
  }
  // The latest Saturday that is before it.
  const saturday = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() - (((date.getUTCDay() + 7) % 7) + 1));
  if (unit === 'weekend') return { from: isoSecond(saturday), to: isoSecond(saturday + 2 * DAY) };
  // "the night before": the same hours of the day before.
  if (PART_OF_DAY.test(unit)) {
    const to = time.to === null ? Number.NaN : Date.parse(time.to);
    return to - from < DAY ? { from: isoSecond(from - DAY), to: isoSecond(to - DAY) } : undefined;
  }
  const size = UNITS[unit] as number;
  return { from: isoSecond(from - size), to: isoSecond(from) };
}
