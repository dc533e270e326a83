import type { CrashCause } from '@sutra/model';
import { type KubernetesEvent, objectName } from './kubernetes-event.ts';
import type { Remembered } from './recent.ts';

/** What an event becomes: a type of the catalogue with its body, or, without a body, a custom event of everything it says. */
export interface Mapped {
  readonly type: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** What is done with the events of a reason. */
export interface ReasonPlan {
  /** Reasons of the same object one of which, where it came shortly before, is its cause. */
  readonly after?: readonly string[];
  /** Name under which it is remembered, where one reason says different things. */
  readonly as?: string;
  readonly map: (event: KubernetesEvent, cause: Remembered | undefined) => Mapped;
}

/** Where a pod stands that no node would take. */
const UNASSIGNED = 'unassigned';

const custom: ReasonPlan['map'] = ({ reason }) => ({ type: reason });
const node = (event: KubernetesEvent) => ({ node_id: objectName(event), agent_id: event.host ?? UNASSIGNED });

const crashed =
  (causeOf: (event: KubernetesEvent, cause: Remembered | undefined) => CrashCause): ReasonPlan['map'] =>
  (event, cause) => ({ type: 'node_crashed', body: { ...node(event), cause: causeOf(event, cause), summary: summaryOf(event) } });

const notStarted =
  (causeOf?: (event: KubernetesEvent) => CrashCause): ReasonPlan['map'] =>
  (event) => ({ type: 'spawn_failed', body: { ...node(event), error: event.message || event.reason, cause: causeOf?.(event) } });

const summaryOf = ({ message, reason, count }: KubernetesEvent): string =>
  `${message || reason}${count > 1 ? ` (seen ${count} times)` : ''}`;

/** What is known of the cause of a crash by what came before it. */
const fromCause = (_: KubernetesEvent, cause: Remembered | undefined): CrashCause =>
  cause?.reason === 'OOMKilling' ? 'oom' : cause?.reason === 'Unhealthy' || cause?.reason === PROBE_KILL ? 'probe_failed' : 'unknown';

const evictedFor = ({ message }: KubernetesEvent): CrashCause =>
  /memory/i.test(message) ? 'oom' : /ephemeral-storage|disk|inode/i.test(message) ? 'disk_full' : 'unknown';

const failedFor = ({ message }: KubernetesEvent): CrashCause => {
  if (/image|manifest unknown|ErrImage|executable file not found|no such file/i.test(message)) return 'missing_binary';
  if (/permission denied|forbidden/i.test(message)) return 'permission';
  if (/configmap|secret|CreateContainerConfigError/i.test(message)) return 'config';
  if (/no space left/i.test(message)) return 'disk_full';
  return 'unknown';
};

const PROBE_KILL = 'Killing after a failed probe';
const CRASH_BACK_OFF = 'BackOff after a crash';

/** Pods are nodes. What cannot be said in the catalogue's words is kept as it is. */
const POD: Readonly<Record<string, ReasonPlan>> = {
  Scheduled: {
    after: ['FailedScheduling'],
    map: (event) => {
      const to = /\bassigned \S+ to (\S+)/.exec(event.message)?.[1];
      return to === undefined
        ? custom(event, undefined)
        : { type: 'placement_decided', body: { ...node(event), agent_id: to, candidates: [{ agent_id: to }] } };
    },
  },
  FailedScheduling: { map: notStarted() },
  Failed: { after: ['Failed', 'FailedMount'], map: notStarted(failedFor) },
  FailedCreatePodSandBox: { map: notStarted((event) => (/network|cni/i.test(event.message) ? 'network' : failedFor(event))) },
  FailedMount: { map: notStarted((event) => (failedFor(event) === 'unknown' ? 'dependency' : failedFor(event))) },
  FailedAttachVolume: { map: notStarted(() => 'dependency') },
  InspectFailed: { map: notStarted(failedFor) },
  ErrImageNeverPull: { map: notStarted(() => 'missing_binary') },
  OOMKilling: { map: crashed(() => 'oom') },
  Evicted: { after: ['Preempting'], map: crashed(evictedFor) },
  Unhealthy: { map: custom },
  Preempted: { map: (event) => ({ type: 'stop_requested', body: node(event) }) },
};

/** Nodes are agents. */
const NODE: Readonly<Record<string, ReasonPlan>> = {
  NodeNotSchedulable: { map: (event) => ({ type: 'agent_draining', body: { agent_id: event.name } }) },
  NodeSchedulable: { after: ['NodeNotSchedulable'], map: (event) => ({ type: 'agent_undrained', body: { agent_id: event.name } }) },
  DeletingNode: { map: (event) => ({ type: 'agent_unregistered', body: { agent_id: event.name } }) },
  NodeReady: { after: ['NodeNotReady'], map: custom },
  Rebooted: { after: ['OOMKilling', 'SystemOOM', 'NodeNotReady'], map: custom },
  NodeNotReady: { after: ['SystemOOM', 'NodeHasDiskPressure', 'NodeHasInsufficientMemory'], map: custom },
};

export function planOf(event: KubernetesEvent): ReasonPlan {
  const { kind, reason, message } = event;
  if (kind === 'Node') return planIn(NODE, reason);
  if (reason === 'ScalingReplicaSet') return { map: scaled };
  if (kind !== 'Pod') return { map: custom };
  if (reason === 'Killing') return killing(message);
  if (reason === 'BackOff') return backOff(message);
  return planIn(POD, reason);
}

const planIn = (plans: Readonly<Record<string, ReasonPlan>>, reason: string): ReasonPlan =>
  Object.hasOwn(plans, reason) ? plans[reason]! : { map: custom };

/** A kubelet kills for a failed probe, or because the pod was to stop. */
function killing(message: string): ReasonPlan {
  if (/failed (liveness|startup) probe/i.test(message)) return { after: ['Unhealthy'], as: PROBE_KILL, map: crashed(() => 'probe_failed') };
  return { after: ['Preempting', 'Evicted', 'TaintManagerEviction'], map: (event) => ({ type: 'stop_requested', body: node(event) }) };
}

/**
 * Kubernetes has no event for the end of a container: that its restart is held back is the first word of it. Where the crash itself is known already it is
 * not told twice.
 */
function backOff(message: string): ReasonPlan {
  if (/pulling image/i.test(message)) return { after: ['Failed'], map: notStarted(() => 'missing_binary') };
  if (!/restarting failed container/i.test(message)) return { map: custom };
  return {
    after: ['OOMKilling', PROBE_KILL, 'Unhealthy', 'Failed', 'FailedMount', CRASH_BACK_OFF],
    as: CRASH_BACK_OFF,
    map: (event, cause) => (cause?.type === 'node_crashed' ? custom(event, cause) : crashed(fromCause)(event, cause)),
  };
}

function scaled(event: KubernetesEvent): Mapped {
  const match = /Scaled (up|down) replica set \S+ (?:from (\d+) )?to (\d+)(?: from (\d+))?/.exec(event.message);
  const from = match?.[2] ?? match?.[4];
  if (match === null || from === undefined) return { type: event.reason };
  return {
    type: match[1] === 'up' ? 'scaled_up' : 'scaled_down',
    body: { from: Number(from), to: Number(match[3]), group: objectName(event) },
  };
}
