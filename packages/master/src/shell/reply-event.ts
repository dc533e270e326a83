import { type AnyDraft, eventFromDraft, type GridEvent, type OperationState } from '@sutra/model';
import type { Answer } from './links.ts';

const EVENT_ID = /^event-[a-z_]+-(\d{1,16})-([A-Za-z0-9_.-]{1,64}):([0-9a-z]{1,11})\.([0-9a-z]{1,11})$/;

/**
 * The event behind an agent's answer. The agent has recorded it under `event_id`; the record will bring it later, whole. Until
 * then this stands in, under the same id, so that it counts once. Undefined when the agent recorded nothing.
 */
export function eventOfReply(operation: OperationState, answer: Answer, nowUs: number): GridEvent | undefined {
  if (answer.case !== 'spawn' && answer.case !== 'stop') return undefined;
  const match = EVENT_ID.exec(answer.value.eventId);
  const [, timeUs, emitter, epoch, number] = match ?? [];
  if (timeUs === undefined || emitter === undefined || epoch === undefined || number === undefined) return undefined;
  const draft = draftOf(operation, answer);
  return eventFromDraft(
    {
      ...draft,
      timeUs: Number(timeUs),
      operationId: operation.id,
      causedBy: operation.requestEvent === '' ? [] : [operation.requestEvent],
    },
    {
      id: answer.value.eventId,
      wallUs: nowUs,
      emitter,
      emitterEpoch: Number.parseInt(epoch, 36),
      emitterSeq: Number.parseInt(number, 36),
    },
  );
}

function draftOf(operation: OperationState, answer: Extract<Answer, { case: 'spawn' | 'stop' }>): AnyDraft {
  const base = { node_id: operation.nodeId, agent_id: operation.agentId, generation: operation.generation };
  const { success, errorMessage, errorCode } = answer.value;
  const failure = { ...base, error: errorMessage, ...(errorCode === '' ? {} : { error_code: errorCode }) };
  if (answer.case === 'stop') return success ? { type: 'stop_succeeded', body: base } : { type: 'stop_failed', body: failure };
  if (!success) return { type: 'spawn_failed', body: failure };
  const { pid, port, endpoint } = answer.value;
  return { type: 'spawn_succeeded', body: { ...base, pid, port, ...(endpoint === '' ? {} : { endpoint }) } };
}
