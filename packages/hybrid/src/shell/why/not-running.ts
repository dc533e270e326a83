import { durationText } from '@sutra/kit';
import { fromStored, type GridEvent, type NodeState, summaryOf } from '@sutra/model';
import type { Work } from '../answer.ts';
import { clock } from '../clock.ts';

export interface Reason {
  readonly says: string;
  readonly event?: GridEvent;
}

/**
 * Why a node does not run: its own end first (a crash, a stop, a start that failed), then what keeps it from being started again. Its agent is told
 * only where it decides, and before the end only where it was away before it.
 */
export async function reasonsOf(
  node: NodeState,
  last: GridEvent | undefined,
  missing: 'start' | 'restart' | 'stop',
  work: Work,
): Promise<Reason[]> {
  if (missing === 'stop' && node.status === 'running') return [await unstopped(node, work)];
  const again = missing === 'restart';
  const kept = againOf(node, last);
  // Of who asks for a restart the end is known: that is told only where nothing else is.
  const own = again && kept.length > 0 ? kept : [...(await endOf(node, last, work)), ...kept];
  const agent = agentDecides(node) ? agentReason(node, work) : undefined;
  if (agent === undefined) return own;
  const endUs = ENDED.has(node.status) ? node.statusSinceUs : undefined;
  return endUs !== undefined && agent.sinceUs !== undefined && agent.sinceUs < endUs ? [agent, ...own] : [...own, agent];
}

const ENDED: ReadonlySet<NodeState['status']> = new Set(['crashed', 'failed', 'stopped', 'lost']);

/** How it came not to run, by the record of the node itself. */
async function endOf(node: NodeState, last: GridEvent | undefined, work: Work): Promise<Reason[]> {
  const at = clock(node.statusSinceUs, work);
  switch (node.status) {
    case 'running':
      return [{ says: 'it is running: there was nothing to restart' }];
    case 'stopping':
    case 'stopped':
      return [await stopOf(node, work)];
    case 'crashed':
    case 'failed':
      if (last?.type === 'spawn_failed') return [reason(`its start failed at ${at}: ${last.body.error}`, last)];
      return [await crashOf(node, work)];
    case 'lost':
      return [
        reason(
          `nothing is known of its end, and its agent has not said that it runs again${last === undefined ? '' : ` (${summaryOf(last)})`}`,
          last,
        ),
      ];
    case 'pending':
      return [reason(`its start was asked for ${durationText((work.nowUs - node.statusSinceUs) / 1000)} ago and has not been answered`)];
    case 'unknown':
      return [reason('whether its start succeeded is not known: no answer came', last)];
  }
}

/** Why a node that runs was not stopped: nobody asked, or what was asked came to nothing. */
async function unstopped(node: NodeState, work: Work): Promise<Reason> {
  if (node.ask?.kind !== 'stop' || node.ask.atUs < (node.startedUs ?? 0))
    return { says: `it is wanted running, and no stop of it was asked for since it started${sinceWords(node, work)}` };
  const asked = await eventOf(node.ask.event, work);
  const by = asked?.actor === undefined ? '' : ` by ${asked.actor}`;
  return reason(
    `a stop was requested${by} at ${clock(node.ask.atUs, work)}, and ${node.ask.refused ? 'was refused' : 'it still runs'}`,
    asked,
  );
}

const sinceWords = ({ startedUs }: NodeState, work: Work): string => (startedUs === undefined ? '' : ` at ${clock(startedUs, work)}`);

/** How a node that is down now came to be so after an end that is told, where that was not all: a stop, a loss, a start that failed. */
export async function laterEnd(node: NodeState, told: GridEvent, work: Work): Promise<Reason | undefined> {
  if (node.statusSinceUs <= told.timeUs || node.statusEvent === told.id) return undefined;
  if (node.status === 'stopping' || node.status === 'stopped') return stopOf(node, work);
  const last = node.status === 'lost' || node.status === 'failed' ? await eventOf(node.statusEvent, work) : undefined;
  return last?.type === 'node_lost' || last?.type === 'spawn_failed' ? (await endOf(node, last, work))[0] : undefined;
}

/** How a node came to be stopped: on request, or by itself. */
export async function stopOf(node: NodeState, work: Work): Promise<Reason> {
  const event = await eventOf(node.statusEvent, work);
  const at = clock(node.statusSinceUs, work);
  if (node.ask?.kind !== 'stop' || node.ask.refused) {
    const code = event?.type === 'stop_succeeded' ? event.body.exit_code : undefined;
    return reason(`it ended by itself at ${at}${code === undefined ? '' : ` with code ${code}`}`, event);
  }
  const asked = await eventOf(node.ask.event, work);
  const by = asked?.actor === undefined ? '' : ` by ${asked.actor}`;
  // What it rested on is told where nobody is named: a drain, say.
  const why = asked?.reason ?? (asked?.actor === undefined ? asked?.because : undefined);
  return reason(
    `it is wanted stopped: a stop was requested${by} at ${clock(node.ask.atUs, work)}${why === undefined ? '' : ` (${why})`}`,
    asked ?? event,
  );
}

/** The crash behind a node that has crashed, or whose agent gave up on it. */
async function crashOf({ lastExit, statusSinceUs }: NodeState, work: Work): Promise<Reason> {
  if (lastExit === undefined) return reason(`it ended at ${clock(statusSinceUs, work)}, and how is not recorded`);
  return reason(`it crashed at ${clock(lastExit.atUs, work)}: ${lastExit.summary}`, await eventOf(lastExit.event, work));
}

/** What keeps an ended node from being started again, its agent aside. */
function againOf(node: NodeState, last: GridEvent | undefined): Reason[] {
  const { status, spec, wanted } = node;
  if (status === 'stopped' && wanted === 'stopped' && node.ask?.kind === 'stop') return [];
  if (wanted === 'stopped' && ENDED.has(status) && status !== 'stopped') return [reason('it is wanted stopped')];
  if (last?.type === 'node_gave_up' && status === 'failed') return [reason(`its agent will not restart it: ${last.body.reason}`, last)];
  if (ENDED.has(status) && spec.restart === 'never') return [reason('its restart policy is "never"')];
  if (status === 'stopped' && spec.restart === 'on-failure') return [reason('its restart policy is "on-failure"')];
  if (node.crashLooping && status === 'crashed') {
    const loop = last?.type === 'node_crash_looping' ? ` (${summaryOf(last)})` : '';
    return [reason(`it is crash-looping, and the next start waits for its back-off${loop}`, last)];
  }
  return [];
}

/** Whether it is for the agent to change how the node is: not where it ended for good by itself, or was stopped. */
function agentDecides({ status, wanted, spec }: NodeState): boolean {
  if (status === 'stopped' || status === 'failed') return false;
  return status === 'stopping' || (wanted === 'running' && !(status === 'crashed' && spec.restart === 'never'));
}

/** What is wrong with the agent of a node, and since when. */
export function agentReason(
  { agentId, status }: NodeState,
  { state, ...work }: Work,
): (Reason & { readonly sinceUs?: number }) | undefined {
  const agent = state.agents.get(agentId);
  if (agent === undefined) return { says: `its agent ${agentId} is not registered` };
  if (agent.health !== 'healthy')
    return { says: `its agent ${agent.id} is ${agent.health} since ${clock(agent.healthSinceUs, work)}`, sinceUs: agent.healthSinceUs };
  // A draining agent goes on restarting what it has.
  if (agent.draining && (status === 'pending' || status === 'unknown'))
    return { says: `its agent ${agent.id} is draining and takes no nodes` };
  return undefined;
}

const reason = (says: string, event?: GridEvent): Reason => ({ says, ...(event === undefined ? {} : { event }) });

export async function eventOf(id: string, work: Work): Promise<GridEvent | undefined> {
  const stored = id === '' ? undefined : await work.reader.event(id, undefined, work.options);
  return stored === undefined ? undefined : fromStored(stored);
}
