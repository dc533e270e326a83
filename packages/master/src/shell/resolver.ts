import { type Clock, type Logger, SutraError } from '@sutra/kit';
import type { OperationState } from '@sutra/model';
import type { agentpb } from '@sutra/rpc';
import type { MasterLimits } from '../limits.ts';
import type { Ledger } from './ledger.ts';
import type { AgentLinks } from './links.ts';
import type { Operations } from './operations.ts';

export interface ResolverParts {
  readonly ledger: Ledger;
  readonly links: AgentLinks;
  readonly operations: Operations;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: MasterLimits;
}

interface Unsettled {
  /** Since when the agent can be asked, monotonic ms. */
  contactMs: number | undefined;
  askedMs: number;
  asking: boolean;
}

/**
 * Finds out how operations ended whose answer never came. The agent's own event usually says it first; where it does not, the
 * agent is asked, and at the latest `resolveByMs` after its return the operation is settled by what it then says.
 */
export class Resolver {
  readonly #parts: ResolverParts;
  readonly #unsettled = new Map<string, Unsettled>();

  constructor(parts: ResolverParts) {
    this.#parts = parts;
  }

  get unsettled(): number {
    return this.#unsettled.size;
  }

  watch(operationId: string): void {
    if (!this.#unsettled.has(operationId)) this.#unsettled.set(operationId, { contactMs: undefined, askedMs: 0, asking: false });
  }

  /** Takes up what an earlier run left open. */
  adopt(): void {
    for (const operation of this.#parts.ledger.read().operations.values()) if (isOpen(operation)) this.watch(operation.id);
  }

  tick(): void {
    const { ledger, links, operations, clock, limits } = this.#parts;
    const nowMs = clock.monotonicMs();
    for (const [id, entry] of this.#unsettled) {
      const operation = ledger.read().operations.get(id);
      if (operation === undefined || !isOpen(operation)) {
        this.#unsettled.delete(id);
        continue;
      }
      if (operations.isInFlight(id)) continue;
      if (operation.status === 'requested')
        operations.recordOutcome({ operationId: id, outcome: 'unknown', error: 'the master was restarted before an answer came' });
      if (!links.isOpen(operation.agentId)) {
        entry.contactMs = undefined;
        continue;
      }
      if (entry.contactMs === undefined) {
        entry.contactMs = nowMs;
        entry.askedMs = nowMs;
      }
      if (!entry.asking && nowMs - entry.askedMs >= limits.resolveAskMs) void this.#ask(operation, entry, nowMs);
    }
  }

  async #ask(operation: OperationState, entry: Unsettled, nowMs: number): Promise<void> {
    const { links, limits, logger } = this.#parts;
    entry.asking = true;
    entry.askedMs = nowMs;
    try {
      const answer = await links.request(operation.agentId, { case: 'status', value: { nodeId: operation.nodeId } }, limits.statusMs);
      if (answer.case === 'status') this.#conclude(operation, answer.value, entry);
    } catch (reason) {
      const error = SutraError.from(reason);
      // A refusal is an answer: the agent does not know the node. Anything else says nothing; ask again later.
      if (error.code === 'SUTRA_AGENT_REFUSED') this.#conclude(operation, undefined, entry);
      else logger.debug('an agent could not be asked how an operation ended', { operation: operation.id, reason: error.message });
    } finally {
      entry.asking = false;
    }
  }

  #conclude(operation: OperationState, node: agentpb.NodeStatusResponse | undefined, entry: Unsettled): void {
    const { operations, clock, limits } = this.#parts;
    const last = entry.contactMs !== undefined && clock.monotonicMs() - entry.contactMs >= limits.resolveByMs;
    const verdict = operation.verb === 'stop' ? stopVerdict(node, operation, last) : startVerdict(node, operation, last);
    if (verdict === undefined) return;
    const facts = verdict.outcome === 'succeeded' && node !== undefined && operation.verb !== 'stop' ? factsOf(node) : {};
    operations.recordOutcome({ operationId: operation.id, ...verdict, ...facts });
  }
}

type Verdict = { readonly outcome: 'succeeded' | 'failed'; readonly error?: string } | undefined;

/**
 * Pure: what a status says about a start whose answer was lost. A node that is stopped may have run: its agent's own event
 * tells, and is waited for.
 */
export function startVerdict(
  node: Pick<agentpb.NodeStatusResponse, 'generation' | 'status'> | undefined,
  operation: Pick<OperationState, 'generation' | 'agentId'>,
  last: boolean,
): Verdict {
  const same = node !== undefined && (node.generation === 0 || node.generation === operation.generation);
  if (same && node.status === 'running') return { outcome: 'succeeded' };
  if (same && node.status === 'failed') return { outcome: 'failed', error: `asked again, ${operation.agentId} says the node is failed` };
  if (node !== undefined && node.generation > operation.generation)
    return { outcome: 'failed', error: `generation ${node.generation} has taken its place` };
  if (!last) return undefined;
  const what = node === undefined ? 'it does not have the node' : `the node is ${node.status} in generation ${node.generation}`;
  return { outcome: 'failed', error: `asked again, ${operation.agentId} says ${what}` };
}

/** Pure: what a status says about a stop whose answer was lost. */
export function stopVerdict(
  node: Pick<agentpb.NodeStatusResponse, 'generation' | 'status'> | undefined,
  operation: Pick<OperationState, 'generation' | 'agentId'>,
  last: boolean,
): Verdict {
  if (node === undefined || node.status === 'stopped' || node.status === 'failed') return { outcome: 'succeeded' };
  if (node.generation > operation.generation) return { outcome: 'succeeded' };
  return last ? { outcome: 'failed', error: `asked again, ${operation.agentId} says the node is ${node.status}` } : undefined;
}

const isOpen = (operation: OperationState): boolean => operation.status === 'unknown' || operation.status === 'requested';

function factsOf(node: agentpb.NodeStatusResponse): { pid: number; port: number; endpoint?: string } {
  return { pid: node.pid, port: node.port, ...(node.endpoint === '' ? {} : { endpoint: node.endpoint }) };
}
