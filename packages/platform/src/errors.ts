import { defineErrors } from '@sutra/kit';

/** What can go wrong where nodes run. */
export const PLATFORM_ERRORS = defineErrors({
  SUTRA_PLATFORM_UNSUPPORTED: {
    kind: 'unavailable',
    retry: false,
    mend: 'Run this agent on Linux, or choose another platform for it (docker, systemd, kubernetes).',
  },
  SUTRA_NODE_ID_INVALID: {
    kind: 'invalid',
    retry: false,
    mend: 'Use a node id of 1 to 128 letters, digits, dots, dashes or underscores that starts with a letter or digit.',
  },
  SUTRA_START_INVALID: {
    kind: 'invalid',
    retry: false,
    mend: 'Correct the command, arguments, environment, port or memory limit named in the message.',
  },
  SUTRA_FOLDER_ESCAPES: {
    kind: 'denied',
    retry: false,
    mend: "Keep node folders inside the agent's data folder; remove the symbolic link or the path that leads out of it.",
  },
  SUTRA_FOLDER_DENIED: {
    kind: 'denied',
    retry: false,
    mend: 'Give the user that runs the agent write permission on its data folder.',
  },
  SUTRA_DISK_FULL: { kind: 'limit', retry: true, mend: "Free space on the disk of the agent's data folder, then start the node again." },
  SUTRA_BINARY_MISSING: {
    kind: 'not_found',
    retry: false,
    mend: 'Install the program on this host, or give its full path.',
  },
  SUTRA_BINARY_DENIED: {
    kind: 'denied',
    retry: false,
    mend: 'Make the program executable for the user that runs the agent (chmod +x), and name a file, not a folder.',
  },
  SUTRA_NODE_PROCESS_BUSY: {
    kind: 'conflict',
    retry: true,
    mend: 'Stop the earlier incarnation of this node first: a node never runs twice.',
  },
  SUTRA_SPAWN_FAILED: {
    kind: 'unavailable',
    retry: true,
    mend: 'Look at the message and the limits of the host (processes, memory), then try again.',
  },
  SUTRA_SPAWN_INTERRUPTED: {
    kind: 'conflict',
    retry: false,
    mend: 'This start was cut off before the program ran; nothing runs. Start the node again under a new generation.',
  },
  SUTRA_STOP_INCOMPLETE: {
    kind: 'unavailable',
    retry: true,
    mend: 'A process of the node cannot be ended (it may hang in the kernel). Look at the pids in the message, then stop it again.',
  },
});
