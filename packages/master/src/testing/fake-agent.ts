import type { EventSink } from '@sutra/events';
import { silentLogger } from '@sutra/kit';
import { type AgentLink, type agentpb, type gridpb, type Init, openAgentLink } from '@sutra/rpc';

type Node = Init<typeof agentpb.NodeStatusResponseSchema>;
type Answer = NonNullable<Init<typeof gridpb.ReplySchema>['answer']>;

/** An agent on a real stream that does what a test says instead of running processes. */
export interface FakeAgent {
  readonly id: string;
  /** Messages from the master, in order. */
  readonly welcomes: gridpb.Welcome[];
  readonly desired: gridpb.Desired[];
  readonly requests: gridpb.Request[];
  readonly closed: (string | undefined)[];
  /** Heartbeats the master has acknowledged. */
  beats: number;
  /** What it runs, as its next hello and its list answer say. */
  nodes: Node[];
  connect(): void;
  /** Drops the stream without a word. */
  drop(): void;
  heartbeat(count?: number): void;
  reply(requestId: bigint, answer: Answer): void;
  report(eventId: string, eventType: string, eventJson: string): void;
  send(message: Init<typeof gridpb.AgentUpSchema>): void;
}

export interface FakeAgentOptions {
  readonly address: string;
  readonly id: string;
  readonly maxNodes?: number;
  readonly epoch?: number;
  /** Where it records its outcomes; without one it records nothing and leaves that to the master. */
  readonly sink?: EventSink;
  /** What it answers; undefined for silence. The default starts and stops whatever it is asked to. */
  readonly answer?: (request: gridpb.Request, agent: FakeAgent) => Answer | undefined;
  /** What it does about what should run; nothing by default. */
  readonly reconcile?: (desired: gridpb.Desired, agent: FakeAgent) => void;
}

export function fakeAgent(options: FakeAgentOptions): FakeAgent {
  let link: AgentLink | undefined;
  const send = (message: Init<typeof gridpb.AgentUpSchema>): void => void link?.send(message);
  const answer = options.answer ?? obedient(options.sink);
  const agent: FakeAgent = {
    id: options.id,
    welcomes: [],
    desired: [],
    requests: [],
    closed: [],
    beats: 0,
    nodes: [],
    connect() {
      link = openAgentLink({
        address: options.address,
        logger: silentLogger,
        received,
        closed: (reason) => agent.closed.push(reason?.code),
      });
      const info = {
        agentId: options.id,
        hostname: `host-of-${options.id}`,
        platform: 'process',
        maxStorageNodes: options.maxNodes ?? 10,
        version: '0.1.0',
        agentEndpoint: 'stream',
        agentEpoch: BigInt(options.epoch ?? 1),
      };
      send({ message: { case: 'hello', value: { info, nodes: agent.nodes } } });
    },
    drop: () => link?.close(),
    heartbeat: (count = agent.nodes.length) =>
      send({ message: { case: 'heartbeat', value: { agentId: options.id, storageNodeCount: count, timestamp: 0n } } }),
    reply: (requestId, given) => send({ message: { case: 'reply', value: { requestId, answer: given } } }),
    report: (eventId, eventType, eventJson) => send({ message: { case: 'report', value: { eventId, eventType, eventJson } } }),
    send,
  };
  const received = ({ message }: gridpb.AgentDown): void => {
    if (message.case === 'welcome') agent.welcomes.push(message.value);
    else if (message.case === 'heartbeat') agent.beats++;
    else if (message.case === 'desired') {
      agent.desired.push(message.value);
      options.reconcile?.(message.value, agent);
    } else if (message.case === 'request') {
      agent.requests.push(message.value);
      const given = answer(message.value, agent);
      if (given !== undefined) agent.reply(message.value.requestId, given);
    }
  };
  return agent;
}

let lastPid = 1_000;

/** Starts and stops what it is asked to, idempotently by node id and generation. */
export function obedient(sink?: EventSink): (request: gridpb.Request, agent: FakeAgent) => Answer | undefined {
  return ({ wish }, agent) => {
    switch (wish.case) {
      case 'spawn': {
        const { nodeId, generation, operationId, causedBy } = wish.value;
        const known = agent.nodes.find((node) => node.nodeId === nodeId && node.generation === generation);
        const node = known ?? { nodeId, generation, status: 'running', pid: ++lastPid, port: wish.value.port || 9_000 + lastPid };
        if (known === undefined) agent.nodes = [...agent.nodes.filter((other) => other.nodeId !== nodeId), node];
        const [pid, port] = [node.pid ?? 0, node.port ?? 0];
        const body = { node_id: nodeId, agent_id: agent.id, pid, port, generation };
        const event = sink?.emit({ type: 'spawn_succeeded', body, operationId, causedBy: [causedBy] });
        return { case: 'spawn', value: { success: true, nodeId, pid, port, eventId: event?.id ?? '', endpoint: `localhost:${port}` } };
      }
      case 'stop': {
        const { nodeId, generation, operationId, causedBy } = wish.value;
        agent.nodes = agent.nodes.filter((node) => node.nodeId !== nodeId);
        const body = { node_id: nodeId, agent_id: agent.id, generation, exit_code: 0 };
        const event = sink?.emit({ type: 'stop_succeeded', body, operationId, causedBy: [causedBy] });
        return { case: 'stop', value: { success: true, eventId: event?.id ?? '' } };
      }
      case 'status': {
        const { nodeId } = wish.value;
        const node = agent.nodes.find((other) => other.nodeId === nodeId);
        return node === undefined
          ? { case: 'failure', value: { code: 'SUTRA_NODE_UNKNOWN', message: `Cannot find ${nodeId}`, mend: '' } }
          : { case: 'status', value: node };
      }
      case 'list':
        return { case: 'list', value: { nodes: agent.nodes } };
      case 'logs':
        return { case: 'logs', value: { success: true, stdout: `out of ${wish.value.nodeId}`, stderr: '', truncated: false } };
      default:
        return undefined;
    }
  };
}
