export { AGENT_NODES_MAX, decideDrained } from './agents.ts';
export type {
  About,
  Accepted,
  Asked,
  Command,
  DecideContext,
  Decision,
  DrainCommand,
  HeartbeatCommand,
  OutcomeCommand,
  RegisterCommand,
  Rejected,
  RestartCommand,
  SpawnCommand,
  StopCommand,
  UnregisterCommand,
} from './command.ts';
export { isRejected } from './command.ts';
export { decide } from './decide.ts';
export { GRACE_MAX_MS } from './nodes.ts';
export { ARGS_MAX, ENV_MAX, MEMORY_LIMIT_MAX_MB, MEMORY_LIMIT_MIN_MB, NODE_ID, STORAGE_PATH_CHARS_MAX } from './spec.ts';
