import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Agent, agentConfig, startAgent } from '@sutra/agent';
import { sleep } from '@sutra/kit';
import { openProcessPlatform } from '@sutra/platform/process';
import { openAgentLink } from '@sutra/rpc';
import { type CommonOptions, configOf } from '../client/invocation.ts';
import type { Config } from '../config/resolve.ts';
import { type DaemonContext, runDaemon } from '../process/daemon.ts';
import { announce, openFacts } from '../process/facts.ts';
import { makeFolder } from '../process/folder.ts';
import { nodeFlagsOf } from '../process/node-flags.ts';
import { localToken } from '../process/token.ts';
import { installedVersion } from '../version.ts';

export interface AgentRunOptions extends CommonOptions {
  readonly agentId?: string;
  readonly region?: string;
  readonly env?: string;
  readonly maxNodes?: string;
  readonly platform?: string;
  readonly dataPath?: string;
  readonly eventStorage?: string;
}

/** Variables of the agent that nodes may see. Everything else of its environment is its own business. */
const NODES_MAY_SEE = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'HOME', 'USER'];

type Env = Readonly<Record<string, string | undefined>>;

/** `sutra agent run` */
export async function agentRun(options: AgentRunOptions, env: Env): Promise<number> {
  const config = await configOf(options, env, ['agent'], {
    'agent.agent_id': options.agentId,
    'agent.master_host': options.master,
    'agent.region': options.region,
    'agent.env': options.env,
    'agent.max_storage_nodes': options.maxNodes,
    'agent.platform': options.platform,
    'agent.data_path': options.dataPath,
    'events.storage_endpoint': options.eventStorage,
  });
  return runDaemon('agent', config, async (context) => {
    const { clock, chance, logger, scope } = context;
    const { folder } = config.agent;
    makeFolder(folder);
    // First of all: the spawner is forked here, while this process is still small.
    const platform = await openProcessPlatform({ dataFolder: folder, clock, logger, selfPid: process.pid });
    scope.defer('platform', () => platform.close());
    if (platform.withoutCgroupBecause !== '')
      logger.info('memory limits are enforced by the agent, not the kernel', { because: platform.withoutCgroupBecause });
    const facts = await openFacts(context, `agent.${config.agent.id}`, `${folder}/agent`, config.events.endpoint);
    const token = localToken(config.tokenFile);
    const agent = await startAgent({
      config: settingsOf(config, env),
      platform,
      emitter: facts.emitter,
      connect: (hooks) => openAgentLink({ address: config.agent.master, token, logger, ...hooks }),
      clock,
      chance,
      logger,
    });
    scope.defer('agent', () => agent.close());
    announce(context, 'agent', `${folder}/agent`, facts);
    await welcomed(context, agent);
    return { agent: config.agent.id, master: config.agent.master };
  });
}

/** Time an agent waits for its master before it calls itself ready all the same: it works without one. */
const WELCOME_LIMIT_MS = 5_000;

/** Ready means that nodes can be spawned here: the first command after the start must not be told that there is no agent. */
async function welcomed({ clock, scope, logger }: DaemonContext, agent: Agent): Promise<void> {
  const startedMs = clock.monotonicMs();
  while (!agent.connected && !scope.signal.aborted) {
    if (clock.monotonicMs() - startedMs > WELCOME_LIMIT_MS) {
      logger.warn('no master has welcomed this agent yet; nodes go on and it keeps trying');
      return;
    }
    await sleep(clock, 20);
  }
}

function settingsOf(config: Config, env: Env): ReturnType<typeof agentConfig> {
  const { agent } = config;
  return agentConfig({
    agentId: agent.id,
    hostname: hostname(),
    version: installedVersion(),
    dataFolder: agent.folder,
    maxNodes: agent.maxNodes,
    storageCommand:
      agent.storageBinary === null
        ? [process.execPath, ...nodeFlagsOf('storage'), fileURLToPath(new URL('../../bin/storage-server.js', import.meta.url))]
        : [agent.storageBinary],
    portFrom: agent.portRange.from,
    portTo: agent.portRange.to,
    advertiseHost: 'localhost',
    eventStorage: config.events.endpoint ?? '',
    baseEnv: Object.fromEntries(NODES_MAY_SEE.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))),
    region: agent.region,
    env: agent.env,
    labels: agent.labels,
    heartbeatMs: agent.heartbeatMs,
    metricsEveryMs: agent.metricsMs,
  });
}
