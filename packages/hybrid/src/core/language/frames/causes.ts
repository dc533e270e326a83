import type { ChangedPlan, ImpactPlan, PathPlan, Plan, SimilarPlan, Where } from '../../plan.ts';
import { type Clause, isMark, namesOf } from '../clause.ts';
import { anchorOf, happeningOf } from '../linked-clauses.ts';
import { entityKind, eventWhere, made, partsOf } from '../parts.ts';
import type { Item, WordItem } from '../sentence.ts';
import { type Frame, YESNO } from './frame.ts';
import { latestOf, why } from './why.ts';

/** "what did the crash of node-42 break": a happening between "what did" and a verb of harm. */
function harmOf(clause: Clause): Plan | undefined {
  const last = clause.items.filter((item) => item.type !== 'period').at(-1);
  if (last === undefined || !/^what (did|has|have)$/.test(`${clause.word(0)} ${clause.word(1)}`)) return undefined;
  if (
    !/^(break|broken|broke|kill|killed|cause|caused|hurt|damage|damaged|take down|taken down|bring down|knock out|lead to)$/.test(
      clause.text(last),
    )
  )
    return undefined;
  const body = clause.without([last]);
  if (!body.words('event').some((item) => item.entry.form === 'noun' || item.entry.form === 'ing')) return undefined;
  clause.use(last, ...latestOf(clause));
  const parts = partsOf(body, 'event');
  return made<ImpactPlan>({ op: 'impact', where: eventWhere(parts), time: parts.time } as ImpactPlan);
}

/** "what went down because of the agent-4 outage": a happening that is named, and what came of it. */
function felledBy(clause: Clause): Plan | undefined {
  const at = clause.items.findIndex((item) => /^(because of|as a result of|thanks to|due to|because of what)$/.test(clause.text(item)));
  const because = at < 0 ? clause.items.findIndex((item) => /^(because|due)$/.test(clause.text(item))) : at;
  if (because < 1 || !/^(what|which|who|anything|everything)$/.test(clause.word(0))) return undefined;
  const left = clause.items.slice(0, because);
  const fell = left.filter(
    (item) => item.type === 'word' && ((item.entry.event !== undefined && item.entry.form === 'past') || item.phrase === 'what went down'),
  );
  const noun = left.find((item): item is WordItem => item.type === 'word' && entityKind(item.entry.target) !== undefined);
  if (fell.length === 0 || left.some((item) => item.type === 'name' || item.type === 'plain')) return undefined;
  const after = clause.part(clause.items.slice(because + 1));
  const where = happeningOf(after);
  const events = where['event'];
  // "because of the loss of the leader": of what there is one of, nothing is named.
  const only =
    Array.isArray(events) &&
    events.length === 1 &&
    /^(?:leader_lost|leader_elected|cluster_critical|cluster_degraded|backup_failed|embedding_service_degraded)$/.test(String(events[0]));
  if (events === undefined || (!only && (where['agent'] ?? where['node'] ?? where['version']) === undefined)) return undefined;
  clause.use(...left, clause.items[because] as Item, ...clause.items.filter((item) => clause.text(item) === 'of'));
  return made<ImpactPlan>({ op: 'impact', where, target: entityKind(noun?.entry.target) } as ImpactPlan);
}

const impact: Frame = {
  name: 'impact',
  weight: 10,
  read: (clause) => {
    const cues = clause.words('cue').filter((item) => item.entry.cue === 'impact');
    const leads = clause.items.find((item) => /^(lead|led|leads)$/.test(clause.text(item)));
    if (cues.length === 0) {
      const harmed = harmOf(clause) ?? felledBy(clause);
      if (harmed !== undefined) return harmed;
      if (leads === undefined || !YESNO.test(clause.word(0))) return undefined;
      const at = clause.items.indexOf(leads);
      const where = happeningOf(clause.part(clause.items.slice(0, at)));
      const outcome = happeningOf(clause.part(clause.items.slice(at + 1)));
      clause.use(leads);
      const { time } = partsOf(clause.part(clause.periods()), 'event');
      return where['event'] === undefined || outcome['event'] === undefined
        ? undefined
        : made<ImpactPlan>({ op: 'impact', where, outcome, time } as ImpactPlan);
    }
    clause.use(...cues, ...latestOf(clause));
    const anchored = anchorOf(clause);
    const body = anchored?.rest ?? clause;
    const noun = body.words('target').find(
      (item) =>
        entityKind(item.entry.target) !== undefined &&
        (/^(which|what|how many|other)$/.test(body.word(item.at - 1)) ||
          body.items.indexOf(item) === 0 ||
          // "show me the nodes that were hit by …"
          (item.entry.plural === true && item.at < (cues[0]?.at ?? 0))),
    );
    if (noun !== undefined) body.use(noun);
    const parts = partsOf(body, 'event');
    const where = anchored?.anchor.where ?? eventWhere(parts);
    if (Object.keys(where).length === 0) return undefined;
    return made<ImpactPlan>({ op: 'impact', where, time: parts.time, target: entityKind(noun?.entry.target) } as ImpactPlan);
  },
};

const changed: Frame = {
  name: 'changed',
  weight: 9,
  read: (clause) => {
    const cues = clause.words('cue').filter((item) => item.entry.cue === 'changed');
    if (cues.length === 0) return undefined;
    // "the differences between agent-3 and agent-5": one beside the other, not what changed of both.
    const apart = cues.every(({ phrase }) => /^(the )?differences?$/.test(phrase)) || clause.cue('compare') !== undefined;
    if (apart && clause.periods().length === 0 && clause.names().length === 2) return undefined;
    clause.use(...cues);
    const anchored = anchorOf(clause);
    const body = anchored?.rest ?? clause;
    const parts = partsOf(body, 'event');
    if (parts.senses.events.length > 0) return undefined;
    const where = eventWhere(parts);
    if (anchored === undefined && parts.time === undefined && Object.keys(where).length === 0) return undefined;
    if (Object.keys(parts.bounds).length > 0 || body.words('metric', true).length > 0) return undefined;
    return made<ChangedPlan>({ op: 'changed', where, time: parts.time, anchor: anchored?.anchor } as ChangedPlan);
  },
};

/** How two happenings hang together. */
const path: Frame = {
  name: 'path',
  weight: 11,
  read: (clause) => {
    const cue = clause.words('cue').find((item) => item.entry.cue === 'path' && item.phrase !== 'how does');
    if (cue === undefined) return undefined;
    clause.use(cue, ...clause.words('cue').filter((item) => item.entry.cue === 'path' || item.entry.cue === 'state'));
    const at = clause.items.indexOf(cue);
    const eventsLeft = clause.items.slice(0, at).filter(isHappening).length;
    const right = clause.items.slice(at + 1);
    let sides: [readonly Item[], readonly Item[]] | undefined;
    if (eventsLeft > 0 && right.some(isHappening)) sides = [clause.items.slice(0, at), right];
    else {
      const pool = eventsLeft >= 2 ? clause.items.slice(0, at) : right;
      const join = pool.findIndex(
        (item) => (isMark(item, 'and') || /^(to|with)$/.test(clause.text(item))) && pool.indexOf(item) > pool.findIndex(isHappening),
      );
      if (join > 0) sides = [pool.slice(0, join), pool.slice(join + 1)];
    }
    if (sides === undefined) return undefined;
    clause.use(...clause.items.filter((item) => isMark(item, 'and')));
    const periods = clause.periods();
    const [from, to] = sides.map((items) => happeningOf(clause.part(items))) as [Where, Where];
    if (Object.keys(from).length === 0 || Object.keys(to).length === 0) return undefined;
    const parts = periods.length > 0 ? partsOf(clause, 'event') : undefined;
    // "the crashes of node-9 and node-17": the happening is said once.
    const alike = (['agent', 'node'] as const).some((kind) => from[kind] !== undefined && to[kind] !== undefined);
    const shared = alike && to['event'] === undefined && from['event'] !== undefined ? { event: from['event'], ...to } : to;
    // "are node-7 and cache-1 crashes linked"
    const both = sides[1].some((item) => item.type === 'word' && item.entry.event !== undefined && item.entry.plural === true);
    const first = alike && both && from['event'] === undefined ? { event: to['event'] as readonly string[], ...from } : from;
    return made<PathPlan>({ op: 'path', from: first, to: shared, time: parts?.time } as PathPlan);
  },
};

const isHappening = (item: Item): boolean =>
  (item.type === 'word' && (item.entry.event !== undefined || item.entry.status !== undefined)) ||
  (item.type === 'name' && (item.kind === 'agent' || item.kind === 'node'));

/** "before on any of the kubernetes agents", "in staging": said of a place. */
const AT_PLACE = /\b(?:on|in|at|across|within|for|of)(?: (?:any|all|one|some|the|our|other|another|of))*$/;
const beforeName = (clause: Clause, item: Item): string =>
  clause.tokens
    .slice(Math.max(0, item.at - 5), item.at)
    .map(({ text }) => text)
    .join(' ');

const similar: Frame = {
  name: 'similar',
  weight: 11,
  read: (clause) => {
    const quote = clause.items.find((item) => item.type === 'quote');
    const cues = clause.words('cue').filter((item) => item.entry.cue === 'similar' || looksLike(clause, item));
    const before = clause.items.filter((item) => /^before$/.test(clause.text(item)));
    const seen = clause.items.find((item) =>
      /^(seen|see|saw|encountered|had|have|happened|happen|occurred|occur)$/.test(clause.text(item)),
    );
    const last = clause.tokens.at(-1)?.text;
    const like = clause.items.find((item) => clause.text(item) === 'like');
    const strong =
      cues.length > 0 ||
      (quote !== undefined && clause.has(KNOWN)) ||
      (before.length > 0 && (quote !== undefined || (seen !== undefined && (last === 'before' || clause.has(/^before$/))))) ||
      (seen !== undefined && like !== undefined && last === 'before');
    if (!strong) return undefined;
    clause.use(
      ...cues,
      ...(seen === undefined ? [] : [seen]),
      ...(like === undefined ? [] : [like]),
      ...clause.words('cue').filter((item) => item.entry.cue === 'timeline'),
    );
    for (const item of before) if (clause.items.indexOf(item) >= clause.items.length - 3 || quote !== undefined) clause.use(item);
    if (quote?.type === 'quote') {
      // Where it was seen before narrows; who says it does not.
      const places = clause.names().filter((item) => item.kind !== 'user' && AT_PLACE.test(beforeName(clause, item)));
      const where = { error: { contains: quote.text }, ...namesOf(clause.part(places)) };
      const { time } = partsOf(clause.part(clause.periods()), 'event');
      const ever = time?.from === null && time.to === null;
      clause.use(...clause.items);
      return made<SimilarPlan>({ op: 'similar', where, time: ever ? undefined : time } as SimilarPlan);
    }
    clause.use(
      ...clause.items.filter(
        (item) => isMark(item, 'it', 'that', 'them') || /^(earlier|previous|past|prior|old|older|previously)$/.test(clause.text(item)),
      ),
      ...latestOf(clause),
      ...clause.items.filter((item) => /^ones?$/.test(clause.text(item))),
    );
    // "the 5 most similar incidents"
    const limit = clause.numbers().find((item) => item.sign === undefined && item.unit === undefined && item.amount === undefined)?.value;
    clause.use(...clause.words('top'), ...(limit === undefined ? [] : clause.numbers()));
    const generic = clause
      .words('event')
      .filter((item) => item.entry.event?.[0]?.startsWith('@') === true && clause.words('event').length > 1);
    clause.use(...generic);
    const parts = partsOf(clause, 'event');
    const where = eventWhere(parts);
    if (Object.keys(where).length === 0) return undefined;
    const filled = where['event'] === undefined && where['node'] !== undefined ? { event: ['node_crashed'], ...where } : where;
    // "did anything like it ever happen": of all that is kept, as without it.
    const ever = parts.time?.from === null && parts.time.to === null;
    return made<SimilarPlan>({ op: 'similar', where: filled, time: ever ? undefined : parts.time, limit } as SimilarPlan);
  },
};

/** Beside the text of an error: whether it was there before. */
const KNOWN = /^(known|familiar|unfamiliar|new|novel|earlier|previously|already|past|recurring)$/;

/** "crashes that look like node-17's": what they look like, not how it looks. */
const looksLike = (clause: Clause, item: WordItem): boolean => {
  if (!/^(look|looks|looked) like$/.test(item.phrase)) return false;
  const at = clause.items.indexOf(item);
  return (
    clause.items.slice(0, at).some((one) => one.type === 'word' && one.entry.event !== undefined) &&
    clause.items.slice(at).some(isHappening)
  );
};

export const CAUSE_FRAMES: readonly Frame[] = [why, impact, changed, path, similar];
