import { type CountPlan, type Dim, isoSecond, type Plan, type RatioPlan, type Where } from '../plan.ts';
import { Clause, timeOf } from './clause.ts';
import { whereOf } from './follow-up.ts';
import { EXHAUSTED } from './frames/why.ts';
import { happeningOf } from './linked-clauses.ts';
import { byValue, made } from './parts.ts';
import { happening, namesOnly, timeIn, verbOf } from './retarget.ts';
import type { Sentence } from './sentence.ts';
import type { TimeContext } from './time/period.ts';

/** "compare that with last week", "which agent had the most?", "when was that?": the answer before, put another way. */
export function turned(sentence: Sentence, before: Plan, time: TimeContext): { readonly plan: Plan; readonly clause: Clause } | undefined {
  const clause = new Clause(sentence.items, sentence.tokens, time);
  const own = clause.items.some(
    (item) =>
      item.type === 'word' &&
      (item.entry.event ?? item.entry.metric ?? item.entry.ratio ?? item.entry.duration ?? item.entry.act ?? item.entry.status) !==
        undefined,
  );
  const guess = guessed(sentence, before, time) ?? doneBy(clause, before) ?? affected(clause, before) ?? usual(clause, before);
  if (guess !== undefined) {
    clause.use(...clause.items);
    return { plan: guess, clause };
  }
  const most = ofThemMost(clause, before);
  if (most !== undefined) {
    clause.use(...clause.items);
    return { plan: most, clause };
  }
  if (own || clause.items.some((item) => item.type === 'plain' || item.type === 'quote' || item.type === 'filter')) return undefined;
  const plan =
    compared(clause, before) ??
    leader(clause, before) ??
    whichOnes(clause, before) ??
    whenOneOf(clause, before) ??
    whenThat(clause, before) ??
    sinceWhen(clause, before) ??
    howLongSo(clause, before) ??
    onesBefore(clause, before) ??
    onThem(clause, before);
  if (plan === undefined) return undefined;
  clause.use(...clause.items);
  return { plan, clause };
}

/** "was it oom?", "could it be the network?" after a why: a guess at what was the cause. */
function guessed(sentence: Sentence, before: Plan, time: TimeContext): Plan | undefined {
  if (before.op !== 'why' || before.negate === true) return undefined;
  const text = sentence.tokens.map((token) => token.text).join(' ');
  if (/\blikely to\b|\bagain\b/.test(text)) return undefined;
  if (
    !/^(?:or|maybe|perhaps|possibly) (?:(?:the|a|an|because|due|of|to) )*[a-z]+(?: [a-z]+)? $/.test(`${text} `) &&
    !/^(and |or |so |but )*(was|is|could|might|can|may) (it|that|this)( have)?( be| been)?( the| a| an| because| due| caused| of| to| by)* /.test(
      `${text} `,
    )
  )
    return undefined;
  if (sentence.items.some((item) => item.type === 'plain' || item.type === 'name' || item.type === 'period')) return undefined;
  const guess = new Clause(sentence.items, sentence.tokens, time);
  const told = happeningOf(guess);
  const figure = guess.words('metric', true).find((item) => EXHAUSTED[item.entry.metric ?? ''] !== undefined);
  const spent = Object.keys(told).length === 0 ? EXHAUSTED[figure?.entry.metric ?? ''] : undefined;
  const hypothesis: Where = spent === undefined ? told : { cause: [spent] };
  const cause = hypothesis['cause'];
  if (cause === undefined && (hypothesis['event'] === undefined || BACK.test(String(hypothesis['event'])))) return undefined;
  return { ...before, hypothesis: cause === undefined ? hypothesis : { cause } };
}

/** "is it back up?": how it is, and no reason. */
const BACK = /^(?:agent_recovered|node_restarted|cluster_healthy|spawn_succeeded)$/;

const IS_USUAL =
  /^(?:(?:and|so|but|ok|hm|hmm|well) )*(?:(?:is|was|are|were) (?:that|this|it|those|these|they|the number|the figure) (?:(?:very|quite|really|too|rather|somewhat|considered|something|in any way|at all) )*(?:normal|usual|unusual|typical|expected|unexpected|a lot|many|much|high|low|weird|strange|odd|abnormal|anomalous|an anomaly|a spike|out of the ordinary|out of line|suspicious|too many|too much|too high|bad)|(?:(?:is|was) (?:that|this|it) )?(?:more|less|fewer|higher|lower|worse|better) than (?:usual|normal|average|expected|typical|it usually is))(?: for (?:it|them|us|that|this|a \w+|this time of day))?(?: or (?:not|normal|unusual|abnormal|high|low))?$/;

/** "is that a lot?", "more than usual?": what was counted or measured, beside how it mostly is. */
function usual(clause: Clause, before: Plan): Plan | undefined {
  if (!IS_USUAL.test(textIn(clause))) return undefined;
  const time = timeIn(before);
  if (before.op === 'aggregate')
    return made({ op: 'anomaly', metric: before.metric, target: before.target, where: namesOnly(whereOf(before)), time } as never);
  const { ref: _ref, status: _status, ...where } = happening(whereOf(before), before);
  if (where['event'] === undefined && Object.keys(namesOnly(where)).length === 0) return WHAT_OF;
  return made({ op: 'anomaly', where: where['event'] === undefined ? namesOnly(where) : where, time } as never);
}
const WHAT_OF: Plan = {
  op: 'clarify',
  reason: 'ambiguous_intent',
  slot: 'op',
  options: ['anything unusual today?', 'are there unusually many crashes today?'],
};

/** "who did that?": who acted on what was asked about, in that time. */
function doneBy(clause: Clause, before: Plan): Plan | undefined {
  const text = clause.tokens.map((token) => token.text).join(' ');
  const [user, ...more] = clause.names('user');
  if (before.op === 'audit' && user !== undefined && more.length === 0 && WAS_IT.test(text))
    return { ...before, where: { ...whereOf(before), user: [user.name] }, form: 'yesno' } as Plan;
  if (
    !BY_WHOM.test(text) &&
    !/^(and |so |but )*who (did|made|changed|ordered|requested|started|was behind) (that|it|this|them|those|these changes|the change)$/.test(
      text,
    )
  )
    return undefined;
  const where = namesOnly(whereOf(before));
  const deed = STARTED.test(text) && where['node'] === undefined ? verbOf(whereOf(before)['event']) : undefined;
  if (deed !== undefined) return made({ op: 'audit', verb: deed, where, time: timeIn(before), form: 'who' } as never);
  if (Object.keys(where).length === 0) return undefined;
  // "who started it?" of a node: whoever spawned it.
  if (/\bstarted\b/.test(text) && where['node'] !== undefined) return undefined;
  const verb = BY_WHOM.test(text) ? (verbOf(whereOf(before)['event']) ?? verbOf(endOf(before))) : undefined;
  if (BY_WHOM.test(text) && verb === undefined) return undefined;
  return made({ op: 'audit', verb, where, time: timeIn(before), form: 'who' } as never);
}

/** How long something was stopped, or drained: by what that began. */
const endOf = (before: Plan): readonly string[] =>
  before.op !== 'duration'
    ? []
    : ({ 'time_in:stopped': ['stop_succeeded'], 'time_in:draining': ['agent_draining'] }[before.of as string] ?? []);

const STARTED = /\bwho (?:started|requested|ordered) (?:that|it|this)$/;

/** "was it carol?" */
const WAS_IT = /^(?:and |or |so |but )*was (?:it|that) \S+$/;
const BY_WHOM = /^(?:and |so |but )*(?:by (?:whom|who)|who (?:was it|was that|is that) by|(?:and )?who did it)$/;

/** The answer before beside the same of another period, or of another name of the kind it was of. */
function compared(clause: Clause, before: Plan): Plan | undefined {
  if (clause.cue('compare') === undefined && clause.mark('versus') === undefined && !THAN.test(textIn(clause))) return undefined;
  if (!['count', 'list', 'ratio', 'rate', 'duration', 'aggregate'].includes(before.op)) return undefined;
  const [period, otherPeriod] = clause.periods();
  const [name, otherName] = clause.names();
  if (otherPeriod !== undefined || otherName !== undefined || (period === undefined) === (name === undefined)) return undefined;
  const { order: _order, limit: _limit, form: _form, time, ...kept } = before as CountPlan;
  const plan = { ...kept, ...(before.op === 'list' ? { op: 'count' } : {}) } as Plan;
  if (period !== undefined)
    return time === undefined ? undefined : { op: 'compare', plan, sides: [{ time }, { time: timeOf(period.period) }] };
  const { [name?.kind as 'agent']: was, ...where } = whereOf(before);
  if (name === undefined || !Array.isArray(was)) return undefined;
  return {
    op: 'compare',
    plan: made({ ...plan, where, ...(time === undefined ? {} : { time }) } as never),
    sides: [{ where: { [name.kind]: was } }, { where: { [name.kind]: [name.name] } }],
  };
}

/** "is that more than yesterday?", "more than last week?" */
const THAN =
  /^(?:(?:and|so|but|is|are|was|were|that|this|it|they|those|any|much|a lot|far) )*(?:more|less|fewer|higher|lower|better|worse|up|down)(?: or (?:more|less|fewer|higher|lower|better|worse))? (?:than|from|on) /;

function leader(clause: Clause, before: Plan): Plan | undefined {
  if (before.op === 'ratio') return leaderOf(clause, before);
  if (before.op === 'count' && before.by !== undefined && THE_MOST.test(textIn(clause))) {
    const { bucket: _bucket, form: _form, ...kept } = before;
    return { ...kept, order: byValue(/least|rarest|fewest|lowest|smallest/.test(textIn(clause)) ? 'asc' : 'desc'), limit: 1 };
  }
  // Of what, nothing says.
  if (
    (before.op === 'list' || before.op === 'count') &&
    before.where?.['event'] !== undefined &&
    THE_MOST.test(textIn(clause)) &&
    clause.mark('common')
  )
    return { op: 'clarify', reason: 'ambiguous_intent', slot: 'op', options: ['by cause', 'by node', 'by agent'] };
  const [word] = clause.words('top');
  const most = clause.mark('common') === undefined ? undefined : 'desc';
  const top = word?.entry.top ?? most;
  const [noun, other] = clause.words('dim');
  // "which platform has the most agents": of agents, and not of what was counted.
  if (other !== undefined && other.entry.dim !== noun?.entry.dim) return undefined;
  const counted =
    (before.op === 'list' || before.op === 'count') && before.where?.['event'] !== undefined && before.where['ref'] === undefined;
  if (!counted || top === undefined || noun === undefined || clause.periods().length > 0 || clause.names().length > 0) return undefined;
  const { order: _order, limit: _limit, form: _form, bucket: _bucket, ...kept } = before as Plan & Record<string, unknown>;
  return {
    ...kept,
    op: 'count',
    target: 'event',
    by: [noun.entry.dim as Dim],
    order: byValue(top as 'desc'),
    ...(noun.entry.plural === true ? {} : { limit: 1 }),
  } as Plan;
}

const OF_THEM_MOST =
  /^(?:(?:and|so|but|ok) )*(?:which (?:one|of them|of those|of these)|who) (?:\w+ ){1,3}?(?:the )?(most|least|most often|least often|most frequently|the most times)$/;

/** "which one crashed most?" after what happened: to whom it did, most of all. */
function ofThemMost(clause: Clause, before: Plan): Plan | undefined {
  const said = OF_THEM_MOST.exec(textIn(clause))?.[1];
  const events = clause.words('event').flatMap((item) => item.entry.event ?? []);
  const was = whereOf(before)['event'];
  if (said === undefined || (before.op !== 'list' && before.op !== 'count') || !Array.isArray(was) || whereOf(before)['ref'] !== undefined)
    return undefined;
  if (events.some((type) => !(was as readonly string[]).includes(type)) || clause.periods().length + clause.names().length > 0)
    return undefined;
  const { order: _order, limit: _limit, form: _form, bucket: _bucket, ...kept } = before as Plan & Record<string, unknown>;
  const by = (was as readonly string[]).every((type) => type.startsWith('agent_')) ? 'agent' : 'node';
  return { ...kept, op: 'count', target: 'event', by: [by], order: byValue(said.startsWith('least') ? 'asc' : 'desc'), limit: 1 } as Plan;
}

/** "which is the most common?" after a number of each. */
const THE_MOST =
  /^(?:(?:and|so|but|ok) )*(?:(?:what|which)(?: one)? (?:is|was|are|were) )?the (?:most (?:common|frequent|often)|least (?:common|frequent)|rarest|commonest|top|main|leading|biggest|highest|lowest|smallest)(?: one)?$/;

/** "which agent was the worst?" after a share of what went well, or of what went wrong. */
function leaderOf(clause: Clause, before: RatioPlan): Plan | undefined {
  const end = /\b(worst|poorest|lowest|weakest|best|highest|top)\b/.exec(textIn(clause))?.[1];
  const [noun] = clause.words('dim');
  if (end === undefined || noun === undefined || before.by !== undefined || clause.periods().length > 0 || clause.names().length > 0)
    return undefined;
  const low =
    /lowest|weakest/.test(end) ||
    (/worst|poorest/.test(end) && !/failure|share/.test(before.of)) ||
    (end === 'best' && /failure/.test(before.of));
  const { form: _form, ...kept } = before as RatioPlan & Record<string, unknown>;
  return {
    ...kept,
    by: [noun.entry.dim as Dim],
    order: byValue(low ? 'asc' : 'desc'),
    ...(noun.entry.plural === true ? {} : { limit: 1 }),
  } as Plan;
}

/** "and the one before?": the next of those that were asked for one at a time. */
function onesBefore(clause: Clause, before: Plan): Plan | undefined {
  if (before.op !== 'list' || before.limit !== 1 || before.order === undefined || !ONE_BEFORE.test(textIn(clause))) return undefined;
  return { ...before, offset: (before.offset ?? 0) + 1 };
}
const ONE_BEFORE =
  /^(?:(?:and|what about|how about|what was|which was|show me|show) )*(?:the )?(?:(?:one|ones|crash|outage|restart|failure|event) (?:before|earlier|prior)(?: (?:that|it|this|that one|to that))?|(?:previous|preceding|prior|second to last|next to last) (?:one|time|crash|outage|restart|failure|event)|time before(?: that| it)?|before that)$/;

/** "which nodes did they host?", "how many nodes are on them?": the nodes of the agents that were shown. */
function onThem(clause: Clause, before: Plan): Plan | undefined {
  const text = textIn(clause);
  const shown = (before.op === 'list' && before.target === 'agent') || (before.op === 'state' && before.target === 'agent');
  if (!shown || !/\bnodes?\b/.test(text) || !/\b(?:them|they|those|these|it|there)\b/.test(text) || !HOSTS.test(text)) return undefined;
  const names = namesOnly(whereOf(before));
  const where = names['agent'] === undefined ? { ref: ['previous'] } : { agent: names['agent'] };
  return made({ op: /^(?:and |so )*(?:how many|count)/.test(text) ? 'count' : 'list', target: 'node', where } as never);
}
const HOSTS = /\b(?:on|host|hosts|hosted|run|ran|runs|carry|carried|have|had|hold|held|lived?|running)\b/;

/** "which other nodes were affected?" after what was asked about. */
function affected(clause: Clause, before: Plan): Plan | undefined {
  const text = textIn(clause);
  const kind = (WERE_AFFECTED.exec(text) ?? DID_AFFECT.exec(text))?.[1];
  const where = happening(whereOf(before), before);
  if (kind === undefined || where['event'] === undefined) return undefined;
  return made({ op: 'impact', where, target: kind, time: timeIn(before) } as never);
}
const WERE_AFFECTED =
  /^(?:and |so )*(?:which|what|how many|any)(?: other| else)? (node|agent)s? (?:was|were|got|are|is|have been) (?:also )?(?:affected|hit|impacted|involved|touched|hurt)(?: by (?:it|that|this))?(?: too| as well)?$/;
const DID_AFFECT =
  /^(?:and |so )*(?:which|what|how many)(?: other| else)? (node|agent)s? (?:did|does|has|have) (?:it|that|this) (?:affect|hit|impact|touch|hurt|affected|take down|bring down)$/;

const textIn = (clause: Clause): string => clause.tokens.map((token) => token.text).join(' ');

/** "which agents?" after what happened: to whom, and how often to each. */
function whichOnes(clause: Clause, before: Plan): Plan | undefined {
  const ones = theCounted(clause.tokens.map((token) => token.text).join(' '), before);
  if (ones !== undefined) return ones;
  const asked =
    /^(?:and |so |ok |but )*(?:(?:what|which) (?:are|were|is|was) the )(?:different |various |distinct )?(?:causes|reasons|agents|nodes|hosts|regions|versions|platforms|users|exit codes)(?: (?:behind|of|for) (?:them|those|these|it|that))?$|^(?:and |so |ok |but )*(?:on |in |of |from )?(?:which|what) [a-z]+(?: (?:was|were|is|are|did) (?:it|that|this|those|they|these|them)(?: (?:on|in|of|from|happen on|happen in|happen))?)?$/.test(
      clause.tokens.map((token) => token.text).join(' '),
    );
  const [noun] = clause.words('dim');
  if (!asked || noun === undefined || (before.op !== 'list' && before.op !== 'count') || before.where?.['event'] === undefined)
    return undefined;
  // Of one event it is where that was.
  if (before.op === 'list' && before.limit === 1) return { ...before, form: 'where' };
  // "which node?" after which agent had the most: of another kind, the one that had the most.
  if (before.op === 'count' && before.by !== undefined && before.limit !== undefined && before.order !== undefined)
    return { ...before, by: [noun.entry.dim as Dim] };
  const { order: _order, limit: _limit, form: _form, bucket: _bucket, ...kept } = before as Plan & Record<string, unknown>;
  return { ...kept, op: 'count', target: 'event', by: [noun.entry.dim as Dim] } as Plan;
}

const WHICH =
  /^(?:and |so |ok |but |exactly )*(?:which|what|who) (?:ones?|of them|are they|are those|is it|are these|were they|were those|were these|ones (?:are|were) (?:they|those|these|that))(?: exactly| please| then)?$/;
/** "show them to me", "give me the list": said of what was counted, and of nothing else. */
const SHOWN =
  /^(?:(?:and|so|ok|okay|now|please|pls|then|can|could|would|will|you|i|want|need|to|like|just|great|good|well) )*(?:show|list|give|display|name|print|enumerate|see|send|get|let (?:me|us) see|tell)(?: (?:me|us|it|them|these|those|all|each|every|one|of|the|a|list|lists|rows?|details?|events?|full|whole|complete|individual|ones|individually|to|out|please|here|as|in|by|then|now|which|names?))*$/;

/** "which ones?" after how many there are: those that were counted. */
function theCounted(text: string, before: Plan): Plan | undefined {
  if ((before.op !== 'count' && before.op !== 'rate') || !(WHICH.test(text) || SHOWN.test(text))) return undefined;
  const counted = before.op === 'rate' ? { ...before, target: 'event' } : before;
  const {
    by: _by,
    order: _order,
    limit: _limit,
    form: _form,
    bucket: _bucket,
    distinct: _distinct,
    per: _per,
    ...kept
  } = counted as CountPlan & {
    readonly per?: string;
  };
  return { ...kept, op: 'list' } as Plan;
}

/** What is of the plan before by its words alone, whatever else they could be read as. */
export const wholeTurn = (text: string, before: Plan, nowMs: number): Plan | undefined =>
  whatIfSo(text, before) ?? changedSince(text, before, nowMs);

/** "what has changed since?" after how it was at an instant: from then until now. */
function changedSince(text: string, before: Plan, nowMs: number): Plan | undefined {
  const said = CHANGED_SINCE.exec(text)?.[1];
  if (said === undefined || !('at' in before) || before.at === undefined || before.at === null) return undefined;
  const time = { from: before.at, to: isoSecond(nowMs) };
  return made({ op: said === 'changed' ? 'changed' : 'timeline', where: namesOnly(whereOf(before)), time } as never);
}
const CHANGED_SINCE =
  /^(?:(?:and|so|ok|but) )*what(?: else)?(?: has| have| is)? (changed|happened|different)(?: (?:since|after)(?: then| that| that time| that moment)?| between then and now| from then (?:to|until) now)$/;

/** "what would happen?" after a wish: what would follow from it. */
function whatIfSo(text: string, before: Plan): Plan | undefined {
  if (before.op !== 'action' || before.where === undefined || !WHAT_IF_SO.test(text)) return undefined;
  return { op: 'simulate', change: { verb: before.verb, ...before.where } } as Plan;
}
const WHAT_IF_SO =
  /^(?:and |so |but |ok |wait )*what (?:(?:would|will|could|might) (?:happen|follow|change|break|go wrong|(?:that|it|this) (?:do|affect|break|change|mean|cause)|be affected)|happens)(?: then| if (?:i|we|you) (?:do|did)(?: that| so| it)?)?$/;

/** "when was the first?" after what happened: the first of those. */
function whenOneOf(clause: Clause, before: Plan): Plan | undefined {
  const which = WHEN_ONE.exec(clause.tokens.map((token) => token.text).join(' '))?.[1];
  const where = happening(whereOf(before), before);
  if (which === undefined || (before.op !== 'list' && before.op !== 'count') || where['event'] === undefined) return undefined;
  const dir = which === 'first' || which === 'earliest' ? 'asc' : 'desc';
  return made({ op: 'list', target: 'event', where, time: timeIn(before), order: { by: 'time', dir }, limit: 1, form: 'when' } as never);
}
const WHEN_ONE =
  /^(?:and |so |ok )*(?:when|at what time) (?:was|did) the (?:very )?(first|earliest|last|latest|most recent)(?: one| of them| of those)?(?: happen)?$/;

/** "since when?" after how something is: when that began. */
function sinceWhen(clause: Clause, before: Plan): Plan | undefined {
  if (!/^(?:and |so |ok )*since when(?: exactly)?$/.test(clause.tokens.map((token) => token.text).join(' '))) return undefined;
  const where = stateOf(before);
  const began = happening(where, before);
  if (began['event'] === undefined) return asLongAs(before);
  const named = Object.keys(namesOnly(began)).some((kind) => kind === 'agent' || kind === 'node');
  const whose = named ? {} : { ref: ['previous'] };
  const { event } = began;
  return made({
    op: 'list',
    target: 'event',
    where: { ...whose, ...(named ? began : { event }) },
    order: { by: 'time', dir: 'desc' },
    limit: 1,
    form: 'when',
  } as never);
}

/** "how long have they been like that?", "for how long?": as long as they are down. */
function howLongSo(clause: Clause, before: Plan): Plan | undefined {
  const lasted = howLongThat(clause, before);
  if (lasted !== undefined) return lasted;
  const down = stateOf(before)['status'];
  const target = 'target' in before && (before.target === 'node' || before.target === 'agent') ? before.target : undefined;
  if (target === undefined || !HOW_LONG_SO.test(clause.tokens.map((token) => token.text).join(' ')) || !Array.isArray(down))
    return undefined;
  if (!(down as readonly string[]).every((status) => DOWN.has(status))) return asLongAs(before);
  const names = namesOnly(whereOf(before));
  const where = names[target] === undefined ? { ref: ['previous'] } : names;
  return made({ op: 'duration', of: 'downtime', target, agg: 'current', where } as never);
}

/** "is agent-4 healthy?", "for how long?": how long it has been so by now. */
function asLongAs(before: Plan): Plan | undefined {
  if (before.op !== 'state' || (before.target !== 'node' && before.target !== 'agent') || before.at !== undefined) return undefined;
  const status = stateOf(before)['status'];
  const where = namesOnly(whereOf(before));
  if (!Array.isArray(status) || status.length !== 1 || where[before.target] === undefined) return undefined;
  if (status[0] === '@up') return made({ op: 'duration', of: 'uptime', target: before.target, where, agg: 'current' } as never);
  if (String(status[0]).startsWith('@')) return undefined;
  return made({ op: 'duration', of: `time_in:${status[0]}`, target: before.target, where, agg: 'current' } as never);
}

/** "was agent-2 offline today?", "for how long?": all of it, in that time. */
function howLongThat(clause: Clause, before: Plan): Plan | undefined {
  const names = namesOnly(whereOf(before));
  const event = whereOf(before)['event'];
  const target = Array.isArray(event) && event.length === 1 ? WENT[event[0] as string] : undefined;
  if (before.op !== 'list' || before.having !== undefined || target === undefined || names[target] === undefined) return undefined;
  if (!HOW_LONG.test(clause.tokens.map((token) => token.text).join(' '))) return undefined;
  const time = timeIn(before);
  return made({ op: 'duration', of: 'downtime', target, agg: time === undefined ? 'last' : 'sum', where: names, time } as never);
}
const WENT: Readonly<Record<string, 'agent' | 'node'>> = { agent_offline: 'agent', node_crashed: 'node' };
const HOW_LONG =
  /^(?:and |so |ok )*(?:for )?how long(?: (?:was|were) (?:it|that|they)(?: (?:for|so|like that))?)?(?: in total| altogether)?$/;
const HOW_LONG_SO =
  /^(?:and |so |ok )*(?:for how long(?: now)?|(?:for )?how long (?:has|have) (?:it|they|that|this|those|these) been (?:(?:like|that|this) (?:that|this|way)|so|in (?:that|this) state)(?: now)?)$/;
const DOWN: ReadonlySet<string> = new Set(['offline', 'crashed', 'failed', '@down', '@failed']);

/** The conditions of a plan, with the state a question of yes or no asked for. */
function stateOf(before: Plan): Where {
  const where = whereOf(before);
  const expected = before.op === 'state' ? (before.expect as { readonly status?: readonly string[] } | undefined)?.status : undefined;
  return expected === undefined || where['status'] !== undefined ? where : { ...where, status: expected };
}

const BARE_WHEN = /^(?:and |so |ok )*(?:when|at what time)(?: exactly)?$/;

function whenThat(clause: Clause, before: Plan): Plan | undefined {
  const text = clause.tokens.map((token) => token.text).join(' ');
  if (BARE_WHEN.test(text) && before.op === 'audit') return { ...before, form: 'when' };
  const where = happening(whereOf(before), before);
  if (
    !(
      /^(and |so |ok )?(when|at what time|what time) (was|did) (that|it|this)( happen| exactly)?$/.test(text) ||
      (BARE_WHEN.test(text) && (before.op === 'list' || (before.op === 'why' && before.negate !== true)))
    ) ||
    where['event'] === undefined
  )
    return undefined;
  const time = before.op === 'why' ? timeIn(before) : undefined;
  return made({ op: 'list', target: 'event', where, time, order: { by: 'time', dir: 'desc' }, limit: 1, form: 'when' } as never);
}
