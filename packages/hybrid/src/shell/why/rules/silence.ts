import { durationText } from '@sutra/kit';
import type { GridEvent, TypedEvent } from '@sutra/model';
import type { CaseFile } from '../case-file.ts';
import { type Rule, STRENGTH } from '../finding.ts';

const MINUTE_US = 60_000_000;
/** How long after an agent is back its words about its nodes are waited for. */
const TAKES_UP_WITHIN_US = 2 * MINUTE_US;

/** What is known of a silence once it is over; everything is undefined while it lasts. */
export interface Silence {
  readonly fromUs: number;
  readonly back: GridEvent | undefined;
  /** It came back as a new run of the agent. */
  readonly newRun: boolean;
  readonly adopted: readonly GridEvent[];
  readonly lost: readonly GridEvent[];
  /** Things it says it did while nobody heard it. */
  readonly meanwhile: readonly GridEvent[];
}

const STATES = new Set(['agent_degraded', 'agent_offline']);
/** Told of the instant a process ended, by an agent that may have learned of it later: no sign that the agent was at work then. */
const DATED_BACK: ReadonlySet<string> = new Set(['node_crashed', 'stop_succeeded', 'node_lost']);
const BACK = new Set(['agent_recovered', 'agent_registered']);

export function silenceOf(file: CaseFile): Silence {
  const { focus, agentStory, agent } = file;
  const probe = [...file.chain.events.values()].find((event) => event.type === 'agent_unreachable_probe');
  const silentMs = (probe?.body as { readonly silent_ms?: number } | undefined)?.silent_ms ?? 0;
  const fromUs = (probe?.timeUs ?? focus.timeUs) - silentMs * 1000;
  const registrations = agentStory.filter((event) => event.type === 'agent_registered' && event.body.agent_id === agent);
  const epochBefore = epochOf(registrations.filter((event) => event.timeUs <= focus.timeUs).at(-1));
  const back = agentStory.find((event) => event.timeUs > focus.timeUs && BACK.has(event.type) && event.entities.includes(agent ?? ''));
  if (back === undefined) return { fromUs, back, newRun: false, adopted: [], lost: [], meanwhile: [] };
  // Whoever registers again after it was missed has recovered first, of the same cause.
  const registered =
    back.type === 'agent_registered'
      ? back
      : registrations.find((event) => event.timeUs >= back.timeUs && event.causedBy.some((cause) => back.causedBy.includes(cause)));
  const epoch = epochOf(registered);
  const soon = agentStory.filter((event) => event.timeUs > focus.timeUs && event.timeUs <= back.timeUs + TAKES_UP_WITHIN_US);
  // An agent takes up its nodes before it is registered again: only a new run of it does so.
  const adopted = soon.filter((event) => event.type === 'node_adopted');
  const newRun =
    adopted.length > 0 || (registered !== undefined && (epochBefore === undefined || epoch === undefined || epoch > epochBefore));
  return {
    fromUs,
    back,
    newRun,
    adopted,
    // A loss is dated to the start of the machine, which may be before the silence was noticed; it is said by the run that came back.
    lost: agentStory.filter(
      (event) =>
        event.type === 'node_lost' &&
        /machine was restarted/i.test(event.body.error) &&
        event.recordedAtUs > focus.timeUs &&
        event.timeUs <= back.timeUs + TAKES_UP_WITHIN_US,
    ),
    meanwhile: newRun
      ? []
      : [...agentStory, ...file.hostMetrics].filter(
          (event) =>
            event.emitter === `agent.${agent}` &&
            !DATED_BACK.has(event.type) &&
            event.timeUs > fromUs + 2_000_000 &&
            event.timeUs < back.timeUs &&
            event.recordedAtUs > event.timeUs + 5_000_000,
        ),
  };
}

const epochOf = (event: GridEvent | undefined): number | undefined =>
  (event?.body as { readonly agent_epoch?: number } | undefined)?.agent_epoch;

/** "; its 2 nodes went on and were taken up again", once it is back. */
function nodesAfter(nodes: number, back: GridEvent | undefined): string {
  if (back === undefined || nodes === 0) return '';
  return `; its ${nodes === 1 ? 'node' : `${nodes} nodes`} went on and ${nodes === 1 ? 'was' : 'were'} taken up again`;
}

/** The stop that the agent's own process told of last, where it had not been started again before it was missed. */
function stopOf({ agentRuns }: CaseFile): TypedEvent<'component_stopped'> | undefined {
  const last = agentRuns.at(-1);
  return last?.type === 'component_stopped' ? last : undefined;
}

export const AGENT_SILENT: Rule = {
  name: 'agent-silent',
  of: [...STATES],
  judge(file) {
    const silence = silenceOf(file);
    const { back, newRun, adopted, lost, meanwhile } = silence;
    const left = file.agentStory.findLast((event) => event.type === 'agent_unregistered' && event.timeUs <= file.focus.timeUs);
    if (left !== undefined && file.focus.timeUs - left.timeUs < MINUTE_US)
      return {
        finding: {
          rule: 'agent-left',
          cause: 'operator_stop',
          strength: STRENGTH.established,
          kind: 'recorded',
          says: 'left on request',
          rests: [left],
        },
      };
    const stopped = stopOf(file);
    if (stopped !== undefined && lost.length === 0)
      return {
        finding: {
          rule: 'agent-stopped',
          cause: 'operator_stop',
          strength: STRENGTH.established,
          kind: 'recorded',
          says: `was not heard because its process was stopped${stopped.body.reason === undefined ? '' : ` (${stopped.body.reason})`}${nodesAfter(adopted.length, back)}`,
          rests: [stopped, ...adopted.slice(0, 3)],
        },
      };
    if (back === undefined) return { lacks: 'whether its process, its host or the network failed: it has not come back to tell' };
    const forHowLong = durationText((back.timeUs - silence.fromUs) / 1000);
    if (newRun && lost.length > 0)
      return {
        finding: {
          rule: 'host-restarted',
          cause: 'host_loss',
          strength: STRENGTH.established,
          kind: 'inferred',
          says: `was silent for ${forHowLong} because its host went down: its nodes ended with the machine`,
          rests: lost.slice(0, 3),
        },
      };
    if (newRun && adopted.length > 0)
      return {
        finding: {
          rule: 'agent-restarted',
          cause: 'agent_killed',
          strength: STRENGTH.said,
          kind: 'inferred',
          says: `was silent for ${forHowLong} because its process ended${nodesAfter(adopted.length, back)}`,
          rests: adopted.slice(0, 3),
        },
      };
    if (newRun) return { lacks: 'whether its process or its host failed: it came back as a new run, and no node of it tells which' };
    if (meanwhile.length > 0)
      return {
        finding: {
          rule: 'heard-later',
          cause: 'network',
          strength: STRENGTH.said,
          kind: 'inferred',
          says: `was cut off for ${forHowLong}, not down: what it did meanwhile (${meanwhile.length === 1 ? '1 event' : `${meanwhile.length} events`}) arrived afterwards`,
          rests: meanwhile.slice(0, 2),
        },
      };
    return { lacks: 'whether it was paused or cut off: the same run of it came back, and nothing it did meanwhile is on record' };
  },
};

export const NODE_LOST: Rule = {
  name: 'lost-with-its-host',
  of: ['node_lost'],
  judge(file) {
    const error = (file.focus.body as { readonly error: string }).error;
    if (!/machine was restarted/i.test(error)) return { lacks: `how it ended: ${error}` };
    const offline = file.agentStory.findLast((event) => STATES.has(event.type) && event.timeUs <= file.focus.timeUs + TAKES_UP_WITHIN_US);
    return {
      finding: {
        rule: 'lost-with-its-host',
        cause: 'host_loss',
        strength: STRENGTH.established,
        kind: 'recorded',
        says: 'ended with its host: the machine was restarted',
        rests: offline === undefined ? [] : [offline],
      },
    };
  },
};

export const HOST_HEARD: Rule = {
  name: 'host-silent',
  of: ['node_crashed'],
  judge(file) {
    const { focus, agent } = file;
    const turn = file.agentStory.findLast(
      (event) => (STATES.has(event.type) || BACK.has(event.type)) && event.timeUs <= focus.timeUs && event.entities.includes(agent ?? ''),
    );
    const undated = (focus.body as { readonly missing?: readonly string[] }).missing?.some((line) => line.startsWith('time:')) === true;
    const silent = file.agentStory.findLast(
      (event) => STATES.has(event.type) && event.timeUs <= focus.timeUs && event.timeUs >= focus.timeUs - 2 * MINUTE_US,
    );
    if (silent === undefined)
      return { excluded: { cause: 'host_loss', because: 'its agent was heard without a gap in the two minutes before' } };
    // An end is dated by who saw it: after its agent was back, it was heard. Where its time is not known, it may have been in the silence.
    if (turn !== undefined && BACK.has(turn.type) && !undated)
      return { excluded: { cause: 'host_loss', because: 'its agent was heard again before it ended' } };
    return {
      finding: {
        rule: 'host-silent',
        cause: 'host_loss',
        strength: STRENGTH.coincided,
        kind: 'correlated',
        says: 'ended while its agent was not heard',
        rests: [silent],
      },
    };
  },
};

export const SILENCE_RULES: readonly Rule[] = [AGENT_SILENT, NODE_LOST, HOST_HEARD];
