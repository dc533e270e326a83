import { defined } from '../defined.ts';
import type { GridEvent } from '../event.ts';
import type { GridState, OperationState, OperationStatus } from '../state.ts';
import { canMove, OPERATION_ARROWS } from '../transitions.ts';
import type { Note } from './step.ts';

/** Operations remembered. When there are more, the oldest ended quarter is forgotten: idempotence by operation id reaches that far back. */
export const OPERATIONS_MAX = 4_096;

/** What an event says about an operation. */
export interface Wish {
  readonly verb: OperationState['verb'];
  readonly nodeId: string;
  readonly agentId: string;
  readonly generation: number;
}

/**
 * Records that an operation was asked for. Its outcome may have come first (the agent's event reached the log before the
 * master's): then only what was asked is filled in.
 */
export function requested(state: GridState, event: GridEvent, wish: Wish): GridState {
  const id = event.operationId;
  if (id === undefined) return state;
  const was = state.operations.get(id);
  if (was !== undefined && (was.requestEvent !== '' || was.generation > wish.generation)) return state;
  const outcome = was !== undefined && was.generation === wish.generation ? was : undefined;
  return put(state, {
    ...(outcome ?? { status: 'requested' as const }),
    id,
    ...wish,
    requestedUs: event.timeUs,
    requestEvent: event.id,
    ...defined({ actor: event.actor }),
  });
}

/**
 * Records the outcome of an operation. An outcome for an earlier generation belongs to the first half of a restart and ends
 * nothing.
 */
export function ended(
  state: GridState,
  event: GridEvent,
  wish: Wish,
  status: OperationStatus,
  error: string | undefined,
  note: Note,
): GridState {
  const id = event.operationId;
  if (id === undefined) return state;
  const was = state.operations.get(id);
  if (was !== undefined && wish.generation < was.generation) return state;
  if (was !== undefined && wish.generation === was.generation && !canMove(OPERATION_ARROWS, was.status, status)) {
    note('settled', `operation ${id} cannot go from ${was.status} to ${status}`);
    return state;
  }
  const known =
    was !== undefined && wish.generation === was.generation ? was : { id, ...wish, requestedUs: event.timeUs, requestEvent: '' };
  if (was?.status === status && known === was) return state;
  const { error: _earlier, ...rest } = known as OperationState;
  return put(state, { ...rest, status, endedUs: event.timeUs, endEvent: event.id, ...defined({ error }) });
}

function put(state: GridState, operation: OperationState): GridState {
  const operations = state.operations.set(operation.id, operation);
  return { ...state, operations: operations.size > OPERATIONS_MAX ? forgetOldest(operations) : operations };
}

function forgetOldest(operations: GridState['operations']): GridState['operations'] {
  const over = [...operations.values()]
    .sort(
      (a, b) =>
        Number(a.endedUs === undefined) - Number(b.endedUs === undefined) || a.requestedUs - b.requestedUs || (a.id < b.id ? -1 : 1),
    )
    .slice(0, OPERATIONS_MAX / 4);
  return operations.withMutations((kept) => {
    for (const operation of over) kept.delete(operation.id);
  });
}
