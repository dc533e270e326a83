import type { ServiceError } from '@grpc/grpc-js';
import { type Logger, SutraError } from '@sutra/kit';
import { bareAddress, callMetadata, type MasterAddress, openChannel } from './channel.ts';
import { type Init, methodDefinition, type Shape } from './definition.ts';
import { type AgentDownSchema, type AgentUpSchema, GridMaster } from './gen/grid_pb.ts';
import { RPC_LIMITS } from './limits.ts';
import { errorOf } from './status.ts';

export interface AgentLinkOptions extends MasterAddress {
  readonly logger: Logger;
  /** Messages from the master, in order. The first is its welcome: until then the link is not known to work. */
  readonly received: (message: Shape<typeof AgentDownSchema>) => void;
  /** Called once when the link is over; undefined when it was closed from this side. Connecting again is the agent's decision. */
  readonly closed: (reason: SutraError | undefined) => void;
}

/** The agent's end of its stream to the master. */
export interface AgentLink {
  readonly open: boolean;
  /** False when the link is over or its backlog is full (which ends it). Never throws. */
  send(message: Init<typeof AgentUpSchema>): boolean;
  /** Ends the stream and closes its connection. */
  close(): void;
}

/** Dials the master and opens the stream. Returns at once; send `hello` first. */
export function openAgentLink(options: AgentLinkOptions): AgentLink {
  const channel = openChannel(options);
  const backlogMax = options.limits?.linkBacklogMax ?? RPC_LIMITS.linkBacklogMax;
  const address = bareAddress(options.address);
  const { path, requestSerialize, responseDeserialize } = methodDefinition(GridMaster.method.agentLink);
  const call = channel.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, callMetadata(options.token));
  let open = true;
  let waiting = 0;
  const finish = (reason: SutraError | undefined): void => {
    if (!open) return;
    open = false;
    call.cancel();
    channel.close();
    options.closed(reason);
  };
  call.on('data', (message: Shape<typeof AgentDownSchema>) => {
    if (open) options.received(message);
  });
  call.on('error', (failure: ServiceError) => finish(errorOf(failure, 'the agent’s stream', address)));
  call.on('end', () => finish(new SutraError('SUTRA_RPC_UNREACHABLE', `The master at ${address} ended the stream`)));
  return {
    get open() {
      return open;
    },
    send(message) {
      if (!open) return false;
      if (waiting >= backlogMax) {
        finish(new SutraError('SUTRA_RPC_BACKLOG', `Cannot send to ${address}: ${waiting} messages wait already`));
        return false;
      }
      waiting++;
      call.write(message, () => {
        waiting--;
      });
      return true;
    },
    close: () => finish(undefined),
  };
}
