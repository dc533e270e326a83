import { silentLogger, systemClock } from '@sutra/kit';
import {
  type AgentStream,
  type gridpb,
  type Init,
  type MasterHandlers,
  type MasterServer,
  openAgentLink,
  type Shape,
  serveMaster,
} from '@sutra/rpc';
import type { LinkFactory } from '../shell/master-link.ts';

type Up = Shape<typeof gridpb.AgentUpSchema>;
type Wish = Init<typeof gridpb.RequestSchema>['wish'];

/** A master that does what a test says, over a real connection. */
export interface ScriptedMaster {
  readonly address: string;
  readonly heard: Up[];
  readonly streams: AgentStream[];
  /** Asks the agent and waits for its reply. */
  ask(wish: NonNullable<Wish>, epoch?: bigint): Promise<Shape<typeof gridpb.ReplySchema>>;
  desire(nodes: Init<typeof gridpb.DesiredNodeSchema>[]): void;
  close(): Promise<void>;
}

export async function openScriptedMaster({ epoch = 1n, port = 0, heartbeatMs = 50 } = {}): Promise<ScriptedMaster> {
  const heard: Up[] = [];
  const streams: AgentStream[] = [];
  const waiting = new Map<bigint, (reply: Shape<typeof gridpb.ReplySchema>) => void>();
  let serial = 0n;
  const notServed = (): never => {
    throw new Error('not served by a scripted master');
  };
  const names = ['registerAgent', 'heartbeat', 'unregisterAgent', 'spawnStorageNode', 'stopStorageNode'] as const;
  const more = ['getStorageNodeStatus', 'listAgents', 'getClusterStatus', 'restartStorageNode', 'getNodeLogs'] as const;
  const handlers = {
    ...Object.fromEntries([...names, ...more].map((name) => [name, notServed])),
    agentLink(stream: AgentStream) {
      streams.push(stream);
      return {
        received(message: Up) {
          heard.push(message);
          if (message.message.case === 'hello')
            stream.send({
              message: { case: 'welcome', value: { masterVersion: 'test', masterEpoch: epoch, heartbeatIntervalMs: heartbeatMs } },
            });
          if (message.message.case === 'reply') waiting.get(message.message.value.requestId)?.(message.message.value);
        },
        closed: () => undefined,
      };
    },
  } as unknown as MasterHandlers;
  const server: MasterServer = await serveMaster({ host: '127.0.0.1', port, handlers, clock: systemClock(), logger: silentLogger });
  const current = (): AgentStream => {
    const stream = streams.findLast((each) => each.open);
    if (stream === undefined) throw new Error('no agent is connected');
    return stream;
  };
  return {
    address: server.address,
    heard,
    streams,
    ask(wish, masterEpoch = epoch) {
      const requestId = ++serial;
      return new Promise((resolve) => {
        waiting.set(requestId, resolve);
        current().send({ message: { case: 'request', value: { requestId, masterEpoch, wish } } });
      });
    },
    desire: (nodes) => void current().send({ message: { case: 'desired', value: { revision: ++serial, nodes } } }),
    close: () => server.close(50),
  };
}

export function linkTo(address: string): LinkFactory {
  return ({ received, closed }) => openAgentLink({ address, logger: silentLogger, received, closed });
}
