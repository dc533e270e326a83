import { defineErrors } from '@sutra/kit';

/** What the master refuses or cannot do, beside the rules of the model. */
export const MASTER_ERRORS = defineErrors({
  SUTRA_AGENT_NOT_CONNECTED: {
    kind: 'unavailable',
    retry: true,
    mend: 'Start a Sutra Grid agent with this id, or wait until its stream is back: wishes reach agents only through the stream they open.',
  },
  SUTRA_AGENT_LINK_LOST: {
    kind: 'unavailable',
    retry: true,
    mend: 'Look at the operation first: it may have happened. It is resolved when the agent is back.',
  },
  SUTRA_AGENT_BUSY: { kind: 'limit', retry: true, mend: 'The agent has too many open requests; wait for some to end.' },
  SUTRA_AGENT_REFUSED: { kind: 'conflict', retry: false, mend: 'The message is the agent’s own; mend what it names.' },
  SUTRA_HELLO_MISSING: { kind: 'invalid', retry: false, mend: 'Send hello, with the agent’s facts, as the first message of the stream.' },
  SUTRA_HELLO_REPLACED: { kind: 'conflict', retry: false, mend: 'Another stream of this agent id was opened; run each agent id once.' },
  SUTRA_REQUEST_INVALID: { kind: 'invalid', retry: false, mend: 'Correct the field the message names and send the request again.' },
  SUTRA_MASTER_EPOCH: {
    kind: 'unavailable',
    retry: false,
    mend: 'Check that the data folder exists and may be written; the fencing epoch must be kept there.',
  },
  SUTRA_MASTER_HTTP_PORT_TAKEN: {
    kind: 'conflict',
    retry: false,
    mend: 'Stop what holds the port, or choose another: --port-offset shifts every port of the grid.',
  },
  SUTRA_MASTER_HTTP_FAILED: { kind: 'unavailable', retry: false, mend: 'Give an address of this machine and a port you may bind.' },
  SUTRA_MASTER_HTTP_EXPOSED: {
    kind: 'denied',
    retry: false,
    mend: 'Bind the HTTP port to 127.0.0.1; put a proxy that authenticates in front of it when it must be read from elsewhere.',
  },
});
