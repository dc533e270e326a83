import { defineErrors, SutraError } from '@sutra/kit';

/** Why the model refuses a command or a snapshot. */
export const MODEL_ERRORS = defineErrors({
  SUTRA_AGENT_UNKNOWN: { kind: 'not_found', retry: false, mend: 'List the agents with `sutra agent ls` and use one of their ids.' },
  SUTRA_AGENT_OFFLINE: {
    kind: 'unavailable',
    retry: true,
    mend: 'Start the agent, or wait until its heartbeat is back, or choose another agent.',
  },
  SUTRA_AGENT_DRAINING: { kind: 'conflict', retry: false, mend: 'Choose another agent, or undrain this one.' },
  SUTRA_AGENT_FULL: { kind: 'limit', retry: false, mend: 'Stop a node there, raise its max_storage_nodes, or choose another agent.' },
  SUTRA_AGENT_TAKEN: { kind: 'conflict', retry: false, mend: 'Give this agent another id, or stop the one that holds it.' },
  SUTRA_AGENT_INVALID: { kind: 'invalid', retry: false, mend: 'Mend the named value in the agent configuration.' },
  SUTRA_NO_AGENT_FITS: { kind: 'unavailable', retry: true, mend: 'Start an agent, or free one: the reasons name what each one lacks.' },
  SUTRA_NODE_UNKNOWN: { kind: 'not_found', retry: false, mend: 'List the nodes with `sutra node ls` and use one of their ids.' },
  SUTRA_NODE_TAKEN: { kind: 'conflict', retry: false, mend: 'Choose another node id, or stop the node that holds it first.' },
  SUTRA_NODE_BUSY: { kind: 'conflict', retry: true, mend: 'Wait for the operation that is under way, then try again.' },
  SUTRA_PORT_TAKEN: { kind: 'conflict', retry: false, mend: 'Choose another port, or leave it out to let the agent choose.' },
  SUTRA_SPAWN_INVALID: { kind: 'invalid', retry: false, mend: 'Mend the named value and send the request again.' },
  SUTRA_GRID_FULL: {
    kind: 'limit',
    retry: false,
    mend: 'The grid keeps a bounded number of agents and nodes: reuse the ids of stopped nodes.',
  },
  SUTRA_OPERATION_MISMATCH: { kind: 'conflict', retry: false, mend: 'Use a new operation id for a new wish.' },
  SUTRA_OPERATION_UNKNOWN: { kind: 'not_found', retry: false, mend: 'Check the operation id; very old operations are forgotten.' },
  SUTRA_SNAPSHOT_UNREADABLE: { kind: 'corrupt', retry: false, mend: 'Discard the snapshot: the state is rebuilt from the events.' },
  SUTRA_EVENT_UNREADABLE: { kind: 'corrupt', retry: false, mend: 'Check that both sides run the same version of Sutra Grid.' },
});

/** A refusal of the model, by a code of its own table: importing this is what declares the table. */
export function modelError(code: keyof typeof MODEL_ERRORS, message: string, details?: Readonly<Record<string, unknown>>): SutraError {
  return new SutraError(code, message, details === undefined ? {} : { details });
}
