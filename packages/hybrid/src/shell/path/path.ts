import { counted } from '@sutra/kit';
import { type GridEvent, primaryOf, summaryOf, toEventJson } from '@sutra/model';
import type { Where } from '../../core/plan.ts';
import type { PathStep, PlanOf, Result, Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { conditionWords, kindsOf } from '../condition-words.ts';
import { QUIET_TYPES } from '../events/quiet.ts';
import { eventRow } from '../events/rows.ts';
import { fromStoredPage } from '../events/stored.ts';
import { compileWhere, readEvents, windowOf } from '../filter.ts';
import { windowWords } from '../nothing.ts';
import { type CaseFile, openCaseFile } from '../why/case-file.ts';
import { inOrder } from '../why/explain.ts';
import type { Finding } from '../why/finding.ts';
import { focusOf } from '../why/focus.ts';
import { judge, linksOf } from '../why/judge.ts';
import { eventMeant } from '../why/latest.ts';
import { type Walked, walkBack } from '../why/walk.ts';

/** Events of two entities that are looked at for links between them. */
const LOOKED_AT_MAX = 200;

interface Side {
  readonly entity: string | undefined;
  readonly event: GridEvent | undefined;
  /** The latest event of the kind up to an instant. */
  before(us: number): Promise<GridEvent | undefined>;
}

/** What was found between two sides. */
interface Relation {
  readonly says: string;
  /** True where one led to the other or both follow from one cause. */
  readonly related: boolean | 'unknown';
  readonly path: readonly PathStep[];
  readonly events: readonly GridEvent[];
  readonly certainty: number;
  readonly because: string;
}

/** How two things are related: along recorded causes first, then by what the rules find, then by what they share. */
export async function pathOf(plan: PlanOf<'path'>, work: Work): Promise<Result> {
  const [a, b] = [await sideOf(plan.from, plan, work), await sideOf(plan.to, plan, work)];
  const missing = [
    { where: plan.from, side: a },
    { where: plan.to, side: b },
  ].filter(({ where, side }) => side.event === undefined && (side.entity === undefined || where['event'] !== undefined));
  if (missing.length > 0)
    return {
      status: 'empty',
      nothing: 'none_matched',
      text: `There is nothing to relate: no ${missing.map(({ where }) => `${kindsOf(where).one}${conditionWords(where)}`).join(' and no ')} is on record${plan.time === undefined ? '' : windowWords(windowOf(plan.time, work, 'all'), work)}.`,
      certainty: 1,
      confidence_from: 'no matching event in the record',
    };
  const relation = await relationOf(a, b, work);
  const ordered = [...new Map(relation.events.map((event) => [event.id, event])).values()].sort(
    (x, y) => x.timeUs - y.timeUs || x.seq - y.seq,
  );
  return {
    status: 'answered',
    text: relation.says,
    value: relation.related,
    path: inOrder(relation.path, ordered),
    columns: ['time', 'event_type', 'entity_id', 'summary'],
    rows: ordered.map(eventRow),
    events: ordered.map(toEventJson),
    evidence: ordered.map(({ id }) => id),
    unknown:
      relation.related === 'unknown'
        ? ['whether one had to do with the other: no cause between them is recorded and no rule finds one']
        : [],
    scanned: ordered.length,
    certainty: relation.certainty,
    confidence_from: relation.because,
  };
}

async function relationOf(a: Side, b: Side, work: Work): Promise<Relation> {
  if (a.event !== undefined && b.event !== undefined) return betweenAny(a, b, work);
  // An event and a thing: first whether the event's cause has to do with the thing.
  const [event, entity] = a.event !== undefined ? [a.event, b.entity] : [b.event, a.entity];
  const found = event === undefined || entity === undefined ? undefined : await causedThrough(event, entity, work);
  return found ?? betweenEntities(a, b, work);
}

/** Whether what an event follows from, recorded or inferred, names a thing other than its own. */
async function causedThrough(event: GridEvent, entity: string, work: Work): Promise<Relation | undefined> {
  if (event.entities.includes(entity)) return undefined;
  const back = await walkBack(event, work.reader, work.options);
  const cause = [...back.events.values()].find((one) => one.entities.includes(entity));
  const chain = cause === undefined ? undefined : chainTo(cause.id, event.id, back);
  if (cause !== undefined && chain !== undefined)
    return {
      says: `Yes: ${summaryOf(event)} follows from ${summaryOf(cause)}, over ${counted(chain.length, 'recorded link')}.`,
      related: true,
      path: chain,
      events: eventsOn(chain, back),
      certainty: 1,
      because: `${counted(chain.length, 'link')} recorded`,
    };
  const file = await openCaseFile(await focusOf(event, work), work);
  const { named } = judge(file);
  if (named === undefined || !named.rests.some((one) => one.entities.includes(entity))) return undefined;
  return inference(named, file, [event, ...named.rests]);
}

async function sideOf(where: Where, plan: PlanOf<'path'>, work: Work): Promise<Side> {
  const named = ['node', 'agent', 'entity'].flatMap((field) =>
    Array.isArray(where[field]) ? (where[field] as readonly unknown[]).map(String) : [],
  )[0];
  const event = where['event'] === undefined && where['ref'] === undefined ? undefined : await eventMeant(where, work, { time: plan.time });
  const { fromUs } = windowOf(plan.time, work, 'all');
  const before = async (us: number): Promise<GridEvent | undefined> =>
    (await readEvents(work, compileWhere(where, work), { ...(fromUs === undefined ? {} : { fromUs }), toUs: us + 1 }, 'desc', 1)).events[0];
  return { entity: named, event, before };
}

/** The latest of both; where these have nothing to do with each other, the latest of one before the latest of the other: a cause comes first. */
async function betweenAny(a: Side, b: Side, work: Work): Promise<Relation> {
  const latest = await between(a.event as GridEvent, b.event as GridEvent, work);
  if (latest.related === true) return latest;
  for (const [effect, cause] of [
    [b, a],
    [a, b],
  ] as const) {
    const last = effect.event as GridEvent;
    const earlier = await cause.before(last.timeUs);
    if (earlier === undefined || earlier.id === cause.event?.id || earlier.id === last.id) continue;
    const relation = await between(earlier, last, work);
    if (relation.related === true) return relation;
  }
  return latest;
}

async function between(a: GridEvent, b: GridEvent, work: Work): Promise<Relation> {
  const [backA, backB] = [await walkBack(a, work.reader, work.options), await walkBack(b, work.reader, work.options)];
  const names = `${summaryOf(a)} (${clock(a.timeUs, work)}) and ${summaryOf(b)} (${clock(b.timeUs, work)})`;
  for (const [effect, cause, walked] of [
    [a, b, backA],
    [b, a, backB],
  ] as const) {
    const chain = chainTo(cause.id, effect.id, walked);
    if (chain === undefined) continue;
    return {
      says: `Yes: ${summaryOf(cause)} led to ${summaryOf(effect)}, over ${counted(chain.length, 'recorded link')}.`,
      related: true,
      path: chain,
      events: eventsOn(chain, walked),
      certainty: 1,
      because: `${counted(chain.length, 'link')} recorded`,
    };
  }
  const inferred = (await byRule(a, b, work)) ?? (await byRule(b, a, work));
  if (inferred !== undefined) return inferred;
  const common = [...backA.events.values()].filter((event) => backB.events.has(event.id)).sort((x, y) => y.timeUs - x.timeUs)[0];
  if (common !== undefined) {
    const chain = [...(chainTo(common.id, a.id, backA) ?? []), ...(chainTo(common.id, b.id, backB) ?? [])];
    return {
      says: `Yes: both follow from ${summaryOf(common)} (${clock(common.timeUs, work)}).`,
      related: true,
      path: chain,
      events: [common, ...eventsOn(chain, backA), ...eventsOn(chain, backB)],
      certainty: 1,
      because: `a common cause, ${counted(chain.length, 'link')} recorded`,
    };
  }
  const shared = a.entities.filter((entity) => b.entities.includes(entity));
  const apart = Math.abs(a.timeUs - b.timeUs) / 1_000_000;
  if (shared.length > 0)
    return {
      says: `Not by any recorded cause. ${names} share ${shared.join(', ')} and are ${apart.toFixed(1)} s apart, which alone shows nothing.`,
      related: 'unknown',
      path: [],
      events: [a, b],
      certainty: 0.4,
      because: `no link recorded, ${counted(shared.length, 'entity', 'entities')} shared`,
    };
  return {
    says: `No: ${names} have no recorded cause, no entity and no operation in common.`,
    related: false,
    path: [],
    events: [a, b],
    certainty: 0.8,
    because: 'no link recorded, nothing shared',
  };
}

/** Whether the rules, asked for the cause of `effect`, rest on `cause` or on what happened to the same entity just then. */
async function byRule(effect: GridEvent, cause: GridEvent, work: Work): Promise<Relation | undefined> {
  const file = await openCaseFile(await focusOf(effect, work), work);
  const { named } = judge(file);
  if (named === undefined || !named.rests.some((event) => event.id === cause.id)) return undefined;
  return inference(named, file, [effect, cause, ...named.rests]);
}

function inference(named: Finding, file: CaseFile, events: readonly GridEvent[]): Relation {
  return {
    says: `Yes, by inference: ${primaryOf(file.focus)} ${named.says}.`,
    related: true,
    path: linksOf(named, file),
    events: [file.focus, ...events],
    certainty: named.strength,
    because: `rule ${named.rule} (${named.strength.toFixed(2)}, ${named.kind})`,
  };
}

/** The recorded links from one event to another, shortest first found; undefined when there are none. */
function chainTo(causeId: string, effectId: string, walked: Walked): PathStep[] | undefined {
  const next = new Map<string, PathStep>();
  const edge = [effectId];
  const seen = new Set(edge);
  for (let at = edge.shift(); at !== undefined; at = edge.shift()) {
    if (at === causeId) break;
    for (const link of walked.path) {
      if (link.to !== at || link.from === null || seen.has(link.from)) continue;
      seen.add(link.from);
      next.set(link.from, link);
      edge.push(link.from);
    }
  }
  if (!next.has(causeId)) return undefined;
  const chain: PathStep[] = [];
  for (let at = causeId; at !== effectId; ) {
    const link = next.get(at) as PathStep;
    chain.push(link);
    at = link.to;
  }
  return chain;
}

const eventsOn = (chain: readonly PathStep[], walked: Walked): GridEvent[] =>
  chain.flatMap(({ from, to }) => [from, to].flatMap((id) => (id === null ? [] : (walked.events.get(id) ?? []))));

/** Two things: what names both of them, and links between what happened to one and to the other. */
async function betweenEntities(a: Side, b: Side, work: Work): Promise<Relation> {
  const [one, other] = [a.entity ?? primaryOf(a.event as GridEvent), b.entity ?? primaryOf(b.event as GridEvent)];
  const until = work.past ? { toUs: work.nowUs + 1 } : {};
  const read = async (entities: readonly (readonly string[])[]) =>
    fromStoredPage(
      await work.reader.query({ entities, typesNot: QUIET_TYPES, ...until, order: 'desc', limit: LOOKED_AT_MAX }, work.options),
    );
  const [both, ofOne, ofOther] = await Promise.all([read([[one], [other]]), read([[one]]), read([[other]])]);
  const links = linksBetween(ofOne, ofOther);
  const events = [...new Map([...links.events, ...both.slice(0, 20)].map((event) => [event.id, event])).values()];
  const home = homeText(one, other, work);
  if (links.path.length > 0)
    return {
      says: `Yes: ${counted(links.path.length, 'recorded cause')} between ${one} and ${other}, the latest: ${summaryOf(links.events[0] as GridEvent)} led to ${summaryOf(links.events[1] as GridEvent)}.${home}`,
      related: true,
      path: links.path,
      events,
      certainty: 1,
      because: `${counted(links.path.length, 'link')} recorded`,
    };
  if (both.length > 0 || home !== '')
    return {
      says: `${one} and ${other} are named together in ${counted(both.length, 'event')}, with no recorded cause between them.${home}`,
      related: 'unknown',
      path: [],
      events,
      certainty: 0.6,
      because: `${counted(both.length, 'event')} name both`,
    };
  for (const [thing, through] of [
    [one, other],
    [other, one],
  ] as const) {
    const trouble = await eventMeant({ entity: [thing] }, work);
    const found = trouble === undefined ? undefined : await causedThrough(trouble, through, work);
    if (found !== undefined) return found;
  }
  return {
    says: `No: nothing on record names both ${one} and ${other}, and no cause leads from one to the other.`,
    related: false,
    path: [],
    events: [],
    certainty: 0.8,
    because: 'nothing recorded between them',
  };
}

function linksBetween(
  ofOne: readonly GridEvent[],
  ofOther: readonly GridEvent[],
): { readonly path: PathStep[]; readonly events: GridEvent[] } {
  const path: PathStep[] = [];
  const events: GridEvent[] = [];
  const byId = new Map([...ofOne, ...ofOther].map((event) => [event.id, event]));
  const ones = new Set(ofOne.map(({ id }) => id));
  const others = new Set(ofOther.map(({ id }) => id));
  for (const effect of [...byId.values()].sort((x, y) => y.timeUs - x.timeUs)) {
    for (const id of effect.causedBy) {
      const cause = byId.get(id);
      const crosses =
        (ones.has(id) && !others.has(id) && others.has(effect.id)) || (others.has(id) && !ones.has(id) && ones.has(effect.id));
      if (cause === undefined || !crosses) continue;
      path.push({ from: cause.id, to: effect.id, kind: 'recorded', dt_ms: Math.round((effect.timeUs - cause.timeUs) / 100) / 10 });
      events.push(cause, effect);
    }
  }
  return { path, events };
}

/** " node-9 runs on agent-4." where the state knows. */
function homeText(one: string, other: string, work: Work): string {
  const [a, b] = [work.state.nodes.get(one), work.state.nodes.get(other)];
  if (a !== undefined && a.agentId === other) return ` ${one} is ${a.status} on ${other}.`;
  if (b !== undefined && b.agentId === one) return ` ${other} is ${b.status} on ${one}.`;
  return a !== undefined && b !== undefined && a.agentId === b.agentId ? ` Both are on ${a.agentId}.` : '';
}
