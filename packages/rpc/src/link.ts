import { Metadata, type ServerDuplexStream } from '@grpc/grpc-js';
import { SutraError } from '@sutra/kit';
import type { Init, Shape } from './definition.ts';
import type { AgentDownSchema, AgentUpSchema } from './gen/grid_pb.ts';
import { statusOf } from './status.ts';

/** What the master's side of an agent's stream listens to. Set both before the handler returns: nothing is delivered earlier. */
export interface LinkListener {
  received(message: Shape<typeof AgentUpSchema>): void;
  /** Called once. `reason` is why this side closed it; undefined when the agent ended it or was lost: gRPC does not tell which. */
  closed(reason: SutraError | undefined): void;
}

/** The master's end of one agent's stream. */
export interface AgentStream {
  /** Address of the peer, for messages. */
  readonly remote: string;
  readonly open: boolean;
  /** False when the stream is gone, or was just closed because its backlog passed the limit. Never throws. */
  send(message: Init<typeof AgentDownSchema>): boolean;
  /** Ends the stream, with an error for the agent when one is given. */
  close(error?: SutraError): void;
}

type Call = ServerDuplexStream<Shape<typeof AgentUpSchema>, Init<typeof AgentDownSchema>>;

/** Wraps a grpc-js call; delivers messages in order to what `accept` returns. */
export function serveAgentStream(call: Call, backlogMax: number, accept: (stream: AgentStream) => LinkListener): void {
  let open = true;
  let waiting = 0;
  let listener: LinkListener | undefined;
  const finish = (reason: SutraError | undefined): void => {
    if (!open) return;
    open = false;
    listener?.closed(reason);
  };
  const stream: AgentStream = {
    remote: call.getPeer(),
    get open() {
      return open;
    },
    send(message) {
      if (!open) return false;
      if (waiting >= backlogMax) {
        stream.close(new SutraError('SUTRA_RPC_BACKLOG', `Cannot send to ${call.getPeer()}: ${waiting} messages wait already`));
        return false;
      }
      waiting++;
      call.write(message, () => {
        waiting--;
      });
      return true;
    },
    close(error) {
      if (!open) return;
      finish(error);
      if (error === undefined) call.end(new Metadata());
      else call.emit('error', statusOf(error)); // grpc-js turns an emitted error into the call's status
    },
  };
  listener = accept(stream);
  const { received } = listener;
  call.on('data', (message: Shape<typeof AgentUpSchema>) => {
    if (open) received(message);
  });
  call.on('cancelled', () => finish(undefined));
  call.on('error', (reason: Error) => finish(SutraError.from(reason)));
  call.on('end', () => {
    finish(undefined);
    call.end();
  });
}
