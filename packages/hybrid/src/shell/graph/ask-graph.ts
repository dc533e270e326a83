import { counted } from '@sutra/kit';
import type { AsOf } from '@sutra/storage';
import { type GraphPlan, graphReading } from '../../core/graph-language/graph-plan.ts';
import { type GraphReading, QUESTION_CHARS_MAX, readGraphQuestion, type Unread } from '../../core/graph-language/read-question.ts';
import { describeThing, neighboursOf } from './around.ts';
import { countAbout, findConcepts } from './find-concepts.ts';
import { type FoundThing, findThing, type Sight } from './find-thing.ts';
import { type GraphAnswer, type GraphResult, type GraphStore, listed, pathText } from './graph-answer.ts';

export interface AskGraphInput {
  readonly question: string;
  /** Ask as of this position or time: nothing after it is seen. */
  readonly asOf?: AsOf;
  readonly signal?: AbortSignal;
  readonly limitMs?: number;
  /** For `ms` of the answer; 0 when absent. */
  readonly monotonicMs?: () => number;
}

type Thing = Extract<FoundThing, { kind: 'found' }>;
type Computed = GraphResult & { readonly assumptions?: readonly string[] };

const EXAMPLES = [
  'what do we know about payments?',
  'what is connected to X?',
  'what depends on X?',
  'how are X and Y related?',
  'how many concepts are there?',
];
const suggestions = EXAMPLES.map((question) => ({ question, why: 'a question that can be answered' }));

const UNREAD: Readonly<Record<Unread, GraphResult>> = {
  nothing: { status: 'clarify', text: 'There is no question.', suggestions },
  'too long': { status: 'refused', text: `The question has more than ${QUESTION_CHARS_MAX} characters; it was not read.`, suggestions },
  wish: { status: 'refused', text: 'Asking changes nothing. Learning and forgetting go through the client library.', suggestions },
  'not read': { status: 'clarify', text: 'The question was not understood.', unknown: ['what is asked for'], suggestions },
};

/**
 * A question in plain words about what a store has learned. The reading is deterministic; only the store computes; failures of the store are
 * thrown.
 */
export async function askGraph(
  { question, asOf, monotonicMs = () => 0, ...options }: AskGraphInput,
  store: GraphStore,
): Promise<GraphAnswer> {
  const startedMs = monotonicMs();
  const reading = readGraphQuestion(question);
  if (typeof reading === 'string') return framed(question, [], undefined, UNREAD[reading], monotonicMs() - startedMs);
  const sight: Sight = { store, asOf, options };
  const [chosen, result] = await firstThatFits(reading, sight);
  return framed(question, reading, chosen, result, monotonicMs() - startedMs);
}

/** Of several ways to part the things, the first whose things are known; else the answer to the likeliest. */
async function firstThatFits(readings: readonly GraphReading[], sight: Sight): Promise<readonly [GraphReading, Computed]> {
  let first: Computed | undefined;
  for (const reading of readings) {
    const result = await computed(reading.plan, sight);
    if (result.status !== 'clarify' && result.status !== 'refused') return [reading, result];
    first ??= result;
  }
  return [readings[0]!, first!];
}

async function computed(plan: GraphPlan, sight: Sight): Promise<Computed> {
  switch (plan.op) {
    case 'find':
      return findConcepts(plan.about, sight);
    case 'countAbout':
      return countAbout(plan.about, sight);
    case 'count':
      return countAll(plan.of, sight);
    case 'paths':
      return pathsBetween(plan, sight);
    case 'describe':
      return ofThing(
        plan.thing,
        sight,
        (thing) => describeThing(thing, sight),
        () => findConcepts(plan.thing, sight),
      );
    case 'neighbours':
      return ofThing(plan.thing, sight, (thing) => neighboursOf(thing, plan.relation, sight));
    case 'countNeighbours':
      return ofThing(plan.thing, sight, async (thing) => {
        const { columns: _columns, rows: _rows, ...counted } = await neighboursOf(thing, plan.relation, sight);
        return counted;
      });
  }
}

async function ofThing(
  phrase: string,
  sight: Sight,
  work: (thing: Thing) => Promise<GraphResult>,
  otherwise?: () => Promise<GraphResult>,
): Promise<Computed> {
  const thing = await findThing(phrase, sight);
  if (thing.kind !== 'found') {
    if (thing.kind === 'none' && otherwise !== undefined) {
      const found = await otherwise();
      if (found.status === 'answered') return { ...found, assumptions: [`nothing is called “${phrase}”: read as words to look for`] };
    }
    return notFound(phrase, thing);
  }
  const result = await work(thing);
  return {
    ...result,
    certainty: (result.certainty ?? 1) * thing.certainty,
    ...(thing.assumption === undefined ? {} : { assumptions: [thing.assumption] }),
  };
}

function notFound(phrase: string, { kind, near }: Exclude<FoundThing, Thing>): GraphResult {
  const choices = near.map((id) => ({
    question: `what is connected to ${id}?`,
    why: kind === 'several' ? 'it may be meant' : 'it mentions or resembles the name',
  }));
  if (kind === 'several')
    return {
      status: 'clarify',
      text: `“${phrase}” could be ${near.join(' or ')}.`,
      unknown: [`which of them “${phrase}” means`],
      suggestions: choices,
    };
  const hint = near.length === 0 ? '' : ` Nearest: ${listed(near)}.`;
  return { status: 'refused', text: `Nothing is called “${phrase}”.${hint}`, unknown: [`what “${phrase}” is`], suggestions: choices };
}

async function pathsBetween(plan: Extract<GraphPlan, { op: 'paths' }>, sight: Sight): Promise<Computed> {
  const [from, to] = [await findThing(plan.from, sight), await findThing(plan.to, sight)];
  if (from.kind !== 'found') return notFound(plan.from, from);
  if (to.kind !== 'found') return notFound(plan.to, to);
  const assumptions = [from.assumption, to.assumption].filter((text) => text !== undefined);
  const { mode, limit, timeRespecting } = plan;
  const query = { from: from.id, to: to.id, mode, timeRespecting, ...(limit === undefined ? {} : { limit: Math.max(1, limit) }) };
  const answer = await sight.store.paths({ ...query, ...(sight.asOf === undefined ? {} : { asOf: sight.asOf }) }, sight.options);
  const { paths, partial, partialBecause, asOfSeq, visited, edges } = answer;
  const frame = { as_of_seq: asOfSeq, scanned: edges, partial, ...(partialBecause === undefined ? {} : { partialBecause }), assumptions };
  const [first] = paths;
  if (first === undefined) {
    const far = partial ? `None was found before a limit was reached (${partialBecause})` : 'No path of at most 6 hops was found';
    return {
      status: 'empty',
      value: false,
      text: `${far} between ${from.id} and ${to.id}; ${counted(visited, 'node was', 'nodes were')} looked at.`,
      ...frame,
    };
  }
  const explained = paths.map(({ hops, confidence }) => ({ confidence, hops, text: pathText(from.id, hops) }));
  const hops = first.hops.length;
  const more = paths.length > 1 ? ` and ${paths.length - 1} more` : '';
  return {
    status: 'answered',
    value: true,
    text:
      hops === 0
        ? `Both are ${from.id}.`
        : `${explained[0]!.text}: ${hops} ${hops === 1 ? 'hop' : 'hops'}, confidence ${first.confidence.toFixed(2)}${more}.`,
    paths: explained,
    evidence: [...new Set([from.id, ...first.hops.map(({ to: id }) => id)])],
    certainty: first.confidence * from.certainty * to.certainty,
    certaintyFrom: `the product of the confidences of ${hops === 1 ? 'its hop' : `its ${hops} hops`}`,
    ...frame,
  };
}

async function countAll(of: Extract<GraphPlan, { op: 'count' }>['of'], { store, asOf, options }: Sight): Promise<GraphResult> {
  if (asOf !== undefined)
    return {
      status: 'refused',
      text: 'How many there were then is not kept; how many there are now is.',
      unknown: ['the count at that time'],
    };
  const stats = await store.stats(options);
  const value = stats[of];
  const ever = of === 'associations' ? ' were ever learned' : of === 'events' ? ' are kept' : ' are known';
  return {
    status: 'answered',
    value,
    text: `${value.toLocaleString('en-US')} ${value === 1 ? of.slice(0, -1) : of}${ever}.`
      .replace('1 event are', '1 event is')
      .replace('1 concept are', '1 concept is')
      .replace('1 association were', '1 association was'),
    as_of_seq: stats.lastSeq,
    certaintyFrom: 'counted by the store',
  };
}

function framed(
  question: string,
  readings: readonly GraphReading[],
  chosen: GraphReading | undefined,
  result: Computed,
  ms: number,
): GraphAnswer {
  const { certainty = 1, certaintyFrom, partialBecause, assumptions = [], unknown = [], ...rest } = result;
  const understood = chosen?.confidence ?? 0;
  return {
    question,
    plan: { ...chosen?.plan },
    reading: chosen === undefined ? 'not read' : graphReading(chosen.plan),
    alternatives: readings.filter((other) => other !== chosen).map(({ plan }) => ({ plan: { ...plan }, reading: graphReading(plan) })),
    evidence: [],
    ruled_out: [],
    as_of_seq: 0,
    scanned: 0,
    partial: false,
    suggestions: [],
    ms,
    ...rest,
    assumptions: [...(chosen?.assumptions ?? []), ...assumptions],
    unknown: [...unknown, ...(partialBecause === undefined ? [] : [`whether this is all: ${partialBecause}`])],
    confidence: Math.round(understood * certainty * 100) / 100,
    confidence_from: [
      `${Math.round(understood * 100)} % of the question understood`,
      ...(certaintyFrom === undefined ? [] : [certaintyFrom]),
    ].join('; '),
  };
}
