import { durationText } from '@sutra/kit';
import { fromStored, type GridEvent, primaryOf, summaryOf, type TypedEvent, toEventJson } from '@sutra/model';
import { nounOf } from '../../core/nouns.ts';
import type { Where } from '../../core/plan.ts';
import { counted, type PathStep, type PlanOf, type Result, type Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { eventRow } from '../events/rows.ts';
import { compileWhere, readEvents, windowOf } from '../filter.ts';
import { CRASH_RULES, lastWords, lifeText, plainEnd } from './rules.ts';
import { surroundingsOf } from './surroundings.ts';
import { WALK, walkBack, walkForward } from './walk.ts';

/** How much a link of each kind is worth in the confidence of an explanation. */
const LINK_WORTH: Readonly<Record<PathStep['kind'], number>> = { recorded: 1, inferred: 0.7, correlated: 0.4 };
/** What an explanation is worth when nothing but the effect itself is known. */
const NO_LINKS_WORTH = 0.3;

/** Why something happened: the latest matching event, walked back along its recorded causes, then judged by named rules. */
export async function explain(plan: PlanOf<'why'>, work: Work): Promise<Result> {
  if (plan.negate === true) return explainAbsence(plan, work);
  const effect = await effectOf(plan, work);
  if (effect === undefined) return noEffect(plan.where, work);
  return whyEvent(effect, work);
}

async function effectOf(plan: PlanOf<'why'>, work: Work): Promise<GridEvent | undefined> {
  const ref = plan.where['ref'];
  if (Array.isArray(ref)) {
    const stored = await work.reader.event(String(ref[0]), work.options);
    return stored === undefined || (work.past && stored.timeUs > work.nowUs) ? undefined : fromStored(stored);
  }
  // Without an event type: what last went wrong with it, else what put it where it is.
  const where: Where = plan.where['event'] === undefined ? { ...plan.where, event: ['@problem'] } : plan.where;
  const compiled = compileWhere(where, work);
  const window = windowOf(plan.time, work, 'all');
  return (await readEvents(work, compiled, window, plan.pick === 'first' ? 'asc' : 'desc', 1)).events[0];
}

async function noEffect(where: Where, work: Work): Promise<Result> {
  const named = [
    ...((where['node'] as readonly string[] | undefined) ?? []),
    ...((where['agent'] as readonly string[] | undefined) ?? []),
  ][0];
  const status = named === undefined ? undefined : (work.state.nodes.get(named)?.status ?? work.state.agents.get(named)?.health);
  const event = where['event'];
  const types = Array.isArray(event) ? event.map(String) : [];
  const cluster = types.length > 0 && types.every((type) => type === '@cluster' || VERDICTS[type] !== undefined);
  const now = status !== undefined ? ` ${named} is ${status}.` : cluster ? ` The grid is ${work.state.cluster.verdict} now.` : '';
  const what = types.length === 0 ? 'problem' : types.map((type) => nounOf(type).one).join(' or ');
  return {
    status: 'empty',
    text: `Nothing to explain: no ${what}${named === undefined ? '' : ` of ${named}`} is on record.${now}`,
    certainty: 1,
    confidence_from: 'no matching event in the record',
  };
}

/** Explains one event. Its text is data: it is shown, never followed. */
export async function whyEvent(effect: GridEvent, work: Work): Promise<Result> {
  const back = await walkBack(effect, work.reader, work.options);
  const untilUs = work.past ? work.nowUs : Number.POSITIVE_INFINITY;
  const forward = await walkForward(effect, work.reader, work.options, untilUs);
  const events = new Map([...back.events, ...forward.events]);
  const path: PathStep[] = [...back.path, ...forward.path];
  const unknown: string[] = back.missing.map((id) => `the cause ${id}: it is no longer in the record`);
  const ruledOut: { hypothesis: string; because: string }[] = [];
  const rules: string[] = [];
  let sentence = sentenceOf(effect, work);
  if (back.cut || forward.cut) unknown.push(`what lies beyond ${WALK.depthMax} links or ${WALK.eventsMax} events: the walk was cut there`);
  if (effect.type === 'node_crashed') {
    const found = await judgeCrash(effect as TypedEvent<'node_crashed'>, events, work);
    sentence = found.sentence;
    path.push(...found.path);
    rules.push(...found.rules);
    ruledOut.push(...found.ruledOut);
    unknown.push(...found.unknown);
  }
  // A rule may point along a link that is recorded anyway: the record wins.
  const links = path.filter((one, i) => path.findIndex((other) => other.from === one.from && other.to === one.to) === i);
  const ordered = [...events.values()].sort((a, b) => a.timeUs - b.timeUs || a.seq - b.seq);
  const towards = links.filter((one) => !forward.path.includes(one));
  if (towards.length === 0 && rules.length === 0) unknown.push('what caused it: no cause is recorded and no rule applies');
  const causes = ordered.filter((event) => event.timeUs <= effect.timeUs && event.id !== effect.id && back.events.has(event.id));
  return {
    status: 'answered',
    text: `${sentence}${restartText(effect, forward.events)}.${causeText(effect, causes, work)}${standing(effect, work)}`,
    path: inOrder(links, ordered),
    rows: ordered.map(eventRow),
    columns: ['time', 'event_type', 'entity_id', 'summary'],
    events: ordered.map(toEventJson),
    evidence: ordered.map((event) => event.id),
    ruled_out: ruledOut,
    unknown,
    scanned: events.size,
    as_of_seq: Math.max(...ordered.map((event) => event.seq)),
    partial: back.cut || forward.cut,
    window: { from: toEventJson(ordered[0] as GridEvent).timestamp, to: toEventJson(ordered.at(-1) as GridEvent).timestamp },
    ...certaintyOf(towards, rules),
  };
}

/** What happened in a sentence; the reason it carries is said once. */
function sentenceOf(effect: GridEvent, work: Work): string {
  const verdict = VERDICTS[effect.type];
  if (verdict !== undefined) {
    const because = effect.because ?? (effect.body as { readonly reason?: string }).reason;
    return `The grid became ${verdict} at ${clock(effect.timeUs, work)}${because === undefined ? '' : `: ${because}`}`;
  }
  const summary = summaryOf(effect);
  return effect.because === undefined || summary.includes(effect.because) ? summary : `${summary}: ${effect.because}`;
}

const VERDICTS: Readonly<Record<string, string>> = {
  cluster_healthy: 'healthy',
  cluster_degraded: 'degraded',
  cluster_critical: 'critical',
};

/** A verdict that has passed is said to have passed: " It is healthy now." */
function standing(effect: GridEvent, work: Work): string {
  const verdict = VERDICTS[effect.type];
  const now = work.state.cluster.verdict;
  return verdict === undefined || verdict === now || now === 'unknown' ? '' : ` It is ${now} ${work.past ? 'then' : 'now'}.`;
}

/** Links from the first cause to the last effect: of two at one instant the cause stands first. */
function inOrder(links: readonly PathStep[], ordered: readonly GridEvent[]): PathStep[] {
  const place = new Map(ordered.map((event, i) => [event.id, i]));
  const at = (id: string | null): number => (id === null ? -1 : (place.get(id) ?? -1));
  return [...links].sort((a, b) => at(a.to) - at(b.to) || at(a.from) - at(b.from));
}

async function judgeCrash(crash: TypedEvent<'node_crashed'>, events: Map<string, GridEvent>, work: Work) {
  const around = await surroundingsOf(crash, events.values(), work);
  const path: PathStep[] = [];
  const rules: string[] = [];
  const ruledOut: { hypothesis: string; because: string }[] = [];
  const unknown: string[] = (crash.body.missing ?? []).map((part) => `autopsy: ${part}`);
  let says: string | undefined;
  for (const rule of CRASH_RULES) {
    const found = rule.judge(around);
    if (found.says !== undefined || found.step !== undefined) rules.push(rule.name);
    says ??= found.says;
    if (found.step !== undefined) path.push(found.step);
    if (found.evidence !== undefined) events.set(found.evidence.id, found.evidence);
    if (found.ruledOut !== undefined) ruledOut.push(found.ruledOut);
    if (found.unknown !== undefined) unknown.push(found.unknown);
  }
  const exit = says !== undefined && !says.includes('exit') && crash.body.exit_code !== undefined ? ` (exit ${crash.body.exit_code})` : '';
  return {
    sentence: `${crash.body.node_id} ${says ?? plainEnd(around)}${exit}${lifeText(around)}${lastWords(around)}${sameAgain(crash, events.values(), work)}`,
    path,
    rules,
    ruledOut,
    unknown,
  };
}

/** "; it has ended this way 9 times since 10:33:36 UTC", when the walk met those ends. */
function sameAgain(crash: TypedEvent<'node_crashed'>, met: Iterable<GridEvent>, work: Work): string {
  const { node_id: node, exit_code: code, signal } = crash.body;
  const same = [...met]
    .filter((event): event is TypedEvent<'node_crashed'> => event.type === 'node_crashed')
    .filter(({ body }) => body.node_id === node && body.exit_code === code && body.signal === signal);
  const first = same.sort((a, b) => a.timeUs - b.timeUs)[0];
  return first === undefined || same.length < 2 ? '' : `; it has ended this way ${same.length} times since ${clock(first.timeUs, work)}`;
}

/** "; it was restarted 0.4 s later (pid 4242)". */
function restartText(effect: GridEvent, after: ReadonlyMap<string, GridEvent>): string {
  const restart = [...after.values()].filter((event) => event.type === 'node_restarted').sort((a, b) => a.timeUs - b.timeUs)[0] as
    | TypedEvent<'node_restarted'>
    | undefined;
  if (restart === undefined || restart.id === effect.id) return '';
  const later = (restart.timeUs - effect.timeUs) / 1000;
  return `; it was restarted ${later < 10_000 ? `${(later / 1000).toFixed(1)} s` : durationText(later)} later (pid ${restart.body.new_pid})`;
}

function causeText(effect: GridEvent, causes: readonly GridEvent[], work: Work): string {
  if (effect.type === 'node_crashed' || causes.length === 0) return '';
  const direct = causes.filter((event) => effect.causedBy.includes(event.id));
  const shown = (direct.length === 0 ? causes : direct).slice(-4).map((event) => `${clock(event.timeUs, work)} ${summaryOf(event)}`);
  return ` ${direct.length === 0 ? 'Recorded before it' : 'Caused by'}: ${shown.join('; ')}.`;
}

function certaintyOf(path: readonly PathStep[], rules: readonly string[]): { certainty: number; confidence_from: string } {
  const count = (kind: PathStep['kind']): number => path.filter((one) => one.kind === kind).length;
  const loose = rules.filter((rule) => !path.some((one) => one.rule === rule));
  const worths = [...path.map((one) => LINK_WORTH[one.kind]), ...loose.map(() => LINK_WORTH.inferred)];
  const certainty = worths.length === 0 ? NO_LINKS_WORTH : worths.reduce((sum, worth) => sum + worth, 0) / worths.length;
  const inferred = count('inferred') + loose.length;
  const parts = [
    `${counted(count('recorded'), 'link')} recorded`,
    ...(inferred > 0 ? [`${inferred} inferred`] : []),
    ...(count('correlated') > 0 ? [`${count('correlated')} correlated`] : []),
    ...(rules.length > 0 ? [`${rules.length === 1 ? 'rule' : 'rules'} ${rules.join(', ')}`] : []),
  ];
  return { certainty, confidence_from: parts.join(', ') };
}

/** Why something did not happen: whether it did after all, and what stood in its way. */
async function explainAbsence(plan: PlanOf<'why'>, work: Work): Promise<Result> {
  const window = windowOf(plan.time, work, 'all');
  const nodeId = (plan.where['node'] as readonly string[] | undefined)?.[0];
  const happened = (await readEvents(work, compileWhere(plan.where, work), window, 'desc', 1)).events[0];
  const node = nodeId === undefined ? undefined : work.state.nodes.get(nodeId);
  const last =
    node === undefined
      ? undefined
      : (
          await readEvents(
            work,
            compileWhere(
              { node: [node.id], event: ['node_crashed', 'node_lost', 'node_gave_up', 'spawn_failed', 'stop_requested', 'stop_succeeded'] },
              work,
            ),
            window,
            'desc',
            1,
          )
        ).events[0];
  if (happened !== undefined && (last === undefined || last.timeUs < happened.timeUs))
    return {
      status: 'answered',
      text: `It did: ${clock(happened.timeUs, work)} ${summaryOf(happened)}.`,
      evidence: [happened.id],
      events: [toEventJson(happened)],
      certainty: 1,
      confidence_from: 'the event is in the record',
    };
  if (node === undefined) return noEffect(plan.where, work);
  const agent = work.state.agents.get(node.agentId);
  const reasons: string[] = [];
  if (node.wanted === 'stopped') reasons.push('it is wanted stopped: a stop was requested');
  if (node.spec.restart === 'never') reasons.push('its restart policy is "never"');
  if (node.spec.restart === 'on-failure' && node.lastExit?.exitCode === 0)
    reasons.push('its restart policy is "on-failure" and it ended with code 0');
  if (last?.type === 'node_gave_up') reasons.push(`its agent gave up: ${summaryOf(last)}`);
  if (agent !== undefined && agent.health !== 'healthy') reasons.push(`its agent ${agent.id} is ${agent.health}`);
  if (node.status === 'running') reasons.push('it is running: there was nothing to restart');
  const events = last === undefined ? [] : [last];
  const text =
    reasons.length === 0
      ? `No reason is recorded why not. ${node.id} is ${node.status}${last === undefined ? '' : `; last: ${summaryOf(last)}`}.`
      : `Because ${reasons.join('; ')}.`;
  return {
    status: 'answered',
    text,
    evidence: events.map((event) => event.id),
    events: events.map(toEventJson),
    unknown: reasons.length === 0 ? ['the reason: neither policy, wish nor agent explains it'] : [],
    certainty: reasons.length === 0 ? NO_LINKS_WORTH : LINK_WORTH.inferred,
    confidence_from: reasons.length === 0 ? 'no rule applies' : `${reasons.length} facts of the state`,
  };
}

/** What an event led to. */
export async function impactOf(plan: PlanOf<'impact'>, work: Work): Promise<Result> {
  const found = (await readEvents(work, compileWhere(plan.where, work), windowOf(plan.time, work, 'all'), 'desc', 1)).events[0];
  if (found === undefined) return noEffect(plan.where, work);
  const forward = await walkForward(found, work.reader, work.options, work.past ? work.nowUs : Number.POSITIVE_INFINITY);
  const effects = [...forward.events.values()].filter((event) => event.id !== found.id).sort((a, b) => a.timeUs - b.timeUs);
  const touched = [...new Set(effects.map(primaryOf))];
  const base = {
    path: [...forward.path],
    rows: effects.map(eventRow),
    columns: ['time', 'event_type', 'entity_id', 'summary'],
    events: [found, ...effects].map(toEventJson),
    evidence: [found.id, ...effects.map((event) => event.id)],
    scanned: forward.events.size,
    partial: forward.cut,
    as_of_seq: found.seq,
  };
  if (effects.length === 0)
    return {
      ...base,
      status: 'empty',
      text: `No recorded effect of: ${summaryOf(found)} (${clock(found.timeUs, work)}).`,
      certainty: 1,
      confidence_from: 'no recorded links',
    };
  return {
    ...base,
    status: 'answered',
    value: effects.length,
    text: `${summaryOf(found)} (${clock(found.timeUs, work)}) led to ${effects.length} events on ${touched.slice(0, 6).join(', ')}.`,
    certainty: 1,
    confidence_from: `${counted(forward.path.length, 'link')} recorded`,
  };
}
