import { defineErrors } from '@sutra/kit';

/** What an agent refuses, and what can go wrong while it keeps nodes. */
export const AGENT_ERRORS = defineErrors({
  SUTRA_AGENT_CONFIG: { kind: 'invalid', retry: false, mend: 'Correct the setting named in the message.' },
  SUTRA_GENERATION_OLD: {
    kind: 'conflict',
    retry: false,
    mend: 'The agent already knows a later generation of this node: read its status first.',
  },
  SUTRA_NODE_ENDED: {
    kind: 'conflict',
    retry: false,
    mend: 'This generation has been stopped. Start the node again: it gets a new generation.',
  },
  SUTRA_MASTER_STALE: {
    kind: 'denied',
    retry: false,
    mend: 'A newer master has spoken to this agent. Stop the old one, or let it find out that it no longer leads.',
  },
  SUTRA_STORAGE_PATH_INVALID: {
    kind: 'invalid',
    retry: false,
    mend: "Give storage_path as a plain name such as data: it becomes a folder inside the node's own folder.",
  },
  SUTRA_ENV_REFUSED: {
    kind: 'denied',
    retry: false,
    mend: 'Variables that change how every program loads code are not taken from requests. Name it in the agent setting allow_env if it must be.',
  },
  SUTRA_COMMAND_REFUSED: { kind: 'denied', retry: false, mend: 'Add the command to the agent setting commands, or run a storage node.' },
  SUTRA_NODE_PORT_TAKEN: {
    kind: 'conflict',
    retry: true,
    mend: 'Choose another port, or 0 to let the agent choose; ss -tanp shows who holds it: what listens there, or goes out from there.',
  },
  SUTRA_NO_PORT_FREE: { kind: 'limit', retry: true, mend: "Stop a node, or widen the agent's port range." },
  SUTRA_NODE_NOT_READY: {
    kind: 'timeout',
    retry: true,
    mend: 'Read the logs of the node: it ran but did not accept connections on its port.',
  },
  SUTRA_NODE_ENDED_EARLY: { kind: 'unavailable', retry: true, mend: 'Read the logs of the node: it ended before it was up.' },
});
