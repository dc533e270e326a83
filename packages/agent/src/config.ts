import { SutraError } from '@sutra/kit';
import './errors.ts';

/** What an agent is told at start. Durations in ms. Parsed and given by the application; nothing is read from the environment here. */
export interface AgentConfig {
  readonly agentId: string;
  readonly hostname: string;
  readonly version: string;
  /** The agent keeps its own records in `<dataFolder>/agent`; the platform keeps nodes in `<dataFolder>/nodes`. */
  readonly dataFolder: string;
  readonly maxNodes: number;
  /** Program and first arguments of a storage node; port, folder, node id and memory limit are added. */
  readonly storageCommand: readonly string[];
  /** Ports the agent may choose from, both ends included. */
  readonly portFrom: number;
  readonly portTo: number;
  /** Host under which others reach nodes of this agent. */
  readonly advertiseHost: string;
  /** Given to nodes as EVENT_STORAGE; empty for none. */
  readonly eventStorage: string;
  /** The agent's own variables that nodes may see (PATH, LANG, TZ …): an allow-list, already applied. */
  readonly baseEnv: Readonly<Record<string, string>>;
  /** Names a request may set although they are refused by default. */
  readonly allowEnv: readonly string[];
  /** Programs a request may run: `any`, or exactly these. */
  readonly commands: 'any' | readonly string[];
  readonly region: string;
  readonly env: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly heartbeatMs: number;
  readonly metricsEveryMs: number;
  /** How long a node may take until its port accepts connections. */
  readonly startWithinMs: number;
  /** Between TERM and KILL when the request names no grace. */
  readonly stopGraceMs: number;
  /** Operator's own patterns of secrets, beside the built-in ones. */
  readonly secretPatterns: readonly RegExp[];
}

type Required = 'agentId' | 'hostname' | 'version' | 'dataFolder' | 'storageCommand';
export type AgentSettings = Pick<AgentConfig, Required> & Partial<Omit<AgentConfig, Required>>;

export const AGENT_DEFAULTS: Omit<AgentConfig, Required> = {
  maxNodes: 10,
  portFrom: 50_100,
  portTo: 50_199,
  advertiseHost: 'localhost',
  eventStorage: '',
  baseEnv: {},
  allowEnv: [],
  commands: 'any',
  region: '',
  env: '',
  labels: {},
  heartbeatMs: 5_000,
  metricsEveryMs: 15_000,
  startWithinMs: 27_000, // the master waits 30 s: the answer must reach it before, or the outcome is unknown first
  stopGraceMs: 5_000,
  secretPatterns: [],
};

/** @throws SutraError SUTRA_AGENT_CONFIG naming the setting */
export function agentConfig(settings: AgentSettings): AgentConfig {
  const config = { ...AGENT_DEFAULTS, ...settings };
  const wrong = (what: string): never => {
    throw new SutraError('SUTRA_AGENT_CONFIG', `Cannot start the agent: ${what}`);
  };
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(config.agentId)) wrong(`agent id ${JSON.stringify(config.agentId)} is not a plain name`);
  if (config.storageCommand.length === 0) wrong('storage_command is empty');
  if (!(config.portFrom >= 1 && config.portFrom <= config.portTo && config.portTo <= 65_535))
    wrong(`ports ${config.portFrom} to ${config.portTo} are no range`);
  if (!Number.isInteger(config.maxNodes) || config.maxNodes < 1) wrong(`max_nodes ${config.maxNodes} is not a positive number`);
  for (const name of ['heartbeatMs', 'metricsEveryMs', 'startWithinMs'] as const)
    if (!(config[name] > 0)) wrong(`${name} ${config[name]} is not positive`);
  return Object.freeze(config);
}
