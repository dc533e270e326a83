import { type Clock, SutraError, type Timer } from '@sutra/kit';
import type { AgentStream, gridpb, Init } from '@sutra/rpc';
import '../errors.ts';
import type { MasterLimits } from '../limits.ts';

type RequestMessage = Init<typeof gridpb.RequestSchema>;
export type Wish = NonNullable<RequestMessage['wish']>;
export type Answer = gridpb.Reply['answer'];

interface Open {
  readonly agentId: string;
  readonly settle: (result: Answer | SutraError) => void;
}

interface Link {
  readonly stream: AgentStream;
  readonly openRequests: Set<bigint>;
}

/**
 * The open streams of agents and the requests under way on them. A request ends in exactly one of: the agent's answer, its
 * time limit, or the loss of the stream; after the latter two nobody knows whether it happened.
 */
export class AgentLinks {
  readonly #clock: Clock;
  readonly #epoch: number;
  readonly #limits: MasterLimits;
  readonly #links = new Map<string, Link>();
  readonly #requests = new Map<bigint, Open>();
  #lastId = 0n;

  constructor(clock: Clock, epoch: number, limits: MasterLimits) {
    this.#clock = clock;
    this.#epoch = epoch;
    this.#limits = limits;
  }

  get size(): number {
    return this.#links.size;
  }

  connected(): string[] {
    return [...this.#links.keys()];
  }

  isOpen(agentId: string): boolean {
    return this.#links.get(agentId)?.stream.open === true;
  }

  /** Takes over from an older stream of the same agent, which is closed: the newest hello is the living one. */
  attach(agentId: string, stream: AgentStream): void {
    const older = this.#links.get(agentId);
    this.#links.set(agentId, { stream, openRequests: new Set() });
    if (older === undefined) return;
    this.#lose(agentId, older);
    older.stream.close(new SutraError('SUTRA_HELLO_REPLACED', `Another stream of ${agentId} replaced this one`));
  }

  /** Forgets a stream that is over. False when a newer one had replaced it already. */
  detach(agentId: string, stream: AgentStream): boolean {
    const link = this.#links.get(agentId);
    if (link?.stream !== stream) return false;
    this.#links.delete(agentId);
    this.#lose(agentId, link);
    return true;
  }

  /** Sends without expecting an answer. False when there is no stream. */
  tell(agentId: string, message: Init<typeof gridpb.AgentDownSchema>): boolean {
    return this.#links.get(agentId)?.stream.send(message) ?? false;
  }

  /**
   * Sends a wish and waits for its answer.
   * @throws SutraError SUTRA_AGENT_NOT_CONNECTED, SUTRA_AGENT_BUSY (nothing was sent); SUTRA_TIMEOUT, SUTRA_AGENT_LINK_LOST
   * (the outcome is unknown).
   */
  request(agentId: string, wish: Wish, limitMs: number): Promise<Answer> {
    const link = this.#links.get(agentId);
    if (link === undefined)
      return Promise.reject(new SutraError('SUTRA_AGENT_NOT_CONNECTED', `Cannot reach ${agentId}: it has no stream to this master`));
    if (link.openRequests.size >= this.#limits.requestsPerAgentMax)
      return Promise.reject(new SutraError('SUTRA_AGENT_BUSY', `Cannot ask ${agentId}: ${link.openRequests.size} requests are open`));
    const requestId = ++this.#lastId;
    return new Promise((resolve, reject) => {
      let timer: Timer | undefined;
      const settle = (result: Answer | SutraError): void => {
        timer?.cancel();
        link.openRequests.delete(requestId);
        this.#requests.delete(requestId);
        if (result instanceof SutraError) reject(result);
        else resolve(result);
      };
      this.#requests.set(requestId, { agentId, settle });
      link.openRequests.add(requestId);
      const late = (): void => settle(new SutraError('SUTRA_TIMEOUT', `No answer from ${agentId} to ${wish.case} within ${limitMs} ms`));
      timer = this.#clock.after(limitMs, late);
      const value: RequestMessage = { requestId, masterEpoch: BigInt(this.#epoch), wish };
      if (!link.stream.send({ message: { case: 'request', value } })) settle(lost(agentId));
    });
  }

  /** Hands an answer to its request. False when nobody waits for it any more. */
  answered(agentId: string, reply: gridpb.Reply): boolean {
    const open = this.#requests.get(reply.requestId);
    if (open === undefined || open.agentId !== agentId) return false;
    const { answer } = reply;
    if (answer.case === 'failure') {
      const { code, message, mend } = answer.value;
      open.settle(new SutraError('SUTRA_AGENT_REFUSED', message, { details: { code }, ...(mend === '' ? {} : { mend }) }));
    } else open.settle(answer);
    return true;
  }

  closeAll(): void {
    for (const [agentId, link] of this.#links) {
      this.#lose(agentId, link);
      link.stream.close();
    }
    this.#links.clear();
  }

  #lose(agentId: string, link: Link): void {
    for (const id of [...link.openRequests]) this.#requests.get(id)?.settle(lost(agentId));
  }
}

const lost = (agentId: string): SutraError =>
  new SutraError('SUTRA_AGENT_LINK_LOST', `The stream of ${agentId} was lost before it answered`);
