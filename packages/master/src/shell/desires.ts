import type { Logger } from '@sutra/kit';
import type { GridState, NodeState } from '@sutra/model';
import { desiredMessages, nodesByAgent, spawnMessage, wantedOf, wantedSignature } from '../core/desired.ts';
import type { Ledger } from './ledger.ts';
import type { AgentLinks } from './links.ts';

/** Environments kept with their secrets, at most; the oldest are forgotten first. */
const ENVS_MAX = 20_000;

/** Tells each agent what should run on it: after its hello and whenever that changes. */
export class Desires {
  readonly #ledger: Ledger;
  readonly #links: AgentLinks;
  readonly #logger: Logger;
  readonly #complete: () => boolean;
  readonly #told = new Map<string, string>();
  readonly #held = new Map<string, number>();
  readonly #envs = new Map<string, Readonly<Record<string, string>>>();
  #revision = 0n;
  #seen: GridState['nodes'] | undefined;

  /** @param complete whether the state holds the whole past: half of it must not tell an agent to end what it runs. */
  constructor(ledger: Ledger, links: AgentLinks, logger: Logger, complete: () => boolean) {
    this.#ledger = ledger;
    this.#links = links;
    this.#logger = logger;
    this.#complete = complete;
  }

  /** Remembers an environment as it was given, in memory only. */
  keepEnv(nodeId: string, env: Readonly<Record<string, string>> | undefined): void {
    this.#envs.delete(nodeId);
    if (env === undefined || Object.keys(env).length === 0) return;
    this.#envs.set(nodeId, env);
    const oldest = this.#envs.size > ENVS_MAX ? this.#envs.keys().next().value : undefined;
    if (oldest !== undefined) this.#envs.delete(oldest);
  }

  /** The message that asks an agent for this node. */
  spawnMessage(node: NodeState): ReturnType<typeof spawnMessage> {
    return spawnMessage(node, this.#plainEnv);
  }

  /** Until released, the agent is not told: what is being asked of it must not be asked a second time by this way. */
  hold(agentId: string): () => void {
    this.#held.set(agentId, (this.#held.get(agentId) ?? 0) + 1);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const left = (this.#held.get(agentId) ?? 1) - 1;
      if (left > 0) this.#held.set(agentId, left);
      else this.#held.delete(agentId);
    };
  }

  /** A new stream knows nothing. */
  forget(agentId: string): void {
    this.#told.delete(agentId);
  }

  /** Tells one agent, when there is something new to tell. */
  refresh(agentId: string): void {
    if (!this.#mayTell(agentId)) return;
    const own = [...this.#ledger.read().nodes.values()].filter((node) => node.agentId === agentId);
    this.#tell(agentId, own);
  }

  /** Tells every connected agent what is new to it. Costs one pass over the nodes, and nothing while none has changed. */
  refreshAll(): void {
    const { nodes } = this.#ledger.read();
    if (nodes === this.#seen) return;
    const byAgent = nodesByAgent(this.#ledger.read());
    let everybody = this.#complete();
    for (const agentId of this.#links.connected()) {
      if (this.#mayTell(agentId)) this.#tell(agentId, byAgent.get(agentId) ?? []);
      else everybody = false;
    }
    if (everybody) this.#seen = nodes;
  }

  #mayTell(agentId: string): boolean {
    return this.#complete() && !this.#held.has(agentId) && this.#links.isOpen(agentId);
  }

  #tell(agentId: string, own: readonly NodeState[]): void {
    const wanted = wantedOf(own);
    const signature = wantedSignature(wanted);
    if (this.#told.get(agentId) === signature) return;
    this.#told.set(agentId, signature);
    const value = { revision: ++this.#revision, nodes: desiredMessages(wanted, this.#plainEnv) };
    if (!this.#links.tell(agentId, { message: { case: 'desired', value } }))
      this.#logger.warn('an agent could not be told what should run', { agent: agentId });
  }

  readonly #plainEnv = (node: NodeState): Readonly<Record<string, string>> | undefined => this.#envs.get(node.id);
}
