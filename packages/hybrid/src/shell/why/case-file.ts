import { fromStored, type GridEvent, type TypedEvent } from '@sutra/model';
import type { EventFilter } from '@sutra/storage';
import type { Work } from '../answer.ts';
import { type Walked, walkBack } from './walk.ts';

const MINUTE_US = 60_000_000;
const HOUR_US = 60 * MINUTE_US;

/** How far around an event its surroundings are read, and how much of them. */
export const READS = {
  storyBackUs: 24 * HOUR_US,
  storyAheadUs: HOUR_US,
  metricsBackUs: 10 * MINUTE_US,
  agentBackUs: HOUR_US,
  changesBackUs: 6 * HOUR_US,
  peersBackUs: 10 * MINUTE_US,
  eventsMax: 400,
} as const;

/** What surrounds an event in the record: read once with a handful of bounded queries, judged by every rule. Pure data. */
export interface CaseFile {
  /** The event that is judged. */
  readonly focus: GridEvent;
  readonly node: string | undefined;
  readonly agent: string | undefined;
  /** The start of the run that ended. */
  readonly start: GridEvent | undefined;
  /** The request that run rests on. */
  readonly request: TypedEvent<'spawn_requested'> | undefined;
  /** Everything about the node but its metrics, oldest first: the day before, the hour after. */
  readonly story: readonly GridEvent[];
  /** Its last figures before the event, oldest first. */
  readonly metrics: readonly TypedEvent<'node_metrics'>[];
  /** Everything about the agent and its nodes but metrics and heartbeats, oldest first: an hour before and after. */
  readonly agentStory: readonly GridEvent[];
  readonly hostMetrics: readonly TypedEvent<'agent_metrics'>[];
  /** Starts and stops of the process of the agent in the hour before, as it told them itself. */
  readonly agentRuns: readonly GridEvent[];
  /** Changes anywhere in the grid in the hours before. */
  readonly changes: readonly GridEvent[];
  /** What ended or fell silent anywhere in the minutes before. */
  readonly peers: readonly GridEvent[];
  /** What began to run anywhere in these minutes. */
  readonly returns: readonly GridEvent[];
  /** Holes in the record around the event. */
  readonly gaps: readonly GridEvent[];
  /** Recorded causes. */
  readonly chain: Walked;
  /** Nodes by the port they were last seen to serve. */
  readonly nodesByPort: ReadonlyMap<number, readonly string[]>;
  readonly scanned: number;
}

const QUIET = ['agent_heartbeat', 'node_metrics', 'agent_metrics', 'storage_metrics', 'query_performance', 'question_asked'] as const;
const CHANGES = [
  'config_changed',
  'update_started',
  'update_completed',
  'update_failed',
  'update_rolled_back',
  'binary_downloaded',
  'binary_verify_failed',
  'agent_draining',
  'scale_decided',
  'scaled_down',
  'detector_suspect',
] as const;
const ENDS = ['node_crashed', 'node_lost', 'stop_succeeded', 'spawn_failed', 'agent_offline', 'node_gave_up'] as const;
const RUNS = ['component_started', 'component_stopped'] as const;
const STARTS: ReadonlySet<string> = new Set(['spawn_succeeded', 'node_restarted', 'node_adopted']);

/** Reads the surroundings of an event. Nothing that happened after "now" is seen. */
export async function openCaseFile(focus: GridEvent, work: Work): Promise<CaseFile> {
  const body = focus.body as { readonly node_id?: string; readonly agent_id?: string };
  const { node_id: node, agent_id: agent } = body;
  const untilUs = work.past ? work.nowUs + 1 : Number.MAX_SAFE_INTEGER;
  let scanned = 0;
  const read = async (filter: EventFilter, newestFirst = true): Promise<GridEvent[]> => {
    const toUs = Math.min(filter.toUs ?? untilUs, untilUs);
    const page = await work.reader.query({ ...filter, toUs, order: newestFirst ? 'desc' : 'asc', limit: READS.eventsMax }, work.options);
    scanned += page.scanned;
    const events = page.events.map(fromStored);
    return newestFirst ? events.reverse() : events;
  };
  const at = focus.timeUs;
  const none: Promise<GridEvent[]> = Promise.resolve([]);
  const [before, after, metrics, agentStory, hostMetrics, agentRuns, changes, peers, returns, gaps, chain] = await Promise.all([
    node === undefined ? none : read({ typesNot: QUIET, entities: [[node]], fromUs: at - READS.storyBackUs, toUs: at + 1 }),
    node === undefined ? none : read({ typesNot: QUIET, entities: [[node]], fromUs: at + 1, toUs: at + READS.storyAheadUs }, false),
    node === undefined ? none : read({ types: ['node_metrics'], entities: [[node]], fromUs: at - READS.metricsBackUs, toUs: at + 1 }),
    agent === undefined
      ? none
      : read({ typesNot: QUIET, entities: [[agent]], fromUs: at - READS.agentBackUs, toUs: at + READS.storyAheadUs }),
    agent === undefined
      ? none
      : read({ types: ['agent_metrics'], entities: [[agent]], fromUs: at - READS.metricsBackUs, toUs: at + 60_000_000 }),
    agent === undefined
      ? none
      : read({ types: RUNS, where: [{ field: 'component', is: ['agent'] }], fromUs: at - READS.agentBackUs, toUs: at + 1 }),
    read({ types: CHANGES, fromUs: at - READS.changesBackUs, toUs: at + READS.storyAheadUs }),
    read({ types: ENDS, fromUs: at - READS.peersBackUs, toUs: at + 1 }),
    read({ types: [...STARTS], fromUs: at - READS.peersBackUs, toUs: at + 1 }),
    read({ types: ['emitter_gap', 'events_refused'], fromUs: at - HOUR_US, toUs: at + HOUR_US }),
    walkBack(focus, work.reader, work.options),
  ]);
  const story = [...before, ...after];
  const start = story.findLast((event) => STARTS.has(event.type) && event.timeUs <= at && event.id !== focus.id) ?? chainStart(chain);
  return {
    focus,
    node,
    agent,
    start,
    request: requestOf(focus, start, story, chain),
    story,
    metrics: metrics as TypedEvent<'node_metrics'>[],
    agentStory,
    hostMetrics: hostMetrics as TypedEvent<'agent_metrics'>[],
    agentRuns: agentRuns.filter((event) => event.emitter === `agent.${agent}`),
    changes,
    peers,
    returns,
    gaps,
    chain,
    nodesByPort: portsOf(work),
    scanned: scanned + chain.events.size,
  };
}

function chainStart(chain: Walked): GridEvent | undefined {
  return [...chain.events.values()].filter((event) => STARTS.has(event.type)).sort((a, b) => b.timeUs - a.timeUs)[0];
}

/** The request the run rests on: by its recorded causes, else the newest of that node before its start. */
function requestOf(
  focus: GridEvent,
  start: GridEvent | undefined,
  story: readonly GridEvent[],
  chain: Walked,
): TypedEvent<'spawn_requested'> | undefined {
  const generation = (focus.body as { readonly generation?: number }).generation;
  const requests = [...story, ...chain.events.values()].filter(
    (event): event is TypedEvent<'spawn_requested'> => event.type === 'spawn_requested',
  );
  const named = requests.find((event) => event.body.generation === generation && generation !== undefined);
  const beforeUs = start?.timeUs ?? focus.timeUs;
  return named ?? requests.filter((event) => event.timeUs <= beforeUs).sort((a, b) => b.timeUs - a.timeUs)[0];
}

function portsOf(work: Work): ReadonlyMap<number, readonly string[]> {
  const ports = new Map<number, string[]>();
  for (const node of work.state.nodes.values())
    if (node.port !== undefined) ports.set(node.port, [...(ports.get(node.port) ?? []), node.id]);
  return ports;
}
