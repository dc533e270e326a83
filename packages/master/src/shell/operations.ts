import { type Clock, type Logger, SutraError } from '@sutra/kit';
import {
  type About,
  type AnyDraft,
  type Command,
  type Decision,
  decide,
  ENTITY_ID_CHARS_MAX,
  isRejected,
  type OperationState,
  type OutcomeCommand,
  type RestartCommand,
  type SpawnCommand,
  type StopCommand,
} from '@sutra/model';
import type { MasterLimits } from '../limits.ts';
import type { Desires } from './desires.ts';
import type { Ledger } from './ledger.ts';
import type { AgentLinks, Answer, Wish } from './links.ts';
import { eventOfReply } from './reply-event.ts';

/** How an operation ended, or that nobody knows yet. */
export interface Outcome extends About {
  readonly outcome: 'succeeded' | 'failed' | 'unknown';
  readonly error?: string;
  readonly errorCode?: string;
}

export type NodeCommand = SpawnCommand | StopCommand | RestartCommand;

export interface OperationsParts {
  readonly ledger: Ledger;
  readonly links: AgentLinks;
  readonly desires: Desires;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: MasterLimits;
  readonly newId: () => string;
  /** Told of operations whose outcome is unknown. */
  readonly unsettled: (operationId: string) => void;
}

/** Failures of a request that was certainly not carried out: everything else may have happened. */
const CERTAIN: ReadonlySet<string> = new Set(['SUTRA_AGENT_REFUSED', 'SUTRA_AGENT_BUSY']);

/** Carries wishes about nodes to their agents, once each: by operation id, and by (node, generation). */
export class Operations {
  readonly #parts: OperationsParts;
  readonly #inFlight = new Map<string, Promise<Outcome>>();

  constructor(parts: OperationsParts) {
    this.#parts = parts;
  }

  isInFlight(operationId: string): boolean {
    return this.#inFlight.has(operationId);
  }

  get inFlight(): number {
    return this.#inFlight.size;
  }

  /**
   * Decides, records, asks the agent, records the outcome. What is resolved with is on disk.
   * @throws SutraError of the decision (SUTRA_AGENT_UNKNOWN, SUTRA_AGENT_OFFLINE …), SUTRA_AGENT_NOT_CONNECTED.
   */
  async carryOut(command: NodeCommand, surface: string): Promise<Outcome> {
    const { ledger, links } = this.#parts;
    const wallUs = this.#parts.clock.wallUs();
    const nameIfNone = `node-${this.#parts.newId()}`;
    const decision = this.#decide(command, wallUs, nameIfNone);
    const refusal = isRejected(decision) ? decision.rejected : this.#unreachable(decision, links);
    if (refusal !== undefined) {
      this.#record(this.#denied(named(command, nameIfNone), surface, refusal), wallUs);
      await ledger.safe();
      throw refusal;
    }
    const { about, already } = decision as Exclude<Decision, { rejected: SutraError }>;
    if (about === undefined) throw new Error(`${command.kind} was decided without saying about what`);
    if (already === true) return this.#inFlight.get(about.operationId) ?? this.#known(about);
    // The request tells the agent; what should run is repeated to it when the request is over, so that nothing is asked twice.
    const release = this.#parts.desires.hold(about.agentId);
    this.#record(this.#requested(command, surface, decision as { drafts: readonly AnyDraft[] }), wallUs);
    if ('spec' in decision && command.kind === 'spawn') this.#parts.desires.keepEnv(about.nodeId, decision.spec?.workload.env);
    const work = this.#ask(command, about);
    this.#inFlight.set(about.operationId, work);
    try {
      return await work;
    } finally {
      this.#inFlight.delete(about.operationId);
      release();
      this.#parts.desires.refresh(about.agentId);
    }
  }

  /** Records how an operation ended, when it is not known already. */
  recordOutcome(command: Omit<OutcomeCommand, 'kind'>): void {
    const decision = this.#decide({ kind: 'outcome', ...command });
    if (isRejected(decision)) this.#parts.logger.warn('an outcome has no operation', { operation: command.operationId });
    else this.#parts.ledger.record(decision.drafts);
  }

  #decide(command: Command, wallUs = this.#parts.clock.wallUs(), nodeId = ''): Decision {
    return decide(this.#parts.ledger.read(), command, { wallUs, nodeId });
  }

  /** One request is one moment: what it led to has its time, so that causes never seem to come after effects. */
  #record(drafts: readonly AnyDraft[], timeUs: number): void {
    this.#parts.ledger.record(drafts.map((draft) => ({ ...draft, timeUs })));
  }

  #unreachable(decision: Decision, links: AgentLinks): SutraError | undefined {
    if (isRejected(decision) || decision.already === true || decision.about === undefined) return undefined;
    const { agentId, nodeId } = decision.about;
    if (links.isOpen(agentId)) return undefined;
    return new SutraError('SUTRA_AGENT_NOT_CONNECTED', `Cannot reach ${agentId} for ${nodeId}: it has no stream to this master`);
  }

  #audit(command: NodeCommand, surface: string): AnyDraft {
    const { operationId, actor, reason } = command;
    return {
      type: 'action_requested',
      body: { verb: command.kind, target: targetOf(command), surface },
      ...(/^\S{1,128}$/.test(operationId) ? { operationId } : {}),
      ...(actor === undefined ? {} : { actor }),
      ...(reason === undefined ? {} : { reason }),
    };
  }

  #denied(command: NodeCommand, surface: string, refusal: SutraError): AnyDraft[] {
    const asked = this.#audit(command, surface);
    const { type: _asked, body: _what, ...said } = asked;
    const body = { verb: command.kind, target: targetOf(command), error: refusal.message };
    const because = `${refusal.code}: ${refusal.message}`;
    return [asked, { ...said, type: 'action_denied', body, because, causedByDrafts: [0] }];
  }

  /** The audit event first: it is what caused the others. */
  #requested(
    command: NodeCommand,
    surface: string,
    decision: { readonly drafts: readonly AnyDraft[]; readonly about?: About | undefined },
  ): AnyDraft[] {
    const rest = decision.drafts.map((draft) => ({
      ...draft,
      causedByDrafts: draft.causedByDrafts === undefined ? [0] : draft.causedByDrafts.map((position) => position + 1),
    }));
    const nodeId = command.nodeId || decision.about?.nodeId;
    return [this.#audit(nodeId === undefined ? command : { ...command, nodeId }, surface), ...rest];
  }

  async #ask(command: NodeCommand, about: About): Promise<Outcome> {
    const { ledger, links, clock } = this.#parts;
    const { operationId } = about;
    try {
      await ledger.safe();
    } catch (reason) {
      // Nobody was asked: a wish that could not be kept must not be carried out behind its refusal either.
      this.recordOutcome({ operationId, outcome: 'failed', error: `not carried out: ${SutraError.from(reason).message}` });
      throw reason;
    }
    const startedMs = clock.monotonicMs();
    const send = (wish: Wish): Promise<Answer | SutraError> =>
      links.request(about.agentId, wish, this.#limitMs(command)).catch((reason: unknown) => SutraError.from(reason));
    let result = await send(this.#wish(command, about));
    // A node its agent never heard of, or has lost, has nothing to be restarted from: then it is told the whole wish.
    if (command.kind === 'restart' && isUnknownThere(result)) result = await send(this.#spawnWish(about));
    const outcome = this.#settle(about, result, clock.monotonicMs() - startedMs);
    await ledger.safe();
    return outcome;
  }

  #wish(command: NodeCommand, about: About): Wish {
    const { operationId, nodeId, generation } = about;
    const node = this.#parts.ledger.read().nodes.get(nodeId);
    const causedBy = node?.ask?.event ?? '';
    if (command.kind === 'stop')
      return { case: 'stop', value: { nodeId, generation, graceMs: command.graceMs ?? 0, operationId, causedBy } };
    if (command.kind === 'restart') return { case: 'restart', value: { nodeId, generation, graceMs: 0, operationId, causedBy } };
    return this.#spawnWish(about);
  }

  #spawnWish({ nodeId }: About): Wish {
    const node = this.#parts.ledger.read().nodes.get(nodeId);
    if (node === undefined) throw new Error(`${nodeId} is not in the state that was just changed to hold it`);
    return { case: 'spawn', value: this.#parts.desires.spawnMessage(node) };
  }

  #limitMs(command: NodeCommand): number {
    const { spawnMs, stopMs, graceMaxMs } = this.#parts.limits;
    if (command.kind === 'spawn') return spawnMs;
    if (command.kind === 'restart') return spawnMs + stopMs;
    return Math.max(stopMs, Math.min(command.graceMs ?? 0, graceMaxMs) + stopMs / 2);
  }

  /** Folds in what the agent recorded, or records for it what it did not. */
  #settle(about: About, result: Answer | SutraError, tookMs: number): Outcome {
    const { ledger, unsettled } = this.#parts;
    const { operationId } = about;
    if (result instanceof SutraError) {
      const { message: error, details } = result;
      const errorCode = typeof details?.['code'] === 'string' ? details['code'] : result.code;
      const outcome = CERTAIN.has(result.code) ? 'failed' : 'unknown';
      this.recordOutcome({ operationId, outcome, error, errorCode });
      if (outcome === 'unknown') unsettled(operationId);
      return { ...about, outcome, error, errorCode };
    }
    if (result.case !== 'spawn' && result.case !== 'stop') {
      const error = `the agent answered with ${result.case ?? 'nothing'}`;
      this.recordOutcome({ operationId, outcome: 'unknown', error });
      unsettled(operationId);
      return { ...about, outcome: 'unknown', error };
    }
    const operation = ledger.read().operations.get(operationId);
    const event = operation === undefined ? undefined : eventOfReply(operation, result, this.#parts.clock.wallUs());
    if (event !== undefined) ledger.fold(event);
    const { success, errorMessage, errorCode } = result.value;
    if (success) {
      const facts = result.case === 'spawn' ? spawnFacts(result.value) : {};
      if (event === undefined) this.recordOutcome({ operationId, outcome: 'succeeded', tookMs: Math.round(tookMs), ...facts });
      return { ...about, outcome: 'succeeded' };
    }
    const error = errorMessage === '' ? 'the agent gave no reason' : errorMessage;
    const code = errorCode === '' ? {} : { errorCode };
    if (event === undefined) this.recordOutcome({ operationId, outcome: 'failed', error, ...code });
    return { ...about, outcome: 'failed', error, ...code };
  }

  /** The answer to a wish that was carried out before. */
  #known(about: About): Outcome {
    const operation: OperationState | undefined = this.#parts.ledger.read().operations.get(about.operationId);
    if (operation === undefined || operation.status === 'succeeded') return { ...about, outcome: 'succeeded' };
    if (operation.status === 'failed') return { ...about, outcome: 'failed', error: operation.error ?? 'the agent gave no reason' };
    return { ...about, outcome: 'unknown', error: operation.error ?? 'no answer has come yet' };
  }
}

/** A spawn that brings no name is refused by the one it would have had: the refusal speaks of that. */
function named(command: NodeCommand, nameIfNone: string): NodeCommand {
  return command.kind === 'spawn' && !command.nodeId ? { ...command, nodeId: nameIfNone } : command;
}

/**
 * What a wish is about, as the record can name it. A name that can be nobody's stands only in the words of the refusal: the record of
 * who asked for it must not be lost with it.
 */
function targetOf(command: NodeCommand): string {
  const name = command.nodeId || ('agentId' in command ? (command.agentId ?? '') : '');
  return name.length <= ENTITY_ID_CHARS_MAX && /^[^\p{Cc}\s]+$/u.test(name) ? name : 'cluster';
}

function isUnknownThere(result: Answer | SutraError): boolean {
  if (result instanceof SutraError) return result.details?.['code'] === 'SUTRA_NODE_UNKNOWN';
  return result.case === 'spawn' && !result.value.success && result.value.errorCode === 'SUTRA_NODE_UNKNOWN';
}

function spawnFacts(value: { readonly pid: number; readonly port: number; readonly endpoint: string }): Partial<OutcomeCommand> {
  return { pid: value.pid, port: value.port, ...(value.endpoint === '' ? {} : { endpoint: value.endpoint }) };
}
