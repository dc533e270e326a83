import { type Clock, type Logger, SutraError, shown } from '@sutra/kit';
import {
  type AgentState,
  type AgentWatches,
  type AnyDraft,
  type Command,
  decide,
  decideDrained,
  decideVerdict,
  forget,
  type HealthLimits,
  healthLimits,
  heard,
  isRejected,
  judge,
  NO_WATCHES,
  onHeartbeat,
  type RegisterCommand,
} from '@sutra/model';
import type { gridpb } from '@sutra/rpc';
import type { MasterLimits } from '../limits.ts';
import type { Ledger } from './ledger.ts';
import type { AgentLinks } from './links.ts';

export interface AgentsParts {
  readonly ledger: Ledger;
  readonly links: AgentLinks;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: MasterLimits;
  /** Whether the state holds the whole past: half of it must not be judged as a cluster. */
  readonly complete: () => boolean;
}

/** Knows the agents: who is registered, who was heard when, and what their silence means. */
export class Agents {
  readonly #parts: AgentsParts;
  readonly #limits: HealthLimits;
  #watches: AgentWatches = NO_WATCHES;
  #lastTickMs: number;
  #lateMs = 0;

  constructor(parts: AgentsParts) {
    this.#parts = parts;
    this.#limits = { ...healthLimits(parts.limits.heartbeatIntervalMs), tickMs: parts.limits.tickMs };
    this.#lastTickMs = parts.clock.monotonicMs();
  }

  /** How late the last tick came, ms. */
  get lateMs(): number {
    return this.#lateMs;
  }

  /**
   * Registers, or registers again; from an agent that is known as it says, it is a sign of life like any other. True when that was news.
   * @param nodeCount nodes it says it runs, when it says so
   * @throws SutraError SUTRA_AGENT_INVALID, SUTRA_AGENT_TAKEN, SUTRA_GRID_FULL
   */
  register(info: gridpb.AgentInfo, nodeCount?: number): boolean {
    const { clock, ledger } = this.#parts;
    const drafts = this.#decide(registerCommand(info));
    if (drafts.length === 0) return this.heartbeat(info.agentId, nodeCount ?? ledger.read().agents.get(info.agentId)?.reportedNodes ?? 0);
    ledger.record(drafts);
    this.#watches = heard(this.#watches, info.agentId, clock.monotonicMs(), clock.wallUs());
    return true;
  }

  /**
   * Takes a sign of life. True when it led to an event.
   * @throws SutraError SUTRA_AGENT_UNKNOWN
   */
  heartbeat(agentId: string, nodeCount: number): boolean {
    this.#decide({ kind: 'heartbeat', agentId, nodeCount });
    const { clock, ledger } = this.#parts;
    const at = { monoMs: clock.monotonicMs(), wallUs: clock.wallUs() };
    const judged = onHeartbeat(this.#watches, ledger.read(), { agentId, nodeCount }, at, this.#limits);
    this.#watches = judged.watches;
    ledger.record(judged.drafts);
    return judged.drafts.length > 0;
  }

  /** @throws SutraError SUTRA_AGENT_UNKNOWN */
  unregister(agentId: string, actor: string): void {
    const drafts = this.#decide({ kind: 'unregister', agentId, actor });
    const asked: AnyDraft = { type: 'action_requested', body: { verb: 'unregister', target: agentId, surface: 'grpc' }, actor };
    if (drafts.length > 0) this.#parts.ledger.record([asked, ...drafts.map((draft) => ({ ...draft, causedByDrafts: [0] }))]);
    this.#watches = forget(this.#watches, agentId);
  }

  /** Judges silence and the cluster. Call it every `tickMs`. */
  tick(): void {
    const { clock, ledger, links, limits, logger, complete } = this.#parts;
    const nowMs = clock.monotonicMs();
    this.#lateMs = Math.max(0, nowMs - this.#lastTickMs - limits.tickMs);
    const judged = judge(this.#watches, ledger.read(), nowMs, this.#lastTickMs, this.#limits, (id) => links.isOpen(id));
    this.#lastTickMs = nowMs;
    this.#watches = judged.watches;
    ledger.record(judged.drafts);
    for (const draft of judged.drafts)
      if (draft.type === 'detector_suspect') logger.warn('health verdicts withheld', { because: draft.body.reason });
    if (!complete()) return;
    ledger.record(decideDrained(ledger.read()));
    ledger.record(decideVerdict(ledger.read()));
  }

  /** When it was last heard: live where this process has heard it, else what the record says. µs. */
  lastHeardUs(agent: AgentState): number {
    const watch = this.#watches.byAgent.get(agent.id);
    return watch?.heard === true ? watch.heardUs : agent.lastHeartbeatUs;
  }

  #decide(command: Command): readonly AnyDraft[] {
    const decision = decide(this.#parts.ledger.read(), command, { wallUs: this.#parts.clock.wallUs(), nodeId: '' });
    if (isRejected(decision)) throw decision.rejected;
    return decision.drafts;
  }
}

function registerCommand(info: gridpb.AgentInfo): RegisterCommand {
  const epoch = Number(info.agentEpoch);
  if (!Number.isSafeInteger(epoch))
    throw new SutraError('SUTRA_REQUEST_INVALID', `Cannot register ${shown(info.agentId)}: agent_epoch is too large`);
  return {
    kind: 'register',
    agentId: info.agentId,
    hostname: info.hostname,
    platform: info.platform,
    endpoint: info.agentEndpoint === '' ? 'stream' : info.agentEndpoint,
    maxNodes: info.maxStorageNodes,
    actor: `agent:${info.agentId}`,
    ...(info.version === '' ? {} : { version: info.version }),
    ...(info.region === '' ? {} : { region: info.region }),
    ...(info.env === '' ? {} : { env: info.env }),
    ...(Object.keys(info.labels).length === 0 ? {} : { labels: { ...info.labels } }),
    ...(epoch === 0 ? {} : { epoch }),
  };
}
