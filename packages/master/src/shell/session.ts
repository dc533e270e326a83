import { type Clock, type Logger, SutraError, type Timer } from '@sutra/kit';
import type { AnyDraft } from '@sutra/model';
import { type AgentStream, type agentpb, eventOfReport, type gridpb, type LinkListener } from '@sutra/rpc';
import type { MasterLimits } from '../limits.ts';
import type { Agents } from './agents.ts';
import type { Desires } from './desires.ts';
import type { Ledger } from './ledger.ts';
import type { AgentLinks } from './links.ts';

export interface SessionParts {
  readonly agents: Agents;
  readonly links: AgentLinks;
  readonly desires: Desires;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: MasterLimits;
  readonly epoch: number;
  readonly version: string;
  readonly complete: () => boolean;
}

/** The conversation on one agent's stream, from hello to its loss. Losing a stream says nothing about health: silence does. */
export class AgentSession implements LinkListener {
  readonly #parts: SessionParts;
  readonly #stream: AgentStream;
  #agentId: string | undefined;
  /** Nodes of the last hello that wait for the past to be known. */
  #unadopted: readonly agentpb.NodeStatusResponse[] = [];
  readonly #helloLimit: Timer;

  constructor(parts: SessionParts, stream: AgentStream) {
    this.#parts = parts;
    this.#stream = stream;
    const { helloMs } = parts.limits;
    const late = (): void =>
      this.#refuse(new SutraError('SUTRA_HELLO_MISSING', `No hello came from ${stream.remote} within ${helloMs} ms`));
    this.#helloLimit = parts.clock.after(helloMs, late);
  }

  received({ message }: gridpb.AgentUp): void {
    try {
      if (message.case === 'hello') this.#hello(message.value);
      else if (message.case === undefined)
        return; // a message of a newer version
      else if (this.#agentId === undefined)
        throw new SutraError(
          'SUTRA_HELLO_MISSING',
          `Cannot take ${message.case} from ${this.#stream.remote}: the stream did not begin with hello`,
        );
      else if (message.case === 'heartbeat') this.#heartbeat(this.#agentId, message.value);
      else if (message.case === 'report') this.#report(this.#agentId, message.value);
      else this.#reply(this.#agentId, message.value);
    } catch (reason) {
      this.#refuse(SutraError.from(reason));
    }
  }

  closed(): void {
    this.#helloLimit.cancel();
    if (this.#agentId === undefined) return;
    if (this.#parts.links.detach(this.#agentId, this.#stream)) this.#parts.logger.info('an agent’s stream ended', { agent: this.#agentId });
  }

  /** The past has become known: takes up what hello could not. */
  pastKnown(): void {
    if (this.#agentId === undefined) return;
    this.#adoptStrangers(this.#agentId);
    this.#parts.desires.refresh(this.#agentId);
  }

  #hello({ info, nodes }: gridpb.AgentHello): void {
    if (info === undefined) throw new SutraError('SUTRA_HELLO_MISSING', `Cannot greet ${this.#stream.remote}: hello carries no facts`);
    if (this.#agentId !== undefined && this.#agentId !== info.agentId)
      throw new SutraError('SUTRA_REQUEST_INVALID', `Cannot greet ${info.agentId.slice(0, 64)} on the stream of ${this.#agentId}`);
    this.#parts.agents.register(info, nodes.filter(({ status }) => status === 'running').length);
    this.#helloLimit.cancel();
    this.#unadopted = nodes;
    if (this.#parts.complete()) this.#adoptStrangers(info.agentId);
    // Greeted only when its registration would survive us; the wait must not be cut short by an error without a listener.
    this.#parts.ledger.safe().then(
      () => this.#welcome(info.agentId),
      (reason: unknown) => this.#refuse(SutraError.from(reason)),
    );
  }

  #welcome(agentId: string): void {
    const { epoch, version, limits, links, desires, logger } = this.#parts;
    if (!this.#stream.open) return;
    const value = { masterVersion: version, masterEpoch: BigInt(epoch), heartbeatIntervalMs: limits.heartbeatIntervalMs };
    this.#stream.send({ message: { case: 'welcome', value } });
    if (this.#agentId === undefined) links.attach(agentId, this.#stream);
    this.#agentId = agentId;
    desires.forget(agentId);
    desires.refresh(agentId);
    logger.info('an agent is connected', { agent: agentId, from: this.#stream.remote });
  }

  /** Nodes it runs that the record does not know, or knows an earlier generation of: they are, so they are recorded. */
  #adoptStrangers(agentId: string): void {
    const { ledger } = this.#parts;
    const known = ledger.read().nodes;
    const drafts: AnyDraft[] = [];
    for (const { nodeId, generation, status, pid, port } of this.#unadopted) {
      const node = known.get(nodeId);
      if (status !== 'running' || (node !== undefined && node.generation >= generation)) continue;
      const because =
        node === undefined
          ? `${agentId} runs it and the record has no such node`
          : `${agentId} runs generation ${generation}, the record has ${node.generation}`;
      drafts.push({ type: 'node_adopted', body: { node_id: nodeId, agent_id: agentId, pid, generation, port }, because });
    }
    this.#unadopted = [];
    ledger.record(drafts);
  }

  #heartbeat(agentId: string, { storageNodeCount }: gridpb.HeartbeatRequest): void {
    this.#parts.agents.heartbeat(agentId, storageNodeCount);
    const timestamp = BigInt(Math.floor(this.#parts.clock.wallUs() / 1_000_000));
    this.#stream.send({ message: { case: 'heartbeat', value: { acknowledged: true, timestamp } } });
  }

  /** A report is a courtesy beside the record: one that cannot be read costs nothing but its news. */
  #report(agentId: string, report: gridpb.NodeReport): void {
    const { ledger, desires, logger } = this.#parts;
    try {
      const event = eventOfReport(report);
      if ('agent_id' in event.body && event.body['agent_id'] !== agentId)
        throw new SutraError('SUTRA_REQUEST_INVALID', `Cannot take a report about ${String(event.body['agent_id'])} from ${agentId}`);
      ledger.fold(event);
      desires.refresh(agentId);
    } catch (reason) {
      logger.warn('a report cannot be read', {
        agent: agentId,
        event: report.eventId.slice(0, 128),
        reason: SutraError.from(reason).message,
      });
    }
  }

  #reply(agentId: string, reply: gridpb.Reply): void {
    if (!this.#parts.links.answered(agentId, reply))
      this.#parts.logger.info('an answer came too late', { agent: agentId, request: String(reply.requestId) });
  }

  #refuse(error: SutraError): void {
    this.#parts.logger.warn('an agent’s stream is refused', {
      from: this.#stream.remote,
      agent: this.#agentId,
      code: error.code,
      reason: error.message,
    });
    this.closed();
    this.#stream.close(error);
  }
}
