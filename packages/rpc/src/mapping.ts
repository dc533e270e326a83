import { SutraError } from '@sutra/kit';
import type { AgentState, GridEvent, NodeSpec, NodeState, NodeStatus, RestartMode } from '@sutra/model';
import { type EventJsonShape, fromEventJson, RESTART_MODES, toEventJson, validateBody } from '@sutra/model';
import type { Init, Shape } from './definition.ts';
import type { SpawnNodeRequestSchema } from './gen/agent_pb.ts';
import type { AgentRecordSchema, NodeReportSchema, NodeStatusSchema, SpawnRequestSchema } from './gen/grid_pb.ts';
import './errors.ts';

/** The five words of the original contract for our eight; `detail` keeps the exact one. */
export const ORIGINAL_STATUS: Readonly<Record<NodeStatus, 'starting' | 'running' | 'stopping' | 'stopped' | 'failed'>> = {
  pending: 'starting',
  unknown: 'starting',
  running: 'running',
  crashed: 'failed',
  failed: 'failed',
  stopping: 'stopping',
  stopped: 'stopped',
  lost: 'failed',
};

export function nodeStatusMessage(node: NodeState): Init<typeof NodeStatusSchema> {
  return {
    nodeId: node.id,
    status: ORIGINAL_STATUS[node.status],
    pid: node.pid ?? 0,
    endpoint: node.endpoint ?? '',
    agentId: node.agentId,
    generation: node.generation,
    restartCount: node.restartCount,
    detail: node.status,
  };
}

/** `lastHeartbeatUs` is the live one, which is newer than the sampled one in the state. */
export function agentRecordMessage(
  agent: AgentState,
  nodes: readonly NodeState[],
  lastHeartbeatUs: number,
): Init<typeof AgentRecordSchema> {
  const current = nodes.filter((node) => node.wanted === 'running' || node.status === 'running' || node.status === 'stopping').length;
  return {
    agentId: agent.id,
    hostname: agent.hostname,
    platform: agent.platform,
    status: agent.health,
    maxStorageNodes: agent.maxNodes,
    currentStorageNodes: current,
    lastHeartbeat: BigInt(Math.floor(lastHeartbeatUs / 1_000_000)),
    storageNodes: nodes.map(nodeStatusMessage),
  };
}

/** What an agent must run for this node: the same message for a spawn and for its line in Desired. */
export function spawnNodeMessage(node: NodeState, causedBy = node.statusEvent): Init<typeof SpawnNodeRequestSchema> {
  const { spec } = node;
  return {
    nodeId: node.id,
    storagePath: spec.storagePath,
    port: spec.port,
    memoryLimitMb: BigInt(spec.memoryLimitMb),
    generation: node.generation,
    workload: {
      kind: spec.workload.kind,
      command: spec.workload.command ?? '',
      args: [...(spec.workload.args ?? [])],
      env: { ...spec.workload.env },
    },
    restart: spec.restart,
    operationId: node.operationId ?? '',
    causedBy,
  };
}

/** @throws SutraError SUTRA_RPC_INVALID when the restart policy, workload or memory limit is not one there is. */
export function nodeSpecOf(message: Shape<typeof SpawnNodeRequestSchema> | Shape<typeof SpawnRequestSchema>): NodeSpec {
  const { workload } = message;
  const kind = workload?.kind || 'storage';
  if (kind !== 'storage' && kind !== 'command') throw invalid(`workload.kind "${kind.slice(0, 64)}" is neither storage nor command`);
  if (kind === 'command' && !workload?.command) throw invalid('workload.command is empty');
  const limit = Number(message.memoryLimitMb);
  if (!Number.isSafeInteger(limit)) throw invalid(`memory_limit_mb ${message.memoryLimitMb} is too large`);
  return {
    workload:
      workload === undefined || kind === 'storage'
        ? { kind: 'storage', ...(workload === undefined || Object.keys(workload.env).length === 0 ? {} : { env: { ...workload.env } }) }
        : { kind, command: workload.command, args: [...workload.args], env: { ...workload.env } },
    port: message.port,
    storagePath: message.storagePath,
    memoryLimitMb: limit,
    restart: restartOf(message.restart, kind),
  };
}

/** Stock clients name no policy: a storage node is meant to be up, a command to come to its end. */
function restartOf(text: string, kind: 'storage' | 'command'): RestartMode {
  if (text === '') return kind === 'storage' ? 'always' : 'on-failure';
  const known = RESTART_MODES.find((mode) => mode === text);
  if (known === undefined) throw invalid(`restart "${text.slice(0, 64)}" is none of ${RESTART_MODES.join(', ')}`);
  return known;
}

const invalid = (what: string): SutraError => new SutraError('SUTRA_RPC_INVALID', `Cannot read the request: ${what}`);

/** Largest reported event read, characters of its JSON. */
export const REPORT_CHARS_MAX = 262_144;

/** A recorded event as it travels to the master beside the record. */
export function nodeReportMessage(event: GridEvent): Init<typeof NodeReportSchema> {
  return { eventId: event.id, eventType: event.type, eventJson: JSON.stringify(toEventJson(event)) };
}

/**
 * The event a report carries, checked: it comes from another process.
 * @throws SutraError SUTRA_RPC_INVALID naming what is wrong, SUTRA_EVENT_UNREADABLE for a type this build does not know.
 */
export function eventOfReport({ eventId, eventJson }: Pick<Shape<typeof NodeReportSchema>, 'eventId' | 'eventJson'>): GridEvent {
  if (eventJson.length > REPORT_CHARS_MAX) throw invalid(`report of ${eventJson.length} characters; at most ${REPORT_CHARS_MAX} are read`);
  const json = reportJson(eventJson);
  if (json.event_id !== eventId) throw invalid('report.event_id is not the id of the event in event_json');
  const event = fromEventJson(json);
  const checked = validateBody(event.type, event.body);
  if (!checked.ok) throw invalid(`report: ${checked.problems[0] ?? 'its body is wrong'}`);
  return { ...event, seq: 0, recordedAtUs: 0 }; // only the store says where an event stands
}

const REPORT_FIELDS: readonly (readonly [keyof EventJsonShape, string])[] = [
  ['event_id', 'string'],
  ['event_type', 'string'],
  ['timestamp', 'string'],
  ['recorded_at', 'string'],
  ['emitter', 'string'],
  ['emitter_epoch', 'number'],
  ['emitter_seq', 'number'],
  ['severity', 'string'],
  ['schema_version', 'number'],
  ['details', 'object'],
];

function reportJson(text: string): EventJsonShape {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalid('report.event_json is not JSON');
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw invalid('report.event_json is not an object');
  const fields = json as Record<string, unknown>;
  for (const [name, type] of REPORT_FIELDS)
    if (typeof fields[name] !== type || fields[name] === null) throw invalid(`report.event_json has no ${name} of type ${type}`);
  for (const name of ['entities', 'caused_by'] as const)
    if (!Array.isArray(fields[name]) || !fields[name].every((id) => typeof id === 'string'))
      throw invalid(`report.event_json has no ${name}`);
  return json as EventJsonShape;
}
