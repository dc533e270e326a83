import { type GridEvent, type NodeState, summaryOf, toEventJson } from '@sutra/model';
import type { PlanOf, Result, Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { conditionWords, kindsOf } from '../condition-words.ts';
import { eventRow } from '../events/rows.ts';
import { compileWhere, readEvents, type Window, windowOf } from '../filter.ts';
import { windowWords } from '../nothing.ts';
import { NO_LINKS_WORTH, noEffect } from './explain.ts';
import { agentReason, eventOf, reasonsOf } from './not-running.ts';

const LAST_WORDS = [
  'node_crashed',
  'node_lost',
  'node_gave_up',
  'node_crash_looping',
  'spawn_failed',
  'spawn_unknown',
  'stop_requested',
  'stop_succeeded',
];

/** Why something did not happen: whether it did after all, and what stood in its way. */
export async function explainAbsence(plan: PlanOf<'why'>, work: Work): Promise<Result> {
  const window = windowOf(plan.time, work, 'all');
  const nodeId = (plan.where['node'] as readonly string[] | undefined)?.[0];
  const { event: wanted, ...rest } = plan.where;
  const asked = wanted === undefined && nodeId !== undefined ? { ...rest, event: ['spawn_succeeded', 'node_restarted'] } : plan.where;
  const happened = (await readEvents(work, compileWhere(asked, work), window, 'desc', 1)).events[0];
  const node = nodeId === undefined ? undefined : work.state.nodes.get(nodeId);
  const last =
    node === undefined
      ? undefined
      : (await readEvents(work, compileWhere({ node: [node.id], event: LAST_WORDS }, work), window, 'desc', 1)).events[0];
  if (node !== undefined && Array.isArray(wanted) && wanted.length > 0 && wanted.every((type) => TROUBLE.has(String(type))))
    return happened === undefined ? noTrouble(plan, node, window, work) : itDid(happened, work);
  const stillSo = wanted === undefined && node !== undefined && node.status !== 'running';
  if (happened !== undefined && !stillSo && (last === undefined || last.timeUs < happened.timeUs)) return itDid(happened, work, node);
  if (node === undefined) return agentAbsence(plan, work);
  const started = node.status === 'running' && isStart(wanted) ? node.report?.event : undefined;
  const start = started === undefined ? undefined : await eventOf(started, work);
  if (start !== undefined) return itDid(start, work, node);
  const reasons = await reasonsOf(node, last, missingOf(wanted), work);
  const events = [
    ...new Map(
      [last, ...reasons.map(({ event }) => event)].flatMap((event) => (event === undefined ? [] : [[event.id, event] as const])),
    ).values(),
  ];
  const known = reasons.length > 0;
  return {
    status: 'answered',
    text: known
      ? `Because ${reasons.map(({ says }) => says).join('; ')}.`
      : `No reason is recorded why not. ${node.id} is ${node.status}${last === undefined ? '' : `; last: ${summaryOf(last)}`}.`,
    columns: ['time', 'event_type', 'entity_id', 'summary'],
    rows: events.map(eventRow),
    evidence: events.map((event) => event.id),
    events: events.map(toEventJson),
    unknown: known ? [] : ['the reason: neither policy, wish nor agent explains it'],
    suggestions: last === undefined ? [] : [{ question: `why ${last.id}`, why: 'its last word, explained' }],
    certainty: known ? 0.85 : NO_LINKS_WORTH,
    confidence_from: known ? `${reasons.length === 1 ? '1 fact' : `${reasons.length} facts`} of the state` : 'no rule applies',
  };
}

/** What nobody wants: that it did not happen needs no reason. */
const TROUBLE: ReadonlySet<string> = new Set([
  'node_crashed',
  'node_lost',
  'node_crash_looping',
  'node_gave_up',
  'spawn_failed',
  'stop_failed',
]);

/** "Why did it not crash?": for all that is on record nothing made it. */
function noTrouble(plan: PlanOf<'why'>, node: NodeState, window: Window, work: Work): Result {
  const since = node.status === 'running' && node.startedUs !== undefined ? ` since ${clock(node.startedUs, work)}` : '';
  return {
    status: 'answered',
    text: `Nothing on record made it: no ${kindsOf(plan.where).one}${conditionWords(plan.where)}${windowWords(window, work)}. ${node.id} is ${node.status}${since}.`,
    evidence: node.statusEvent === '' ? [] : [node.statusEvent],
    unknown: ['why something does not go wrong is not recorded: only what goes wrong is'],
    certainty: 0.85,
    confidence_from: 'the record of its troubles',
  };
}

/** What did not happen, as far as the reasons differ. */
function missingOf(wanted: unknown): 'start' | 'restart' | 'stop' {
  const types = Array.isArray(wanted) ? wanted.map(String) : [];
  if (types.length > 0 && types.every((type) => type === 'stop_requested' || type === 'stop_succeeded')) return 'stop';
  return types.length === 1 && types[0] === 'node_restarted' ? 'restart' : 'start';
}

/** A start that was asked about: another one, a restart, say, made it run just as well. */
const isStart = (wanted: unknown): boolean => Array.isArray(wanted) && wanted.length === 1 && wanted[0] === 'spawn_succeeded';

function itDid(happened: GridEvent, work: Work, node?: NodeState): Result {
  const agent = node?.status === 'running' ? agentReason(node, work) : undefined;
  return {
    status: 'answered',
    text: `It did: ${clock(happened.timeUs, work)} ${summaryOf(happened)}${agent === undefined ? '' : `. Whether it still runs is not known: ${agent.says}`}.`,
    evidence: [happened.id],
    events: [toEventJson(happened)],
    certainty: 1,
    confidence_from: 'the event is in the record',
  };
}

/** "Why didn't agent-2 recover?" */
async function agentAbsence(plan: PlanOf<'why'>, work: Work): Promise<Result> {
  const agent = work.state.agents.get((plan.where['agent'] as readonly string[] | undefined)?.[0] ?? '');
  if (agent === undefined) return noEffect(plan, work);
  const says =
    agent.health === 'healthy'
      ? `it is healthy since ${clock(agent.healthSinceUs, work)}`
      : agent.health === 'unregistered'
        ? 'it has left the grid and would have to register again'
        : `nothing has been heard of it since ${clock(agent.lastHeartbeatUs, work)}: it is ${agent.health}`;
  return {
    status: 'answered',
    text: `Because ${says}.`,
    evidence: agent.healthEvent === '' ? [] : [agent.healthEvent],
    unknown:
      agent.health === 'healthy' || agent.health === 'unregistered'
        ? []
        : ['whether its process, its host or the network failed: it has not come back to tell'],
    certainty: 0.85,
    confidence_from: '1 fact of the state',
  };
}
