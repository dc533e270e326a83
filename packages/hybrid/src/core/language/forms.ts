import type {
  ActionPlan,
  Agg,
  AggregatePlan,
  AnomalyPlan,
  AuditPlan,
  ChangedPlan,
  ComparePlan,
  CountPlan,
  Dim,
  DurationPlan,
  ImpactPlan,
  ListPlan,
  Order,
  Plan,
  PredictPlan,
  RatePlan,
  RatioKind,
  RatioPlan,
  SimilarPlan,
  StatePlan,
  Target,
  TimelinePlan,
  Verb,
  WatchPlan,
  Where,
  WhyPlan,
} from '../plan.ts';
import { isoSecond } from '../plan.ts';
import { calendarUnit, type TimeContext } from './period.ts';
import { linked, type Question } from './question.ts';
import { dimsAfter, eventWhere, plan, type Slots, slotsOf, subjectOf, timeOf } from './slots.ts';

/** A form reads the whole question as one operation, or says it is not that. Forms are tried in order. */
export type FormReader = (question: Question, time: TimeContext) => Plan | undefined;

const RATES: readonly (readonly [string, RatioKind])[] = [
  ['spawn success rate', 'spawn_success'],
  ['spawn success', 'spawn_success'],
  ['success rate of spawns', 'spawn_success'],
  ['spawn failure rate', 'spawn_failure'],
  ['failure rate of spawns', 'spawn_failure'],
  ['stop success rate', 'stop_success'],
  ['stop failure rate', 'stop_failure'],
  ['recovery rate', 'recovery'],
  ['availability', 'availability'],
  ['cache hit rate', 'cache_hit'],
  ['cache hit ratio', 'cache_hit'],
  ['success rate', 'spawn_success'],
  ['success ratio', 'spawn_success'],
  ['failure rate', 'spawn_failure'],
  ['failure ratio', 'spawn_failure'],
];

/** "spawn success rate for …", "percentage of crashes with exit code 137". */
export const ratio: FormReader = (question) => {
  for (const [phrase, of] of RATES) {
    const at = question.find(phrase);
    if (at === undefined) continue;
    question.use(at, at + phrase.split(' ').length);
    const slots = slotsOf(question);
    return plan<RatioPlan>({ op: 'ratio', of, where: slots.names, time: slots.time, by: some(dimsAfter(question, 'by', 'per')), num: undefined, bucket: undefined, order: undefined, limit: undefined, form: undefined, expect: undefined });
  }
  if (question.take('percentage', 'percent', 'what share', 'share of', 'proportion', 'fraction', '%') === undefined) return undefined;
  const slots = slotsOf(question);
  const exit = exitCode(question);
  const num: Where = { ...(exit === undefined ? {} : { exit_code: [exit] }), ...(slots.cause === undefined ? {} : { cause: slots.cause }) };
  if (slots.event === undefined || Object.keys(num).length === 0) return undefined;
  return { op: 'ratio', of: 'share', where: { event: slots.event, ...slots.names }, num, ...(slots.time === undefined ? {} : { time: slots.time }) };
};

function exitCode(question: Question): number | undefined {
  const at = question.take('exit code', 'exit status', 'code');
  if (at === undefined) return undefined;
  const number = question.numbers.find((item) => item.at > at);
  return number?.value;
}

/** "why did node-1 crash", "what caused …", "why didn't … restart", "explain <event>". */
export const why: FormReader = (question) => {
  const asked = question.take('why', 'what caused', 'what causes', 'what is causing', 'what made', 'root cause', 'the cause of', 'cause of', 'reason for', 'how come', 'what led to', 'leading to', 'what was the cause', 'explain');
  if (asked === undefined) return undefined;
  for (const event of question.tokens) if (/^event-[a-z_.0-9]+-\d{1,16}-/.test(event.text)) return { op: 'why', where: { ref: [event.text] } };
  const negate = question.has('not') && question.find('not') !== undefined && !question.senses.some((sense) => sense.entry.status !== undefined && sense.negated && sense.entry.event === undefined);
  const slots = slotsOf(question);
  let events: readonly string[] = slots.events;
  // A state asked causally is the event that entered it.
  if (events.length === 0 && slots.status !== undefined) events = entering(slots);
  const where: Where = { ...(events.length === 0 ? {} : { event: [...events] }), ...slots.names, ...(slots.cause === undefined ? {} : { cause: slots.cause }) };
  if (Object.keys(where).length === 0) return undefined;
  return plan<WhyPlan>({ op: 'why', where, time: slots.time, negate: negate ? true : undefined, pick: undefined, hypothesis: undefined, form: undefined, expect: undefined });
};

const ENTERS: Readonly<Record<string, string>> = {
  offline: 'agent_offline',
  degraded: 'agent_degraded',
  healthy: 'agent_recovered',
  crashed: 'node_crashed',
  failed: 'node_crashed',
  stopped: 'stop_succeeded',
  running: 'spawn_succeeded',
  restarting: 'node_restarted',
  critical: 'cluster_critical',
  '@failed': 'node_crashed',
};

function entering(slots: Slots): string[] {
  const values = Array.isArray(slots.status) ? (slots.status as readonly string[]) : [];
  const agent = slots.names['agent'] !== undefined;
  return [...new Set(values.flatMap((value) => (value === '@down' ? [agent ? 'agent_offline' : 'node_crashed'] : (ENTERS[value] ?? []))))];
}

const VERB_WORDS: Readonly<Record<string, Verb>> = {
  scale: 'scale',
  resize: 'scale',
  grow: 'scale',
  shrink: 'scale',
  spawn: 'spawn',
  start: 'spawn',
  launch: 'spawn',
  create: 'spawn',
  stop: 'stop',
  kill: 'stop',
  terminate: 'stop',
  shutdown: 'stop',
  restart: 'restart',
  reboot: 'restart',
  bounce: 'restart',
  drain: 'drain',
  cordon: 'drain',
  undrain: 'undrain',
  uncordon: 'undrain',
  update: 'update',
  upgrade: 'update',
  rollback: 'rollback',
  move: 'move',
  migrate: 'move',
  backup: 'backup',
  restore: 'restore',
  cancel: 'cancel',
  confirm: 'confirm',
};

/** A wish in words: the question begins with a verb of command. It becomes a preview, never an act. */
export const action: FormReader = (question) => {
  let first = 0;
  while (/^(please|pls|can|could|you|now|just|go|and|then|ok|hey|let|us|i|want|to|need|would|like|kindly)$/.test(question.word(first))) first++;
  let verb = VERB_WORDS[question.word(first)];
  let end = first + 1;
  if (question.word(first) === 'roll' && question.word(first + 1) === 'back') {
    verb = 'rollback';
    end = first + 2;
  }
  if (question.word(first) === 'shut' && question.word(first + 1) === 'down') {
    verb = 'stop';
    end = first + 2;
  }
  // "spawn failures today", "restart history", "update failures": a noun phrase, not a command.
  const phrase = question.senses.find((sense) => sense.at === first && sense.end > end)?.phrase;
  if (verb === undefined || (phrase !== undefined && !/^scale (up|down)$/.test(phrase)) || isReport(question, first)) return undefined;
  question.use(first, end);
  const guessed = question.names.find((name) => name.link.how === 'typo');
  if (guessed !== undefined && guessed.link.how === 'typo') return { op: 'clarify', reason: 'ambiguous_entity', slot: slotOf(guessed.link.kind), options: [guessed.link.name] };
  const slots = slotsOf(question);
  const status = question.senses.filter((sense) => sense.at > first && sense.entry.status !== undefined).flatMap((sense) => sense.entry.status as readonly string[]);
  const where: Where = { ...slots.names, ...(status.length === 0 ? {} : { status: [...new Set(status)] }) };
  const direction = verb === 'scale' ? question.word(end) : '';
  if (direction === 'up' || direction === 'down' || direction === 'to' || direction === 'out' || direction === 'in') question.use(end, end + 1);
  const number = question.numbers[0];
  if (verb === 'scale' && number === undefined) return { op: 'clarify', reason: 'missing_param', slot: 'params' };
  const params = verb === 'scale' || (verb === 'spawn' && number !== undefined) ? scaleParams(question, number?.value ?? 1, verb === 'scale' && question.has('by')) : undefined;
  if (Object.keys(where).length === 0 && !/^(scale|spawn|cancel|confirm|backup|restore|rollback)$/.test(verb) && !question.has('all', 'every', 'everything'))
    return { op: 'clarify', reason: 'missing_entity', slot: verb === 'drain' || verb === 'undrain' ? 'agent' : 'node' };
  const target = slots.target === 'agent' || slots.target === 'node' ? slots.target : actionTarget(verb, slots.names);
  return plan<ActionPlan>({ op: 'action', verb, target, where, params, when: undefined, time: undefined, form: undefined, expect: undefined });
};

function isReport(question: Question, first: number): boolean {
  const next = question.word(first + 1);
  return /^(history|count|counts|events?|failures?|errors?|success|rate|rates|times?|report|status|requests?|attempts?|activity)$/.test(next) || question.periods.some((item) => item.at === first + 1 && item.period.fromMs !== null);
}

function scaleParams(question: Question, value: number, relative: boolean): Readonly<Record<string, unknown>> {
  if (!relative) return { count: value };
  return { delta: question.has('down', 'in', 'shrink') ? -value : value };
}

function actionTarget(verb: Verb, names: Where): Target {
  if (names['node'] !== undefined) return 'node';
  return names['agent'] !== undefined && (verb === 'drain' || verb === 'undrain' || verb === 'update') ? 'agent' : verb === 'drain' || verb === 'undrain' ? 'agent' : 'node';
}

export const slotOf = (kind: string): 'agent' | 'node' | 'entity' => (kind === 'agent' || kind === 'node' ? kind : 'entity');

/** "what changed between …", "what changed right before node-17 crashed". */
export const changed: FormReader = (question) => {
  if (question.take('what changed', 'what has changed', 'what is different', 'what was changed', 'changes between', 'show changes', 'any changes', 'diff') === undefined) return undefined;
  const anchor = anchorOf(question);
  const slots = slotsOf(question);
  if (anchor !== undefined) return { op: 'changed', anchor };
  return plan<ChangedPlan>({ op: 'changed', where: slots.names, time: slots.time, anchor: undefined, form: undefined, expect: undefined });
};

/** An event that gives a time: "before node-17 crashed", "after the 1.5.1 rollout". */
export function anchorOf(question: Question): { readonly where: Where; readonly rel: 'before' | 'after' | 'around' } | undefined {
  for (const rel of ['before', 'after', 'around'] as const) {
    const at = question.find(rel);
    if (at === undefined || question.periods.some((item) => item.at <= at && at < item.end)) continue;
    const senses = question.senses.filter((sense) => sense.at > at && sense.entry.event !== undefined);
    if (senses.length === 0) continue;
    question.use(at, at + 1);
    if (/^(right|just|immediately|shortly)$/.test(question.word(at - 1))) question.use(at - 1, at);
    const names = question.names.filter((name) => name.at > at);
    const where: Record<string, readonly string[]> = { event: [...new Set(senses.flatMap((sense) => sense.entry.event as readonly string[]))] };
    for (const { link } of names) if (link.how !== 'ambiguous' && link.how !== 'unknown') where[link.kind] = [link.name];
    // What the anchor took is no longer part of the main sentence.
    remove(question.senses, senses);
    remove(question.names, names);
    return { where, rel };
  }
  return undefined;
}

function remove<T>(from: T[], items: readonly T[]): void {
  for (const item of items) from.splice(from.indexOf(item), 1);
}

export const compare: FormReader = (question, time) => {
  if (question.take('compare', 'compared to', 'compared with', 'versus', 'vs') === undefined) return undefined;
  question.take('vs', 'versus', 'with', 'against', 'and');
  const [a, b] = question.periods;
  const periods = a !== undefined && b !== undefined ? [a.period, b.period] : a !== undefined ? [a.period, previousOf(question, a.at, time)] : undefined;
  const slots = { ...slotsOf(question), time: undefined };
  if (slots.event === undefined) return undefined;
  if (periods?.[1] !== undefined) {
    const sub: CountPlan = plan<CountPlan>({ ...emptyRows, op: 'count', target: 'event', where: eventWhere(slots as unknown as Slots) });
    return { op: 'compare', plan: sub, sides: periods.map((period) => ({ time: timeOf(period as NonNullable<typeof period>) })) } satisfies ComparePlan;
  }
  for (const kind of ['agent', 'node', 'region', 'env', 'platform'] as const) {
    const names = linked(question, kind, false);
    if (names.length < 2) continue;
    const sub: CountPlan = { op: 'count', target: 'event', where: { event: slots.event } };
    return { op: 'compare', plan: sub, sides: names.map((name) => ({ where: { [kind]: [name] } })) };
  }
  return undefined;
};

function previousOf(question: Question, at: number, { nowMs, zone }: TimeContext) {
  const unit = (['week', 'month', 'quarter'] as const).find((one) => question.tokens.slice(at).some((token) => token.text === one));
  if (unit === undefined) return undefined;
  const [fromMs, toMs] = calendarUnit(unit, nowMs, zone, -1);
  return { fromMs, toMs };
}

export const emptyRows = {
  where: undefined,
  time: undefined,
  form: undefined,
  expect: undefined,
  at: undefined,
  anchor: undefined,
  having: undefined,
  seq: undefined,
  order: undefined,
  limit: undefined,
  offset: undefined,
  by: undefined,
  bucket: undefined,
  distinct: undefined,
} as const;

export const some = <T>(values: readonly T[]): readonly T[] | undefined => (values.length === 0 ? undefined : values);

export const impact: FormReader = (question) => {
  if (question.take('affect', 'affected', 'impact of', 'impact', 'consequences of', 'consequences', 'knock-on', 'blast radius') === undefined) return undefined;
  const slots = slotsOf(question);
  const where = eventWhere(slots);
  return Object.keys(where).length === 0 ? undefined : plan<ImpactPlan>({ op: 'impact', where, time: slots.time, target: undefined, outcome: undefined, form: undefined, expect: undefined });
};

export const path: FormReader = (question) => {
  const at = question.take('related to', 'connected to', 'linked to', 'because of', 'due to', 'caused by');
  if (at === undefined) return undefined;
  const side = (from: number, to: number): Where => {
    const where: Record<string, readonly string[]> = {};
    for (const sense of question.senses) if (sense.at >= from && sense.at < to && sense.entry.event !== undefined) where['event'] = sense.entry.event;
    for (const { link, at: place } of question.names) if (place >= from && place < to && link.how !== 'ambiguous' && link.how !== 'unknown') where[link.kind] = [link.name];
    return where;
  };
  const from = side(0, at);
  const to = side(at, question.tokens.length);
  return Object.keys(from).length === 0 || Object.keys(to).length === 0 ? undefined : { op: 'path', form: 'yesno', from, to };
};

export const similar: FormReader = (question) => {
  const quote = question.quotes[0];
  const last = question.tokens.length - 1;
  if (question.word(last) === 'before' && question.word(last - 1) === 'happened') question.use(last - 1, last + 1);
  else if (question.take('seen this error', 'seen this before', 'similar', 'seen before', 'like this before') === undefined && !(quote !== undefined && question.has('before', 'seen'))) return undefined;
  if (quote !== undefined) {
    question.use(0, question.tokens.length);
    return { op: 'similar', where: { error: { contains: question.word(quote.at) } } };
  }
  const where = eventWhere(slotsOf(question));
  return Object.keys(where).length === 0 ? undefined : plan<SimilarPlan>({ op: 'similar', where, limit: undefined, time: undefined, form: undefined, expect: undefined });
};

export const predict: FormReader = (question) => {
  if (question.take('predict', 'forecast', 'likely to', 'likely', 'at risk of', 'at risk', 'going to', 'will') === undefined) return undefined;
  question.take('likely to', 'likely', 'going to');
  const slots = slotsOf(question);
  const words = question.senses.filter((sense) => sense.entry.event !== undefined).flatMap((sense) => sense.entry.event as readonly string[]);
  if (words.length === 0) return undefined;
  const target = slots.target ?? subjectOf(words) ?? 'node';
  return plan<PredictPlan>({ op: 'predict', target, where: { event: [...new Set(words)], ...slots.names }, time: undefined, horizon: undefined, threshold: undefined, limit: undefined, metric: undefined, form: undefined, expect: undefined });
};

export const anomaly: FormReader = (question) => {
  if (question.take('unusual', 'anomaly', 'anomalies', 'anomalous', 'strange', 'weird', 'out of the ordinary', 'abnormal', 'spike', 'odd') === undefined) return undefined;
  const slots = slotsOf(question);
  return plan<AnomalyPlan>({ op: 'anomaly', where: slots.names, time: slots.time, metric: slots.metric, of: slots.events[0], target: undefined, form: undefined, expect: undefined });
};

const DONE: Readonly<Record<string, Verb>> = { stopped: 'stop', stop: 'stop', killed: 'stop', restarted: 'restart', restart: 'restart', spawned: 'spawn', started: 'spawn', scaled: 'scale', drained: 'drain', updated: 'update', moved: 'move' };

export const audit: FormReader = (question) => {
  if (question.take('audit report', 'audit log', 'audit trail', 'audit') !== undefined) {
    const report = question.take('generate', 'report') !== undefined || question.has('report');
    const slots = slotsOf(question);
    return plan<AuditPlan>({ op: 'audit', where: slots.names, time: slots.time, form: report ? 'report' : undefined, verb: undefined, expect: undefined });
  }
  if (question.take('who') === undefined) return undefined;
  const verb = question.tokens.map((token) => DONE[token.text]).find((one) => one !== undefined);
  if (verb === undefined) return undefined;
  const slots = slotsOf(question);
  return plan<AuditPlan>({ op: 'audit', verb, where: slots.names, time: slots.time, form: 'who', expect: undefined });
};

export const simulate: FormReader = (question) => {
  if (question.take('what would happen if', 'what happens if', 'what if', 'could we survive', 'can we lose', 'can we survive') === undefined) return undefined;
  question.take('we lose', 'we lost', 'lose', 'losing', 'loss of', 'lost');
  const slots = slotsOf(question);
  const agent = slots.names['agent'] !== undefined;
  if (slots.events.length === 0 && Object.keys(slots.names).length === 0) return undefined;
  return { op: 'simulate', change: { event: slots.events.length > 0 ? slots.events : [agent ? 'agent_offline' : 'node_crashed'], ...slots.names } };
};

export const watch: FormReader = (question) => {
  if (question.take('tell me when', 'let me know when', 'let me know if', 'alert me when', 'alert me if', 'alert when', 'alert me', 'notify me when', 'notify me if', 'notify when', 'warn me when', 'warn when', 'warn me if', 'watch for', 'ping me when') === undefined) return undefined;
  const slots = slotsOf(question);
  const metric = slots.metric !== undefined && slots.number?.cmp !== undefined ? { [slots.metric]: { [slots.number.cmp]: slots.number.value } } : {};
  const events = slots.events.length > 0 ? { event: slots.events } : {};
  const where: Where = { ...events, ...slots.names, ...metric };
  return Object.keys(where).length === 0 ? undefined : plan<WatchPlan>({ op: 'watch', where, having: undefined, for: undefined, time: undefined, form: undefined, expect: undefined });
};

const AGG_WORDS: readonly (readonly [string, Agg])[] = [
  ['average', 'avg'],
  ['mean', 'avg'],
  ['avg', 'avg'],
  ['typical', 'p50'],
  ['usual', 'p50'],
  ['median', 'p50'],
  ['p50', 'p50'],
  ['p90', 'p90'],
  ['p95', 'p95'],
  ['p99', 'p99'],
  ['maximum', 'max'],
  ['max', 'max'],
  ['peak', 'max'],
  ['worst', 'max'],
  ['longest', 'max'],
  ['slowest', 'max'],
  ['highest', 'max'],
  ['minimum', 'min'],
  ['min', 'min'],
  ['shortest', 'min'],
  ['fastest', 'min'],
  ['lowest', 'min'],
  ['total', 'sum'],
  ['sum of', 'sum'],
];

function aggOf(question: Question): Agg | undefined {
  for (const [word, agg] of AGG_WORDS) if (question.take(word) !== undefined) return agg;
  return undefined;
}

/** "how long was agent-3 down", "average recovery time", "longest outage". */
export const duration: FormReader = (question) => {
  const long = question.take('how long', 'for how long');
  const noun = question.take('recovery time', 'time to recover', 'mttr', 'downtime', 'outage duration', 'spawn time', 'startup time', 'uptime');
  const outage = long === undefined && noun === undefined && question.has('longest', 'shortest') && question.has('outage', 'outages', 'downtime');
  if (long === undefined && noun === undefined && !outage) return undefined;
  const agg = aggOf(question);
  const slots = slotsOf(question);
  const spawn = question.has('spawn time', 'startup time', 'to spawn', 'to start');
  const up = question.has('uptime', 'up', 'running', 'healthy') && !question.has('downtime', 'down');
  const of = spawn ? 'spawn_time' : up ? 'uptime' : 'downtime';
  const target = slots.names['node'] !== undefined || slots.target === 'node' || spawn ? 'node' : 'agent';
  const fallback: Agg = up && slots.time === undefined ? 'current' : long !== undefined && slots.time === undefined ? 'last' : 'sum';
  return plan<DurationPlan>({ op: 'duration', of, target, where: slots.names, agg: agg ?? fallback, time: slots.time, by: some(dimsAfter(question, 'by', 'per')), order: undefined, limit: undefined, filter: undefined, form: undefined, expect: undefined });
};

/** "p95 query latency per node", "average latency today". */
export const aggregate: FormReader = (question) => {
  if (!question.senses.some((sense) => sense.entry.metric !== undefined)) return undefined;
  if (question.numbers.some((item) => item.cmp !== undefined)) return undefined;
  const current = currentTop(question);
  if (current !== undefined) return current;
  const agg = aggOf(question);
  const by = dimsAfter(question, 'by', 'per', 'across');
  if (agg === undefined) return undefined;
  const slots = slotsOf(question);
  const metric = slots.metric as string;
  return plan<AggregatePlan>({ op: 'aggregate', metric, agg, target: by[0] === 'agent' || slots.target === 'agent' ? 'agent' : 'node', where: slots.names, time: slots.time, by: some(by), bucket: undefined, order: undefined, limit: undefined, form: undefined, expect: undefined });
};

/** "which node has the highest restart count", "top 5 nodes by cpu": rows ordered by what they are now. */
function currentTop(question: Question): ListPlan | undefined {
  const target = question.senses.find((sense) => sense.entry.target === 'agent' || sense.entry.target === 'node')?.entry.target;
  if (target === undefined || question.periods.length > 0) return undefined;
  const top = question.find('top') !== undefined || question.word(0) === 'which' ? topOf(question) : undefined;
  if (top === undefined) return undefined;
  const slots = slotsOf(question);
  return plan<ListPlan>({ ...emptyRows, op: 'list', target, where: slots.names, order: { by: slots.metric as string, dir: question.has('lowest') ? 'asc' : top.dir }, limit: top.limit });
}

const UNIT_PER: Readonly<Record<string, string>> = { second: '1s', minute: '1m', hour: '1h', day: '1d', week: '1w' };

/** "crashes per hour today": a rate, where "by hour" is a series. */
export const rate: FormReader = (question) => {
  for (const [unit, per] of Object.entries(UNIT_PER)) {
    if (question.take(`per ${unit}`, `a ${unit} on average`, `every ${unit}`) === undefined) continue;
    question.take('how many');
    const slots = slotsOf(question);
    return plan<RatePlan>({ op: 'rate', where: eventWhere(slots), per, time: slots.time, by: some(dimsAfter(question, 'by', 'per')), bucket: undefined, anchor: undefined, form: undefined, expect: undefined });
  }
  return undefined;
};

/** "what happened to agent-1 today", "agent-1 timeline", "what happened before the crash". */
export const timeline: FormReader = (question) => {
  const said = question.take('what happened', 'what has happened', 'timeline', 'history', 'lifecycle', 'story', 'trace', 'replay', 'sequence of events', 'what is going on', 'what went on', 'chronology', 'crash history');
  if (said === undefined) return undefined;
  for (const more of ['timeline', 'history', 'lifecycle', 'trace', 'replay', 'story']) question.take(more);
  const anchor = anchorOf(question);
  const slots = slotsOf(question);
  if (anchor !== undefined) return { op: 'timeline', anchor: anchor, ...(Object.keys(slots.names).length === 0 ? {} : { where: slots.names }) };
  const where = eventWhere(slots);
  // "What happened today?" without an entity is every event of the day.
  if (Object.keys(slots.names).length === 0) {
    if (slots.target === undefined && slots.events.length === 0 && slots.time === undefined) return undefined;
    return plan<ListPlan>({ ...emptyRows, op: 'list', target: 'event', where, time: slots.time });
  }
  return plan<TimelinePlan>({ op: 'timeline', where, time: slots.time, anchor: undefined, limit: undefined, form: undefined, expect: undefined });
};

/** The cluster, or one entity, now or at an instant. */
export const state: FormReader = (question) => {
  const slots = slotsOf(question);
  const at = slots.atMs === undefined ? undefined : isoSecond(slots.atMs);
  const names = slots.names['agent'] !== undefined ? 'agent' : slots.names['node'] !== undefined ? 'node' : undefined;
  const yesno = /^(is|are|was|were)$/.test(question.word(0));
  const stateWord = question.senses.some((sense) => sense.entry.dim === 'status' || sense.entry.target === 'cluster') || question.has('how is', 'how are');
  if (slots.status !== undefined && Array.isArray(slots.status) && yesno && (names !== undefined || slots.target === 'cluster'))
    return plan<StatePlan>({ op: 'state', target: names ?? 'cluster', where: slots.names, at, form: 'yesno', expect: { status: slots.status }, time: at === undefined ? slots.time : undefined, anchor: undefined });
  if (slots.events.length > 0 || slots.status !== undefined) return undefined;
  if (names !== undefined && (stateWord || onlyName(question, slots)))
    return plan<StatePlan>({ op: 'state', target: names, where: slots.names, at, time: at === undefined ? slots.time : undefined, form: undefined, expect: undefined, anchor: undefined });
  if (slots.target === 'cluster' || (slots.target === undefined && Object.keys(slots.names).length === 0 && stateWord))
    return plan<StatePlan>({ op: 'state', target: 'cluster', at, time: at === undefined ? slots.time : undefined, where: undefined, form: undefined, expect: undefined, anchor: undefined });
  return undefined;
};

/** A bare name: its state. */
function onlyName(question: Question, slots: Slots): boolean {
  return question.names.length > 0 && question.senses.length === 0 && slots.time === undefined;
}

/** Counts: "how many", "number of", "top 5 agents by crashes", "which agent crashed the most", "… by hour". */
export const count: FormReader = (question) => {
  const bucketed = bucketOf(question);
  const top = topOf(question);
  const dims = dimsAfter(question, 'by', 'per', 'each');
  const many = question.take('how many times', 'how many', 'number of', 'count of', 'count', 'how often', 'how much', 'total number of') !== undefined;
  const common = question.take('most common', 'most frequent', 'commonest');
  const chart = question.take('chart', 'plot', 'graph', 'trend') !== undefined;
  const distinct = question.take('distinct', 'different', 'unique') !== undefined;
  if (!many && top === undefined && bucketed === undefined && dims.length === 0 && common === undefined) return undefined;
  const anchor = anchorOf(question);
  const slots = slotsOf(question);
  const form = chart ? ('chart' as const) : undefined;
  if (common !== undefined && dims.length === 0) {
    const dim = question.senses.find((sense) => sense.at > common && sense.entry.dim !== undefined)?.entry.dim ?? 'event';
    return plan<CountPlan>({ ...emptyRows, op: 'count', target: 'event', where: eventWhere(slots), by: [dim], order: { by: 'value', dir: 'desc' }, limit: 1, time: slots.time, form });
  }
  if (slots.event === undefined && slots.cause === undefined) {
    if (slots.metric !== undefined) return undefined;
    const entity = slots.target === 'agent' || slots.target === 'node' ? slots.target : undefined;
    if (entity !== undefined) {
      const where = { ...slots.names, ...(slots.status === undefined ? {} : { status: slots.status }) };
      const by = dims.filter((dim) => dim !== entity);
      return plan<CountPlan>({ ...emptyRows, op: 'count', target: entity, where, by: some(by), at: slots.atMs === undefined ? undefined : isoSecond(slots.atMs), ...topOrder(top, by), form });
    }
    if (slots.target !== 'event') return undefined;
  }
  const subject = top === undefined ? undefined : (top.dim ?? (slots.target === 'agent' || slots.target === 'node' ? slots.target : subjectOf(slots.events)));
  const by = dims.length > 0 && top === undefined ? dims : subject === undefined ? dims : [subject];
  const unique = distinct ? (slots.target === 'agent' || slots.target === 'node' ? slots.target : undefined) : undefined;
  return plan<CountPlan>({ ...emptyRows, op: 'count', target: 'event', where: eventWhere(slots), by: some(by), bucket: bucketed, distinct: unique, anchor, time: slots.time, ...topOrder(top, by), form });
};

function topOrder(top: ReturnType<typeof topOf>, by: readonly unknown[]): { readonly order: Order | undefined; readonly limit: number | undefined } {
  return top === undefined || by.length === 0 ? { order: undefined, limit: undefined } : { order: { by: 'value', dir: top.dir }, limit: top.limit };
}

/** "top 5 agents", "which agent … the most" (one), "worst 3". */
function topOf(question: Question): { readonly limit: number; readonly dir: 'asc' | 'desc'; readonly dim?: Dim } | undefined {
  const top = question.find('top') ?? question.find('worst') ?? question.find('bottom');
  const number = top === undefined ? undefined : question.numbers.find((item) => item.at === top + 1);
  if (top !== undefined && (number !== undefined || question.word(top) === 'top')) {
    const noun = question.senses.find((sense) => sense.at === (number?.end ?? top + 1));
    question.use(top, top + 1);
    const by = question.find('by');
    if (by !== undefined) question.use(by, by + 1);
    const dim = noun?.entry.target === 'agent' || noun?.entry.target === 'node' ? noun.entry.target : undefined;
    return { limit: number?.value ?? 10, dir: question.word(top) === 'bottom' ? 'asc' : 'desc', ...(dim === undefined ? {} : { dim }) };
  }
  const most = question.take('the most', 'most often', 'most', 'the least', 'least', 'the highest', 'highest', 'the lowest', 'lowest');
  if (most === undefined) return undefined;
  const plural = question.senses.some((sense) => sense.entry.target !== undefined && /s$/.test(sense.phrase) && sense.at < most);
  const which = question.senses.find((sense) => sense.entry.dim !== undefined && /^(which|what)$/.test(question.word(sense.at - 1)));
  return { limit: plural ? 10 : 1, dir: question.has('least') ? 'asc' : 'desc', ...(which?.entry.dim === undefined ? {} : { dim: which.entry.dim }) };
}

function bucketOf(question: Question): string | undefined {
  for (const [unit, per] of Object.entries(UNIT_PER)) {
    const ly = unit === 'day' ? 'daily' : `${unit}ly`;
    if (question.take(`by ${unit}`, `by the ${unit}`, `each ${unit}`, ly) !== undefined) return per;
  }
  return undefined;
}
