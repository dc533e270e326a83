import type { ImpactPlan, Plan, StatePlan, Where, WhyPlan } from '../../plan.ts';
import { type Clause, isMark } from '../clause.ts';
import { anchorOf, happeningOf } from '../linked-clauses.ts';
import { eventWhere, made, partsOf } from '../parts.ts';
import type { Item, WordItem } from '../sentence.ts';
import { isEventId } from '../tokens.ts';
import { type Frame, YESNO } from './frame.ts';

export const why: Frame = {
  name: 'why',
  weight: 10,
  read: (clause) => {
    const said = clause.words('cue').filter((item) => item.entry.cue === 'why');
    const guessed = reasonOf(clause);
    if (guessed !== undefined) return guessed;
    const cues = said.length > 0 ? said : reasonFirst(clause);
    if (cues.length === 0) return caused(clause);
    if (cues.some((item) => isMark(clause.previous(item), 'common')) || clause.has(/^(most often|most frequently)$/)) return undefined;
    const id = clause.items.find((item) => isEventId(clause.text(item)));
    const pick = pickOf(clause);
    clause.use(...cues, ...latestOf(clause), ...howMany(clause));
    if (
      cues.some((item) => /what is wrong with|matter with/.test(item.phrase)) &&
      clause.names().length === 0 &&
      clause.words('event').length === 0
    ) {
      const about = partsOf(clause, 'rows');
      return about.target === 'cluster' || about.target === undefined
        ? made<StatePlan>({ op: 'state', target: 'cluster', time: about.time } as StatePlan)
        : undefined;
    }
    if (id !== undefined) {
      clause.use(id, ...clause.items);
      return { op: 'why', where: { ref: [clause.text(id)] } };
    }
    const verb = cues.find((item) => /^(triggered|led to|is responsible for|behind)$/.test(item.phrase));
    if (verb !== undefined && clause.items.indexOf(verb) > 2 && clause.words('event').some((item) => item.at < verb.at))
      return hypothesisOf(clause, verb);
    const status = clause.words('status').find((item) => item.entry.event === undefined || item.entry.status?.[0] === 'healthy');
    const unwell =
      status !== undefined &&
      clause.words('target').some((item) => item.entry.target === 'cluster') &&
      isMark(clause.previous(status), 'not');
    const negate = clause.items.find((item) => isMark(item, 'not', 'never', 'no') && !clause.used.has(item));
    const took = cues.some((item) => /took|brought|knocked/.test(item.phrase));
    // "why did it not restart after the crash": the crash is where one stands, not what is missing.
    const anchored = negate === undefined ? undefined : anchorOf(clause);
    const body = anchored?.anchor.rel === 'after' ? anchored.rest : clause;
    const parts = partsOf(body, 'event');
    const all = clause.items.filter((item) => /^(all|every|each)$/.test(clause.text(item)));
    let where = eventWhere(parts);
    if (took && parts.names['node'] !== undefined && where['event'] !== undefined) where = { ...where, event: ['node_crashed'] };
    if (cues.some((item) => item.phrase === 'what killed') && where['event'] === undefined && Object.keys(parts.names).length > 0)
      where = { event: endOf(parts.names), ...where };
    if (parts.target === 'cluster' && Object.keys(parts.names).length === 0) {
      const missing = negate !== undefined && !unwell ? parts.senses.eventsNot : [];
      where = { ...where, ...(missing.length > 0 ? { event: missing } : clusterWhere(parts.senses.events, parts.senses.eventsNot)) };
    }
    if (Object.keys(where).length === 0) return undefined;
    // "who is responsible for agent-2" asks for a person, and of nothing that happened.
    if (where['event'] === undefined && cues.some((item) => /responsible|in charge/.test(item.phrase))) return undefined;
    if (cues.some((item) => /what is wrong|what went wrong|what was wrong|the matter/.test(item.phrase)) && where['event'] === undefined)
      return made<WhyPlan>({ op: 'why', where, time: parts.time } as WhyPlan);
    const { event, ...rest } = where;
    const flipped = event !== undefined && !Array.isArray(event) ? { event: (event as { not: string[] }).not, ...rest } : where;
    if (
      flipped['event'] === undefined &&
      flipped['cause'] === undefined &&
      all.length === 0 &&
      Object.keys(parts.names).length > 0 &&
      clause.items.some((item) => item.type === 'plain')
    )
      return undefined;
    if (negate !== undefined) clause.use(negate);
    return made<WhyPlan>({
      op: 'why',
      where: flipped,
      time: parts.time,
      pick,
      ...(negate === undefined || unwell ? {} : { negate: true as const }),
    } as WhyPlan);
  },
};

/** "was disk space the reason node-17 crashed?": a guess, the word for a cause, and what it is to be the cause of. */
function reasonOf(clause: Clause): Plan | undefined {
  if (!/^(is|was|were|are|could|might|can|may)$/.test(clause.word(0))) return undefined;
  const verb = clause.items.find((item) =>
    /^(the )?(reason|cause|root cause|culprit|explanation)( (for|of|that|why|behind))?$/.test(clause.text(item)),
  );
  const at = verb === undefined ? -1 : clause.items.indexOf(verb);
  if (verb === undefined || at < 2 || at > clause.items.length - 2) return undefined;
  const guess = clause.items.slice(1, at);
  if (!guess.some((item) => item.type === 'word' && (item.entry.event ?? item.entry.cause ?? item.entry.metric) !== undefined))
    return undefined;
  clause.use(...clause.items.slice(0, 1), ...clause.items.filter((item) => /^(be|been|that|why|for|of|behind)$/.test(clause.text(item))));
  return hypothesisOf(clause, verb);
}

/** What a figure causes when it is exhausted. */
export const EXHAUSTED: Readonly<Record<string, string>> = { disk_pct: 'disk_full', memory_pct: 'oom', memory_mb: 'oom' };

/** What it is called when a thing of this kind ends: a node crashes, an agent goes offline. */
const endOf = (names: Where): string[] => [names['node'] === undefined && names['agent'] !== undefined ? 'agent_offline' : 'node_crashed'];

/** "reason agent-2 went offline": the noun that asks, at the head, and a sentence after it. */
function reasonFirst(clause: Clause): WordItem[] {
  const head = clause.items.find((item) => item.type !== 'word' || item.entry.filler !== true || item.entry.dim === 'cause');
  const told = clause.words('event').some((item) => item.entry.form === 'past') && clause.names().length > 0;
  if (told && head?.type === 'word' && /^(reason|cause)$/.test(head.phrase)) return [head];
  return reasonLast(clause);
}

/** "node-42 crash reason": a thing that happened, and the noun that asks behind it. */
function reasonLast(clause: Clause): WordItem[] {
  const items = clause.items.filter((item) => item.type !== 'period');
  const [before, last] = items.slice(-2);
  if (last?.type !== 'word' || !/^(reason|cause|reasons|causes|root cause|why)$/.test(clause.text(last)) || items.length > 6) return [];
  const named = clause.names().some((name) => name.kind === 'node' || name.kind === 'agent');
  return named && before?.type === 'word' && before.entry.event !== undefined && before.entry.form !== 'past' ? [last] : [];
}

/** "why have three nodes crashed", "dying so often": how many they were is told, not asked. */
function howMany(clause: Clause): Item[] {
  const number = clause.numbers().find((item) => item.sign === undefined && item.unit === undefined && item.amount === undefined);
  const next = number === undefined ? undefined : clause.next(number);
  const counted = next?.type === 'word' && (next.entry.target !== undefined || next.entry.event !== undefined);
  // "why could 48 nodes not be started": what did not happen to so many happened to fewer, and why is another question.
  const missing = clause.mark('not', 'never', 'no') !== undefined;
  const often = clause.items.filter((item) => clause.text(item) === 'often' && clause.word(item.at - 1) === 'so');
  return [...(number !== undefined && counted && !missing ? [number] : []), ...often];
}

/** "the first crash of node-42", "all the crashes": which of them is to be explained. */
function pickOf(clause: Clause): 'first' | undefined {
  const first = clause.words('order').find((item) => item.entry.order === 'first');
  if (first === undefined) return undefined;
  clause.use(first);
  return 'first';
}

function clusterWhere(events: readonly string[], not: readonly string[]): Where {
  const known = events
    .map((type) => type.replace(/^agent_/, 'cluster_'))
    .filter((type) => /^cluster_(healthy|degraded|critical)$/.test(type));
  if (known.length > 0) return { event: known };
  if (not.length > 0) return { event: ['cluster_degraded', 'cluster_critical'] };
  return events.length > 0 ? { event: events } : { event: ['@cluster'] };
}

/** "was the crash caused by OOM?", "did the rollout cause the crash?": an effect and a guess at its cause. */
function caused(clause: Clause): Plan | undefined {
  const first = clause.tokens.map((one) => one.text).find((word) => !/^(so|and|can|you|could|tell|me|if|please|do|know)$/.test(word)) ?? '';
  // "could it have been caused by the network?"
  const may = /^(so |and )?(could|might|may|would) (?!you|i|we)/.test(clause.tokens.map((one) => one.text).join(' '));
  // "the crash of node-17, was this because of …?"
  const later = clause.tokens.some(
    (one, k) => clause.word(k - 1) === ',' && YESNO.test(one.text) && /^(it|this|that)$/.test(clause.word(k + 1)),
  );
  if (!YESNO.test(first) && !may && !later) return undefined;
  const verb = clause.items.find(
    (item) =>
      /^(caused|cause|causing|causes|because|due|triggered|trigger|killed|kill|blame|responsible|behind|led to|lead to|make|made)$/.test(
        clause.text(item),
      ) && clause.items.indexOf(item) > 0,
  );
  return verb === undefined ? broken(clause) : hypothesisOf(clause, verb);
}

/** "did the config change break agent-2": a happening, a verb of harm, and whom it harmed. */
function broken(clause: Clause): Plan | undefined {
  const verb = clause.items.find(
    (item) =>
      HARM.test(clause.text(item)) &&
      clause.items
        .slice(clause.items.indexOf(item) + 1)
        .some((one) => one.type === 'name' && (one.kind === 'agent' || one.kind === 'node')) &&
      (clause
        .words('event')
        .some(
          (one) => one.at < item.at && (one.entry.form === 'noun' || /^(the|an?|our|this|that|\d+(\.\d+)+)$/.test(clause.word(one.at - 1))),
        ) ||
        clause.words('cause').some((one) => one.at < item.at) ||
        clause.words('metric').some((one) => one.at < item.at && EXHAUSTED[one.entry.metric ?? ''] !== undefined)),
  );
  return verb === undefined ? undefined : hypothesisOf(clause, verb);
}

const HARM =
  /^(break|broke|broken|kill|killed|crash|crashed|take down|took down|taken down|bring down|brought down|knock out|knocked out|hurt|damage|damaged|down)$/;

function hypothesisOf(clause: Clause, verb: Item): Plan | undefined {
  const at = clause.items.indexOf(verb);
  const passive = /^(by|of|to)$/.test(clause.word(verb.end)) || /because|due|caused by/.test(clause.text(verb));
  const left = clause.part(clause.items.slice(0, at));
  const right = clause.part(clause.items.slice(at + 1));
  const [effect, guess] = passive ? [left, right] : [right, left];
  clause.use(verb);
  // "did anything crash because of memory": whether there was one at all, not whether the last one was.
  if (passive && effect.items.some((item) => /^(any|anything|anyone|some|something|anywhere)\b/.test(effect.text(item)))) return undefined;
  const parts = partsOf(effect, 'event');
  const known = eventWhere(parts);
  const where = known['event'] === undefined && HARM.test(clause.text(verb)) ? { event: endOf(parts.names), ...known } : known;
  const figure = guess.words('metric', true).find((item) => EXHAUSTED[item.entry.metric ?? ''] !== undefined);
  if (figure !== undefined) clause.use(figure);
  const told = happeningOf(guess);
  const hypothesis =
    Object.keys(told).length === 0 && figure !== undefined ? { cause: [EXHAUSTED[figure.entry.metric ?? ''] as string] } : told;
  if (where['event'] === undefined || Object.keys(hypothesis).length === 0) return undefined;
  const cause = hypothesis['cause'];
  const tidy = cause === undefined ? hypothesis : { cause };
  // "did the outage cause any crashes": what followed is asked, not whether this was the reason.
  if (!passive && parts.names['node'] === undefined && parts.names['agent'] === undefined && hypothesis['event'] !== undefined) {
    const { time } = partsOf(clause.part(clause.periods()), 'event');
    return made<ImpactPlan>({ op: 'impact', where: hypothesis, outcome: where, time: parts.time ?? time } as ImpactPlan);
  }
  return made<WhyPlan>({ op: 'why', where, hypothesis: tidy, time: parts.time } as WhyPlan);
}

/** "the last crash", "the latest outage": what is explained without the word, too. */
export const latestOf = (clause: Clause): Item[] => clause.words('order').filter((item) => item.entry.order === 'last');
