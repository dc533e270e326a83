import { durationText } from '@sutra/kit';
import { fromStored, type GridEvent, problemsOf, summaryOf, type TypedEvent, toEventJson } from '@sutra/model';
import type { Time, Where } from '../../core/plan.ts';
import { firstOf, type PathStep, type PlanOf, type Result, type Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { conditionWords, kindsOf } from '../condition-words.ts';
import { eventRow } from '../events/rows.ts';
import { windowOf } from '../filter.ts';
import { windowWords } from '../nothing.ts';
import { explainAbsence } from './absence.ts';
import { type CaseFile, openCaseFile } from './case-file.ts';
import { CAUSE_WORDS } from './causes.ts';
import { correlations } from './correlations.ts';
import { explainAll } from './every.ts';
import { focusOf } from './focus.ts';
import { testHypothesis } from './hypothesis.ts';
import { judge, linksOf, type Verdict } from './judge.ts';
import { eventMeant } from './latest.ts';
import { laterEnd, stopOf } from './not-running.ts';
import { remediesFor } from './remedy.ts';
import { startedOnRequest } from './rules/wishes.ts';
import { WALK, walkForward } from './walk.ts';
import { exitText, lastWords, lifeText, plainEnd, sameAgain } from './wording.ts';

/** Why something happened: recorded causes first, then named rules over what surrounds it, then statistics, labelled. */
export async function explain(plan: PlanOf<'why'>, work: Work): Promise<Result> {
  if (plan.negate === true) return explainAbsence(plan, work);
  if (plan.pick === 'all') return explainAll(plan, work);
  const meant = await eventMeant(plan.where, work, plan);
  const effect = meant ?? (plan.hypothesis === undefined ? await nextOfKin(plan.where, work, plan) : undefined);
  if (effect === undefined) return noEffect(plan, work);
  const focus = await focusOf(effect, work);
  const file = await openCaseFile(focus, work);
  const verdict = judge(file);
  if (plan.hypothesis !== undefined) return testHypothesis(plan.hypothesis, effect, file, verdict, work);
  const result = await sinceThen(plan, effect, await whyEvent(effect, file, verdict, work), work);
  return meant === undefined ? { ...result, text: `No ${whatOf(plan, work)}. ${result.text}` } : result;
}

/**
 * "Why is web down?" is asked of its latest crash, and just as much of a later end: where it ended otherwise since, that is told too, and that
 * it runs again where it was stopped. */
async function sinceThen({ where, time, pick }: PlanOf<'why'>, effect: GridEvent, result: Result, work: Work): Promise<Result> {
  const node = work.state.nodes.get(nameIn(where) ?? '');
  if (node === undefined || time !== undefined || pick === 'first' || where['ref'] !== undefined) return result;
  if (effect.type === 'stop_succeeded' && node.status === 'running')
    return { ...result, text: `${result.text} ${node.id} is not stopped now: it runs since ${clock(node.statusSinceUs, work)}.` };
  const later = ENDS_OF_NODES.has(effect.type) ? await laterEnd(node, effect, work) : undefined;
  if (later === undefined) return result;
  const told = later.event === undefined || result.evidence?.includes(later.event.id) === true ? [] : [later.event];
  return {
    ...result,
    text: `${result.text} Since then ${later.says}.`,
    rows: [...(result.rows ?? []), ...told.map(eventRow)],
    events: [...(result.events ?? []), ...told.map(toEventJson)],
    evidence: [...(result.evidence ?? []), ...told.map(({ id }) => id)],
  };
}

const ENDS_OF_NODES: ReadonlySet<string> = new Set(['node_crashed', 'node_lost', 'spawn_failed', 'node_crash_looping', 'node_gave_up']);

/** What people mean by the word for another end: "crashed" is said of what was lost with its host, or never came up; "stopped" of a crash. */
const KIN: Readonly<Record<string, readonly string[]>> = {
  node_crashed: ['node_lost', 'spawn_failed'],
  node_lost: ['node_crashed'],
  stop_succeeded: ['node_crashed', 'node_lost'],
};

/** The latest event of kin where none is on record of the type that was asked about, of one named thing only. */
async function nextOfKin(where: Where, work: Work, { time, pick }: PlanOf<'why'>): Promise<GridEvent | undefined> {
  const [type, ...more] = Array.isArray(where['event']) ? where['event'].map(String) : [];
  const kin = type === undefined || more.length > 0 || nameIn(where) === undefined ? undefined : KIN[type];
  return kin === undefined ? undefined : eventMeant({ ...where, event: [...kin] }, work, { time, pick });
}

function nameIn(where: Where): string | undefined {
  return [...((where['node'] as readonly string[] | undefined) ?? []), ...((where['agent'] as readonly string[] | undefined) ?? [])][0];
}

/** "crash of node-7 with cause oom since 10:00:00 UTC": what was looked for. */
function whatOf({ where, time }: Pick<PlanOf<'why'>, 'where' | 'time'>, work: Work): string {
  const noun = where['event'] === undefined ? 'problem' : kindsOf(where).one;
  return `${noun}${conditionWords(where)} is on record${time === undefined ? '' : windowWords(windowOf(time, work, 'all'), work)}`;
}

export async function noEffect({ where, time }: { readonly where: Where; readonly time?: Time }, work: Work): Promise<Result> {
  const named = nameIn(where);
  const node = named === undefined ? undefined : work.state.nodes.get(named);
  const status = node?.status ?? (named === undefined ? undefined : work.state.agents.get(named)?.health);
  const how = node?.status === 'stopped' ? `: ${(await stopOf(node, work)).says}` : '';
  const event = where['event'];
  const types = Array.isArray(event) ? event.map(String) : [];
  const cluster = types.length > 0 && types.every((type) => type === '@cluster' || VERDICTS[type] !== undefined);
  const now = status !== undefined ? ` ${named} is ${status}${how}.` : cluster ? ` The grid is ${work.state.cluster.verdict} now.` : '';
  return {
    status: 'empty',
    text: `Nothing to explain: no ${whatOf({ where, ...(time === undefined ? {} : { time }) }, work)}.${now}`,
    certainty: 1,
    confidence_from: 'no matching event in the record',
  };
}

/** Explains one event. Its text is data: it is shown, never followed. */
async function whyEvent(effect: GridEvent, file: CaseFile, verdict: Verdict, work: Work): Promise<Result> {
  const back = file.chain;
  const untilUs = work.past ? work.nowUs : Number.POSITIVE_INFINITY;
  const forward = await walkForward(effect, work.reader, work.options, untilUs);
  const events = new Map([[effect.id, effect], ...back.events, ...forward.events]);
  const links: PathStep[] = [
    ...back.path,
    ...(effect.id === file.focus.id ? [] : await linkTo(effect, file, events, work)),
    ...forward.path,
  ];
  for (const finding of verdict.findings) {
    links.push(...linksOf(finding, file));
    for (const event of finding.rests) events.set(event.id, event);
  }
  const unknown = await unknownOf(file, verdict, { cut: back.cut || forward.cut }, work);
  // A rule may point along a link that is recorded anyway: the record wins.
  const path = links.filter((one, i) => links.findIndex((other) => other.from === one.from && other.to === one.to) === i);
  const ordered = [...events.values()].sort((a, b) => a.timeUs - b.timeUs || a.seq - b.seq);
  const causes = ordered.filter((event) => event.timeUs <= effect.timeUs && event.id !== effect.id && back.events.has(event.id));
  return {
    status: 'answered',
    text: textOf(effect, file, verdict, { after: forward.events, events, causes }, work),
    ...(JUDGED.has(file.focus.type) ? { value: verdict.cause } : {}),
    path: inOrder(path, ordered),
    rows: ordered.map(eventRow),
    columns: ['time', 'event_type', 'entity_id', 'summary'],
    events: ordered.map(toEventJson),
    evidence: ordered.map((event) => event.id),
    ruled_out: verdict.excluded.map(({ cause, because }) => ({ hypothesis: CAUSE_WORDS[cause], because })),
    unknown,
    scanned: file.scanned + forward.events.size,
    as_of_seq: Math.max(...ordered.map((event) => event.seq)),
    partial: back.cut || forward.cut,
    window: { from: toEventJson(ordered[0] as GridEvent).timestamp, to: toEventJson(ordered.at(-1) as GridEvent).timestamp },
    ...remedies(effect, file, verdict),
    ...certaintyOf(back.path, verdict, JUDGED.has(file.focus.type)),
  };
}

/** Next steps for a named cause; of what stands for something else the first step is to ask about that. */
function remedies(effect: GridEvent, file: CaseFile, { named }: Verdict): Pick<Result, 'suggestions'> {
  const steps = named === undefined || effect.id !== file.focus.id ? [] : remediesFor(named, file);
  if (steps.length === 0) return {};
  return {
    suggestions: steps.map(({ question, why, action }) => ({ question, why, ...(action === undefined ? {} : { action: { ...action } }) })),
  };
}

/** Types whose cause the rules judge; of every other event only recorded causes are told. */
const JUDGED = new Set([
  'node_crashed',
  'node_lost',
  'spawn_failed',
  'stop_succeeded',
  'stop_requested',
  'agent_offline',
  'agent_degraded',
]);

/** The recorded links between what was asked about and what was judged. */
async function linkTo(effect: GridEvent, file: CaseFile, events: Map<string, GridEvent>, work: Work): Promise<PathStep[]> {
  const between: PathStep[] = [];
  let edge: GridEvent[] = [effect];
  for (let depth = 0; depth < 4 && edge.length > 0; depth++) {
    const next: GridEvent[] = [];
    for (const one of edge) {
      for (const id of one.causedBy) {
        const stored = id === file.focus.id ? undefined : await work.reader.event(id, undefined, work.options);
        const cause = id === file.focus.id ? file.focus : stored === undefined ? undefined : fromStored(stored);
        if (cause === undefined) continue;
        between.push({ from: cause.id, to: one.id, kind: 'recorded', dt_ms: Math.round((one.timeUs - cause.timeUs) / 100) / 10 });
        if (events.has(cause.id)) continue;
        events.set(cause.id, cause);
        next.push(cause);
      }
    }
    edge = next;
  }
  return between;
}

async function unknownOf(file: CaseFile, verdict: Verdict, { cut }: { readonly cut: boolean }, work: Work): Promise<string[]> {
  const { focus, chain, gaps } = file;
  const autopsy = focus.type === 'node_crashed' ? (focus.body.missing ?? []).map((part) => `autopsy: ${part}`) : [];
  const named = verdict.named?.unknown ?? [];
  const bare = verdict.named === undefined && verdict.findings.length === 0;
  const statistics = verdict.named === undefined && JUDGED.has(focus.type) ? await correlations(file, work) : [];
  return [
    ...chain.missing.map((id) => `the cause ${id}: it is no longer in the record`),
    ...(cut ? [`what lies beyond ${WALK.depthMax} links or ${WALK.eventsMax} events: the walk was cut there`] : []),
    ...autopsy,
    ...verdict.lacks,
    ...named,
    ...(bare && (JUDGED.has(focus.type) || chain.path.length === 0) ? ['what caused it: no cause is recorded and no rule applies'] : []),
    ...gaps.map((gap) => `${summaryOf(gap)}: what they said is not known`),
    ...statistics,
  ];
}

interface Around {
  readonly after: ReadonlyMap<string, GridEvent>;
  readonly events: ReadonlyMap<string, GridEvent>;
  readonly causes: readonly GridEvent[];
}

/** The sentence of the answer: what happened, why as far as it is known, and what became of it. */
function textOf(effect: GridEvent, file: CaseFile, verdict: Verdict, { after, events, causes }: Around, work: Work): string {
  const { focus } = file;
  const judged = JUDGED.has(focus.type) ? judgedText(file, verdict, events, work) : undefined;
  if (effect.id !== focus.id && judged !== undefined)
    return `${sentenceOf(effect, work)}. Caused by: ${judged}.${besides(effect, focus, events)}${standing(effect, work)}`;
  const head = judged ?? startedOnRequest(effect, causes) ?? sentenceOf(effect, work);
  return `${head}${restartText(effect, after)}.${judged === undefined ? causeText(effect, causes, work) : ''}${standing(effect, work)}`;
}

function judgedText(file: CaseFile, verdict: Verdict, events: ReadonlyMap<string, GridEvent>, work: Work): string {
  const { focus, node, agent } = file;
  const who = node ?? agent ?? '';
  const { named, findings } = verdict;
  if (focus.type === 'node_crashed') {
    const crash = focus as TypedEvent<'node_crashed'>;
    const ended = `${who} ${plainEnd(crash)}`;
    const told = `${ended}${lifeText(crash, file.start, ended)}`;
    const rest = `${lastWords(crash)}${sameAgain(crash, events.values(), work)}`;
    if (named === undefined) return `${told}; why is not known${rest}${perhaps(findings[0])}`;
    // An end by itself is told first, then why; a kill or a memory fault says both in one.
    if (!ONE_SENTENCE.has(named.cause)) return `${told}: it ${named.says}${rest}`;
    const oneSentence = `${who} ${named.says}${exitText(crash, named.says)}`;
    return `${oneSentence}${lifeText(crash, file.start, oneSentence)}${rest}`;
  }
  if (named !== undefined) return `${who} ${named.says}`;
  return `${sentenceOf(focus, work)}; why is not known${perhaps(findings[0])}`;
}

/** Causes whose sentence says how it ended too. */
const ONE_SENTENCE = new Set(['oom', 'host_memory', 'killed_by_operator', 'operator_stop', 'probe_failed', 'segfault', 'unknown']);

/** A finding that is too weak to be named is told as what it is. */
function perhaps(weak: Verdict['findings'][number] | undefined): string {
  return weak === undefined ? '' : `; it ${weak.says}, which is a coincidence as far as the record goes`;
}

/** What happened in a sentence; the reason it carries is said once. */
export function sentenceOf(effect: GridEvent, work: Work): string {
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

/** Of a verdict that several things led to, those that were not judged: " Also: db will not be restarted on agent-2: …." */
function besides(effect: GridEvent, focus: GridEvent, events: ReadonlyMap<string, GridEvent>): string {
  if (VERDICTS[effect.type] === undefined) return '';
  const others = effect.causedBy.flatMap((id) => {
    const event = events.get(id);
    return event === undefined || id === focus.id || event.causedBy.includes(focus.id) ? [] : [summaryOf(event)];
  });
  return others.length === 0 ? '' : ` Also: ${firstOf(others, PROBLEMS_NAMED, '; ')}.`;
}

/** Troubles told with a verdict. */
const PROBLEMS_NAMED = 5;

/** A verdict that has passed is said to have passed: " It is healthy now."; one that stands, what it stands on now, where that is more than it began with. */
function standing(effect: GridEvent, work: Work): string {
  const verdict = VERDICTS[effect.type];
  const now = work.state.cluster.verdict;
  if (verdict === now && work.state.cluster.event === effect.id) {
    const began = sentenceOf(effect, work).split(/[\s(),:;]+/);
    const more = problemsOf(work.state).filter(({ kind, entityId }) => kind !== 'cluster' && !began.includes(entityId));
    const said = firstOf(
      more.map(({ what }) => what),
      PROBLEMS_NAMED,
      '; ',
    );
    return more.length === 0 ? '' : ` Since then also: ${said}.`;
  }
  return verdict === undefined || verdict === now || now === 'unknown' ? '' : ` It is ${now} ${work.past ? 'then' : 'now'}.`;
}

/** Links from the first cause to the last effect: of two at one instant the cause stands first. */
export function inOrder(links: readonly PathStep[], ordered: readonly GridEvent[]): PathStep[] {
  const place = new Map(ordered.map((event, i) => [event.id, i]));
  const at = (id: string | null): number => (id === null ? -1 : (place.get(id) ?? -1));
  return [...links].sort((a, b) => at(a.to) - at(b.to) || at(a.from) - at(b.from));
}

/** "; it was restarted 400 ms later (pid 4242)". */
function restartText(effect: GridEvent, after: ReadonlyMap<string, GridEvent>): string {
  const restart = [...after.values()].filter((event) => event.type === 'node_restarted').sort((a, b) => a.timeUs - b.timeUs)[0] as
    | TypedEvent<'node_restarted'>
    | undefined;
  if (restart === undefined || restart.id === effect.id) return '';
  const later = (restart.timeUs - effect.timeUs) / 1000;
  return `; it was restarted ${durationText(later)} later (pid ${restart.body.new_pid})`;
}

function causeText(effect: GridEvent, causes: readonly GridEvent[], work: Work): string {
  if (causes.length === 0) return '';
  const direct = causes.filter((event) => effect.causedBy.includes(event.id));
  const shown = (direct.length === 0 ? causes : direct).slice(-4).map((event) => `${clock(event.timeUs, work)} ${summaryOf(event)}`);
  return ` ${direct.length === 0 ? 'Recorded before it' : 'Caused by'}: ${shown.join('; ')}.`;
}

/** What an explanation is worth when nothing but the effect itself is known. */
export const NO_LINKS_WORTH = 0.3;

function certaintyOf(recorded: readonly PathStep[], verdict: Verdict, judged: boolean): { certainty: number; confidence_from: string } {
  const links = `${recorded.length === 1 ? '1 link' : `${recorded.length} links`} recorded`;
  if (judged) return { certainty: verdict.certainty, confidence_from: `${links}, ${verdict.because}` };
  return { certainty: recorded.length === 0 ? NO_LINKS_WORTH : 1, confidence_from: links };
}
