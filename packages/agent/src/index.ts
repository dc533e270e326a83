export { AGENT_DEFAULTS, type AgentConfig, type AgentSettings, agentConfig } from './config.ts';
export { AGENT_ERRORS } from './errors.ts';
export { type Agent, type AgentOptions, startAgent } from './shell/agent.ts';
export type { LinkFactory } from './shell/master-link.ts';
