import type { SutraError } from '@sutra/kit';
import { misleads, quoted } from '@sutra/kit';
import { type MODEL_ERRORS, modelError } from '../errors.ts';
import type { AnyDraft } from '../event.ts';
import type { GridState, NodeSpec, OperationState, RestartMode, Workload } from '../state.ts';

/** Who asked, and why: goes into every event the command leads to. */
export interface Asked {
  readonly actor?: string;
  readonly reason?: string;
}

export interface RegisterCommand extends Asked {
  readonly kind: 'register';
  readonly agentId: string;
  readonly hostname: string;
  readonly platform: string;
  /** Address the agent listens on, or `stream`. */
  readonly endpoint: string;
  readonly maxNodes: number;
  readonly version?: string;
  readonly region?: string;
  readonly env?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly epoch?: number;
}
export interface UnregisterCommand extends Asked {
  readonly kind: 'unregister';
  readonly agentId: string;
}
export interface HeartbeatCommand {
  readonly kind: 'heartbeat';
  readonly agentId: string;
  readonly nodeCount: number;
}
export interface SpawnCommand extends Asked {
  readonly kind: 'spawn';
  /** The same id sent twice spawns once. */
  readonly operationId: string;
  /** Chosen by placement when absent. */
  readonly agentId?: string;
  /** `ctx.nodeId` when absent. */
  readonly nodeId?: string;
  readonly workload?: Workload;
  readonly port?: number;
  readonly storagePath?: string;
  /**
   * The request is one of the original contract and says nothing that was added since. Its clients send absolute paths (`/tmp/storage`
   * by default); here storage lies inside the node's own folder, so the last name of such a path is taken and the decision says so.
   */
  readonly original?: boolean;
  readonly memoryLimitMb?: number;
  /** `always` for storage nodes, `on-failure` for commands, when absent. */
  readonly restart?: RestartMode;
}
export interface StopCommand extends Asked {
  readonly kind: 'stop';
  readonly operationId: string;
  readonly nodeId: string;
  /** Checked when given. */
  readonly agentId?: string;
  readonly graceMs?: number;
}
export interface RestartCommand extends Asked {
  readonly kind: 'restart';
  readonly operationId: string;
  readonly nodeId: string;
}
export interface DrainCommand extends Asked {
  readonly kind: 'drain' | 'undrain';
  readonly agentId: string;
}
/** What the master itself must record of an operation: an answer that never came, or one the agent could not record. */
export interface OutcomeCommand {
  readonly kind: 'outcome';
  readonly operationId: string;
  readonly outcome: 'succeeded' | 'failed' | 'unknown';
  /** Why, for failed and unknown. */
  readonly error?: string;
  readonly errorCode?: string;
  /** Of a spawn that succeeded. */
  readonly pid?: number;
  readonly port?: number;
  readonly endpoint?: string;
  readonly tookMs?: number;
}

export type Command =
  | RegisterCommand
  | UnregisterCommand
  | HeartbeatCommand
  | SpawnCommand
  | StopCommand
  | RestartCommand
  | DrainCommand
  | OutcomeCommand;

/** What deciding needs besides state and command: the time, and a fresh id. */
export interface DecideContext {
  /** Time of the events, µs. */
  readonly wallUs: number;
  /** Name for a new node when the command gives none. */
  readonly nodeId: string;
}

/** What a command about a node comes to. */
export interface About {
  readonly operationId: string;
  readonly nodeId: string;
  readonly agentId: string;
  readonly generation: number;
}

export interface Accepted {
  /** To be emitted in order (`emitInOrder`) and applied. Empty when there is nothing new to say. */
  readonly drafts: readonly AnyDraft[];
  readonly because: string;
  readonly about?: About;
  /** True when this was asked before: the answer is that of the operation in `about`. */
  readonly already?: boolean;
  /** Of a spawn: what to run, with secrets. The event holds it redacted. */
  readonly spec?: NodeSpec;
}
export interface Rejected {
  readonly rejected: SutraError;
}
export type Decision = Accepted | Rejected;

export const isRejected = (decision: Decision): decision is Rejected => 'rejected' in decision;

export function reject(code: keyof typeof MODEL_ERRORS, message: string, details?: Readonly<Record<string, unknown>>): Rejected {
  return { rejected: modelError(code, message, details) };
}

export const aboutOf = (operation: OperationState): About => ({
  operationId: operation.id,
  nodeId: operation.nodeId,
  agentId: operation.agentId,
  generation: operation.generation,
});

/** The answer to an operation id that has been used before: the same operation, or a refusal when it was another wish. */
export function repeated(
  state: GridState,
  operationId: string,
  wish: { readonly verb: OperationState['verb']; readonly nodeId: string | undefined },
): Decision | undefined {
  if (!ID.test(operationId))
    return reject(
      'SUTRA_SPAWN_INVALID',
      `Cannot ${wish.verb}: operation id ${quoted(operationId, 40)} is not 1–128 characters without spaces`,
    );
  const operation = state.operations.get(operationId);
  if (operation === undefined) return undefined;
  if (operation.verb !== wish.verb || (wish.nodeId !== undefined && wish.nodeId !== operation.nodeId)) {
    return reject(
      'SUTRA_OPERATION_MISMATCH',
      `Cannot ${wish.verb} ${wish.nodeId ?? 'a node'}: operation ${operationId} was the ${operation.verb} of ${operation.nodeId}`,
    );
  }
  return {
    drafts: [],
    because: `operation ${operationId} was asked for before and is ${operation.status}`,
    about: aboutOf(operation),
    already: true,
  };
}

const ID = { test: (id: string): boolean => /^\S{1,128}$/.test(id) && !misleads(id) };
