import { SutraError } from '@sutra/kit';
import { CATALOGUE, EVENT_TYPES } from '@sutra/model';
import { NEAREST, parseQuestion, type Reading } from '../core/language/parse.ts';
import type { Zone } from '../core/language/zone.ts';
import { paraphrase } from '../core/paraphrase.ts';
import type { Plan } from '../core/plan.ts';
import type { Answer, PlanOf, Result, Scene, Work } from './answer.ts';
import { clockOfIso } from './clock.ts';
import { countEntities } from './entities/count.ts';
import { listEntities } from './entities/list.ts';
import { stateAnswer } from './entities/state.ts';
import { auditOf } from './events/audit.ts';
import { countEvents } from './events/count.ts';
import { rateEvents } from './events/rate.ts';
import { ratioOf } from './events/ratio.ts';
import { listEvents } from './events/rows.ts';
import { impactOf } from './impact/impact.ts';
import { stateAt } from './state-at.ts';
import { explain } from './why/explain.ts';

export interface AskInput {
  readonly question: string;
  /** The question before, for follow-ups. */
  readonly context?: string;
  /** IANA zone of words like "today". */
  readonly tz: Zone;
  /** Ask as of this instant: nothing after it is seen. */
  readonly atUs?: number;
  readonly nowUs: number;
}
export type PlanInput = Omit<AskInput, 'question' | 'context'>;

/**
 * Question → plan → answer. The parse is deterministic and offline; only the engine computes. Failures of the store are
 * thrown, never answered with nothing.
 */
export async function ask(input: AskInput, scene: Scene): Promise<Answer> {
  const startedMs = scene.monotonicMs?.() ?? 0;
  const reading = parseQuestion({ ...input, nowUs: input.atUs ?? input.nowUs }, scene.catalogue);
  const answer = await answered(reading, input, scene);
  return { ...answer, question: input.question, ms: (scene.monotonicMs?.() ?? 0) - startedMs };
}

/** Executes a plan that is already valid: from a chip, a link, a saved view or an assistant. */
export async function executePlan(plan: Plan, input: PlanInput, scene: Scene): Promise<Answer> {
  const reading: Reading = { plan, reading: paraphrase(plan), spans: [], assumptions: [], alternatives: [], ignored: [], confidence: 1 };
  const startedMs = scene.monotonicMs?.() ?? 0;
  const answer = await answered(reading, input, scene);
  return { ...answer, ms: (scene.monotonicMs?.() ?? 0) - startedMs };
}

async function answered(reading: Reading, input: PlanInput, scene: Scene): Promise<Answer> {
  const { plan } = reading;
  const { result, seq } = await computed(plan, input, scene);
  const { certainty = 1, ...rest } = result;
  const say = clockOfIso({ nowUs: input.atUs ?? input.nowUs, tz: input.tz });
  const words = paraphrase(plan, say);
  const confidence = Math.round(reading.confidence * certainty * 100) / 100;
  return {
    question: words,
    plan: { ...plan },
    reading: words,
    alternatives: reading.alternatives.map((other) => ({ plan: { ...other.plan }, reading: paraphrase(other.plan, say) })),
    evidence: [],
    ruled_out: [],
    unknown: [],
    as_of_seq: seq,
    scanned: 0,
    partial: false,
    ms: 0,
    suggestions: suggestionsFor(plan, result),
    ...rest,
    assumptions: [
      ...reading.assumptions,
      ...(scene.stale === true ? ['storage is away: the state is the last one known'] : []),
      ...(rest.assumptions ?? []),
    ],
    confidence,
    confidence_from: [
      `${Math.round(reading.confidence * 100)} % of the question understood`,
      ...(rest.confidence_from === undefined ? [] : [rest.confidence_from]),
    ].join('; '),
  };
}

async function computed(plan: Plan, input: PlanInput, scene: Scene): Promise<{ result: Result; seq: number }> {
  if (plan.op === 'refuse') return { result: refusal(plan), seq: scene.state?.seq ?? 0 };
  if (plan.op === 'clarify') return { result: { status: 'clarify', text: clarification(plan) }, seq: scene.state?.seq ?? 0 };
  if (plan.op === 'help') return { result: { status: 'answered', text: helpText(plan), ...helpRows(plan) }, seq: scene.state?.seq ?? 0 };
  if (plan.op === 'action') return { result: preview(plan), seq: scene.state?.seq ?? 0 };
  const options = {
    ...(scene.signal === undefined ? {} : { signal: scene.signal }),
    ...(scene.limitMs === undefined ? {} : { limitMs: scene.limitMs }),
  };
  const nowUs = input.atUs ?? input.nowUs;
  const state = scene.state ?? (await stateAt(scene.reader, { atUs: nowUs }, options));
  const work: Work = {
    reader: scene.reader,
    state,
    catalogue: scene.catalogue,
    options,
    nowUs,
    past: input.atUs !== undefined,
    tz: input.tz,
  };
  try {
    return { result: await execute(plan, work), seq: state.seq };
  } catch (reason) {
    if (!(reason instanceof SutraError) || reason.code !== 'SUTRA_ASK_NOT_COMPUTED') throw reason;
    const result: Result = {
      status: 'refused',
      text: `I read this as: ${paraphrase(plan, clockOfIso(work))}. ${reason.message}.`,
      suggestions: (INSTEAD[plan.op] ?? NEAREST).map((question) => ({ question, why: 'this can be answered' })),
    };
    return { result, seq: state.seq };
  }
}

/** Compares counts side by side; other operations are not compared yet. */
async function compareOf(plan: PlanOf<'compare'>, work: Work): Promise<Result> {
  if (plan.plan.op !== 'count' && plan.plan.op !== 'ratio' && plan.plan.op !== 'rate')
    throw new SutraError('SUTRA_ASK_NOT_COMPUTED', `Cannot compute this yet: comparing ${plan.plan.op}`);
  const sides: Result[] = [];
  for (const side of plan.sides) {
    if (side.anchor !== undefined) throw new SutraError('SUTRA_ASK_NOT_COMPUTED', 'Cannot compute this yet: a side given by an event');
    const sub = {
      ...plan.plan,
      where: { ...plan.plan.where, ...side.where },
      ...(side.time === undefined ? {} : { time: side.time }),
    } as Plan;
    sides.push(await execute(sub, work));
  }
  const rows = sides.map((side, i) => ({ side: paraphrase({ op: 'list', target: 'event', ...plan.sides[i] }), value: side.value ?? 0 }));
  const [subject, baseline] = sides.map((side) => Number(side.value ?? 0));
  const change =
    subject === undefined || baseline === undefined
      ? ''
      : baseline === 0
        ? ''
        : ` (${subject >= baseline ? '+' : ''}${(((subject - baseline) / baseline) * 100).toFixed(0)} %)`;
  return {
    status: 'answered',
    text: `${rows.map((row) => String(row.value)).join(' against ')}${change}.`,
    value: subject ?? 0,
    columns: ['side', 'value'],
    rows,
    assumptions: sides.flatMap((side) => side.assumptions ?? []),
    evidence: sides.flatMap((side) => side.evidence ?? []),
    scanned: sides.reduce((sum, side) => sum + (side.scanned ?? 0), 0),
    partial: sides.some((side) => side.partial === true),
  };
}

/** What is understood but not computed yet, in words. */
const UNCOMPUTED: Readonly<Record<string, string>> = {
  duration: 'durations',
  aggregate: 'averages, percentiles and other figures over metrics',
  changed: 'comparisons of what changed',
  path: 'relations between things',
  similar: 'similar past events',
  predict: 'predictions',
  anomaly: 'anomalies',
  simulate: 'simulations',
  watch: 'standing questions',
  explain: 'explanations of the answer before',
};
/** What comes nearest to it and can be computed. */
const INSTEAD: Readonly<Record<string, readonly string[]>> = {
  duration: ['when was the last crash?', 'restarts in the last 24 hours'],
  aggregate: ['which nodes use more than 80% memory?', 'how many crashes in the last 24 hours?'],
  changed: ['what happened in the last hour?', 'restarts in the last hour'],
  path: ['why did the last node crash?', 'list nodes'],
  similar: ['show crashes in the last 24 hours', 'top 5 nodes by crashes'],
  predict: ['top 5 nodes by crashes', 'which nodes use more than 80% memory?'],
  anomaly: ['what is wrong?', 'show problems in the last hour'],
  simulate: ['how many nodes are running?', 'list agents'],
  watch: ['show problems in the last hour', 'is the grid healthy?'],
};

/** Keys of valid plans that this version would have to leave out of account: it refuses instead, so that no condition is silently dropped. */
const NOT_YET: Readonly<Record<string, readonly string[]>> = {
  'list event': ['having', 'seq', 'at', 'offset'],
  'list agent': ['anchor'],
  'list node': ['anchor'],
  'list entity': ['anchor'],
  'count event': ['at', 'offset'],
  rate: ['by', 'bucket', 'anchor'],
  state: ['anchor'],
};

function leftOut(plan: Plan): string | undefined {
  const keys = NOT_YET['target' in plan && (plan.op === 'list' || plan.op === 'count') ? `${plan.op} ${plan.target}` : plan.op] ?? [];
  const key = keys.find((one) => one in plan);
  if (key !== undefined) return `${plan.op} with ${key}`;
  if (plan.op === 'why' && plan.pick === 'all') return 'every cause at once';
  return plan.op === 'list' && plan.target === 'event' && plan.order !== undefined && plan.order.by !== 'time'
    ? `events ordered by ${plan.order.by}`
    : undefined;
}

function execute(plan: Plan, work: Work): Promise<Result> {
  const left = leftOut(plan);
  if (left !== undefined) return Promise.reject(new SutraError('SUTRA_ASK_NOT_COMPUTED', `Cannot compute this yet: ${left}`));
  switch (plan.op) {
    case 'list':
      return plan.target === 'event'
        ? listEvents(plan, work)
        : plan.target === 'cluster'
          ? stateAnswer({ op: 'state', target: 'cluster', ...(plan.at === undefined ? {} : { at: plan.at }) }, work)
          : listEntities(plan, work);
    case 'count':
      return plan.target === 'event' ? countEvents(plan, work) : countEntities(plan, work);
    case 'timeline':
      return listEvents(plan, work);
    case 'state':
      return stateAnswer(plan, work);
    case 'ratio':
      return ratioOf(plan, work);
    case 'rate':
      return rateEvents(plan, work);
    case 'why':
      return explain(plan, work);
    case 'impact':
      return impactOf(plan, work);
    case 'audit':
      return auditOf(plan, work);
    case 'compare':
      return compareOf(plan, work);
    default:
      return Promise.reject(
        new SutraError('SUTRA_ASK_NOT_COMPUTED', `Cannot compute this yet: ${UNCOMPUTED[plan.op] ?? plan.op} are not part of this version`),
      );
  }
}

function preview(plan: PlanOf<'action'>): Result {
  return {
    status: 'preview',
    text: `This would ${paraphrase(plan).replace(' (preview)', '')}. Nothing was done: a person confirms it where actions are made.`,
  };
}

function refusal(plan: PlanOf<'refuse'>): Result {
  const term = plan.term === undefined ? '' : ` "${plan.term}"`;
  const closest = plan.closest === undefined || plan.closest.length === 0 ? '' : ` Closest: ${plan.closest.join(', ')}.`;
  const why: Readonly<Record<typeof plan.reason, string>> = {
    unknown_entity: `I know nothing called${term}.`,
    no_data: `I do not know what${term || ' part of this'} means here, so I do not answer with something similar.`,
    out_of_scope: `This is not about the grid${term === '' ? '' : ` (${plan.term})`}.`,
    unparsed: 'I could not read this as a question.',
    unsupported: 'Query languages are not spoken here: ask in plain words.',
    unsafe: 'This is not a question I answer: nothing asked here can delete, change or reveal anything.',
  };
  return { status: 'refused', text: `${why[plan.reason]}${closest}` };
}

function clarification(plan: PlanOf<'clarify'>): string {
  const options = plan.options === undefined || plan.options.length === 0 ? '' : ` ${plan.options.join(' · ')}`;
  if (plan.reason === 'ambiguous_time') return 'Which time: morning or afternoon? Say am or pm.';
  if (plan.reason === 'missing_param') return 'To how many, and where? For example: scale to 10 nodes in us-east.';
  return `${plan.reason === 'ambiguous_intent' ? 'What is meant?' : `Which ${plan.slot}?`}${options}`;
}

const EXAMPLES: readonly string[] = [
  'which agents are offline?',
  'show me spawn failures in the last hour',
  'how many nodes crashed this week?',
  'what happened to agent-1 today?',
  'why did node-a1 crash?',
  'spawn success rate for agent-1',
  'what was the grid state at 3pm yesterday?',
  'top 5 agents by crashes this month',
];

function helpText(plan: PlanOf<'help'>): string {
  if (plan.topic === 'events') return `${EVENT_TYPES.length} types of events are known, each askable by its words.`;
  if (plan.topic === 'actions')
    return 'Wishes in words (scale, spawn, stop, restart, drain, update) become a preview; a person confirms it.';
  return `Ask about lists, counts, timelines, rates, states at any instant, and causes. For example: ${EXAMPLES.join(' · ')}`;
}

function helpRows(plan: PlanOf<'help'>): Partial<Result> {
  if (plan.topic === 'events')
    return {
      columns: ['event_type', 'words', 'says'],
      rows: EVENT_TYPES.map((type) => ({ event_type: type, words: CATALOGUE[type].words.join(', '), says: CATALOGUE[type].says })),
    };
  return { columns: ['question'], rows: EXAMPLES.map((question) => ({ question })) };
}

function suggestionsFor(plan: Plan, result: Result): { question: string; why: string }[] {
  if (plan.op === 'refuse')
    return (plan.closest !== undefined && plan.reason !== 'unknown_entity' ? plan.closest : NEAREST).map((question) => ({
      question,
      why: 'this can be answered',
    }));
  if (plan.op === 'clarify') return (plan.options ?? []).slice(0, 4).map((question) => ({ question, why: 'perhaps meant' }));
  const crash = result.events?.findLast((event) => event.event_type === 'node_crashed');
  const asked = plan.op === 'why' ? plan.where['event'] : undefined;
  const why = plan.op === 'why' && !(Array.isArray(asked) && asked.every((type) => /^(cluster_|@cluster$)/.test(String(type))));
  return crash === undefined || why ? [] : [{ question: `why did ${crash.entity_id} crash?`, why: 'a crash is among the rows' }];
}
