import { contextAfter } from '../core/language/context-after.ts';
import { NEAREST, type Reading } from '../core/language/parse.ts';
import { type Courtesy, courtesyOf } from '../core/language/small-talk.ts';
import type { Zone } from '../core/language/zone.ts';
import { nodesReturn } from '../core/node-returns.ts';
import { paraphrase } from '../core/paraphrase.ts';
import { pastState } from '../core/past-state.ts';
import type { Plan } from '../core/plan.ts';
import { watchHeld } from '../core/watch-held.ts';
import { agentsThemselves } from './agents-themselves.ts';
import type { Answer, Result, Scene, Work } from './answer.ts';
import { asKnownAt } from './as-of.ts';
import { withAskers } from './askers.ts';
import { clockOfIso } from './clock.ts';
import { execute, isUncomputed } from './execute.ts';
import { importedNotes, importedOf } from './imported.ts';
import type { ModelRecord } from './model/model-reader.ts';
import { readQuestion } from './model/read-question.ts';
import { movedNotes } from './moved.ts';
import { withOwnAnchor } from './own-anchor.ts';
import { type Previous, resolved } from './resolve.ts';
import { roundsOf } from './rounds.ts';
import { withStartNumbers } from './starts.ts';
import { stateAt } from './state-at.ts';
import { summaryNotes } from './summaries.ts';
import { clarification, help, INSTEAD, refusal, suggestionsFor } from './talk.ts';
import { telling } from './telling.ts';
import { ofTheirNodes } from './their-nodes.ts';
import { withUnknownLabels } from './unknown-labels.ts';
import { unnumberedNotes } from './unnumbered.ts';
import { withWishedRestarts } from './wished-restarts.ts';

export interface AskInput {
  readonly question: string;
  /** The question before, for follow-ups. */
  readonly context?: string;
  /** IANA zone of words like "today". */
  readonly tz: Zone;
  /** Ask as of this instant: nothing after it is seen, what was recorded of it later is ("as known now"). */
  readonly atUs?: number;
  /** Ask as of this position: nothing recorded later is seen, whenever it happened ("as known then"). */
  readonly asOfSeq?: number;
  readonly nowUs: number;
}
export type PlanInput = Omit<AskInput, 'question'>;

/**
 * Question → plan → answer. The parse is deterministic and offline, unless the scene brings a model that may read what the grammar gives
 * up on; only the engine computes. Failures of the store are thrown, never answered with nothing.
 */
export async function ask(input: AskInput, scene: Scene): Promise<Answer> {
  const startedMs = scene.monotonicMs?.() ?? 0;
  const asked = { ...input, nowUs: input.atUs ?? input.nowUs };
  const { reading, model } = await readQuestion(asked, scene.catalogue, scene.model, scene.signal);
  const meant = watchHeld(nodesReturn(reading.plan, input.question), input.question);
  // With the clock set to a past instant, what was is what was then.
  const plan = input.atUs === undefined ? pastState(meant, input.question) : meant;
  const computed = await answered({ ...reading, plan }, input, scene);
  const answer = await inOtherWords(computed, scene);
  const time = { nowMs: Math.floor(asked.nowUs / 1000), zone: input.tz };
  const context = contextAfter({ ...input, byModel: model?.outcome === 'read' }, reading.plan, scene.catalogue, time);
  const courtesy = reading.plan.op === 'refuse' && reading.plan.reason === 'unparsed' ? courtesyOf(input.question) : undefined;
  return {
    ...answer,
    ...(courtesy === undefined ? {} : { text: REPLIES[courtesy], suggestions: [] }),
    question: input.question,
    ...(context === undefined ? {} : { context }),
    ms: (scene.monotonicMs?.() ?? 0) - startedMs,
    ...(model === undefined ? {} : { model: briefly(model) }),
  };
}

/** What is said to whoever asked nothing. */
const REPLIES: Readonly<Record<Courtesy, string>> = {
  thanks: 'You are welcome.',
  greeting: `Hello. Ask about the grid, for example: ${NEAREST.join(' ')}`,
  assent: 'There is nothing here to say yes to: nothing waits for it, and nothing was done.',
  denial: 'There is nothing here to say no to: nothing waits for it, and nothing was done.',
  remark: 'Ask on: what was asked before still stands.',
};

/** The sentence of an answer as a model says it, where that is wished; what it says otherwise than the computed one is not taken. */
async function inOtherWords(answer: Answer, { model: use, catalogue, signal }: Scene): Promise<Answer> {
  if (use?.rephrase !== true || answer.status !== 'answered') return answer;
  const { text, record } = await use.reader.reword(answer.text, catalogue, signal);
  if (record !== undefined) use.told?.(record);
  return text === undefined || text === answer.text
    ? answer
    : { ...answer, text, reworded: { by: use.reader.model, computed: answer.text } };
}

const briefly = ({ model: name, outcome, why, calls, ms }: ModelRecord): NonNullable<Answer['model']> => ({
  name,
  outcome,
  ...(why === undefined ? {} : { why }),
  calls,
  ms,
});

/** Executes a plan that is already valid: from a chip, a link, a saved view or an assistant. */
export async function executePlan(plan: Plan, input: PlanInput, scene: Scene): Promise<Answer> {
  const reading: Reading = { plan, reading: paraphrase(plan), spans: [], assumptions: [], alternatives: [], ignored: [], confidence: 1 };
  const startedMs = scene.monotonicMs?.() ?? 0;
  const answer = await answered(reading, input, scene);
  return { ...answer, context: reading.reading, ms: (scene.monotonicMs?.() ?? 0) - startedMs };
}

async function answered(reading: Reading, input: PlanInput, scene: Scene): Promise<Answer> {
  const { plan } = reading;
  const { result, seq } = await computed(plan, input, scene);
  const { certainty = 1, ...rest } = result;
  const say = clockOfIso({ nowUs: input.atUs ?? input.nowUs, tz: input.tz });
  const words = paraphrase(plan, say);
  const rounds = rest.path === undefined || rest.events === undefined ? [] : roundsOf(rest.path, rest.events);
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
    ...(rounds.length === 0 ? {} : { rounds }),
    assumptions: [
      ...reading.assumptions,
      ...(reading.ignored.length === 0 || plan.op === 'refuse' || plan.op === 'clarify'
        ? []
        : [`passed over: ${reading.ignored.map((said) => `“${said}”`).join(', ')}`]),
      ...(input.asOfSeq === undefined ? [] : [`as known then: what was recorded after event ${input.asOfSeq} is left out`]),
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
  const seq = scene.state?.seq ?? 0;
  if (plan.op === 'refuse') return { result: refusal(plan), seq };
  if (plan.op === 'clarify') return { result: { status: 'clarify', text: clarification(plan) }, seq };
  if (plan.op === 'help') return { result: help(plan), seq };
  const cut = new Set<string>();
  const bare = await workOf(input, scene, cut);
  try {
    const work = await withWishedRestarts(plan, await withAskers(plan, await withStartNumbers(plan, bare)));
    const before = plan.op === 'explain' || isReply(plan) || speaksOfBefore(plan) ? await answerBefore(input, scene) : undefined;
    const { plan: said, notes } = await resolved(plan, before === undefined ? undefined : shownBy(before), work);
    const theirs = await ofTheirNodes(said, work);
    if ('refused' in theirs) return { result: theirs.refused, seq: work.state.seq };
    const whole = withOwnAnchor(theirs.plan, work);
    const [computed, themselves, moved, summaries] = await Promise.all([
      execute(whole, work, before),
      agentsThemselves(whole, work),
      movedNotes(whole, work),
      summaryNotes(whole, work),
    ]);
    const result = withUnknownLabels(computed, whole, work.state);
    const noted = [...notes, ...moved, ...summaries, ...(await unnumberedNotes(whole, computed, work))];
    const whyNot = [...(result.partial === true ? [...cut].map((because) => `not complete: ${because}`) : []), ...importedNotes(work)];
    return {
      result: {
        ...result,
        text: `${result.text}${theirs.said ?? ''}${themselves}`,
        ...(noted.length === 0 ? {} : { assumptions: [...(result.assumptions ?? []), ...noted] }),
        ...(whyNot.length === 0 ? {} : { unknown: [...(result.unknown ?? []), ...whyNot] }),
      },
      seq: work.state.seq,
    };
  } catch (reason) {
    if (!isUncomputed(reason)) throw reason;
    const result: Result = {
      status: 'refused',
      text: `I read this as: ${paraphrase(plan, clockOfIso(bare))}. ${reason.message}.`,
      suggestions: (INSTEAD[plan.op] ?? NEAREST).map((question) => ({ question, why: 'this can be answered' })),
    };
    return { result, seq: bare.state.seq };
  }
}

/** What a plan is executed on: now, at an instant, or as known at a position. */
async function workOf(input: PlanInput, scene: Scene, cut: Set<string>): Promise<Work> {
  const options = {
    ...(scene.signal === undefined ? {} : { signal: scene.signal }),
    ...(scene.limitMs === undefined ? {} : { limitMs: scene.limitMs }),
  };
  const whole = telling(scene.reader, scene.progress ?? (() => undefined), (because) => void cut.add(because));
  const reader = input.asOfSeq === undefined ? whole : asKnownAt(whole, input.asOfSeq);
  const imported = await importedOf(reader, options);
  const base = { reader, catalogue: scene.catalogue, options, tz: input.tz, imported };
  if (input.asOfSeq !== undefined && input.atUs === undefined) {
    const state = await stateAt(reader, { seq: input.asOfSeq }, options);
    return { ...base, state, nowUs: input.nowUs, past: false };
  }
  const nowUs = input.atUs ?? input.nowUs;
  const given = input.asOfSeq === undefined ? scene.state : undefined;
  return { ...base, state: given ?? (await stateAt(reader, { atUs: nowUs }, options)), nowUs, past: input.atUs !== undefined };
}

/** "yes" and "no" to a wish that was shown. */
const isReply = (plan: Plan): boolean => plan.op === 'action' && (plan.verb === 'confirm' || plan.verb === 'cancel');

/** Whether "those" stands anywhere in a plan. */
const speaksOfBefore = (plan: Plan): boolean => JSON.stringify(plan).includes('"ref":["previous"');

async function answerBefore(input: PlanInput, scene: Scene): Promise<Answer | undefined> {
  if (input.context === undefined) return undefined;
  const { context, ...rest } = input;
  return ask({ ...rest, question: context }, scene);
}

/** The agents and nodes an answer showed, and its events. */
function shownBy(answer: Answer): Previous {
  const rows = answer.rows ?? [];
  const events = rows.flatMap((row) => (row['event_type'] === undefined || typeof row['event_id'] !== 'string' ? [] : [row['event_id']]));
  const ids = rows.map((row) => row['node_id'] ?? row['node'] ?? row['agent_id'] ?? row['agent'] ?? row['entity_id']);
  return {
    entities: events.length > 0 ? [] : [...new Set(ids.filter((id) => typeof id === 'string'))],
    events: events.length > 0 ? events : answer.evidence,
  };
}
